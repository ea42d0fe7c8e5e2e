"""Which story is a kill, a hold or a correction about that names no id?

    item ─► reference ─► what it asks, and what it names ─► matched(candidates) ─► one story, or those in doubt

`forms` are those in which desks ask desks, in their languages, and `asking` looks for them; `naming` knows what they
call a story by, and `moments` when it moved; `folding` says when two headlines, slugs or numbers are the same, and
`matching` judges. `acting` says what becomes of each. Nothing is withdrawn by guess:
where not exactly one story is meant, those that may be are held, and people are told.
"""

from __future__ import annotations

from feeds.decide.notices.acting import acted, may_be_one
from feeds.decide.notices.matching import LOOK_BACK, Filed, Finding, Matched, Step, filed, matched
from feeds.decide.notices.naming import Reference, reference

__all__ = [
    "LOOK_BACK",
    "Filed",
    "Finding",
    "Matched",
    "Reference",
    "Step",
    "acted",
    "filed",
    "matched",
    "may_be_one",
    "reference",
]

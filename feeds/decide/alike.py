"""Is this the copy of an item that is held: cut, reordered, with a new lead, touched up?

Not what shares a form with it: two match reports, two tables of prices have most words in common
and differ in what they are about. So words say whether two texts are of one form, and names and
figures whether they are about the same. A rewrite loses a like part of each; another story in the
same form keeps the words and has other names, or other figures. What is in both is counted
against the shorter text, so that a cut does not count against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import log

from feeds.contracts import Kinship
from feeds.decide.prints import estimate, telling
from feeds.model import Kin, Likeness, Print

RULE = "alike.copy/1"

LOOK_BACK = timedelta(days=14)

MOST_KIN = 100
"""So many items that share bands are looked at, those that share most of them first."""

MOST_COMPARED = 6
"""Of so many the copy is read, of those that are likest by their prints."""

# By signatures alone: below the first nothing is a copy, above the second it may be one unread.
_LEAST_JACCARD = 0.12
_LEAST_ESTIMATE = 0.5
# Of the words, and of the runs of two words, with both texts at hand. Where three words in ten
# are other ones few runs are left, but more than two reports of one event have in common.
_LEAST_WORDS = 0.25
_LEAST_WORDS_AND_RUNS = 0.42
_RUNS_COUNT = 2
# A rewrite that shares fewer words than the first number says was rewritten all over, which breaks
# most runs. Where they are whole, a passage is in both: background, what a series says each time.
_WHOLE, _EVEN = 0.55, 0.55
# Copy with hardly any names and figures is judged by its words, if there is next to no doubt.
_NO_DOUBT_WORDS, _NO_DOUBT_RUNS = 0.9, 0.85
# In nats: names and figures together have to speak for a copy, and neither of them against it.
_SPEAKS_FOR = 2.8
_SPEAKS_AGAINST = -3.5

_LEAST_LEFT, _MOST_LEFT = 0.65, 0.93


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the things that the shorter text could have in common are in both."""

    both: int
    of: int

    @property
    def ratio(self) -> float:
        return self.both / self.of if self.of else 1.0


# How likely another text of the form has a name or a figure of this one by chance.
_NAME_BY_CHANCE = 0.15
_FIGURE_BY_CHANCE = 0.1


def find(new: Print, text: str, kinship: Kinship, *, now: datetime) -> Likeness | None:
    """The item of the last fortnight whose copy this is; None where it is nobody's."""
    kin = closest(new, kinship.kin(new.bands, since=now - LOOK_BACK, limit=MOST_KIN))
    copies = kinship.copies([one.id for one in kin])
    return likest(new, text, [replace(one, text=copies.get(one.id, "")) for one in kin])


def closest(new: Print, kin: Iterable[Kin]) -> Sequence[Kin]:
    """The items whose copy is worth reading, by their prints; the likest first."""
    ranked = sorted(
        ((estimate(new, one.print), one) for one in kin if one.print.scheme == new.scheme),
        key=lambda pair: (-pair[0], pair[1].id),
    )
    return [one for jaccard, one in ranked if jaccard >= _LEAST_JACCARD][:MOST_COMPARED]


def likest(new: Print, text: str, kin: Iterable[Kin]) -> Likeness | None:
    """The item whose copy it is, before all others the likest; None where it is nobody's."""
    found = [one for one in (judge(new, text, other) for other in kin) if one.same]
    return max(found, key=lambda one: (one.score, one.id), default=None)


def judge(new: Print, text: str, other: Kin) -> Likeness:
    """How alike the copy of a new item and of another is, and why."""
    if new.scheme != other.print.scheme:
        return _no(other, 0.0, f"prints of two kinds, {new.scheme} and {other.print.scheme}")
    if text and other.text:
        return _compared(new, text, other)
    jaccard = estimate(new, other.print)
    sizes = new.words, other.print.words
    share = min(1.0, jaccard / (1 + jaccard) * sum(sizes) / min(sizes))
    words_say = f"about {share:.0%} of the words"
    if share < _LEAST_ESTIMATE:
        return _no(other, share, f"{words_say} in both")
    return _marked(new, other, share, words_say)


def _compared(new: Print, text: str, other: Kin) -> Likeness:
    mine, theirs = _read(text), _read(other.text)
    plain = _share(
        mine.words.difference(new.names, new.figures),
        theirs.words.difference(other.print.names, other.print.figures),
    )
    runs = _share(mine.pairs, theirs.pairs)
    words_say = f"{plain.both} of {plain.of} words and {runs.both} of {runs.of} pairs of words"
    if plain.ratio < _LEAST_WORDS or plain.ratio + _RUNS_COUNT * runs.ratio < _LEAST_WORDS_AND_RUNS:
        return _no(other, plain.ratio / 2, f"{words_say} in both")
    if plain.ratio < _WHOLE and runs.ratio > _EVEN * plain.ratio:
        return _no(
            other, plain.ratio / 2, f"a part is the same, the rest is not: {words_say} in both"
        )
    certain = plain.ratio >= _NO_DOUBT_WORDS and runs.ratio >= _NO_DOUBT_RUNS
    return _marked(new, other, plain.ratio, words_say, certain=certain)


def _marked(
    new: Print, other: Kin, plain: float, words_say: str, *, certain: bool = False
) -> Likeness:
    """What names and figures have to say to two texts that share so many plain words."""
    called = _share(new.names, other.print.names)
    counted = _share(new.figures, other.print.figures)
    marks = Share(called.both + counted.both, called.of + counted.of)
    score = (plain + marks.ratio) / 2
    reason = (
        f"{words_say}, {called.both} of {called.of} names"
        f" and {counted.both} of {counted.of} figures in both"
    )
    by_names = _evidence(called, _NAME_BY_CHANCE, plain)
    by_figures = _evidence(counted, _FIGURE_BY_CHANCE, plain)
    if by_names < _SPEAKS_AGAINST:
        return _no(other, score, f"the same form about others: {reason}")
    if by_figures < _SPEAKS_AGAINST:
        return _no(other, score, f"the same form with other figures: {reason}")
    if by_names + by_figures < _SPEAKS_FOR and not (certain and marks.both == marks.of):
        return _no(other, score, f"names and figures do not tell: {reason}")
    return Likeness(id=other.id, same=True, score=score, rule=RULE, reason=reason)


def _evidence(share: Share, chance: float, plain: float) -> float:
    """For a copy and against another text of the form, in nats. Of a copy's marks as many are left
    as of its plain words.
    """
    left = min(max(plain, _LEAST_LEFT), _MOST_LEFT)
    missing = share.of - share.both
    return share.both * log(left / chance) + missing * log((1 - left) / (1 - chance))


@dataclass(frozen=True, slots=True)
class _Reading:
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


# One new item is compared with several, and one that is held with those that come after it.
@lru_cache(maxsize=128)
def _read(text: str) -> _Reading:
    found = telling(text)
    return _Reading(frozenset(found), frozenset(pairwise(found)))


def _share(mine: Collection[object], theirs: Collection[object]) -> Share:
    return Share(len(set(mine) & set(theirs)), min(len(mine), len(theirs)))


def _no(other: Kin, score: float, reason: str) -> Likeness:
    return Likeness(id=other.id, same=False, score=score, rule=RULE, reason=reason)

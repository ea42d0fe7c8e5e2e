"""Which held items wait for people? What a machine has held in doubt, no later version lets out by itself.

A notice that could mean several stories, or a story that came as copy of a killed one, leaves the question to
people: that a wire touches the story again, as most do within the hour, answers nothing. One version answers it,
where a notice names this story alone and asks to hold it: the agency's own correction of the story, for which it
was held. `feeds release` lets out all the others. What its own copy holds, its next copy may let out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from feeds.decide.rulings import COPY_OF_KILLED, CORRECTED, KEPT_BACK, LET_OUT
from feeds.decide.silent import RULE as SILENT
from feeds.model import Decision, Item, JournalLine, LedgerLine, Status

COPY_OF_WITHDRAWN = "revise.withdrawn-text/1"
"""The rule that holds the words of a withdrawn item under another id."""
_FOR_PEOPLE = frozenset({COPY_OF_WITHDRAWN, COPY_OF_KILLED, KEPT_BACK})
_ASIDE = frozenset({SILENT, CORRECTED})
"""Rules of versions that change nothing about what is waited for."""
_NOTICES = "notices."
_NAMED = frozenset(f"{_NOTICES}{kind}/1" for kind in ("id", "headline", "number", "slug", "spelt"))


def waiting(ledger: Sequence[LedgerLine]) -> Decision | None:
    """The decision by which an item waits for people; None where it does not."""
    told = [line for line in ledger if line.stage == "desk" and line.rule not in _ASIDE]
    if not told or told[-1].status != Status.HELD:
        return None
    last = told[-1]
    if last.rule not in _FOR_PEOPLE and not last.rule.startswith(_NOTICES):
        return None
    return Decision(status=Status.HELD, rule=last.rule, reason=last.reason)


def is_let_out(ledger: Sequence[LedgerLine], kill: JournalLine, same: Collection[str]) -> bool:
    """Whether people, who knew of a kill, have let an item out that waited since it has the copy of one of
    `same`: no later version of it waits for that again.
    """
    waited, answer = False, None
    for line in ledger:
        if line.rule == COPY_OF_KILLED and any(id_ in line.reason for id_ in same):
            waited, answer = True, None
        elif waited and line.rule == LET_OUT:
            answer = line
    return answer is not None and answer.at >= kill.at


def is_answered(hold: Decision, item: Item) -> bool:
    """Whether a newer version says what was waited for."""
    return item.verdict is Status.CORRECTION and hold.rule in _NAMED

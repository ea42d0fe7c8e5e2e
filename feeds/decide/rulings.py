"""What is decided of an item beside its copy, by people or by the wire's answer, made into its next version.

No machine overrules what people decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import Decision, DeskItem, Filing, JournalLine, PubStatus, Status

KILL = "kill"
"""The journal's verb for a withdrawal that stands whatever the wire sends."""
PURGE = "purge"
"""The journal's verb for copy that is removed for good: of an item, or of a source (`of_source`)."""
RELEASE = "release"
"""The journal's verb for an item that was held and is let out."""
HOLD = "hold"
"""The journal's verb for an item that is kept back until people let it out."""
CORRECT = "correct"
"""The journal's verb for another headline than the wire's."""
FINAL = (KILL, PURGE)
"""Verbs after which an item never comes again."""
COPY_OF_KILLED = "journal.kill-copy/1"
"""The rule by which copy waits for the desk that has killed the same copy of another wire."""
LET_OUT = "journal.release/1"
"""The rule by which an item that waited is let out."""
KEPT_BACK = "journal.hold/1"
"""The rule by which an item waits that the desk has held."""
CORRECTED = "journal.correct/1"
"""The rule by which an item has the headline that the desk has given it."""
_SOURCE = "source:"
_RULE = "journal.kill/1"
_PURGE_RULE = "journal.purge/1"
_GONE = "wire.gone/1"
_MICROSECOND = timedelta(microseconds=1)


def of_source(id_: str) -> str:
    """What the journal calls a source of which everything is removed."""
    return f"{_SOURCE}{id_}"


def source_of(target: str) -> str:
    """The source that a line of the journal means; ``""`` where it means an item."""
    return target.removeprefix(_SOURCE) if target.startswith(_SOURCE) else ""


def of_version(held: DeskItem) -> str:
    """What the journal calls an item as it was when somebody looked at it."""
    return f"{held.id} {held.digest}"


def means(target: str, held: DeskItem) -> bool:
    """Whether a line of the journal means an item as it is held: what was let out is that version, and no
    other that an older store has, or that has come since. Older lines name none.
    """
    id_, _, digest = target.partition(" ")
    return held.id == id_ and digest in {"", held.digest}


def item_of(target: str) -> str:
    """The id of the item that a line of the journal means."""
    return target.partition(" ")[0]


def with_headline(headline: str, reason: str) -> str:
    """What the journal has as the reason of a correction; neither has more than one line."""
    return f"{headline}\n{reason}"


def headline_of(line: JournalLine) -> str:
    """The headline that a correction gives."""
    return line.reason.partition("\n")[0]


def why(line: JournalLine) -> str:
    """The reason that a line of the journal states, for people."""
    return line.reason.partition("\n")[2] if line.verb == CORRECT else line.reason


def before_it_came(line: JournalLine) -> Decision:
    """The decision on an item that comes after it was killed, removed for good, or held."""
    return _holding(line) if line.verb == HOLD else killing(line)


def killing(line: JournalLine) -> Decision:
    """The decision on an item that the journal says is killed, or removed for good."""
    if line.verb == PURGE:
        return Decision(
            status=Status.WITHDRAWN, rule=_PURGE_RULE, reason="removed for good by the desk"
        )
    return Decision(
        status=Status.WITHDRAWN, rule=_RULE, reason=f"killed by the desk: {line.reason}"
    )


def killed(held: DeskItem, line: JournalLine, at: datetime) -> Filing | None:
    """The version of an item that is killed; None where it is withdrawn already, which is for good."""
    return _withdrawn(held, killing(line), at)


def _holding(line: JournalLine) -> Decision:
    return Decision(status=Status.HELD, rule=KEPT_BACK, reason=f"held by the desk: {line.reason}")


def withheld(held: DeskItem, line: JournalLine, at: datetime) -> Filing | None:
    """The version of an item that the desk holds; None of one that is not published anyway."""
    if not held.status.publishes:
        return None
    return decided(held, _holding(line), max(at, held.updated + _MICROSECOND))


def uncorrectable(held: DeskItem, headline: str) -> str:
    """Why an item cannot get a headline, in words that follow its name; ``""`` where it can."""
    if not (held.status.publishes or held.status is Status.HELD):
        return f"is {held.status}: only what is published or held can be corrected"
    return "has this headline" if held.item.headline == headline else ""


def corrected(
    held: DeskItem,
    line: JournalLine,
    at: datetime,
    channels_of: Callable[[DeskItem], tuple[str, ...]],
) -> Filing | None:
    """The version of an item with the headline that the desk gives it: one that waits goes on waiting. None
    where it has that headline, and of one that is no longer anything for readers.

    Its digest stays that of the wire's copy: what the wire sends again is still no news.
    """
    headline = headline_of(line)
    if uncorrectable(held, headline):
        return None
    decision = Decision(
        status=Status.CORRECTION if held.status.publishes else held.status,
        rule=CORRECTED,
        reason=f"headline corrected by the desk: {why(line)}",
    )
    named = replace(held, item=replace(held.item, headline=headline), status=decision.status)
    return decided(named, decision, max(at, held.updated + _MICROSECOND), channels_of(named))


def kept_back(held: DeskItem, line: JournalLine, at: datetime) -> Filing | None:
    """The version of an item whose copy is that of one which the desk has killed: it waits for the desk,
    which has seen one of them. None where it is not to be seen anyway.
    """
    if not held.usable:
        return None
    decision = Decision(
        status=Status.HELD,
        rule=COPY_OF_KILLED,
        reason=f"it has the copy of {line.target}, which the desk has killed: {line.reason}",
    )
    return decided(held, decision, max(at, held.updated + _MICROSECOND))


def gone(held: DeskItem, at: datetime) -> Filing | None:
    """The version of an item whose own address answers 410; None where it is withdrawn already."""
    decision = Decision(
        status=Status.WITHDRAWN, rule=_GONE, reason="its address at the wire answers 410 Gone"
    )
    return _withdrawn(held, decision, at)


def released(
    held: DeskItem, line: JournalLine, at: datetime, channels: tuple[str, ...]
) -> Filing | None:
    """The version of an item that waited and is let out; None of one that does not wait."""
    if held.status not in {Status.HELD, Status.REJECTED}:
        return None
    decision = Decision(
        status=Status.NEW if held.revision == 1 else Status.UPDATE,
        rule=LET_OUT,
        reason=f"released by the desk: {line.reason}",
    )
    return decided(held, decision, max(at, held.updated + _MICROSECOND), channels)


def decided(
    held: DeskItem, decision: Decision, updated: datetime, channels: tuple[str, ...] = ()
) -> Filing:
    """The version of an item that a decision makes, whatever the wire last said of it."""
    status = decision.status
    usable = replace(held.item, pubstatus=PubStatus.USABLE) if status.publishes else held.item
    return Filing(
        desk_item=replace(
            held,
            item=usable,
            status=status,
            reason=decision.reason,
            revision=held.revision + 1,
            updated=updated,
            channels=channels if status.publishes else (),
        ),
        decision=decision,
        keys=(),
    )


def _withdrawn(held: DeskItem, decision: Decision, at: datetime) -> Filing | None:
    if held.status is Status.WITHDRAWN:
        return None
    return decided(held, decision, max(at, held.updated + _MICROSECOND))

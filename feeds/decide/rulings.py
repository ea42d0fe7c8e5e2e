"""What people decided of an item, made into its next version. A machine never overrules it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import Decision, DeskItem, Filing, JournalLine, Status

KILL = "kill"
"""The journal's verb for a withdrawal that stands whatever the wire sends."""
_RULE = "journal.kill/1"
_MICROSECOND = timedelta(microseconds=1)


def killing(line: JournalLine) -> Decision:
    """The decision on an item that the journal says is killed."""
    return Decision(
        status=Status.WITHDRAWN, rule=_RULE, reason=f"killed by the desk: {line.reason}"
    )


def killed(held: DeskItem, line: JournalLine, at: datetime) -> Filing | None:
    """The version of an item that is killed; None where it is withdrawn already, which is for good."""
    if held.status is Status.WITHDRAWN:
        return None
    decision = killing(line)
    return Filing(
        desk_item=replace(
            held,
            status=decision.status,
            reason=decision.reason,
            revision=held.revision + 1,
            updated=max(at, held.updated + _MICROSECOND),
            channels=(),
        ),
        decision=decision,
        keys=(),
    )

"""What a poll has brought, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feeds.decide import moved, quarantine
from feeds.decide.standing import bad_ids
from feeds.errors import FetchError, SourceError
from feeds.model import (
    Deadly,
    Fetched,
    Pause,
    Poll,
    Polled,
    Reading,
    Source,
    SourceState,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What one poll brought, read to the end but not yet judged."""

    state: SourceState
    started: datetime
    ended: datetime
    lateness: float
    fetched: Fetched
    readings: tuple[tuple[int, Reading], ...] = ()
    """Each with the index of its payload."""
    faults: Mapping[str, str]
    """Payloads that could not be read, by URL."""
    fault: SourceError | None = None
    deadly: tuple[Deadly, ...] = ()
    """What is now remembered of documents that ended their readers."""

    @property
    def was_asked(self) -> bool:
        """Whether the publisher was: not where his host has asked for a pause."""
        return not isinstance(self.fault, FetchError) or self.fault.asked

    @property
    def pause(self) -> Pause | None:
        """What a host has asked of all who poll it."""
        fault = self.fault
        if not isinstance(fault, FetchError) or fault.host_pause is None:
            return None
        return Pause(host=fault.host, until=self.ended + fault.host_pause, source=self.state.id)


def told(one: Brought, poll: Poll, source: Source) -> Polled:
    """What the log and the metrics are told of a poll that is recorded."""
    counts = dict.fromkeys(Status, 0)
    for filed in poll.filings:
        counts[filed.decision.status] += 1
    return Polled(
        source=source.id,
        provider=source.provider,
        outcome=poll.state.outcome,
        at=one.started,
        seconds=(one.ended - one.started).total_seconds(),
        lateness=one.lateness,
        status=one.fault.status if isinstance(one.fault, FetchError) else one.fetched.status,
        wire_bytes=one.fetched.wire_bytes,
        counts=tuple((status.value, count) for status, count in counts.items() if count),
        error=poll.state.error if one.was_asked and (one.fault or one.faults) else "",
        next_due=poll.state.next_due,
        payloads=len(one.fetched.payloads),
        alarms=(
            *filter(None, (bad_ids(poll.state.ids) if not one.state.ids.fault else "",)),
            *filter(None, (moved.news(one.state.move, poll.state.move),)),
            *quarantine.newly_set_aside(one.state.deadly, poll.state.deadly),
            *(filed.alarm for filed in poll.filings if filed.alarm),
        ),
    )

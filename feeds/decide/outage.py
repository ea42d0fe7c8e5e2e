"""Is it this machine that has lost its network? Where nothing came from any source for a while, however many were
asked, that is one thing to see to, and not one for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from feeds.model import Alarm, AlarmKind, Source, SourceState

_SOURCES = 5
_LASTS = timedelta(minutes=20)
_FAILURES = 3
"""Of each, where none was ever well."""


def alarms(polled: Iterable[tuple[Source, SourceState]], now: datetime) -> Iterator[Alarm]:
    """Whether all sources that were asked since one was last well have failed, five of them at the least. What is
    read from a directory of this machine says nothing of its network.
    """
    states = [state for source, state in polled if not (source.path or state.paused)]
    # What lies ahead was dated by a clock that has been set back since.
    well = max((s.last_success for s in states if s.last_success and s.last_success <= now), default=None)  # fmt: skip
    failed = [s for s in states if s.failures and s.last_poll and (well is None or s.last_poll > well)]  # fmt: skip
    lasts = (
        now - well >= _LASTS if well is not None else all(s.failures >= _FAILURES for s in failed)
    )
    if len(failed) < _SOURCES or not lasts:
        return
    begun = "ever" if well is None else f"since {well:%Y-%m-%d %H:%M} UTC"
    last = max(failed, key=lambda state: (state.last_poll or now, state.id))
    yield Alarm(
        kind=AlarmKind.NETWORK,
        subject="this machine",
        words=f"the network, or {len(failed)} sources at once: none was well {begun}; {last.id}, the last: {last.error}",
        advice="see whether this machine reaches anything, and resolves names: `feeds doctor --online`",
        since=well,
    )

"""Of what in a poll do people have to be told once, in words, whatever else is logged?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from feeds.decide import moved, pulse, quarantine, refusing
from feeds.decide.due import asked_at
from feeds.decide.halted import halted
from feeds.decide.standing import bad_ids
from feeds.model import Source, SourceState, host_of


def alarms(
    source: Source, before: SourceState, after: SourceState, now: datetime, agent: str
) -> Iterator[str]:
    """What a poll has shown of its source that was not so before it: its ids are worth nothing, a
    document of it ends its readers (X12), it has been stopped for good (C33), its host turns us away for a week now (C55), it publishes nothing any more, or far too
    much.
    """
    if after.ids.fault and not before.ids.fault:
        yield bad_ids(after.ids)
    if said := moved.news(before.move, after.move):
        yield said
    if said := pulse.news(source, before.pulse, after.pulse, now):
        yield said
    yield from quarantine.newly_set_aside(before.deadly, after.deadly)
    if after.paused and not before.paused:
        yield f"it is polled no more: {halted(source, after)}"
    if refusing.has_become_long(after.asking, before.last_poll, now) and after.asking.refused:
        yield refusing.told(host_of(asked_at(source, before)), after.asking.refused, agent)

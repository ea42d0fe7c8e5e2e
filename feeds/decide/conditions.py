"""What is not as it should be at this time, of all that is remembered: facts in, alarms out. Said once or a hundred
times is `feeds.decide.alarms`'s to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.decide import alerting, degraded, disk, moved, outage, pulse, refusing, websub, witness
from feeds.decide.advice import advice
from feeds.decide.due import known_at
from feeds.decide.standing import bad_ids
from feeds.model import (
    Alarm,
    AlarmKind,
    AlarmRecord,
    AlarmRoute,
    Lows,
    Source,
    SourceState,
    SourceStatus,
    Subscription,
)

_FAILURES = 3
_FAILING_FOR = timedelta(hours=1)
_UNDELIVERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that alarms are made of."""

    sources: Sequence[Source]
    states: Mapping[str, SourceState]
    subscriptions: Sequence[Subscription] = ()
    disks: Mapping[str, tuple[Lows, int]] = field(default_factory=dict)
    """By what lies there: the lows, and the bytes that are free now."""
    routes: Sequence[AlarmRoute] = ()
    alarms: Sequence[AlarmRecord] = ()
    """Those that stand, and those that are over since `outage.REMEMBERED`."""
    agent: str = ""
    """The User-Agent that publishers see."""


def found(facts: Facts, now: datetime) -> Iterator[Alarm]:
    """All that people have to see to."""
    polled = [
        (source, known_at(source, state))
        for source in facts.sources
        if source.enabled and (state := facts.states.get(source.id)) is not None
    ]
    outages = outage.alarms(polled, facts.alarms, facts.agent, now)
    yield from outages
    stand = {(one.alarm.kind, one.alarm.subject) for one in facts.alarms if one.over is None}
    # What stands is not said again: it stands for those of whom it was said, and not for who joins them later.
    outages = tuple(one for one in outages if (one.kind, one.subject) not in stand)
    for source, state in polled:
        yield from _of_source(source, state, facts.agent)
        for alarm in _failing(source, state, facts.agent, now):
            if (alarm.kind, alarm.subject) in stand or not outage.is_told(
                (source, state), outages, facts.alarms
            ):
                yield alarm
    for host, since in refusing.refusing(facts.sources, facts.states, now).items():
        words, do = refusing.refusal(host, since), refusing.way_out(facts.agent)
        yield Alarm(kind=AlarmKind.REFUSED, subject=host, words=words, advice=do, since=since)
    asked = (state for _, state in polled if not state.paused)  # of others nothing new is seen
    yield from witness.alarms((state.witness for state in asked if state.witness), now)
    yield from _of_hubs(facts, now)
    for where, (lows, free) in facts.disks.items():
        yield from disk.alarms(where, lows, free)
    yield from _undelivered(facts.routes, stand)


def _failing(source: Source, state: SourceState, agent: str, now: datetime) -> Iterator[Alarm]:
    # A success that lies ahead was dated by a clock that has been set back since.
    if (
        state.failures >= _FAILURES
        and not state.paused
        and (state.last_success is None or not now - _FAILING_FOR < state.last_success <= now)
    ):
        yield Alarm(
            kind=AlarmKind.FAILING,
            subject=source.id,
            words=f"it has failed {state.failures} times in a row, {_last(state)}: {state.error}",
            advice=advice(source, state, SourceStatus.FAILING, agent),
            since=state.last_success,
        )


def _of_source(source: Source, state: SourceState, agent: str) -> Iterator[Alarm]:
    if state.paused:
        if state.gone_since is not None:
            yield Alarm(
                kind=AlarmKind.GONE,
                subject=source.id,
                words="its publisher says that it is gone for good: it is polled no more",
                advice=advice(source, state, SourceStatus.GONE, agent),
                since=state.gone_since,
            )
        return
    if words := pulse.quiet(state.pulse):
        since = state.pulse.since
        yield Alarm(
            kind=AlarmKind.QUIET,
            subject=source.id,
            words=words,
            advice=pulse.WAY_OUT,
            since=since,
        )
    if words := moved.told(state.move):
        yield Alarm(
            kind=AlarmKind.MOVED,
            subject=source.id,
            words=words,
            since=state.move.adopted_since,
            grade=int(state.move.back or state.move.lost),
        )
    if words := bad_ids(state.ids):
        yield Alarm(
            kind=AlarmKind.IDS,
            subject=source.id,
            words=words,
            advice="nothing to do here; tell the publisher, whose other readers see the same stories again",
            since=state.ids.since,
        )
    for alarm in degraded.alarms(source, state.fields):
        if not (alarm.kind is AlarmKind.IDS and state.ids.fault):
            yield alarm


def _last(state: SourceState) -> str:
    if state.last_success is None:
        return "and was never well"
    return f"last well at {state.last_success:%Y-%m-%d %H:%M} UTC"


def _undelivered(
    routes: Sequence[AlarmRoute], stand: Set[tuple[AlarmKind, str]]
) -> Iterator[Alarm]:
    """Ways by which nothing goes out. Where that is so of all mailboxes it is one thing, and stands for each of them
    until it is over. While the others fail too it is not known yet whether it is: they are asked again within minutes.
    """
    ways = defaultdict(list)
    for route in routes:
        ways[alerting.way_of(route)].append(route)
    for way, those in ways.items():
        lost = [one for one in those if one.failures >= _UNDELIVERED]
        all_fail = len(those) > 1 and all(one.failures for one in those)
        if all_fail and len(lost) == len(those):
            yield _delivery(way, f"{way} to any of {len(those)} mailboxes", lost[0])
        for one in lost:
            if (AlarmKind.DELIVERY, one.name) in stand or not (
                all_fail or (AlarmKind.DELIVERY, way) in stand
            ):
                yield _delivery(one.name, one.name, one)


def _delivery(subject: str, by: str, route: AlarmRoute) -> Alarm:
    return Alarm(
        kind=AlarmKind.DELIVERY,
        subject=subject,
        words=f"alarms cannot be sent by {by}: {route.error}",
        advice="it is tried again, once an hour at the least; `feeds alarms` lists what it would have said",
        since=route.failing,
    )


def _of_hubs(facts: Facts, now: datetime) -> Iterator[Alarm]:
    by_id = {source.id: source for source in facts.sources}
    for one in facts.subscriptions:
        source = by_id.get(one.source)
        if websub.is_wanted(source, facts.states.get(one.source)) and (
            words := websub.silence(one, now)
        ):
            yield Alarm(
                kind=AlarmKind.HUB,
                subject=one.source,
                words=words,
                advice="see that the hub reaches `websub.callback` from outside; the source is polled meanwhile, and "
                "`websub = false` in its table asks the hub no more",
            )

"""Is it one thing for which many sources are silent? Where they fell silent together, that is one thing to see to, and
not one for each of them: the widest of these that is so.

    network   nothing came from any source for a while, however many were asked
    outage    of several hosts a good part has failed at once, by a fault that has its cause between them and us: what
              resolves names, a provider, a content network (the subject: the fault)
              or nothing came from a host, of whose sources several were asked (the subject: the host)

An outage stands for its sources until it is over, and for those that have not been asked since it ended. Who fails
then is told of by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from feeds.decide.advice import advice, for_fault
from feeds.decide.due import asked_at
from feeds.model import Alarm, AlarmKind, AlarmRecord, Source, SourceState, SourceStatus, host_of

Polled = tuple[Source, SourceState]

KINDS = frozenset({AlarmKind.NETWORK, AlarmKind.OUTAGE})
REMEMBERED = timedelta(days=2)
"""How long after its end an outage may still stand for a source: it is asked within a day, or a little more."""
_SOURCES = 5
_OF_A_HOST = 3
_HOSTS = 3
_SHARE = 0.1
"""Of all sources, which fail by one fault at once: of a thousand some always do."""
_LASTS = timedelta(minutes=20)
_AT_ONCE = timedelta(hours=1)
"""Between the last successes of those that fell silent together: each was asked at a time of its own."""
_IN_VAIN = 2
"""Failures of each: one poll in vain is no outage."""
_NEVER_WELL = 3
"""Failures of each, where none was ever well."""
_FAULTS = {
    for_fault(fault): name
    for fault, name in (
        ("its host name cannot be resolved", "resolving names"),
        ("its certificate is not valid", "secure connections"),
        ("it refuses the connection", "making connections"),
        ("it answers 503", "answers of servers"),
    )
}
"""By what helps against them, faults that have their cause where several hosts have something in common. A blank is in each, and in no host."""
_NAMED = 6
_UNSEEN = timedelta(minutes=1)
"""How long before it is seen an outage may have ended: in one pass who is well and who fails are asked first."""


def alarms(
    polled: Iterable[Polled], records: Sequence[AlarmRecord], agent: str, now: datetime
) -> tuple[Alarm, ...]:
    """What stands for many sources at this time, `records` being the alarms that stand, and those that are over
    since two days; `agent` is what publishers see of us. What is read from a directory of this machine says nothing
    of its network.
    """
    ended = [one for one in records if one.over is not None]
    asked = [
        (source, state)
        for source, state in polled
        if not (source.path or state.paused)
        and not (state.failures and is_told((source, state), (), ended))
    ]
    known = {(one.alarm.kind, one.alarm.subject) for one in records if one.over is None}
    found: list[Alarm] = []
    widest_first = (
        *_network(asked, now),
        *_of_faults(asked, now),
        *_of_hosts(asked, agent, now),
    )
    for alarm, members in widest_first:
        # What is told of already goes on, and is over when it is.
        if (alarm.kind, alarm.subject) in known or not all(
            is_told(one, found, records) for one in members
        ):
            found.append(alarm)
    return tuple(found)


def is_told(one: Polled, found: Iterable[Alarm], records: Iterable[AlarmRecord]) -> bool:
    """Whether what many have in common stands for a source that fails: it is so, or stands, or has ended and the
    source was not asked since.
    """
    source, state = one
    if source.path:
        return False
    asked = state.last_poll
    return any(_stands_for(alarm, one) for alarm in found) or any(
        _stands_for(record.alarm, one)
        for record in records
        if record.alarm.kind in KINDS
        and (
            record.over is None or not (asked and record.lapsed and asked > record.lapsed - _UNSEEN)
        )
    )


def _stands_for(alarm: Alarm, one: Polled) -> bool:
    if alarm.kind is AlarmKind.NETWORK:
        return True
    if alarm.subject not in _FAULTS.values():
        return alarm.subject == _host(one)
    _, state = one
    together = (
        state.last_success is not None
        and alarm.since is not None
        and abs(state.last_success - alarm.since) <= _AT_ONCE
    )
    return together and _fault(state) == alarm.subject


def _network(asked: Sequence[Polled], now: datetime) -> Iterator[tuple[Alarm, Sequence[Polled]]]:
    """Whether all sources that were asked since one was last well have failed, five of them at the least."""
    failed, well = _in_vain(asked, now)
    lasts = (
        now - well >= _LASTS
        if well is not None
        else all(state.failures >= _NEVER_WELL for _, state in failed)
    )
    if len(failed) >= _SOURCES and lasts:
        yield (
            Alarm(
                kind=AlarmKind.NETWORK,
                subject="this machine",
                words=f"the network, or {len(failed)} sources at once: {_none_was_well(failed, well)}",
                advice="see whether this machine reaches anything, and resolves names: `feeds doctor --online`",
                since=well,
            ),
            failed,
        )


def _of_faults(asked: Sequence[Polled], now: datetime) -> Iterator[tuple[Alarm, Sequence[Polled]]]:
    """Whether a tenth of all sources, five of three hosts at the least, have failed by one fault, and were last well
    within an hour.
    """
    by_fault: dict[str, list[tuple[datetime, Polled]]] = defaultdict(list)
    for one in asked:
        _, state = one
        well, fault = state.last_success, _fault(state)
        if fault and well is not None and well <= now and state.failures >= _IN_VAIN:
            by_fault[fault].append((well, one))
    for fault, members in by_fault.items():
        well, together = _together(members)
        hosts = {_host(one) for one in together}
        if (
            len(together) >= max(_SOURCES, _SHARE * len(asked))
            and len(hosts) >= _HOSTS
            and now - well >= _LASTS
        ):
            yield (
                Alarm(
                    kind=AlarmKind.OUTAGE,
                    subject=fault,
                    words=f"{len(together)} of {len(asked)} sources, of {len(hosts)} hosts, have fallen silent together "
                    f"({_names(together)}): none of them was well since {well:%Y-%m-%d %H:%M} UTC; {_last(together)}",
                    advice="see what their hosts have in common (what resolves their names, a provider, a content network), "
                    "and whether this machine reaches them: `feeds doctor --online`; else wait",
                    since=well,
                ),
                together,
            )


def _of_hosts(
    asked: Sequence[Polled], agent: str, now: datetime
) -> Iterator[tuple[Alarm, Sequence[Polled]]]:
    """Of each host, whether all of its sources that were asked since one was last well have failed, three of them
    twice at the least.
    """
    by_host: dict[str, list[Polled]] = defaultdict(list)
    for one in asked:
        by_host[_host(one)].append(one)
    for host, members in by_host.items():
        failed, well = _in_vain(members, now)
        surely = sum(state.failures >= _IN_VAIN for _, state in failed)
        if surely >= _OF_A_HOST and (well is None or now - well >= _LASTS):
            yield (
                Alarm(
                    kind=AlarmKind.OUTAGE,
                    subject=host,
                    words=f"{host}, or {len(failed)} of its sources at once ({_names(failed)}): "
                    f"{_none_was_well(failed, well)}",
                    advice=advice(*_newest(failed), SourceStatus.FAILING, agent),
                    since=well,
                ),
                failed,
            )


def _in_vain(asked: Iterable[Polled], now: datetime) -> tuple[tuple[Polled, ...], datetime | None]:
    """Of these, those that have failed since one of them was last well, and when that was."""
    asked = tuple(asked)
    # What lies ahead was dated by a clock that has been set back since.
    well = max((s.last_success for _, s in asked if s.last_success and s.last_success <= now), default=None)  # fmt: skip
    failed = tuple(
        one
        for one in asked
        if one[1].failures and one[1].last_poll and (well is None or one[1].last_poll > well)
    )
    return failed, well


def _together(members: Iterable[tuple[datetime, Polled]]) -> tuple[datetime, list[Polled]]:
    """Those that were last well within an hour, the most that there are, and when one of them last was."""
    by_time = sorted(members, key=lambda one: (one[0], one[1][0].id))
    best, first = (0, 0), 0
    for last, (well, _) in enumerate(by_time):
        while well - by_time[first][0] > _AT_ONCE:
            first += 1
        if last + 1 - first >= best[1] - best[0]:
            best = (first, last + 1)
    begin, end = best
    return by_time[end - 1][0], [one for _, one in by_time[begin:end]]


def _fault(state: SourceState) -> str:
    """The fault by which a source fails, of those that several hosts may have in common; ``""`` for others."""
    return _FAULTS.get(for_fault(state.error), "") if state.failures else ""


def _host(one: Polled) -> str:
    return host_of(asked_at(*one))


def _newest(failed: Iterable[Polled]) -> Polled:
    """The one that was asked last."""
    return max(failed, key=lambda one: (str(one[1].last_poll), one[0].id))


def _last(failed: Iterable[Polled]) -> str:
    source, state = _newest(failed)
    return f"{source.id}, the last: {state.error}"


def _none_was_well(failed: Iterable[Polled], well: datetime | None) -> str:
    begun = "ever" if well is None else f"since {well:%Y-%m-%d %H:%M} UTC"
    return f"none was well {begun}; {_last(failed)}"


def _names(members: Sequence[Polled]) -> str:
    ids = sorted(source.id for source, _ in members)
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more

"""What many sources have in common is told of once, and stands for each of them; none is lost when it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.decide import outage
from feeds.decide.alarms import changes
from feeds.decide.conditions import Facts, found
from feeds.model import AlarmKind, AlarmRecord, Rights, Source, SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REFUSED, LATE, NAMELESS = (
    "it refuses the connection",
    "it does not answer in time",
    "its host name cannot be resolved",
)


def a_source(number: int, host: str = "") -> Source:
    url = f"http://{host or f'h{number}.example'}/feed/{number}"
    return Source(id=f"s{number:02}", provider="W", rights=Rights.FULL, url=url)


def well(source: Source) -> SourceState:
    return SourceState(
        id=source.id, next_due=NOON, url=source.url, last_poll=NOON, last_success=NOON
    )


def silent(
    source: Source, error: str = REFUSED, since: timedelta = HOUR, failures: int = 2
) -> SourceState:
    return replace(
        well(source),
        last_success=NOON - since,
        last_poll=NOON - 5 * MINUTE,
        failures=failures,
        error=error,
    )


def subjects(*polled: tuple[Source, SourceState]) -> list[str]:
    return [one.subject for one in outage.alarms(polled, (), "agent", NOON)]


def of_twenty(*failing: SourceState) -> list[str]:
    states = {one.id: one for one in failing}
    sources = [a_source(number) for number in range(20)]
    return subjects(*((one, states.get(one.id, well(one))) for one in sources))


@pytest.mark.parametrize(
    ("failing", "expected"),
    [
        ([silent(a_source(n)) for n in range(5)], ["making connections"]),
        ([silent(a_source(n), [REFUSED, LATE][n % 2]) for n in range(5)], ["making connections"]),
        ([silent(a_source(n), NAMELESS) for n in range(5)], ["resolving names"]),
        ([silent(a_source(n), "it answers 502") for n in range(5)], ["answers of servers"]),
        ([silent(a_source(n)) for n in range(4)], []),
        ([silent(a_source(n), [REFUSED, NAMELESS][n % 2]) for n in range(5)], []),
        ([silent(a_source(n), "it answers 404") for n in range(12)], []),
        ([silent(a_source(n), failures=1) for n in range(12)], []),
        ([silent(a_source(n), since=HOUR * (1 + 2 * n)) for n in range(8)], []),
        (
            [silent(a_source(n), since=HOUR + 10 * MINUTE * (n % 5)) for n in range(6)],
            ["making connections"],
        ),
        ([silent(a_source(n), since=15 * MINUTE) for n in range(6)], []),
    ],
)
def test_sources_that_fall_silent_together_by_one_fault(
    failing: list[SourceState], expected: list[str]
) -> None:
    assert of_twenty(*failing) == expected


def test_of_a_great_many_five_always_fail() -> None:
    sources = [a_source(number) for number in range(200)]
    for count, expected in ((19, []), (20, ["making connections"])):
        polled = [(one, silent(one) if n < count else well(one)) for n, one in enumerate(sources)]
        assert subjects(*polled) == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((silent, silent, silent), ["wire.example"]),
        ((silent, silent, lambda one: silent(one, "it answers 404")), ["wire.example"]),
        ((silent, silent), []),
        ((silent, silent, silent, well), []),
        ((silent, silent, lambda one: silent(one, failures=1)), []),
        ((lambda one: replace(silent(one), last_success=None),) * 3, ["wire.example"]),
        ((lambda one: replace(silent(one), paused=True), silent, silent), []),
    ],
)
def test_a_host_of_which_nothing_came(states, expected: list[str]) -> None:
    ours = [a_source(n, "wire.example") for n in range(len(states))]
    others = [a_source(n) for n in range(20, 30)]
    polled = [(one, make(one)) for one, make in zip(ours, states, strict=True)]
    assert subjects(*polled, *((one, well(one)) for one in others)) == expected


def test_the_widest_stands_for_the_others() -> None:
    ours = [a_source(n, f"wire{n % 3}.example") for n in range(12)]
    others = [a_source(n) for n in range(20, 30)]
    silence = [(one, silent(one)) for one in ours]
    assert subjects(*silence, *((one, well(one)) for one in others)) == ["making connections"]
    assert subjects(*silence, *((one, silent(one)) for one in others)) == ["this machine"]


SOURCES = [
    a_source(n, {0: "a.example", 1: "a.example", 2: "a.example"}.get(n, "")) for n in range(12)
]
FAULTS = ["", "", REFUSED, LATE, NAMELESS, "it answers 404"]


class House:
    """Sources that are polled, and alarms that are looked for, hour by hour."""

    def __init__(self) -> None:
        self.now = NOON
        self.states = {one.id: well(one) for one in SOURCES}
        self.records: dict[int, AlarmRecord] = {}

    @property
    def recent(self) -> list[AlarmRecord]:
        since = self.now - outage.REMEMBERED
        return [one for one in self.records.values() if one.over is None or one.over >= since]

    def goes_on(self, faults: dict[str, str]) -> None:
        """An hour, in which the sources that are named are asked, and fail or are well."""
        for id_, error in faults.items():
            before = self.states[id_]
            self.states[id_] = replace(
                before,
                last_poll=self.now,
                last_success=before.last_success if error else self.now,
                failures=before.failures + 1 if error else 0,
                error=error,
            )
        for _ in range(6):
            facts = Facts(sources=SOURCES, states=self.states, alarms=self.recent)
            standing = [one for one in self.records.values() if one.over is None]
            last = max((one.change for one in self.records.values()), default=0)
            for one in tuple(changes(standing, found(facts, self.now), last, self.now)):
                self.records[one.number] = one
            self.now += 10 * MINUTE

    def standing(self, *kinds: AlarmKind) -> list[AlarmRecord]:
        return [
            one for one in self.records.values() if one.over is None and one.alarm.kind in kinds
        ]


hours = st.lists(
    st.lists(st.sampled_from([None, *FAULTS]), min_size=len(SOURCES), max_size=len(SOURCES)),
    max_size=12,
)


@settings(deadline=None)
@given(hours, st.lists(st.sampled_from(FAULTS), min_size=len(SOURCES), max_size=len(SOURCES)))
def test_whoever_fails_for_good_is_told_of_and_whoever_is_well_is_not(
    past: list[list[str | None]], end: list[str]
) -> None:
    house = House()
    ids = [one.id for one in SOURCES]
    for faults in past:
        asked = zip(ids, faults, strict=True)
        house.goes_on({id_: fault for id_, fault in asked if fault is not None})
    for _ in range(8):
        house.goes_on(dict(zip(ids, end, strict=True)))
    outages = house.standing(AlarmKind.NETWORK, AlarmKind.OUTAGE)
    failing = {one.alarm.subject for one in house.standing(AlarmKind.FAILING)}
    assert failing <= {id_ for id_, fault in zip(ids, end, strict=True) if fault}
    for source, fault in zip(SOURCES, end, strict=True):
        if fault:
            assert source.id in failing or outage.is_told(
                (source, house.states[source.id]), (), outages
            ), source.id
    if not any(end):
        assert outages == []


def test_who_was_not_asked_since_the_network_is_back_is_not_told_of() -> None:
    house = House()
    ids = [one.id for one in SOURCES]
    for _ in range(6):
        house.goes_on(dict.fromkeys(ids, REFUSED))
    house.goes_on(dict.fromkeys(ids[:6], ""))
    for _ in range(20):
        house.goes_on(dict.fromkeys(ids[:6], ""))
    (one,) = house.records.values()
    assert (one.alarm.kind, one.over is None) == (AlarmKind.NETWORK, False)
    house.goes_on({ids[6]: REFUSED, ids[7]: ""})
    assert [one.alarm.subject for one in house.standing(*AlarmKind)] == [ids[6]]


def test_who_falls_silent_by_the_same_fault_while_an_outage_stands_is_told_of() -> None:
    sources = tuple(a_source(number) for number in range(50))
    first = {one.id: silent(one, since=9 * HOUR, failures=20) for one in sources[:5]}
    second = {one.id: silent(one, since=4 * HOUR, failures=20) for one in sources[5:25]}

    def told(states: dict[str, SourceState], records: tuple[AlarmRecord, ...]) -> set[str]:
        states = {one.id: states.get(one.id, well(one)) for one in sources}
        facts = Facts(sources=sources, states=states, alarms=records)
        changed = changes(records, tuple(found(facts, NOON)), len(records), NOON)
        return {one.alarm.subject for one in changed if one.said == NOON}

    assert told(first, ()) == {"making connections"}
    polled = [(one, first.get(one.id, well(one))) for one in sources]
    (alarm,) = outage.alarms(polled, (), "agent", NOON)
    standing = (AlarmRecord(number=1, change=1, alarm=alarm, said=NOON - 8 * HOUR),)
    assert told(first, standing) == set()
    assert told(first | second, standing) == set(second)

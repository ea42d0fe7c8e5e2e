"""Each alarm is said once when it begins and once when it is over, however often it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.alarms import MOMENTARY, changes, raised
from feeds.model import Alarm, AlarmKind, AlarmRecord

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUIET = Alarm(kind=AlarmKind.QUIET, subject="ians", words="it is quiet")
FAILING = Alarm(kind=AlarmKind.FAILING, subject="ians", words="it fails")
FLOOD = Alarm(kind=AlarmKind.FLOOD, subject="ians", words="it floods")


@dataclass
class Book:
    """What a store keeps of alarms, looked at minute by minute."""

    now: datetime = NOON
    records: dict[int, AlarmRecord] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    @property
    def standing(self) -> tuple[AlarmRecord, ...]:
        return tuple(one for one in self.records.values() if one.over is None)

    @property
    def last(self) -> int:
        return max((one.change for one in self.records.values()), default=0)

    def look(self, *found: Alarm, minutes: int = 1) -> None:
        for _ in range(minutes):
            self._keep(changes(self.standing, found, self.last, self.now))
            self.now += MINUTE

    def happens(self, *momentary: Alarm) -> None:
        self._keep(raised(self.standing, momentary, self.last, self.now))

    def _keep(self, made: Iterable[AlarmRecord]) -> None:
        last = self.last
        for one in tuple(made):
            self.records[one.number] = one
            if one.change > last:
                self.said.append(f"{'over ' if one.over else ''}{one.alarm.kind}")


def test_what_goes_on_is_said_once_and_its_end_once() -> None:
    book = Book()
    book.look(QUIET, minutes=60)
    book.look(minutes=60)
    assert book.said == ["quiet", "over quiet"]
    (one,) = book.records.values()
    assert (one.said, one.over) == (NOON, NOON + 75 * MINUTE)


def test_what_comes_and_goes_is_one_alarm() -> None:
    book = Book()
    for _ in range(20):
        book.look(QUIET, minutes=2)
        book.look(minutes=14)
    assert book.said == ["quiet"]
    book.look(minutes=15)
    book.look(QUIET)
    assert book.said == ["quiet", "over quiet", "quiet"], "after a while it is another one"


def test_a_source_that_was_well_for_less_than_an_hour_still_fails() -> None:
    book = Book()
    book.look(FAILING, minutes=5)
    book.look(minutes=59)
    book.look(FAILING)
    assert book.said == ["failing"]
    book.look(minutes=62)
    assert book.said == ["failing", "over failing"]


def test_what_gets_worse_is_said_again_and_what_gets_better_is_not() -> None:
    book = Book()
    worse = replace(QUIET, grade=1, words="it is very quiet")
    for alarm in (QUIET, worse, QUIET, worse):
        book.look(alarm, minutes=3)
    assert book.said == ["quiet", "quiet"]
    assert [one.alarm.words for one in book.standing] == ["it is very quiet"]


@pytest.mark.parametrize("kind", sorted(MOMENTARY))
def test_what_happens_once_stands_for_a_day_and_ends_without_a_word(kind: AlarmKind) -> None:
    book = Book()
    alarm = replace(FLOOD, kind=kind)
    book.happens(alarm)
    book.look(minutes=24 * 60)
    book.happens(alarm, alarm)
    assert len(book.standing) == 1
    book.look()
    assert (book.said, book.standing) == ([kind], ())
    book.happens(alarm, alarm)
    assert book.said == [kind, kind]


def test_a_clock_that_is_set_back_ends_nothing_early_and_keeps_nothing_for_ever() -> None:
    book = Book()
    book.look(QUIET)
    book.now += timedelta(days=365)
    book.look()
    book.now = NOON
    book.look(minutes=10)
    assert book.said == ["quiet"]
    book.look(minutes=10)
    assert book.said == ["quiet", "over quiet"]


def test_what_was_dated_by_a_clock_that_is_set_back_stands_for_a_day_and_can_happen_again() -> None:
    book = Book(now=NOON + timedelta(days=365))
    book.happens(FLOOD)
    book.now = NOON
    book.look(minutes=24 * 60 + 1)
    assert book.standing == ()
    book.happens(FLOOD)
    assert book.said == ["flood", "flood"]


@given(st.lists(st.lists(st.sampled_from([QUIET, FAILING, FLOOD]), max_size=3), max_size=80))
def test_beginnings_and_ends_of_an_alarm_come_by_turns_and_no_number_twice(
    looks: list[list[Alarm]],
) -> None:
    book = Book()
    for found in looks:
        book.look(*found, minutes=7)
        assert len({(one.alarm.kind, one.alarm.subject) for one in book.standing}) == len(
            book.standing
        )
    for kind in ("quiet", "failing"):
        of_kind = [said for said in book.said if said.endswith(kind)]
        assert of_kind == [kind, f"over {kind}"] * (len(of_kind) // 2) + [kind] * (len(of_kind) % 2)
    numbers = [one.change for one in book.records.values()]
    assert len(set(numbers)) == len(numbers)

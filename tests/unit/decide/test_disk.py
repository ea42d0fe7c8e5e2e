"""A disk that fills is told of days before, and one that is cleared each night never is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide.disk import alarms, felt
from feeds.model import Alarm, Lows

MIDNIGHT = datetime(2026, 11, 2, tzinfo=UTC)
GIB = 2**30


def told(hourly: Iterable[float]) -> list[tuple[int, Alarm]]:
    """Each hour in which there is an alarm, of a disk with so many GiB free hour by hour."""
    lows, found = Lows(), []
    for hour, gib in enumerate(hourly):
        free = int(gib * GIB)
        lows = felt(lows, free, MIDNIGHT + timedelta(hours=hour))
        found += [(hour, alarm) for alarm in alarms("the store", lows, free)]
    return found


def test_a_disk_that_fills_is_told_of_a_week_before_it_is_full() -> None:
    found = told(100 - 4 / 24 * hour for hour in range(24 * 20))
    hour, alarm = found[0]
    assert 17.5 <= hour / 24 <= 18.5
    assert alarm.words.startswith("of the disk of the store 2")
    assert "which will do for 7.0 days" in alarm.words
    assert all(one.grade == 0 for _, one in found)


def test_less_than_a_gibibyte_is_told_of_at_once_and_is_worse() -> None:
    ((hour, alarm),) = told([50, 0.9])
    assert (hour, alarm.grade) == (1, 1)
    assert "0.9 GiB are free" in alarm.words


@pytest.mark.parametrize("day", range(20))
def test_one_big_copy_is_no_trend_whenever_it_is_made(day: int) -> None:
    copied = (24 * day + 7, 24 * day + 9)
    assert (
        told(60 - hour / 100 - 16 * sum(hour >= one for one in copied) for hour in range(24 * 20))
        == []
    )


def test_what_was_there_for_an_hour_and_is_gone_is_no_growth() -> None:
    assert (
        told(50 - hour / 24 - 25 * (hour in (24 * 9 + 7, 24 * 9 + 8)) for hour in range(24 * 20))
        == []
    )


def test_growth_that_goes_on_after_a_big_copy_is_told_of() -> None:
    found = told(100 - hour / 8 - (40 if hour >= 100 else 0) for hour in range(24 * 20))
    hour, alarm = found[0]
    assert 12.5 <= hour / 24 <= 13.5, "when what is left will do for a week"
    assert "at the pace of the last days" in alarm.words


def test_what_is_cleared_away_each_night_is_no_growth() -> None:
    assert told(20 - 15 / 24 * (hour % 24) for hour in range(24 * 30)) == []


def test_what_grows_though_the_disk_is_cleared_each_night_is_told_of_without_a_break() -> None:
    """And not each evening anew."""
    hours = [
        hour for hour, _ in told(20 - 0.8 * (hour // 24) - hour % 24 / 2 for hour in range(24 * 9))
    ]
    assert 4 <= hours[0] / 24 <= 5
    assert hours == list(range(hours[0], 24 * 9))


def test_room_that_was_made_is_known_when_a_day_has_gone_by_with_it() -> None:
    free = [30 - hour / 12 for hour in range(24 * 9)] + [60 - hour / 48 for hour in range(24 * 9)]
    hours = [hour for hour, _ in told(free)]
    assert hours[-1] == 24 * 10 - 1


def test_what_fills_within_a_day_and_is_cleared_is_told_of_below_a_gibibyte_alone() -> None:
    """Above it, it is no other than each day."""
    assert told(95 - 92 / 24 * (hour % 24) for hour in range(24 * 20)) == []
    assert told(95 - 92 / 48 * (hour % 48) for hour in range(24 * 20)) == []
    assert {alarm.grade for _, alarm in told(95 - 4.1 * hour for hour in range(24))} == {1}


def test_room_that_was_made_begins_a_new_reckoning() -> None:
    full = [30 - hour / 12 for hour in range(24 * 12)]
    assert told(full)
    assert told([*full[: 24 * 3], *[90 - hour / 24 for hour in range(24 * 9)]]) == []


def test_a_disk_that_nobody_has_watched_for_three_days_is_no_alarm() -> None:
    assert told(30 - hour / 3 for hour in range(48)) == []


def test_a_clock_that_is_set_back_leaves_no_days_that_lie_ahead() -> None:
    lows = felt(Lows(), 5, MIDNIGHT + timedelta(days=40))
    lows = felt(lows, 7, MIDNIGHT)
    assert lows.days == ((MIDNIGHT.date(), 7),)

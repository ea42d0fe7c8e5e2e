"""crontab(5) as cron reads it, against a minute-by-minute reading of the manual page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.config.crontab import read_crontab
from feeds.engine.triggers import next_fire

MINUTE = timedelta(minutes=1)


def by_hand(expression: str, zone: str, after: datetime) -> datetime | None:
    """Walks minutes until one fits: the manual page's own words, and nothing of ours."""
    minute, hour, day, month, weekday = expression.split()
    names = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

    def fits(field: str, value: int, low: int, high: int) -> bool:
        for part in field.split(","):
            span, _, step = part.partition("/")
            if span == "*":
                first, last = low, high
            else:
                ends = [int(names.get(end, end)) for end in span.split("-")]
                first, last = ends[0], ends[-1] if len(ends) > 1 or not step else high
            if value in range(first, last + 1, int(step or 1)):
                return True
        return False

    at = after.replace(second=0, microsecond=0) + MINUTE
    for _ in range(60 * 24 * 40):
        local = at.astimezone(ZoneInfo(zone))
        sunday_first = (local.weekday() + 1) % 7
        on_day = fits(day, local.day, 1, 31)
        on_weekday = fits(weekday, sunday_first, 0, 7) or (
            sunday_first == 0 and fits(weekday, 7, 0, 7)
        )
        either = on_day or on_weekday
        both = on_day and on_weekday
        right_day = both if day.startswith("*") or weekday.startswith("*") else either
        if (
            right_day
            and fits(minute, local.minute, 0, 59)
            and fits(hour, local.hour, 0, 23)
            and fits(month, local.month, 1, 12)
        ):
            return at
        at += MINUTE
    return None


@pytest.mark.parametrize(
    "expression",
    [
        "*/15 * * * *", "0 0 * * 0", "0 0 * * 7", "30 6 * * 1-5", "0 12 1,15 * *", "0 12 13 * 5",
        "5 4 * * sun", "5 4 * * mon-fri", "0 */6 * * *", "10-20/5 8 * * *", "0 0 */2 * *",
        "59 23 28 * *", "0 9 * 11 2", "*/7 3,4 1-10 * 0,3",
    ],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_an_expression_fires_when_cron_would(expression: str, zone: str) -> None:
    after = datetime(2026, 11, 2, 11, 7, 30, tzinfo=UTC)
    for _ in range(4):
        found = next_fire(expression, zone, after)
        assert found == by_hand(expression, zone, after)
        after = found


_minute = st.sampled_from(["*", "0", "*/20", "5,35", "10-12"])
_hour = st.sampled_from(["*", "3", "*/8", "9-17/4"])
_day = st.sampled_from(["*", "1", "13", "*/9", "5-7"])
_weekday = st.sampled_from(["*", "0", "7", "1-5", "sat", "2,4"])


@settings(max_examples=40, deadline=None)
@given(
    _minute,
    _hour,
    _day,
    _weekday,
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_any_expression_fires_when_cron_would(
    minute: str, hour: str, day: str, weekday: str, after: datetime
) -> None:
    expression = f"{minute} {hour} {day} * {weekday}"
    expected = by_hand(expression, "UTC", after)
    if expected is not None:
        assert next_fire(expression, "UTC", after) == expected


def test_an_hour_that_the_clocks_skip_does_not_come_and_one_that_comes_twice_fires_once() -> None:
    spring = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert next_fire("30 1 * * *", "Europe/London", spring) >= datetime(
        2026, 3, 29, 0, 30, tzinfo=UTC
    )
    autumn = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    first = next_fire("30 1 * * *", "Europe/London", autumn)
    second = next_fire("30 1 * * *", "Europe/London", first)
    assert first.date().isoformat() == "2026-10-25"
    assert second - first >= timedelta(minutes=59)


@pytest.mark.parametrize(
    ("nickname", "meaning"),
    [("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@weekly", "0 0 * * 0"),
     ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"), ("@midnight", "0 0 * * *")],
)  # fmt: skip
def test_nicknames_are_what_they_stand_for(nickname: str, meaning: str) -> None:
    assert read_crontab(nickname) == read_crontab(meaning)


@pytest.mark.parametrize(
    "expression",
    ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *",
     "5-1 * * * *", "a * * * *", "@reboot", "* * * * * *", "1,, * * * *"],
)  # fmt: skip
def test_what_is_no_expression_is_refused_with_what_was_expected(expression: str) -> None:
    with pytest.raises(ValueError, match=r"crontab\(5\)"):
        read_crontab(expression)


def test_a_day_that_never_comes_is_an_error_and_no_endless_search() -> None:
    with pytest.raises(ValueError, match="never comes"):
        next_fire("0 0 30 2 *", "UTC", datetime(2026, 1, 1, tzinfo=UTC))

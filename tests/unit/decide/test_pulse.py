"""A source that falls silent, or floods the desk, is told of once, and one that does as it always does never is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from feeds.decide import pulse
from feeds.decide.rhythm import observed
from feeds.model import Odd, Pulse, Rhythm

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def told(
    arrivals: Iterable[datetime], *, until: datetime, every: timedelta = HOUR / 4
) -> list[tuple[datetime, str]]:
    """All that is said of a source from the first Monday on, polled evenly."""
    rhythm, felt, said = Rhythm(), Pulse(), []
    waiting = sorted(arrivals)
    at = MONDAY
    while at < until:
        at += every
        came: list[datetime | None] = []
        while waiting and waiting[0] <= at:
            came.append(waiting.pop(0))
        if rhythm.seen is None:
            after = pulse.felt(felt, rhythm, len(came), at)
            rhythm = observed(rhythm, [at - DAY, *came], at, overlaps=False)
        else:
            after = pulse.felt(felt, rhythm, len(came), at)
            rhythm = observed(rhythm, came, at, overlaps=True)
        if pulse.quiet(after) and not pulse.quiet(felt):
            said.append((at, pulse.quiet(after)))
        if pulse.quiet(felt) and not pulse.quiet(after):
            said.append((at, "over"))
        if words := pulse.flood(after):
            said.append((at, words))
        felt = after
    return said


def on(
    days: Sequence[int], a_day: int, hours: tuple[int, int], *, weeks: int, seed: int = 1
) -> list[datetime]:
    """Stories at random between two hours of these weekdays."""
    dice = Random(seed)
    begin, end = hours
    return [
        MONDAY + week * WEEK + day * DAY + (begin + (end - begin) * dice.random()) * HOUR
        for week in range(weeks)
        for day in days
        for _ in range(a_day)
    ]


WORKDAYS = range(5)
EVERY_DAY = range(7)
OFFICE = (6, 18)
ALL_DAY = (0, 24)


@pytest.mark.parametrize(
    ("days", "a_day", "hours"),
    [
        (EVERY_DAY, 200, ALL_DAY),
        (EVERY_DAY, 24, ALL_DAY),
        (WORKDAYS, 100, OFFICE),
        (WORKDAYS, 12, OFFICE),
        (EVERY_DAY, 2, ALL_DAY),
        ((2,), 40, (9, 11)),
    ],
)
def test_a_source_that_does_as_it_always_does_is_never_told_of(
    days: Sequence[int], a_day: int, hours: tuple[int, int]
) -> None:
    """Nights, weekends, one busy morning a week, and whatever chance makes of it in two months."""
    for seed in range(2):
        stories = on(days, a_day, hours, weeks=8, seed=seed)
        assert told(stories, until=MONDAY + 8 * WEEK) == []


@pytest.mark.parametrize(
    ("days", "a_day", "hours", "within"),
    [
        (EVERY_DAY, 200, ALL_DAY, timedelta(hours=7)),
        (EVERY_DAY, 24, ALL_DAY, timedelta(hours=30)),
        (WORKDAYS, 100, OFFICE, timedelta(hours=12)),
        (EVERY_DAY, 2, ALL_DAY, timedelta(days=12)),
    ],
)
def test_silence_is_told_once_and_its_end(
    days: Sequence[int], a_day: int, hours: tuple[int, int], within: timedelta
) -> None:
    ends = MONDAY + 4 * WEEK + 8 * HOUR  # a Monday morning
    back = ends + 16 * DAY
    stories = [at for at in on(days, a_day, hours, weeks=7) if at <= ends or at >= back]
    said = told(stories, until=back + 2 * DAY)
    assert len(said) == 2
    (begun, quiet), (ended, over) = said
    assert "it has published nothing since" in quiet
    assert ends < begun <= ends + within
    assert over == "over"
    assert ended >= back


def test_a_weekend_is_no_silence_and_a_silent_monday_is() -> None:
    friday = MONDAY + 3 * WEEK + 4 * DAY + 17 * HOUR
    stories = [at for at in on(WORKDAYS, 100, OFFICE, weeks=5) if at <= friday]
    ((begun, _),) = told(stories, until=friday + 4 * DAY)
    monday = MONDAY + 4 * WEEK
    assert monday + 6 * HOUR < begun < monday + 12 * HOUR


@pytest.mark.parametrize("forward", [-HOUR, HOUR])
@pytest.mark.parametrize(("days", "hours"), [(WORKDAYS, (7, 16)), (EVERY_DAY, (5, 20))])
def test_a_clock_that_is_put_forward_or_back_is_no_silence(
    forward: timedelta, days: Sequence[int], hours: tuple[int, int]
) -> None:
    """Twenty stories an hour and more: what is a dozen at once where a day begins an hour later, or ends earlier."""
    change = MONDAY + 8 * WEEK
    stories = [at + forward * (at >= change) for at in on(days, 200, hours, weeks=10)]
    assert told(stories, until=MONDAY + 10 * WEEK) == []


def test_a_flood_is_told_with_each_poll_that_brings_one_and_a_busy_day_is_none() -> None:
    stories = on(EVERY_DAY, 48, ALL_DAY, weeks=4)
    at = MONDAY + 3 * WEEK + 10 * HOUR
    busy = [at + HOUR * n / 20 for n in range(60)]  # ten times as many as ever, for three hours
    assert told([*stories, *busy], until=MONDAY + 4 * WEEK) == []
    ((_, said),) = told([*stories, *[at] * 500], until=MONDAY + 4 * WEEK)
    assert said.startswith("it has brought 50")


def test_nothing_is_told_of_a_source_that_nobody_knows_yet() -> None:
    stories = on(EVERY_DAY, 100, ALL_DAY, weeks=1)
    assert told(stories, until=MONDAY + 11 * DAY) == []


KNOWN = Rhythm(seen=MONDAY, watched=400.0, stories=4000.0, hours=(1.0,) * 24, days=(1.0,) * 7)


@pytest.mark.parametrize("came", [0, 500])
def test_a_clock_that_is_set_back_neither_begins_a_silence_nor_ends_one(came: int) -> None:
    for before in (
        Pulse(since=MONDAY - HOUR, silent=3.0),
        Pulse(since=MONDAY - DAY, silent=20.0, odd=Odd.QUIET),
    ):
        for now in (MONDAY, MONDAY - DAY):
            after = pulse.felt(before, KNOWN, came, now)
            assert after == before
    flood = Pulse(since=MONDAY, odd=Odd.FLOOD, stories=500)
    assert pulse.felt(flood, KNOWN, came, MONDAY - DAY) == Pulse(since=MONDAY), "told once"


def test_a_clock_that_is_far_ahead_is_no_silence() -> None:
    # No more than a day is told of by one poll: what was not watched was not silent.
    ahead = pulse.felt(Pulse(since=MONDAY - HOUR, silent=3.0), KNOWN, 0, MONDAY + 365 * DAY)
    assert ahead.silent < 300


def test_what_has_gathered_while_nobody_looked_is_no_flood() -> None:
    """Ten stories an hour: after three days there are seven hundred, and ten thousand are too many."""
    before, now = Pulse(since=MONDAY), MONDAY + 3 * DAY
    assert pulse.felt(before, KNOWN, 4000, now).odd is Odd.NONE
    assert pulse.felt(before, KNOWN, 10_000, now).odd is Odd.FLOOD

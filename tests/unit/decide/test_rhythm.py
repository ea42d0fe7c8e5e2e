"""How often is a source worth asking? Statement C26 of good conduct."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.rhythm import in_words, liveliness, mean, observed, rate, worth_asking
from feeds.model import Rhythm

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def watched(
    arrivals: Sequence[datetime], *, begin: datetime, end: datetime, least: timedelta = QUARTER
) -> tuple[Rhythm, list[tuple[datetime, timedelta]]]:
    """A source that is polled as its rhythm says: what was learnt, and each poll with its wait."""
    rhythm, last, at = Rhythm(), begin - DAY, begin
    polls = []
    while at < end:
        came = [one for one in arrivals if last < one <= at]
        rhythm = observed(rhythm, came, at, overlaps=rhythm.seen is not None)
        polls.append((at, worth_asking(rhythm, at, least, DAY)))
        last, at = at, at + polls[-1][1]
    return rhythm, polls


def evenly(a_day: int, *, begin: datetime, days: int) -> list[datetime]:
    return [begin + DAY * n / a_day for n in range(a_day * days)]


def in_the_day(a_day: int, *, begin: datetime, days: int) -> list[datetime]:
    """Stories between 06:00 and 18:00 alone."""
    dice = Random(a_day)
    morning = [begin + DAY * day + 6 * HOUR for day in range(days)]
    return sorted(at + 12 * HOUR * dice.random() for at in morning for _ in range(a_day))


@pytest.mark.parametrize(
    ("a_day", "about"), [(96, QUARTER), (24, 2 * QUARTER), (6, HOUR), (1, 2.4 * HOUR)]
)
def test_four_times_as_many_stories_are_worth_twice_as_many_polls(
    a_day: int, about: timedelta
) -> None:
    """C26: as the root of the rate."""
    news = evenly(a_day, begin=MONDAY, days=28)
    _, polls = watched(news, begin=MONDAY + DAY, end=MONDAY + 28 * DAY)
    waits = [wait for at, wait in polls if at > MONDAY + 21 * DAY]
    assert 0.7 * about < sum(waits, timedelta()) / len(waits) < 1.2 * about


def test_the_first_document_already_tells_how_often_its_source_publishes() -> None:
    now = MONDAY + 12 * HOUR
    fast = observed(Rhythm(), [now - MINUTE * 5 * n for n in range(30)], now, overlaps=False)
    slow = observed(Rhythm(), [now - 25 * HOUR * n for n in range(10)], now, overlaps=False)
    assert mean(fast) > 5
    assert mean(slow) < 1 / 12
    assert worth_asking(fast, now, QUARTER, DAY) == QUARTER
    assert worth_asking(slow, now, QUARTER, DAY) > HOUR


@pytest.mark.parametrize(
    "dates",
    [[], [None] * 20, [MONDAY] * 20, [MONDAY + WEEK] * 20, [MONDAY - 400 * DAY] * 20],
    ids=["none", "undated", "all stamped as they are asked for", "ahead", "ages ago"],
)
def test_a_first_document_without_a_history_tells_nothing(dates: list[datetime | None]) -> None:
    rhythm = observed(Rhythm(), dates, MONDAY, overlaps=False)
    assert rhythm == Rhythm(seen=MONDAY)
    assert worth_asking(rhythm, MONDAY, QUARTER, DAY) == HOUR / 2


def test_a_night_is_left_alone_and_the_morning_is_not_missed() -> None:
    """C26: the hour at which a wire begins is known beforehand."""
    news = in_the_day(24, begin=MONDAY, days=28)
    rhythm, polls = watched(news, begin=MONDAY + DAY, end=MONDAY + 28 * DAY)
    assert rate(rhythm, MONDAY + 12 * HOUR) > 5 * rate(rhythm, MONDAY + HOUR)
    last_week = [(at, wait) for at, wait in polls if at > MONDAY + 21 * DAY]
    by_night = [wait for at, wait in last_week if at.hour in {20, 21, 22, 23, 0, 1, 2, 3}]
    by_day = [wait for at, wait in last_week if 7 <= at.hour < 17]
    assert min(by_night) > HOUR / 2 > max(by_day, default=DAY) / 2
    assert sum(by_night, timedelta()) / len(by_night) > 2 * sum(by_day, timedelta()) / len(by_day)
    firsts = [at for at, _ in last_week if at.hour == 6]
    assert len({at.date() for at in firsts}) == 7, "polled within the hour in which it begins"


def test_a_weekend_is_told_from_a_working_day() -> None:
    news = [at for at in evenly(24, begin=MONDAY, days=28) if at.weekday() < 5]
    rhythm, _ = watched(news, begin=MONDAY + DAY, end=MONDAY + 28 * DAY)
    assert rate(rhythm, MONDAY + 5 * DAY) < rate(rhythm, MONDAY + 2 * DAY) / 2


def test_a_wire_that_stops_is_left_alone_more_and_more_and_taken_up_when_it_is_back() -> None:
    """C26: grows while nothing changes, shrinks after news."""
    stop, back = MONDAY + 28 * DAY, MONDAY + 84 * DAY
    news = evenly(72, begin=MONDAY, days=28) + evenly(72, begin=back, days=3)
    _, polls = watched(news, begin=MONDAY + DAY, end=back + 3 * DAY)
    waits = [[wait for at, wait in polls if day <= at < day + DAY] for day in
             (stop - DAY, stop + DAY, stop + 7 * DAY, stop + 28 * DAY, back + DAY)]  # fmt: skip
    counts = [len(one) for one in waits]
    assert counts[0] > 60
    assert counts[0] > 3 * counts[1] > 3 * counts[2] >= 3 * counts[3]
    assert counts[4] > 60
    silent = [wait for at, wait in polls if stop + 50 * DAY < at < back]
    assert min(silent) > 6 * HOUR


def test_a_source_that_has_never_had_news_is_polled_as_seldom_as_may_be() -> None:
    _, polls = watched([], begin=MONDAY, end=MONDAY + 120 * DAY)
    waits = [wait for _, wait in polls]
    assert waits[-1] == DAY
    assert all(later >= wait for wait, later in pairwise(waits))


def test_a_burst_shortens_the_wait_and_never_below_the_least() -> None:
    """C26."""
    rhythm, _ = watched(
        evenly(24, begin=MONDAY, days=14), begin=MONDAY + DAY, end=MONDAY + 14 * DAY
    )
    at = MONDAY + 14 * DAY + HOUR
    calm = worth_asking(observed(rhythm, [], at, overlaps=True), at, MINUTE, DAY)
    burst = observed(rhythm, [at - MINUTE * n for n in range(30)], at, overlaps=True)
    assert worth_asking(burst, at, MINUTE, DAY) < calm / 2
    assert worth_asking(burst, at, QUARTER, DAY) == QUARTER
    assert liveliness(burst) > 2
    assert "livelier than usual" in in_words(burst, at)


def test_a_document_in_which_nothing_was_known_says_nothing_of_the_time_before_it() -> None:
    """A feed of thirty that was full three times between two polls is no slow one."""
    rhythm, _ = watched(evenly(96, begin=MONDAY, days=7), begin=MONDAY + DAY, end=MONDAY + 7 * DAY)
    back = MONDAY + 10 * DAY
    shown = [back - QUARTER * n for n in range(1, 31)]
    assert mean(observed(rhythm, shown, back, overlaps=False)) == pytest.approx(4, rel=0.1)
    assert mean(observed(rhythm, shown, back, overlaps=True)) < 3.6


@pytest.mark.parametrize("jump", [365 * DAY, -365 * DAY])
def test_a_clock_that_jumps_spoils_no_rhythm(jump: timedelta) -> None:
    """C27: in either direction, and back."""
    news = evenly(72, begin=MONDAY, days=14)
    rhythm, _ = watched(news, begin=MONDAY + DAY, end=MONDAY + 14 * DAY)
    now = MONDAY + 14 * DAY
    usual = worth_asking(rhythm, now, QUARTER, DAY)
    rhythm = observed(rhythm, [], now + jump, overlaps=True)
    again = observed(rhythm, [now + QUARTER], now + QUARTER, overlaps=True)
    for step in range(2, 12):
        at = now + QUARTER * step
        again = observed(again, [at], at, overlaps=True)
    assert worth_asking(again, now + 3 * HOUR, QUARTER, DAY) < 3 * usual


GAPS = st.lists(st.integers(1, 60 * 24 * 400), min_size=1, max_size=30)
COUNTS = st.lists(st.integers(0, 500), min_size=30, max_size=30)
OFFSETS = st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**4)), min_size=30, max_size=30)


@given(GAPS, COUNTS, OFFSETS, st.booleans(), st.integers(0, 10**6))
def test_whatever_a_source_does_the_wait_stays_within_its_bounds(
    gaps: list[int], counts: list[int], offsets: list[int | None], overlaps: bool, least: int
) -> None:
    """C26."""
    shortest = timedelta(seconds=1 + least % 86_000)
    rhythm = Rhythm()
    for at, count, offset in zip(
        accumulate(MINUTE * one for one in gaps), counts, offsets, strict=False
    ):
        now = MONDAY + at
        dated = None if offset is None else now + MINUTE * offset
        rhythm = observed(rhythm, [dated] * count, now, overlaps=overlaps)
        assert shortest <= worth_asking(rhythm, now, shortest, DAY) <= DAY
        assert rhythm.stories >= 0
        assert rhythm.watched > 0
        assert in_words(rhythm, now)


@given(st.lists(st.integers(0, 20), min_size=5, max_size=40), st.integers(1, 20))
def test_news_never_makes_the_next_poll_later_than_nothing_would(
    past: list[int], news: int
) -> None:
    """C26: grows while nothing changes, shrinks after news."""
    rhythm, at = Rhythm(seen=MONDAY), MONDAY
    for count in past:
        at += HOUR
        rhythm = observed(rhythm, [None] * count, at, overlaps=True)
    at += HOUR
    nothing = worth_asking(observed(rhythm, [], at, overlaps=True), at, MINUTE, DAY)
    something = worth_asking(observed(rhythm, [at] * news, at, overlaps=True), at, MINUTE, DAY)
    assert something <= nothing


@given(st.lists(st.integers(0, 20), min_size=5, max_size=40), st.integers(1, 5))
def test_silence_makes_the_wait_longer_week_after_week(past: list[int], weeks: int) -> None:
    """C26: at the same hour of the same weekday, polled each day meanwhile."""
    rhythm, at = Rhythm(seen=MONDAY), MONDAY
    for count in past:
        at += HOUR
        rhythm = observed(rhythm, [None] * count, at, overlaps=True)
    waits = [worth_asking(rhythm, at, MINUTE, DAY)]
    for _ in range(weeks):
        for _ in range(7):
            at += DAY
            rhythm = observed(rhythm, [], at, overlaps=True)
        waits.append(worth_asking(rhythm, at, MINUTE, DAY))
    assert all(later >= wait for wait, later in pairwise(waits))


@pytest.mark.parametrize(
    ("a_day", "said"), [(72, "publishes 3 an hour"), (5, "publishes 5 a day"), (1 / 7, "publishes 1 a week")]
)  # fmt: skip
def test_a_rhythm_is_told_in_the_words_of_people(a_day: float, said: str) -> None:
    rhythm = Rhythm(seen=MONDAY, watched=400, stories=400 * a_day / 24)
    assert in_words(rhythm, MONDAY) == said

"""When is a source polled next? Statements C15, C20, C22, C24, C30-C34 of good conduct."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.due import (
    after_failure,
    after_no_question,
    after_success,
    interval,
    may_poll_from,
)
from feeds.errors import FetchError, ParseError, SourceError
from feeds.model import Fetched, Hints, Learnt, Rights, Source, SourceState, Validators

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def state(noon: datetime) -> SourceState:
    return SourceState(id="ians", next_due=noon, url="http://wire.example/ians.xml")


@pytest.fixture
def success(
    state: SourceState, a_source: Callable[..., Source], noon: datetime
) -> Callable[..., SourceState]:
    def run(
        *,
        source: Source | None = None,
        old: SourceState = state,
        fetched: Fetched = Fetched(),  # noqa: B008
        hints: Hints = Hints(),  # noqa: B008
        scheduled: datetime | None = None,
        started: datetime = noon,
        spread: bool = False,
    ) -> SourceState:
        return after_success(
            old,
            source or a_source(),
            fetched,
            learnt=Learnt(),
            outcome="new",
            error="",
            body_sha256="",
            deadly=(),
            hints=hints,
            started=started,
            min_interval=QUARTER,
            scheduled=scheduled,
            spread=spread,
        )

    return run


@pytest.fixture
def failure(
    state: SourceState, a_source: Callable[..., Source], noon: datetime
) -> Callable[..., SourceState]:
    def run(
        fault: SourceError,
        *,
        old: SourceState = state,
        started: datetime = noon,
        spread: bool = False,
    ) -> SourceState:
        return after_failure(
            old, a_source(), fault, started=started, min_interval=QUARTER, spread=spread
        )

    return run


@pytest.mark.parametrize(
    ("every", "hints", "max_age", "expected", "who"),
    [
        (HOUR, Hints(), None, HOUR, "the config's `every`"),
        (timedelta(minutes=1), Hints(), None, QUARTER, "fetch.min_interval"),
        (QUARTER, Hints(ttl=HOUR), None, HOUR, "the feed's ttl"),
        (QUARTER, Hints(update_period=HOUR), None, HOUR, "the feed's update period"),
        (QUARTER, Hints(ttl=HOUR), 2 * HOUR, 2 * HOUR, "the server's freshness lifetime"),
        (2 * HOUR, Hints(ttl=HOUR), HOUR, 2 * HOUR, "the config's `every`"),
        (QUARTER, Hints(), 365 * DAY, DAY, "the server's freshness lifetime"),
        (2 * DAY, Hints(), 365 * DAY, 2 * DAY, "the config's `every`"),
    ],
)
def test_the_longest_of_what_is_asked_counts_up_to_a_day(
    a_source: Callable[..., Source],
    every: timedelta,
    hints: Hints,
    max_age: timedelta | None,
    expected: timedelta,
    who: str,
) -> None:
    """C22."""
    found = interval(a_source(every=every), hints, max_age, QUARTER)
    if every == 2 * DAY:
        assert found[0] == expected
    else:
        assert found == (expected, who)


def test_a_drop_directory_owes_nobody_a_pause(a_source: Callable[..., Source]) -> None:
    source = a_source(url="", path="/wire", every=timedelta(seconds=5))
    assert interval(source, Hints(), None, QUARTER)[0] == timedelta(seconds=5)


def test_a_304_is_a_success_and_ends_a_row_of_failures(
    success: Callable[..., SourceState], state: SourceState, noon: datetime
) -> None:
    """C15."""
    after = success(
        old=replace(state, failures=3, error="refused"), fetched=Fetched(unchanged=True)
    )
    assert after.failures == 0
    assert after.error == ""
    assert after.last_success == noon


def test_a_moment_of_its_own_only_ever_makes_a_poll_later(
    success: Callable[..., SourceState], state: SourceState, noon: datetime
) -> None:
    """C25."""
    polled = replace(state, last_success=noon - QUARTER)
    assert success(old=polled, spread=False).next_due == noon + QUARTER
    assert noon + QUARTER < success(old=polled, spread=True).next_due <= noon + QUARTER * 1.1


def test_a_schedule_wins_over_the_interval_but_not_over_the_pause_owed(
    success: Callable[..., SourceState], noon: datetime
) -> None:
    assert success(scheduled=noon + HOUR).next_due == noon + HOUR
    assert success(scheduled=noon + timedelta(minutes=1)).next_due == noon + QUARTER


def test_a_source_with_a_schedule_is_due_because_of_it_and_not_of_an_interval(
    success: Callable[..., SourceState], a_source: Callable[..., Source], noon: datetime
) -> None:
    source = a_source(schedule="0 6 * * *")
    reason = success(source=source, scheduled=noon + HOUR).reason
    assert "schedule" in reason
    assert "0 6 * * *" in reason
    assert "every" not in reason
    reason = success(source=source, scheduled=noon + HOUR, hints=Hints(skip_hours=(13,))).reason
    assert "schedule" in reason
    assert "skips" in reason


def test_skipped_hours_and_days_are_skipped(
    success: Callable[..., SourceState], noon: datetime
) -> None:
    """C24. The noon of the tests is a Monday's."""
    after = success(hints=Hints(skip_hours=(12, 13)))
    assert after.next_due == noon.replace(hour=14)
    assert "skips" in after.reason
    after = success(hints=Hints(skip_days=(0, 1)))
    assert after.next_due == (noon + 2 * DAY).replace(hour=0)


@pytest.mark.parametrize(
    "hints", [Hints(skip_hours=tuple(range(24))), Hints(skip_days=tuple(range(7)))]
)
def test_a_feed_that_skips_everything_is_not_believed(
    success: Callable[..., SourceState], noon: datetime, hints: Hints
) -> None:
    """C24."""
    assert success(hints=hints).next_due == noon + QUARTER


def test_failures_double_the_wait_up_to_a_day(
    failure: Callable[..., SourceState], state: SourceState, noon: datetime
) -> None:
    """C34."""
    waits, told = [], []
    for _ in range(10):
        state = failure(FetchError("connection refused"), old=state)
        waits.append(state.next_due - noon)
        told.append(state.reason)
    assert waits[:3] == [2 * QUARTER, 4 * QUARTER, 8 * QUARTER]
    assert told[:2] == ["failed once, waits 30 min", "failed 2 times in a row, waits 1 h"]
    assert waits[-1] == DAY
    assert state.failures == 10


def test_a_failure_keeps_what_was_known(
    failure: Callable[..., SourceState], state: SourceState
) -> None:
    """C12."""
    known = replace(state, validators=Validators(etag='"a"'), body_sha256="00", cursor="c")
    after = failure(ParseError("not a feed"), old=known)
    assert after.validators == Validators(etag='"a"')
    assert after.body_sha256 == "00"
    assert after.cursor == "c"
    assert after.error == "not a feed"


@pytest.mark.parametrize(
    ("asked", "kept"), [(HOUR, HOUR), (timedelta(0), QUARTER), (90 * DAY, 2 * DAY)]
)
def test_retry_after_is_kept_to_two_days_and_binds_even_the_operator(
    failure: Callable[..., SourceState],
    a_source: Callable[..., Source],
    noon: datetime,
    asked: timedelta,
    kept: timedelta,
) -> None:
    """C30."""
    after = failure(FetchError("busy", status=503, retry_after=asked))
    assert after.next_due == noon + kept
    earliest = may_poll_from(a_source(), after, QUARTER)
    assert earliest == noon + max(kept, QUARTER)


def test_too_many_requests_without_a_date_waits_an_hour_and_more(
    failure: Callable[..., SourceState], state: SourceState, noon: datetime
) -> None:
    """C31, C32."""
    first = failure(FetchError("too many requests", status=429))
    second = failure(FetchError("too many requests", status=429), old=first)
    assert first.next_due == noon + HOUR
    assert second.next_due == noon + 2 * HOUR
    assert not second.paused


def test_gone_stops_a_source_at_the_second_answer_a_day_later(
    failure: Callable[..., SourceState], noon: datetime
) -> None:
    """C33."""
    gone = FetchError("gone", status=410, permanent=True)
    first = failure(gone)
    assert not first.paused
    assert first.next_due == noon + DAY
    early = failure(gone, old=first, started=noon + HOUR)
    assert not early.paused
    assert failure(gone, old=first, started=noon + DAY).paused


def test_another_answer_after_a_410_forgets_it(
    failure: Callable[..., SourceState], success: Callable[..., SourceState]
) -> None:
    gone = failure(FetchError("gone", status=410))
    assert success(old=gone).gone_since is None
    assert failure(FetchError("refused"), old=gone).gone_since is None


def test_the_spacing_owed_to_a_publisher_binds_the_operator_too(
    a_source: Callable[..., Source], state: SourceState, noon: datetime
) -> None:
    """C20."""
    polled = replace(state, last_poll=noon)
    assert may_poll_from(a_source(), polled, QUARTER) == noon + QUARTER
    assert may_poll_from(a_source(), state, QUARTER) is None
    assert may_poll_from(a_source(url="", path="/wire"), polled, QUARTER) is None


LENGTHS = st.none() | st.integers(-10, 10**9).map(lambda seconds: timedelta(seconds=seconds))
SPACES = st.integers(1, 400 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@given(LENGTHS, LENGTHS, LENGTHS, st.none() | SPACES, SPACES, SPACES, st.booleans())
def test_whatever_is_asked_for_a_poll_comes_in_no_less_than_the_least_and_no_more_than_the_most(
    ttl: timedelta | None,
    period: timedelta | None,
    max_age: timedelta | None,
    every: timedelta | None,
    least: timedelta,
    most: timedelta,
    spread: bool,
) -> None:
    """C20, C22, C26: what the publisher asks for, up to the most; what the operator says, whatever it is."""
    noon = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    source = Source(
        id="ians",
        provider="IANS",
        rights=Rights.FULL,
        url="http://wire.example/",
        every=every,
        max_interval=most,
    )
    state = SourceState(id="ians", next_due=noon, last_success=noon - DAY)
    after = after_success(
        state,
        source,
        Fetched(max_age=max_age),
        learnt=Learnt(),
        outcome="new",
        error="",
        body_sha256="",
        deadly=(),
        hints=Hints(ttl=ttl, update_period=period),
        started=noon,
        min_interval=least,
        scheduled=None,
        spread=spread,
    )
    wait = after.next_due - noon
    longest = max(most, least, every or timedelta())
    assert least <= wait <= longest * 1.1
    asked = max((one for one in (ttl, period, max_age) if one is not None), default=timedelta())
    assert wait >= min(asked, longest)


def test_a_source_that_was_never_answered_well_is_remembered_from_poll_to_poll(
    failure: Callable[..., SourceState], noon: datetime
) -> None:
    """C34, C55: a new one, and one whose address was corrected, knows its failures and since when."""
    new = SourceState(id="ians", next_due=noon)
    first = failure(FetchError("it answers 403", status=403), old=new)
    again = failure(FetchError("it answers 403", status=403), old=first, started=noon + HOUR)
    assert (again.failures, again.asking.refused) == (2, noon)


def test_what_an_address_has_answered_does_not_count_against_another(
    failure: Callable[..., SourceState], noon: datetime
) -> None:
    """C13, C33, C34: one 410 here and one there stop nobody, and the new one begins afresh."""
    gone = FetchError("it answers 410", status=410)
    old = failure(gone, old=SourceState(id="ians", next_due=noon, url="http://old.example/"))
    assert old.gone_since == noon
    other = replace(old, url="http://old.example/", failures=9, not_before=noon + DAY)
    new = failure(gone, old=other, started=noon + 2 * DAY)
    assert (new.paused, new.gone_since, new.failures) == (False, noon + 2 * DAY, 1)


def test_no_poll_after_a_failure_falls_into_hours_that_the_feed_skips(
    state: SourceState, failure: Callable[..., SourceState], noon: datetime
) -> None:
    """C24."""
    skips = replace(state, hints=Hints(skip_hours=tuple(range(12, 18))))
    assert failure(FetchError("it refuses the connection"), old=skips).next_due.hour == 18


def test_no_poll_after_a_pause_falls_into_hours_that_the_feed_skips(
    state: SourceState, a_source: Callable[..., Source], noon: datetime
) -> None:
    """C24, C30."""
    skips = replace(state, hints=Hints(skip_hours=(13, 14)))
    rests = FetchError("its host has asked for a pause", retry_after=HOUR, asked=False)
    found = after_no_question(
        skips, a_source(), rests, started=noon, min_interval=QUARTER, spread=False
    )
    assert found.next_due == noon + 3 * HOUR

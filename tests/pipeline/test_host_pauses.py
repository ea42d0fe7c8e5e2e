"""A host that has asked for a pause is left alone by all its sources, by the next process too. C30, C31."""

from datetime import timedelta

import pytest

from feeds.errors import FetchError
from feeds.model import Pause

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


def busy(length: timedelta, *, status: int = 429, retry: bool = True) -> FetchError:
    """What the fetcher raises where a host asks to be left alone."""
    return FetchError(
        f"the server answers {status}",
        status=status,
        retry_after=length if retry else None,
        host="wire.example",
        host_pause=length,
    )


def not_asked(left: timedelta) -> FetchError:
    return FetchError(
        "its host has asked for a pause", retry_after=left, host="wire.example", asked=False
    )


@pytest.fixture
def two(new_room, a_source):
    """A newsroom with two sources of one host."""
    return new_room(
        a_source("ians", url="http://wire.example/ians"),
        a_source("xinhua", url="http://wire.example/xinhua"),
    )


async def test_what_a_host_asks_for_is_stored_with_the_poll_that_was_told_so(two) -> None:
    """C30."""
    two.wire.will_fail("ians", busy(3 * HOUR))
    await two.poll("ians")
    until = two.clock() + 3 * HOUR
    assert two.store.pauses(two.clock()) == (
        Pause(host="wire.example", until=until, source="ians"),
    )
    assert two.may_be_polled_from("xinhua") == until
    two.clock.now = until
    assert two.store.pauses(two.clock()) == ()


async def test_a_pause_ends_what_an_operator_may_ask_for_too(two) -> None:
    """C30, C31."""
    two.wire.will_fail("ians", busy(HOUR, retry=False))
    await two.poll("ians")
    assert two.may_be_polled_from("xinhua") == two.clock() + HOUR


async def test_a_source_that_is_not_asked_has_not_failed_and_comes_when_the_pause_is_over(
    two, a_feed_of_one
) -> None:
    """C30."""
    two.wire.will("xinhua", a_feed_of_one, etag='"a"')
    await two.poll("xinhua")
    before = two.state("xinhua")
    two.wire.will_fail("xinhua", not_asked(HOUR))
    two.clock.advance(minutes=15)
    await two.poll("xinhua")
    state = two.state("xinhua")
    assert (state.outcome, state.failures, state.error) == ("waiting", 0, "")
    assert state.next_due == two.clock() + HOUR
    assert state.validators == before.validators
    assert state.last_success == before.last_success
    assert (two.told()[-1].outcome, two.told()[-1].error) == ("waiting", "")


async def test_a_source_that_fails_goes_on_failing_where_it_is_not_asked(two) -> None:
    for fault in (FetchError("it refuses the connection"), not_asked(HOUR)):
        two.wire.will_fail("ians", fault)
        await two.poll("ians")
    assert (two.state().failures, two.state().error) == (1, "it refuses the connection")


async def test_a_pause_that_is_soon_over_takes_nothing_from_the_spacing(two) -> None:
    """C20: its request may have been made, and led to the host that pauses."""
    two.wire.will_fail("ians", not_asked(timedelta(seconds=5)))
    await two.poll("ians")
    assert two.state().next_due == two.clock() + QUARTER

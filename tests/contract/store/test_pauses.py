"""Hosts that have asked to be left alone: remembered by every store, for as long as they may ask for. C30."""

from contextlib import suppress
from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.model import Pause
from tests.contract.store.filings import NOW

HOUR = timedelta(hours=1)


def a_pause(host: str, length: timedelta = HOUR, source: str = "ians") -> Pause:
    return Pause(host=host, until=NOW + length, source=source)


def test_a_pause_stands_until_it_is_over(store: Store) -> None:
    """C30."""
    assert store.pauses(NOW) == ()
    store.pause_hosts([a_pause("b"), a_pause("a", 2 * HOUR, "xinhua")], NOW)
    assert store.pauses(NOW) == (a_pause("a", 2 * HOUR, "xinhua"), a_pause("b"))
    assert store.pauses(NOW + HOUR) == (a_pause("a", 2 * HOUR, "xinhua"),)
    assert store.pauses(NOW + 2 * HOUR) == ()


@pytest.mark.parametrize("together", [True, False])
def test_of_two_pauses_for_one_host_the_longer_stands(store: Store, *, together: bool) -> None:
    """C30."""
    both = [a_pause("a", 2 * HOUR, "xinhua"), a_pause("a", HOUR)]
    for some in [both] if together else [[both[0]], [both[1]]]:
        store.pause_hosts(some, NOW)
    assert store.pauses(NOW) == (both[0],)


def test_a_new_pause_takes_the_place_of_one_that_is_over(store: Store) -> None:
    store.pause_hosts([a_pause("a")], NOW)
    later = Pause(host="a", until=NOW + 3 * HOUR, source="xinhua")
    store.pause_hosts([later], NOW + 2 * HOUR)
    assert store.pauses(NOW + 2 * HOUR) == (later,)


def test_a_clock_that_was_set_back_leaves_no_host_alone_for_long(store: Store) -> None:
    """C27."""
    store.pause_hosts([a_pause("a")], NOW)
    year_ago = NOW - timedelta(days=365)
    assert store.pauses(year_ago) == ()
    store.pause_hosts([Pause(host="b", until=year_ago + HOUR, source="ians")], year_ago)
    assert [one.host for one in store.pauses(year_ago)] == ["b"]
    assert [one.host for one in store.pauses(NOW)] == []


def test_a_pause_goes_with_the_poll_that_was_told_so(store: Store) -> None:
    """C30."""
    with suppress(RuntimeError), store.transaction():
        store.pause_hosts([a_pause("a")], NOW)
        raise RuntimeError
    assert store.pauses(NOW) == ()

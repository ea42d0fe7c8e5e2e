"""What a source is asked, when, and what is remembered of its answers."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.errors import FetchError, StoreError
from feeds.model import Hints, Validators

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_a_first_request_is_unconditional_and_the_next_replays_what_came(
    room, a_feed_of_one
) -> None:
    """C01, C02: byte for byte, however odd."""
    odd = {"etag": 'W/"a\\"-gzip"', "last_modified": "Monday, the second"}
    await room.take("ians", a_feed_of_one, **odd)
    await room.poll()
    assert [asked.validators for asked in room.wire.asked] == [Validators(), Validators(**odd)]


async def test_a_200_replaces_both_validators(room, a_feed, an_item) -> None:
    """C04: what the new answer no longer carries is dropped."""
    await room.take("ians", a_feed(an_item("1")), etag='"a"', last_modified="Monday")
    await room.take("ians", a_feed(an_item("2")), etag='"b"')
    assert room.state().validators == Validators(etag='"b"')


async def test_the_same_body_under_new_validators_brings_the_new_ones(room, a_feed_of_one) -> None:
    """C06, C07: a file that was only touched must not be fetched whole for ever."""
    await room.take("ians", a_feed_of_one, etag='"a"', last_modified="Monday")
    before = room.remembers()
    await room.take("ians", a_feed_of_one, etag='"b"', last_modified="Monday")
    assert room.remembers() == before
    await room.poll()
    assert room.wire.asked[-1].validators == Validators(etag='"b"', last_modified="Monday")


async def test_a_304_keeps_the_validators_and_ends_a_row_of_failures(room, a_feed_of_one) -> None:
    """C05, C15."""
    await room.take("ians", a_feed_of_one, etag='"a"')
    room.wire.will_fail("ians")
    await room.poll()
    assert room.state().failures == 1
    now = room.clock.advance(hours=1)
    await room.poll()
    state = room.state()
    assert state.validators == Validators(etag='"a"')
    assert (state.failures, state.error, state.last_success) == (0, "", now)


async def test_a_body_that_cannot_be_read_leaves_validators_and_items_as_they_were(
    room, a_feed_of_one
) -> None:
    """C12, C37: the next request must bring a whole body, not a 304 to a login page."""
    await room.take("ians", a_feed_of_one, etag='"good"')
    published = room.documents()
    await room.take("ians", "<html><body>Please log in</body></html>", etag='"bad"')
    state = room.state()
    assert (state.outcome, state.failures) == ("failed", 1)
    assert "HTML page" in state.error
    assert state.validators == Validators(etag='"good"')
    assert room.documents() == published
    assert room.told()[-1].error == state.error
    await room.poll()
    assert room.wire.asked[-1].validators == Validators(etag='"good"')


async def test_another_address_in_the_config_is_asked_without_the_old_ones_validators(
    new_room, a_source, a_feed_of_one
) -> None:
    """C13."""
    room = new_room(a_source())
    await room.take("ians", a_feed_of_one, etag='"a"')
    room.change(sources=[a_source(url="http://ians.example/moved")])
    await room.poll()
    assert room.wire.asked[-1].validators == Validators()


async def test_a_crash_between_receiving_and_recording_loses_nothing(room, a_feed_of_one) -> None:
    """C11: neither validators nor hash of the body are saved without the items."""
    room.wire.will("ians", a_feed_of_one, etag='"a"')
    room.store.fails = StoreError("the disk is full")
    with pytest.raises(StoreError, match="disk is full"):
        await room.poll()
    assert room.wire.acknowledged == []
    room.store.fails = None
    room.start()
    await room.take("ians", a_feed_of_one, etag='"a"')
    assert room.wire.asked[-1].validators == Validators()
    assert len(room.headlines()) == 1


async def test_what_was_received_is_acknowledged_once_it_is_recorded(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    assert room.wire.acknowledged == [("ians", {})]


async def test_that_a_source_is_polled_is_remembered_before_it_is_asked(room) -> None:
    """C20: a crash in the middle of a poll makes no second one before its time."""
    seen = []

    class Wire(type(room.wire)):
        async def fetch(self, source, state):
            seen.append(room.state())
            raise asyncio.CancelledError

    room.ingest = replace(room.ingest, fetcher=Wire(room.clock))
    with pytest.raises(asyncio.CancelledError):
        await room.poll()
    assert seen[0].last_poll == room.clock()
    assert room.state().lease_until is not None
    assert await room.poll() == []
    room.start()
    assert room.may_be_polled_from() == room.clock() + QUARTER


async def test_a_wait_begins_when_the_answer_is_there(room) -> None:
    """C20: who waits a minute for a turn at a busy host, and not the next time, would ask a minute too soon."""
    fetch = room.wire.fetch

    async def in_a_minute(source, state):
        room.clock.advance(minutes=1)
        return await fetch(source, state)

    room.wire.fetch = in_a_minute
    await room.poll()
    asked = room.wire.asked[0].at
    assert room.state().next_due == asked + QUARTER
    assert room.may_be_polled_from() == asked + QUARTER


async def test_a_source_is_polled_when_it_is_due_and_not_before(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    room.clock.advance(minutes=14, seconds=59)
    assert await room.poll(early=False) == []
    room.clock.advance(seconds=1)
    assert await room.poll(early=False) == ["ians"]


async def test_a_feed_that_asks_for_a_longer_wait_gets_it(room, an_rss) -> None:
    """C22."""
    await room.take("ians", an_rss(("1", "One", "Word"), head="<ttl>120</ttl>"))
    assert room.state().next_due == room.clock() + 2 * HOUR
    assert "ttl" in room.state().reason
    assert room.state().hints.ttl == 2 * HOUR
    await room.poll()
    assert room.state().hints.ttl == 2 * HOUR, "a 304 says nothing about it"


async def test_the_hours_that_a_feed_skips_are_skipped(room, an_rss) -> None:
    """C24."""
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(12, 18))
    await room.take("ians", an_rss(("1", "One", "Word"), head=f"<skipHours>{hours}</skipHours>"))
    assert room.state().hints == Hints(title="Wire", skip_hours=tuple(range(12, 18)))
    assert room.state().next_due == room.clock().replace(hour=18)


async def test_a_schedule_is_kept_in_the_sites_own_zone(new_room, a_source, a_feed_of_one) -> None:
    room = new_room(a_source(schedule="0 20 * * *"))
    await room.take("ians", a_feed_of_one)
    assert room.state().next_due == room.clock().replace(hour=14, minute=30)  # 20:00 in Kolkata


async def test_a_source_that_fails_waits_longer_each_time_and_recovers_at_once(
    room, a_feed_of_one
) -> None:
    """C34."""
    waits = []
    for _ in range(9):
        room.wire.will_fail("ians")
        await room.poll()
        waits.append(room.state().next_due - room.clock())
        room.clock.now = room.state().next_due
    assert waits[:3] == [2 * QUARTER, 4 * QUARTER, 8 * QUARTER]
    assert waits[-1] == DAY
    await room.take("ians", a_feed_of_one)
    assert room.state().next_due == room.clock() + QUARTER


async def test_a_failed_source_costs_the_others_nothing_and_keeps_its_items(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians"), a_source("tass"), a_source("xinhua"))
    await room.take("ians", a_feed(an_item("1", title="From IANS")))
    room.wire.will_fail("ians", "it refuses the connection")
    room.wire.will("tass", "no feed at all")
    room.wire.will("xinhua", a_feed(an_item("2", title="From Xinhua")))
    await room.poll()
    room.release()
    assert sorted(room.headlines()) == ["From IANS", "From Xinhua"]
    outcomes = {event.source: event.outcome for event in room.told()}
    assert outcomes == {"ians": "failed", "tass": "failed", "xinhua": "new"}
    assert room.state("ians").error == "it refuses the connection"


async def test_a_fault_of_ours_in_one_poll_costs_the_others_nothing_and_surfaces(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians"), a_source("xinhua"))
    room.reader.breaks["ians"] = RuntimeError("a bug")
    room.wire.will("ians", a_feed(an_item("1")))
    room.wire.will("xinhua", a_feed(an_item("2", title="From Xinhua")))
    with pytest.raises(ExceptionGroup) as told:
        await room.poll()
    assert told.group_contains(RuntimeError, match="a bug")
    room.release()
    assert room.headlines() == ["From Xinhua"]


@pytest.mark.parametrize(
    ("asked", "due"), [(3 * HOUR, 3 * HOUR), (timedelta(0), QUARTER), (90 * DAY, 2 * DAY)]
)
async def test_retry_after_is_kept_and_nobody_gets_the_source_polled_before(
    room, asked: timedelta, due: timedelta
) -> None:
    """C30."""
    room.wire.will_fail("ians", FetchError("busy", status=503, retry_after=asked))
    await room.poll()
    assert room.state().next_due == room.clock() + due
    assert room.may_be_polled_from() == room.clock() + due
    assert room.told()[-1].status == 503


async def test_too_many_requests_never_stop_a_source_for_good(room) -> None:
    """C31, C32."""
    waits = []
    for _ in range(8):
        room.wire.will_fail("ians", FetchError("too many requests", status=429))
        await room.poll()
        waits.append(room.state().next_due - room.clock())
        room.clock.now = room.state().next_due
    assert waits[:3] == [HOUR, 2 * HOUR, 4 * HOUR]
    assert waits[-1] == DAY
    assert await room.poll() == ["ians"]


async def test_gone_twice_a_day_apart_stops_a_source_and_its_items_stay(
    room, a_feed_of_one
) -> None:
    """C33."""
    await room.take("ians", a_feed_of_one)
    gone = FetchError("gone", status=410, permanent=True)
    for stopped in (False, True):
        room.wire.will_fail("ians", gone)
        await room.poll()
        assert room.state().paused is stopped
        room.clock.now = max(room.clock.now, room.state().next_due)
    assert await room.poll() == []
    assert "gone for good" in room.state().reason
    room.release()
    assert len(room.headlines()) == 1


async def test_another_answer_between_two_410s_forgets_the_first(room) -> None:
    gone = FetchError("gone", status=410, permanent=True)
    for fault in (gone, None, gone):
        if fault is not None:
            room.wire.will_fail("ians", fault)
        room.clock.advance(days=1)
        await room.poll()
    assert not room.state().paused


async def test_a_poll_that_another_writer_has_taken_over_changes_nothing(
    room, a_feed_of_one
) -> None:
    """A writer whose lease ran out comes too late with what it brings: the fence refuses it."""
    room.wire.will("ians", a_feed_of_one, etag='"late"')
    late = room.store.claim(["ians"], room.clock(), timedelta(seconds=90), 1)
    room.clock.advance(minutes=2)
    room.store.claim(["ians"], room.clock(), timedelta(seconds=90), 1)
    await room.ingest.run(late, lambda: None)
    assert room.items() == []
    assert room.state().validators == Validators()
    assert room.wire.acknowledged == []
    assert room.told() == []


async def test_a_clock_that_was_set_forward_a_year_polls_each_source_once(
    room, a_feed_of_one
) -> None:
    """C27."""
    await room.take("ians", a_feed_of_one)
    room.clock.advance(days=365)
    assert await room.poll(early=False) == ["ians"]
    assert await room.poll(early=False) == []


async def test_a_poll_is_told_with_what_it_brought(room, a_feed, an_item) -> None:
    room.clock.advance(seconds=5)
    await room.take("ians", a_feed(an_item("1"), an_item("2", title="KILL: Two")))
    (event,) = room.told()
    assert (event.source, event.provider, event.outcome) == ("ians", "IANS", "new")
    assert (event.status, event.payloads, event.lateness) == (200, 1, 5.0)
    assert dict(event.counts) == {"new": 1, "withdrawn": 1}
    assert event.next_due == room.state().next_due


async def test_whoever_publishes_is_told_of_changes_and_of_nothing_else(
    room, a_feed_of_one
) -> None:
    told = []
    for answer in (a_feed_of_one, a_feed_of_one, None):
        if answer is not None:
            room.wire.will("ians", answer)
        claimed = room.store.claim(["ians"], room.clock(), QUARTER, 1, early=True)
        await room.ingest.run(claimed, lambda: told.append(len(room.wire.asked)))
    assert told == [1]

"""What a hub pushes is read and judged as if it had been polled, if its signature says that it is the hub's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.decide.rhythm import mean
from feeds.errors import DeadlyError, StoreError
from feeds.model import Pause, Payload, Pushed, host_of
from feeds.pipeline.brought import CUT_OFF
from tests.pipeline.newsroom import QUARTER
from tests.pipeline.websub.hub import HUB, NAMED, one, outcomes, polls


async def test_what_is_pushed_is_judged_as_if_a_poll_had_brought_it(pushing) -> None:
    """C74."""
    made = await pushing()
    room = made.room
    assert {held.item.guid for held in room.items()} == {"1", "2"}
    room.release()
    assert len(room.headlines()) == 2
    held = room.item("2")
    (line,) = [found for found in room.store.ledger(held.id) if found.payload is not None]
    payload = room.store.payload(line.payload)
    assert isinstance(payload, Payload)
    assert (payload.url, b"Ferry 2" in payload.body) == ("http://ians.example/feed", True)
    (event,) = [e for e in room.events if isinstance(e, Pushed)]
    assert (event.outcome, dict(event.counts)) == ("new", {"new": 1})
    assert room.woken == 1


async def test_a_push_leaves_what_the_next_poll_needs_as_it_was(hub) -> None:
    """C74."""
    made = await hub()
    before = made.room.state()
    await made.verify()
    made.room.clock.advance(minutes=1)
    await made.push("1", "2")
    after = made.room.state()
    taught = {"rhythm": before.rhythm, "pulse": before.pulse, "fields": before.fields}
    assert replace(after, **taught) == before
    assert made.room.state().validators.etag == '"1"'
    assert made.room.woken == 1
    await made.push("1", "2")
    assert outcomes(made)[-1] == "same"
    assert made.room.woken == 1
    assert len(made.room.items()) == 2


async def test_a_push_while_a_poll_is_under_way_spoils_neither(hub, a_feed, an_item) -> None:
    """C74."""
    made = await hub()
    room = made.room
    await made.verify()
    room.clock.advance(hours=1)
    (claimed,) = room.store.claim(["ians"], room.clock(), timedelta(seconds=90), 9)
    await made.push("1", "2")
    assert room.state().lease_until == claimed.lease_until
    room.wire.will("ians", a_feed(an_item("2"), an_item("3")), etag='"3"')
    await room.ingest.run([claimed], lambda: None)
    assert sorted(held.item.guid for held in room.items()) == ["1", "2", "3"]
    assert room.state().validators.etag == '"3"'


@pytest.mark.parametrize("body", [b"", b"ping", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}'])  # fmt: skip
async def test_what_brings_no_items_has_the_source_polled_but_not_before_it_may_be(
    hub, body
) -> None:
    """C74."""
    made = await hub(every=timedelta(hours=6))
    room = made.room
    await made.verify()
    room.clock.advance(minutes=5)
    await made.push(body=body or b" ")
    assert outcomes(made)[-1] == "hint"
    assert room.state().next_due == room.state().last_poll + QUARTER, "C20"
    room.clock.advance(hours=1)
    await made.push(body=body or b" ")
    assert room.state().next_due <= room.clock()
    assert room.woken == 2
    assert await polls(made, minutes=1) == 1


async def test_a_hint_shortens_no_back_off_of_a_server_that_fails(hub) -> None:
    """C74."""
    made = await hub()
    await made.verify()
    made.room.clock.advance(hours=1)
    made.room.wire.will_fail("ians")
    await made.room.poll()
    due = made.room.state().next_due
    made.room.clock.advance(minutes=20)
    await made.push(body=b"ping")
    assert made.room.state().next_due == due


async def test_what_an_unsigned_hub_pushes_is_never_copy_but_has_the_source_polled(
    hub,
) -> None:
    """C73."""
    plain = {"type": "WebSub", "url": "http://hub.example/"}
    made = await hub(named={**NAMED, "hubs": [plain]}, every=timedelta(hours=6))
    await made.verify()
    made.room.clock.advance(hours=1)
    assert await made.push("1", "2")
    assert len(made.room.items()) == 1
    assert made.room.state().next_due == made.room.clock()
    assert one(made).pushed is None
    assert await polls(made, hours=12) >= 2, "and it proves nothing"


@pytest.mark.parametrize("as_sent", [True, False])
async def test_what_comes_compressed_is_signed_as_it_was_sent_or_as_it_was_before(
    pushing, as_sent
) -> None:
    """C73."""
    made = await pushing()
    assert await made.push("7", gzipped=True, signed_as_sent=as_sent)
    assert outcomes(made)[-1] == "new"
    assert len(made.room.items()) == 3


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "md5=00", "zq"])
async def test_what_is_signed_wrongly_is_ignored_counted_and_proves_nothing(
    pushing, signature
) -> None:
    """C73."""
    made = await pushing()
    due = made.room.state().next_due
    assert await made.push("7", signature=signature), "the hub is told that all is well"
    assert outcomes(made)[-1] == "ignored"
    assert len(made.room.items()) == 2
    assert made.room.state().next_due == due, "nobody is made to poll by it"
    assert one(made).pushed is None
    assert await polls(made, hours=2) == 8


async def test_what_cannot_be_recorded_is_not_acknowledged_and_what_is_missed_is_polled_for(
    pushing,
) -> None:
    made = await pushing()
    room = made.room
    room.clock.advance(minutes=1)
    room.store.fails = StoreError("the disk is full")
    with pytest.raises(StoreError):
        await made.push("1", "2", "3")
    room.store.fails = None
    for whose in (made.token(), ""):
        room.subscribing.miss(whose)
        assert await polls(made, minutes=16) == 1
        assert await polls(made, hours=6) == 0
    assert await made.push("1", "2", "3")
    assert len(room.items()) == 3


async def test_what_ends_its_readers_is_set_aside_though_it_is_pushed(hub) -> None:
    """C74, R14."""
    made = await hub()
    room = made.room
    await made.verify()
    room.reader.breaks["ians"] = DeadlyError("reading it took longer than 10 s")
    before = room.reader.reads
    for _ in range(6):
        room.clock.advance(minutes=1)
        assert await made.push("1", "2")
    assert room.reader.reads == before + 3
    assert room.state().deadly[0].deaths == 3
    await room.look()
    (told,) = room.alarms()
    assert "is set aside" in told
    room.reader.breaks.clear()
    assert await made.push("1", "2", "3"), "another document is read as ever"
    assert len(room.items()) == 3


async def test_of_what_is_cut_off_the_rest_is_polled_for(pushing) -> None:
    """C12, C74: what is whole is news, and the hub has not shown that it pushes all."""
    made = await pushing()
    room = made.room
    room.clock.advance(hours=1)
    room.reader.cuts_off.add("ians")
    assert await made.push("3")
    assert len(room.items()) == 3
    assert [event.error for event in room.events if isinstance(event, Pushed)][-1] == CUT_OFF
    assert room.state().next_due <= room.clock()
    room.reader.cuts_off.clear()
    assert await polls(made, hours=2) > 1, "it is polled as ever until it is pushed well again"


async def test_a_source_that_is_paused_takes_no_pushes_from_that_moment_on(pushing) -> None:
    """C76."""
    made = await pushing()
    room = made.room
    room.store.save_state(replace(room.state(), paused=True))
    assert not await made.push("3")
    assert len(room.items()) == 2


async def test_a_hub_whose_host_has_asked_for_a_pause_is_left_alone_too(hub) -> None:
    """C30: whoever was told so, and hubs are on the hosts of feeds as often as not."""
    made = await hub()
    room, calls = made.room, len(made.room.outside.calls)
    until = room.clock() + timedelta(hours=5)
    room.store.pause_hosts([Pause(host=host_of(HUB), until=until, source="ians")], room.clock())
    room.clock.advance(minutes=30)
    await room.subscribing.run()
    assert len(room.outside.calls) == calls
    room.clock.now = until
    await room.subscribing.run()
    assert len(room.outside.calls) == calls + 1


async def test_the_rhythm_of_a_source_is_learnt_from_what_is_pushed(hub) -> None:
    """C26, C72: when its lease ends it is polled as often as it publishes."""
    made = await hub(every=None)
    room = made.room
    await made.verify()
    for number in range(72):
        room.clock.advance(hours=1)
        stamp = room.clock().isoformat()
        item = made.item(f"n{number}", date_published=stamp)
        await made.push(body=made.feed(item))
    assert mean(room.state().rhythm) > 0.8

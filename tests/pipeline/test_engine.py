"""The local engine over a scripted wire: whose turn it is, and whose it stays."""

import asyncio
import gc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.engine import local
from feeds.errors import StoreError
from feeds.model import Channel, Hook, HookKind, JournalLine, Keep, Keeping
from feeds.pipeline.brought import Brought
from feeds.pipeline.retention import BATCH
from tests.pipeline.engine import an_engine


async def test_a_poll_that_outlasts_its_lease_is_not_joined_by_a_second(
    room, a_feed_of_one
) -> None:
    """C20. Waiting for a turn at a busy host is no part of the poll's deadline, but of its lease:
    sixty sources at one host with answers of two seconds are enough.
    """
    go = asyncio.Event()
    fetch = room.wire.fetch

    async def slowly(source, state):
        found = await fetch(source, state)
        await go.wait()
        return found

    room.wire.fetch = slowly
    room.wire.will("ians", a_feed_of_one)

    engine = an_engine(room, concurrency=8)
    await engine._tick()
    await asyncio.sleep(0)
    room.clock.advance(minutes=2)
    await engine._tick()
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*engine._polls.under_way)
    assert len(room.wire.asked) == 1
    assert len(room.items()) == 1


async def test_a_slow_source_keeps_no_others_turn(new_room, a_source, a_feed, an_item) -> None:
    """The turns of all that were claimed together come free when the slowest of them is through: one
    hanging source among 64 stops every other poll, the drop directories too, for a minute.
    """
    room = new_room(a_source("slow"), a_source("fast"), a_source("third"))
    go = asyncio.Event()
    fetch = room.wire.fetch

    async def slowly(source, state):
        found = await fetch(source, state)
        if source.id == "slow":
            await go.wait()
        return found

    room.wire.fetch = slowly
    for number, id_ in enumerate(("fast", "slow", "third")):
        room.wire.will(id_, a_feed(an_item(str(number))))
    engine = an_engine(room, concurrency=2)
    for _ in range(3):
        await engine._tick()
        for _ in range(20):
            await asyncio.sleep(0.01)
            if len(room.told()) == 2:
                break
    asked = [one.source for one in room.wire.asked]
    go.set()
    await asyncio.gather(*engine._polls.under_way)
    assert asked == ["fast", "slow", "third"]


async def test_a_host_that_hangs_keeps_no_other_hosts_sources_waiting(
    new_room, a_source, a_feed, an_item
) -> None:
    """C62: an agency with eighty feeds on one host has them all wait there, and a place for each would be
    all the places there are.
    """
    many = [f"hangs-{number:02}" for number in range(80)]
    others = [f"other-{number}" for number in range(3)]
    room = new_room(
        *(a_source(id_, url=f"http://hangs.example/{id_}") for id_ in many),
        *(a_source(id_, url=f"http://{id_}.example/") for id_ in others),
    )
    over = asyncio.Event()
    fetch = room.wire.fetch

    async def fetch_or_hang(source, state):
        if source.id in many:
            await over.wait()
        return await fetch(source, state)

    room.wire.fetch = fetch_or_hang
    for number, id_ in enumerate([*many, *others]):
        room.wire.will(id_, a_feed(an_item(str(number))))
    engine = an_engine(room, concurrency=8)
    await engine._tick()
    async with asyncio.timeout(20):
        while len(room.told()) < len(others):
            await asyncio.sleep(0.01)
    assert sorted(one.source for one in room.told()) == others
    assert len(engine._room.in_hand) < 16, "the rest is left for later, and for others"
    over.set()
    for _ in many:
        await asyncio.gather(*engine._polls.under_way)
        await engine._tick()
    assert len(room.wire.asked) == len(many) + len(others)


async def test_a_store_that_records_nothing_is_told_once_and_given_up_after_a_minute(
    room, a_feed_of_one
) -> None:
    """A database on a full disk can be read: that it can is no sign that it is well again."""
    alarms, given_up = [], []
    engine = an_engine(
        room,
        concurrency=8,
        alarm=lambda what, fault: alarms.append((what, str(fault))),
        give_up=given_up.append,
    )
    room.store.fails = StoreError("the disk is full")
    for _ in range(4):
        room.wire.will("ians", a_feed_of_one)
        await engine._tick()
        await asyncio.gather(*engine._polls.under_way)
        await engine._guarded("release", engine._in_store_thread(room.release))
        assert not given_up
        room.clock.advance(seconds=19)
        room.store.make_due("ians", room.clock())
    room.clock.advance(seconds=19)
    room.wire.will("ians", a_feed_of_one)
    await engine._tick()
    await asyncio.gather(*engine._polls.under_way)
    assert alarms == [("poll", "the disk is full")]
    assert given_up == [room.store.fails]


async def test_a_poll_that_could_not_be_recorded_is_made_again_well_before_its_lease_ends(
    room, a_feed_of_one
) -> None:
    engine = an_engine(room, concurrency=8)
    room.store.fails = StoreError("locked")
    room.wire.will("ians", a_feed_of_one)
    room.wire.will("ians", a_feed_of_one)

    async def tick() -> int:
        room.clock.advance(seconds=1)
        room.store.make_due("ians", room.clock())
        await engine._tick()
        await asyncio.gather(*engine._polls.under_way)
        return len(room.wire.asked)

    assert [await tick() for _ in range(20)][-1] == 1, "not once a second"
    room.store.fails = None
    assert [await tick() for _ in range(12)][-1] > 1
    assert len(room.items()) == 1


async def test_what_is_missing_comes_back_only_when_all_is_released(
    room, a_feed_of_one, monkeypatch
) -> None:
    """And what cannot come back yet does so half a minute later."""
    await room.take("ians", a_feed_of_one)
    before = room.documents()
    room.shelf.documents.clear()
    engine = an_engine(room, concurrency=8)
    outcomes = iter([StoreError("locked"), False, True, True])
    run, seen = room._release.run, []

    def scripted() -> bool:
        seen.append(bool(room.documents()))
        outcome = next(outcomes, None)
        if isinstance(outcome, StoreError):
            raise outcome
        return run() and outcome is not False

    monkeypatch.setattr(type(room._release), "run", lambda *_: scripted())
    task = asyncio.create_task(engine._release_changes())

    async def released(times: int) -> bool:
        engine._changed.set()
        while len(seen) < times or engine._changed.is_set():
            await asyncio.sleep(0)
        return seen[-1]

    assert engine._vitals.published is None, "none is over"
    assert not await released(1), "nor does it after a release that failed"
    assert not await released(2)
    assert engine._vitals.published is False
    room.shelf.fails_for = lambda path: True
    assert not await released(3)
    room.shelf.fails_for = lambda path: False
    assert not await released(4)
    assert not await released(5), "not tried again at once"
    room.clock.advance(seconds=31)
    await released(6)
    assert await released(7)
    assert engine._vitals.published is True, "once all of it was"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert room.documents() == before


async def test_a_store_that_records_again_is_well_again(room, a_feed_of_one) -> None:
    alarms, given_up = [], []
    engine = an_engine(
        room, concurrency=8, alarm=lambda what, fault: alarms.append(what), give_up=given_up.append
    )
    for fails in (StoreError("locked"), None, StoreError("locked")):
        room.store.fails = fails
        room.wire.will("ians", a_feed_of_one)
        await engine._tick()
        await asyncio.gather(*engine._polls.under_way)
        room.clock.advance(minutes=20)
        room.store.release_claims(room.clock())
    assert alarms == ["poll", "poll"]
    assert given_up == []


async def test_polls_that_are_given_up_have_ended_before_their_client_is_closed(room) -> None:
    begun, ended = asyncio.Event(), []

    async def hangs(source, state):
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):  # as a client does that gives a connection back
                await asyncio.sleep(0)
            ended.append(source.id)

    room.wire.fetch = hangs
    claimed = room.store.claim(["ians"], room.clock(), timedelta(seconds=90), 1, early=True)
    run = asyncio.create_task(room.ingest.run(claimed, lambda: None))
    await begun.wait()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert ended == ["ians"]


async def test_what_is_recorded_is_let_go_of_while_other_polls_are_under_way(
    new_room, a_source, a_feed_of_one
) -> None:
    """Hundreds of sources may be polled at once, and one of them may hang."""
    room = new_room(a_source("ians"), a_source("xinhua"))
    recorded, over = asyncio.Event(), asyncio.Event()
    quick = room.wire.fetch

    async def fetch(source, state):
        if source.id != "ians":
            await over.wait()
        return await quick(source, state)

    room.wire.fetch = fetch
    room.wire.will("ians", a_feed_of_one)
    claimed = room.store.claim(
        [one.id for one in room.sources], room.clock(), timedelta(seconds=90), 9, early=True
    )
    assert len(claimed) > 1
    before = _held()  # another test's, in cycles that nobody has collected yet
    run = asyncio.create_task(room.ingest.run(claimed, lambda: None, lambda _: recorded.set()))
    await recorded.wait()
    await asyncio.sleep(0)
    known = {id(one) for one in before}
    held = [one for one in _held() if id(one) not in known]
    over.set()
    await run
    assert held == []


def _held() -> list[Brought]:
    return [one for one in gc.get_objects() if isinstance(one, Brought)]


HUB = Hook(kind=HookKind.HUB, url="https://hub.example/")


async def test_a_kill_is_told_to_hubs_before_the_next_release_begins(
    new_room, a_feed_of_one
) -> None:
    room = new_room(hooks=(HUB,))
    await room.take("ians", a_feed_of_one)
    await room.tell()
    room.clock.advance(minutes=1)
    room.outside.calls.clear()
    line = JournalLine(seq=0, at=room.clock(), verb="kill", target=room.item("1").id, reason="x")
    room.journal.append(line)
    engine = an_engine(room, concurrency=1)
    await engine._decide()
    await asyncio.gather(*engine._tellings.under_way)
    assert len(room.outside.calls) == 3
    assert "told" in [one.status for one in room.store.ledger(room.item("1").id)]


async def test_an_engine_that_stops_waits_only_so_long_for_a_hub_that_hangs(
    new_room, a_feed_of_one, monkeypatch
) -> None:
    monkeypatch.setattr(local, "_LAST_WORD", timedelta(seconds=0.05))
    room = new_room(hooks=(HUB,))
    room.outside.hangs = lambda call: True
    engine = an_engine(room, concurrency=1)
    engine.start()
    room.wire.will("ians", a_feed_of_one)
    await room.poll()
    room.release()
    engine.wake()
    async with asyncio.timeout(20):
        while not room.outside.calls:
            await asyncio.sleep(0.01)
        await engine.stop(timedelta(seconds=1))
    assert not engine._tellings.under_way
    assert room.store.owing([HUB.name], room.clock()) == (HUB.name,)


async def test_the_hourly_sweep_lets_go_a_step_at_a_time_and_a_kill_goes_in_between(
    new_room, a_feed, an_item
) -> None:
    kept = Keeping(sources={"ians": Keep(age=timedelta(days=30))})
    small = Channel(id="all", title="All", size=1, window=timedelta(hours=1))
    room = new_room(keeping=kept, channels=(small,))
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(2 * BATCH))))
    room.clock.advance(days=31)
    news = an_item("news", date_published=room.clock().isoformat())
    await room.take("ians", a_feed(news, an_item("more", date_published=news["date_published"])))
    engine = an_engine(room, concurrency=8)
    there: list[int] = []

    async def between(do):
        there.append(len(room.items()))
        done = do()
        if len(there) == 3:
            room.kill("news")
        return done

    engine._in_store_thread = between
    await engine._sweep()
    assert 2 * BATCH + 2 in there
    assert BATCH + 2 in there
    assert {held.item.guid for held in room.items()} == {"news", "more"}
    assert room.item("news").status == "withdrawn"


def test_of_all_the_turns_that_a_clock_has_jumped_over_one_is_made_up_for() -> None:
    every = local.Every(timedelta(seconds=1))
    then = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    now = then + timedelta(days=365)
    assert every.get_next_fire_time(None, then) == then
    assert every.get_next_fire_time(then, then) == then + timedelta(seconds=1)
    assert every.get_next_fire_time(then, now) == now
    assert every.get_next_fire_time(now, now) == now + timedelta(seconds=1)


def deciding_at_a_write(room, monkeypatch, guid: str, number: int) -> list[bool]:
    """People kill a story while documents are written; whether each that was written since went out beside it."""
    killed, write = room.item(guid), room.shelf.write
    beside: list[bool] = []

    def writing(documents, *more):
        beside.append(killed.page in room.documents())
        if len(beside) == number:
            line = JournalLine(seq=0, at=room.clock(), verb="kill", target=killed.id, reason="")
            room.journal.append(line)
        return write(documents, *more)

    monkeypatch.setattr(room.shelf, "write", writing)
    return beside


async def test_a_kill_does_not_wait_until_every_page_is_made_anew(
    room, a_feed, an_item, monkeypatch
) -> None:
    """As they are where the house has another name, or this program another version."""
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(450))))
    while room.store.due_pages(room.clock(), 1, changed=False) or room.store.dirty(room.clock()):
        room.release()  # what of the archive could wait
    room.site = replace(room.site, name="GNN")
    room.start()
    beside = deciding_at_a_write(room, monkeypatch, "7", 1)
    engine = an_engine(room, concurrency=8)
    assert not engine._publish(asyncio.get_running_loop())
    assert beside[0]
    assert not any(beside[3:]), "but for the maps that go with the first pages"
    assert engine._publish(asyncio.get_running_loop())
    assert room.published_with("ferry 7 ") == []
    assert room.store.unpublished(room.clock(), 1) == room.store.dirty(room.clock()) == ()


async def test_a_kill_does_not_wait_until_every_channel_is_written(
    new_room, a_feed, an_item, monkeypatch
) -> None:
    channels = [Channel(id=f"c{n}", title=f"Channel {n}") for n in range(9)]
    room = new_room(channels=channels)
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    room.wire.will("ians", a_feed(an_item("1"), an_item("2"), an_item("3")))
    room.clock.advance(minutes=20)
    await room.poll()
    beside = deciding_at_a_write(room, monkeypatch, "1", 4)
    engine = an_engine(room, concurrency=8)
    assert not engine._publish(asyncio.get_running_loop())
    assert not any(beside[5:])
    assert room.published_with("ferry 1 ") == []
    written = len(room.shelf.written)
    again = set(room.store.dirty(room.clock()))
    assert again, "with their twins"
    assert engine._publish(asyncio.get_running_loop())
    assert room.store.dirty(room.clock()) == ()
    assert len(room.shelf.written) == written

"""A service manager hears of us as long as the work goes on, and is told before it has to wait longer."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from feeds.engine.local import _AT_ONCE, _WRITTEN_ANEW
from feeds.engine.manager import ServiceManager
from feeds.model import JournalLine
from feeds.pipeline.release import _PAGES_AT_ONCE
from tests.pipeline.engine import an_engine

USUAL = timedelta(seconds=45)


@pytest.fixture
def manager() -> ServiceManager:
    """Waits so long for a sign of life as its `watchdog` says."""
    return ServiceManager(watchdog=USUAL)


@pytest.fixture
def signs(room, monkeypatch) -> list[int]:
    """How many documents had been written at each sign of life."""
    told: list[int] = []
    monkeypatch.setattr(ServiceManager, "alive", lambda _: told.append(len(room.shelf.written)))
    return told


def watching(manager: ServiceManager, monkeypatch, on: object, name: str) -> list[timedelta | None]:
    """How long is waited for a sign of life while something is done, each time."""
    does, lengths = getattr(on, name), list[timedelta | None]()

    def do(*arguments, **more):
        lengths.append(manager.watchdog)
        return does(*arguments, **more)

    monkeypatch.setattr(on, name, do)
    return lengths


def decide(room, verb: str, target: str) -> None:
    room.journal.append(JournalLine(seq=0, at=room.clock(), verb=verb, target=target, reason=""))


async def test_a_sign_of_life_is_given_when_the_thread_that_writes_has_answered(
    room, signs
) -> None:
    engine, free = an_engine(room), asyncio.Event()
    await engine._tick()
    assert len(signs) == 1

    async def stuck(do):
        await free.wait()
        return do()

    engine._in_store_thread = stuck
    tick = asyncio.create_task(engine._tick())
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(signs) == 1
    free.set()
    await tick
    assert len(signs) == 2


async def a_house_that_looks_different(room, a_feed, an_item) -> None:
    """Each of its pages is to be made anew."""
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(450))))
    room.site = replace(room.site, name="GNN")
    room.shelf.written.clear()
    room.start()


def never_long_silent(signs: list[int]) -> bool:
    """As many documents as are made at once, at most, between two signs of life."""
    most = _PAGES_AT_ONCE + 50  # with the channels that show them
    return len(signs) > 2 and all(b - a <= most for a, b in zip([0, *signs], signs, strict=False))


async def test_to_publish_a_great_deal_is_no_silence(room, a_feed, an_item, signs) -> None:
    await a_house_that_looks_different(room, a_feed, an_item)
    assert an_engine(room)._publish(asyncio.get_running_loop())
    assert never_long_silent(signs)


async def test_nor_is_what_an_engine_publishes_when_it_stops(room, a_feed, an_item, signs) -> None:
    """As it does for a reload: the manager goes on waiting for signs."""
    await a_house_that_looks_different(room, a_feed, an_item)
    engine = an_engine(room)
    engine.start()
    await engine.stop(timedelta(seconds=1))
    assert len(room.shelf.written) > 450
    assert never_long_silent(signs)


async def test_nor_is_to_make_a_lost_folder_again(room, a_feed, an_item, signs) -> None:
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(1500))))
    room.shelf.documents.clear()
    room.shelf.written.clear()
    assert an_engine(room)._restore()
    assert signs[0] == 0
    assert [one for one in signs if 0 < one < len(room.shelf.written)]


async def test_to_make_a_lost_folder_again_waits_for_what_people_decide(
    room, a_feed, an_item, monkeypatch
) -> None:
    await room.take("ians", a_feed(*(an_item(str(n), title=f"Story {n}") for n in range(400))))
    pages = {path for path in room.shelf.documents if path.startswith("story/")}
    victim = room.item("399").page
    room.shelf.documents.clear()
    engine, write, written = an_engine(room), room.shelf.write, []

    def kills_after_the_first(documents, *more):
        written.append({one.path for one in documents})
        if len(written) == 1:
            decide(room, "kill", "399")
        return write(documents, *more)

    monkeypatch.setattr(room.shelf, "write", kills_after_the_first)
    assert not engine._restore(), "it has not come to the end"
    assert len(written) == 1
    assert len(written[0]) <= 50
    await engine._decide()
    room.release()
    assert engine._restore()
    assert {path for path in room.shelf.documents if path.startswith("story/")} == pages - {victim}
    assert "Story 399" not in room.headlines()


async def test_a_look_for_lost_files_is_waited_for_however_few_are_lost(
    room, a_feed_of_one, manager, monkeypatch
) -> None:
    """All files are listed, and all that is held is read through for one page."""
    await room.take("ians", a_feed_of_one)
    page = room.item("1").page
    del room.shelf.documents[page]
    lists = watching(manager, monkeypatch, room.shelf, "missing")
    reads = watching(manager, monkeypatch, room.store, "newest_pages")
    assert an_engine(room, watchdog=manager)._restore()
    assert page in room.shelf.documents
    assert {*lists, *reads} == {_AT_ONCE}
    assert len(reads) > 0
    assert manager.watchdog == USUAL


async def test_what_people_decide_is_waited_for_and_a_look_for_nothing_is_not(
    room, a_feed, an_item, manager, monkeypatch
) -> None:
    """A purge of a source withdraws all that it has ever brought, in one transaction."""
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    engine = an_engine(room, watchdog=manager)
    looks = watching(manager, monkeypatch, room.store, "applied")
    rules = watching(manager, monkeypatch, room.store, "rule")
    leaves = watching(manager, monkeypatch, room.shelf, "remove")
    await engine._decide()
    assert (looks, rules, leaves) == ([USUAL], [], [])
    decide(room, "purge", "source:ians")
    await engine._decide()
    assert {*rules, *leaves} == {_AT_ONCE}
    assert len(leaves) > 0
    assert manager.watchdog == USUAL


async def test_a_store_that_is_written_anew_is_waited_for_though_a_reload_does_not(
    room, a_feed_of_one, manager, monkeypatch
) -> None:
    """A reload stops waiting for it, and it goes on."""
    await room.take("ians", a_feed_of_one)
    decide(room, "purge", room.item("1").id)
    begun, over = threading.Event(), threading.Event()

    def compact() -> None:
        begun.set()
        assert over.wait(20)

    monkeypatch.setattr(room.store, "compact", compact)
    with ThreadPoolExecutor(1) as thread:
        loop = asyncio.get_running_loop()
        engine = an_engine(
            room, watchdog=manager, in_store_thread=lambda do: loop.run_in_executor(thread, do)
        )
        await engine._decide()
        assert await engine._in_store_thread(partial(engine._publish, loop))
        erase = asyncio.create_task(engine._erase())
        assert await asyncio.to_thread(begun.wait, 20)
        assert manager.watchdog == _WRITTEN_ANEW
        erase.cancel()
        await asyncio.gather(erase, return_exceptions=True)
        assert manager.watchdog == _WRITTEN_ANEW
        over.set()
    assert manager.watchdog == USUAL


async def test_where_nothing_is_to_be_removed_for_good_nothing_is_waited_for(
    room, a_feed_of_one, manager, monkeypatch
) -> None:
    await room.take("ians", a_feed_of_one)
    waits = list[timedelta]()
    monkeypatch.setattr(ServiceManager, "_wait", lambda _, length: waits.append(length))
    engine = an_engine(room, watchdog=manager)
    await engine._decide()
    assert engine._publish(asyncio.get_running_loop())
    await engine._erase()
    assert waits == []


async def test_an_archive_that_drops_a_great_deal_is_waited_for(room, manager, monkeypatch) -> None:
    drops = watching(manager, monkeypatch, room.store, "drop_payloads")
    await an_engine(room, watchdog=manager)._sweep()
    assert drops == [_AT_ONCE]
    assert manager.watchdog == USUAL


async def test_to_judge_all_anew_when_a_right_has_run_out_is_waited_for_once(
    new_room, a_source, a_feed_of_one, manager, monkeypatch, noon
) -> None:
    room = new_room(a_source(rights_until=noon + timedelta(hours=1)))
    await room.take("ians", a_feed_of_one)
    engine = an_engine(room, watchdog=manager)
    adopts = watching(manager, monkeypatch, room.store, "remake")
    assert engine._publish(asyncio.get_running_loop())
    assert adopts == []
    room.clock.advance(hours=2)
    assert engine._publish(asyncio.get_running_loop())
    assert engine._publish(asyncio.get_running_loop())
    assert adopts == [_AT_ONCE, USUAL]
    assert manager.watchdog == USUAL

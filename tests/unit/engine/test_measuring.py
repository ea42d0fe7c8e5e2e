"""The daemon is looked over again and again, and nothing suffers for it."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

from feeds.engine.measuring import Measuring
from feeds.engine.vitals import Vitals

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
AT_ONCE = timedelta(0)
SOON = timedelta(seconds=5)


async def test_a_look_that_fails_is_told_and_the_next_one_follows() -> None:
    loop, seen = asyncio.get_running_loop(), asyncio.Event()
    told: list[tuple[str, str]] = []
    looks: list[int] = []

    def look() -> None:
        looks.append(threading.get_ident())
        if len(looks) == 1:
            raise ValueError("nobody has foreseen it")
        loop.call_soon_threadsafe(seen.set)

    measuring = Measuring(look, lambda *one: told.append((one[0], str(one[1]))), every=AT_ONCE)
    await measuring.start()
    async with asyncio.timeout(10):
        await seen.wait()
    await measuring.stop(SOON)
    assert told == [("measure", "nobody has foreseen it")]
    assert threading.get_ident() not in looks, "the loop waits for no disk"
    many = len(looks)
    await asyncio.sleep(0)
    assert len(looks) == many


async def test_who_ends_waits_for_the_look_that_is_under_way_and_for_no_other() -> None:
    began, go, over = threading.Event(), threading.Event(), []

    def look() -> None:
        began.set()
        go.wait(10)
        over.append(1)

    measuring = Measuring(look, lambda *_: None, every=timedelta(hours=1))
    await measuring.start()
    await asyncio.to_thread(began.wait, 10)
    stopping = asyncio.create_task(measuring.stop(SOON))
    await asyncio.sleep(0)
    assert not stopping.done()
    go.set()
    async with asyncio.timeout(10):
        await stopping
    assert over == [1]


async def test_to_stop_what_has_not_begun_is_no_error() -> None:
    await Measuring(lambda: None, lambda *_: None).stop(SOON)


def test_what_the_store_refuses_for_a_minute_without_doing_it_once_persists() -> None:
    vitals = Vitals()
    minute = timedelta(minutes=1)
    assert vitals.refused("poll", NOON) == (True, False)
    assert vitals.refused("poll", NOON + minute / 2) == (False, False)
    vitals.done("release")
    assert vitals.refused("poll", NOON + minute) == (False, True)
    vitals.done("poll")
    assert vitals.failing == {}
    assert vitals.refused("poll", NOON + minute) == (True, False)

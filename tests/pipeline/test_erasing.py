"""What is to go for good goes from the store when it is gone from everything that is published."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from feeds.errors import StoreError
from feeds.model import JournalLine
from tests.pipeline.engine import an_engine
from tests.pipeline.newsroom import Newsroom


@pytest.mark.parametrize("before", [True, False])
async def test_copy_is_removed_only_behind_a_release_that_began_when_that_was_decided(
    room, a_feed, an_item, monkeypatch, before: bool
) -> None:
    """It is by the store that what is published of it is found. What was decided `before` that waits for nothing."""
    await room.take("ians", a_feed(*map(an_item, "12"), an_item("3", title="Bridge opens")))
    ids = {guid: room.item(guid).id for guid in "12"}
    done: list[str] = []

    async def in_store_thread(do: Callable[[], Any]) -> Any:
        given = do()
        if isinstance(do, partial) and do.func == engine._publish:
            done.append("release")
            if len(done) == 1:  # the next tick comes before anything else
                purge(room, ids["1"])
                done.append("decision" if engine._heed() else "nothing")
        return given

    def erases(*, id_: str, **more: Any) -> int:
        done.append(next(guid for guid in "12" if ids[guid] == id_))
        return erase(id_=id_, **more)

    erase = room.store.erase
    monkeypatch.setattr(room.store, "erase", erases)
    engine = an_engine(room, in_store_thread=in_store_thread)
    if before:
        purge(room, ids["2"])
        assert engine._heed()
    await released(engine, times=3)
    assert done == ["release", "decision", *(["2"] if before else []), "release", "1", "release"]
    assert room.published_with("Ferry 1 resumes") == []


async def test_a_purge_that_somebody_who_reads_keeps_up_ends_no_daemon(room, monkeypatch) -> None:
    alarms, given_up = [], []
    engine = an_engine(
        room,
        concurrency=8,
        alarm=lambda what, _fault: alarms.append(what),
        give_up=given_up.append,
    )

    def busy() -> None:
        raise StoreError("somebody reads from it")

    monkeypatch.setattr(room.store, "compact", busy)
    purge(room, "x")
    room.rulings.run()
    await released(engine, times=40, seconds=5)
    assert given_up == []
    assert 2 <= len(alarms) <= 8, "it is tried again now and then"


def purge(room: Newsroom, target: str) -> None:
    line = JournalLine(seq=0, at=room.clock(), verb="purge", target=target, reason="")
    room.journal.append(line)


async def released(engine: Any, *, times: int, seconds: float = 0) -> None:
    """Has an engine look so often whether there is anything to release, one look behind another."""
    task = asyncio.create_task(engine._release_changes())
    for _ in range(times):
        engine._changed.set()
        while engine._changed.is_set():
            assert not task.done()
            await asyncio.sleep(0)
        engine._clock.advance(seconds=seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

"""A pass lets go of what is kept no more, for as long as nobody waits for it."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace

import pytest

from feeds.app import passing
from feeds.app.parts import StoreThread


class Steps:
    """A sweep of a hundred steps."""

    def __init__(self) -> None:
        self.done = 0
        self.closed = False

    def sweep(self) -> Generator[None]:
        try:
            for _ in range(100):
                self.done += 1
                yield
        finally:
            self.closed = True


async def let_go(steps: Steps, waiting: list[bool]) -> None:
    in_store_thread = StoreThread()
    rulings = SimpleNamespace(unread=lambda: waiting.pop(0) if waiting else False)
    try:
        await passing._let_go(SimpleNamespace(retention=steps, rulings=rulings), in_store_thread)
    finally:
        in_store_thread.close()


async def test_it_goes_on_to_the_end_where_there_is_time() -> None:
    steps = Steps()
    await let_go(steps, [])
    assert (steps.done, steps.closed) == (100, True)


async def test_it_ends_when_somebody_has_decided_something() -> None:
    steps = Steps()
    await let_go(steps, [False, False, False, True])
    assert (steps.done, steps.closed) == (3, True)


async def test_it_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, now = Steps(), passing.clock()
    ticks = iter(range(1000))
    monkeypatch.setattr(passing, "clock", lambda: now + next(ticks) * passing._LET_GO_FOR / 10)
    await let_go(steps, [])
    assert (steps.done, steps.closed) == (9, True)


async def finish(left: int, *, fails: bool = False) -> tuple[bool, int]:
    """Whether a pass that has so many pages of archives left could publish them, and how many are left."""
    pages = [("all", number) for number in range(left)]

    def run() -> bool:
        pages.pop()
        return not fails

    store = SimpleNamespace(
        unpublished=lambda now, limit: (),
        due_pages=lambda now, limit, *, changed: () if changed else pages[:limit],
    )
    in_store_thread = StoreThread()
    desk = SimpleNamespace(release=SimpleNamespace(run=run))
    try:
        return await passing._finish(desk, store, in_store_thread), len(pages)
    finally:
        in_store_thread.close()


async def test_archives_are_made_to_the_end_where_there_is_time() -> None:
    assert await finish(0) == (True, 0)
    assert await finish(40) == (True, 0)


async def test_archives_wait_for_the_next_pass_when_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, ticks = passing.clock(), iter(range(1000))
    monkeypatch.setattr(passing, "clock", lambda: now + next(ticks) * passing._FINISH_FOR / 10)
    done, left = await finish(40)
    assert done
    assert 0 < left < 40


async def test_a_page_that_cannot_be_published_ends_the_pass() -> None:
    assert await finish(40, fails=True) == (False, 39)

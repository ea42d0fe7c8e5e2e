"""A pass lets go of what is kept no more, for as long as nobody waits for it."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace

import pytest

from feeds.app import working
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
        await working._let_go(SimpleNamespace(retention=steps, rulings=rulings), in_store_thread)
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
    steps, now = Steps(), working.clock()
    ticks = iter(range(1000))
    monkeypatch.setattr(working, "clock", lambda: now + next(ticks) * working._LET_GO_FOR / 10)
    await let_go(steps, [])
    assert (steps.done, steps.closed) == (9, True)

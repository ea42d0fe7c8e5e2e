"""A blocking client in a thread, and how one gets rid of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

T = TypeVar("T")


class Blocking:
    """Calls of one client, one at a time; `break_off` wakes a call that waits, `close` ends it all."""

    def __init__(
        self, threads: Executor, *, break_off: Callable[[], None], close: Callable[[], None]
    ) -> None:
        self._threads = threads
        self._break_off = break_off
        self._close = close
        self._at_work: Future[Any] | None = None

    async def do(self, what: Callable[[], T]) -> T:
        """What a call gives, made in a thread."""
        work = self._threads.submit(what)
        self._at_work = work
        return await asyncio.wrap_future(work)

    def leave(self) -> None:
        """Breaks the connections off. What is open is closed only when no call is under way: the
        number of a socket that is closed is soon another's.
        """
        self._break_off()
        if self._at_work is None:
            self._close()
        else:
            self._at_work.add_done_callback(lambda _: self._close())

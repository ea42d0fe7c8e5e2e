"""Looks a running daemon over every few seconds, in a thread of its own: how much waits, what is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

EVERY = timedelta(seconds=15)


class Measuring:
    """Started and stopped with the servers of a daemon; `alarm` is told what a look does not foresee."""

    def __init__(
        self,
        look: Callable[[], None],
        alarm: Callable[[str, BaseException], None],
        *,
        every: timedelta = EVERY,
    ) -> None:
        self._look = look
        self._alarm = alarm
        self._every = every
        self._ending = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to look; returns at once."""
        self._looking = asyncio.create_task(self._again_and_again())

    async def stop(self, grace: timedelta) -> None:
        """Ends, after a look that is under way, for which `grace` is waited."""
        self._ending.set()
        if self._looking is not None:
            await asyncio.wait({self._looking}, timeout=grace.total_seconds())

    async def _again_and_again(self) -> None:
        while not self._ending.is_set():
            try:
                await asyncio.to_thread(self._look)
            except Exception as bug:  # noqa: BLE001 -- nobody is to stop for what only looks
                self._alarm("measure", bug)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), self._every.total_seconds())

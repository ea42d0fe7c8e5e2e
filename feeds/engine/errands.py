"""What is done beside all else: nobody waits for it, but whoever ends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta


class Errands:
    """Tasks that are under way."""

    def __init__(self) -> None:
        self.under_way: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Has something done; returns at once."""
        self.under_way.add(task := asyncio.create_task(work))
        task.add_done_callback(self.under_way.discard)

    async def ended(self, within: timedelta, *, give_up: bool = False) -> None:
        """Waits until what is under way now has ended; what has not by then goes on, unless it is given up."""
        if not self.under_way:
            return
        _, late = await asyncio.wait(tuple(self.under_way), timeout=within.total_seconds())
        if give_up:
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

"""How often a password may be tried, and whose is looked at next: one at a time, since each takes a third of a second
of a processor.

Each wrong password from an address makes the next wait longer, from there alone. No account is ever locked: whoever
wants to keep an editor out would only have to type wrong passwords. Nor does a crowd keep one out. Of those that wait
the next is from an address from which somebody has logged in, else from the one with the fewest wrong passwords, and
among equals the last that came: an editor at a new address stands before every address that has tried before, and
before those that came first to fill the queue.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

FREE = 5
"""Wrong passwords from one address before there is a wait."""
LONGEST = 900.0
"""Seconds of a wait."""
MOST_WAITING = 64
"""Of more that wait their turn the last in order is put out."""
PATIENCE = 10.0
"""Seconds after which one is put out whose turn has not come."""
_FORGOTTEN = 3600.0
_REMEMBERED = 4096
_WELCOME = 256
"""Addresses that are remembered for a login: more than a house has."""


@dataclass(slots=True, kw_only=True)
class Look:
    """A password that is being looked at."""

    well: bool = False
    """Whether it was the right one."""


@dataclass(slots=True, eq=False)
class _Waiting:
    order: tuple[int, int]
    """The least is next."""
    turn: asyncio.Future[bool]

    @property
    def has_turn(self) -> bool:
        return self.turn.done() and not self.turn.cancelled() and self.turn.result()


class Attempts:
    """Passwords by the address from which they come. `now` counts seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._welcome: OrderedDict[str, None] = OrderedDict()
        self._in_hand: set[str] = set()
        self._waiting: list[_Waiting] = []
        self._is_looking = False
        self._came = 0

    def is_in_hand(self, address: str) -> bool:
        """Whether a password from an address is looked at, or waits for it: a hundred at once are one try."""
        return address in self._in_hand

    def wait(self, address: str) -> float:
        """Seconds that the wrong passwords of an address cost it still; 0 where it may try."""
        wrong, last = self._wrong.get(address, (0, 0.0))
        if wrong < FREE:
            return 0.0
        pause = min(2.0 ** (wrong - FREE), LONGEST)
        return max(last + pause - self._now(), 0.0)

    @asynccontextmanager
    async def look(self, address: str) -> AsyncIterator[Look | None]:
        """The turn of an address, in which a password may be looked at; None where others have kept it from one."""
        self._in_hand.add(address)
        try:
            if not await self._has_turn(address):
                yield None
                return
            looked = Look()
            try:
                yield looked
            finally:
                self._next()
                self._remember(address, well=looked.well)
        finally:
            self._in_hand.discard(address)

    async def _has_turn(self, address: str) -> bool:
        if not self._is_looking:
            self._is_looking = True
            return True
        self._came += 1
        wrong = -1 if address in self._welcome else self._wrong.get(address, (0, 0.0))[0]
        mine = _Waiting((wrong, -self._came), asyncio.get_running_loop().create_future())
        self._waiting = [*(one for one in self._waiting if not one.turn.done()), mine]
        if len(self._waiting) > MOST_WAITING:
            max(self._waiting, key=lambda one: one.order).turn.set_result(False)
        try:
            async with asyncio.timeout(PATIENCE):
                return await mine.turn
        except TimeoutError:
            return mine.has_turn  # which came at that very moment
        except asyncio.CancelledError:
            if mine.has_turn:
                self._next()
            raise

    def _next(self) -> None:
        """Whoever has gone away, or was put out, waits no more."""
        self._waiting = [one for one in self._waiting if not one.turn.done()]
        self._is_looking = bool(self._waiting)
        if self._waiting:
            min(self._waiting, key=lambda one: one.order).turn.set_result(True)

    def _remember(self, address: str, *, well: bool) -> None:
        now = self._now()
        wrong, last = self._wrong.pop(address, (0, now))
        if well:
            self._welcome[address] = None
            self._welcome.move_to_end(address)
            if len(self._welcome) > _WELCOME:
                self._welcome.popitem(last=False)
            return
        wrong = 0 if now - last > _FORGOTTEN else wrong
        self._wrong[address] = (wrong + 1, now)
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)

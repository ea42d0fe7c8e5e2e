"""How often a password may be tried, and whose is looked at next: one at a time, since each takes a third of a second
of a processor.

Each wrong password from an address makes the next wait longer, from there alone. No account is ever locked: whoever
wants to keep an editor out would only have to type wrong passwords. Nor does a crowd keep one out. Of those that wait
the next is from an address from which somebody has logged in, else from one with the fewest wrong passwords: an editor
at a new address stands before all who have tried, and among equals the last that came, whom those who came first to
fill the queue do not hold up. Every other time it is the first that came, whatever was typed there: who is put out and
comes again is behind those alone who came before.
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
MOST_WAITING = 8
"""Of more that wait their turn one is put out."""
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
    rank: int
    """The least is next."""
    number: int
    """As its address came, the first time that it did and was not looked at."""
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
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._waiting: list[_Waiting] = []
        self._is_looking = False
        self._came = 0
        self._first_is_next = False

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
        rank = -1 if address in self._welcome else self._typed(address)
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        mine = _Waiting(rank, self._number(address), turn)
        self._waiting.append(mine)
        waiting = self._in_order()
        if len(waiting) > MOST_WAITING:
            first = _first(waiting)
            others = [one for one in waiting if one is not first]
            last = [one for one in others if one.rank == others[-1].rank]
            # Not the first of all, nor of several equals the last: both may be next.
            last[max(len(last) - 2, 0)].turn.set_result(False)
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
        waiting = self._in_order()
        self._is_looking = bool(waiting)
        if waiting:
            equals = [one for one in waiting if one.rank == waiting[0].rank]
            chosen = _first(waiting) if self._first_is_next else equals[-1]
            chosen.turn.set_result(True)
            self._first_is_next = not self._first_is_next

    def _in_order(self) -> list[_Waiting]:
        self._waiting = [one for one in self._waiting if not one.turn.done()]
        return sorted(self._waiting, key=lambda one: (one.rank, one.number))

    def _number(self, address: str) -> int:
        self._came += 1
        number = self._numbers.setdefault(address, self._came)
        self._numbers.move_to_end(address)  # those who come once make nobody else forgotten
        if len(self._numbers) > _REMEMBERED:
            self._numbers.popitem(last=False)
        return number

    def _typed(self, address: str) -> int:
        """Wrong passwords of an address; those before an hour without one are forgotten."""
        wrong, last = self._wrong.get(address, (0, 0.0))
        return wrong if self._now() - last <= _FORGOTTEN else 0

    def _remember(self, address: str, *, well: bool) -> None:
        self._numbers.pop(address, None)
        wrong = self._typed(address)
        self._wrong.pop(address, None)
        if well:
            self._welcome[address] = None
            self._welcome.move_to_end(address)
            if len(self._welcome) > _WELCOME:
                self._welcome.popitem(last=False)
            return
        self._wrong[address] = (wrong + 1, self._now())
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)


def _first(waiting: list[_Waiting]) -> _Waiting:
    return min(waiting, key=lambda one: one.number)

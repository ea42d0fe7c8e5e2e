"""How often a password may be tried: each wrong one from an address makes the next wait longer, from there alone.

No account is ever locked: whoever wants to keep an editor out would only have to type wrong passwords.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

FREE = 5
"""Wrong passwords from one address before there is a wait."""
LONGEST = 900.0
"""Seconds of a wait."""
_FORGOTTEN = 3600.0
_REMEMBERED = 4096
AT_ONCE = 64
"""Addresses whose passwords are looked at, or wait for it: one takes a third of a second."""


class Attempts:
    """Wrong passwords, by address. `now` counts seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._in_hand: set[str] = set()

    def wait(self, address: str) -> float:
        """Seconds until an address may try again; 0 where it may now."""
        if address in self._in_hand or len(self._in_hand) >= AT_ONCE:
            return 1.0
        wrong, last = self._wrong.get(address, (0, 0.0))
        if wrong < FREE:
            return 0.0
        pause = min(2.0 ** (wrong - FREE), LONGEST)
        return max(last + pause - self._now(), 0.0)

    def begin(self, address: str) -> None:
        """A password from an address is being looked at."""
        self._in_hand.add(address)

    def ended(self, address: str, *, well: bool) -> None:
        """It was the right one, or not."""
        self._in_hand.discard(address)
        now = self._now()
        wrong, last = self._wrong.pop(address, (0, now))
        if well:
            return
        wrong = 0 if now - last > _FORGOTTEN else wrong
        self._wrong[address] = (wrong + 1, now)
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)

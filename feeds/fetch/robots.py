"""What a site lets machines ask for: its robots.txt (RFC 9309; C54)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feeds.contracts import Clock
from feeds.errors import FetchError
from feeds.model import Fetched, Permit

if TYPE_CHECKING:
    from protego import Protego

Get = Callable[[str], Awaitable[Fetched]]
LONGEST_PERMIT = timedelta(days=1)
"""2.4."""
_MOST = 500 * 1024
"""Bytes that are read (2.5); what stands behind them is nothing."""


class RobotsTxt:
    """The robots.txt of sites, each kept for a day. `token` is the name by which we are addressed (2.2.1)."""

    def __init__(self, *, token: str, clock: Clock) -> None:
        self._token = token
        self._clock = clock
        self._known: dict[str, tuple[datetime, Protego | None]] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def permit(self, url: str, get: Get) -> Permit:
        """That an address may be asked for; `get` fetches a document, under the limits, turns and guards of
        all others, and in the time of the poll that asks. Raises FetchError where it may not, or where that cannot be told,
        which is the same (2.3.1.4).
        """
        scheme, host, *_ = urlsplit(url)
        site = f"{scheme}://{host}"
        async with self._turns.setdefault(site, asyncio.Lock()):
            until, rules = self._known.get(site, (self._clock(), None))
            if until <= self._clock():
                rules = await self._rules(f"{site}/robots.txt", get)
                until = self._clock() + LONGEST_PERMIT
                self._known[site] = (until, rules)
        if rules is not None and not rules.can_fetch(url, self._token):
            raise FetchError(f"its robots.txt forbids it to {self._token}; see `fetch.robots`")
        return Permit(url=url, until=until)

    async def _rules(self, address: str, get: Get) -> Protego | None:
        """What the site says; None where it says nothing, and so allows all."""
        from protego import Protego

        try:
            found = await get(address)
        except FetchError as fault:
            if fault.host_pause is not None or not fault.asked:
                raise  # whoever asks to be left alone is not asked for the rest either
            if 400 <= fault.status < 500:
                return None  # 2.3.1.3
            raise FetchError(f"its robots.txt cannot be had, which forbids it: {fault}") from fault
        body = b"".join(payload.body for payload in found.payloads)[:_MOST]
        return Protego.parse(body.decode("utf-8-sig", "replace"))

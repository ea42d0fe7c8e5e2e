"""Politeness: a host is asked by few at a time, not too soon again, and not at all while it has asked
for a pause. It holds over all sources (C30, C52).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from feeds.errors import FetchError
from feeds.guard import Network, literal, refusal


@dataclass(slots=True)
class _Host:
    free: asyncio.Semaphore
    next_start: float = 0.0
    paused_until: float = 0.0
    waiting: int = field(default=0)


def is_inside(allowed: Sequence[Network], host: str) -> bool:
    """Whether a host is an address in a range that the operator has opened."""
    address = literal(host)
    return address is not None and bool(refusal(address, ())) and not refusal(address, allowed)


class Hosts:
    """The gates to all hosts. Times are those of the running loop's clock, which is monotonic."""

    def __init__(self, *, per_host: int) -> None:
        self._per_host = per_host
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, gap: timedelta) -> AsyncIterator[None]:
        """Waits for one's turn at a host and holds it. Raises FetchError where it is paused."""
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host(free=asyncio.Semaphore(self._per_host))
        host.waiting += 1
        try:
            async with host.free:
                loop = asyncio.get_running_loop()
                now = loop.time()
                self._refuse_while_paused(host, now)
                start = max(now, host.next_start)
                host.next_start = start + gap.total_seconds()
                if start > now:
                    await asyncio.sleep(start - now)
                    self._refuse_while_paused(host, loop.time())
                yield
        finally:
            host.waiting -= 1
            now = asyncio.get_running_loop().time()
            if not host.waiting and max(host.next_start, host.paused_until) <= now:
                del self._hosts[name]  # nothing to remember of it

    def pause(self, name: str, length: timedelta) -> None:
        """No request to this host for so long."""
        host = self._hosts.get(name)
        if host is not None:
            until = asyncio.get_running_loop().time() + length.total_seconds()
            host.paused_until = max(host.paused_until, until)

    @staticmethod
    def _refuse_while_paused(host: _Host, now: float) -> None:
        if host.paused_until > now:
            left = timedelta(seconds=host.paused_until - now)
            raise FetchError("its host asked for a pause in another answer", retry_after=left)


class Gates:
    """What all transports of one fetcher pass through."""

    def __init__(self, per_host: int, concurrency: int) -> None:
        self.hosts = Hosts(per_host=per_host)
        self.free = asyncio.Semaphore(concurrency)

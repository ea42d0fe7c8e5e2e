"""Politeness: a site is asked by few at a time, not too soon again, and a host not at all while it has asked
for a pause. It holds over all sources, and from one process to the next (C30, C52).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial

from feeds.config import FetchSettings
from feeds.contracts import Clock
from feeds.errors import FetchError
from feeds.fetch.sites import Sites
from feeds.guard import Network, literal, refusal
from feeds.model import LONGEST_PAUSE

_REMEMBERED = 4096
_GAP = timedelta(seconds=1)
_NOTHING = nullcontext()
NO_PAUSES: Mapping[str, datetime] = {}


@dataclass(slots=True)
class _Site:
    free: asyncio.Semaphore
    next_start: float
    waiting: int = field(default=0)


def is_inside(allowed: Sequence[Network], host: str) -> bool:
    """Whether a host is an address in a range that the operator has opened."""
    address = literal(host)
    return address is not None and bool(refusal(address, ())) and not refusal(address, allowed)


class Hosts:
    """The gates to all hosts. Turns go by the running loop's clock, which is monotonic; pauses, which
    outlive a process, by the wall clock.

    Whoever makes one is the only one who polls now, but another may have done so a moment ago: the first
    turn of each site comes a gap after that.
    """

    def __init__(
        self, *, per_host: int, clock: Clock, paused: Mapping[str, datetime] = NO_PAUSES
    ) -> None:
        self._per_host = per_host
        self._clock = clock
        self._paused = dict(paused)
        self._site_of = lru_cache(maxsize=_REMEMBERED)(Sites())
        self._sites: dict[str, _Site] = {}
        self._opened: float | None = None

    @asynccontextmanager
    async def turn(
        self, host: str, gap: timedelta, then: AbstractAsyncContextManager[None] = _NOTHING
    ) -> AsyncIterator[None]:
        """Waits for one's turn at a host's site, and `then` for that, and holds both; the next turn comes no
        sooner than `gap` after it ends. Raises FetchError where the host is paused.
        """
        self._refuse_while_paused(host)
        loop, wait = asyncio.get_running_loop(), gap.total_seconds()
        name = self._site_of(host)
        site = self._sites.get(name)
        if site is None:
            first = self._opened = self._opened or loop.time()
            site = self._sites[name] = _Site(asyncio.Semaphore(self._per_host), first + wait)
        site.waiting += 1
        try:
            async with site.free:
                start = max(loop.time(), site.next_start)
                site.next_start = start + wait
                if start > loop.time():
                    await asyncio.sleep(start - loop.time())
                self._refuse_while_paused(host)
                try:
                    async with then:
                        yield
                finally:
                    site.next_start = max(site.next_start, loop.time() + wait)
        finally:
            site.waiting -= 1
            if site.next_start > loop.time():
                loop.call_at(site.next_start, self._forget, name, site.next_start)
            else:
                self._forget(name, site.next_start)

    def pause(self, host: str, length: timedelta) -> timedelta:
        """No request to this host for so long; how long that is, since two days are the most."""
        length = min(length, LONGEST_PAUSE)
        until = self._clock() + length
        self._paused[host] = max(until, self._paused.get(host, until))
        return length

    def _refuse_while_paused(self, host: str) -> None:
        until = self._paused.get(host)
        if until is None:
            return
        left = until - self._clock()
        if timedelta(0) < left <= LONGEST_PAUSE:  # what is longer was said under another clock
            raise FetchError(
                "its host has asked for a pause", retry_after=left, host=host, asked=False
            )
        del self._paused[host]

    def _forget(self, name: str, next_start: float) -> None:
        """Nothing is remembered of a site that nobody waits for, and nobody has asked since."""
        site = self._sites.get(name)
        if site is not None and not site.waiting and site.next_start == next_start:
            del self._sites[name]


class Gates:
    """What all that is asked of strangers passes through: polls by every transport, and calls to hubs."""

    def __init__(
        self, limits: FetchSettings, *, clock: Clock, paused: Mapping[str, datetime] = NO_PAUSES
    ) -> None:
        self.hosts = Hosts(per_host=limits.per_host, clock=clock, paused=paused)
        self._free = asyncio.Semaphore(limits.concurrency)
        self._host_gap = limits.host_gap
        self._inside = lru_cache(maxsize=_REMEMBERED)(partial(is_inside, limits.allow_networks))

    def turn(self, host: str) -> AbstractAsyncContextManager[None]:
        """Waits for one's turn at a host's site, and holds it. Raises FetchError where the host is paused."""
        return self.hosts.turn(host, self._gap(host))

    def place(self, host: str) -> AbstractAsyncContextManager[None]:
        """A turn, and a place among all polls: the turn first, since who waits for a busy host keeps nobody
        from another.
        """
        return self.hosts.turn(host, self._gap(host), self._free)

    def _gap(self, host: str) -> timedelta:
        """A second between two requests, but none inside a range that the operator has opened."""
        if self._host_gap is not None:
            return self._host_gap
        return timedelta(0) if self._inside(host) else _GAP

"""A poll over anything but HTTP: the same guard, the same turns, one deadline; then whoever speaks the
protocol gets a connection that is open.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from feeds.config import FetchSettings
from feeds.contracts import Clock
from feeds.errors import FetchError
from feeds.fetch.dial import dial
from feeds.fetch.faults import mapped
from feeds.fetch.files import sweep
from feeds.fetch.ftp import PORTS, FtpDirectory
from feeds.fetch.hosts import Gates, is_inside
from feeds.guard import check_url
from feeds.model import Fetched, Source, SourceState

_GAP = timedelta(seconds=1)
_LAST_BEGUN = 0.75
"""Of the deadline: after that no other file is begun, so that what was read is not lost to it."""


class RemoteFetcher:
    """A `Fetcher` for directories on other machines."""

    def __init__(self, limits: FetchSettings, *, clock: Clock, gates: Gates | None = None) -> None:
        self._limits = limits
        self._timeout = limits.timeout.total_seconds()
        self._clock = clock
        self._gates = gates or Gates(limits.per_host, limits.concurrency)
        # Of its own, as large as there are polls at once: none waits for a thread, and slow servers
        # keep nobody from looking a name up.
        self._threads = ThreadPoolExecutor(limits.concurrency, thread_name_prefix="remote")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        """What has come since the last poll, the oldest first. Raises FetchError.

        Waiting for a turn at the host is not part of the deadline: it is our doing, not theirs.
        """
        allowed = self._limits.allow_networks
        if why := check_url(source.url, allowed=allowed, redirect=False, schemes=(source.scheme,)):
            raise FetchError(f"its address is refused: {why}", permanent=True)
        # What is remembered is of one directory: under another address it says nothing.
        cursor = state.cursor if state.url == source.url else ""
        host = (urlsplit(source.url).hostname or "").lower()
        async with self._gates.hosts.turn(host, self._gap(host)), self._gates.free:
            end = asyncio.get_running_loop().time() + _LAST_BEGUN * self._timeout
            try:
                async with asyncio.timeout(self._timeout) as deadline:
                    with mapped():
                        return await self._poll(source, host, cursor, lambda: _is_over(end))
            except (TimeoutError, FetchError) as fault:
                if deadline.expired():
                    raise FetchError(f"it took longer than {self._timeout:g} s") from fault
                raise

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        """Nothing is moved there: what was taken stands in the cursor."""

    async def aclose(self) -> None:
        """Lets the threads go; none of them is at work."""
        self._threads.shutdown(wait=False)

    def _gap(self, host: str) -> timedelta:
        if self._limits.host_gap is not None:
            return self._limits.host_gap
        return timedelta(0) if is_inside(self._limits.allow_networks, host) else _GAP

    async def _poll(
        self, source: Source, host: str, cursor: str, enough: Callable[[], bool]
    ) -> Fetched:
        port = urlsplit(source.url).port or PORTS[source.scheme]
        connection = await dial(host, port, self._limits.allow_networks)
        server = FtpDirectory(
            source,
            connection,
            host,
            tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if source.scheme == "ftp" else self._tls,
            threads=self._threads,
            clock=self._clock,
        )
        try:
            await server.enter()
            return await sweep(
                server,
                source,
                cursor,
                clock=self._clock,
                max_bytes=self._limits.max_bytes,
                enough=enough,
            )
        finally:
            server.leave()


def _is_over(end: float) -> bool:
    return asyncio.get_running_loop().time() >= end

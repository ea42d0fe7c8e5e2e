"""A poll over anything but HTTP: the same guard, the same turns, one deadline; then whoever speaks the
protocol gets a connection that is open.
"""

from __future__ import annotations

import asyncio
import importlib.util
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from urllib.parse import urlsplit

from feeds.config import FetchSettings
from feeds.contracts import Clock
from feeds.errors import AddressError, FetchError
from feeds.fetch import dial
from feeds.fetch.faults import mapped
from feeds.fetch.files import Sweep
from feeds.fetch.ftp import FtpDirectory
from feeds.fetch.haul import Order, Poll
from feeds.fetch.hosts import Gates
from feeds.fetch.imap import ImapMailbox
from feeds.guard import check_url
from feeds.model import Fetched, Source, SourceState, host_of

_PORTS = {"ftp": 21, "ftpes": 21, "ftps": 990, "sftp": 22, "imap": 143, "imaps": 993}
_LAST_BEGUN = 0.75
"""Of the deadline: after that no other file is begun. The one that the deadline meets all the same waits
for the next poll, after all others.
"""


class RemoteFetcher:
    """A `Fetcher` for directories on other machines and for mailboxes."""

    def __init__(self, limits: FetchSettings, *, clock: Clock, gates: Gates | None = None) -> None:
        self._limits = limits
        self._timeout = limits.timeout.total_seconds()
        self._clock = clock
        self._gates = gates or Gates(limits, clock=clock)
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
            raise AddressError(why)
        if why := lacking(source):
            raise FetchError(why)
        host = host_of(source.url)
        async with self._gates.place(host):
            return await self._within_the_deadline(source, host, state.cursor)

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        """Nothing is moved there: what was taken stands in the cursor."""

    async def aclose(self) -> None:
        """Lets the threads go; none of them is at work."""
        self._threads.shutdown(wait=False)

    async def _within_the_deadline(self, source: Source, host: str, cursor: str) -> Fetched:
        loop = asyncio.get_running_loop()
        end = loop.time() + _LAST_BEGUN * self._timeout
        order = Order(
            source=source,
            cursor=cursor,
            max_bytes=self._limits.max_bytes,
            clock=self._clock,
            enough=lambda: loop.time() >= end,
        )
        poll: Poll | None = None
        try:
            async with asyncio.timeout(self._timeout) as deadline:
                with mapped():
                    port = urlsplit(source.url).port or _PORTS[source.scheme]
                    connection = await dial.dial(host, port, self._limits.allow_networks)
                    poll = self._poll(order, connection, host, port)
                    return await _made(poll)
        except (TimeoutError, FetchError) as raised:
            fault = FetchError(f"it took longer than {self._timeout:g} s")
            if isinstance(raised, FetchError) and not deadline.expired():
                fault = raised
            if poll is None:
                raise fault from raised
            return poll.broken_off(fault)

    def _poll(self, order: Order, connection: socket.socket, host: str, port: int) -> Poll:
        source = order.source
        if source.scheme == "sftp":
            from feeds.fetch.sftp import SftpDirectory

            return Sweep(SftpDirectory(source, connection, host, port), order)
        if source.scheme in {"imap", "imaps"}:
            inside = dial.is_inside(connection, self._limits.allow_networks)
            return ImapMailbox(
                order, connection, host, tls=self._tls, may_be_bare=inside, threads=self._threads
            )
        server = FtpDirectory(
            source,
            connection,
            host,
            tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if source.scheme == "ftp" else self._tls,
            threads=self._threads,
            clock=self._clock,
        )
        return Sweep(server, order)


async def _made(poll: Poll) -> Fetched:
    talk = asyncio.create_task(_talk(poll))
    try:
        return await asyncio.shield(talk)
    finally:
        # The connection first: a client that is told to stop would take its leave in good form,
        # and wait for a server that says nothing more.
        poll.leave()
        talk.cancel()
        await asyncio.wait([talk])


async def _talk(poll: Poll) -> Fetched:
    await poll.enter()
    return await poll.take()


def lacking(source: Source) -> str:
    """What has to be installed before a source can be polled; ``""`` where nothing has."""
    if source.scheme == "sftp" and importlib.util.find_spec("asyncssh") is None:
        return "sources over SFTP need asyncssh, which is not installed: `make extras`"
    return ""

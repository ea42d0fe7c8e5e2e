"""A poll of a directory on another machine, whatever it is reached by.

    list ─► what is finished and new ─► read each, the oldest first ─► list again ─► what stands as it stood

A file whose size or date differs between the two listings, or whose bytes are not as many as it was
listed with, is still being written: it is left for another poll, in which it comes after all others. So
is one with which the connection broke, or the time ran out; what was read whole before is kept. Nothing
is moved, changed or removed.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote, unquote_to_bytes, urlsplit

from feeds.errors import FetchError
from feeds.fetch.haul import Haul, Order
from feeds.fetch.listing import MOST_FILES, Listed, remembered
from feeds.model import Fetched

MOST_LISTED = 100_000
"""Names that a directory may hold."""


class Directory(Protocol):
    """A remote directory on an open connection. Names are bytes as they came, spelled in Latin-1."""

    async def enter(self) -> None:
        """Logs in and finds the directory. Raises FetchError."""
        ...

    def leave(self) -> None:
        """Breaks the connection off, whatever is under way on it."""
        ...

    async def listing(self) -> list[Listed]:
        """The files in it. Raises FetchError."""
        ...

    async def read(self, file: Listed) -> bytes:
        """A file's bytes, no more than it was listed with and one. Raises Unreadable, FetchError."""
        ...


def place_of(url: str) -> tuple[str, str, str]:
    """The directory that a source's address names, the wildcard for the names in it, and the
    directory's own address, with a slash at its end.

    A path begins at the server's root; ``/~/`` and no path at all are where a user's session begins.
    """
    parts = urlsplit(url)
    path = unquote_to_bytes(parts.path).decode("latin-1")
    own = parts.path
    folder, _, last = path.rpartition("/")
    pattern = ""
    if any(sign in last for sign in "*?["):
        path, pattern = folder or "/", last
        own = parts.path.rpartition("/")[0]
    if path == "/~" or path.startswith("/~/"):
        path = path[3:]
    return path, pattern, f"{parts.scheme}://{parts.netloc}{own.rstrip('/')}/"


class Sweep:
    """A `Poll` of a directory."""

    def __init__(self, server: Directory, order: Order) -> None:
        _, self._pattern, self._own = place_of(order.source.url)
        self._server = server
        self._order = order
        self._memory = remembered(order.cursor)
        self._listed: list[Listed] = []
        self._haul: Haul[Listed] | None = None

    async def enter(self) -> None:
        await self._server.enter()

    def leave(self) -> None:
        self._server.leave()

    async def take(self) -> Fetched:
        self._listed = await self._server.listing()
        now = self._order.clock()
        haul = self._haul = Haul(order=self._order, now=now, url=self._url)
        waiting = self._memory.waiting(self._listed, self._pattern, now)[:MOST_FILES]
        await haul.fill(waiting, self._server.read, _amiss)
        if haul.read:
            self._listed = await self._server.listing()
            standing = {file.name: file for file in self._listed}
            changed = [file for file, _ in haul.read if standing.get(file.name) != file]
            haul.refused += changed
            haul.read = [(file, body) for file, body in haul.read if file not in changed]
        return haul.fetched(self._cursor(haul))

    def broken_off(self, fault: FetchError) -> Fetched:
        """See `Poll`. Where the second listing is lacking, the marks of the first stand in the cursor: what
        was written anew since has another mark at the next poll, and is read again.
        """
        haul = self._haul
        if haul is None:
            raise fault
        return haul.broken_off(fault, lambda: self._cursor(haul))

    def _cursor(self, haul: Haul[Listed]) -> str:
        taken = [*haul.passed, *(file for file, _ in haul.read)]
        refused = [file.name for file in haul.refused]
        return self._memory.after(self._listed, taken, refused).written()

    def _url(self, file: Listed) -> str:
        return self._own + quote(file.name, encoding="latin-1")


def _amiss(file: Listed, body: bytes) -> str:
    return "" if len(body) == file.size else "has not as many bytes as it was listed with"


def not_too_many(count: int) -> None:
    """Raises FetchError where a directory holds more names than are looked through."""
    if count > MOST_LISTED:
        raise FetchError(f"the directory holds more than {MOST_LISTED} names")

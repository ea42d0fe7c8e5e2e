"""A poll of a directory on another machine, whatever it is reached by.

    list ─► what is finished and new ─► read each, the oldest first ─► list again ─► what stands as it stood

A file whose size or date differs between the two listings, or whose bytes are not as many as it was
listed with, is still being written: it is left for the next poll. Nothing is moved, changed or removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol
from urllib.parse import quote, unquote_to_bytes, urlsplit

from feeds.errors import FetchError
from feeds.fetch.listing import MOST_FILES, Listed, remembered
from feeds.model import Fetched, Payload, Source

MOST_LISTED = 100_000
"""Names that a directory may hold."""
MOST_IN_ONE_POLL = 4
"""Times the largest file: when so much has been read, the rest comes with the next poll."""


class Unreadable(Exception):
    """A file that cannot be had, while others may; why."""


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


async def sweep(
    server: Directory,
    source: Source,
    cursor: str,
    *,
    clock: Callable[[], datetime],
    max_bytes: int,
    enough: Callable[[], bool],
) -> Fetched:
    """What has come into a directory since the cursor was written. Raises FetchError.

    `enough` says when to begin no other file.
    """
    _, pattern, own = place_of(source.url)
    memory = remembered(cursor)
    listed = await server.listing()
    now = clock()
    faults: dict[str, str] = {}
    read: list[tuple[Listed, bytes]] = []
    too_large: list[Listed] = []
    refused: list[str] = []
    left = MOST_IN_ONE_POLL * max_bytes
    for file in memory.waiting(listed, pattern, now)[:MOST_FILES]:
        if left <= 0 or enough():
            break
        url = own + quote(file.name, encoding="latin-1")
        if file.size > max_bytes:
            faults[url] = f"is larger than {max_bytes} bytes"
            too_large.append(file)
            continue
        try:
            body = await server.read(file)
        except Unreadable as why:
            faults[url] = str(why)
            refused.append(file.name)
            continue
        left -= len(body)
        if len(body) == file.size:
            read.append((file, body))
    if read:
        listed = await server.listing()
        read = _as_they_stood(read, listed)
    return Fetched(
        payloads=tuple(
            Payload(
                source=source.id,
                url=own + quote(file.name, encoding="latin-1"),
                body=body,
                fetched_at=now,
                modified_at=file.modified,
                sha256=hashlib.sha256(body).hexdigest(),
            )
            for file, body in read
        ),
        unchanged=not read,
        wire_bytes=sum(len(body) for _, body in read),
        cursor=memory.after(listed, [*too_large, *(file for file, _ in read)], refused).written(),
        faults=tuple(faults.items()),
    )


def _as_they_stood(
    read: Iterable[tuple[Listed, bytes]], listed: Iterable[Listed]
) -> list[tuple[Listed, bytes]]:
    now = {file.name: file for file in listed}
    return [(file, body) for file, body in read if now.get(file.name) == file]


def not_too_many(count: int) -> None:
    """Raises FetchError where a directory holds more names than are looked through."""
    if count > MOST_LISTED:
        raise FetchError(f"the directory holds more than {MOST_LISTED} names")

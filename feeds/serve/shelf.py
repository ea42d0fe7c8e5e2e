"""Finished documents, read whole and kept in memory for as long as their file stays the same.

One stat a request tells whether the file is still the one that was read (inode, mtime, size): a
document is replaced by a rename, so that a changed one is always another file. A representation's
bytes and its mark come from one descriptor and thus from one state of one file.

A document may be a link to a file of its name in another folder inside, which holds a generation of
documents. That folder is found once, with all links on the way followed, and all that is asked about a
document is asked there: what is in which encoding, and what stands beside it (S10). Where the folder
is gone meanwhile, another generation stands.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final, Literal

from feeds.serve.conditions import choose
from feeds.serve.kinds import Headers

_CAPACITY = 64 * 1024 * 1024
_LARGEST = 64 * 1024 * 1024
_OVERHEAD = 4096
"""Bytes that a kept representation costs beside its body, about."""

_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_LINK = frozenset({errno.EINVAL, errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG})
_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG})

State = tuple[int, int, int]
"""What tells one state of a file from another: inode, mtime in ns, size."""


class Refused(Enum):
    REFUSED = "refused"


REFUSED: Final = Refused.REFUSED
"""The document is there, but in no encoding that the client takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The bytes of one file as they were at one instant."""

    path: str
    """The document's, without the suffix of a twin."""
    coding: str
    """Its content coding (RFC 9110, 8.4.1); ``""`` for none."""
    body: bytes = field(repr=False)
    mark: str
    """20 hex digits of the SHA-256 of the decoded body: the same for every coding of it."""
    modified: int
    """Seconds since 1970."""
    has_page: bool
    """Whether an HTML page of the same name stood beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A content with the headers that go before it, made once."""

    content: Content
    mark: bytes
    headers: Headers
    """Of a 200."""
    brief: Headers
    """Of a 304."""
    state: State


@dataclass(slots=True, kw_only=True)
class _Entry:
    sizes: Mapping[str, int]
    held: dict[str, Representation]


class Shelf:
    """The documents of a folder, by path.

    `dress` makes the headers of a content, for a 200 and for a 304; `capacity` is the bytes that
    may be kept.
    """

    def __init__(
        self,
        folder: Path,
        dress: Callable[[Content], tuple[Headers, Headers]],
        *,
        capacity: int = _CAPACITY,
    ) -> None:
        self._folder = os.fspath(folder)
        self._dress = dress
        self._capacity = capacity
        self.kept = 0
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def find(
        self, path: str, accept_encoding: bytes | None
    ) -> Representation | Literal[Refused.REFUSED] | None:
        """The representation to answer with, REFUSED, or None where there is no such document.

        Raises OSError where the disk fails or descriptors run out.
        """
        entry = self._entries.get(path)
        if entry is not None:
            coding = choose(entry.sizes, accept_encoding)
            kept = entry.held.get(coding) if coding is not None else None
            if kept is not None:
                file = self._file(path, kept.content.coding)
                # A link is followed: to the state that was read from inside, or to one that is no use.
                if _state_of(file, follow=True) == kept.state:
                    self._entries.move_to_end(path)
                    return kept
        return self._look(path, accept_encoding)

    def _look(
        self, path: str, accept_encoding: bytes | None
    ) -> Representation | Literal[Refused.REFUSED] | None:
        before = self._entries.pop(path, None)
        if before is not None:
            self.kept -= _weight(before)
        held = before.held if before is not None else {}
        home = self._home(path)
        while home is not None:
            found = self._look_in(home, path, accept_encoding, held)
            if found is not None:
                return found
            place = self._home(path)
            home = place if place != home else None
        return None

    def _look_in(
        self,
        home: str,
        path: str,
        accept_encoding: bytes | None,
        held: Mapping[str, Representation],
    ) -> Representation | Literal[Refused.REFUSED] | None:
        states = _states(f"{home}/{path.rpartition('/')[2]}")
        while "" in states:
            entry = _Entry(
                sizes={coding: state[2] for coding, state in states.items()},
                held={
                    coding: one for coding, one in held.items() if states.get(coding) == one.state
                },
            )
            coding = choose(entry.sizes, accept_encoding)
            if coding is None:
                return REFUSED
            found = entry.held.get(coding) or self._read(home, path, coding)
            if found is not None:
                entry.held[coding] = found
                self._keep(path, entry)
                return found
            # Taken away since it was looked for, or a twin that is no such encoding of anything.
            del states[coding]
        return None

    def _home(self, path: str) -> str | None:
        """The folder that a document's files are in, without a link on the way to it; None where it is
        outside, or the name a link to another name (X30).
        """
        file = self._file(path, "")
        try:
            target = os.fspath(Path(file).readlink())
        except OSError as fault:
            if fault.errno not in _NO_LINK:
                raise
            target = ""
        way, _, name = file.rpartition("/")
        to, _, named = target.rpartition("/")
        if target and named != name:
            return None
        folder = os.path.realpath(self._folder)
        home = os.path.realpath(f"{way}/{to}")
        return home if f"{home}/".startswith(f"{folder}/") else None

    def _read(self, home: str, path: str, coding: str) -> Representation | None:
        name = path.rpartition("/")[2]
        read = _bytes_of(f"{home}/{name}{_SUFFIXES[coding]}")
        if read is None:
            return None
        body, state = read
        decoded = _decode(body, coding)
        if decoded is None:
            return None
        content = Content(
            path=path,
            coding=coding,
            body=body,
            mark=hashlib.sha256(decoded).hexdigest()[:20],
            modified=state[1] // 1_000_000_000,
            has_page=_state_of(f"{home}/{name.rpartition('.')[0]}.html") is not None,
        )
        headers, brief = self._dress(content)
        return Representation(
            content=content,
            mark=content.mark.encode(),
            headers=headers,
            brief=brief,
            state=state,
        )

    def _keep(self, path: str, entry: _Entry) -> None:
        self._entries[path] = entry
        self.kept += _weight(entry)
        while self.kept > self._capacity:
            _, oldest = self._entries.popitem(last=False)
            self.kept -= _weight(oldest)

    def _file(self, path: str, coding: str) -> str:
        return f"{self._folder}/{path}{_SUFFIXES[coding]}"


_SUFFIXES: Mapping[str, str] = {"": "", "br": ".br", "gzip": ".gz"}


def _weight(entry: _Entry) -> int:
    return sum(len(one.content.body) + _OVERHEAD for one in entry.held.values())


def _states(file: str) -> dict[str, State]:
    """The states of a document's files, by coding."""
    states = {coding: _state_of(f"{file}{suffix}") for coding, suffix in _SUFFIXES.items()}
    return {coding: state for coding, state in states.items() if state is not None}


def _state_of(file: str, *, follow: bool = False) -> State | None:
    """The state of a regular file; None where there is none, or a link that is not to be followed.
    Raises OSError.
    """
    try:
        found = os.stat(file, follow_symlinks=follow)  # noqa: PTH116 - of each request, and a str
    except OSError as fault:
        if fault.errno in _NOT_THERE:
            return None
        raise
    return _state(found)


def _state(found: os.stat_result) -> State | None:
    if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _bytes_of(file: str) -> tuple[bytes, State] | None:
    """A file's bytes and the state they are of, both from one descriptor. Raises OSError."""
    try:
        descriptor = os.open(file, _OPEN)
    except OSError as fault:
        if fault.errno in _NOT_THERE:
            return None
        raise
    with os.fdopen(descriptor, "rb") as opened:
        state = _state(os.fstat(descriptor))
        return (opened.read(), state) if state is not None else None


def _decode(body: bytes, coding: str) -> bytes | None:
    """What a body says; None where it is not in the coding that its name claims."""
    if coding == "gzip":
        try:
            return zlib.decompress(body, wbits=31)
        except zlib.error:
            return None
    if coding == "br":
        import brotli

        try:
            decoded: bytes = brotli.decompress(body)
        except brotli.error:
            return None
        return decoded
    return body

"""A drop directory: an agency writes files into it, we read those that are finished.

    <path>/            what waits to be read
    <path>/done/       what was read and recorded
    <path>/failed/     what could not be read, each with a note that says why

A file is finished when its name says so (writers use a leading dot, ``.tmp``, ``.part`` and the like, and
rename) and nobody has it open for writing. Files are moved only after what they held is recorded: a
crash in between reads them again, and the desk knows them.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.contracts import Clock
from feeds.errors import FetchError
from feeds.model import Fetched, Payload, Source, SourceState

_UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload", ".partial", ".swp", "~")
_MOST_FILES = 200
_SETTLED = timedelta(seconds=2)
_NO_LEASES = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.ENOLCK, errno.EACCES, errno.EPERM})

Remembered = dict[str, tuple[int, int]]
"""Files that were left in place: name to size and nanoseconds of the last write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    size: int
    mtime_ns: int


class DirectoryFetcher:
    """A `Fetcher` for drop directories."""

    def __init__(self, *, clock: Clock, max_bytes: int) -> None:
        self._clock = clock
        self._max_bytes = max_bytes
        self._read: dict[str, list[_File]] = {}
        self._unread: dict[str, dict[str, str]] = {}

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        """What has come since the last poll, oldest first. Raises FetchError."""
        return await asyncio.to_thread(self._fetch, source, state)

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        """Moves what was read to ``done/``, what could not be to ``failed/``."""
        files = self._read.pop(source.id, [])
        if files:
            await asyncio.to_thread(self._put_away, source, files, faults)

    def _fetch(self, source: Source, state: SourceState) -> Fetched:
        folder = Path(source.path)
        known = _remembered(state.cursor) if source.keep_files else {}
        payloads: list[Payload] = []
        taken: list[_File] = []
        self._unread[source.id] = {}
        now = self._clock()
        for file in _waiting(folder, known)[:_MOST_FILES]:
            payload = self._payload(file, source, now)
            if payload is not None:
                payloads.append(payload)
                taken.append(file)
        self._read[source.id] = taken
        return Fetched(
            payloads=tuple(payloads),
            unchanged=not payloads,
            wire_bytes=sum(len(payload.body) for payload in payloads),
            cursor=_cursor(folder, known, taken) if source.keep_files else "",
            faults=tuple(self._unread.pop(source.id).items()),
        )

    def _payload(self, file: _File, source: Source, now: datetime) -> Payload | None:
        """The file as a payload; None while somebody still writes it, or where it must be put
        aside unread.
        """
        try:
            handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None  # taken back by whoever put it there
        except OSError as fault:
            self._set_aside(source, file.path, f"cannot be opened: {fault.strerror}")
            return None
        try:
            seen = os.fstat(handle)
            if not stat.S_ISREG(seen.st_mode):
                self._set_aside(source, file.path, "is not an ordinary file")
                return None
            if not _is_finished(handle, seen, now):
                return None
            if seen.st_size > self._max_bytes:
                self._set_aside(source, file.path, f"is larger than {self._max_bytes} bytes")
                return None
            with os.fdopen(os.dup(handle), "rb") as reader:
                body = reader.read(self._max_bytes + 1)
        finally:
            os.close(handle)
        return Payload(
            source=source.id,
            url=file.path.as_uri(),
            body=body,
            fetched_at=now,
            modified_at=datetime.fromtimestamp(file.mtime_ns / 1e9, UTC),
            sha256=hashlib.sha256(body).hexdigest(),
        )

    def _put_away(self, source: Source, files: Iterable[_File], faults: Mapping[str, str]) -> None:
        for file in files:
            fault = faults.get(file.path.as_uri())
            if fault is not None:
                self._set_aside(source, file.path, fault)
            elif not source.keep_files:
                _move(file.path, Path(source.path) / "done")

    def _set_aside(self, source: Source, path: Path, why: str) -> None:
        self._unread.setdefault(source.id, {})[path.as_uri()] = why
        moved = _move(path, Path(source.path) / "failed")
        if moved is not None:
            note = moved.with_name(f"{moved.name}.note.txt")
            note.write_text(
                f"{path.name}\nsource: {source.id}\nfault: {why}\n"
                f"set aside: {self._clock():%Y-%m-%d %H:%M:%S} UTC\n"
                f"Put it back into {source.path} to have it read again.\n",
                encoding="utf-8",
            )


def waiting(source: Source, cursor: str) -> bool:
    """Whether a look into the directory finds anything that a poll would try to read."""
    try:
        known = _remembered(cursor) if source.keep_files else {}
        return any(_may_be_read(file) for file in _waiting(Path(source.path), known))
    except FetchError:
        return False  # the poll in its time says what is wrong


def _may_be_read(file: _File) -> bool:
    """Whether a poll would take this file, or put it aside; not while somebody still writes it."""
    try:
        handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return True  # the poll puts it aside and says why
    try:
        return _is_finished(handle, os.fstat(handle), None)
    finally:
        os.close(handle)


def _waiting(folder: Path, known: Remembered) -> list[_File]:
    """Files whose names are finished and that are not as they were left, oldest first."""
    found: list[_File] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
                    continue
                if entry.is_dir():
                    continue
                try:
                    seen = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                if known.get(entry.name) != (seen.st_size, seen.st_mtime_ns):
                    found.append(
                        _File(
                            path=folder / entry.name, size=seen.st_size, mtime_ns=seen.st_mtime_ns
                        )
                    )
    except OSError as fault:
        raise FetchError(f"the directory {folder} cannot be read: {fault.strerror}") from fault
    found.sort(key=lambda file: (file.mtime_ns, file.path.name))
    return found


def _is_finished(handle: int, seen: os.stat_result, now: datetime | None) -> bool:
    """Whether nobody has the file open for writing.

    Linux tells exactly: a read lease is refused while anybody writes. Where there are no leases (other
    systems, some network file systems, files that are not ours) a file is finished when it has not been
    touched for two seconds (at `now`; without it such a file may be finished).
    """
    set_lease = getattr(fcntl, "F_SETLEASE", None)
    if set_lease is not None:
        try:
            fcntl.fcntl(handle, set_lease, fcntl.F_RDLCK)
            fcntl.fcntl(handle, set_lease, fcntl.F_UNLCK)
        except OSError as fault:
            if fault.errno == errno.EAGAIN:
                return False
            if fault.errno not in _NO_LEASES:
                raise
        else:
            return True
    return now is None or now - datetime.fromtimestamp(seen.st_mtime, UTC) >= _SETTLED


def _move(path: Path, folder: Path) -> Path | None:
    """Moves a file into a folder under a name that is free there; None where it is gone already."""
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    try:
        path.rename(target)
    except FileNotFoundError:
        return None
    return target


def _remembered(cursor: str) -> Remembered:
    if not cursor:
        return {}
    return {name: (size, mtime) for name, (size, mtime) in json.loads(cursor).items()}


def _cursor(folder: Path, known: Remembered, taken: Iterable[_File]) -> str:
    """What to remember: all that was read and still stands there."""
    now = {**known, **{file.path.name: (file.size, file.mtime_ns) for file in taken}}
    with os.scandir(folder) as entries:
        names = {entry.name for entry in entries}
    return json.dumps({name: now[name] for name in sorted(now) if name in names})

"""A drop directory: an agency writes files into it, we read those that are finished.

    <path>/            what waits to be read
    <path>/done/       what was read and recorded
    <path>/failed/     what could not be read, each with a note that says why

A file is finished when its name says so (writers use a leading dot, ``.tmp``, ``.part`` and the like, and
rename) and nobody has it open for writing. Files are moved only after what they held is recorded: a
crash in between reads them again, and the desk knows them. What has come under the same name since is
left where it is, to be read next. Where files may not be moved, the poll says so before it reads any,
unless `keep_files` says that they stay.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feeds.contracts import Clock
from feeds.errors import FetchError
from feeds.fetch.listing import MOST_FILES, is_settled, is_unfinished
from feeds.model import Fetched, Payload, Source, SourceState

_LOOK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_LEASES = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.ENOLCK, errno.EACCES, errno.EPERM})

Remembered = dict[str, tuple[int, int]]
"""Files that were left in place: name to size and nanoseconds of the last write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    size: int
    mtime_ns: int
    inode: int

    def still_stands(self) -> bool:
        """Whether what stands under its name is still what was looked at."""
        try:
            seen = self.path.stat(follow_symlinks=False)
        except OSError:
            return False
        return seen.st_ino == self.inode and (seen.st_size, seen.st_mtime_ns) == self.mark

    @property
    def mark(self) -> tuple[int, int]:
        """What tells it from another of its name, as far as the cursor remembers."""
        return (self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stuck:
    """A file that is dealt with but cannot be moved: why, and what was wrong with it, if anything."""

    why: str
    fault: str


class _Unfit(Exception):
    """A file that is no copy, whatever is in it; why."""


class DirectoryFetcher:
    """A `Fetcher` for drop directories."""

    def __init__(self, *, clock: Clock, max_bytes: int) -> None:
        self._clock = clock
        self._max_bytes = max_bytes
        self._read: dict[str, list[_File]] = {}
        self._unfit: dict[str, list[tuple[_File, str]]] = {}
        self._stuck: dict[str, dict[_File, _Stuck]] = {}

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        """What has come since the last poll, oldest first. Raises FetchError.

        Looks and reads; what is to be moved is moved when the poll is acknowledged.
        """
        return await asyncio.to_thread(self._fetch, source, state)

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        """Moves what was read to ``done/``, what could not be to ``failed/``."""
        files = self._read.pop(source.id, [])
        unfit = self._unfit.pop(source.id, [])
        if files or unfit:
            await asyncio.to_thread(self._put_away, source, files, unfit, faults)

    def _fetch(self, source: Source, state: SourceState) -> Fetched:
        if why := _cannot_be_emptied(source):
            raise FetchError(why)
        folder = Path(source.path)
        self._try_again(source)
        stuck = self._stuck.get(source.id, {})
        known = _remembered(state.cursor) if source.keep_files else {}
        known |= {file.path.name: file.mark for file in stuck}
        faults = {file.path.as_uri(): last.why for file, last in stuck.items()}
        payloads: list[Payload] = []
        taken: list[_File] = []
        unfit: list[tuple[_File, str]] = []
        now = self._clock()
        for file in _waiting(folder, known)[:MOST_FILES]:
            try:
                payload = self._payload(file, source, now)
            except _Unfit as why:
                faults[file.path.as_uri()] = str(why)
                unfit.append((file, str(why)))
                continue
            if payload is not None:
                payloads.append(payload)
                taken.append(file)
        self._read[source.id], self._unfit[source.id] = taken, unfit
        left = [*stuck, *(taken if source.keep_files else ())]
        return Fetched(
            payloads=tuple(payloads),
            unchanged=not payloads,
            wire_bytes=sum(len(payload.body) for payload in payloads),
            cursor=_cursor(folder, known, left),
            faults=tuple(faults.items()),
        )

    def _payload(self, file: _File, source: Source, now: datetime) -> Payload | None:
        """The file as a payload; None while somebody still writes it. Raises _Unfit."""
        try:
            handle = os.open(file.path, _LOOK)
        except FileNotFoundError:
            return None  # taken back by whoever put it there
        except OSError as fault:
            raise _Unfit(f"cannot be opened: {fault.strerror}") from fault
        try:
            seen = os.fstat(handle)
            if not stat.S_ISREG(seen.st_mode):
                raise _Unfit("is not an ordinary file")
            if not _is_finished(handle, seen, now):
                return None
            if seen.st_size > self._max_bytes:
                raise _Unfit(f"is larger than {self._max_bytes} bytes")
            with os.fdopen(os.dup(handle), "rb") as reader:
                body = reader.read(self._max_bytes + 1)
        except OSError as fault:
            raise _Unfit(f"cannot be read: {fault.strerror}") from fault
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

    def _try_again(self, source: Source) -> None:
        """Moves what could not be moved before, as far as it may be now."""
        for file, last in self._stuck.pop(source.id, {}).items():
            if not file.still_stands():
                continue
            if last.fault:
                self._set_aside(source, file, last.fault)
            else:
                self._move(source, file, "done")

    def _put_away(
        self,
        source: Source,
        files: Iterable[_File],
        unfit: Iterable[tuple[_File, str]],
        faults: Mapping[str, str],
    ) -> None:
        for file, why in unfit:
            if file.still_stands():
                self._set_aside(source, file, why)
        for file in files:
            if not file.still_stands():
                continue  # gone, or another has come under its name: that one is read next
            fault = faults.get(file.path.as_uri())
            if fault is not None:
                self._set_aside(source, file, fault)
            elif not source.keep_files:
                self._move(source, file, "done")

    def _set_aside(self, source: Source, file: _File, why: str) -> None:
        moved = self._move(source, file, "failed", fault=why)
        if moved is None:
            return
        note = (
            f"{file.path.name}\nsource: {source.id}\nfault: {why}\n"
            f"set aside: {self._clock():%Y-%m-%d %H:%M:%S} UTC\n"
            f"Put it back into {source.path} to have it read again.\n"
        )
        with contextlib.suppress(OSError):  # no room for the note; the file is aside all the same
            moved.with_name(f"{moved.name}.note.txt").write_text(
                note, encoding="utf-8", errors="backslashreplace"
            )

    def _move(self, source: Source, file: _File, to: str, *, fault: str = "") -> Path | None:
        """Where the file went; None where it is gone, or may not be moved: then it is passed over,
        and the next poll says so and tries again.
        """
        try:
            return _moved(file.path, Path(source.path) / to)
        except FileNotFoundError:
            return None
        except OSError as obstacle:
            why = f"cannot be moved to {to}/: {obstacle.strerror}"
            why = f"{fault}, and {why}" if fault else f"was read, and {why}"
            self._stuck.setdefault(source.id, {})[file] = _Stuck(why=why, fault=fault)
            return None


def waiting(source: Source, cursor: str) -> bool:
    """Whether a look into the directory finds anything that a poll would try to read."""
    try:
        if _cannot_be_emptied(source):
            return False
        return any(_may_be_read(file) for file in _waiting(Path(source.path), _remembered(cursor)))
    except FetchError:
        return False  # the poll in its time says what is wrong


def how_many(source: Source, cursor: str) -> int:
    """How many files a directory holds that are still to be read; none where it cannot be looked into."""
    try:
        return len(_waiting(Path(source.path), _remembered(cursor)))
    except FetchError:
        return 0


def _cannot_be_emptied(source: Source) -> str:
    """Why files may not be moved out of the way, where they should be; ``""`` where they may."""
    if source.keep_files:
        return ""
    folder = Path(source.path)
    if not folder.is_dir():
        return ""  # reading it will say so
    for place in (folder, folder / "done", folder / "failed"):
        if not os.path.lexists(place):
            continue
        if not place.is_dir():
            return f"{place} is no directory"
        if not os.access(place, os.W_OK | os.X_OK):
            return f"files cannot be moved out of the way: {place} may not be written to"
        if place.stat().st_dev != folder.stat().st_dev:
            return f"files cannot be moved out of the way: {place} is on another file system"
    return ""


def _may_be_read(file: _File) -> bool:
    """Whether a poll would take this file, or put it aside; not while somebody still writes it."""
    try:
        handle = os.open(file.path, _LOOK)
    except OSError:
        return True  # the poll puts it aside and says why
    try:
        return _is_finished(handle, os.fstat(handle), None)
    except OSError:
        return True
    finally:
        os.close(handle)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, or into a place that is closed: put aside like any other
        return False


def _waiting(folder: Path, known: Remembered) -> list[_File]:
    """Files whose names are finished and that are not as they were left, oldest first."""
    found: list[_File] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_unfinished(entry.name):
                    continue
                if _is_folder(entry):
                    continue
                try:
                    seen = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                if known.get(entry.name) != (seen.st_size, seen.st_mtime_ns):
                    found.append(
                        _File(
                            path=folder / entry.name,
                            size=seen.st_size,
                            mtime_ns=seen.st_mtime_ns,
                            inode=seen.st_ino,
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
    return now is None or is_settled(datetime.fromtimestamp(seen.st_mtime, UTC), now)


def _moved(path: Path, folder: Path) -> Path:
    """Moves a file into a folder under a name that is free there. Raises OSError."""
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    return path.rename(target)


def _remembered(cursor: str) -> Remembered:
    if not cursor:
        return {}
    return {name: (size, mtime) for name, (size, mtime) in json.loads(cursor).items()}


def _cursor(folder: Path, known: Remembered, left: Iterable[_File]) -> str:
    """What to remember: all that was left and still stands there."""
    now = {**known, **{file.path.name: file.mark for file in left}}
    try:
        names = set(os.listdir(folder))  # noqa: PTH208 -- names are all that is wanted
    except OSError as fault:
        raise FetchError(f"the directory {folder} cannot be read: {fault.strerror}") from fault
    standing = {name: now[name] for name in sorted(now) if name in names}
    return json.dumps(standing) if standing else ""

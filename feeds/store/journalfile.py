"""The journal's file: what people decided, a line of JSON each, appended and never changed.

It lies beside the store and outlives it: a backup that is restored, or a store that is built anew,
is told again from here what was killed.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from feeds.errors import StoreError
from feeds.model import JournalLine

_PRIVATE = 0o600


def journal_path(database: Path) -> Path:
    """Where the journal of a store lies."""
    return database.with_name(f"{database.name}.journal")


def append(path: Path, line: JournalLine) -> None:
    """Writes a line durably. Raises StoreError."""
    said = json.dumps(
        {
            "at": line.at.isoformat(),
            "verb": line.verb,
            "target": line.target,
            # What a shell passes on need not be text.
            "reason": line.reason.encode(errors="replace").decode(),
        },
        ensure_ascii=False,
    )
    try:
        is_new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, _PRIVATE)
        try:
            size = os.fstat(handle).st_size
            # Half a line that a crash has left stays one by itself.
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            rest = f"{chr(10) if torn else ''}{said}\n".encode()
            while rest:  # a disk that is filling up takes a part without a word
                rest = rest[os.write(handle, rest) :]
            if is_new:
                _belong_to_the_store(handle, path)
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            _fsync_folder(path.parent)
    except OSError as fault:
        raise _failed(path, fault) from fault


class Reader:
    """Reads what has been appended since it was last `heard`; all of it, the first time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._told = 0

    def __call__(self) -> tuple[JournalLine, ...]:
        """The new lines; their sequence numbers are the store's to give, and 0 here. Raises StoreError."""
        try:
            if not self._path.exists() or self._path.stat().st_size == self._read:
                return ()
            with self._path.open("rb") as file:
                if self._path.stat().st_size < self._read:
                    self._read = 0  # another file than the one that was read
                file.seek(self._read)
                body = file.read()
        except OSError as fault:
            raise _failed(self._path, fault) from fault
        whole = body[: body.rfind(b"\n") + 1]  # the last line may be in the writing
        self._told = self._read + len(whole)
        lines = tuple(line for one in whole.split(b"\n") if (line := _line(one)) is not None)
        if not lines:
            self.heard()
        return lines

    def heard(self) -> None:
        """What was given last is in the store: until this is said it is given again."""
        self._read = self._told


def _line(said: bytes) -> JournalLine | None:
    """A line of the file; None for what a crash, or a hand that did not know better, has left of one: it
    may keep up no other.
    """
    try:
        raw = json.loads(said)
        line = JournalLine(
            seq=0,
            at=datetime.fromisoformat(raw["at"]),
            verb=raw["verb"],
            target=raw["target"],
            reason=raw["reason"],
        )
        for text in (line.verb, line.target, line.reason):
            text.encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return line if line.at.utcoffset() is not None else None


def _belong_to_the_store(handle: int, path: Path) -> None:
    """Root may kill for a daemon that is somebody else, and who has to read it."""
    with suppress(OSError):
        owner = path.with_suffix("").stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failed(path: Path, fault: OSError) -> StoreError:
    return StoreError(f"the journal {path} cannot be used: {fault.strerror}")

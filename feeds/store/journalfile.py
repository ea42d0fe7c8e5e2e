"""The journal's file: what people decided, a line of JSON each, appended and never changed.

It lies beside the store and outlives it: a backup that is restored, or a store that is built anew,
is told again from here what was killed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from feeds.errors import StoreError
from feeds.model import JournalLine
from feeds.store.files import beside, hand_over, sync

_PRIVATE = 0o600


def journal_path(database: Path) -> Path:
    """Where the journal of a store lies."""
    return beside(database, ".journal")


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
                # Root may kill for a daemon that is somebody else, and who has to read it.
                hand_over(handle, path.with_suffix(""))
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            sync(path.parent)
    except OSError as fault:
        raise _failed(path, fault) from fault


def lines_of(path: Path) -> list[bytes]:
    """The whole lines of a journal as they stand, without their ends; none where it is not there. Raises
    StoreError.
    """
    try:
        body = path.read_bytes() if path.exists() else b""
    except OSError as fault:
        raise _failed(path, fault) from fault
    return body.split(b"\n")[:-1]  # what stands behind the last end of a line may be in the writing


def write_all(path: Path, lines: Sequence[bytes]) -> None:
    """Writes such lines into a file that nobody else knows of yet. Raises StoreError."""
    try:
        path.write_bytes(b"".join(line + b"\n" for line in lines))
    except OSError as fault:
        raise _failed(path, fault) from fault


class Reader:
    """Reads what has been appended since it was last `heard`; all of it, the first time.

    `damaged` is told of each line that cannot be read, once: which file, which line, and what is wrong.
    """

    def __init__(self, path: Path, damaged: Callable[[str], None] = lambda _: None) -> None:
        self._path = path
        self._damaged = damaged
        self._complained = 0
        self._read = self._told = _BEGINNING

    def __call__(self) -> tuple[JournalLine, ...]:
        """The new lines; their sequence numbers are the store's to give, and 0 here. Raises StoreError."""
        try:
            if not self._path.exists() or self._path.stat().st_size == self._read.size:
                return ()
            with self._path.open("rb") as file:
                if self._path.stat().st_size < self._read.size:
                    self._read = _BEGINNING  # another file than the one that was read
                    self._complained = 0
                file.seek(self._read.size)
                body = file.read()
        except OSError as fault:
            raise _failed(self._path, fault) from fault
        whole = body[: body.rfind(b"\n") + 1]  # the last line may be in the writing
        lines: list[JournalLine] = []
        for number, said in enumerate(whole.split(b"\n")[:-1], self._read.lines + 1):
            if not said.strip():
                continue
            try:
                lines.append(_line(said))
            except _DamagedError as fault:  # it may keep up no other
                self._complain(number, fault)
        self._told = _Place(self._read.size + len(whole), self._read.lines + whole.count(b"\n"))
        if not lines:
            self.heard()
        return tuple(lines)

    def heard(self) -> None:
        """What was given last is in the store: until this is said it is given again."""
        self._read = self._told

    def _complain(self, number: int, fault: _DamagedError) -> None:
        if number > self._complained:
            self._complained = number
            self._damaged(
                f"the journal {self._path}: line {number} cannot be read ({fault}); what somebody decided "
                "there is not done"
            )


class _Place(NamedTuple):
    """How far a file has been read."""

    size: int
    lines: int


_BEGINNING = _Place(0, 0)


class _DamagedError(Exception):
    """What a crash, or a hand that did not know better, has left of a line."""


def _line(said: bytes) -> JournalLine:
    """A line of the file. Raises _DamagedError."""
    try:
        raw = json.loads(said.decode())
    except json.JSONDecodeError as fault:
        raise _DamagedError(f"{fault.msg} at column {fault.colno}") from fault
    except (ValueError, RecursionError) as fault:
        raise _DamagedError("it is no JSON") from fault
    if not isinstance(raw, dict):
        raise _DamagedError("it is no JSON object")
    at, verb, target, reason = (_text(raw, key) for key in ("at", "verb", "target", "reason"))
    try:
        when = datetime.fromisoformat(at)
    except ValueError as fault:
        raise _DamagedError("its `at` is no instant") from fault
    if when.utcoffset() is None:
        raise _DamagedError("its `at` names no zone")
    return JournalLine(seq=0, at=when, verb=verb, target=target, reason=reason)


def _text(raw: Mapping[str, object], key: str) -> str:
    if key not in raw:
        raise _DamagedError(f"it has no `{key}`")
    text = raw[key]
    if not isinstance(text, str) or not _is_storable(text):
        raise _DamagedError(f"its `{key}` is no text")
    return text


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _failed(path: Path, fault: OSError) -> StoreError:
    return StoreError(f"the journal {path} cannot be used: {fault.strerror}")

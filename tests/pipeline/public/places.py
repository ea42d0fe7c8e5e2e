"""Where a desk keeps what it remembers, and where its readers look: in memory, or on a disk as in earnest."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import brotli

from feeds.contracts import Publisher, Replays
from feeds.errors import PublishError
from feeds.model import Document, DocumentRecord, JournalLine
from feeds.publish.folder import Folder
from feeds.serve.documents import Documents
from feeds.store.journalfile import Reader, append, journal_path
from feeds.store.memory import MemoryStore
from feeds.store.sql import SqlStore, open_store
from tests.pipeline.house import Shelf

Unread = Callable[[], Sequence[JournalLine]]


class Cut(BaseException):
    """The process is killed."""


class Place(Protocol):
    """A store, a journal that outlives it, and a folder that the public reads."""

    store: Any

    def start(self) -> tuple[Publisher, Unread, Callable[[], None]]:
        """Opens all of it anew, as a new process would: publisher, journal, and what is told when that is heard."""
        ...

    def decide(self, line: JournalLine) -> None: ...

    def backup(self) -> object:
        """A copy of the store alone, for `put_back`."""
        ...

    def put_back(self, backup: Any) -> None: ...

    def replay(self, do: Callable[[Replays], None]) -> None:
        """Does it to a copy of the store, which takes the store's place; nothing, where the store cannot."""
        ...

    def empty_the_folder(self) -> None: ...

    def public(self) -> Mapping[str, bytes]:
        """Everything that anybody can read, by where it is read."""
        ...

    def close(self) -> None: ...


class Memory:
    """All in memory: for very many histories."""

    def __init__(self) -> None:
        self.store: Any = MemoryStore()
        self._shelf = Shelf()
        self._lines: list[JournalLine] = []
        self._heard = 0

    def start(self) -> tuple[Publisher, Unread, Callable[[], None]]:
        self._heard = 0

        def heard() -> None:
            self._heard = len(self._lines)

        return self._shelf, lambda: self._lines[self._heard :], heard

    def decide(self, line: JournalLine) -> None:
        self._lines.append(line)

    def backup(self) -> object:
        return self.store._tables.copy()

    def put_back(self, backup: Any) -> None:
        self.store._tables = backup.copy()

    def replay(self, do: Callable[[Replays], None]) -> None:
        """The store in memory has no archive to make it again from."""

    def empty_the_folder(self) -> None:
        self._shelf.documents.clear()

    def public(self) -> Mapping[str, bytes]:
        return {path: path.encode() + body for path, body in self._shelf.documents.items()}

    def close(self) -> None:
        """Nothing is open."""


class Disk:
    """SQLite, the journal's file, the published folder with its twins, and the server over it."""

    def __init__(self, directory: Path) -> None:
        self._database = directory / "feeds.db"
        self._folder = directory / "public"
        self._backups = directory / "backups"
        self._backups.mkdir()
        self._asked: set[str] = set()
        self.store: SqlStore = open_store(f"sqlite:///{self._database}")
        self._server = Documents(
            self._folder,
            base_url="http://127.0.0.1:8009/",
            hubs=lambda: (),
            max_age=300,
            moved=lambda _: "",
            gone=self._was_withdrawn,
        )

    def start(self) -> tuple[Publisher, Unread, Callable[[], None]]:
        self.store.close()
        self.store = open_store(f"sqlite:///{self._database}")
        unread = Reader(journal_path(self._database))
        return Folder(self._folder), unread, unread.heard

    def decide(self, line: JournalLine) -> None:
        append(journal_path(self._database), line)

    def backup(self) -> object:
        path = self._backups / f"{len(list(self._backups.iterdir()))}.db"
        with closing(sqlite3.connect(self._database)) as old, closing(sqlite3.connect(path)) as new:
            old.backup(new)
        return path

    def put_back(self, backup: Any) -> None:
        self.store.close()
        for suffix in ("", "-wal", "-shm"):
            self._database.with_name(f"{self._database.name}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(backup, self._database)

    def replay(self, do: Callable[[Replays], None]) -> None:
        copied = self.backup()
        store = open_store(f"sqlite:///{copied}")
        try:
            do(store)
        finally:
            store.close()
        self.put_back(copied)

    def empty_the_folder(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def public(self) -> Mapping[str, bytes]:
        found: dict[str, bytes] = {}
        bodies: dict[int, bytes] = {}  # a file has more than one name
        for file in filter(Path.is_file, self._folder.rglob("*")):
            path, number = file.relative_to(self._folder), file.stat().st_ino
            if number not in bodies:
                bodies[number] = _unpacked(file)
            found[_name(path)] = bytes(path) + bodies[number]
            if not path.parts[0].startswith(".") and path.suffix not in {".gz", ".br"}:
                self._asked.add(str(path))
        return {**found, **self._served()}

    def _was_withdrawn(self, path: str) -> str:
        return "withdrawn" if self.store.was_withdrawn(path) else ""

    def _served(self) -> Mapping[str, bytes]:
        """What the server answers to whoever asks for anything that has ever stood there."""
        found = {}
        for path in sorted(self._asked):
            for coding in ("identity", "gzip", "br"):
                found[f"{path} served as {coding}"] = self._answer(path, coding)
        return found

    def _answer(self, path: str, coding: str) -> bytes:
        headers = [(b"accept-encoding", coding.encode())]
        answer = self._server.answer("GET", f"/{path}".encode(), headers)
        sent = [answer.body, *(value for _, value in answer.headers)]
        return b"\n".join([*sent, *filter(None, map(_decoded, sent))])

    def close(self) -> None:
        self.store.close()


def _name(path: Path) -> str:
    """Where a file is read: what no address leads to counts as a document of its name, too."""
    hidden = path.parts[0].startswith(".")
    return f"{path.name} as {path.parent}" if hidden else str(path)


def _unpacked(path: Path) -> bytes:
    body = path.read_bytes()
    if path.suffix == ".gz":
        return zlib.decompress(body, wbits=31)
    return bytes(brotli.decompress(body)) if path.suffix == ".br" else body


def _decoded(body: bytes) -> bytes:
    """What a body of any coding says; nothing where it is in none."""
    for decode in (lambda: zlib.decompress(body, wbits=31), lambda: bytes(brotli.decompress(body))):
        try:
            return decode()
        except (zlib.error, brotli.error):
            continue
    return b""


class Failing:
    """A publisher that fails for some documents, or is killed at one of its calls."""

    def __init__(self, inner: Publisher) -> None:
        self.inner = inner
        self.full_for = ""
        """The channel for whose documents there is no room."""
        self.cut_at: tuple[int, bool] | None = None
        """After how many writes the process is killed, and whether the last of them was done."""

    def write(
        self, documents: Sequence[Document], known: Mapping[str, DocumentRecord], now: datetime
    ) -> tuple[DocumentRecord, ...]:
        if self.full_for and any(one.path.startswith(f"{self.full_for}.") for one in documents):
            raise PublishError("the disk is full")
        left, done = self.cut_at or (1, True)
        if left == 0 and not done:
            raise Cut
        written = self.inner.write(documents, known, now)
        if left == 0:
            raise Cut
        self.cut_at = (left - 1, done) if self.cut_at else None
        return written

    def remove(self, paths: Sequence[str]) -> None:
        self.inner.remove(paths)

    def read(self, path: str) -> bytes | None:
        return self.inner.read(path)

    def missing(self, known: Mapping[str, DocumentRecord]) -> tuple[str, ...]:
        return self.inner.missing(known)

    def strays(self, known: Collection[str]) -> tuple[str, ...]:
        return self.inner.strays(known)

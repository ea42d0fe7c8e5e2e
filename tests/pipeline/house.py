"""The house of a story in memory: its store, its renderers and its publisher, each of which can fail."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from feeds.contracts import Renderer
from feeds.errors import FetchError, PublishError, RenderError, StoreError
from feeds.model import Call, Called, Document, DocumentRecord, Edition, Entry, Poll
from feeds.store.memory import MemoryStore


class Shelf:
    """A `Publisher` that keeps documents in memory, and can be told to fail."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.written: list[str] = []
        self.fails_for: Callable[[str], bool] = lambda path: False

    def write(
        self, documents: Sequence[Document], known: Mapping[str, DocumentRecord], now: datetime
    ) -> tuple[DocumentRecord, ...]:
        made = {document.path: hashlib.sha256(document.body).hexdigest() for document in documents}
        same = {path for path in made if path in known and known[path].sha256 == made[path]}
        lacking = [
            document
            for document in documents
            if not (document.path in same and self._digest(document.path) == made[document.path])
        ]
        if any(self.fails_for(document.path) for document in lacking):
            raise PublishError("the disk is full")
        for document in lacking:
            self.documents[document.path] = document.body
            self.written.append(document.path)
        modified = now.replace(microsecond=0)
        return tuple(
            DocumentRecord(path=path, sha256=made[path], modified=modified)
            for path in made
            if path not in same
        )

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            self.documents.pop(path, None)

    def read(self, path: str) -> bytes | None:
        return self.documents.get(path)

    def missing(self, known: Mapping[str, DocumentRecord]) -> tuple[str, ...]:
        return tuple(path for path, one in known.items() if self._digest(path) != one.sha256)

    def strays(self, known: Collection[str]) -> tuple[str, ...]:
        return tuple(
            path
            for path in self.documents
            if path.startswith(("story/", "archive/")) and path not in known
        )

    def _digest(self, path: str) -> str:
        body = self.documents.get(path)
        return hashlib.sha256(body).hexdigest() if body is not None else ""


class Outside:
    """A `Caller` before hubs and caches that answer as they are told to, and keep what was asked."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.says: Callable[[Call], int | Called | str] = lambda call: 204
        """The status, the answer, or in words why there is none."""
        self.hangs: Callable[[Call], bool] = lambda call: False
        self.go_on = asyncio.Event()

    async def call(self, call: Call) -> Called:
        self.calls.append(call)
        if self.hangs(call):
            await self.go_on.wait()
        found = self.says(call)
        if isinstance(found, str):
            raise FetchError(found)
        return found if isinstance(found, Called) else Called(status=found)

    def asked(self, host: str) -> list[Call]:
        return [call for call in self.calls if f"//{host}/" in call.url]


class Breaking:
    """A `Renderer` that cannot make the documents of some channels."""

    def __init__(self, inner: Renderer, broken: set[str]) -> None:
        self._inner = inner
        self._broken = broken
        self.format = inner.format
        self.suffix = inner.suffix

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        return self._inner.fragment(entry, site_language)

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        if edition.channel.id in self._broken:
            raise RenderError(f"{edition.channel.id}{self.suffix} cannot be made")
        return self._inner.assemble(edition, fragments)


class Store(MemoryStore):
    """The store in memory; `fails` is raised where it should record."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: StoreError | None = None

    def record(self, polls: Sequence[Poll]) -> tuple[Poll, ...]:
        if self.fails is not None:
            raise self.fails
        return super().record(polls)

"""What was published, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from feeds.model import DeskItem, DocumentRecord
from feeds.store.memory_tables import Tables
from feeds.store.recording import is_publishable


class MemoryDocuments:
    """What a `Store` knows of published files, in memory."""

    _tables: Tables

    def unpublished(
        self, now: datetime, limit: int, *, leaving: bool = False
    ) -> tuple[DeskItem, ...]:
        tables = self._tables
        due = sorted(
            (tables.page_due[held.id] is None, tables.page_due[held.id] or held.received, held.id)
            for held in (tables.items[id_] for id_ in tables.pages_due(now))
            if not (leaving and is_publishable(held))
        )
        return tuple(tables.items[id_] for *_, id_ in due[:limit])

    def put_off_pages(self, members: Sequence[tuple[str, int, datetime]]) -> None:
        for id_, revision, at in members:
            if self._tables.items[id_].revision == revision and id_ in self._tables.page_due:
                self._tables.page_due[id_] = at

    def paged(self, members: Sequence[tuple[str, int]]) -> None:
        for id_, revision in members:
            if self._tables.items[id_].revision == revision:
                self._tables.paged[id_] = revision
                self._tables.page_due.pop(id_, None)

    def documents_under(self, prefix: str) -> tuple[DocumentRecord, ...]:
        known = sorted(self._tables.documents.items())
        return tuple(one for path, one in known if path.startswith(prefix))

    def newest_pages(self, since: datetime, limit: int) -> tuple[tuple[str, str, int], ...]:
        found = (
            held
            for held in self._tables.items.values()
            if held.published > since
            and is_publishable(held)
            and held.page in self._tables.documents
            and self._tables.paged.get(held.id, 0) > 0
        )
        newest = newest_first(found)[:limit]
        return tuple((one.page, one.id, self._tables.paged[one.id]) for one in newest)

    def front_documents(self) -> tuple[str, ...]:
        return tuple(path for path in self._tables.documents if "/" not in path)

    def documents(self, paths: Sequence[str] | None = None) -> Mapping[str, DocumentRecord]:
        known = self._tables.documents
        if paths is None:
            return dict(known)
        return {path: known[path] for path in paths if path in known}

    def save_documents(self, documents: Sequence[DocumentRecord]) -> None:
        self._tables.documents.update((one.path, one) for one in documents)

    def forget_documents(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._tables.documents.pop(path, None)

    def owe_maps(self, days: Iterable[str]) -> None:
        self._tables.owed_maps.update(days)

    def owed_maps(self) -> tuple[str, ...]:
        return tuple(sorted(self._tables.owed_maps))

    def settle_maps(self, days: Iterable[str]) -> None:
        self._tables.owed_maps.difference_update(days)


def newest_first(items: Iterable[DeskItem]) -> list[DeskItem]:
    """Items in the order in which a channel shows them."""
    return sorted(sorted(items, key=lambda held: held.id), key=lambda h: h.published, reverse=True)

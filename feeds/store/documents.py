"""What was published: documents, the newest pages of stories, and the maps that are to name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, insert, or_, select

from feeds.model import DocumentRecord
from feeds.store.bulk import execute_many
from feeds.store.codec import instant, micros
from feeds.store.connection import Connected, chunks
from feeds.store.tables import document, item, mark

_MAP = "map "
"""Under it and a day: the day's map is to be made anew."""

_NEW_DOCUMENT = insert(document)
_OWED = insert(mark)


class SqlDocuments(Connected):
    """The part of the store that knows of published files."""

    def documents(self, paths: Sequence[str] | None = None) -> Mapping[str, DocumentRecord]:
        if paths is None:
            rows = self._rows(select(document))
        else:
            rows = [
                row
                for some in chunks(paths)
                for row in self._rows(select(document).where(document.c.path.in_(some)))
            ]
        return {row.path: _document_record(row) for row in rows}

    def documents_under(self, prefix: str) -> tuple[DocumentRecord, ...]:
        # A range of the key: "~" follows all that a path is made of.
        begins = (document.c.path >= prefix, document.c.path < f"{prefix}~")
        found = self._rows(select(document).where(*begins).order_by(document.c.path))
        return tuple(map(_document_record, found))

    def newest_pages(self, since: datetime, limit: int) -> tuple[tuple[str, str, int], ...]:
        stands = item.join(document, document.c.path == item.c.page)
        wanted = (
            select(item.c.page, item.c.id, item.c.paged)
            .select_from(stands)
            .where(item.c.published > micros(since), item.c.publishable == 1, item.c.paged > 0)
            .order_by(item.c.published.desc(), item.c.id)
            .limit(limit)
        )
        return tuple((row.page, row.id, row.paged) for row in self._rows(wanted))

    def front_documents(self) -> tuple[str, ...]:
        # All that have a folder in their path are in one of these two; "0" follows "/".
        path = document.c.path
        at_top = or_(path < "archive/", and_(path >= "archive0", path < "story/"), path >= "story0")
        return tuple(row.path for row in self._rows(select(document.c.path).where(at_top)))

    def save_documents(self, documents: Sequence[DocumentRecord]) -> None:
        if not documents:
            return
        with self._writing() as connection:
            self.forget_documents([one.path for one in documents])
            execute_many(
                connection,
                _NEW_DOCUMENT,
                [
                    {"path": one.path, "sha256": one.sha256, "modified": micros(one.modified)}
                    for one in documents
                ],
            )

    def forget_documents(self, paths: Sequence[str]) -> None:
        with self._writing() as connection:
            for some in chunks(paths):
                connection.execute(delete(document).where(document.c.path.in_(some)))

    def owe_maps(self, days: Iterable[str]) -> None:
        owed = tuple(days)
        with self._writing() as connection:
            self.settle_maps(owed)
            execute_many(connection, _OWED, [{"name": f"{_MAP}{day}", "value": ""} for day in owed])

    def owed_maps(self) -> tuple[str, ...]:
        # A range of the key: "~" follows all that a day is made of.
        owed = select(mark.c.name).where(mark.c.name >= _MAP, mark.c.name < f"{_MAP}~")
        rows = self._rows(owed.order_by(mark.c.name))
        return tuple(row.name.removeprefix(_MAP) for row in rows)

    def settle_maps(self, days: Iterable[str]) -> None:
        with self._writing() as connection:
            for some in chunks(f"{_MAP}{day}" for day in days):
                connection.execute(delete(mark).where(mark.c.name.in_(some)))


def _document_record(row: Row[Any]) -> DocumentRecord:
    return DocumentRecord(path=row.path, sha256=row.sha256, modified=instant(row.modified))

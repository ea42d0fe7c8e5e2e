"""Copy removed for good: what a contract that has ended, or a court, asks for.

What is left of an item is its id, that it is withdrawn, and the hashes of its keys, by which it is known when
it comes again. The bytes go as well: from the pages of the database, from its log, from what was deleted
before.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, exc, func, or_, select, update

from feeds.errors import StoreError
from feeds.model import Item, Status
from feeds.store.archiving import leave
from feeds.store.codec import item_to_data, micros
from feeds.store.connection import chunks
from feeds.store.files import being_made, kept_back
from feeds.store.indexing import unindex
from feeds.store.recording import Recording, unroute
from feeds.store.tables import item, ledger, payload, version

ERASED = "removed for good"
_A_DAY = 86_400_000_000
"""Microseconds before an item was recorded in which its document was fetched, for certain."""
_PATIENCE = 3000
"""Milliseconds for which readers are waited for: nobody else can write meanwhile."""


class Erasure(Recording):
    """The part of the store that forgets."""

    def erase(self, *, source: str = "", id_: str = "", until: datetime) -> int:
        mine = item.c.source == source if source else item.c.id == id_
        wanted = select(
            *(item.c.id, item.c.guid, item.c.source, item.c.revision, item.c.story),
            *(item.c.channels, item.c.published, item.c.received),
        )
        with self._writing() as connection:
            found = connection.execute(wanted.where(mine, item.c.received <= micros(until))).all()
            unindex(connection, [row.id for row in found])
            for row in found:
                unroute(connection, row.id, row.channels, row.published)
                self._bare(connection, row)
            ids = [row.id for row in found]
            leave(connection, ids)
            self._forget_prints(connection, ids)
            for some in chunks({row.story for row in found if row.story}):
                self._forget_terms(connection, some)
            for some in chunks(ids):
                connection.execute(
                    update(ledger).where(ledger.c.item.in_(some)).values(reason=ERASED)
                )
            if not source:
                self._forget_documents(connection, found)
            elif ids:  # what came since may have it still
                connection.execute(delete(payload).where(payload.c.source == source))
            else:
                old = payload.c.fetched_at <= micros(until)
                connection.execute(delete(payload).where(payload.c.source == source, old))
        return len(ids)

    @staticmethod
    def _forget_documents(connection: Connection, found: Sequence[Any]) -> None:
        """All of its source since an item came: as long as a feed carries it, each document has its copy."""
        for row in found:
            since = payload.c.fetched_at >= row.received - _A_DAY
            or_later = [  # whatever the clock did; of what has gone the ledger knows it
                payload.c.number >= select(func.min(one.c.payload)).where(mine).scalar_subquery()
                for one in (version, ledger)
                for mine in [one.c.item == row.id]
            ]
            connection.execute(
                delete(payload).where(payload.c.source == row.source, or_(since, *or_later))
            )

    @staticmethod
    def _bare(connection: Connection, row: Any) -> None:  # noqa: ANN401 -- a row of any driver
        """Withdrawn it is also where nobody had let it out: it never is."""
        guid, gone = erased_guid(row.guid), {"status": Status.WITHDRAWN.value, "channels": ""}
        mine, versions = update(item).where(item.c.id == row.id), update(version)
        connection.execute(
            mine.values(
                guid=guid, page=erased_page(row.id), version="", digest="", publishable=0, **gone
            )
        )
        data = item_to_data(Item(guid=guid, source=row.source, provider=""))
        versions = versions.where(version.c.item == row.id)
        connection.execute(versions.values(data=data, digest="", reason=ERASED))
        connection.execute(versions.where(version.c.revision == row.revision).values(gone))

    def compact(self) -> None:
        try:
            with self._turn, self._engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                # First: while somebody reads, the log would grow by a whole store each time.
                _empty_log(raw)
                try:
                    raw.execute("PRAGMA temp_store = FILE")  # memory holds no whole store
                    # Words that were taken out stand in the index until its parts are put together.
                    raw.execute("INSERT INTO search (search) VALUES ('optimize')")
                    # What was deleted, now or ever, is in no page of the new file.
                    raw.execute("VACUUM")
                finally:
                    raw.execute("PRAGMA temp_store = MEMORY")
                _empty_log(raw)
            self._remove_copies()
        except (exc.SQLAlchemyError, sqlite3.Error, OSError) as fault:
            raise StoreError(f"the store cannot be written anew: {fault}") from fault

    def _remove_copies(self) -> None:
        """What a replay, a restoring or an upgrade has left beside the store has the copy as well."""
        database = Path(self._engine.url.database or "")
        for one in (*kept_back(database), *being_made(database)):
            one.unlink(missing_ok=True)


def _empty_log(raw: Any) -> None:  # noqa: ANN401 -- the driver's own connection
    """Raises StoreError where somebody goes on reading from it."""
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        (busy,) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[:1]
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience}")
    if busy:
        raise StoreError("the store's log cannot be emptied: somebody reads from it")


def erased_guid(guid: str) -> str:
    """What is left of a wire's id."""
    return hashlib.sha256(guid.encode("utf-8", "replace")).hexdigest()[:32]


def erased_page(id_: str) -> str:
    """The path of a page that never stands: the real one has words of the headline."""
    return f"story/withdrawn/{id_.rpartition(':')[2]}.html"

"""Copy removed for good: what a contract that has ended, or a court, asks for.

What is left of an item is its id, that it is withdrawn, and the hashes of its keys, by which it is known when
it comes again. The bytes go as well: from the pages of the database, from its log, from what was deleted
before.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from typing import Any

from sqlalchemy import delete, exc, select, update

from feeds.errors import StoreError
from feeds.model import Item, Status
from feeds.store.codec import item_to_json
from feeds.store.connection import chunks
from feeds.store.recording import Recording
from feeds.store.tables import item, ledger, payload, route, version

_ERASED = "removed for good"
_TRIES = 100
_PAUSE = 0.1


class Erasure(Recording):
    """The part of the store that forgets."""

    def erase(self, *, source: str = "", id_: str = "") -> int:
        mine = item.c.source == source if source else item.c.id == id_
        with self._writing() as connection:
            found = connection.execute(
                select(item.c.id, item.c.guid, item.c.source, item.c.story, version.c.data)
                .join_from(item, version, (version.c.item == item.c.id) & (version.c.revision == 1))
                .where(mine)
            ).all()
            for row in found:
                connection.execute(
                    update(item)
                    .where(item.c.id == row.id)
                    .values(
                        guid=_hash(row.guid),
                        page=f"story/withdrawn/{row.id.rpartition(':')[2]}.html",
                        version="",
                        digest="",
                        status=Status.WITHDRAWN.value,
                        publishable=0,
                        channels="",
                    )
                )
                bare = Item(guid=_hash(row.guid), source=row.source, provider="")
                connection.execute(
                    update(version)
                    .where(version.c.item == row.id)
                    .values(data=item_to_json(bare), digest="", reason=_ERASED)
                )
            ids = [row.id for row in found]
            for some in chunks({row.story for row in found if row.story}):
                self._forget_terms(connection, some)
            for some in chunks(ids):
                connection.execute(
                    update(ledger).where(ledger.c.item.in_(some)).values(reason=_ERASED)
                )
                connection.execute(delete(route).where(route.c.item.in_(some)))
                numbers = select(version.c.payload).where(version.c.item.in_(some))
                connection.execute(delete(payload).where(payload.c.number.in_(numbers)))
            if source:
                connection.execute(delete(payload).where(payload.c.source == source))
        return len(ids)

    def compact(self) -> None:
        try:
            with self._engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA temp_store = FILE")  # memory holds no whole store
                # What was deleted, now or ever, is in no page of the new file.
                raw.execute("VACUUM")
                raw.execute("PRAGMA temp_store = MEMORY")
                for _ in range(_TRIES):
                    (busy,) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[:1]
                    if not busy:
                        return
                    threading.Event().wait(_PAUSE)
        except (exc.SQLAlchemyError, sqlite3.Error) as fault:
            raise StoreError(f"the store cannot be written anew: {fault}") from fault
        raise StoreError("the store's log cannot be emptied: somebody reads from it")


def _hash(guid: str) -> str:
    return hashlib.sha256(guid.encode("utf-8", "replace")).hexdigest()[:32]

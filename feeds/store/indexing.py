"""How the words of items get into the index, and out of it.

What comes is noted in the transaction that records it, and indexed a moment later, in steps: a pass waits for no index,
and a store that is a million items old is searched while they are still being indexed, the newest first. What goes
leaves the index in the transaction in which it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Insert, bindparam, delete, insert, select, text

from feeds.model import DeskItem, Status
from feeds.store.bulk import execute_many
from feeds.store.codec import micros
from feeds.store.connection import chunks
from feeds.store.search_tables import search_doc, search_due
from feeds.store.tables import item

_SOME: BindParameter[object] = bindparam("some", expanding=True)
_NEW_DOC = insert(search_doc)
_DUE = (
    select(
        search_due.c.item,
        item.c.revision,
        item.c.published,
        item.c.status,
        item.c.gone,
        search_doc.c.number,
    )
    .select_from(search_due)
    .outerjoin(item, item.c.id == search_due.c.item)
    .outerjoin(search_doc, search_doc.c.item == search_due.c.item)
    .order_by(search_due.c.published.desc())
    .limit(bindparam("most"))
)
# The same words out as in, by the same expression: what else is told to be deleted leaves the index damaged.
# OFFSET keeps SQLite from making one query of the two, which would unpack each item for each field.
_TEXT = """number, json_extract(said, '$.headline'),
    json_extract(said, '$.summary') || ' ' || json_extract(said, '$.body_text')
FROM (
    SELECT search_doc.number, item_text(version.data) AS said
    FROM search_doc JOIN version ON version.item = search_doc.item AND version.revision = search_doc.revision
    WHERE search_doc.item IN :some LIMIT -1 OFFSET 0
)"""
_IN = text(f"INSERT INTO search (rowid, headline, copy) SELECT {_TEXT}").bindparams(_SOME)
_OUT = text(
    f"INSERT INTO search (search, rowid, headline, copy) SELECT 'delete', {_TEXT}"
).bindparams(_SOME)


def note(connection: Connection, items: Iterable[DeskItem]) -> None:
    """Items have come or changed: they are to be indexed, and those that are withdrawn are not found any more."""
    every = tuple(items)
    gone = [one.id for one in every if one.status is Status.WITHDRAWN and one.revision > 1]
    unindex(connection, gone)
    rows = [
        {"item": one.id, "published": micros(one.published)}
        for one in every
        if one.status is not Status.WITHDRAWN
    ]
    execute_many(connection, _new_due(connection.dialect.name), rows)


def unindex(connection: Connection, ids: Sequence[str]) -> None:
    """These items are found by no word any more. To be called while their versions are still there."""
    for some in chunks(ids):
        _take_out(connection, some)
        connection.execute(delete(search_due).where(search_due.c.item.in_(some)))


def index(connection: Connection, limit: int) -> bool:
    """Indexes the newest items that are to be, at most `limit`; whether there are more."""
    rows = connection.execute(_DUE, {"most": limit + 1}).all()
    due = rows[:limit]
    numbers = {row.item: row.number for row in due if row.number is not None}
    for some in chunks(numbers):
        _take_out(connection, some)
    has_copy = [
        row for row in due if row.revision is not None and row.gone is None and _is_found(row)
    ]
    numbered = _numbered(connection, has_copy, numbers)
    execute_many(connection, _NEW_DOC, numbered)
    for some in chunks(row["item"] for row in numbered):
        connection.execute(_IN, {"some": some})
    for some in chunks(row.item for row in due):
        connection.execute(delete(search_due).where(search_due.c.item.in_(some)))
    return len(rows) > limit


def _is_found(row: Any) -> bool:  # noqa: ANN401 -- a row of any driver
    return bool(row.status != Status.WITHDRAWN.value)


def _take_out(connection: Connection, ids: Sequence[str]) -> None:
    known = select(search_doc.c.item).where(search_doc.c.item.in_(ids))
    if found := [row.item for row in connection.execute(known)]:
        connection.execute(_OUT, {"some": found})
        connection.execute(delete(search_doc).where(search_doc.c.item.in_(found)))


def _numbered(
    connection: Connection, rows: Sequence[Any], numbers: Mapping[str, int]
) -> list[dict[str, Any]]:
    """An entry for each item: under the number that it had, or under the first that is free from its date on."""
    taken = set(numbers.values())
    entries = []
    for row in rows:
        number = numbers.get(row.item)
        if number is None:
            number = row.published
            while number in taken or _is_taken(connection, number):
                number += 1
            taken.add(number)
        entries.append({"number": number, "item": row.item, "revision": row.revision})
    return entries


def _is_taken(connection: Connection, number: int) -> bool:
    wanted = select(search_doc.c.item).where(search_doc.c.number == number)
    return connection.execute(wanted).first() is not None


@cache
def _new_due(dialect: str) -> Insert:
    """An INSERT that leaves alone what is noted already, in the database's own words."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql

        return insert_postgresql(search_due).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as insert_sqlite

    return insert_sqlite(search_due).on_conflict_do_nothing()

"""Places in archives, as they follow what is recorded: who waits for one, and which pages an item is in."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Insert,
    Select,
    bindparam,
    delete,
    insert,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from feeds.model import Channel
from feeds.store.bulk import execute_many
from feeds.store.codec import micros
from feeds.store.connection import chunks
from feeds.store.tables import PAGE_HAS_CHANGED, PAGE_WAITS, archive_page, archived, item, mark

HIGHEST = "archive "
"""Under it and a channel's id: the highest number that its pages have had."""
_NO_LONGER = delete(archived).where(
    archived.c.item == bindparam("_item"),
    archived.c.channel == bindparam("_channel"),
    archived.c.page == literal_column("0"),
)
# Constants, since to take in five hundred values one by one costs more than to look them up.
_SOME: BindParameter[object] = bindparam("some", expanding=True)
_WHICH = tuple_(archive_page.c.channel, archive_page.c.number)
_PLACES = select(archived.c.channel, archived.c.page)
_THEIRS = update(archive_page).where(_WHICH.in_(_PLACES.where(archived.c.item.in_(_SOME))))
_COPIES = select(item.c.id).where(item.c.copy_of.in_(_SOME), item.c.copy_of != literal_column("''"))
_OF_COPIES = update(archive_page).where(_WHICH.in_(_PLACES.where(archived.c.item.in_(_COPIES))))
_IS_DONE = archive_page.c.due == literal_column("0")
_HAVE_CHANGED = _THEIRS.values(due=2)
_LOOK_AGAIN = tuple(one.where(_IS_DONE).values(due=1) for one in (_THEIRS, _OF_COPIES))


def wait(connection: Connection, routes: Sequence[Mapping[str, Any]]) -> None:
    """Items wait for their places in the channels that they are routed to; who has one keeps it."""
    rows = [{"item": one["item"], "channel": one["channel"], "page": 0} for one in routes]
    execute_many(connection, _new_place(connection.dialect.name), rows)


def wait_no_longer(connection: Connection, id_: str, channels: Iterable[str]) -> None:
    """An item leaves channels: where it has no place yet it gets none."""
    execute_many(connection, _NO_LONGER, [{"_item": id_, "_channel": one} for one in channels])


def touch(connection: Connection, ids: Iterable[str]) -> None:
    """Items change or leave: the pages in which they have their places show something else."""
    for some in chunks(ids):
        connection.execute(_HAVE_CHANGED, {"some": some})


def touch_copies(connection: Connection, roots: Iterable[str]) -> None:
    """Of the items with the same copy as these one may stand for the others now that did not before."""
    for some in chunks(roots):
        for look in _LOOK_AGAIN:
            connection.execute(look, {"some": some})


def leave(connection: Connection, ids: Iterable[str]) -> None:
    """Items lose their places: nothing of them is to be shown again."""
    for some in chunks(ids):
        touch(connection, some)
        connection.execute(delete(archived).where(archived.c.item.in_(some)))


def followed(
    channels: Iterable[Channel], fresh: Container[str], gone: Container[str]
) -> Iterator[tuple[str, str]]:
    """The channels that are gone, with those under whose ids they go on now."""
    for one in channels:
        if one.id in fresh:
            for old in [id_ for id_ in reversed(one.formerly) if id_ in gone][:1]:
                yield old, one.id


def hand_on(connection: Connection, old: str, new: str) -> None:
    """The archive of a channel goes on under another id: its pages with their numbers, and what has its place in
    them. Not where pages of that id have had numbers already, which would lead to other stories.
    """
    numbers = select(archive_page.c.number).where(archive_page.c.channel == new).limit(1)
    names = select(mark.c.name).where(mark.c.name == f"{HIGHEST}{new}")
    if connection.execute(numbers).first() or connection.execute(names).first():
        return
    kept: dict[str, Any] = {one.name: one for one in archive_page.c} | {
        "channel": literal(new).label("channel"),
        "due": literal(2).label("due"),
    }
    pages = select(*kept.values()).where(archive_page.c.channel == old)
    connection.execute(insert(archive_page).from_select(list(kept), pages))
    placed = (archived.c.channel == old, archived.c.page > 0)
    connection.execute(update(archived).where(*placed).values(channel=new))
    known = select(literal(f"{HIGHEST}{new}"), mark.c.value).where(mark.c.name == f"{HIGHEST}{old}")
    connection.execute(insert(mark).from_select(["name", "value"], known))


def any_due(now: datetime) -> Select[Any]:
    """Any page that is to be made."""
    turned = archive_page.c.next_change <= micros(now)
    return select(archive_page.c.number).where(or_(PAGE_HAS_CHANGED, PAGE_WAITS, turned)).limit(1)


@cache
def _new_place(dialect: str) -> Insert:
    """An INSERT that leaves places alone which are given already, in the database's own words."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql

        return insert_postgresql(archived).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as insert_sqlite

    return insert_sqlite(archived).on_conflict_do_nothing()

"""How people find items again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Select,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    text,
    tuple_,
)

from feeds.model import Arrivals, DeskItem, Found, Phrase, Place, Sought, Status
from feeds.store.codec import instant, micros
from feeds.store.history import Histories
from feeds.store.indexing import index
from feeds.store.search_tables import search_doc
from feeds.store.tables import item, route

_WINDOWS = (200, 2000)
"""Items that one look goes through to find those that answer to all that is asked: most are among the first of them."""
_HOUR = 3600 * 1_000_000
_COMMON = frozenset({Status.NEW, Status.UPDATE, Status.DUPLICATE})
_HAS_COPY = item.c.gone.is_(None)
_EVER = 2**62
_ASKED = (item.c.source, item.c.status)
_MATCHING = text(
    "SELECT rowid AS number FROM search WHERE search MATCH :words AND rowid < :before"
    " ORDER BY rowid DESC LIMIT :most OFFSET :skip"
).columns(column("number"))
Look = Callable[[int, int], Select[Any]]
"""So many rows behind so many others, newest first."""
Left = Mapping[str, str]
"""What is to be asked of each row: the value of a column."""

_BY_HOUR = (
    select(
        item.c.source,
        (item.c.received // _HOUR).label("hour"),
        func.count().label("came"),
        func.sum(item.c.publishable).label("out"),
    )
    .where(
        item.c.source.in_(bindparam("some", expanding=True)),
        item.c.received >= bindparam("since"),
    )
    .group_by(item.c.source, literal_column("hour"))
    .order_by(literal_column("hour"), item.c.source)
)


class SqlSearch(Histories):
    """The part of the store that is `Search`."""

    def index(self, limit: int) -> bool:
        with self._writing() as connection:
            return index(connection, limit)

    def seek(self, sought: Sought, *, after: Place | None = None, limit: int) -> Found:
        look, left = (_by_words if sought.phrases else _by_date)(sought, after)
        page: Sequence[Any] = ()
        onward: Any = None
        for most in _WINDOWS if left else (limit + 1,):
            page = self._rows(_fitting(look(most, 0), left, limit + 1))
            if len(page) > limit:
                onward = page[limit - 1]
                break
            onward = self._row(look(1, most - 1)) if left else None
            if onward is None:
                break
        return Found(
            items=self.held([row.id for row in page[:limit]]),
            next=Place(at=onward.at, id=onward.id) if onward is not None else None,
        )

    def beginning(self, start: str) -> tuple[DeskItem, ...]:
        # Between, so that the index is used: the letters of base32 are a to z and 2 to 7.
        among = item.c.id.between(f"{start}2", f"{start}{'z' * 32}")
        rows = self._rows(select(item.c.id).where(among).order_by(item.c.id))
        return self.held([row.id for row in rows])

    def arrivals(self, sources: Sequence[str], since: datetime) -> tuple[Arrivals, ...]:
        rows = self._rows(_BY_HOUR, some=list(sources), since=micros(since))
        hours = {hour: instant(hour * _HOUR) for hour in {row.hour for row in rows}}
        return tuple(
            Arrivals(source=source, hour=hours[hour], came=came, out=int(out))
            for source, hour, came, out in map(tuple, rows)
        )

    def standing(self, status: Status, most: int) -> int:
        one = select(item.c.published).where(item.c.status == status.value, _HAS_COPY).limit(most)
        row = self._row(select(func.count()).select_from(one.subquery()))
        return int(row[0]) if row is not None else 0


def _by_words(sought: Sought, after: Place | None) -> tuple[Look, Left]:
    """What is found by words, newest first, and what is still to be asked of each row."""
    words, before = _expression(sought.phrases), after.at if after is not None else _EVER
    is_in = and_(
        route.c.channel == sought.channel,
        route.c.published == item.c.published,
        route.c.item == item.c.id,
    )

    def look(most: int, skip: int) -> Select[Any]:
        found = _MATCHING.bindparams(words=words, before=before, most=most, skip=skip)
        matching = found.subquery("matching")
        rows = matching.join(search_doc, search_doc.c.number == matching.c.number)
        rows = rows.join(item, item.c.id == search_doc.c.item)
        columns = (search_doc.c.number.label("at"), item.c.id, *_ASKED)
        if not sought.channel:
            return select(*columns).select_from(rows)
        return select(*columns, route.c.channel).select_from(rows.outerjoin(route, is_in))

    return look, _left(sought, "source", "status", "channel")


def _by_date(sought: Sought, after: Place | None) -> tuple[Look, Left]:
    """The same by the index that leaves least to be asked."""
    order: tuple[Column[Any], Column[Any]] = (item.c.published, item.c.id)
    rare = sought.status is not None and sought.status not in _COMMON
    if sought.channel:
        order = (route.c.published, route.c.item)
        lead, left = route.c.channel == sought.channel, _left(sought, "source", "status")
    elif sought.source and not rare:
        lead, left = and_(item.c.source == sought.source, _HAS_COPY), _left(sought, "status")
    elif sought.status is not None:
        lead, left = and_(item.c.status == sought.status, _HAS_COPY), _left(sought, "source")
    else:
        lead, left = _HAS_COPY, {}
    at, id_ = order[0].label("at"), order[1].label("id")
    wanted = select(at, id_, *(() if sought.channel else _ASKED)).where(lead)
    wanted = wanted.order_by(order[0].desc(), order[1].desc())
    if after is not None:
        wanted = wanted.where(tuple_(*order) < tuple_(after.at, after.id))

    def look(most: int, skip: int) -> Select[Any]:
        found = wanted.limit(most).offset(skip)
        if not sought.channel:
            return found
        routed = found.subquery("routed")  # what is skipped is asked for nothing
        return select(routed.c.at, routed.c.id, *_ASKED).join_from(
            routed, item, item.c.id == routed.c.id
        )

    return look, left


def _left(sought: Sought, *names: str) -> Left:
    """Which values columns have to have of those, for what is asked."""
    return {name: value for name in names if (value := getattr(sought, name))}


def _fitting(window: Select[Any], left: Left, most: int) -> Select[Any]:
    """Rows of a window that answer to all, at most so many. The database asks: to bring each row here to be asked
    costs more than to find it, and another thread may run before it comes.
    """
    rows = window.subquery("looked_at")
    fits = (rows.c[name] == value for name, value in left.items())
    wanted = select(rows.c.at, rows.c.id).where(*fits)
    return wanted.order_by(rows.c.at.desc(), rows.c.id.desc()).limit(most)


def _expression(phrases: Sequence[Phrase]) -> str:
    """The phrases in FTS5's own words: each a string, in which nothing but its quotes means anything."""
    return " ".join(
        '"{}"{}'.format(one.words.replace('"', '""'), "*" if one.begins else "") for one in phrases
    )

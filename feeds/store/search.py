"""How people find items again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, column, func, literal_column, select, text, tuple_

from feeds.model import Arrivals, Found, Phrase, Place, Sought, Status
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
_ROW = (item.c.id, item.c.source, item.c.status, item.c.channels, item.c.publishable)
_MATCHING = text(
    "SELECT rowid AS number FROM search WHERE search MATCH :words AND rowid < :before"
    " ORDER BY rowid DESC LIMIT :most"
).columns(column("number"))
Answers = Callable[[Any], bool]
"""Whether a row answers to what is asked."""

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
        by = _by_words if sought.phrases else _by_date
        rows: Sequence[Any] = ()
        fit: list[Any] = []
        for most in _WINDOWS:
            window, left = by(sought, after, most if _is_narrowed(sought) else limit + 1)
            rows = self._rows(window)
            fit = [row for row in rows if all(answers(row) for answers in left)]
            if len(fit) > limit or len(rows) < most:
                break
        page = fit[:limit]
        onward: Any = None
        if len(fit) > limit:
            onward = page[-1]
        elif len(rows) == _WINDOWS[-1]:
            onward = rows[-1]
        return Found(
            items=self.held([row.id for row in page]),
            next=Place(at=onward.at, id=onward.id) if onward is not None else None,
        )

    def arrivals(self, sources: Sequence[str], since: datetime) -> tuple[Arrivals, ...]:
        rows = self._rows(_BY_HOUR, some=list(sources), since=micros(since))
        return tuple(
            Arrivals(
                source=row.source,
                hour=instant(row.hour * _HOUR),
                came=row.came,
                out=int(row.out),
            )
            for row in rows
        )

    def standing(self, status: Status, most: int) -> int:
        one = select(item.c.published).where(item.c.status == status.value, _HAS_COPY).limit(most)
        row = self._row(select(func.count()).select_from(one.subquery()))
        return int(row[0]) if row is not None else 0


def _by_words(sought: Sought, after: Place | None, most: int) -> tuple[Select[Any], list[Answers]]:
    """What is found by words, newest first, and what is still to be asked of each row."""
    left = [*_of_source(sought), *_of_status(sought), *_in_channel(sought)]
    matching = _MATCHING.bindparams(
        words=_expression(sought.phrases),
        before=after.at if after is not None else _EVER,
        most=most,
    ).subquery("matching")
    wanted = (
        select(search_doc.c.number.label("at"), *_ROW)
        .select_from(matching)
        .join(search_doc, search_doc.c.number == matching.c.number)
        .join(item, item.c.id == search_doc.c.item)
        .order_by(search_doc.c.number.desc())
    )
    return wanted, left


def _by_date(sought: Sought, after: Place | None, most: int) -> tuple[Select[Any], list[Answers]]:
    """The same by the index that leaves least to be asked."""
    if sought.channel:
        wanted = select(route.c.published.label("at"), *_ROW).join_from(
            route, item, item.c.id == route.c.item
        )
        order = (route.c.published, route.c.item)
        lead, left = route.c.channel == sought.channel, [*_of_source(sought), *_of_status(sought)]
    else:
        wanted = select(item.c.published.label("at"), *_ROW)
        order = (item.c.published, item.c.id)
        rare = sought.status is not None and sought.status not in _COMMON
        if sought.source and not rare:
            lead, left = and_(item.c.source == sought.source, _HAS_COPY), _of_status(sought)
        elif sought.status is not None:
            lead, left = and_(item.c.status == sought.status.value, _HAS_COPY), _of_source(sought)
        else:
            lead, left = _HAS_COPY, []
    wanted = wanted.where(lead).order_by(order[0].desc(), order[1].desc()).limit(most)
    if after is not None:
        wanted = wanted.where(tuple_(*order) < tuple_(after.at, after.id))
    return wanted, left


def _is_narrowed(sought: Sought) -> bool:
    """Whether no index alone answers to what is asked."""
    asked = (sought.phrases, sought.source, sought.channel, sought.status)
    return sum(map(bool, asked)) > 1


def _of_source(sought: Sought) -> list[Answers]:
    return [lambda row: row.source == sought.source] if sought.source else []


def _of_status(sought: Sought) -> list[Answers]:
    status = sought.status
    return [lambda row: row.status == status.value] if status is not None else []


def _in_channel(sought: Sought) -> list[Answers]:
    if not sought.channel:
        return []
    return [lambda row: row.publishable == 1 and sought.channel in row.channels.split()]


def _expression(phrases: Sequence[Phrase]) -> str:
    """The phrases in FTS5's own words: each a string, in which nothing but its quotes means anything."""
    return " ".join(
        '"{}"{}'.format(one.words.replace('"', '""'), "*" if one.begins else "") for one in phrases
    )

"""Stories as the store remembers them: by the terms of their headlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Insert,
    Select,
    Table,
    bindparam,
    case,
    delete,
    func,
    select,
)

from feeds.model import Frequencies, StorySoFar, Topic
from feeds.store.bulk import execute_many, rows_of
from feeds.store.codec import instant, micros
from feeds.store.connection import Connected, chunks
from feeds.store.tables import story, story_city, story_term, term_day

_DAY = 24 * 3600 * 1_000_000
_BEGUN = ""
"""The term that no headline has, by which stories are counted."""
_SOME: BindParameter[object] = bindparam("some", expanding=True)
_WANTED: BindParameter[object] = bindparam("wanted", expanding=True)
_SINCE: BindParameter[int] = bindparam("since")

_FREQUENCIES: Select[Any] = (
    select(term_day.c.term, func.sum(term_day.c.n).label("n"))
    .where(term_day.c.term.in_(_SOME), term_day.c.day >= _SINCE)
    .group_by(term_day.c.term)
)
_SHARED = func.count().label("shared")
_SHARING: Select[Any] = (
    select(story.c.id, story.c.told, story.c.last, _SHARED)
    .join_from(story_term, story, story.c.id == story_term.c.story)
    .where(story_term.c.term.in_(_SOME), story.c.last >= _SINCE)
    .group_by(story.c.id, story.c.told, story.c.last)
    .order_by(_SHARED.desc(), story.c.last.desc(), story.c.id)
    .limit(bindparam("most"))
)
_COUNTS = select(story_term).where(story_term.c.story.in_(_SOME), story_term.c.term.in_(_WANTED))
_KNOWN = select(story.c.id).where(story.c.id == bindparam("id"))
_CITIES = select(story_city).where(story_city.c.story.in_(_SOME))


class SqlStories(Connected):
    """The part of the store that is `Stories`."""

    def frequencies(self, terms: Sequence[str], *, since: datetime) -> Frequencies:
        asked = {"some": [*terms, _BEGUN], "since": micros(since) // _DAY}
        with self._reading() as connection:
            counts = {row.term: int(row.n) for row in rows_of(connection, _FREQUENCIES, asked)}
        return Frequencies(stories=counts.pop(_BEGUN, 0), counts=counts)

    def sharing(
        self, rare: Sequence[str], terms: Sequence[str], *, since: datetime, limit: int
    ) -> Sequence[StorySoFar]:
        counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        cities: defaultdict[str, set[str]] = defaultdict(set)
        asked = {"some": list(rare), "since": micros(since), "most": limit}
        with self._reading() as connection:
            best = rows_of(connection, _SHARING, asked)
            ids = [row.id for row in best]
            for row in rows_of(connection, _COUNTS, {"some": ids, "wanted": list(terms)}):
                counts[row.story][row.term] = row.n
            for row in rows_of(connection, _CITIES, {"some": ids}):
                cities[row.story].add(row.city)
        return [
            StorySoFar(
                id=row.id,
                items=row.told,
                counts=counts[row.id],
                cities=frozenset(cities[row.id]),
                last=instant(row.last),
            )
            for row in best
        ]

    def drop_stories(self, before: datetime) -> int:
        with self._writing() as connection:
            rows = connection.execute(select(story.c.id).where(story.c.last < micros(before)))
            old = [row.id for row in rows]
            for some in chunks(old):
                connection.execute(delete(story_term).where(story_term.c.story.in_(some)))
                connection.execute(delete(story_city).where(story_city.c.story.in_(some)))
                connection.execute(delete(story).where(story.c.id.in_(some)))
            connection.execute(delete(term_day).where(term_day.c.day < micros(before) // _DAY))
        return len(old)

    @staticmethod
    def _forget_terms(connection: Connection, ids: Sequence[str]) -> None:
        """What the headlines of stories had goes, and with it each term that no other story has."""
        terms = select(story_term.c.term).where(story_term.c.story.in_(ids))
        words = [row.term for row in connection.execute(terms.distinct())]
        connection.execute(delete(story_term).where(story_term.c.story.in_(ids)))
        connection.execute(delete(story_city).where(story_city.c.story.in_(ids)))
        left = select(story_term.c.term)
        for some in chunks(words):
            connection.execute(
                delete(term_day).where(term_day.c.term.in_(some), term_day.c.term.not_in(left))
            )

    def join(self, story_id: str, topic: Topic, at: datetime) -> None:
        terms = [one.text for one in topic.terms]
        day = micros(at) // _DAY
        with self._writing() as connection:
            known = rows_of(connection, _KNOWN, {"id": story_id})
            asked = {"some": [story_id], "wanted": terms}
            had = {row.term for row in rows_of(connection, _COUNTS, asked)}
            dialect = connection.dialect.name
            execute_many(
                connection,
                _more(story, dialect),
                [{"id": story_id, "told": 1, "last": micros(at)}],
            )
            execute_many(
                connection,
                _more(story_term, dialect),
                [{"term": term, "story": story_id, "n": 1} for term in terms],
            )
            fresh = [term for term in terms if term not in had]
            execute_many(
                connection,
                _more(term_day, dialect),
                [
                    {"term": term, "day": day, "n": 1}
                    for term in (*fresh, *(() if known else (_BEGUN,)))
                ],
            )
            if topic.city:
                execute_many(
                    connection,
                    _more(story_city, dialect),
                    [{"story": story_id, "city": topic.city}],
                )


@cache
def _more(table: Table, dialect: str) -> Insert:
    """Inserts a row, or counts one more where it is there, in the database's own words."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as own
    else:
        from sqlalchemy.dialects.sqlite import insert as own  # type: ignore[assignment]
    made = own(table)
    keys = list(table.primary_key.columns)
    if table is story_city:
        return made.on_conflict_do_nothing()
    counted = table.c["told"] if table is story else table.c["n"]
    changed = {counted.name: counted + made.excluded[counted.name]}
    if table is story:
        new = made.excluded["last"]
        changed["last"] = case((new > story.c.last, new), else_=story.c.last)
    return made.on_conflict_do_update(index_elements=keys, set_=changed)

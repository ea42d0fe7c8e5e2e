"""How what is old leaves the database.

What is left of an item is its row, without a word of its copy, and its keys: they are what a wire that sends it
again is answered by. The lines of its ledger that its versions were move to the table of the other lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    Select,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    update,
)

from feeds.model import Aged, Gone, LedgerLine, Status, Sweep
from feeds.store.archiving import leave
from feeds.store.bulk import execute_many
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none
from feeds.store.connection import chunks
from feeds.store.indexing import unindex
from feeds.store.recording import unroute
from feeds.store.release import Release
from feeds.store.tables import channel, item, journal, ledger, mark, notice, route, version

_SWEEP = "sweep"
_HAS_COPY = item.c.gone.is_(None)
# What the index says of itself: SQLite takes it for nothing less.
_IS_LAST_LINE = ledger.c.stage == literal_column("'keep'")

_NEW_LINE = insert(ledger)
_GONE = update(item).where(item.c.id == bindparam("_id"))


class Retaining(Release):
    """The part of the store that lets go."""

    def aged(
        self, source: str, *, after: datetime | None, before: datetime, limit: int
    ) -> tuple[Aged, ...]:
        wanted = _kept(source).where(item.c.updated < micros(before))
        if after is not None:
            wanted = wanted.where(item.c.updated > micros(after))
        rows = self._rows(wanted.order_by(item.c.updated).limit(limit))
        return tuple(
            Aged(
                id=row.id,
                received=instant(row.received),
                updated=instant(row.updated),
                revision=row.revision,
                status=Status(row.status),
                published=instant(row.published),
                channels=tuple(row.channels.split()) if row.publishable else (),
            )
            for row in rows
        )

    def newest(self, source: str, n: int) -> datetime | None:
        changes = select(item.c.updated).where(item.c.source == source, _HAS_COPY)
        row = self._row(changes.order_by(item.c.updated.desc()).offset(n - 1).limit(1))
        return instant(row.updated) if row is not None else None

    def newest_published(self, channel: str, n: int) -> datetime | None:
        newest = (route.c.published.desc(), route.c.item.desc())
        dates = select(route.c.published).where(route.c.channel == channel)
        row = self._row(dates.order_by(*newest).offset(n - 1).limit(1))
        return instant(row.published) if row is not None else None

    def shown(self, since: datetime) -> frozenset[str]:
        rows = self._rows(select(channel.c.id, channel.c.members))
        found = {id_ for row in rows for id_, _ in orjson.loads(row.members)}
        for some in chunks(row.id for row in rows):
            lost = select(notice.c.item).where(
                notice.c.channel.in_(some), notice.c.at > micros(since)
            )
            found.update(row.item for row in self._rows(lost))
        return frozenset(found)

    def let_go(self, lines: Sequence[tuple[str, LedgerLine]]) -> None:
        with self._writing() as connection:
            for some in chunks(lines):
                ids = [id_ for id_, _ in some]
                unindex(connection, ids)
                decided = (
                    select(version)
                    .with_only_columns(
                        *(version.c[name] for name in ("item", "revision", "recorded", "status")),
                        *(version.c[name] for name in ("rule", "reason", "payload")),
                    )
                    .where(version.c.item.in_(ids))
                    .order_by(version.c.item, version.c.revision)
                )
                rows = connection.execute(decided).all()
                execute_many(connection, _NEW_LINE, [_line_of(row) for row in rows])
                self.tell(some)
                stood = select(item.c.id, item.c.channels, item.c.published)
                places = connection.execute(stood.where(item.c.id.in_(ids))).all()
                for row in places:
                    unroute(connection, row.id, row.channels, row.published)
                leave(connection, ids)
                self._forget_prints(connection, ids)
                connection.execute(delete(version).where(version.c.item.in_(ids)))
                execute_many(connection, _GONE, [_bare(id_, line) for id_, line in some])

    def make_again(self, ids: Sequence[str]) -> None:
        with self._writing() as connection:
            for some in chunks(ids):
                connection.execute(update(item).where(item.c.id.in_(some)).values(page_due=1))

    def gone(self, key: str) -> tuple[Gone, ...]:
        for column in (item.c.id, item.c.guid):
            wanted = select(item).where(column == key, item.c.gone.is_not(None))
            if rows := self._rows(wanted.order_by(item.c.id)):
                return tuple(
                    Gone(
                        id=row.id,
                        source=row.source,
                        guid=row.guid,
                        status=Status(row.status),
                        received=instant(row.received),
                        published=instant(row.published),
                        since=instant(row.gone),
                    )
                    for row in rows
                )
        return ()

    def was_let_go(self, page: str) -> bool:
        taken_away = (item.c.page == page, item.c.publishable == 0, item.c.paged > 0)
        kept_no_more = (item.c.gone.is_not(None), item.c.status != Status.WITHDRAWN.value)
        return self._row(select(item.c.id).where(*taken_away, *kept_no_more)) is not None

    def drop_ledgers(self, before: datetime, limit: int, *, unless: Sequence[str]) -> int:
        ruled = exists().where(journal.c.target == ledger.c.item, journal.c.verb.in_(list(unless)))
        old = (
            select(ledger.c.item)
            .where(_IS_LAST_LINE, ledger.c.at < micros(before), ~ruled)
            .order_by(ledger.c.at)
            .limit(limit)
        )
        ids = [row.item for row in self._rows(old)]
        if ids:
            with self._writing() as connection:
                for some in chunks(ids):
                    connection.execute(delete(ledger).where(ledger.c.item.in_(some)))
        return len(ids)

    def sweep(self) -> Sweep | None:
        row = self._row(select(mark.c.value).where(mark.c.name == _SWEEP))
        if row is None:
            return None
        said = orjson.loads(row.value)
        return Sweep(
            begun=instant(said["begun"]),
            source=said["source"],
            after=instant_or_none(said["after"]),
            done=said["done"],
        )

    def save_sweep(self, sweep: Sweep) -> None:
        said = {
            "begun": micros(sweep.begun),
            "source": sweep.source,
            "after": micros_or_none(sweep.after),
            "done": sweep.done,
        }
        with self._writing() as connection:
            connection.execute(delete(mark).where(mark.c.name == _SWEEP))
            connection.execute(insert(mark).values(name=_SWEEP, value=orjson.dumps(said).decode()))


def _kept(source: str) -> Select[Any]:
    return select(
        item.c.id,
        item.c.received,
        item.c.updated,
        item.c.revision,
        item.c.status,
        item.c.published,
        item.c.publishable,
        item.c.channels,
    ).where(item.c.source == source, _HAS_COPY)


def _line_of(row: Any) -> dict[str, Any]:  # noqa: ANN401 -- a row of any driver
    """The line of a ledger that a version is."""
    return {
        "item": row.item,
        "at": row.recorded,
        "stage": "desk",
        "status": row.status,
        "rule": row.rule,
        "reason": row.reason,
        "revision": row.revision,
        "payload": row.payload,
    }


def _bare(id_: str, line: LedgerLine) -> dict[str, Any]:
    """What changes in the row of an item whose copy goes."""
    return {
        "_id": id_,
        "publishable": 0,
        "page_due": 0,
        "channels": "",
        "copy_of": "",
        "version": "",
        "digest": "",
        "gone": micros(line.at),
    }

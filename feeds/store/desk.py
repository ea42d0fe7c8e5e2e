"""What the desk holds: items, the keys they are known by, their versions and their ledgers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
)

from feeds.model import DeskItem, Held, LedgerLine, Status
from feeds.store.bulk import execute_many, look_up, rows_of
from feeds.store.codec import hashed, instant, instant_or_none, item_from_data, micros
from feeds.store.connection import chunks
from feeds.store.erasure import erased_page
from feeds.store.recording import is_publishable
from feeds.store.replaying import Replaying
from feeds.store.tables import (
    PAGE_IS_DUE,
    PAGE_IS_PUT_OFF,
    item,
    item_key,
    ledger,
    notice,
    route,
    version,
)

_STREAMED = 200
# Constants, since to take in five hundred values one by one costs more than to look them up.
_SOME: BindParameter[object] = bindparam("some", expanding=True)
_MATCHED = (
    select(
        item_key.c.key,
        item.c.id,
        item.c.status,
        item.c.version,
        item.c.versioncreated,
        item.c.digest,
        item.c.revision,
        item.c.gone,
        item.c.page,
    )
    .join_from(item_key, item, item.c.id == item_key.c.item)
    .where(item_key.c.key.in_(_SOME))
)
_NEW_LINE = insert(ledger)

_NEWEST = and_(version.c.item == item.c.id, version.c.revision == item.c.revision)
_DESK_ITEM = (
    item.c.id,
    item.c.received,
    item.c.published,
    item.c.page,
    item.c.story,
    item.c.copy_of,
    version.c.revision,
    version.c.status,
    version.c.reason,
    version.c.digest,
    version.c.updated,
    version.c.channels,
    version.c.data,
)


def newest_versions() -> Select[Any]:
    """Items with their newest versions, ready for `desk_item`."""
    return select(*_DESK_ITEM).join_from(item, version, _NEWEST)


def pages_due(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Which items' pages are due whatever the hour, and which are since theirs has come; an index for each."""
    return PAGE_IS_DUE, and_(PAGE_IS_PUT_OFF, item.c.page_from <= micros(now))


_DECIDED = select(  # without the copy
    *(version.c.recorded, version.c.status, version.c.rule, version.c.reason),
    *(version.c.revision, version.c.payload),
)


def every_version() -> Select[Any]:
    """Items with each of their versions, ready for `desk_item`."""
    return select(*_DESK_ITEM).join_from(item, version, version.c.item == item.c.id)


def desk_item(row: Any) -> DeskItem:  # noqa: ANN401 -- a row of any driver
    """The value of a row of the two queries above."""
    return _desk_item(*row)


@lru_cache(maxsize=1024)  # fifty channels show the same items: each is made of its row once
def _desk_item(
    id_: str,
    received: int,
    published: int,
    page: str,
    story: str,
    copy_of: str,
    revision: int,
    status: str,
    reason: str,
    digest: str,
    updated: int,
    channels: str,
    data: bytes | str,
) -> DeskItem:
    return DeskItem(
        id=id_,
        item=item_from_data(data),
        status=Status(status),
        reason=reason,
        digest=digest,
        revision=revision,
        received=instant(received),
        published=instant(published),
        updated=instant(updated),
        page=page,
        channels=tuple(channels.split()),
        story=story,
        copy_of=copy_of,
    )


_IN_A_STORY = item.c.story != literal_column("''")
_SEVERAL = (
    select(item.c.story)
    .where(_IN_A_STORY, item.c.story.in_(_SOME))
    .group_by(item.c.story)
    .having(func.count() > 1)
)
_COVERAGE = (
    newest_versions()
    .where(_IN_A_STORY, item.c.story == bindparam("story"))
    .order_by(item.c.published.desc(), item.c.id)
    .limit(bindparam("most"))
)
_FOUND_BY = tuple(
    newest_versions().where(column == bindparam("key")).order_by(item.c.id)
    for column in (item.c.id, item.c.guid)
)
_FIRSTS = newest_versions().where(item.c.id.in_(_SOME))
# What the index of copies says of itself: SQLite takes it for nothing less.
_COPIES = newest_versions().where(item.c.copy_of != literal_column("''"), item.c.copy_of.in_(_SOME))


def in_order(line: LedgerLine) -> tuple[int, datetime, bool]:
    """The order of a ledger: what a version was made by goes before what was told of it then."""
    return line.revision, line.at, line.stage != "desk"


class Desk(Replaying):
    """The part of the store that knows items."""

    def match(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Held]:
        wanted = {hashed(source, key): (source, key) for source, key in keys}
        found: dict[tuple[str, str], Held] = {}
        with self._reading() as connection:
            for row in look_up(connection, _MATCHED, wanted):
                key = wanted[row.key]
                found[key] = Held(
                    id=row.id,
                    source=key[0],
                    status=Status(row.status),
                    version=row.version,
                    versioncreated=instant_or_none(row.versioncreated),
                    digest=row.digest,
                    revision=row.revision,
                    gone=instant_or_none(row.gone),
                    is_erased=row.page == erased_page(row.id),
                )
        return found

    def find(self, key: str) -> tuple[DeskItem, ...]:
        with self._reading() as connection:
            for statement in _FOUND_BY:
                if rows := rows_of(connection, statement, {"key": key}):
                    return tuple(desk_item(row) for row in rows)
        return ()

    def items(
        self,
        *,
        channel: str = "",
        source: str = "",
        usable: bool = True,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[DeskItem]:
        wanted = newest_versions()
        if channel:
            wanted = wanted.join(route, route.c.item == item.c.id).where(route.c.channel == channel)
        if source:
            wanted = wanted.where(item.c.source == source)
        if usable:
            wanted = wanted.where(item.c.publishable == 1)
        if since is not None:
            wanted = wanted.where(item.c.received >= micros(since))
        wanted = wanted.order_by(item.c.published.desc(), item.c.id).limit(limit)
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=_STREAMED).execute(wanted):
                yield desk_item(row)

    def recorded(self, members: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], datetime]:
        wanted = frozenset(members)
        when = select(version.c.item, version.c.revision, version.c.recorded)
        return {
            (row.item, row.revision): instant(row.recorded)
            for some in chunks({id_ for id_, _ in members})
            for row in self._rows(when.where(version.c.item.in_(some)))
            if (row.item, row.revision) in wanted
        }

    def ledger(self, item: str) -> tuple[LedgerLine, ...]:
        rows = self._rows(_DECIDED.where(version.c.item == item).order_by(version.c.revision))
        decided = [
            LedgerLine(
                at=instant(row.recorded),
                stage="desk",
                status=row.status,
                rule=row.rule,
                reason=row.reason,
                revision=row.revision,
                payload=row.payload,
            )
            for row in rows
        ]
        others = [
            LedgerLine(
                at=instant(row.at),
                stage=row.stage,
                status=row.status,
                rule=row.rule,
                reason=row.reason,
                revision=row.revision,
                payload=row.payload,
            )
            for row in self._rows(
                select(ledger).where(ledger.c.item == item).order_by(ledger.c.number)
            )
        ]
        return tuple(sorted(decided + others, key=in_order))

    def tell(self, lines: Sequence[tuple[str, LedgerLine]]) -> None:
        with self._writing() as connection:
            execute_many(
                connection,
                _NEW_LINE,
                [
                    {
                        "item": id_,
                        "at": micros(line.at),
                        "stage": line.stage,
                        "status": line.status,
                        "rule": line.rule,
                        "reason": line.reason,
                        "revision": line.revision,
                        "payload": line.payload,
                    }
                    for id_, line in lines
                ],
            )

    def withdrawn(self, channel: str, since: datetime, limit: int) -> tuple[DeskItem, ...]:
        wanted = (
            newest_versions()
            .join(notice, notice.c.item == item.c.id)
            .where(notice.c.channel == channel, notice.c.at > micros(since))
            .order_by(item.c.published.desc(), item.c.id)
            .limit(limit)
        )
        return tuple(desk_item(row) for row in self._rows(wanted))

    def coverage(self, stories: Sequence[str], limit: int) -> Mapping[str, tuple[DeskItem, ...]]:
        several = [row.story for some in chunks(stories) for row in self._rows(_SEVERAL, some=some)]
        return {
            story: tuple(desk_item(row) for row in self._rows(_COVERAGE, story=story, most=limit))
            for story in several
        }

    def holds(self, most: int) -> int:
        return len(self._rows(select(item.c.id).limit(most)))

    def same_copy(self, roots: Sequence[str], channel: str = "") -> tuple[DeskItem, ...]:
        with self._reading() as connection:
            copies = [desk_item(row) for row in look_up(connection, _COPIES, roots)]
            first = {one.copy_of for one in copies}
            firsts = [desk_item(row) for row in look_up(connection, _FIRSTS, first)]
        # A join with the routes would go through all those of the channel.
        found = (
            one
            for one in (*firsts, *copies)
            if not channel or (channel in one.channels and is_publishable(one))
        )
        return tuple(sorted(found, key=lambda held: (held.received, held.id)))

    def versions(self, item: str, *, most: int | None = None) -> tuple[DeskItem, ...]:
        wanted = every_version().where(version.c.item == item).limit(most)
        rows = self._rows(wanted.order_by(version.c.revision.desc()))
        return tuple(desk_item(row) for row in reversed(rows))

"""What the desk holds: items, their keys, their versions, and how new ones are recorded."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Insert,
    Select,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from feeds.model import (
    DeskItem,
    Filing,
    Held,
    LedgerLine,
    Payload,
    Poll,
    Status,
)
from feeds.store.archive import Archive
from feeds.store.bulk import execute_many
from feeds.store.codec import (
    hashed,
    instant,
    instant_or_none,
    item_from_json,
    item_to_json,
    micros,
    micros_or_none,
)
from feeds.store.connection import chunks
from feeds.store.sources import Sources
from feeds.store.tables import channel, item, item_key, route, version

_STREAMED = 200
_SECOND = 1_000_000

_NEW_ITEM = insert(item)
_NEW_VERSION = insert(version)
_NEW_ROUTE = insert(route)
# Constants, since to take in five hundred values one by one costs more than to look them up.
_SOME: BindParameter[object] = bindparam("some", expanding=True)
_TAKEN = select(item.c.updated).where(item.c.updated.in_(_SOME))
_MATCHED = (
    select(
        item_key.c.key,
        item.c.id,
        item.c.status,
        item.c.version,
        item.c.versioncreated,
        item.c.digest,
        item.c.revision,
    )
    .join_from(item_key, item, item.c.id == item_key.c.item)
    .where(item_key.c.key.in_(_SOME))
)
_CHANGED_CHANNEL = update(channel).where(channel.c.id == bindparam("_id"))

_NEWEST = and_(version.c.item == item.c.id, version.c.revision == item.c.revision)
_DESK_ITEM = (
    item.c.id,
    item.c.received,
    item.c.published,
    item.c.page,
    item.c.story,
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


def every_version() -> Select[Any]:
    """Items with each of their versions, ready for `desk_item`."""
    return select(*_DESK_ITEM).join_from(item, version, version.c.item == item.c.id)


def desk_item(row: Any) -> DeskItem:  # noqa: ANN401 -- a row of any driver
    """The value of a row of the two queries above."""
    return DeskItem(
        id=row.id,
        item=item_from_json(row.data),
        status=Status(row.status),
        reason=row.reason,
        digest=row.digest,
        revision=row.revision,
        received=instant(row.received),
        published=instant(row.published),
        updated=instant(row.updated),
        page=row.page,
        channels=tuple(row.channels.split()),
        story=row.story,
    )


class Desk(Sources, Archive):
    """The part of the store that knows items."""

    def match(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Held]:
        wanted = {hashed(source, key): (source, key) for source, key in keys}
        found: dict[tuple[str, str], Held] = {}
        for some in chunks(wanted):
            for row in self._rows(_MATCHED, some=some):
                key = wanted[row.key]
                found[key] = Held(
                    id=row.id,
                    source=key[0],
                    status=Status(row.status),
                    version=row.version,
                    versioncreated=instant_or_none(row.versioncreated),
                    digest=row.digest,
                    revision=row.revision,
                )
        return found

    def record(self, polls: Sequence[Poll]) -> tuple[Poll, ...]:
        with self._writing() as connection:
            current = self._current(connection, polls)
            if not current:
                return ()
            self._save_states(connection, [poll.state for poll in current])
            dated = self._dated(connection, current)
            filed = [
                (filing, poll, numbers[filing.payload] if filing.payload is not None else None)
                for poll in dated
                if poll.filings
                for numbers in [self._archive(connection, poll.payloads)]
                for filing in poll.filings
            ]
            if filed:
                self._file(connection, filed)
        return tuple(dated)

    def find(self, key: str) -> tuple[DeskItem, ...]:
        for column in (item.c.id, item.c.guid):
            rows = self._rows(newest_versions().where(column == key).order_by(item.c.id))
            if rows:
                return tuple(desk_item(row) for row in rows)
        return ()

    def items(
        self,
        *,
        channel: str = "",
        source: str = "",
        usable: bool = True,
        limit: int | None = None,
    ) -> Iterator[DeskItem]:
        wanted = newest_versions()
        if channel:
            wanted = wanted.join(route, route.c.item == item.c.id).where(route.c.channel == channel)
        if source:
            wanted = wanted.where(item.c.source == source)
        if usable:
            wanted = wanted.where(item.c.publishable == 1)
        wanted = wanted.order_by(item.c.published.desc(), item.c.id).limit(limit)
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=_STREAMED).execute(wanted):
                yield desk_item(row)

    def ledger(self, item: str) -> tuple[LedgerLine, ...]:
        rows = self._rows(
            select(version).where(version.c.item == item).order_by(version.c.revision)
        )
        return tuple(
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
        )

    def versions(self, item: str) -> tuple[DeskItem, ...]:
        wanted = every_version().where(version.c.item == item).order_by(version.c.revision)
        return tuple(desk_item(row) for row in self._rows(wanted))

    # recording

    def _dated(self, connection: Connection, polls: Sequence[Poll]) -> list[Poll]:
        """The polls, with no two items sharing an `updated`, nor one with an item that is held."""
        wanted = [filing.desk_item for poll in polls for filing in poll.filings]
        asked = {at for held in wanted for at in (micros(held.updated), moved(held))}
        taken = self._taken(connection, asked)
        while True:
            placed = set(taken)
            apart = [self._apart(poll, placed) for poll in polls]
            # What was moved on past an instant that was looked up may have met one that was not.
            unasked = placed - asked
            met = self._taken(connection, unasked)
            if not met:
                return apart
            asked |= unasked
            taken |= met

    @staticmethod
    def _taken(connection: Connection, instants: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for some in chunks(instants):
            found.update(row.updated for row in connection.execute(_TAKEN, {"some": some}))
        return found

    @staticmethod
    def _apart(poll: Poll, taken: set[int]) -> Poll:
        filings: list[Filing] = []
        for filing in poll.filings:
            held = filing.desk_item
            at = micros(held.updated)
            if at in taken:
                at = moved(held)
                while at in taken:
                    at += 1
                filing = replace(filing, desk_item=replace(held, updated=instant(at)))  # noqa: PLW2901
            taken.add(at)
            filings.append(filing)
        return replace(poll, filings=tuple(filings)) if filings else poll

    def _file(
        self, connection: Connection, filed: Sequence[tuple[Filing, Poll, int | None]]
    ) -> None:
        first = [one for one in filed if one[0].desk_item.revision == 1]
        again = [one for one in filed if one[0].desk_item.revision > 1]
        changed: dict[str, int] = {}
        if first:
            execute_many(connection, _NEW_ITEM, [_item_row(one[0].desk_item) for one in first])
        for filing, poll, _ in again:
            self._replace(connection, filing.desk_item, micros(poll.at), changed)
        execute_many(connection, _NEW_VERSION, [_version_row(*one) for one in filed])
        self._alias(connection, [one[0] for one in filed])
        routes = []
        for filing, poll, _ in filed:
            for name in _routes(filing.desk_item):
                changed[name] = max(changed.get(name, 0), micros(poll.at))
                routes.append(
                    {
                        "channel": name,
                        "published": micros(filing.desk_item.published),
                        "item": filing.desk_item.id,
                    }
                )
        execute_many(connection, _NEW_ROUTE, routes)
        execute_many(
            connection,
            _CHANGED_CHANNEL,
            [{"_id": name, "dirty": 1, "changed_at": at} for name, at in changed.items()],
        )

    def _replace(
        self, connection: Connection, held: DeskItem, at: int, changed: dict[str, int]
    ) -> None:
        """The item's row for its next version; its old routes go, and their channels change."""
        old = connection.execute(
            select(item.c.channels, item.c.paged).where(item.c.id == held.id)
        ).one()
        row = _item_row(held)
        row["page_due"] = int(bool(_routes(held)) or old.paged > 0)
        del row["paged"], row["id"]
        connection.execute(update(item).where(item.c.id == held.id).values(row))
        for name in old.channels.split():
            changed[name] = max(changed.get(name, 0), at)
        connection.execute(delete(route).where(route.c.item == held.id))

    def _alias(self, connection: Connection, filings: Sequence[Filing]) -> None:
        """Remembers keys; one that points somewhere already is left as it is."""
        rows = {
            hashed(filing.desk_item.item.source, key): filing.desk_item.id
            for filing in reversed(filings)
            for key in filing.keys
        }
        execute_many(
            connection,
            _new_key(connection.dialect.name),
            [{"key": key, "item": id_} for key, id_ in rows.items()],
        )

    def _archive(self, connection: Connection, payloads: Sequence[Payload]) -> list[int]:
        return [self._keep(connection, payload) for payload in payloads]


@cache
def _new_key(dialect: str) -> Insert:
    """An INSERT that leaves keys alone which are there already, in the database's own words."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql

        return insert_postgresql(item_key).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as insert_sqlite

    return insert_sqlite(item_key).on_conflict_do_nothing()


def moved(held: DeskItem) -> int:
    """Where an item goes whose `updated` another one has: a little later, by its id, so that a whole
    delivery stamped with one second is told apart without a look at each. Never before its own
    `updated`: that would be before it was published, or before its last version.
    """
    return micros(held.updated) + 1 + zlib.crc32(held.id.encode()) % (_SECOND - 1)


def is_publishable(held: DeskItem) -> bool:
    """Whether an item stands in a channel at all; from when on, and how, is `decide`'s to say."""
    return bool(held.channels) and held.usable


def _routes(held: DeskItem) -> tuple[str, ...]:
    return held.channels if is_publishable(held) else ()


def _item_row(held: DeskItem) -> dict[str, Any]:
    routed = is_publishable(held)
    return {
        "id": held.id,
        "source": held.item.source,
        "guid": held.item.guid,
        "revision": held.revision,
        "status": held.status.value,
        "publishable": int(routed),
        "version": held.item.version,
        "versioncreated": micros_or_none(held.item.versioncreated),
        "digest": held.digest,
        "received": micros(held.received),
        "published": micros(held.published),
        "updated": micros(held.updated),
        "channels": " ".join(held.channels),
        "story": held.story,
        "page": held.page,
        "paged": 0,
        "page_due": int(routed),
    }


def _version_row(filing: Filing, poll: Poll, payload: int | None) -> dict[str, Any]:
    held = filing.desk_item
    return {
        "item": held.id,
        "revision": held.revision,
        "recorded": micros(poll.at),
        "status": held.status.value,
        "rule": filing.decision.rule,
        "reason": filing.decision.reason,
        "digest": held.digest,
        "updated": micros(held.updated),
        "channels": " ".join(held.channels),
        "payload": payload,
        "data": item_to_json(held.item),
    }

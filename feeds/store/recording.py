"""How new versions of items are recorded: what polls brought, and what people decided."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Insert, bindparam, delete, insert, select, update

from feeds.model import DeskItem, Filing, Payload, Poll, Status
from feeds.store.archive import Archive
from feeds.store.archiving import touch, touch_copies, wait, wait_no_longer
from feeds.store.bulk import execute_many, look_up
from feeds.store.codec import hashed, instant, item_to_data, micros, micros_or_none
from feeds.store.indexing import note
from feeds.store.journal import Journal
from feeds.store.outbox import SqlOutbox
from feeds.store.pauses import SqlPauses
from feeds.store.prints import SqlPrints
from feeds.store.sources import Sources
from feeds.store.stories import SqlStories
from feeds.store.subscribers import SqlSubscribers
from feeds.store.subscriptions import SqlSubscriptions
from feeds.store.tables import channel, item, item_key, notice, route, version

_SECOND = 1_000_000

_NEW_ITEM = insert(item)
_NEW_VERSION = insert(version)
_NEW_ROUTE = insert(route)
_OLD_ROUTE = delete(route).where(
    route.c.channel == bindparam("_channel"),
    route.c.published == bindparam("_published"),
    route.c.item == bindparam("_item"),
)
_NEW_NOTICE = insert(notice)
# Constants, since to take in five hundred values one by one costs more than to look them up.
_SOME: BindParameter[object] = bindparam("some", expanding=True)
_TAKEN = select(item.c.updated, item.c.id).where(item.c.updated.in_(_SOME))
_CHANGED_CHANNEL = update(channel).where(channel.c.id == bindparam("_id"))


class Filed(NamedTuple):
    """A filing, when it is recorded, and the archived payload that it is from."""

    filing: Filing
    at: datetime
    payload: int | None = None


class Recording(
    Sources,
    Archive,
    Journal,
    SqlStories,
    SqlPrints,
    SqlOutbox,
    SqlPauses,
    SqlSubscriptions,
    SqlSubscribers,
):
    """The part of the store that writes versions."""

    def record(self, polls: Sequence[Poll]) -> tuple[Poll, ...]:
        with self._writing() as connection:
            current = self._current(connection, polls)
            if not current:
                return ()
            self._save_states(connection, [poll.state for poll in current])
            placed = iter(self._placed(connection, [f for poll in current for f in poll.filings]))
            dated = [
                replace(poll, filings=tuple(islice(placed, len(poll.filings))))
                if poll.filings
                else poll
                for poll in current
            ]
            filed = [
                Filed(
                    filing, poll.at, numbers[filing.payload] if filing.payload is not None else None
                )
                for poll in dated
                if poll.filings
                for numbers in [self._archive(connection, poll.payloads)]
                for filing in poll.filings
            ]
            if filed:
                self._file(connection, filed)
        return tuple(dated)

    def rule(self, filings: Sequence[Filing], at: datetime) -> tuple[Filing, ...]:
        with self._writing() as connection:
            placed = self._placed(connection, filings)
            self._file(connection, [Filed(filing, at) for filing in placed])
        return tuple(placed)

    def _placed(self, connection: Connection, filings: Sequence[Filing]) -> list[Filing]:
        """The filings, with no two items sharing an `updated`, nor one with another that is held."""
        wanted = [filing.desk_item for filing in filings]
        asked = {at for held in wanted for at in (micros(held.updated), moved(held))}
        own = {(micros(held.updated), held.id) for held in wanted}
        taken = self._taken(connection, asked, own)
        while True:
            placed = set(taken)
            apart = [_apart(filing, placed) for filing in filings]
            # What was moved on past an instant that was looked up may have met one that was not.
            unasked = placed - asked
            met = self._taken(connection, unasked, own)
            if not met:
                return apart
            asked |= unasked
            taken |= met

    @staticmethod
    def _taken(
        connection: Connection, instants: Iterable[int], own: Set[tuple[int, str]]
    ) -> set[int]:
        rows = look_up(connection, _TAKEN, instants)
        return {row.updated for row in rows if (row.updated, row.id) not in own}

    def _file(self, connection: Connection, filed: Sequence[Filed]) -> None:
        first = [one for one in filed if one.filing.desk_item.revision == 1]
        again = [one for one in filed if one.filing.desk_item.revision > 1]
        changed: dict[str, int] = {}
        if first:
            execute_many(connection, _NEW_ITEM, [_item_row(one.filing.desk_item) for one in first])
        for one in again:
            self._replace(connection, one.filing.desk_item, micros(one.at), changed)
        execute_many(connection, _NEW_VERSION, [_version_row(*one) for one in filed])
        self._alias(connection, [one.filing for one in filed])
        note(connection, [one.filing.desk_item for one in filed])
        routes = []
        for one in filed:
            held, at = one.filing.desk_item, micros(one.at)
            published = micros(held.published)
            for name in _routes(held):
                changed[name] = max(changed.get(name, 0), at)
                routes.append({"channel": name, "published": published, "item": held.id})
        execute_many(connection, _NEW_ROUTE, routes)
        wait(connection, routes)
        touch(connection, [one.filing.desk_item.id for one in again])
        touch_copies(connection, _roots(filed))
        execute_many(
            connection,
            _CHANGED_CHANNEL,
            [{"_id": name, "dirty": 1, "changed_at": at} for name, at in changed.items()],
        )

    def _replace(
        self, connection: Connection, held: DeskItem, at: int, changed: dict[str, int]
    ) -> None:
        """The item's row for its next version; its old routes go, and their channels change. Where a
        withdrawn one stood that readers had seen, its channels are to say so.
        """
        old = connection.execute(
            select(
                item.c.channels,
                item.c.published,
                item.c.paged,
                item.c.page_due,
                item.c.publishable,
            ).where(item.c.id == held.id)
        ).one()
        row = _item_row(held)
        # A page that was due may stand: who was killed behind his last file has recorded nothing of it.
        row["page_due"] = int(bool(_routes(held)) or old.paged > 0 or old.page_due > 0)
        del row["paged"], row["id"]
        connection.execute(update(item).where(item.c.id == held.id).values(row))
        for name in old.channels.split():
            changed[name] = max(changed.get(name, 0), at)
        unroute(connection, held.id, old.channels, old.published)
        if held.status is Status.WITHDRAWN and old.publishable and old.paged > 0:
            execute_many(
                connection,
                _NEW_NOTICE,
                [{"channel": name, "at": at, "item": held.id} for name in old.channels.split()],
            )

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


def unroute(connection: Connection, id_: str, channels: str, published: int) -> None:
    """Takes an item out of its channels, by the whole key: by the item alone all routes would be looked
    through.
    """
    old = [{"_channel": n, "_published": published, "_item": id_} for n in channels.split()]
    execute_many(connection, _OLD_ROUTE, old)
    wait_no_longer(connection, id_, channels.split())


def _roots(filed: Iterable[Filed]) -> set[str]:
    """Whose copies may be shown otherwise now: a new item is nobody's lead yet."""
    items = (one.filing.desk_item for one in filed)
    return {held.copy_of or held.id for held in items if held.copy_of or held.revision > 1}


def _apart(filing: Filing, taken: set[int]) -> Filing:
    held = filing.desk_item
    at = micros(held.updated)
    if at in taken:
        at = moved(held)
        while at in taken:
            at += 1
        filing = replace(filing, desk_item=replace(held, updated=instant(at)))
    taken.add(at)
    return filing


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
        "copy_of": held.copy_of,
        "page": held.page,
        "paged": 0,
        "page_due": int(routed),
    }


def _version_row(filing: Filing, at: datetime, payload: int | None) -> dict[str, Any]:
    held = filing.desk_item
    return {
        "item": held.id,
        "revision": held.revision,
        "recorded": micros(at),
        "status": held.status.value,
        "rule": filing.decision.rule,
        "reason": filing.decision.reason,
        "digest": held.digest,
        "updated": micros(held.updated),
        "channels": " ".join(held.channels),
        "payload": payload,
        "data": item_to_data(held.item),
    }

"""What release needs: channels and their editions, which pages are due, and what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    Executable,
    bindparam,
    delete,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from feeds.model import Candidate, Channel, DeskItem, EditionRecord, Status
from feeds.store.archiving import any_due, followed, hand_on, touch, wait
from feeds.store.bulk import execute_many
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none
from feeds.store.connection import chunks
from feeds.store.desk import Desk, desk_item, every_version, newest_versions, pages_due
from feeds.store.documents import SqlDocuments
from feeds.store.recording import unroute
from feeds.store.sources import SET_BACK
from feeds.store.tables import (
    archive_page,
    archived,
    channel,
    item,
    mark,
    notice,
    route,
    source_state,
    version,
)

_MARK = "house"
_WORD = "word"

_CANDIDATE = select(
    *(item.c.id, item.c.revision, item.c.digest, item.c.status),
    *(item.c.received, item.c.published, item.c.updated, item.c.page, item.c.copy_of),
).join_from(route, item, route.c.item == item.c.id)
_PUBLISHABLE = select(item.c.id, item.c.revision).where(
    item.c.id.in_(bindparam("some", expanding=True)), item.c.publishable == 1
)
_PAGED = update(item).where(
    item.c.id == bindparam("_id"), item.c.revision == bindparam("_revision")
)
_PUT_OFF = _PAGED.where(item.c.page_due > literal_column("0"))


class Release(Desk, SqlDocuments):
    """The part of the store that knows what is to be, and what was, published."""

    # channels

    def enrol_channels(
        self, channels: Sequence[Channel], digest: Mapping[str, str]
    ) -> tuple[str, ...]:
        known = {row.id: row.digest for row in self._rows(select(channel.c.id, channel.c.digest))}
        fresh = [one.id for one in channels if one.id not in known]
        gone = sorted(known.keys() - digest.keys())
        if fresh or gone:
            with self._writing() as connection:
                if fresh:
                    connection.execute(insert(channel), [_channel_row(id_) for id_ in fresh])
                for old, new in followed(channels, fresh, gone):
                    hand_on(connection, old, new)
                for some in chunks(gone):
                    connection.execute(delete(channel).where(channel.c.id.in_(some)))
                    connection.execute(delete(route).where(route.c.channel.in_(some)))
                    connection.execute(delete(notice).where(notice.c.channel.in_(some)))
                    connection.execute(delete(archived).where(archived.c.channel.in_(some)))
                    pages = update(archive_page).where(archive_page.c.channel.in_(some))
                    connection.execute(pages.values(due=2))
        return (*(one.id for one in channels if known.get(one.id) != digest[one.id]), *gone)

    def reroute(self, routes: Mapping[str, Sequence[str]], digest: Mapping[str, str]) -> None:
        changed: set[str] = set()
        with self._writing() as connection:
            for id_, names in routes.items():
                row = connection.execute(
                    select(
                        item.c.channels,
                        item.c.published,
                        item.c.paged,
                        item.c.page_due,
                        item.c.revision,
                    ).where(item.c.id == id_)
                ).one()
                changed.update(row.channels.split(), names)
                text = " ".join(names)
                connection.execute(
                    update(item)
                    .where(item.c.id == id_)
                    .values(
                        channels=text,
                        publishable=int(bool(names)),
                        page_due=int(bool(names) or row.paged > 0 or row.page_due > 0),
                    )
                )
                connection.execute(
                    update(version)
                    .where(version.c.item == id_, version.c.revision == row.revision)
                    .values(channels=text)
                )
                unroute(connection, id_, row.channels, row.published)
                if names:
                    new = [{"channel": n, "published": row.published, "item": id_} for n in names]
                    connection.execute(insert(route), new)
                    wait(connection, new)
            touch(connection, routes)
            for id_, one in digest.items():
                connection.execute(update(channel).where(channel.c.id == id_).values(digest=one))
            self.mark_dirty(sorted(changed))

    def remake(self, digest: str) -> bool:
        row = self._row(select(mark.c.value).where(mark.c.name == _MARK))
        if row is not None and row.value == digest:
            return False
        with self._writing() as connection:
            connection.execute(delete(mark).where(mark.c.name == _MARK))
            connection.execute(insert(mark).values(name=_MARK, value=digest))
            connection.execute(update(channel).values(dirty=1))
            connection.execute(update(archive_page).where(archive_page.c.due == 0).values(due=1))
            shown = or_(item.c.publishable == 1, item.c.paged > 0)
            held = item.c.gone.is_(None)
            connection.execute(update(item).where(shown, held).values(page_due=1))
        return True

    def leave_word(self, config: str, sources: Sequence[str]) -> None:
        word = " ".join((config, *sources))
        if self._word() == word:
            return
        with self._writing() as connection:
            connection.execute(delete(mark).where(mark.c.name == _WORD))
            connection.execute(insert(mark).values(name=_WORD, value=word))

    def at_rest(self, config: str, now: datetime) -> bool:
        said, *sources = self._word().split(" ")
        if said != config:
            return False
        waits = or_(
            source_state.c.next_due <= micros(now),
            source_state.c.lease_until.is_not(None),
            source_state.c.last_poll > micros(now + SET_BACK),
        )
        due = select(source_state.c.id).where(waits, source_state.c.paused == 0)
        if not {row.id for row in self._rows(due)}.isdisjoint(sources) or self.dirty(now):
            return False
        if (
            self.owed_maps()
            or self._is_owing(now)
            or self._is_awaited(now)
            or self._row(any_due(now)) is not None
        ):
            return False
        return not any(self._row(select(item.c.id).where(due).limit(1)) for due in pages_due(now))

    def _word(self) -> str:
        row = self._row(select(mark.c.value).where(mark.c.name == _WORD))
        return str(row.value) if row is not None else ""

    def dirty(self, now: datetime) -> tuple[str, ...]:
        turned = or_(channel.c.dirty == 1, channel.c.next_change <= micros(now))
        return tuple(
            row.id for row in self._rows(select(channel.c.id).where(turned).order_by(channel.c.id))
        )

    def mark_dirty(self, channels: Sequence[str]) -> None:
        self._set_dirty(channels, 1)

    def clean(self, channels: Sequence[str]) -> None:
        self._set_dirty(channels, 0)

    def _set_dirty(self, channels: Sequence[str], dirty: int) -> None:
        with self._writing() as connection:
            for some in chunks(channels):
                connection.execute(
                    update(channel).where(channel.c.id.in_(some)).values(dirty=dirty)
                )

    def candidates(self, channel: str, limit: int, since: datetime) -> tuple[Candidate, ...]:
        taken = route.c.channel == channel
        # The published instant of the last item among the newest `limit`.
        row = self._row(
            select(route.c.published)
            .where(taken)
            .order_by(route.c.published.desc(), route.c.item.desc())
            .offset(max(0, limit - 1))
            .limit(1)
        )
        oldest = min(row.published, micros(since)) if row is not None else None
        wanted = _CANDIDATE.where(taken)
        if oldest is not None:
            wanted = wanted.where(route.c.published >= oldest)
        wanted = wanted.order_by(route.c.published.desc(), route.c.item.desc())
        return tuple(_candidate(*row) for row in self._rows(wanted))

    def at_revision(self, members: Sequence[tuple[str, int]]) -> tuple[DeskItem, ...]:
        found: dict[tuple[str, int], DeskItem] = {}
        for some in chunks(id_ for id_, _ in members):
            wanted = set(members)
            for row in self._rows(every_version().where(version.c.item.in_(some))):
                if (row.id, row.revision) in wanted:
                    found[row.id, row.revision] = desk_item(row)
        return tuple(found[member] for member in members if member in found)

    def publishable(self, ids: Sequence[str]) -> Mapping[str, int]:
        return {
            row.id: row.revision
            for some in chunks(ids)
            for row in self._rows(_PUBLISHABLE, some=some)
        }

    # editions

    def edition(self, channel: str) -> EditionRecord | None:
        row = self._channel(channel)
        return _edition(row) if row is not None and row.updated is not None else None

    def editions(self) -> Mapping[str, EditionRecord]:
        rows = self._rows(select(channel).where(channel.c.updated.is_not(None)))
        return {row.id: _edition(row) for row in rows}

    def changed_at(self, channel: str) -> datetime | None:
        row = self._channel(channel)
        return instant_or_none(row.changed_at) if row is not None else None

    def save_edition(self, edition: EditionRecord) -> None:
        with self._writing() as connection:
            connection.execute(
                update(channel)
                .where(channel.c.id == edition.channel)
                .values(
                    updated=micros(edition.updated),
                    fingerprint=edition.fingerprint,
                    members=orjson.dumps(edition.members).decode(),
                    next_change=micros_or_none(edition.next_change),
                )
            )

    def _channel(self, id_: str) -> Any:  # noqa: ANN401 -- a row of any driver
        return self._row(select(channel).where(channel.c.id == id_))

    # pages

    def unpublished(
        self, now: datetime, limit: int, *, leaving: bool = False
    ) -> tuple[DeskItem, ...]:
        at_once, from_now_on = pages_due(now)
        wanted = newest_versions().where(at_once).order_by(item.c.received, item.c.id)
        if leaving:
            return self._held(wanted.where(item.c.publishable == 0).limit(limit))
        opened = newest_versions().where(from_now_on).order_by(item.c.page_from, item.c.id)
        found = self._held(opened.limit(limit))
        return (
            found if len(found) == limit else found + self._held(wanted.limit(limit - len(found)))
        )

    def _held(self, wanted: Executable) -> tuple[DeskItem, ...]:
        return tuple(map(desk_item, self._rows(wanted)))

    def put_off_pages(self, members: Sequence[tuple[str, int, datetime]]) -> None:
        if not members:
            return
        with self._writing() as connection:
            execute_many(
                connection,
                _PUT_OFF,
                [
                    {"_id": id_, "_revision": revision, "page_due": 2, "page_from": micros(at)}
                    for id_, revision, at in members
                ],
            )

    def paged(self, members: Sequence[tuple[str, int]]) -> None:
        if not members:
            return
        with self._writing() as connection:
            execute_many(
                connection,
                _PAGED,
                [
                    {"_id": id_, "_revision": revision, "paged": revision, "page_due": 0}
                    for id_, revision in members
                ],
            )

    def was_withdrawn(self, page: str) -> bool:
        gone = (item.c.page == page, item.c.publishable == 0, item.c.paged > 0)
        withdrawn = or_(item.c.gone.is_(None), item.c.status == Status.WITHDRAWN.value)
        taken = select(item.c.id).where(*gone, item.c.page_due == 0, withdrawn)
        return self._row(taken) is not None


def _edition(row: Any) -> EditionRecord:  # noqa: ANN401 -- a row of any driver
    return EditionRecord(
        channel=row.id,
        updated=instant(row.updated),
        fingerprint=row.fingerprint,
        members=tuple((id_, revision) for id_, revision in orjson.loads(row.members)),
        next_change=instant_or_none(row.next_change),
    )


@lru_cache(maxsize=5_000)  # each release asks for nearly the same ones
def _candidate(
    id_: str,
    revision: int,
    digest: str,
    status: str,
    received: int,
    published: int,
    updated: int,
    page: str,
    copy_of: str,
) -> Candidate:
    dates = (instant(received), instant(published), instant(updated))
    return Candidate(id_, revision, digest, Status(status), *dates, page, copy_of)


def _channel_row(id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "digest": "",
        "dirty": 1,
        "changed_at": None,
        "next_change": None,
        "updated": None,
        "fingerprint": "",
        "members": "[]",
    }

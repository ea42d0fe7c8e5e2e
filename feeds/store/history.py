"""How the archives of channels are kept in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, func, insert, select, update

from feeds.model import ArchivePage, DeskItem, Placed
from feeds.store.archiving import HIGHEST
from feeds.store.bulk import execute_many
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none
from feeds.store.connection import chunks
from feeds.store.desk import desk_item, newest_versions
from feeds.store.retaining import Retaining
from feeds.store.tables import (
    PAGE_HAS_CHANGED,
    PAGE_IS_OF_USE,
    PAGE_WAITS,
    archive_page,
    archived,
    channel,
    item,
    mark,
)

_PLACE = update(archived).where(
    archived.c.item == bindparam("_item"), archived.c.channel == bindparam("_channel")
)
_ENDED = insert(archive_page)
_SAVED = update(archive_page).where(
    archive_page.c.channel == bindparam("_channel"), archive_page.c.number == bindparam("_number")
)
_WAS_MADE = archive_page.c.updated.is_not(None)


class Histories(Retaining):
    """The part of the store that knows what stands in archives."""

    def placed(self, channel: str, number: int = 0) -> tuple[str, ...]:
        wanted = (
            select(archived.c.item)
            .join_from(archived, item, item.c.id == archived.c.item)
            .where(archived.c.channel == channel, archived.c.page == number)
            .order_by(item.c.received, item.c.published, item.c.id)
        )
        return tuple(row.item for row in self._rows(wanted))

    def held(self, ids: Sequence[str]) -> tuple[DeskItem, ...]:
        found = {
            row.id: desk_item(row)
            for some in chunks(ids)
            for row in self._rows(newest_versions().where(item.c.id.in_(some)))
        }
        return tuple(found[id_] for id_ in ids if id_ in found)

    def last_page(self, channel: str) -> int:
        row = self._row(
            select(func.max(archive_page.c.number)).where(archive_page.c.channel == channel)
        )
        made = int(row[0] or 0) if row is not None else 0
        known = self._row(select(mark.c.value).where(mark.c.name == f"{HIGHEST}{channel}"))
        return max(made, int(known.value)) if known is not None else made

    def pages(self, channel: str) -> tuple[int, ...]:
        wanted = select(archive_page.c.number).where(archive_page.c.channel == channel)
        return tuple(row.number for row in self._rows(wanted.order_by(archive_page.c.number)))

    def begin_above(self, channel: str, number: int) -> None:
        last = self.last_page(channel)
        if number <= last:
            return
        with self._writing() as connection:
            self._remember(channel, number)
            open_ = (archived.c.channel == channel, archived.c.page > last)
            connection.execute(update(archived).where(*open_).values(page=number + 1))

    def give_places(self, channel: str, pages: Sequence[Placed]) -> None:
        with self._writing() as connection:
            rows = [
                {"_item": id_, "_channel": channel, "page": page.number}
                for page in pages
                for id_ in page.items
            ]
            execute_many(connection, _PLACE, rows)
            # Those before them that are made now as well will know it then.
            ended = [(page.number, page.newest) for page in pages if page.newest is not None]
            for number, _ in ended[:1]:
                self._lead_elsewhere(channel, self.around(channel, number)[:1])
            blank = {"channel": channel, "due": 1, "empty": 0, "fingerprint": "", "members": "[]"}
            execute_many(
                connection,
                _ENDED,
                [{**blank, "number": number, "newest": micros(newest)} for number, newest in ended],
            )

    def archive_page(self, channel: str, number: int) -> ArchivePage | None:
        row = self._page(channel, number)
        if row is None:
            return None
        return ArchivePage(
            channel=channel,
            number=number,
            newest=instant(row.newest),
            updated=instant_or_none(row.updated),
            fingerprint=row.fingerprint,
            members=tuple((id_, revision) for id_, revision in orjson.loads(row.members)),
            next_change=instant_or_none(row.next_change),
        )

    def save_pages(self, pages: Sequence[ArchivePage], *, due: bool = False) -> None:
        with self._writing() as connection:
            before = [self._page(page.channel, page.number) for page in pages]
            rows = [
                {
                    "_channel": page.channel,
                    "_number": page.number,
                    "due": 2 * due,
                    "empty": int(not page.members),
                    "updated": micros_or_none(page.updated),
                    "fingerprint": page.fingerprint,
                    "members": orjson.dumps(page.members).decode(),
                    "next_change": micros_or_none(page.next_change),
                }
                for page in pages
            ]
            execute_many(connection, _SAVED, rows)
            # Behind all of them: neighbours that were made together know nothing of each other.
            for page, old in zip(pages, before, strict=True):
                if old.empty == bool(page.members):
                    self._lead_elsewhere(page.channel, self.around(page.channel, page.number))
                    self._channel_leads_elsewhere(page.channel)
                elif old.updated is None and not self._waits(page.channel):
                    self._channel_leads_elsewhere(page.channel)

    def drop_pages(self, channel: str) -> None:
        with self._writing() as connection:
            self._remember(channel, self.last_page(channel))
            connection.execute(delete(archived).where(archived.c.channel == channel))
            connection.execute(delete(archive_page).where(archive_page.c.channel == channel))

    def around(self, channel: str, number: int) -> tuple[int, int]:
        mine = (archive_page.c.channel == channel, PAGE_IS_OF_USE)
        before = (
            select(archive_page.c.number)
            .where(*mine, archive_page.c.number < number)
            .order_by(archive_page.c.number.desc())
            .limit(1)
        )
        after = (
            select(archive_page.c.number)
            .where(*mine, archive_page.c.number > number)
            .order_by(archive_page.c.number)
            .limit(1)
        )
        found = [self._row(before), self._row(after)]
        first, last = (row.number if row is not None else 0 for row in found)
        return first, last

    def newest_page(self, channel: str) -> int:
        stands = (archive_page.c.channel == channel, PAGE_IS_OF_USE, _WAS_MADE)
        row = self._row(
            select(archive_page.c.number)
            .where(*stands)
            .order_by(archive_page.c.number.desc())
            .limit(1)
        )
        return row.number if row is not None else 0

    def due_pages(self, now: datetime, limit: int, *, changed: bool) -> tuple[tuple[str, int], ...]:
        which = (archive_page.c.channel, archive_page.c.number)
        pages, turns = select(*which).limit(limit), archive_page.c.next_change
        wanted = [pages.where(PAGE_HAS_CHANGED if changed else PAGE_WAITS).order_by(*which)]
        if changed:
            wanted.append(pages.where(turns <= micros(now)).order_by(turns))
        found = {(row.channel, row.number): None for one in wanted for row in self._rows(one)}
        return tuple(found)[:limit]

    def _remember(self, channel: str, number: int) -> None:
        """No page gets this number again, nor a lower one."""
        name = f"{HIGHEST}{channel}"
        with self._writing() as connection:
            connection.execute(delete(mark).where(mark.c.name == name))
            connection.execute(insert(mark).values(name=name, value=str(number)))

    def _lead_elsewhere(self, channel: str, numbers: Sequence[int]) -> None:
        """What pages link to has changed; those that were never made will know it then."""
        with self._writing() as connection:
            connection.execute(
                update(archive_page)
                .where(
                    archive_page.c.channel == channel, archive_page.c.number.in_(numbers), _WAS_MADE
                )
                .values(due=2)
            )

    def _channel_leads_elsewhere(self, id_: str) -> None:
        with self._writing() as connection:
            connection.execute(update(channel).where(channel.c.id == id_).values(dirty=1))

    def _waits(self, id_: str) -> bool:
        waits = (
            select(archive_page.c.number).where(archive_page.c.channel == id_, PAGE_WAITS).limit(1)
        )
        return self._row(waits) is not None

    def _page(self, id_: str, number: int) -> Any:  # noqa: ANN401 -- a row of any driver
        return self._row(
            select(archive_page).where(
                archive_page.c.channel == id_, archive_page.c.number == number
            )
        )

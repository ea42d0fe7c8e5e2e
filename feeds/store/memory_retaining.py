"""How what is old leaves the store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import Aged, DeskItem, Gone, Held, LedgerLine, Status, Sweep
from feeds.store.erasure import erased_page
from feeds.store.memory_archive import MemoryArchive
from feeds.store.memory_tables import Left
from feeds.store.recording import is_publishable


class MemoryRetaining(MemoryArchive):
    """The part of a `MemoryStore` that lets go."""

    def aged(
        self, source: str, *, after: datetime | None, before: datetime, limit: int
    ) -> tuple[Aged, ...]:
        found = [
            Aged(
                id=held.id,
                received=held.received,
                updated=held.updated,
                revision=held.revision,
                status=held.status,
                published=held.published,
                channels=held.channels if is_publishable(held) else (),
            )
            for held in self._in_order(source)
            if held.updated < before and (after is None or held.updated > after)
        ]
        return tuple(found[:limit])

    def newest(self, source: str, n: int) -> datetime | None:
        found = self._in_order(source)
        return found[-n].updated if len(found) >= n else None

    def _in_order(self, source: str) -> list[DeskItem]:
        mine = (held for held in self._tables.items.values() if held.item.source == source)
        return sorted(mine, key=lambda held: held.updated)

    def newest_published(self, channel: str, n: int) -> datetime | None:
        taken = (
            held.published
            for held in self._tables.items.values()
            if channel in held.channels and is_publishable(held)
        )
        dates = sorted(taken, reverse=True)
        return dates[n - 1] if len(dates) >= n else None

    def shown(self, since: datetime) -> frozenset[str]:
        editions = filter(None, (row.edition for row in self._tables.channels.values()))
        members = {id_ for edition in editions for id_, _ in edition.members}
        lost = {id_ for (_, id_), at in self._tables.notices.items() if at > since}
        return frozenset(members | lost)

    def let_go(self, lines: Sequence[tuple[str, LedgerLine]]) -> None:
        tables = self._tables
        for id_, line in lines:
            held = tables.items.pop(id_)
            del tables.versions[id_]
            tables.page_due.pop(id_, None)
            self._prints.pop(id_, None)
            self._unindex((id_,))
            self._leave({id_})
            tables.ledger[id_].append(line)
            gone = Gone(
                id=id_,
                source=held.item.source,
                guid=held.item.guid,
                status=held.status,
                received=held.received,
                published=held.published,
                since=line.at,
            )
            left = replace(known(held), version="", digest="", gone=line.at)
            stood = held.page if tables.paged.pop(id_, 0) else ""
            tables.left[id_] = Left(gone=gone, held=left, page=stood, story=held.story)

    def make_again(self, ids: Sequence[str]) -> None:
        self._tables.page_due.update(dict.fromkeys(ids))

    def gone(self, key: str) -> tuple[Gone, ...]:
        if key in self._tables.left:
            return (self._tables.left[key].gone,)
        found = [left.gone for left in self._tables.left.values() if left.gone.guid == key]
        return tuple(sorted(found, key=lambda gone: gone.id))

    def was_let_go(self, page: str) -> bool:
        return any(
            left.page == page and left.gone.status is not Status.WITHDRAWN
            for left in self._tables.left.values()
        )

    def drop_ledgers(self, before: datetime, limit: int, *, unless: Sequence[str]) -> int:
        ruled = {line.target for line in self._tables.journal if line.verb in unless}
        old = [
            left.gone
            for left in self._tables.left.values()
            if left.gone.since < before
            and left.gone.id not in ruled
            and self._tables.ledger[left.gone.id]
        ]
        old.sort(key=lambda gone: gone.since)
        for gone in old[:limit]:
            self._tables.ledger[gone.id] = []
        return len(old[:limit])

    def sweep(self) -> Sweep | None:
        return self._tables.sweep

    def save_sweep(self, sweep: Sweep) -> None:
        self._tables.sweep = sweep


def known(held: DeskItem) -> Held:
    """What the desk must know of an item to judge the next version of it."""
    return held.known(is_erased=held.page == erased_page(held.id))

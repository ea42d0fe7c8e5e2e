"""The archives of channels in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import ArchivePage, DeskItem, Placed
from feeds.store.memory_retaining import MemoryRetaining
from feeds.store.memory_tables import PageRow


class MemoryHistories(MemoryRetaining):
    """The part of a `MemoryStore` that knows what stands in archives."""

    def placed(self, channel: str, number: int = 0) -> tuple[str, ...]:
        places, items = self._tables.places, self._tables.items
        found = [
            items[id_] for (name, id_), page in places.items() if (name, page) == (channel, number)
        ]
        found.sort(key=lambda held: (held.received, held.published, held.id))
        return tuple(held.id for held in found)

    def held(self, ids: Sequence[str]) -> tuple[DeskItem, ...]:
        items = self._tables.items
        return tuple(items[id_] for id_ in ids if id_ in items)

    def last_page(self, channel: str) -> int:
        return max((self._tables.highest.get(channel, 0), *self.pages(channel)))

    def pages(self, channel: str) -> tuple[int, ...]:
        return tuple(sorted(n for name, n in self._tables.pages if name == channel))

    def begin_above(self, channel: str, number: int) -> None:
        last = self.last_page(channel)
        if number > last:
            self._tables.highest[channel] = number
            for key, page in self._tables.places.items():
                if key[0] == channel and page > last:
                    self._tables.places[key] = number + 1

    def give_places(self, channel: str, pages: Sequence[Placed]) -> None:
        for page in pages:
            for id_ in page.items:
                self._tables.places[channel, id_] = page.number
            if page.newest is None:
                continue
            before, _ = self.around(channel, page.number)
            self._lead_elsewhere(channel, (before,))
            record = ArchivePage(channel=channel, number=page.number, newest=page.newest)
            self._tables.pages[channel, page.number] = PageRow(page=record)

    def archive_page(self, channel: str, number: int) -> ArchivePage | None:
        found = self._tables.pages.get((channel, number))
        return found.page if found is not None else None

    def save_pages(self, pages: Sequence[ArchivePage], *, due: bool = False) -> None:
        before = [replace(self._tables.pages[page.channel, page.number]) for page in pages]
        for page in pages:
            row = PageRow(page=page, due=2 * due, empty=not page.members)
            self._tables.pages[page.channel, page.number] = row
        for page, old in zip(pages, before, strict=True):
            if old.empty == bool(page.members):
                self._lead_elsewhere(page.channel, self.around(page.channel, page.number))
                self._channel_leads_elsewhere(page.channel)
            elif old.page.updated is None and not self._waits(page.channel):
                self._channel_leads_elsewhere(page.channel)

    def drop_pages(self, channel: str) -> None:
        self._tables.highest[channel] = self.last_page(channel)
        for key in [one for one in self._tables.places if one[0] == channel]:
            del self._tables.places[key]
        for page in [one for one in self._tables.pages if one[0] == channel]:
            del self._tables.pages[page]

    def around(self, channel: str, number: int) -> tuple[int, int]:
        numbers = self._of_use(channel)
        before = (n for n in numbers if n < number)
        return max(before, default=0), min((n for n in numbers if n > number), default=0)

    def newest_page(self, channel: str) -> int:
        pages = self._tables.pages
        made = (n for n in self._of_use(channel) if pages[channel, n].page.updated is not None)
        return max(made, default=0)

    def due_pages(self, now: datetime, limit: int, *, changed: bool) -> tuple[tuple[str, int], ...]:
        wanted = 2 if changed else 1
        found = sorted(which for which, row in self._tables.pages.items() if row.due == wanted)
        turned = sorted(
            which
            for which, row in self._tables.pages.items()
            if row.page.next_change is not None and row.page.next_change <= now
        )
        return tuple(dict.fromkeys([*found, *(turned if changed else ())]))[:limit]

    def _has_due_pages(self, now: datetime) -> bool:
        return any(self.due_pages(now, 1, changed=one) for one in (True, False))

    def _of_use(self, channel: str) -> list[int]:
        pages = self._tables.pages
        return [n for (name, n), row in pages.items() if name == channel and not row.empty]

    def _lead_elsewhere(self, channel: str, numbers: Iterable[int]) -> None:
        for number in numbers:
            row = self._tables.pages.get((channel, number))
            if row is not None and row.page.updated is not None:
                row.due = 2

    def _channel_leads_elsewhere(self, channel: str) -> None:
        """What its current document links to has changed."""
        if channel in self._tables.channels:
            self._tables.channels[channel].dirty = True

    def _waits(self, channel: str) -> bool:
        return any(
            name == channel and row.due == 1 for (name, _), row in self._tables.pages.items()
        )

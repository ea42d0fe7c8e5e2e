"""Sitemaps follow the pages of stories, day by day. Calls in order, and judges nothing.

    pages taken away ─────────────► maps of their days ─► index
    pages written ─► put off ─► ... ─┘  once a pass

A map is made of what the store knows of the published pages: what a page is, and when it changed, is asked
of no item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.contracts import Publisher, Store
from feeds.model import Document
from feeds.pipeline.house import House
from feeds.render.sitemap import DAYS, day_maps, day_of, index_map, maps_of, pages_of

_AT_ONCE = 10
"""Days whose maps are made between two looks at what people have decided: a day may have a thousand pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemaps:
    """Makes the maps of days, with the parts that this takes."""

    house: House
    store: Store
    publisher: Publisher

    def put_off(self, pages: Iterable[str]) -> None:
        """Puts down that maps are to name these pages as they stand: a day's map is made once for all of a
        pass. Belongs into the transaction that puts down the pages.
        """
        if days := _days(pages):
            self.store.owe_maps(days)

    def catch_up(self, now: datetime) -> tuple[str, ...]:
        """Makes some of the maps anew that were put off; as `follow`."""
        return self._make(self.store.owed_maps()[:_AT_ONCE], now)

    def follow(self, pages: Iterable[str], now: datetime) -> tuple[str, ...]:
        """Makes the maps anew that name these pages, or are to name them no more; the paths of the maps
        that were there before and have changed, or gone.

        Belongs into the transaction that puts down what became of the pages: whoever is killed before its
        end leaves both to be done again. Raises RenderError or PublishError.
        """
        return self._make(_days(pages), now)

    def _make(self, days: Sequence[str], now: datetime) -> tuple[str, ...]:
        if not days:
            return ()
        gone: list[str] = []
        made: list[Document] = []
        for day in days:
            maps = self.of(day)
            kept = frozenset(one.path for one in maps)
            stood = self.store.documents_under(maps_of(day))
            gone += (one.path for one in stood if one.path not in kept)
            made += maps
        if gone:
            self.publisher.remove(gone)
            self.store.forget_documents(gone)
        changed = self._write(made, now)
        self.store.settle_maps(days)
        return (*gone, *changed, *self._write([self.index()], now))

    def of(self, day: str) -> tuple[Document, ...]:
        """The maps of a day as its pages stand. Raises RenderError."""
        return day_maps(day, self.store.documents_under(pages_of(day)), self.house.site)

    def index(self) -> Document:
        """The map of maps. Raises RenderError."""
        return index_map(self.store.documents_under(DAYS), self.house.site)

    def _write(self, maps: Sequence[Document], now: datetime) -> list[str]:
        known = self.store.documents([one.path for one in maps])
        records = self.publisher.write(maps, known, now)
        self.store.save_documents(records)
        return [one.path for one in records if one.path in known]


def _days(pages: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({day for page in pages if (day := day_of(page))}))

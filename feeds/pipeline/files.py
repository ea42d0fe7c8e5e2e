"""Published files, and what the store knows of them: what is written and taken away is put down, owed to hubs
and caches, and followed by the maps. A row of calls that judges nothing.

    write ─► recorded, owed ─► maps put off
    remove ─► forgotten, owed ─► maps follow
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.contracts import Clock, Publisher, Store
from feeds.decide.telling import Gone, may_be_cached, owed
from feeds.errors import PublishError
from feeds.model import Channel, Document, HookKind
from feeds.pipeline.house import House
from feeds.pipeline.receipts import gone_from_maps
from feeds.pipeline.sitemaps import Sitemaps
from feeds.render import document_path
from feeds.render.sitemap import day_of, maps_of

NOBODY: Gone = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Writes documents and takes them away, with the parts that this takes."""

    house: House
    store: Store
    publisher: Publisher
    clock: Clock

    @property
    def sitemaps(self) -> Sitemaps:
        """What makes the maps of the pages."""
        return Sitemaps(house=self.house, store=self.store, publisher=self.publisher)

    def write(self, documents: Iterable[Document], now: datetime, gone: Gone = NOBODY) -> int:
        """Writes documents and records them; how many had other bytes. `gone` are the withdrawn items that
        each is the first not to show. Raises PublishError.
        """
        made = tuple(documents)
        known = self.store.documents([document.path for document in made])
        records = self.publisher.write(made, known, now)
        changed = [one.path for one in records]
        if records:
            with self.store.transaction():
                self.store.save_documents(records)
                self._owe(
                    [one for one in changed if may_be_cached(one, is_new=one not in known)], gone
                )
                self.sitemaps.put_off(changed)
        return len(records)

    def write_or_drop(self, documents: Iterable[Document], now: datetime, gone: Gone) -> None:
        """Writes each document for itself, in the place of one that shows what may not be seen any more: one
        that cannot be written is taken away at once, which needs no room on the disk and makes some, and tried
        once more in that, without twins. Raises PublishError where something cannot even be taken away.
        """
        for one in documents:
            try:
                self.write([one], now, gone)
            except PublishError:
                self.drop([one.path], now, gone)
                with suppress(
                    PublishError
                ):  # who calls has one to tell of already, and comes again
                    self.write([replace(one, twins=False)], now, gone)

    def drop(self, paths: Sequence[str], now: datetime, gone: Gone = NOBODY) -> None:
        """Takes documents away and forgets them. Raises PublishError."""
        if paths:
            self.publisher.remove(paths)
            self.forget(tuple(self.store.documents(paths)), now, gone)

    def drop_maps(self, pages: Iterable[str], now: datetime, gone: Gone) -> None:
        """Takes away the maps that name pages. Raises PublishError."""
        days = sorted({day for page in pages if (day := day_of(page))})
        maps = [one.path for day in days for one in self.store.documents_under(maps_of(day))]
        self.drop(maps, now, gone)

    def forget(self, paths: Sequence[str], now: datetime, gone: Gone) -> None:
        """Forgets documents that have been taken away. Caches are to let go of them; hubs would ask for what is
        not there.
        """
        caches = [one for one in self.house.hooks if one.kind is HookKind.CACHE]
        with self.store.transaction():
            self.store.forget_documents(paths)
            self.store.owe(owed(caches, paths, gone), self.clock())
            maps = self.sitemaps.follow(paths, now)
            self._owe(maps, gone_from_maps(gone, maps))

    def are_unknown(self, channel: Channel) -> bool:
        """Whether documents of a channel stand that are none of those that are known: whoever wrote them was
        killed before that was recorded, and what they show nobody can say. Raises PublishError.
        """
        paths = [document_path(channel, name) for name in channel.formats]
        known = self.store.documents(paths)
        return any(
            path not in known or hashlib.sha256(body).hexdigest() != known[path].sha256
            for path in paths
            if (body := self.publisher.read(path)) is not None
        )

    def catch_up(self, now: datetime, heed: Callable[[], bool]) -> int:
        """Makes the maps that were put off; how many of those that stood have changed. `heed` is called between
        two steps. Raises RenderError or PublishError.
        """
        changed = 0
        while self.store.owed_maps():
            with self.store.transaction():
                maps = self.sitemaps.catch_up(now)
                self._owe(maps, NOBODY)
            changed += len(maps)
            heed()
        return changed

    def _owe(self, paths: Sequence[str], gone: Gone) -> None:
        """Hubs and caches are to be told: not before the files stand, and with what says so in the
        store, so that whoever is killed in between forgets neither.
        """
        self.store.owe(owed(self.house.hooks, paths, gone), self.clock())

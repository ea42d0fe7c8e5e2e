"""Published files that have gone missing are made again, as they were. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from feeds.contracts import Publisher
from feeds.decide.page import coverage_path
from feeds.errors import PublishError, RenderError
from feeds.model import Channel, DeskItem, Document, Released
from feeds.pipeline.release import Release
from feeds.render import archive_page_of
from feeds.render.sitemap import DAYS

_PAGES_A_BATCH = 50
"""Pages that are made between two looks at whether somebody has something more urgent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """What brings back what `release` has published."""

    release: Release

    def is_bereft(self) -> bool:
        """Whether a front document has gone missing, or is of another version than the store knows: the
        folder was emptied, or it or the store is another one. Looks at few files, so that every pass can ask.
        Raises PublishError.
        """
        return bool(
            self.release.publisher.missing(
                self.release.store.documents(self.release.store.front_documents())
            )
        )

    def number_above(self) -> None:
        """Archives go on above the pages that stand in the folder where that is another store's, or the store is
        an older one that somebody has put there: readers know those numbers. Before anything is released.
        """
        store, publisher = self.release.store, self.release.publisher
        front = store.documents(store.front_documents())
        try:
            if front and not publisher.missing(front):
                return
            for channel, number in standing_pages(publisher).items():
                if any(one.id == channel for one in self.release.house.channels):
                    store.begin_above(channel, number)
        except PublishError:
            return  # whoever writes there meets the same, and says so

    def restore(self, stopping: Callable[[], bool]) -> bool:
        """Makes published files that have gone missing again, byte for byte, and takes away pages that the
        store knows nothing of, as an older one does not; whether it could, and has come to the end.

        Called when `run` has taken away what is no longer to stand. What cannot be written, or taken away, costs no
        other file, and is named in the event. Asks before each batch whether it is `stopping`,
        as it is where people have decided something: what was read before may show what is not to stand.
        """
        started = self.release.clock()
        rebuilt, stopped = 0, False
        errors: dict[str, None] = {}
        try:
            known = self.release.store.documents()
            self._take_away(self.release.publisher.strays(known.keys()), errors)
            missing = frozenset(self.release.publisher.missing(known))
            for documents in self._lost(missing, started, errors) if missing else ():
                if stopped := stopping():
                    break
                try:
                    self.release.publisher.write(documents, known, started)
                    rebuilt += len(documents)
                except PublishError as fault:
                    errors[str(fault)] = None
        except (RenderError, PublishError) as fault:
            errors[str(fault)] = None
        if rebuilt or errors:
            self.release.observer(
                Released(
                    at=started,
                    seconds=(self.release.clock() - started).total_seconds(),
                    rebuilt=rebuilt,
                    error=f"missing files: {'; '.join(errors)}" if errors else "",
                )
            )
        return not errors and not stopped

    def _take_away(self, strays: Sequence[str], faults: MutableMapping[str, None]) -> None:
        """Together, which is soon done; else each for itself, so that one that stays keeps no other and nothing
        that is lost, and is named among the `faults`.
        """
        try:
            self.release.publisher.remove(strays)
        except PublishError:
            for path in strays:
                try:
                    self.release.publisher.remove([path])
                except PublishError as fault:
                    faults[f"{path}: {fault}"] = None

    def _lost(
        self, missing: frozenset[str], now: datetime, faults: MutableMapping[str, None]
    ) -> Iterator[list[Document]]:
        """What has gone missing: pages in batches, then a channel after the other, then the front; but for
        what cannot be made, which costs nothing else and is among the `faults` then.
        """
        making: list[Callable[[], Sequence[Document]]] = [
            *(partial(self._standing, channel, now) for channel in self.release.house.channels),
            self.release.front.furniture,
            partial(self.release.front.documents, now),
        ]
        sets = [_as_made(one, faults) for one in making]
        lost = [[document for document in some if document.path in missing] for some in sets]
        pages = missing.difference(document.path for some in lost for document in some)
        yield from self._lost_pages(pages, now, faults) if pages else ()
        yield from self.release.archives.again(pages, now, faults)
        yield from filter(None, lost)

    def _standing(self, channel: Channel, now: datetime) -> Sequence[Document]:
        edition = self.release.editions.standing(channel, now)
        return self.release.editions.documents(edition) if edition is not None else ()

    def _lost_pages(
        self, pages: frozenset[str], now: datetime, faults: MutableMapping[str, None]
    ) -> Iterator[list[Document]]:
        batch: list[DeskItem] = []
        stories: dict[str, None] = {}
        for path in sorted(pages):
            if path.startswith(DAYS):
                maps = _as_made(
                    partial(self.release.files.sitemaps.of, path[len(DAYS) :][:10]), faults
                )
                yield [one for one in maps if one.path == path]
        for held in self.release.store.items():
            if held.story and coverage_path(held.story) in pages:
                stories[held.story] = None
            if held.page in pages:
                batch.append(held)
            if len(batch) >= _PAGES_A_BATCH:
                yield self._again(batch, now, faults)
                batch = []
        if batch:
            yield self._again(batch, now, faults)
        for story in stories:
            yield _as_made(partial(self.release.coverage.again, story, now), faults)

    def _again(
        self, items: Sequence[DeskItem], now: datetime, faults: MutableMapping[str, None]
    ) -> list[Document]:
        covered = self.release.coverage.standing(items)
        pages = (_as_made(partial(self.release.page, held, now, covered), faults) for held in items)
        return [document for some in pages for document in some]


def standing_pages(publisher: Publisher) -> dict[str, int]:
    """The highest number among the pages of each channel's archive in the folder. Raises PublishError."""
    highest: dict[str, int] = {}
    for path in publisher.strays(()):
        if (page := archive_page_of(path)) is not None:
            highest[page[0]] = max(page[1], highest.get(page[0], 0))
    return highest


def _as_made(
    make: Callable[[], Sequence[Document]], faults: MutableMapping[str, None]
) -> list[Document]:
    """Documents, or none and one more of the `faults`."""
    try:
        return list(make())
    except RenderError as fault:
        faults[str(fault)] = None
        return []

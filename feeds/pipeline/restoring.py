"""Published files that have gone missing are made again, as they were. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from feeds.contracts import Publisher
from feeds.decide.page import coverage_path
from feeds.errors import PublishError, RenderError
from feeds.model import Channel, Document, Released
from feeds.pipeline.front import PATHS
from feeds.pipeline.release import Release
from feeds.render import archive_page_of, archive_paths, document_path
from feeds.render.sitemap import DAYS

_PAGES_A_BATCH = 50
"""Pages that are made between two looks at whether somebody has something more urgent."""
_LOOKED_AT = 500
"""Files, or stories, that are looked at between two."""
_EVER = datetime.min.replace(tzinfo=UTC)
_ALL = 1_000_000_000

Make = Callable[[datetime], Sequence[Document]]


@dataclass(slots=True, kw_only=True)
class Restoring:
    """What brings back what `release` has published."""

    release: Release
    _steps: Iterator[Make] | None = field(default=None, init=False)
    _faults: dict[str, None] = field(default_factory=dict, init=False)

    @property
    def is_halfway(self) -> bool:
        """Whether it was stopped, and goes on from there when it is asked to `restore` again."""
        return self._steps is not None

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
        channels = {one.id: one for one in self.release.house.channels}
        front = store.documents(store.front_documents())
        try:
            # A date is of a second, in which much may have come out.
            others = not front or publisher.missing(front)
            if not others and not any(map(self.release.files.are_unknown, channels.values())):
                return
            for channel, number in standing_pages(publisher).items():
                if channel in channels:
                    store.begin_above(channel, number)
        except PublishError:
            return  # whoever writes there meets the same, and says so

    def restore(self, stopping: Callable[[], bool]) -> bool:
        """Makes published files that have gone missing again, byte for byte, and takes away pages that the
        store knows nothing of, as an older one does not; whether it could, and has come to the end.

        Called when `run` has taken away what is no longer to stand. What cannot be written, or taken away, costs no
        other file, and is named in the event. Asks before each step whether it is `stopping`,
        as it is where people have decided something; what is made behind that is read behind it.
        """
        started = self.release.clock()
        rebuilt, through = 0, False
        steps, self._steps = self._steps or self._begun(), None
        try:
            while not stopping():
                if (make := next(steps, None)) is None:
                    through = True
                    break
                rebuilt += self._write(make)
        except (RenderError, PublishError) as fault:
            self._faults[str(fault)] = None
            through = True
        errors = "; ".join(self._faults) if through else ""
        if rebuilt or errors:
            self.release.observer(
                Released(
                    at=started,
                    seconds=(self.release.clock() - started).total_seconds(),
                    rebuilt=rebuilt,
                    error=f"missing files: {errors}" if errors else "",
                )
            )
        self._steps = None if through else steps
        return through and not errors

    def _write(self, make: Make) -> int:
        """How many documents of a step are there again: those that are still known."""
        now = self.release.clock()
        documents = _as_made(partial(make, now), self._faults)
        known = self.release.store.documents([one.path for one in documents])
        due = [one for one in documents if one.path in known]
        try:
            self.release.publisher.write(due, known, now)
        except PublishError as fault:
            self._faults[str(fault)] = None
            return 0
        return len(due)

    def _begun(self) -> Iterator[Make]:
        """All steps. Raises PublishError."""
        self._faults = {}
        store, publisher = self.release.store, self.release.publisher
        known = sorted(store.documents())
        self._take_away(publisher.strays(frozenset(known)), self._faults)
        missing: set[str] = set()
        for start in range(0, len(known), _LOOKED_AT):
            missing.update(publisher.missing(store.documents(known[start : start + _LOOKED_AT])))
            yield _nothing
        for make in self._lost(frozenset(missing)) if missing else ():
            yield partial(_those_of, missing, make)

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

    def _lost(self, missing: frozenset[str]) -> Iterator[Make]:
        """What makes what has gone missing: a channel after the other, which most readers come for, then pages
        in batches, then the front, which tells whether all is there.
        """
        for channel in self.release.house.channels:
            if not missing.isdisjoint(document_path(channel, name) for name in channel.formats):
                yield partial(self._standing, channel)
        yield lambda _now: self.release.front.furniture()
        yield from self._lost_pages(missing)
        for page in sorted({page for path in missing if (page := archive_page_of(path))}):
            yield partial(self._archived, frozenset(archive_paths(*page)))
        if not missing.isdisjoint(PATHS):
            yield self.release.front.documents

    def _standing(self, channel: Channel, now: datetime) -> Sequence[Document]:
        edition = self.release.editions.standing(channel, now)
        return self.release.editions.documents(edition) if edition is not None else ()

    def _archived(self, paths: frozenset[str], now: datetime) -> Sequence[Document]:
        made = self.release.archives.again(paths, now, self._faults)
        return [document for some in made for document in some]

    def _lost_pages(self, missing: frozenset[str]) -> Iterator[Make]:
        stories: dict[str, None] = {}
        for path in sorted(missing):
            if path.startswith(DAYS):
                yield partial(self._map, path[len(DAYS) :][:10])
        if not any(path.startswith("story/") for path in missing):
            return
        store = self.release.store
        # Some at a time, so that nothing is being read while others have their turn.
        every = [id_ for _, id_, _ in store.newest_pages(_EVER, _ALL)]
        for start in range(0, len(every), _LOOKED_AT):
            yield _nothing
            some = store.held(every[start : start + _LOOKED_AT])
            lost = [held.id for held in some if held.page in missing]
            for first in range(0, len(lost), _PAGES_A_BATCH):
                yield partial(self._again, lost[first : first + _PAGES_A_BATCH])
            told = (held.story for held in some if held.story)
            stories.update((one, None) for one in told if coverage_path(one) in missing)
        for story in stories:
            yield partial(self.release.coverage.again, story)

    def _map(self, day: str, _now: datetime) -> Sequence[Document]:
        return self.release.files.sitemaps.of(day)

    def _again(self, ids: Sequence[str], now: datetime) -> Sequence[Document]:
        items = self.release.store.held(ids)
        covered = self.release.coverage.standing(items)
        pages = (
            _as_made(partial(self.release.page, held, now, covered), self._faults) for held in items
        )
        return [document for some in pages for document in some]


def _nothing(_now: datetime) -> Sequence[Document]:
    return ()


def _those_of(missing: Container[str], make: Make, now: datetime) -> Sequence[Document]:
    return [document for document in make(now) if document.path in missing]


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

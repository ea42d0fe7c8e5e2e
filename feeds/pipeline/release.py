"""Release: changed channels to documents. A row of calls that judges nothing."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.contracts import Clock, Observer, Publisher, Renderer, Store
from feeds.decide.select import Selected, entry, fingerprint, is_open, left, opening, select, style
from feeds.errors import PublishError, RenderError
from feeds.model import (
    Channel,
    DeskItem,
    Document,
    Edition,
    EditionRecord,
    Entry,
    Released,
)
from feeds.pipeline.adopt import adopt
from feeds.pipeline.house import House
from feeds.render import document_path, index_page, opml, story_page

_PAGES_A_BATCH = 1000
_MOST_CANDIDATES = 20_000
_MOST_FRAGMENTS = 20_000
_SECOND = timedelta(seconds=1)
_LARGEST_DOCUMENT = 512 * 1024
"""Bytes of a channel's document, compressed (contract; S21)."""

_FRONT = frozenset({"index.html", "opml.xml"})

# A story's page belongs to the house, not to a channel: the source's rights alone narrow it.
_PAGE = Channel(id="story", title="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The second verb, with the parts it calls."""

    house: House
    store: Store
    publisher: Publisher
    observer: Observer
    clock: Clock
    renderer: Callable[[str], Renderer]
    version: str = ""
    """This program's, as `adopt` was told it."""
    fragments: MutableMapping[tuple[object, ...], bytes] = field(default_factory=dict)
    """Entries rendered before: a new item costs its own rendering and no other's."""

    def run(self) -> bool:
        """Publishes all that changed; whether everything could be.

        What could not be is named in the event, stays marked, and is tried again next time.
        """
        started = self.clock()
        errors: list[str] = []
        pages = written = 0
        released: list[str] = []
        if self.house.run_out(started):
            # What a source has brought goes from every page as well, however old.
            adopt(self.house, self.store, self.version, started)
        try:
            self._drop(self._abandoned())
            pages = self._pages(started)
        except (RenderError, PublishError) as fault:
            errors.append(f"pages: {fault}")
        dirty = frozenset(self.store.dirty(started))
        lacking: list[str] = []
        for channel in self.house.channels:
            if channel.id not in dirty:
                continue
            try:
                count, faults = self._channel(channel, started)
            except (RenderError, PublishError) as fault:
                errors.append(f"{channel.id}: {fault}")
                continue
            written += count
            released.append(channel.id)
            if faults:
                lacking.append(channel.id)
                errors.append(f"{channel.id}: {'; '.join(faults)}")
        if released:
            try:
                written += self._write(self._front(), started)
            except (RenderError, PublishError) as fault:
                errors.append(f"index: {fault}")
            else:
                # Not before the front page stands: whoever is killed in between is to come back.
                self.store.clean([id_ for id_ in released if id_ not in lacking])
        if pages or released or errors:
            self.observer(
                Released(
                    at=started,
                    seconds=(self.clock() - started).total_seconds(),
                    channels=tuple(released),
                    pages=pages,
                    written=written + pages,
                    error="; ".join(errors),
                )
            )
        return not errors

    def is_bereft(self) -> bool:
        """Whether a front document has gone missing: the folder was emptied, or is another one.
        Looks at few files, so that every pass can ask. Raises PublishError.
        """
        return bool(self.publisher.missing(self.store.front_documents()))

    def restore(self, stopping: Callable[[], bool]) -> bool:
        """Makes published files that have gone missing again, byte for byte; whether it could.

        Called when `run` has taken away what is no longer to stand. What cannot be written costs no
        other file, and is named in the event. Asks before each batch whether it is `stopping`.
        """
        started = self.clock()
        rebuilt = 0
        errors: dict[str, None] = {}
        try:
            known = self.store.documents()
            missing = frozenset(self.publisher.missing(tuple(known)))
            for documents in self._lost(missing, started) if missing else ():
                if stopping():
                    break
                try:
                    self.publisher.write(documents, known, started)
                    rebuilt += len(documents)
                except PublishError as fault:
                    errors[str(fault)] = None
        except (RenderError, PublishError) as fault:
            errors[str(fault)] = None
        if rebuilt or errors:
            self.observer(
                Released(
                    at=started,
                    seconds=(self.clock() - started).total_seconds(),
                    rebuilt=rebuilt,
                    error=f"missing files: {'; '.join(errors)}" if errors else "",
                )
            )
        return not errors

    def _lost(self, missing: frozenset[str], now: datetime) -> Iterator[list[Document]]:
        """What has gone missing: pages in batches, then a channel after the other, then the front."""
        sets: list[Sequence[Document]] = []
        for channel in self.house.channels:
            edition = self._standing(channel)
            sets.append(self._documents(edition) if edition is not None else ())
        sets.append(self._front())
        lost = [[document for document in some if document.path in missing] for some in sets]
        pages = missing.difference(document.path for some in lost for document in some)
        batch: list[Document] = []
        for held in self.store.items() if pages else ():
            if held.page in pages:
                batch.extend(self._page(held, now))
                if len(batch) >= _PAGES_A_BATCH:
                    yield batch
                    batch = []
        yield from filter(None, (batch, *lost))

    # pages

    def _pages(self, now: datetime) -> int:
        written, limit = 0, _PAGES_A_BATCH
        faults: dict[str, str] = {}
        while True:
            batch = self.store.unpublished(limit)
            show: list[DeskItem] = []
            shut: list[DeskItem] = []
            drop: list[DeskItem] = []
            pages: list[Document] = []
            for held in batch:
                opens = self._opening(held)
                if opens is not None and opens > now:
                    shut.append(held)
                elif not self._is_open(held, now):
                    drop.append(held)
                elif held.id not in faults:
                    try:
                        pages.extend(self._page(held, now))
                        show.append(held)
                    except RenderError as fault:  # costs its own page and no other's
                        faults[held.id] = str(fault)
            written += self._write(pages, now)
            # An item that is under embargo again: what its page showed may not be shown now.
            self._drop(tuple(self.store.documents([held.page for held in shut])))
            self._drop([held.page for held in drop])
            self.store.paged([(held.id, held.revision) for held in (*show, *drop)])
            if len(batch) < limit:
                break
            limit = _PAGES_A_BATCH + len(shut) + len(faults)
        if faults:
            raise RenderError("; ".join(faults.values()))
        return written

    def _drop(self, paths: Sequence[str]) -> None:
        if paths:
            self.publisher.remove(paths)
            self.store.forget_documents(paths)

    def _opening(self, held: DeskItem) -> datetime | None:
        if not held.channels:
            return None
        return opening(held, self.house.sources.get(held.item.source))

    def _is_open(self, held: DeskItem, now: datetime) -> bool:
        return bool(held.channels) and is_open(held, self.house.sources.get(held.item.source), now)

    def _page(self, held: DeskItem, now: datetime) -> tuple[Document, ...]:
        if not self._is_open(held, now):
            return ()
        source = self.house.sources[held.item.source]
        shown = entry(held, source, _PAGE, self.house.site, now)
        if shown is None:
            return ()
        channels = [channel for channel in self.house.channels if channel.id in held.channels]
        return (story_page(shown, self.house.site, channels),)

    # channels

    def _channel(self, channel: Channel, now: datetime) -> tuple[int, list[str]]:
        """How many documents of a channel changed, and which entries could not be made: they are
        left out, so that none keeps up what is to go.
        """
        selected = self._select(channel, now)
        entries, faults = self._makeable(selected.entries, channel)
        edition = Edition(site=self.house.site, channel=channel, entries=entries, updated=now)
        edition, record = self._dated(edition, selected, now)
        documents = self._documents(edition)
        while (share := _share_that_fits(documents)) < 1.0 and len(edition.entries) > 1:
            kept = max(1, int(len(edition.entries) * share))
            fewer = replace(edition, entries=edition.entries[:kept])
            edition, record = self._dated(fewer, selected, now)
            documents = self._documents(edition)
        self.store.save_edition(record)
        return self._write(documents, now), faults

    def _makeable(
        self, entries: Sequence[Entry], channel: Channel
    ) -> tuple[tuple[Entry, ...], list[str]]:
        made: list[Entry] = []
        faults: list[str] = []
        for shown in entries:
            try:
                for name in channel.formats:
                    self._fragment(self.renderer(name), shown, channel)
                made.append(shown)
            except RenderError as fault:
                faults.append(str(fault))
        return tuple(made), faults

    def _select(self, channel: Channel, now: datetime) -> Selected:
        found = self._candidates(channel, now)
        return select(
            found[:_MOST_CANDIDATES],
            channel=channel,
            sources=self.house.sources,
            site=self.house.site,
            now=now,
        )

    def _candidates(self, channel: Channel, now: datetime) -> tuple[DeskItem, ...]:
        """The newest `size` items that may be seen now, among those that must still wait."""
        limit = channel.size
        while True:
            found = self.store.candidates(channel.id, limit, now - channel.window)
            wanted = channel.size + sum(not self._is_open(held, now) for held in found)
            if limit >= wanted or len(found) < limit:
                return found
            # Doubled, since a wire may send much under embargo.
            limit = max(wanted, 2 * limit)

    def _dated(
        self, edition: Edition, selected: Selected, now: datetime
    ) -> tuple[Edition, EditionRecord]:
        """The edition under the instant of its last change of content, and what to keep of it."""
        channel = edition.channel
        mark = fingerprint(edition.entries)
        old = self.store.edition(channel.id)
        if old is not None and old.fingerprint == mark:
            updated = old.updated
        else:
            turned = old.next_change if old is not None else None
            changes = (
                max(
                    (shown.updated for shown in edition.entries if shown.updated <= now + _SECOND),
                    default=None,
                ),
                self.store.changed_at(channel.id),
                old.updated if old is not None else None,
                turned if turned is not None and turned <= now else None,
                selected.turned,
            )
            updated = max(filter(None, changes), default=now)
            if old is not None and updated <= old.updated:
                updated = max(now, old.updated)  # what nothing dates has changed now: rights, say
        record = EditionRecord(
            channel=channel.id,
            updated=updated,
            fingerprint=mark,
            members=tuple((shown.id, shown.revision) for shown in edition.entries),
            next_change=selected.next_change,
        )
        return replace(edition, updated=updated), record

    def _standing(self, channel: Channel) -> Edition | None:
        """The edition that is published of a channel, from the record of its release."""
        record = self.store.edition(channel.id)
        if record is None:
            return None
        return Edition(
            site=self.house.site,
            channel=channel,
            entries=tuple(self._entries(record.members, channel)),
            updated=record.updated,
        )

    def _entries(self, members: Sequence[tuple[str, int]], channel: Channel) -> Iterable[Entry]:
        for held in self.store.at_revision(members):
            source = self.house.sources.get(held.item.source)
            if source is not None:
                shown = entry(held, source, channel, self.house.site, self.clock())
                if shown is not None:
                    yield shown

    def _documents(self, edition: Edition) -> tuple[Document, ...]:
        documents: list[Document] = []
        for name in edition.channel.formats:
            renderer = self.renderer(name)
            fragments = [
                self._fragment(renderer, shown, edition.channel) for shown in edition.entries
            ]
            documents.append(renderer.assemble(edition, fragments))
        return tuple(documents)

    def _fragment(self, renderer: Renderer, shown: Entry, channel: Channel) -> bytes:
        key = (
            *(renderer.format, style(channel), left(shown)),
            *(shown.id, shown.revision, shown.updated),
        )
        kept = self.fragments.get(key)
        if kept is None:
            if len(self.fragments) >= _MOST_FRAGMENTS:
                self.fragments.clear()
            kept = self.fragments[key] = renderer.fragment(shown, self.house.site.language)
        return kept

    # what belongs to all channels

    def _abandoned(self) -> list[str]:
        """Documents of channels, and of formats, that are in the config no more."""
        paths = {document_path(one, name) for one in self.house.channels for name in one.formats}
        return [one for one in self.store.front_documents() if one not in paths | _FRONT]

    def _front(self) -> tuple[Document, ...]:
        editions = [
            edition
            for channel in self.house.channels
            if (edition := self._standing(channel)) is not None
        ]
        modified = max((edition.updated for edition in editions), default=self.clock())
        return (
            index_page(editions, self.house.site),
            opml(self.house.site, self.house.channels, modified),
        )

    def _write(self, documents: Iterable[Document], now: datetime) -> int:
        made = tuple(documents)
        known = self.store.documents([document.path for document in made])
        changed = self.publisher.write(made, known, now)
        self.store.save_documents(changed)
        return len(changed)


def _share_that_fits(documents: Iterable[Document]) -> float:
    """How much of its entries the largest of a channel's documents may keep; 1.0 is all."""
    largest = max((_compressed(document.body) for document in documents), default=0)
    if largest <= _LARGEST_DOCUMENT:
        return 1.0
    return min(0.97, 0.98 * _LARGEST_DOCUMENT / largest)


def _compressed(body: bytes) -> int:
    if len(body) <= _LARGEST_DOCUMENT:
        return len(body)
    return len(zlib.compress(body, 6))

"""Editions: what each channel shows now, and the documents that it is made of."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from feeds.contracts import Renderer, Store
from feeds.decide.copies import Together, root, together
from feeds.decide.select import (
    MOST_NOTICES,
    NOTICE_FOR,
    Selected,
    as_shown,
    fair,
    fingerprint,
    is_open,
    left,
    opening,
    select,
    since,
    style,
)
from feeds.errors import RenderError
from feeds.model import (
    Channel,
    Copies,
    DeskItem,
    Document,
    Edition,
    EditionRecord,
    Entry,
    History,
    Shown,
    Withdrawals,
)
from feeds.pipeline.house import House

_MOST_CANDIDATES = 20_000
_MOST_KEPT = 5_000
"""Entries that stay rendered: some tens of megabytes."""
_SECOND = timedelta(seconds=1)
_Look = tuple[object, ...]
"""All that decides how an entry looks."""
_LARGEST_DOCUMENT = 512 * 1024
"""Bytes of a channel's document, compressed (contract; S21)."""
_SURELY_FITS = int(0.9 * _LARGEST_DOCUMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A channel's edition, ready to be written."""

    edition: Edition
    record: EditionRecord
    documents: tuple[Document, ...]
    gone: tuple[tuple[str, int], ...]
    """Withdrawn stories that it is the first edition to say so of: id and revision."""
    faults: tuple[str, ...]
    """Entries that could not be made: they are left out, so that none keeps up what is to go."""
    news: tuple[tuple[Entry, datetime], ...] = ()
    """What it is the first edition to show, or to say to be withdrawn, each with since when it could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """Makes editions of channels, with the parts that this takes."""

    house: House
    store: Store
    renderer: Callable[[str], Renderer]
    fragments: OrderedDict[_Look, dict[str, bytes]] = field(default_factory=OrderedDict)
    """Entries rendered before, by format: a new item costs its own rendering and no other's."""

    def made(self, channel: Channel, now: datetime) -> Made:
        """What a channel shows now. Raises RenderError."""
        selected = self._select(channel, now)
        entries, faults = self._makeable(selected.entries, channel)
        edition = replace(self._edition(channel, entries, now), history=self.history(channel))
        edition, record = self._dated(edition, selected, now)
        documents = self.documents(edition)
        while (share := share_that_fits(documents)) < 1.0 and _stories(edition):
            fewer = replace(edition, entries=_fewer(edition, share))
            edition, record = self._dated(fewer, selected, now)
            documents = self.documents(edition)
        return Made(
            edition=edition,
            record=record,
            documents=documents,
            gone=self._newly_gone(edition),
            news=self._news(edition, now),
            faults=tuple(faults),
        )

    def led(self, made: Made) -> tuple[Document, ...]:
        """An edition's documents as they lead to its channel's archive now: they may fill a page of it."""
        history = self.history(made.edition.channel)
        if history == made.edition.history:
            return made.documents
        return self.documents(replace(made.edition, history=history))

    def history(self, channel: Channel) -> History:
        """What the current document leads to: the newest page of the archive that stands."""
        return History(before=self.store.newest_page(channel.id) if channel.archive else 0)

    def is_open(self, held: DeskItem, now: datetime) -> bool:
        """Whether an item may be seen now."""
        return bool(held.channels) and is_open(held, self.house.sources.get(held.item.source), now)

    def opening(self, held: DeskItem) -> datetime | None:
        """From when on an item may be seen; None if never."""
        if not held.channels:
            return None
        return opening(held, self.house.sources.get(held.item.source))

    def _newly_gone(self, edition: Edition) -> tuple[tuple[str, int], ...]:
        old = self.store.edition(edition.channel.id)
        before = frozenset(old.members) if old is not None else frozenset()
        gone = [(one.id, one.revision) for one in edition.entries if one.withdrawn is not None]
        return tuple(one for one in gone if one not in before)

    def _news(self, edition: Edition, now: datetime) -> tuple[tuple[Entry, datetime], ...]:
        old = self.store.edition(edition.channel.id)
        if old is None:
            return ()
        known = frozenset(old.members)
        fresh = {
            member: one
            for one in edition.entries
            if (member := (one.id, one.revision)) not in known
        }
        times = self.store.recorded(tuple(fresh)) if fresh else {}
        found = ((fresh[member], since(at, old, now)) for member, at in times.items())
        return tuple((one, start) for one, start in found if start is not None)

    def _makeable(
        self, entries: Sequence[Entry], channel: Channel
    ) -> tuple[tuple[Entry, ...], list[str]]:
        made: list[Entry] = []
        faults: list[str] = []
        for shown in entries:
            try:
                kept = self._kept(shown, channel)
                for name in channel.formats:
                    self._fragment(name, shown, kept)
                made.append(shown)
            except RenderError as fault:
                faults.append(str(fault))
        return tuple(made), faults

    def _select(self, channel: Channel, now: datetime) -> Selected:
        found, same = self._candidates(channel, now)
        selected = select(
            found[:_MOST_CANDIDATES],
            withdrawn=self.store.withdrawn(channel.id, now - NOTICE_FOR, MOST_NOTICES),
            hidden=same.hidden,
            channel=channel,
            sources=self.house.sources,
            site=self.house.site,
            now=now,
        )
        return replace(selected, entries=tuple(same.named(selected.entries)))

    def _candidates(self, channel: Channel, now: datetime) -> tuple[tuple[DeskItem, ...], Together]:
        """The newest `size` items that may be seen now, among those that must still wait and those
        that others stand for.
        """
        limit = channel.size
        while True:
            found = self.store.candidates(channel.id, limit, now - channel.window)
            same = self.together(found, channel, now)
            unseen = (not self.is_open(held, now) or held.id in same.hidden for held in found)
            wanted = channel.size + sum(unseen)
            if limit >= wanted or len(found) < limit:
                return found, same
            # Doubled, since a wire may send much under embargo.
            limit = max(wanted, 2 * limit)

    def together(self, found: Iterable[DeskItem], channel: Channel, now: datetime) -> Together:
        """Which items stand for others in a channel that shows the same copy once."""
        if channel.copies is Copies.ALL:
            return Together()
        return together(
            self.store.same_copy([root(held) for held in found], channel.id),
            channel=channel,
            sources=self.house.sources,
            site=self.house.site,
            now=now,
        )

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

    def standing(self, channel: Channel, now: datetime) -> Edition | None:
        """The edition that is published of a channel, from the record of its release, without what may not
        be seen any more: a channel whose documents cannot be written stands as it was.
        """
        record = self.store.edition(channel.id)
        if record is None:
            return None
        entries = self._entries(record.members, channel, now)
        edition = self._edition(channel, entries, record.updated)
        return replace(edition, history=self.history(channel))

    def newest(self, channel: Channel, now: datetime, most: int) -> Edition | None:
        """As `standing`, of a channel's stories no more than its newest: all that the front page shows, which
        is made for all channels as soon as one changes.
        """
        record = self.store.edition(channel.id)
        if record is None:
            return None
        stories = islice(self._stories(record.members, channel, now, most), most)
        return self._edition(channel, stories, record.updated)

    def is_overtaken(self, channel: Channel, now: datetime) -> bool:
        """Whether what is published of a channel shows what may not be seen any more."""
        record = self.store.edition(channel.id)
        if record is None:
            return False
        may_stay = {one.id for one in self._entries(record.members, channel, now)}
        ids = [id_ for id_, _ in record.members]
        shut = {
            held.id for held in self.store.held(ids) if held.usable and not self.is_open(held, now)
        }
        return not may_stay.difference(shut).issuperset(ids)

    def _edition(self, channel: Channel, entries: Iterable[Entry], updated: datetime) -> Edition:
        return Edition(
            site=self.house.site,
            channel=channel,
            entries=tuple(entries),
            updated=updated,
            channels=self.house.channels,
        )

    def _stories(
        self, members: Sequence[tuple[str, int]], channel: Channel, now: datetime, batch: int
    ) -> Iterator[Entry]:
        for start in range(0, len(members), batch):
            found = self.store.at_revision(members[start : start + batch])
            shown = self._shown(found, channel, now)
            yield from (one for one in shown if one.withdrawn is None)

    def _entries(
        self, members: Sequence[tuple[str, int]], channel: Channel, now: datetime
    ) -> Iterator[Entry]:
        found = self.store.at_revision(members)
        same = self.together(found, channel, now)
        yield from same.named(self._shown(found, channel, now))

    def _shown(self, found: Sequence[DeskItem], channel: Channel, now: datetime) -> Iterator[Entry]:
        stands = self.store.publishable([held.id for held in found])
        for held in found:
            source = self.house.sources.get(held.item.source)
            shown = as_shown(held, source, channel, self.house.site, now)
            if shown is not None and (held.id in stands or shown.withdrawn is not None):
                yield shown

    def documents(self, edition: Edition) -> tuple[Document, ...]:
        channel = edition.channel
        keeps = channel.withdrawals is Withdrawals.NOTICE
        shown = [
            (one, self._kept(one, channel))
            for one in edition.entries
            if one.withdrawn is None or keeps
        ]
        return tuple(
            self.renderer(name).assemble(
                edition, [self._fragment(name, one, kept) for one, kept in shown]
            )
            for name in channel.formats
        )

    def rendered(self, name: str, shown: Entry, channel: Channel) -> bytes:
        """An entry in one format, as it is kept; what is not is made for once, so that a whole archive pushes
        nothing out. Raises RenderError.
        """
        kept = self.fragments.get(_look(shown, channel), {}).get(name)
        return kept or self.renderer(name).fragment(shown, self.house.site.language)

    def _kept(self, shown: Entry, channel: Channel) -> dict[str, bytes]:
        """What is rendered of an entry already."""
        look = _look(shown, channel)
        kept = self.fragments.get(look)
        if kept is None:
            if len(self.fragments) >= _MOST_KEPT:
                self.fragments.popitem(last=False)  # most channels are done with the oldest
            kept = self.fragments[look] = {}
        return kept

    def _fragment(self, name: str, shown: Entry, kept: dict[str, bytes]) -> bytes:
        if name not in kept:
            kept[name] = self.renderer(name).fragment(shown, self.house.site.language)
        return kept[name]


def shown(editions: Iterable[Made], now: datetime) -> Shown:
    """How long what is new in editions, whose documents stand now, has taken to get there."""
    stories: list[float] = []
    withdrawals: list[float] = []
    for made in editions:
        for one, start in made.news:
            seconds = max(0.0, (now - start).total_seconds())
            (stories if one.withdrawn is None else withdrawals).append(seconds)
    return Shown(at=now, stories=tuple(stories), withdrawals=tuple(withdrawals))


def _look(shown: Entry, channel: Channel) -> _Look:
    return (style(channel), left(shown), shown.id, shown.revision, shown.updated, shown.also)


def _stories(edition: Edition) -> list[Entry]:
    return [one for one in edition.entries if one.withdrawn is None]


def _fewer(edition: Edition, share: float) -> tuple[Entry, ...]:
    """What fits of an edition's stories, and all that it says of withdrawn ones."""
    stories = _stories(edition)
    kept = frozenset(one.id for one in fair(stories, int(len(stories) * share)))
    return tuple(one for one in edition.entries if one.withdrawn is not None or one.id in kept)


def share_that_fits(documents: Iterable[Document]) -> float:
    """How much of its entries the largest of a channel's documents may keep; 1.0 is all."""
    largest = max((_compressed(document.body) for document in documents), default=0)
    if largest <= _LARGEST_DOCUMENT:
        return 1.0
    return min(0.97, 0.98 * _LARGEST_DOCUMENT / largest)


def _compressed(body: bytes) -> int:
    """Bytes that a body has in gzip, as it will be published, or somewhat more where there is room: a body that
    is small enough as it is, or at the fastest level, is not compressed at the right one to find out.
    """
    if len(body) <= _LARGEST_DOCUMENT:
        return len(body)
    from isal import isal_zlib

    quick = len(isal_zlib.compress(body, level=1))
    return quick if quick <= _SURELY_FITS else len(isal_zlib.compress(body, level=3))

"""Editions: what each channel shows now, and the documents that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from feeds.contracts import Renderer, Store
from feeds.decide.copies import Together, root, together
from feeds.decide.select import (
    MOST_NOTICES,
    NOTICE_FOR,
    Judged,
    Selected,
    as_shown,
    fair,
    fingerprint,
    is_open,
    opening,
    select,
    since,
)
from feeds.errors import RenderError
from feeds.model import (
    Candidate,
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
from feeds.pipeline.kept import Kept

_MOST_CANDIDATES = 20_000
_SECOND = timedelta(seconds=1)
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
    kept: Kept = field(default_factory=Kept)

    def made(self, channel: Channel, now: datetime, *, at_once: bool = False) -> Made:
        """What a channel shows now; where that is to be `at_once` nothing new that has no page yet. Raises
        RenderError.
        """
        old = self.store.edition(channel.id)
        selected = self._select(channel, now, old, at_once=at_once)
        faults: list[str] = []
        try:
            edition, record, documents = self._fitting(channel, selected, old, now)
        except RenderError:
            entries, faults = self._makeable(selected.entries, channel)
            selected = replace(selected, entries=entries)
            edition, record, documents = self._fitting(channel, selected, old, now)
        return Made(
            edition=edition,
            record=record,
            documents=documents,
            gone=_newly_gone(edition, old),
            news=self._news(edition, old, now),
            faults=tuple(faults),
        )

    def _fitting(
        self, channel: Channel, selected: Selected, old: EditionRecord | None, now: datetime
    ) -> tuple[Edition, EditionRecord, tuple[Document, ...]]:
        """The edition of what was selected, or of as much of it as its documents have room for."""
        edition = self._edition(channel, selected.entries, now)
        edition = replace(edition, history=self.history(channel))
        while True:
            edition, record = self._dated(edition, selected, old, now)
            documents = self.documents(edition)
            share = share_that_fits(documents)
            if share == 1.0 or not _stories(edition):
                return edition, record, documents
            edition = replace(edition, entries=_fewer(edition, share))

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

    def _news(
        self, edition: Edition, old: EditionRecord | None, now: datetime
    ) -> tuple[tuple[Entry, datetime], ...]:
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
                for name in channel.formats:
                    self.rendered(name, shown, channel)
                made.append(shown)
            except RenderError as fault:
                faults.append(str(fault))
        return tuple(made), faults

    def _select(
        self, channel: Channel, now: datetime, old: EditionRecord | None, *, at_once: bool
    ) -> Selected:
        found, same, hidden = self._candidates(channel, now, old, at_once=at_once)
        selected = select(
            found[:_MOST_CANDIDATES],
            withdrawn=self.store.withdrawn(channel.id, now - NOTICE_FOR, MOST_NOTICES),
            hidden=hidden,
            channel=channel,
            sources=self.house.sources,
            site=self.house.site,
            now=now,
        )
        return replace(selected, entries=tuple(same.named(selected.entries)))

    def _candidates(
        self, channel: Channel, now: datetime, old: EditionRecord | None, *, at_once: bool
    ) -> tuple[list[Judged], Together, Set[str]]:
        """The newest `size` items that may be seen now, among those that must still wait and those that are
        hidden, since others stand for them or their pages do not stand.
        """
        limit = channel.size
        while True:
            known = self.store.candidates(channel.id, limit, now - channel.window)
            found = self.kept.judged(known, self.store.held, channel, self.house, now)
            same = self.together(known, channel, now)
            hidden = same.hidden.keys() | (self._not_led_to(known, old) if at_once else ())
            unseen = (not one.is_open or one.of.id in hidden for one in found)
            wanted = channel.size + sum(unseen)
            if limit >= wanted or len(known) < limit:
                return found, same, hidden
            # Doubled, since a wire may send much under embargo.
            limit = max(wanted, 2 * limit)

    def _not_led_to(self, known: Iterable[Candidate], old: EditionRecord | None) -> Set[str]:
        members = dict(old.members) if old is not None else {}
        new = {one.page: one.id for one in known if one.id not in members}
        return {new[page] for page in new.keys() - self.store.documents(tuple(new)).keys()}

    def judged(self, items: Sequence[DeskItem], channel: Channel, now: datetime) -> list[Judged]:
        """What a channel may show of items now."""
        by_id = {held.id: held for held in items}
        candidates = [held.candidate for held in items]
        load = partial(map, by_id.__getitem__)
        return self.kept.judged(candidates, load, channel, self.house, now)

    def together(
        self, found: Iterable[DeskItem | Candidate], channel: Channel, now: datetime
    ) -> Together:
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
        self, edition: Edition, selected: Selected, old: EditionRecord | None, now: datetime
    ) -> tuple[Edition, EditionRecord]:
        """The edition under the instant of its last change of content, and what to keep of it."""
        channel = edition.channel
        mark = fingerprint(edition.entries)
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

    def lags(self, channel: Channel, now: datetime) -> bool:
        """Whether what is published of a channel shows anything in another version than its newest, or says
        nothing yet of what is withdrawn: what is new alone is not meant, which nobody waits for. One that stands
        under a former id alone does: that is about to be taken away.
        """
        record = self.store.edition(channel.id)
        if record is None:
            return bool(channel.formerly)
        shown = dict(record.members)
        newest = dict(self.store.publishable(tuple(shown)))
        gone = (
            *self.store.held([id_ for id_ in shown if id_ not in newest]),
            *self.store.withdrawn(channel.id, now - NOTICE_FOR, MOST_NOTICES),
        )
        newest.update((held.id, held.revision) for held in gone)
        return any(shown.get(id_) != revision for id_, revision in newest.items())

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
        """All formats of an edition. Raises RenderError."""
        channel, language = edition.channel, self.house.site.language
        keeps = channel.withdrawals is Withdrawals.NOTICE
        shown = [one for one in edition.entries if one.withdrawn is None or keeps]
        renderers = [self.renderer(name) for name in channel.formats]
        pieces = self.kept.pieces(shown, channel, renderers, language)
        return tuple(
            one.assemble(edition, some) for one, some in zip(renderers, pieces, strict=True)
        )

    def rendered(self, name: str, shown: Entry, channel: Channel) -> bytes:
        """An entry in one format, as it is kept; what is not is made for once, so that a whole archive pushes
        nothing out. Raises RenderError.
        """
        kept = self.kept.piece(name, shown, channel)
        return kept or self.renderer(name).fragment(shown, self.house.site.language)


def shown(editions: Iterable[Made], now: datetime) -> Shown:
    """How long what is new in editions, whose documents stand now, has taken to get there."""
    stories: list[float] = []
    withdrawals: list[float] = []
    for made in editions:
        for one, start in made.news:
            seconds = max(0.0, (now - start).total_seconds())
            (stories if one.withdrawn is None else withdrawals).append(seconds)
    return Shown(at=now, stories=tuple(stories), withdrawals=tuple(withdrawals))


def _newly_gone(edition: Edition, old: EditionRecord | None) -> tuple[tuple[str, int], ...]:
    before = frozenset(old.members) if old is not None else frozenset()
    gone = [(one.id, one.revision) for one in edition.entries if one.withdrawn is not None]
    return tuple(one for one in gone if one not in before)


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
    return quick if quick <= _SURELY_FITS else len(isal_zlib.compress(body, level=2))

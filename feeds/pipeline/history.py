"""History: which items get their places in a channel's archive, and the pages that this makes.

    waiting ─► open to the public ─► places ─► pages that take no more ─► made

Calls in order; what may be seen `select` judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from feeds.decide import history as archive
from feeds.decide.history import Piece, piece
from feeds.decide.select import Selected, fingerprint
from feeds.errors import RenderError
from feeds.model import (
    ArchivePage,
    Channel,
    DeskItem,
    Document,
    Edition,
    Entry,
    History,
    Status,
)
from feeds.pipeline.editions import Editions
from feeds.render import ARCHIVED, archive_paths

_AT_ONCE = 4
"""Pages that are made with the document whose items fill them; more are made by and by."""
_BATCH = 500
_A_STEP = 500
"""Items that get their places between two looks at what people have decided: less than a tenth of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """A page of an archive, ready to be written."""

    record: ArchivePage
    documents: tuple[Document, ...] = ()
    dropped: tuple[str, ...] = ()
    """Paths where nothing is to stand."""
    gone: tuple[tuple[str, int], ...] = ()
    """Withdrawn stories that it shows no more: id and revision."""

    @property
    def paths(self) -> tuple[str, ...]:
        """All where it stands, or stood."""
        return (*(document.path for document in self.documents), *self.dropped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """What has become of an archive with an edition of its channel."""

    pages: tuple[MadePage, ...] = ()
    opens: datetime | None = None
    """When the next of those may be seen that wait for their places."""
    more: bool = False
    """Whether others wait that have not been asked for yet."""


class Seen(NamedTuple):
    """What a pass has seen of an item that waits for its place."""

    piece: Piece
    is_open: bool
    opens: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """Makes pages of archives, with the parts that this takes."""

    editions: Editions

    def go_on(
        self, edition: Edition, now: datetime, seen: MutableMapping[str, Seen]
    ) -> Iterator[Continued]:
        """Gives their places to all that wait for one and may be seen, and makes the pages that take no more
        then: a step at a time, since a new channel may have a hundred thousand. What is in the current document,
        `edition`, may stay in one that does. What has been `seen` of other channels' items since anything changed
        is not asked for again. Raises RenderError.
        """
        if edition.channel.archive is None:
            return
        waiting = self.editions.store.placed(edition.channel.id)
        if len(waiting) > _A_STEP:
            yield Continued(more=True)
        for start in range(0, len(waiting) or 1, _A_STEP):
            some, more = waiting[start : start + _A_STEP], start + _A_STEP < len(waiting)
            yield replace(self._step(edition, some, now, seen, more=more), more=more)

    def _step(
        self,
        edition: Edition,
        waiting: Sequence[str],
        now: datetime,
        seen: MutableMapping[str, Seen],
        *,
        more: bool,
    ) -> Continued:
        """The same for some that wait; where there are `more`, the page is open that they come into."""
        channel, store = edition.channel, self.editions.store
        current = {one.id: one for one in edition.entries if one.withdrawn is None}
        number = store.last_page(channel.id) + 1
        before = store.placed(channel.id, number)
        if not waiting and current.keys() >= set(before):
            return Continued()
        others = self._known([id_ for id_ in before if id_ not in current])
        known = {one.id: piece(one) for one in others}
        known.update((id_, piece(current[id_])) for id_ in before if id_ in current)
        here = [known[id_] for id_ in before if id_ in known]
        fresh, opens = self._opened(waiting, current, now, seen)
        pages = archive.filled(here, fresh)
        closes = not more and not current.keys() >= self._visible(pages[-1], current, channel, now)
        others_stand = any(store.around(channel.id, number))
        alone = () if others_stand else self._visible(pages[0], current, channel, now)
        given = archive.placed(number, pages, frozenset(before), closes=closes, alone=alone)
        store.give_places(channel.id, given)
        ended = [one.number for one in given if one.newest is not None]
        made = self._ended(channel, ended, now) if len(ended) <= _AT_ONCE else ()
        return Continued(pages=tuple(made), opens=opens)

    def _ended(self, channel: Channel, ended: Sequence[int], now: datetime) -> Iterator[MadePage]:
        """Pages that have just been filled, and the one that leads to the first of them from now on."""
        store = self.editions.store
        leading = store.around(channel.id, ended[0])[0] if ended else 0
        stands = store.archive_page(channel.id, leading)
        if leading and (stands is None or stands.updated is None):
            return  # it is made by and by, and these behind it: what a reader is led to stands
        if leading:
            yield self.page(channel, leading, now)
        yield from (self.page(channel, number, now) for number in ended)

    def page(self, channel: Channel, number: int, now: datetime) -> MadePage:
        """A page as it may be seen now. Raises RenderError."""
        store = self.editions.store
        old = store.archive_page(channel.id, number)
        assert old is not None, (channel.id, number)
        found: Sequence[DeskItem] = ()
        newest = self._newest(old)
        if archive.stands(newest, channel, now):
            found = store.held(store.placed(channel.id, number))
        same = self.editions.together(found, channel, now)
        selected = self._shown(found, same.hidden, channel, now)
        formats = [name for name in channel.formats if name in ARCHIVED]
        pieces = self._rendered(same.named(selected.entries), formats, channel)
        entries = tuple(one for one, _ in pieces) if formats else ()
        mark = fingerprint(entries)
        record = replace(
            old,
            updated=archive.dated(old, entries, mark, now),
            fingerprint=mark,
            members=tuple((one.id, one.revision) for one in entries),
            next_change=archive.next_change(newest, selected, channel, now),
        )
        documents = self._documents(record, channel, formats, pieces) if entries else ()
        return MadePage(
            record=record,
            documents=documents,
            dropped=_others(channel.id, number, documents),
            gone=_gone(old, found),
        )

    def without(self, channel: str, number: int) -> MadePage:
        """No page at all, until it is made again: of many that show what may not be seen any more none has
        to wait for the others.
        """
        old = self.editions.store.archive_page(channel, number)
        assert old is not None, (channel, number)
        found = self.editions.store.held([id_ for id_, _ in old.members])
        return MadePage(
            record=replace(old, members=()),
            dropped=_others(channel, number, ()),
            gone=_gone(old, found),
        )

    def _known(self, ids: Sequence[str]) -> Iterator[DeskItem]:
        """Items in their order, some at a time: a new channel may have a hundred thousand."""
        for start in range(0, len(ids), _BATCH):
            yield from self.editions.store.held(ids[start : start + _BATCH])

    def _opened(
        self,
        ids: Sequence[str],
        current: Mapping[str, Entry],
        now: datetime,
        seen: MutableMapping[str, Seen],
    ) -> tuple[list[Piece], datetime | None]:
        """Those of the items that may be seen now, and when the next of the others may."""
        for held in self._known([id_ for id_ in ids if id_ not in current and id_ not in seen]):
            opens, is_open = self.editions.opening(held), self.editions.is_open(held, now)
            seen[held.id] = Seen(piece(held), is_open, opens)
        found = [
            Seen(piece(current[id_]), is_open=True, opens=None) if id_ in current else seen[id_]
            for id_ in ids
            if id_ in current or id_ in seen
        ]
        opens_later = (one.opens for one in found if not one.is_open)
        return (
            [one.piece for one in found if one.is_open],
            min((at for at in opens_later if at is not None and at > now), default=None),
        )

    def _visible(
        self, page: Iterable[Piece], current: Mapping[str, Entry], channel: Channel, now: datetime
    ) -> set[str]:
        """Those of a page that may be seen, be it that they are too old for the current document, or came late."""
        ids = [one.id for one in page]
        others = self.editions.store.held([id_ for id_ in ids if id_ not in current])
        hidden = self.editions.together(others, channel, now).hidden
        found = self._shown(others, hidden, channel, now).entries
        return {one.id for one in found}.union(id_ for id_ in ids if id_ in current)

    def _newest(self, page: ArchivePage) -> datetime:
        """The date of the newest item of a page and of those beside it: so the last two go together, and none
        is left that leads nowhere. Those beside it do not bring back one that has gone.
        """
        store = self.editions.store
        is_there = page.updated is None or page.members
        beside = store.around(page.channel, page.number) if is_there else ()
        others = (store.archive_page(page.channel, number) for number in beside)
        return max([page.newest, *(one.newest for one in others if one is not None)])

    def _shown(
        self, items: Sequence[DeskItem], hidden: Mapping[str, str], channel: Channel, now: datetime
    ) -> Selected:
        house = self.editions.house
        taken = [held for held in items if channel.id in held.channels]
        return archive.shown(
            self.editions.judged(taken, channel, now),
            of={held.item.source for held in taken},
            hidden=hidden,
            channel=channel,
            sources=house.sources,
            site=house.site,
            now=now,
        )

    def _rendered(
        self, entries: Iterable[Entry], formats: Sequence[str], channel: Channel
    ) -> list[tuple[Entry, list[bytes]]]:
        """Entries in each format; one that cannot be made was told of when it was in the channel."""
        made: list[tuple[Entry, list[bytes]]] = []
        for one in entries:
            try:
                made.append((one, [self.editions.rendered(name, one, channel) for name in formats]))
            except RenderError:
                continue
        return made

    def _documents(
        self,
        record: ArchivePage,
        channel: Channel,
        formats: Sequence[str],
        pieces: Sequence[tuple[Entry, list[bytes]]],
    ) -> tuple[Document, ...]:
        assert record.updated is not None
        before, after = self.editions.store.around(channel.id, record.number)
        edition = Edition(
            site=self.editions.house.site,
            channel=channel,
            entries=tuple(one for one, _ in pieces),
            updated=record.updated,
            history=History(number=record.number, before=before, after=after),
        )
        return tuple(
            self.editions.renderer(name).assemble(edition, [made[place] for _, made in pieces])
            for place, name in enumerate(formats)
        )


def _others(channel: str, number: int, documents: Iterable[Document]) -> tuple[str, ...]:
    """Where nothing of a page is to stand; something may of which nobody knows: its writer was killed before
    that was recorded.
    """
    made = {document.path for document in documents}
    return tuple(path for path in archive_paths(channel, number) if path not in made)


def _gone(old: ArchivePage, found: Iterable[DeskItem]) -> tuple[tuple[str, int], ...]:
    before = {id_ for id_, _ in old.members}
    return tuple(
        (held.id, held.revision)
        for held in found
        if held.id in before and held.status is Status.WITHDRAWN
    )

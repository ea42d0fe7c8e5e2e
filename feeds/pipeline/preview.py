"""Preview: what another config would have made of the last days. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from feeds.contracts import Clock, Store
from feeds.decide.copies import root
from feeds.decide.identity import identify
from feeds.decide.preview import Change, Config, changes
from feeds.errors import ParseError
from feeds.model import DeskItem, Item, Payload, Reading, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The desk under two configs, with the parts that this takes. Nothing is written."""

    old: Config
    new: Config
    store: Store
    clock: Clock
    read: Callable[[Payload, Source], Reading]
    """Raises ParseError."""
    _read: dict[int, dict[str, Item]] = field(default_factory=dict)

    def since(self, since: datetime) -> Iterator[Change]:
        """What would stand otherwise of the items received since an instant, newest first."""
        for held in self.store.items(usable=False, since=since):
            same = self.store.same_copy([root(held)])
            read = self._as_read(held)
            yield from changes(held, read, self.old, self.new, self.clock(), same=same)

    def _as_read(self, held: DeskItem) -> Item:
        """The newest version as the new config reads it; as it is held where it says nothing of how
        the source is read, or the document is no longer in the archive.
        """
        id_ = held.item.source
        source = self.new.sources.get(id_)
        if source is None or source == self.old.sources.get(id_):
            return held.item
        numbers = [one.payload for one in self.store.ledger(held.id) if one.payload is not None]
        if not numbers:
            return held.item
        if numbers[-1] not in self._read:
            self._read.clear()  # items of one document follow one another
            self._read[numbers[-1]] = self._items(numbers[-1], source)
        return self._read[numbers[-1]].get(held.id, held.item)

    def _items(self, number: int, source: Source) -> dict[str, Item]:
        payload = self.store.payload(number)
        if payload is None:
            return {}
        try:
            reading = self.read(payload, source)
        except ParseError:
            return {}
        state = self.store.state(source.id)
        identified, _ = identify(
            reading.items, reading.hashes, reuses_ids=state is not None and bool(state.ids.fault)
        )
        known = self.store.match([(source.id, one.key) for one in identified])
        return {
            known[source.id, one.key].id: one.item
            for one in identified
            if (source.id, one.key) in known
        }

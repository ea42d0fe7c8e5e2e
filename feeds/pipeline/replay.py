"""Replay: items made again from the archive, as they were made once. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from feeds.contracts import Replays
from feeds.decide import filing
from feeds.decide.rulings import decided
from feeds.errors import ParseError
from feeds.model import Decision, Payload, Reading, Recorded, Ruled, Source
from feeds.pipeline.house import House
from feeds.pipeline.judging import Judging


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay has made."""

    made: int
    """Items that were made again."""
    kept: int
    """Items received since then that the archive cannot make again: they stand as they were."""
    otherwise: tuple[str, ...]
    """Ids of those that were made and have come out otherwise than they were, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The archive of a store that is to be made anew, with the parts that this takes."""

    house: House
    store: Replays
    read: Callable[[Payload, Source], Reading]
    """Raises ParseError."""

    def run(self, since: datetime) -> Replayed:
        """Makes items received since an instant again, in one transaction."""
        with self.store.transaction():
            before = self.store.replayable(since)
            events = self.store.events(before)
            received = sum(1 for _ in self.store.items(usable=False, since=since))
            left = self.store.forget(before)
            for event in events:
                if isinstance(event, Recorded):
                    self._poll(event, before)
                else:
                    self._rule(event)
            self.store.restore(left)
            after = self.store.replayable(since)
        return Replayed(
            made=len(before),
            kept=received - len(before),
            otherwise=tuple(id_ for id_, digests in before.items() if after.get(id_) != digests),
        )

    def _poll(self, event: Recorded, ids: Collection[str]) -> None:
        source = self.house.sources.get(event.source)
        if source is None:
            return
        state = self.store.state(source.id)
        readings = []
        for index, number in enumerate(event.payloads):
            payload = self.store.payload(number)
            assert payload is not None, number
            try:
                readings.append((index, self.read(payload, source)))
            except ParseError:
                continue  # what is read no more is among what came out otherwise
        identified, _ = Judging.identify(
            readings, reuses_ids=state is not None and state.reuses_ids
        )
        keys = filing.keys(known for _, known in identified)
        held = self.store.match([(source.id, key) for key in keys])
        judging = Judging(house=self.house, store=self.store)
        filings = judging.file(identified, held, source, event.at, known_before=True)
        wanted = [one for one in filings if one.desk_item.id in ids]
        self.store.record_again(wanted, event.at, event.payloads)

    def _rule(self, event: Ruled) -> None:
        decision = Decision(status=event.status, rule=event.rule, reason=event.reason)
        for held in self.store.find(event.item):
            channels = self.house.channels_of(held, event.at)
            made = decided(held, decision, event.updated, channels)
            self.store.record_again([made], event.at, ())

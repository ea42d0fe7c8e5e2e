"""Replay: items made again from the archive, as they were made once. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.contracts import Replays
from feeds.decide import filing
from feeds.decide.identity import Identified, public_id
from feeds.decide.rulings import FINAL, decided
from feeds.errors import ParseError
from feeds.model import Decision, JournalLine, Payload, Reading, Recorded, Ruled, Source, Status
from feeds.pipeline.adopt import adopt
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
    """Ids of those that have come out otherwise than they were, or not at all: these are kept."""


class _LostError(Exception):
    """Items that did not come out at all: everything is undone, and made again without them."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(*ids)
        self.ids = ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The archive of a store that is to be made anew, with the parts that this takes."""

    house: House
    store: Replays
    read: Callable[[Payload, Source], Reading]
    """Raises ParseError."""
    version: str
    """This program's, as `adopt` is told it."""
    progress: Callable[[int, int], None] = lambda *_: None
    """Told how many of the archive's polls and rulings are made again, and of how many."""

    def run(self, since: datetime, now: datetime) -> Replayed:
        """Makes items received since an instant again, in one transaction, and adopts the config as it is
        now. What is not made again, as the documents are read now, keeps the versions that it had.
        """
        received = {one.id: one.item.source for one in self.store.items(usable=False, since=since)}
        known = self.store.replayable(since)
        before = {id_: known[id_] for id_ in known if received[id_] in self.house.sources}
        lost: dict[str, None] = {}
        while True:
            try:
                after = self._made(before, since, now)
                break
            except _LostError as fault:
                lost.update(dict.fromkeys(fault.ids))
                before = {id_: known[id_] for id_ in before if id_ not in lost}
        otherwise = [id_ for id_, digests in before.items() if after.get(id_) != digests]
        return Replayed(
            made=len(before),
            kept=len(received) - len(before),
            otherwise=(*otherwise, *lost),
        )

    def _made(
        self, before: Mapping[str, tuple[str, ...]], since: datetime, now: datetime
    ) -> Mapping[str, tuple[str, ...]]:
        with self.store.transaction():
            events = self.store.events(before)
            dead = self._came_dead(before)
            left = self.store.forget(before)
            early: list[Ruled] = []
            for done, event in enumerate(events):
                self.progress(done, len(events))
                if isinstance(event, Recorded):
                    self._poll(event, before, dead)
                    early = [one for one in early if not self._rule(one)]
                elif not self._rule(event):
                    early.append(event)  # of a clock that was set back: the item is yet to come
            self.progress(len(events), len(events))
            self.store.restore(left)
            if lost := [id_ for id_ in before if not self.store.find(id_)]:
                raise _LostError(lost)
            adopt(self.house, self.store, self.version, now, replayed=True)
            return self.store.replayable(since)

    def _came_dead(self, ids: Collection[str]) -> Mapping[str, JournalLine]:
        """The kills of those items that came after them. Not by their instants: a clock may have been set
        back in between.
        """
        killed = self.store.rulings(FINAL, tuple(ids))
        return {
            id_: line
            for id_, line in killed.items()
            if self.store.versions(id_)[0].status is Status.WITHDRAWN
        }

    def _poll(self, event: Recorded, ids: Collection[str], dead: Mapping[str, JournalLine]) -> None:
        source = self.house.sources[event.source]
        readings = []
        for index, number in enumerate(event.payloads):
            payload = self.store.payload(number)
            assert payload is not None, number
            try:
                readings.append((index, self.read(payload, source)))
            except ParseError:
                continue  # what is read no more is among what came out otherwise
        identified = self._identified(readings, source, ids, event.at)
        keys = filing.keys(known for _, known in identified)
        held = self.store.match([(source.id, key) for key in keys])
        judging = Judging(house=self.house, store=self.store)
        filings = judging.file(identified, held, source, event.at, known_before=True, dead=dead)
        wanted = [one for one in filings if one.desk_item.id in ids]
        self.store.record_again(wanted, event.at, event.payloads)

    def _identified(
        self,
        readings: Sequence[tuple[int, Reading]],
        source: Source,
        ids: Collection[str],
        at: datetime,
    ) -> Sequence[tuple[int, Identified]]:
        """The items as they were told apart then: its ids may have turned out bad since."""
        state = self.store.state(source.id)
        if state is not None and state.ids.since is not None:
            found, _ = Judging.identify(readings, reuses_ids=state.ids.since <= at)
            return found
        found, _ = Judging.identify(readings, reuses_ids=False)
        if state is None or not state.ids.fault:
            return found
        others, _ = Judging.identify(readings, reuses_ids=True)

        def known(identified: Sequence[tuple[int, Identified]]) -> int:
            tag = self.house.site.tag
            return sum(public_id(source.id, one.key, tag) in ids for _, one in identified)

        return found if known(found) > known(others) else others

    def _rule(self, event: Ruled) -> bool:
        """Makes a version that no document brought; whether its item is there."""
        decision = Decision(status=event.status, rule=event.rule, reason=event.reason)
        found = self.store.find(event.item)
        for held in found:
            if (held.status, held.reason) == (event.status, event.reason):
                continue  # a notice has done it again when its document was read
            channels = self.house.channels_of(held, event.at)
            made = decided(held, decision, event.updated, channels)
            self.store.record_again([made], event.at, ())
        return bool(found)

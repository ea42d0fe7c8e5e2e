"""Judging: what becomes of the items of one poll, beside what the desk holds. Calls in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.contracts import Store
from feeds.decide import alias, filing, notices, rulings
from feeds.decide.identity import Identified, fold, identify
from feeds.model import DeskItem, Filing, Held, JournalLine, Reading, Source, Status
from feeds.normalise.dates import zone_of
from feeds.pipeline.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What decides, with the parts that this takes."""

    house: House
    store: Store

    @staticmethod
    def identify(
        readings: Iterable[tuple[int, Reading]], *, reuses_ids: bool
    ) -> tuple[list[tuple[int, Identified]], bool]:
        """The items of a poll's documents, each with its document's index, the newest of each; and whether
        the source reuses its ids.
        """
        found: list[tuple[int, Identified]] = []
        for index, reading in readings:
            identified, reuses_ids = identify(reading.items, reuses_ids=reuses_ids)
            found.extend((index, known) for known in identified)
        return fold(found), reuses_ids

    def file(
        self,
        identified: Sequence[tuple[int, Identified]],
        held: Mapping[tuple[str, str], Held],
        source: Source,
        at: datetime,
        *,
        known_before: bool,
    ) -> tuple[Filing, ...]:
        """The filings of what is news, `held` being what is known under the keys that decide."""
        if not identified:
            return ()
        keys = filing.keys(known for _, known in identified)
        own = {key: held[source.id, key] for key in keys if (source.id, key) in held}
        if known_before:
            own.update(self._renamed(identified, own, source))
        news = filing.compare(identified, own)
        changed = [known.held.id for known in news if known.held is not None]
        olds = {id_: self.store.find(id_)[0] for id_ in dict.fromkeys(changed)}
        fresh = filing.new_ids(news, source, self.house.site)
        filings = filing.file(
            news,
            olds,
            source=source,
            channels=self.house.channels,
            site=self.house.site,
            at=at,
            rulings=self._ruled(fresh, at) if fresh else filing.NO_RULINGS,
        )
        return self._noticed(filings, source, at)

    def _noticed(
        self, filings: tuple[Filing, ...], source: Source, at: datetime
    ) -> tuple[Filing, ...]:
        """With what notices among the new items do, which name a story otherwise than by its id."""
        references = {
            one.desk_item.id: found
            for one in filings
            if one.desk_item.revision == 1
            and notices.may_be_one(one.desk_item.item)
            and (found := notices.reference(one.desk_item.item, received=at)) is not None
        }
        if not references:
            return filings
        held = {
            one.id: one
            for one in self.store.items(
                source=source.id, usable=False, since=at - notices.LOOK_BACK
            )
            if one.status.publishes or one.status in {Status.HELD, Status.WITHDRAWN}
        }
        stories = [*held.values(), *(one.desk_item for one in filings)]
        candidates = [
            candidate
            for one in {story.id: story for story in stories}.values()
            if one.id not in references
            and (candidate := notices.filed(one, self._former_headlines(one))) is not None
        ]
        zone = zone_of(source.timezone)
        told = {
            id_: (found, notices.matched(found, candidates, zone=zone))
            for id_, found in references.items()
        }
        return notices.acted(filings, told, held, at)

    def _former_headlines(self, held: DeskItem) -> tuple[str, ...]:
        if held.revision == 1:
            return ()
        return tuple(one.item.headline for one in self.store.versions(held.id)[:-1])

    def _ruled(self, ids: Sequence[str], at: datetime) -> Mapping[str, JournalLine]:
        """What people had decided of items by an instant, before the items came."""
        lines = self.store.rulings(rulings.FINAL, ids)
        return {id_: line for id_, line in lines.items() if line.at <= at}

    def _renamed(
        self,
        identified: Sequence[tuple[int, Identified]],
        own: Mapping[str, Held],
        source: Source,
    ) -> Mapping[str, Held]:
        """Items that are held under keys which the source has changed."""
        items = [one for _, one in identified]
        keys = alias.other_keys(items, own)
        if not keys:
            return {}
        matched = self.store.match([(source.id, key) for key in keys])
        others = {key: held for (_, key), held in matched.items()}
        olds = {one.id: self.store.find(one.id)[0] for one in others.values() if one.gone is None}
        gone = alias.long_gone(items, own, others)
        return {**gone, **alias.renamed(items, own, others, olds)}

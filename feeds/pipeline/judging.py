"""Judging: what becomes of the items of one poll, beside what the desk holds. Calls in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feeds.contracts import Store
from feeds.decide import alias, filing, notices, rulings, trust
from feeds.decide.identity import Identified, fold, identify, public_id
from feeds.decide.waiting import waiting
from feeds.model import (
    Decision,
    DeskItem,
    Filing,
    Held,
    IdFault,
    Ids,
    JournalLine,
    Reading,
    Source,
    Status,
)
from feeds.model.zones import zone_of
from feeds.pipeline.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What decides in one transaction, with the parts that this takes."""

    house: House
    store: Store
    entered: dict[str, bool] = field(default_factory=dict)
    """Whether the journal has any line of a verb, as far as the store was asked."""

    @staticmethod
    def identify(
        readings: Iterable[tuple[int, Reading]], *, reuses_ids: bool
    ) -> tuple[list[tuple[int, Identified]], bool]:
        """The items of a poll's documents, each with its document's index, the newest of each; and whether
        the source reuses its ids.
        """
        found: list[tuple[int, Identified]] = []
        for index, reading in readings:
            identified, reuses_ids = identify(reading.items, reading.hashes, reuses_ids=reuses_ids)
            found.extend((index, known) for known in identified)
        return fold(found), reuses_ids

    def worth(
        self,
        identified: Sequence[tuple[int, Identified]],
        held: Mapping[tuple[str, str], Held],
        source: Source,
        ids: Ids,
        at: datetime,
    ) -> Ids:
        """What the ids of a source are worth after a poll, as long as nothing has been wrong with them."""
        items = [one for _, one in identified]
        own = {one.key: held[source.id, one.key] for one in items if (source.id, one.key) in held}
        if self._are_recycled(items, own, source):
            return Ids(fault=IdFault.RECYCLED, since=at)
        if not source.is_web:
            return ids  # a file does not come anew with each poll
        others, olds = self._others(alias.other_keys(trust.strangers(items, own), {}), source)
        came = trust.renewed(items, _with_copy(others), olds)
        known = any(one.item.guid for one in items if one.key in own)
        return trust.after(ids, came, known=known, at=at)

    def _are_recycled(
        self, items: Sequence[Identified], own: Mapping[str, Held], source: Source
    ) -> bool:
        # Of what has gone nothing is left to compare it with.
        doubtful = [one for one in trust.doubtful(items, own) if own[one.key].gone is None]
        if not doubtful:
            return False
        others, olds = self._others(alias.other_keys(doubtful, {}), source)
        theirs = {own[one.key].id: self.store.find(own[one.key].id)[0] for one in doubtful}
        return trust.are_recycled(items, own, _with_copy(others), {**olds, **theirs})

    def file(
        self,
        identified: Sequence[tuple[int, Identified]],
        held: Mapping[tuple[str, str], Held],
        source: Source,
        at: datetime,
        *,
        known_before: bool,
        dead: Mapping[str, JournalLine] | None = None,
    ) -> tuple[Filing, ...]:
        """The filings of what is news, `held` being what is known under the keys that decide, and `dead` the
        kills of items that came after them: all that the journal has, unless they are given.
        """
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
        given = self._corrections([*changed, *fresh])
        filings = filing.file(
            news,
            olds,
            source=source,
            channels=self.house.channels,
            site=self.house.site,
            at=at,
            rulings=self._dead(fresh) if dead is None else dead,
            holds=self._holds(olds.values()),
            headlines={id_: rulings.headline_of(line) for id_, line in given.items()},
        )
        return self._noticed(filings, source, at)

    def free_of_purged(
        self, readings: Iterable[tuple[int, Reading]], source: Source, *, reuses_ids: bool
    ) -> frozenset[int] | None:
        """The documents of a poll, by index, that bring no copy again which was removed for good; None where
        none ever was, nor is to be: into a store that was lost what was purged comes before the journal is
        acted on. Of what cannot be read nobody knows.
        """
        if not self._has_entered(rulings.PURGE):
            return None
        return frozenset(
            index
            for index, reading in readings
            if not self._brings_purged(
                identify(reading.items, reading.hashes, reuses_ids=reuses_ids)[0], source
            )
        )

    def _brings_purged(self, items: Sequence[Identified], source: Source) -> bool:
        keys = {key for one in items for key in (*one.aliases, one.text_key) if key}
        held = self.store.match([(source.id, key) for key in keys])
        ids = [public_id(source.id, one.key, self.house.site.tag) for one in items]
        return any(one.is_erased for one in held.values()) or bool(
            self.store.rulings((rulings.PURGE,), ids)
        )

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

    def _holds(self, olds: Iterable[DeskItem]) -> Mapping[str, Decision]:
        held = (one.id for one in olds if one.status is Status.HELD)
        holds = {id_: waiting(self.store.ledger(id_)) for id_ in held}
        return {id_: hold for id_, hold in holds.items() if hold is not None}

    def _corrections(self, ids: Sequence[str]) -> Mapping[str, JournalLine]:
        """The headlines that people have given items, by id."""
        if not ids or not self._has_entered(rulings.CORRECT):
            return {}
        return self.store.rulings((rulings.CORRECT,), ids)

    def _dead(self, ids: Sequence[str]) -> Mapping[str, JournalLine]:
        """What people had decided of items before these came, a hold among it. Whatever instants the journal has: a clock may
        have been set back since, and no item that is not held can have been killed after it came.
        """
        if not ids or not any(map(self._has_entered, (*rulings.FINAL, rulings.HOLD))):
            return filing.NO_RULINGS
        held = self.store.rulings((rulings.HOLD,), ids)
        return {**held, **self.store.rulings(rulings.FINAL, ids)}

    def _has_entered(self, verb: str) -> bool:
        if verb not in self.entered:
            self.entered[verb] = self.store.has_entered(verb)
        return self.entered[verb]

    def _renamed(
        self,
        identified: Sequence[tuple[int, Identified]],
        own: Mapping[str, Held],
        source: Source,
    ) -> Mapping[str, Held]:
        """Items that are held under keys which the source has changed."""
        items = [one for _, one in identified]
        others, olds = self._others(alias.other_keys(items, own), source)
        gone = alias.long_gone(items, own, others)
        return {**gone, **alias.renamed(items, own, others, olds)}

    def _others(
        self, keys: Sequence[str], source: Source
    ) -> tuple[Mapping[str, Held], Mapping[str, DeskItem]]:
        """What is held under keys that do not decide, by key; and those items whole, by id."""
        matched = self.store.match([(source.id, key) for key in keys]) if keys else {}
        others = {key: held for (_, key), held in matched.items()}
        olds = {one.id: self.store.find(one.id)[0] for one in others.values() if one.gone is None}
        return others, olds


def _with_copy(others: Mapping[str, Held]) -> Mapping[str, Held]:
    """Those that something can be compared with."""
    return {key: held for key, held in others.items() if held.gone is None}

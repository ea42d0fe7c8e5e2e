"""Retention: what is not kept any more leaves the store. Calls in order.

    what is past its source's limits ─► not shown, not kept for a channel, waits for nobody
        ─► its page is taken away ─► its copy goes, its keys and its ledger stay

A batch at a time: what people decide goes before the next one, and whoever is killed in between has done
whole batches. A page goes before its copy does, so that none is left behind that nobody knows of.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from feeds.contracts import Clock, Observer, Publisher, Store
from feeds.decide import keep
from feeds.decide.copies import root
from feeds.decide.rulings import FINAL
from feeds.decide.select import NOTICE_FOR
from feeds.decide.telling import owed
from feeds.errors import PublishError
from feeds.model import Aged, Channel, DeskItem, Keep, Keeping, LedgerLine, Sweep, Swept
from feeds.pipeline.coverage import Coverage
from feeds.pipeline.house import House
from feeds.pipeline.sitemaps import Sitemaps

BATCH = 200
"""Items that are looked at, and ledgers that go, in one step: of some hundredths of a second."""
_EVERY = timedelta(minutes=55)
"""Between the beginnings of two sweeps; the daemon asks each hour, `once` in every pass."""


class _Step(NamedTuple):
    """What one step has let go of, and how far the sweep has come with it."""

    sweep: Sweep
    items: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The third verb, with the parts it calls."""

    keeping: Keeping
    house: House
    store: Store
    publisher: Publisher
    observer: Observer
    clock: Clock

    def sweep(self) -> Generator[None]:
        """Lets go what is to go, a step at a time, from where the last sweep was left; nothing where one
        was done within the hour. What cannot be taken away is named in the event, and stays.
        """
        started = self.clock()
        sweep = self._begun(started) if self.keeping.ends else None
        if sweep is None:
            return
        items = pages = ledgers = 0
        error = ""
        try:
            for step in self._items(sweep, started):
                items, pages, sweep = items + step.items, pages + step.pages, step.sweep
                yield
            for dropped in self._ledgers(started):
                ledgers += dropped
                yield
            self.store.save_sweep(Sweep(begun=sweep.begun, done=True))
        except PublishError as fault:
            error = str(fault)
        except GeneratorExit:
            self.store.save_sweep(sweep)
            raise
        finally:
            if items or ledgers or error:
                self.observer(
                    Swept(
                        at=started,
                        seconds=(self.clock() - started).total_seconds(),
                        items=items,
                        pages=pages,
                        ledgers=ledgers,
                        error=error,
                    )
                )

    def _begun(self, now: datetime) -> Sweep | None:
        """The sweep that is to go on, or to begin."""
        last = self.store.sweep()
        if last is None or last.begun > now:
            return Sweep(begun=now)
        if not last.done:
            return last
        return Sweep(begun=now) if now - last.begun >= _EVERY else None

    def _items(self, sweep: Sweep, now: datetime) -> Iterator[_Step]:
        channels = {one.id: self._since(one, now) for one in self.house.channels}
        sources = [id_ for id_ in sorted(self.store.states()) if id_ >= sweep.source]
        for source, following in zip(sources, [*sources[1:], ""], strict=True):
            if source != sweep.source:
                sweep = replace(sweep, source=source, after=None)
            kept = self.keeping.of(source)
            last = self.store.newest(source, kept.items) if kept.items is not None else None
            end = keep.ends(kept, last, now)
            while end is not None and (
                batch := self.store.aged(source, after=sweep.after, before=end, limit=BATCH)
            ):
                sweep = replace(sweep, after=batch[-1].updated)
                yield self._let_go(self._going(batch, kept, last, channels, now), sweep)
            if following:
                # Also where there was nothing to do: to find that out takes its time as well.
                sweep = replace(sweep, source=following, after=None)
                yield _Step(sweep)

    def _since(self, channel: Channel, now: datetime) -> datetime:
        kept = self.keeping.channels.get(channel.id, Keep())
        last = self.store.newest_published(channel.id, keep.enough(channel, kept))
        return keep.since(channel, kept, last, now)

    def _going(
        self,
        batch: Sequence[Aged],
        kept: Keep,
        last: datetime | None,
        channels: Mapping[str, datetime],
        now: datetime,
    ) -> list[tuple[DeskItem, LedgerLine]]:
        """The items of a batch that are to go. What is shown is asked for each: a kill may have brought
        older items into a channel since the last one.
        """
        shown = self.store.shown(now - NOTICE_FOR)
        lines = {
            one.id: line
            for one in batch
            if (
                line := keep.going(
                    one, keep=kept, last=last, channels=channels, shown=shown, now=now
                )
            )
            is not None
        }
        found = self.store.at_revision([(id_, line.revision) for id_, line in lines.items()])
        stands_for = {
            root(one)
            for one in self._copies(found)
            if one.id in shown or keep.is_wanted(one.published, one.channels, channels)
        }
        sources = self.house.sources
        return [
            (held, lines[held.id])
            for held in found
            if root(held) not in stands_for
            and not keep.waits(held, sources.get(held.item.source), now)
        ]

    def _copies(self, found: Sequence[DeskItem]) -> Sequence[DeskItem]:
        """What has the same copy as items: one that is shown names the providers of all others, and one that
        is kept for a channel would come up there, had what stands for it gone.
        """
        return self.store.same_copy([root(held) for held in found]) if found else ()

    def _let_go(self, going: Sequence[tuple[DeskItem, LedgerLine]], sweep: Sweep) -> _Step:
        if not going:
            return _Step(sweep)
        pages = tuple(self.store.documents([held.page for held, _ in going]))
        empty, again = Coverage(house=self.house, store=self.store).without(
            [held for held, _ in going]
        )
        if pages or empty:
            self.publisher.remove((*pages, *empty))
        with self.store.transaction():
            self.store.forget_documents((*pages, *empty))
            maps = Sitemaps(house=self.house, store=self.store, publisher=self.publisher).follow(
                pages, self.clock()
            )
            self.store.owe(owed(self.house.hooks, (*pages, *empty, *maps), {}), self.clock())
            self.store.let_go([(held.id, line) for held, line in going])
            self.store.make_again(again)
            self.store.save_sweep(sweep)
        return _Step(sweep, items=len(going), pages=len(pages))

    def _ledgers(self, now: datetime) -> Iterator[int]:
        """How many ledgers went in each step; what a person has killed keeps its own for good."""
        if self.keeping.ledger is None:
            return
        while True:
            dropped = self.store.drop_ledgers(now - self.keeping.ledger, BATCH, unless=FINAL)
            yield dropped
            if dropped < BATCH:
                return

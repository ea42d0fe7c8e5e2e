"""A desk in earnest: the pipeline over a place, the scripted wire, and a clock that is advanced by hand.

A pass is what each command that writes does: the config made true of the store, the journal applied, what is
due polled, what changed published, what is missing made again, what was purged erased.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from feeds.decide.rulings import RELEASE, of_version
from feeds.engine.triggers import next_fire
from feeds.errors import StoreError
from feeds.model import Channel, Event, JournalLine, Site, Source
from feeds.pipeline.adopt import adopt
from feeds.pipeline.alarming import Alarming
from feeds.pipeline.editions import Editions
from feeds.pipeline.house import House
from feeds.pipeline.ingest import Ingest
from feeds.pipeline.read import read
from feeds.pipeline.release import Release
from feeds.pipeline.replay import Replay
from feeds.pipeline.restoring import Restoring
from feeds.pipeline.rulings import Rulings
from feeds.render import renderer
from tests.pipeline.public.places import Cut, Failing, Place
from tests.pipeline.public.stories import Notice, Version, document
from tests.pipeline.wire import Clock, Reader, Wire

_LEASE = timedelta(seconds=90)


class Desk:
    """Sources, channels, a store, a folder; whoever calls it decides what happens next."""

    def __init__(
        self, place: Place, site: Site, sources: Iterable[Source], channels: Iterable[Channel]
    ) -> None:
        self.place = place
        self.site = site
        self.sources = {source.id: source for source in sources}
        self.channels = tuple(channels)
        self.clock = Clock()
        self.wire = Wire(self.clock)
        self.events: list[Event] = []
        self._documents = 0
        self.start()

    @property
    def store(self) -> Any:
        return self.place.store

    def start(self) -> None:
        """Starts, or starts again, with the config as it is now, and publishes what has changed."""
        publisher, unread, heard = self.place.start()
        self.publisher = Failing(publisher)
        store = self.store
        house = House(
            site=self.site,
            sources=self.sources,
            channels=self.channels,
            min_interval=timedelta(minutes=15),
        )
        self._house = house
        self._ingest = Ingest(
            house=house,
            store=store,
            fetcher=self.wire,
            reader=Reader(),
            observer=self.events.append,
            clock=self.clock,
            spread=False,
            next_fire=next_fire,
            in_store_thread=_here,
        )
        self._release = Release(
            house=house,
            store=store,
            publisher=self.publisher,
            observer=self.events.append,
            clock=self.clock,
            editions=Editions(house=house, store=store, renderer=renderer),
            version="test",
        )
        self._rulings = Rulings(
            house=house, store=store, unread=unread, heard=heard, clock=self.clock
        )
        store.release_claims(self.clock())
        adopt(house, store, "test", self.clock())

    def change(self, sources: Mapping[str, Source], channels: Sequence[Channel]) -> None:
        """Reads another config, as a daemon does that is told to."""
        self.sources, self.channels = dict(sources), tuple(channels)
        self.start()

    # passes

    def publish(self) -> bool:
        """What people have decided is done, what has changed goes out, what is missing comes again."""
        self._rulings.run()
        bereft = Restoring(release=self._release).is_bereft()
        done = self._release.run()
        if done and bereft:
            done = Restoring(release=self._release).restore(lambda: False)
        if done:
            self._rulings.erase()
        return done

    def restart(self) -> None:
        """A new process over the same store and folder, which looks whether everything stands."""
        self.start()
        self.publish()
        Restoring(release=self._release).restore(lambda: False)

    def poll(self, source: str, sent: Sequence[Version | Notice]) -> None:
        """The source brings these, as one document that it has never brought before."""
        self._documents += 1
        self.wire.will(source, document(*sent, stamp=self._documents))
        self.run(source)

    def poll_in_vain(self, source: str) -> None:
        self.wire.will_fail(source)
        self.run(source)

    def poll_without_a_record(self, source: str, sent: Sequence[Version | Notice]) -> None:
        """The process is killed when it has read what came, and has not recorded it."""
        record, self.store.record = self.store.record, _cut
        try:
            self.poll(source, sent)
        except Cut:
            pass
        finally:
            self.store.record = record
            self.start()

    def run(self, source: str) -> None:
        """Polls a source, which brings what was scripted."""
        claimed = self.store.claim([source], self.clock(), _LEASE, 1, early=True)
        asyncio.run(self._ingest.run(claimed, lambda: None))

    def look(self) -> None:
        """The log is told of alarms."""
        alarming = Alarming(
            house=self._house,
            store=self.store,
            messengers=(),
            disks=dict,
            observer=self.events.append,
            clock=self.clock,
            in_store_thread=_here,
        )
        asyncio.run(alarming.run())

    def is_cut_at(self, writes: int, *, done: bool) -> None:
        """The process is killed at one of its writes to the folder, before it or behind it."""
        self.publisher.cut_at = (writes, done)
        try:
            self.publish()
        except Cut:
            self.start()
        self.publisher.cut_at = None

    @contextmanager
    def no_room_for(self, channel: str) -> Iterator[None]:
        """The disk is full when this channel's documents are to be written."""
        self.publisher.full_for = channel
        try:
            yield
        finally:
            self.publisher.full_for = ""

    # people

    def decide(self, verb: str, target: str) -> None:
        """Writes a line into the journal, and acts on it as the command does."""
        if verb == RELEASE:
            target = of_version(self.store.find(target)[0])
        line = JournalLine(
            seq=0, at=self.clock(), verb=verb, target=target, reason="they have asked for it"
        )
        self.place.decide(line)
        self._rulings.run()
        self._release.withdraw()

    def id_of(self, guid: str) -> str:
        """Our id of what the desk holds under the wire's; ``""`` where it holds nothing."""
        found = self.store.find(guid)
        return found[0].id if found else ""

    def replay(self) -> None:
        """Makes all that the archive has again."""
        since = self.clock() - timedelta(days=365)
        self.place.replay(
            lambda store: Replay(house=self._house, store=store, read=read, version="test").run(
                since, self.clock()
            )
        )
        self.start()

    def forget_the_archive(self) -> None:
        self.store.drop_payloads(self.clock() + timedelta(seconds=1))


def _cut(*_: object) -> None:
    raise Cut


async def _here(do: Any) -> Any:
    return do()


__all__ = ["Cut", "Desk", "StoreError", "replace"]

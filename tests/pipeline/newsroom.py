"""A newsroom in memory: a wire that plays a script, the real reader and renderers, a store and a
publisher that keep everything where a test can look, and a clock that is advanced by hand.

    room.wire.will("ians", a_feed(an_item("1")))     what the source answers next
    await room.poll()                                ingest, whatever is due
    room.release()                                   what changed goes out
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from feeds.contracts import Fetcher, Messenger
from feeds.decide.due import may_poll_from
from feeds.engine.triggers import next_fire
from feeds.model import (
    Alarmed,
    Channel,
    DeskItem,
    Event,
    Hook,
    JournalLine,
    Keeping,
    Polled,
    Released,
    Site,
    Source,
    SourceState,
    Swept,
    Told,
)
from feeds.pipeline.adopt import adopt
from feeds.pipeline.alarming import Alarming
from feeds.pipeline.distributing import Distributing, Turns
from feeds.pipeline.editions import Editions
from feeds.pipeline.house import House
from feeds.pipeline.hub import Hearing, Hub
from feeds.pipeline.ingest import Ingest
from feeds.pipeline.pushing import Pushing
from feeds.pipeline.release import Release
from feeds.pipeline.restoring import Restoring
from feeds.pipeline.retention import Retention
from feeds.pipeline.rulings import Rulings
from feeds.pipeline.subscribing import Subscribing
from feeds.pipeline.telling import Telling
from feeds.publish.hooks import HookTeller
from feeds.render import renderer
from tests.pipeline.house import Breaking, Outside, Shelf, Store
from tests.pipeline.wire import Clock, Reader, Wire

LEASE = timedelta(seconds=90)
QUARTER = timedelta(minutes=15)


@dataclass
class Newsroom:
    """Both verbs over one store, and what a story does with them."""

    sources: tuple[Source, ...]
    channels: tuple[Channel, ...]
    clock: Clock
    wire: Wire
    site: Site
    fetcher: Fetcher | None = None
    hooks: tuple[Hook, ...] = ()
    outside: Outside = field(default_factory=Outside)
    reader: Reader = field(default_factory=Reader)
    shelf: Shelf = field(default_factory=Shelf)
    store: Store = field(default_factory=Store)
    events: list[Event] = field(default_factory=list)
    journal: list[JournalLine] = field(default_factory=list)
    """The file of what people decided, which outlives the store."""
    broken: set[str] = field(default_factory=set)
    """Channels whose documents cannot be made."""
    keeping: Keeping = field(default_factory=Keeping)
    callback: str = ""
    """Where hubs reach us."""
    topics: dict[str, str] = field(default_factory=dict)
    """Of our own hub, each with its path."""
    most_subscriptions: int = 10_000
    woken: int = 0
    _tokens: int = 0
    messengers: tuple[Messenger, ...] = ()
    disks: dict[str, int] = field(default_factory=dict)
    """By what lies there, the bytes that are free."""
    min_interval: timedelta = QUARTER
    spread: bool = False

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Starts, or starts again, with the config as it is now; what is stored stays."""
        house = House(
            site=self.site,
            sources={source.id: source for source in self.sources},
            channels=self.channels,
            min_interval=self.min_interval,
            hooks=self.hooks,
        )
        self.telling = Telling(
            hooks=self.hooks,
            store=self.store,
            teller=HookTeller(self.outside, self.site.base_url),
            observer=self.events.append,
            clock=self.clock,
            in_store_thread=_here,
        )
        self.ingest = Ingest(
            house=house,
            store=self.store,
            fetcher=self.fetcher or self.wire,
            reader=self.reader,
            observer=self.events.append,
            clock=self.clock,
            spread=self.spread,
            next_fire=next_fire,
            in_store_thread=_here,
        )
        self.subscribing = Subscribing(
            house=house,
            callback=self.callback,
            store=self.store,
            caller=self.outside,
            observer=self.events.append,
            clock=self.clock,
            token=self._token,
            in_store_thread=_here,
            since=self.clock(),
        )
        self.pushing = Pushing(
            ingest=self.ingest, subscribing=self.subscribing, changed=self._woken
        )
        self.hub = self._hub()
        self._release = Release(
            house=house,
            store=self.store,
            publisher=self.shelf,
            observer=self.events.append,
            clock=self.clock,
            editions=Editions(
                house=house,
                store=self.store,
                renderer=lambda name: Breaking(renderer(name), self.broken),
            ),
            version="test",
        )
        self.rulings = Rulings(
            house=house,
            store=self.store,
            unread=lambda: self.journal[self._read :],
            heard=self._heard,
            clock=self.clock,
        )
        self.retention = Retention(
            keeping=self.keeping,
            house=house,
            store=self.store,
            publisher=self.shelf,
            observer=self.events.append,
            clock=self.clock,
        )
        self.alarming = Alarming(
            house=house,
            store=self.store,
            messengers=self.messengers,
            disks=lambda: self.disks,
            observer=self.events.append,
            clock=self.clock,
            in_store_thread=_here,
        )
        self._read = 0
        self.store.release_claims(self.clock())
        adopt(house, self.store, "test", self.clock())

    def _hub(self) -> Hub:
        turns = Turns()
        return Hub(
            hearing=Hearing(
                topics=self.topics,
                most=self.most_subscriptions,
                store=self.store,
                clock=self.clock,
                may_ask=lambda callback: callback.startswith(("http://", "https://")),
            ),
            caller=self.outside,
            observer=self.events.append,
            challenge=self._token,
            in_store_thread=_here,
            turns=turns,
            distributing=Distributing(
                url=f"{self.site.base_url}hub",
                store=self.store,
                publisher=self.shelf,
                media_types=dict.fromkeys(self.topics.values(), "application/rss+xml"),
                caller=self.outside,
                observer=self.events.append,
                clock=self.clock,
                in_store_thread=_here,
                turns=turns,
            ),
        )

    def change(
        self,
        *,
        sources: Iterable[Source] | None = None,
        channels: Iterable[Channel] | None = None,
        hooks: Iterable[Hook] | None = None,
        keeping: Keeping | None = None,
    ) -> None:
        """Starts again with another config."""
        self.hooks = tuple(hooks) if hooks is not None else self.hooks
        self.keeping = keeping if keeping is not None else self.keeping
        self.sources = tuple(sources) if sources is not None else self.sources
        self.channels = tuple(channels) if channels is not None else self.channels
        self.start()

    async def poll(self, *ids: str, early: bool = True) -> list[str]:
        """Polls sources (all, unless some are named), due or not; those that were claimed."""
        wanted = ids or tuple(source.id for source in self.sources if source.enabled)
        claimed = self.store.claim(wanted, self.clock(), LEASE, 1000, early=early)
        await self.ingest.run(claimed, lambda: None)
        return [state.id for state in claimed]

    def release(self) -> bool:
        return self._release.run()

    def sweep(self) -> int:
        """How many items are let go of, all that is kept no more."""
        before = len(self.swept())
        for _ in self.retention.sweep():
            pass
        return sum(event.items for event in self.swept()[before:])

    def _token(self) -> str:
        self._tokens += 1
        return f"{self._tokens:043}"

    def _woken(self) -> None:
        self.woken += 1

    def _heard(self) -> None:
        self._read = len(self.journal)

    def let_out(self, guid: str) -> None:
        """A person releases what is held."""
        target = self.item(guid).id
        line = JournalLine(
            seq=0, at=self.clock(), verb="release", target=target, reason="it is fine"
        )
        self.journal.append(line)
        self.rulings.run()
        self.release()

    def kill(self, guid: str, reason: str = "the agency asks for it") -> None:
        self.rule("kill", guid, reason)

    def rule(self, verb: str, guid: str, reason: str) -> None:
        """A person decides, and the desk acts on it."""
        target = self.item(guid).id
        self.journal.append(
            JournalLine(seq=0, at=self.clock(), verb=verb, target=target, reason=reason)
        )
        self.rulings.run()
        self._release.withdraw()
        self.release()

    async def tell(self) -> list[Told]:
        """Hubs and caches are told what they are owed; what came of it."""
        before = len(self.events)
        await self.telling.run()
        return [event for event in self.events[before:] if isinstance(event, Told)]

    async def look(self) -> list[str]:
        """What the log says of alarms from now on: each as it is raised, and as it is over."""
        before = len(self.events)
        await self.alarming.run()
        return [said for event in self.events[before:] for said in _said(event)]

    def alarms(self) -> list[str]:
        """In words all alarms that the log has told of, as they were raised."""
        told = [event for event in self.events if isinstance(event, Alarmed)]
        return [one.alarm.words for event in told for one in event.raised]

    def restore(self, *, stopping: bool = False) -> int:
        """How many files that had gone missing are there again."""
        before = len(self.released())
        Restoring(release=self._release).restore(lambda: stopping)
        return sum(event.rebuilt for event in self.released()[before:])

    async def take(self, source: str, *bodies: bytes | str, **more: Any) -> None:
        """The source brings these bodies, and what changed goes out."""
        self.wire.will(source, *bodies, **more)
        await self.poll(source)
        self.release()

    # looking

    def state(self, source: str = "ians") -> SourceState:
        state = self.store.state(source)
        assert state is not None
        return state

    def may_be_polled_from(self, source: str = "ians") -> datetime | None:
        known = self.ingest.house.sources[source]
        pauses = self.store.pauses(self.clock())
        return may_poll_from(known, self.state(source), self.min_interval, pauses)

    def items(self) -> list[DeskItem]:
        """Everything that is held, in whatever status, newest first."""
        return list(self.store.items(usable=False))

    def item(self, guid: str = "1") -> DeskItem:
        (found,) = self.store.find(guid)
        return found

    def headlines(self, channel: str = "all") -> list[str]:
        """What a subscriber of a channel reads, newest first."""
        feed = orjson.loads(self.shelf.documents[f"{channel}.json"])
        return [item["title"] for item in feed["items"]]

    def feed(self, channel: str = "all") -> dict[str, Any]:
        feed: dict[str, Any] = orjson.loads(self.shelf.documents[f"{channel}.json"])
        return feed

    def documents(self) -> dict[str, bytes]:
        return dict(self.shelf.documents)

    def pages(self) -> list[str]:
        """Those of items."""
        return sorted(path for path in self.shelf.documents if path.startswith("story/2"))

    def published_with(self, words: str) -> list[str]:
        """The documents in which words stand, whatever their case."""
        wanted = words.lower().encode()
        return sorted(p for p, body in self.shelf.documents.items() if wanted in body.lower())

    def told(self) -> list[Polled]:
        return [event for event in self.events if isinstance(event, Polled)]

    def released(self) -> list[Released]:
        return [event for event in self.events if isinstance(event, Released)]

    def swept(self) -> list[Swept]:
        return [event for event in self.events if isinstance(event, Swept)]

    def remembers(self) -> tuple[object, ...]:
        """All that is held, written and published, but for the schedule of the sources."""
        held = self.items()
        return (
            held,
            {one.id: (self.store.versions(one.id), self.store.ledger(one.id)) for one in held},
            [self.store.edition(channel.id) for channel in self.channels],
            self.store.documents(),
            self.documents(),
            len(self.shelf.written),
        )


def _said(event: Event) -> list[str]:
    if not isinstance(event, Alarmed):
        return []
    return [
        *(f"{one.alarm.kind} {one.alarm.subject}" for one in event.raised),
        *(f"over: {one.alarm.kind} {one.alarm.subject}" for one in event.over),
    ]


async def _here(do: Callable[[], Any]) -> Any:
    return do()

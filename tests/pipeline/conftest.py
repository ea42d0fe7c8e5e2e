"""A newsroom in memory: a wire that plays a script, the real reader and renderers, a store and a
publisher that keep everything where a test can look, and a clock that is advanced by hand.

    room.wire.will("ians", a_feed(an_item("1")))     what the source answers next
    await room.poll()                                ingest, whatever is due
    room.release()                                   what changed goes out
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from feeds.contracts import Fetcher, Renderer
from feeds.decide.due import may_poll_from
from feeds.engine.crontab import next_fire
from feeds.errors import FetchError, PublishError, RenderError, StoreError
from feeds.model import (
    Channel,
    DeskItem,
    Document,
    DocumentRecord,
    Edition,
    Entry,
    Event,
    Fetched,
    JournalLine,
    Payload,
    Poll,
    Polled,
    Reading,
    Released,
    Rights,
    Site,
    Source,
    SourceState,
    Validators,
)
from feeds.pipeline.adopt import adopt
from feeds.pipeline.editions import Editions
from feeds.pipeline.house import House
from feeds.pipeline.ingest import Ingest
from feeds.pipeline.read import read
from feeds.pipeline.release import Release
from feeds.pipeline.rulings import Rulings
from feeds.render import renderer
from feeds.store.memory import MemoryStore

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=90)
QUARTER = timedelta(minutes=15)
ALL = Channel(id="all", title="All stories")


class Clock:
    """The wall clock of a story: it stands still until the story goes on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> datetime:
        self.now += timedelta(**length)
        return self.now


@dataclass(frozen=True)
class Asked:
    """One request that reached the wire."""

    source: str
    at: datetime
    validators: Validators


class Wire:
    """A `Fetcher` that plays what was scripted for each source, in order.

    A source for which nothing is scripted has nothing new.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._script: dict[str, list[object]] = {}
        self.asked: list[Asked] = []
        self.acknowledged: list[tuple[str, dict[str, str]]] = []

    def will(
        self,
        source: str,
        *bodies: bytes | str,
        etag: str = "",
        last_modified: str = "",
        **more: Any,
    ) -> None:
        """The next answer brings these bodies."""
        self._script.setdefault(source, []).append(
            Fetched(
                payloads=tuple(
                    self._payload(source, body, number) for number, body in enumerate(bodies)
                ),
                validators=Validators(etag=etag, last_modified=last_modified),
                status=200,
                **more,
            )
        )

    def will_fail(self, source: str, fault: Exception | str = "it refuses the connection") -> None:
        self._script.setdefault(source, []).append(
            FetchError(fault) if isinstance(fault, str) else fault
        )

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        known = state.validators if state.url == source.url else Validators()
        self.asked.append(Asked(source=source.id, at=self._clock(), validators=known))
        answers = self._script.get(source.id)
        answer = (
            answers.pop(0)
            if answers
            else Fetched(unchanged=True, validators=known, cursor=state.cursor, status=304)
        )
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Fetched)
        stamped = (replace(one, fetched_at=self._clock()) for one in answer.payloads)
        return replace(answer, payloads=tuple(stamped))

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        self.acknowledged.append((source.id, dict(faults)))

    @staticmethod
    def _payload(source: str, body: bytes | str, number: int) -> Payload:
        data = body.encode() if isinstance(body, str) else body
        return Payload(
            source=source,
            url=f"http://{source}.example/feed" + (f"?{number}" if number else ""),
            body=data,
            fetched_at=NOON,
            sha256=hashlib.sha256(data).hexdigest(),
        )


class Reader:
    """The real reader. `says` adds what no format that we read can say yet (an embargo), and
    `breaks` is raised for a source, as a bug of ours would be.
    """

    def __init__(self) -> None:
        self.says: dict[str, dict[str, Any]] = {}
        self.breaks: dict[str, Exception] = {}
        self.reads = 0

    async def read(self, payload: Payload, source: Source) -> Reading:
        self.reads += 1
        if source.id in self.breaks:
            raise self.breaks[source.id]
        reading = read(payload, source)
        return replace(
            reading,
            items=tuple(replace(item, **self.says.get(item.guid, {})) for item in reading.items),
        )


class Shelf:
    """A `Publisher` that keeps documents in memory, and can be told to fail."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.written: list[str] = []
        self.fails_for: Callable[[str], bool] = lambda path: False

    def write(
        self, documents: Sequence[Document], known: Mapping[str, DocumentRecord], now: datetime
    ) -> tuple[DocumentRecord, ...]:
        if any(self.fails_for(document.path) for document in documents):
            raise PublishError("the disk is full")
        changed = []
        for document in documents:
            digest = hashlib.sha256(document.body).hexdigest()
            same = document.path in known and known[document.path].sha256 == digest
            if not (same and document.path in self.documents):
                self.documents[document.path] = document.body
                self.written.append(document.path)
            if not same:
                modified = now.replace(microsecond=0)
                changed.append(DocumentRecord(path=document.path, sha256=digest, modified=modified))
        return tuple(changed)

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            self.documents.pop(path, None)

    def missing(self, paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(path for path in paths if path not in self.documents)


class Breaking:
    """A `Renderer` that cannot make the documents of some channels."""

    def __init__(self, inner: Renderer, broken: set[str]) -> None:
        self._inner = inner
        self._broken = broken
        self.format = inner.format
        self.suffix = inner.suffix

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        return self._inner.fragment(entry, site_language)

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        if edition.channel.id in self._broken:
            raise RenderError(f"{edition.channel.id}{self.suffix} cannot be made")
        return self._inner.assemble(edition, fragments)


class Store(MemoryStore):
    """The store in memory; `fails` is raised where it should record."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: StoreError | None = None

    def record(self, polls: Sequence[Poll]) -> tuple[Poll, ...]:
        if self.fails is not None:
            raise self.fails
        return super().record(polls)


@dataclass
class Newsroom:
    """Both verbs over one store, and what a story does with them."""

    sources: tuple[Source, ...]
    channels: tuple[Channel, ...]
    clock: Clock
    wire: Wire
    site: Site
    fetcher: Fetcher | None = None
    reader: Reader = field(default_factory=Reader)
    shelf: Shelf = field(default_factory=Shelf)
    store: Store = field(default_factory=Store)
    events: list[Event] = field(default_factory=list)
    journal: list[JournalLine] = field(default_factory=list)
    """The file of what people decided, which outlives the store."""
    broken: set[str] = field(default_factory=set)
    """Channels whose documents cannot be made."""

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Starts, or starts again, with the config as it is now; what is stored stays."""
        house = House(
            site=self.site,
            sources={source.id: source for source in self.sources},
            channels=self.channels,
            min_interval=QUARTER,
        )
        self.ingest = Ingest(
            house=house,
            store=self.store,
            fetcher=self.fetcher or self.wire,
            reader=self.reader,
            observer=self.events.append,
            clock=self.clock,
            dice=lambda: 0.0,
            next_fire=next_fire,
            in_store_thread=_here,
        )
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
        self._read = 0
        self.store.release_claims(self.clock())
        adopt(house, self.store, "test", self.clock())

    def change(
        self,
        *,
        sources: Iterable[Source] | None = None,
        channels: Iterable[Channel] | None = None,
    ) -> None:
        """Starts again with another config."""
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
        """A person decides, and the desk acts on it."""
        target = self.item(guid).id
        self.journal.append(
            JournalLine(seq=0, at=self.clock(), verb="kill", target=target, reason=reason)
        )
        self.rulings.run()
        self._release.withdraw()
        self.release()

    def restore(self, *, stopping: bool = False) -> int:
        """How many files that had gone missing are there again."""
        before = len(self.released())
        self._release.restore(lambda: stopping)
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
        return may_poll_from(known, self.state(source), QUARTER)

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
        return sorted(path for path in self.shelf.documents if path.startswith("story/"))

    def published_with(self, words: str) -> list[str]:
        """The documents in which words stand, whatever their case."""
        wanted = words.lower().encode()
        return sorted(p for p, body in self.shelf.documents.items() if wanted in body.lower())

    def told(self) -> list[Polled]:
        return [event for event in self.events if isinstance(event, Polled)]

    def released(self) -> list[Released]:
        return [event for event in self.events if isinstance(event, Released)]

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


async def _here(do: Callable[[], Any]) -> Any:
    return do()


def source(id_: str = "ians", **changes: Any) -> Source:
    plain = Source(
        id=id_,
        provider=id_.upper(),
        rights=Rights.FULL,
        url=f"http://{id_}.example/feed",
        timezone="Asia/Kolkata",
        language="en",
    )
    return replace(plain, **changes)


@pytest.fixture(scope="session")
def a_source() -> Callable[..., Source]:
    return source


@pytest.fixture(scope="session")
def new_room(site: Site) -> Callable[..., Newsroom]:
    """Makes newsrooms: of one source and one channel that takes everything, unless told others."""

    def make(*sources: Source, channels: Sequence[Channel] = (ALL,), **more: Any) -> Newsroom:
        clock = Clock()
        return Newsroom(
            sources=sources or (source(),),
            channels=tuple(channels),
            clock=clock,
            wire=Wire(clock),
            **{"site": site, **more},
        )

    return make


@pytest.fixture
def room(new_room: Callable[..., Newsroom]) -> Newsroom:
    return new_room()


@pytest.fixture(scope="session")
def noon() -> datetime:
    return NOON


def item(guid: str = "1", **changes: Any) -> dict[str, Any]:
    """An item of a JSON Feed, an hour old; ``date_modified`` is its version."""
    plain = {
        "id": guid,
        "url": f"http://wire.example/{guid}",
        "title": f"Ferry {guid} resumes after the flood",
        "content_html": f"<p>The ferry {guid} took its first passengers on Monday, the port "
        "authority said, two weeks after the river had risen over its piers.</p>",
        "date_published": (NOON - timedelta(hours=1)).isoformat(),
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def feed(*items: dict[str, Any], **more: Any) -> bytes:
    """A JSON Feed."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Wire",
            **more,
            "items": items,
        }
    )


@pytest.fixture(scope="session")
def an_item() -> Callable[..., dict[str, Any]]:
    return item


@pytest.fixture(scope="session")
def a_feed() -> Callable[..., bytes]:
    return feed


@pytest.fixture
def a_feed_of_one() -> bytes:
    return feed(item())

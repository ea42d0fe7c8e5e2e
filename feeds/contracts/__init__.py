"""The verbs: the small seams between the rooms, each with a real part and a fake behind it.

    ingest:   claim -> Fetcher.fetch -> Reader.read -> match -> decide -> Store.record
    release:  Store.dirty -> Store.candidates -> select -> Renderer -> Publisher.write

What a Protocol promises stands here once; one suite in `tests/contract` holds every
implementation to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feeds.contracts.alarms import Alarms, Messenger
from feeds.contracts.history import Histories
from feeds.contracts.hub import Subscribers
from feeds.contracts.likeness import Kinship, Stories
from feeds.contracts.outbox import Outbox
from feeds.contracts.pauses import Pauses
from feeds.contracts.search import Search
from feeds.contracts.store import ERASED, NO_SPACING, Choose, Replays, Store
from feeds.contracts.websub import Subscriptions
from feeds.model import (
    Answer,
    Call,
    Called,
    Document,
    DocumentRecord,
    Edition,
    Entry,
    Event,
    Fetched,
    Hook,
    Payload,
    Reading,
    Source,
    SourceState,
)

__all__ = [
    "ERASED",
    "NO_SPACING",
    "Alarms",
    "Caller",
    "Choose",
    "Clock",
    "Fetcher",
    "Histories",
    "Kinship",
    "Messenger",
    "Observer",
    "Outbox",
    "Pauses",
    "Publisher",
    "Reader",
    "Renderer",
    "Replays",
    "Search",
    "Store",
    "Stories",
    "Subscribers",
    "Subscriptions",
    "Teller",
]


class Clock(Protocol):
    """The wall clock: an aware instant in UTC."""

    def __call__(self) -> datetime: ...


class Observer(Protocol):
    """Is told what happened; must neither raise nor wait."""

    def __call__(self, event: Event, /) -> None: ...


class Fetcher(Protocol):
    """Gets the bytes of a source."""

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        """What the source has now. Raises FetchError."""
        ...

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        """Told after the poll is recorded: every payload of the last fetch is dealt with.

        `faults` maps the URL of a payload that could not be read to what was wrong with it.
        """
        ...


class Reader(Protocol):
    """Turns bytes into items, out of harm's way."""

    async def read(self, payload: Payload, source: Source) -> Reading:
        """The payload's items in canonical form. Raises ParseError."""
        ...


class Renderer(Protocol):
    """Makes one format of a channel; pure, so that what was rendered can be kept."""

    format: str
    suffix: str
    """Of the document's name, with its dot."""

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        """One entry, ready to be put into any document of this format. Raises RenderError."""
        ...

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        """The document of an edition around the fragments of its entries, in their order."""
        ...


class Publisher(Protocol):
    """Puts finished documents where the public finds them."""

    def write(
        self,
        documents: Sequence[Document],
        known: Mapping[str, DocumentRecord],
        now: datetime,
    ) -> tuple[DocumentRecord, ...]:
        """Writes whole and durably what differs from `known`, or is missing, twins included.

        Returns the records of those whose bytes differ from `known` (`modified` is `now`, in
        whole seconds). A document that is the same as known, but whose file is missing, is
        written again under its old date and not returned. Raises PublishError; what was there
        before then still stands, whole.
        """
        ...

    def remove(self, paths: Sequence[str]) -> None:
        """Takes documents and their twins away; a path that is not there is no error."""
        ...

    def read(self, path: str) -> bytes | None:
        """The document that stands at a path, whole; None where none does. Raises PublishError."""
        ...

    def missing(self, known: Mapping[str, DocumentRecord]) -> tuple[str, ...]:
        """Those of `known` that have no file, or one of another version than is known, or that lack a
        twin that they should have.
        """
        ...

    def strays(self, known: Collection[str]) -> tuple[str, ...]:
        """Pages of stories and of archives that are there and are none of `known`."""
        ...


class Caller(Protocol):
    """Makes requests to others than publishers, under the same address guard."""

    async def call(self, call: Call) -> Called:
        """What was answered; the body is not read, and no redirect followed. Raises FetchError where
        nothing was, or the address is refused.
        """
        ...


class Teller(Protocol):
    """Tells a hub or a cache that documents have changed, or are gone."""

    async def tell(self, hook: Hook, paths: Sequence[str]) -> Mapping[str, Answer]:
        """What became of it, for each of `paths`, within a bounded time."""
        ...

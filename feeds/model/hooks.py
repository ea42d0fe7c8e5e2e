"""Whom the outside is told through that documents have changed, and what of it is still to be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model.house import Auth


class HookKind(StrEnum):
    """A hub is told that a feed has news (WebSub), a cache that what it has of a document is old."""

    HUB = "hub"
    CACHE = "cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Somebody outside who is told of changed documents."""

    kind: HookKind
    url: str
    """Of a cache with ``{path}`` or ``{url}`` in it where it takes a request for each address."""
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body_key: str = ""
    """Of a cache that takes addresses in a list: the key of that list in the body."""
    auth: Auth | None = None

    @property
    def name(self) -> str:
        """What it is known by: in the store, in the log, in ledgers."""
        return f"{self.kind} {self.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A hook is still to be told that a document has changed, or is gone."""

    hook: str
    """Its name."""
    path: str
    item: str = ""
    """The withdrawn item whose receipt waits for this; ``""`` where none does."""
    revision: int = 0
    """Of that item."""
    number: int = 0
    """Given by the store: of two debts the later one has the higher."""
    queued: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to somebody outside."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    is_foreign: bool = False
    """Whether its address comes from a wire and not from the config: it may lead nowhere that a redirect
    may not.
    """
    reads: int = 0
    """How many bytes of the answer's body are wanted at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What was answered: the status of HTTP, and for how long we are asked to stay away."""

    status: int
    retry_after: timedelta | None = None
    location: str = ""
    """Where a redirect leads, absolute."""
    body: bytes = field(default=b"", repr=False)
    """As it came, as far as it was wanted; a byte more where there is more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of telling a hook of one document."""

    error: str = ""
    absent: bool = False
    """A cache that had nothing of it."""
    retry_after: timedelta | None = None

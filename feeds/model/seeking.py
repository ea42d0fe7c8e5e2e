"""What an editor looks for among all that the desk holds, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feeds.model.desk import DeskItem, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand in this order in an item's copy."""

    words: str
    begins: bool = False
    """Whether the last of them is only the beginning of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which items are looked for: those that answer to all of it."""

    phrases: tuple[Phrase, ...] = ()
    source: str = ""
    channel: str = ""
    """One that shows it."""
    status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the order of items, behind which to look on."""

    at: int
    """Microseconds since 1970, as the store counts."""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Items, newest `published` first, and where to look on; None where all has been looked through."""

    items: tuple[DeskItem, ...]
    next: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """How many items of a source were first recorded in an hour."""

    source: str
    hour: datetime
    came: int
    out: int
    """Those of them that stand in a channel."""

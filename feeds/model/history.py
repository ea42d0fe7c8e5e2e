"""A channel's history: its archive, page by page (RFC 5005, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Where a document stands in the history of its channel."""

    number: int = 0
    """Of an archive page, the oldest being 1; 0 of the current document."""
    before: int = 0
    """The number of the page with the items before; 0 where there is none."""
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Items that are given their places in one page, once and for good."""

    number: int
    items: tuple[str, ...]
    newest: datetime | None = None
    """The date of the newest item of a page that takes no more; None of one that does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """What the store keeps of a page that takes no more items."""

    channel: str
    number: int
    newest: datetime
    """The date of the newest item that has its place there."""
    updated: datetime | None = None
    """Its last change of content; None before it was made for the first time."""
    fingerprint: str = ""
    members: tuple[tuple[str, int], ...] = ()
    """Id and revision of every entry, in order; none of a page that stands no more."""
    next_change: datetime | None = None
    """When the passing of time alone will change it."""

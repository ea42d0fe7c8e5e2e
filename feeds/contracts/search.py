"""How items are found again by people: by words, by what they are, by when they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import Arrivals, DeskItem, Found, Place, Sought, Status


class Search(Protocol):
    """What the desk looks things up by. Every look is bounded, however much is held. Raises StoreError."""

    def index(self, limit: int) -> bool:
        """Makes items that came or changed since findable by their words, the newest first, at most `limit` of
        them; whether there are more. What is withdrawn, removed for good or let go is found by no word from that
        moment on.
        """
        ...

    def seek(self, sought: Sought, *, after: Place | None = None, limit: int) -> Found:
        """Items that are looked for, at most `limit`, beginning behind a place. Fewer may be found than are
        there: then `next` says where to look on.
        """
        ...

    def beginning(self, start: str) -> tuple[DeskItem, ...]:
        """The items whose id is `start` and more letters of base32, in the order of their ids."""
        ...

    def arrivals(self, sources: Sequence[str], since: datetime) -> tuple[Arrivals, ...]:
        """How many items came from each of `sources` in each hour that had any."""
        ...

    def standing(self, status: Status, most: int) -> int:
        """How many items stand so; it counts to `most`."""
        ...

"""What is remembered of channels' archives: which item has its place in which page, and how pages stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import ArchivePage, DeskItem, Placed


class Histories(Protocol):
    """The archive of each channel, in pages that are numbered from the oldest on. Raises StoreError.

    An item that is routed to a channel waits for its place there from then on. A page is due when an
    item with a place in it changes, or leaves.
    """

    def placed(self, channel: str, number: int = 0) -> tuple[str, ...]:
        """Ids of the items that have their places in a page, in the order in which they came; for 0 of those
        that wait for one.
        """
        ...

    def held(self, ids: Sequence[str]) -> tuple[DeskItem, ...]:
        """The newest versions of items, in whatever status, in that order; none of what is not held."""
        ...

    def last_page(self, channel: str) -> int:
        """The highest number that a page which takes no more items has, or had; 0 where there was none."""
        ...

    def pages(self, channel: str) -> tuple[int, ...]:
        """The numbers of the pages that are remembered."""
        ...

    def begin_above(self, channel: str, number: int) -> None:
        """The page that takes items, with all that has its place there, and those after it have higher
        numbers than this one, which readers may know.
        """
        ...

    def give_places(self, channel: str, pages: Sequence[Placed]) -> None:
        """Items get their places. Pages that take no more are due from then on."""
        ...

    def archive_page(self, channel: str, number: int) -> ArchivePage | None: ...

    def save_pages(self, pages: Sequence[ArchivePage], *, due: bool = False) -> None:
        """Pages are made as they are; where one begins or ceases to stand, those that lead to it are due.
        `due`: something of them is still lacking.
        """
        ...

    def drop_pages(self, channel: str) -> None:
        """Nothing is remembered of a channel's pages but the highest number, nor of what had its place there."""
        ...

    def around(self, channel: str, number: int) -> tuple[int, int]:
        """The numbers of the pages before and after one, among those that stand or are yet to be made;
        0 where there is none.
        """
        ...

    def newest_page(self, channel: str) -> int:
        """The number of the newest page that stands; 0 where none does."""
        ...

    def due_pages(self, now: datetime, limit: int, *, changed: bool) -> tuple[tuple[str, int], ...]:
        """Channel and number of pages that are to be made: those whose content has `changed`, or has been
        changed by the passing of time; otherwise those that wait to be made for the first time, or to look
        otherwise. The oldest first.
        """
        ...

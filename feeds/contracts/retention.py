"""How what is old leaves the store, and what of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import Aged, Gone, LedgerLine, Sweep


class Retention(Protocol):
    """What is kept of items, and for how long. Raises StoreError."""

    def aged(
        self, source: str, *, after: datetime | None, before: datetime, limit: int
    ) -> tuple[Aged, ...]:
        """Items of a source that have their copy, and last changed between two instants: at most `limit`,
        those that have not changed for longest first.
        """
        ...

    def newest(self, source: str, n: int) -> datetime | None:
        """When the last of the `n` items of a source changed that changed last, of those that have their
        copy; None where there are fewer.
        """
        ...

    def newest_published(self, channel: str, n: int) -> datetime | None:
        """The date of the last of a channel's newest `n` items; None where there are fewer."""
        ...

    def shown(self, since: datetime) -> frozenset[str]:
        """Ids of items that the edition of some channel has, a notice of a withdrawn one included, and of
        those that a channel has lost since an instant.
        """
        ...

    def let_go(self, lines: Sequence[tuple[str, LedgerLine]]) -> None:
        """Removes the copy of items, by id, each with the line of its ledger that says why: all their
        versions, and where they stood. What stays is their id and keys, by which they are known for good,
        and what their ledgers say.
        """
        ...

    def make_again(self, ids: Sequence[str]) -> None:
        """The pages of items are to be made once more, and with each that of its story."""
        ...

    def gone(self, key: str) -> tuple[Gone, ...]:
        """Items whose copy has gone, whose id is `key`, or, where none is, whose wire guid is."""
        ...

    def was_let_go(self, page: str) -> bool:
        """Whether a story's page stood at this path for as long as the story was kept."""
        ...

    def drop_ledgers(self, before: datetime, limit: int, *, unless: Sequence[str]) -> int:
        """Removes the ledgers of items whose copy went before an instant, those that went first, at most
        `limit`; how many. Those stay that the journal has one of the verbs `unless` for.
        """
        ...

    def sweep(self) -> Sweep | None:
        """How far the last sweep has come; None where there was none."""
        ...

    def save_sweep(self, sweep: Sweep) -> None: ...

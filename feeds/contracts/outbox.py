"""What is remembered of hubs and caches that are still to be told of changed documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import Owed


class Outbox(Protocol):
    """Debts to hubs and caches, kept until they are settled. Raises StoreError."""

    def owe(self, debts: Sequence[Owed], at: datetime) -> None:
        """Hooks are to be told. A debt of the same hook, document and item takes the place of the older
        one; those of withdrawn items end the wait of a hook that does not answer.
        """
        ...

    def owing(self, hooks: Sequence[str], now: datetime) -> tuple[str, ...]:
        """Those of `hooks` that are to be told something, and are not waited for."""
        ...

    def owed(self, hook: str, limit: int) -> tuple[Owed, ...]:
        """What a hook is told next: what withdrawn items wait for first, then what was tried least
        often, then the oldest.
        """
        ...

    def owed_for(self, item: str) -> tuple[Owed, ...]:
        """What a withdrawn item still waits for."""
        ...

    def settle(self, hook: str, numbers: Sequence[int]) -> None:
        """A hook that answers knows of these, or is told of them no more; its failures are forgotten."""
        ...

    def failures(self, hook: str) -> int:
        """How often in a row a hook could not be told."""
        ...

    def put_off(self, hook: str, numbers: Sequence[int], *, failures: int, until: datetime) -> None:
        """These could not be told: the hook is left alone until then."""
        ...

    def keep_hooks(self, hooks: Sequence[str]) -> None:
        """Forgets what is owed to all others: they have left the config."""
        ...

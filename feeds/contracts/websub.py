"""What is remembered of hubs that push sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import Subscription


class Subscriptions(Protocol):
    """Subscriptions by the token of their callback. Raises StoreError."""

    def subscriptions(self, source: str = "") -> tuple[Subscription, ...]:
        """All, or those of a source, the oldest first."""
        ...

    def subscription(self, token: str) -> Subscription | None: ...

    def subscriptions_due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Those whose hub is to be asked by now, the longest due first."""
        ...

    def pushed_and_due(self, now: datetime) -> tuple[Subscription, ...]:
        """Those that have pushed, and whose source is due by now, not paused and under no lease."""
        ...

    def save_subscription(self, subscription: Subscription) -> None:
        """Adds one, or replaces the one of the same token."""
        ...

    def end_subscription(self, token: str) -> None:
        """Forgets one; one that is not there is no error."""
        ...

    def doubt(self, sources: Sequence[str]) -> None:
        """What is pushed for these sources has to prove itself anew."""
        ...

    def miss(self, sources: Sequence[str]) -> None:
        """As `doubt`; and a poll of each of these sources has brought what was not pushed."""
        ...

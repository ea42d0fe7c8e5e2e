"""What is remembered of the house's own hub."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import Intent, Subscriber


class Subscribers(Protocol):
    """Requests of the house's own hub, and its subscribers, each by callback and topic. Raises StoreError."""

    def intend(self, intent: Intent) -> None:
        """Adds a request, under a number of its own; one of the same callback and topic gives way to it."""
        ...

    def intents(self) -> tuple[Intent, ...]:
        """All, the oldest first."""
        ...

    def intents_due(self, now: datetime, limit: int) -> tuple[Intent, ...]:
        """Those whose callback is to be asked by now, the longest due first."""
        ...

    def pending(self, host: str = "") -> int:
        """How many requests there are, or how many of callbacks at a host."""
        ...

    def put_off_intent(self, intent: Intent) -> None:
        """It is asked again when it says; one that is there no more stays away."""
        ...

    def end_intent(self, number: int) -> bool:
        """Forgets a request; whether it was still there."""
        ...

    def subscribers(self) -> tuple[Subscriber, ...]:
        """All, the oldest first."""
        ...

    def subscriber(self, callback: str, topic: str) -> Subscriber | None: ...

    def subscribed(self, now: datetime) -> int:
        """How many subscribers there are whose lease runs."""
        ...

    def undelivered(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        """Those whose lease runs and who could not be given what was last to be delivered, the longest so first."""
        ...

    def save_subscriber(self, subscriber: Subscriber) -> None:
        """Adds one, or replaces the one of the same callback and topic, which keeps its number."""
        ...

    def end_subscribers(self, numbers: Sequence[int]) -> None:
        """Forgets them; one that is not there is no error."""
        ...

    def deliveries_due(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        """Subscribers whose lease runs, and whose topic's document as it is recorded is not what they have:
        those that may be delivered to by now, who has failed least first.
        """
        ...

    def delivery(self, number: int, now: datetime) -> Subscriber | None:
        """One of those that `deliveries_due` would give, as it is by now."""
        ...

    def lapse(self, now: datetime) -> int:
        """Forgets all whose lease has ended; how many."""
        ...

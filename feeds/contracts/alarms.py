"""What is remembered of alarms: those that stand, those that were, and how far each way out has got."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import AlarmRecord, AlarmRoute, Alert, Lows


class Alarms(Protocol):
    """Alarms, kept until they are forgotten. Raises StoreError."""

    def standing_alarms(self) -> tuple[AlarmRecord, ...]:
        """Those that are not over, oldest first."""
        ...

    def recent_alarms(self, since: datetime) -> tuple[AlarmRecord, ...]:
        """Those that are over since an instant, the last that ended first."""
        ...

    def changed_alarms(self, after: int, limit: int) -> tuple[AlarmRecord, ...]:
        """Those with something to be told that has a higher number, in that order."""
        ...

    def last_change(self) -> int:
        """The highest number of what there was to be told of any; 0 before the first."""
        ...

    def save_alarms(self, records: Sequence[AlarmRecord]) -> None:
        """Keeps these as they are, by their numbers."""
        ...

    def forget_alarms(self, before: datetime) -> None:
        """Lets go of those that were over before an instant, but for the last change, from which is counted on."""
        ...

    def alarm_routes(self) -> tuple[AlarmRoute, ...]:
        """The ways out that anything is known of, by name."""
        ...

    def save_alarm_route(self, route: AlarmRoute) -> None: ...

    def keep_alarm_routes(self, names: Sequence[str]) -> None:
        """Forgets all others: they have left the config."""
        ...

    def lows(self, disk: str) -> Lows:
        """What is remembered of a disk."""
        ...

    def save_lows(self, disk: str, lows: Lows) -> None: ...


class Messenger(Protocol):
    """A way by which alarms go out."""

    name: str

    async def send(self, alert: Alert) -> None:
        """Sends a message within a bounded time. Raises FetchError, PublishError."""
        ...

"""What is remembered of hosts that have asked to be left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import Pause


class Pauses(Protocol):
    """Hosts that no source asks for a while, whatever becomes of this process. Raises StoreError."""

    def pause_hosts(self, pauses: Sequence[Pause], now: datetime) -> None:
        """Remembers pauses, of those for one host the longest, and forgets all that are over by `now`."""
        ...

    def pauses(self, now: datetime) -> tuple[Pause, ...]:
        """The pauses that are not over by `now`, by host. One that lies further ahead than any may last
        was dated by a clock that has been set back since, and is over.
        """
        ...

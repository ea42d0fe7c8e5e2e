"""What a store can say of the work that waits in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Backlog(Protocol):
    """The lengths of the queues. Raises StoreError."""

    def backlog(self, sources: Sequence[str], now: datetime) -> Mapping[str, int]:
        """How much waits by now, by queue:

        ``sources``     of `sources` those that are due and nobody polls
        ``channels``    whose documents are to be made anew
        ``pages``       of stories, to be made, or taken away
        ``archives``    pages of archives to be made
        ``hooks``       documents that a hub or a cache is to be told of
        ``callbacks``   that our own hub is to ask
        ``deliveries``  of our own hub, those that are waited for because they have failed left out
        """
        ...

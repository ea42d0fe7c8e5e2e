"""What is remembered of hubs that were asked to push the feeds of sources (W3C WebSub)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """What a hub is asked for (WebSub, 5.1), or says by itself (5.2)."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One topic of one hub, pushed to one callback: of a source no more than one is to last."""

    token: str = field(repr=False)
    """The last part of its callback's address, which nobody can guess."""
    callback: str
    """The rest of that address, ending in a slash."""
    source: str
    hub: str
    topic: str
    secret: str = field(default="", repr=False)
    """What pushes are signed with; ``""`` where the hub could not be told without others reading it."""
    mode: Mode = Mode.SUBSCRIBE
    created: datetime
    due: datetime
    """When the hub is asked next."""
    asked: datetime | None = None
    """Since when the hub may come back to have verified what it was asked for; None: nothing is pending."""
    failures: int = 0
    """Requests in a row that came to nothing."""
    until: datetime | None = None
    """The end of the lease; None before the hub has given one."""
    pushed: datetime | None = None
    """When a push last brought content that was signed. None as well where something has been missed
    since: it has to prove itself anew.
    """
    missed: int = 0
    """Polls in a row that have brought what was not pushed."""
    error: str = ""
    """What was wrong with the last request, or why the hub has denied it."""

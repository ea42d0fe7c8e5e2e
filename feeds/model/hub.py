"""What is remembered of those who have subscribed to feeds of ours at the house's own hub (W3C WebSub)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.model.websub import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A request that is still to be confirmed where it wants its content (WebSub, 5.3), or a denial that is
    still to be told there (5.2).
    """

    callback: str = field(repr=False)
    """A capability: whoever knows it can send to it."""
    topic: str
    path: str
    """The topic's document, below the published folder."""
    mode: Mode
    secret: str = field(default="", repr=False)
    lease: timedelta = timedelta(0)
    reason: str = ""
    """Why it is denied."""
    created: datetime
    due: datetime
    """When the callback is asked next."""
    tries: int = 0
    number: int = 0
    """Given by the store: a request that takes the place of another has another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A callback to which the newest content of a topic is owed, from now until its lease ends."""

    callback: str = field(repr=False)
    topic: str
    path: str
    """The topic's document, below the published folder."""
    secret: str = field(default="", repr=False)
    """What is delivered is signed with it (WebSub, 7.1); ``""``: it is not."""
    created: datetime
    until: datetime
    mark: str
    """SHA-256 of the content that is settled: it was delivered, or given up, or stood before. Another one is
    owed.
    """
    due: datetime
    """Not before then is anything delivered."""
    failures: int = 0
    """Deliveries in a row that came to nothing."""
    failing: datetime | None = None
    """Since when that is so."""
    delivered: datetime | None = None
    given_up: datetime | None = None
    """When the last content was given up; None while all is delivered or still tried."""
    error: str = ""
    """What was wrong with the last delivery."""
    number: int = 0
    """Given by the store; it stays when the lease is renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a request before anybody is asked."""

    refusal: str = ""
    """What is wrong with it, for whoever wrote the program that sent it; ``""``: it is accepted."""
    is_full: bool = False
    """Whether it may be sent again later: nothing is wrong but that there is no room."""

"""What happened: the log, the metrics and the terminal are told of it in these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feeds.model.alarms import AlarmKind, AlarmRecord
from feeds.model.manners import EtagFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One poll is over; the canonical log line and the metrics are made of it."""

    source: str
    provider: str
    outcome: str
    at: datetime
    seconds: float
    lateness: float
    """Seconds between the instant it was due and its start."""
    status: int = 0
    wire_bytes: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    """Items by status, in the order of `Status`."""
    error: str = ""
    next_due: datetime | None = None
    reason: str = ""
    """In words: why it is due then."""
    payloads: int = 0
    etag: EtagFault = EtagFault.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One pass of release is over."""

    at: datetime
    seconds: float
    channels: tuple[str, ...] = ()
    pages: int = 0
    written: int = 0
    """Files whose bytes changed, twins not counted."""
    rebuilt: int = 0
    """Files that had gone missing, twins not counted."""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is new in a channel stands in its documents: how long that took, in seconds, since it was recorded,
    or since time alone has opened it.
    """

    at: datetime
    stories: tuple[float, ...] = ()
    withdrawals: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLost:
    """A worker process has ended before its document was read, or all of them have."""

    at: datetime
    cause: str
    """``died``, ``hung``, or ``pool``, where all are gone with what makes them."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """The config was read again."""

    at: datetime
    adopted: bool
    """Whether it is the one that runs; a bad one is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What waits, what lies where, and what is left, looked at every few seconds."""

    at: datetime
    queues: tuple[tuple[str, int], ...]
    """Of each queue its length: all of `Backlog`, and ``files`` in drop directories."""
    stored: tuple[tuple[str, int], ...]
    """Bytes of the store's files: ``database`` and ``log``."""
    free: tuple[tuple[str, int], ...]
    """Bytes that may still be written, on the disk of the ``store`` and on that of the ``published`` folder."""
    sources: tuple[SourceFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFigures:
    """How a source of the config stands."""

    id: str
    status: str
    """As of `SourceStatus`."""
    failures: int = 0
    """Failed polls in a row."""
    last_success: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A hub, or a cache, was told of changed documents, or could not be."""

    hook: str
    """Its name."""
    kind: str
    at: datetime
    seconds: float
    told: int = 0
    """Documents that it knows of now."""
    failed: int = 0
    """Documents that it is told of again."""
    given_up: int = 0
    failures: int = 0
    """How often in a row it could not be told."""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One sweep of the store has let something go, or could not."""

    at: datetime
    seconds: float
    items: int = 0
    """Items whose copy has gone."""
    pages: int = 0
    """Pages that were taken away with them."""
    ledgers: int = 0
    """Items that went before, whose ledger has gone now."""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A hub has sent something to a callback."""

    source: str
    hub: str
    outcome: str
    """``new``; ``same``, where the desk knew it all; ``hint``, where the source is polled for it; ``ignored``,
    where it was not signed as it has to be.
    """
    at: datetime
    seconds: float
    wire_bytes: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    """Items by status, in the order of `Status`."""
    error: str = ""
    """Why it is no more than a hint, or ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A hub was asked to push a source's feed, or to stop; or it has answered."""

    source: str
    hub: str
    outcome: str
    """``asked``, ``verified``, ``denied``, ``failed``, or ``ended``."""
    at: datetime
    until: datetime | None = None
    failures: int = 0
    """How often in a row it came to nothing."""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The house's own hub has asked a callback whether it wants what was requested for it."""

    topic: str
    host: str
    """Of the callback, whose address is nobody else's business."""
    outcome: str
    """``subscribed``, ``renewed``, ``unsubscribed``; ``failed``, where it did not confirm; ``denied``, where it
    was told that there is nothing more.
    """
    at: datetime
    until: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributed:
    """The house's own hub has delivered content, or tried to."""

    at: datetime
    seconds: float
    delivered: int = 0
    failed: int = 0
    """Deliveries that are tried again."""
    given_up: int = 0
    gone: int = 0
    """Subscriptions that ended with a 410."""
    sent_bytes: int = 0
    newly: tuple[str, ...] = ()
    """Of deliveries that failed for the first time in a row, or were given up: the callback's host, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """How many subscribers the house's own hub has, by how they stand."""

    at: datetime
    subscribers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarmed:
    """Alarms were raised, or are over; and how many stand."""

    at: datetime
    raised: tuple[AlarmRecord, ...] = ()
    over: tuple[AlarmRecord, ...] = ()
    standing: tuple[tuple[AlarmKind, int], ...] = ()
    """By kind, those too of which none stands."""


Event = (
    Alarmed
    | Attended
    | Confirmed
    | Distributed
    | Measured
    | Polled
    | Pushed
    | Released
    | Reloaded
    | Shown
    | Subscribed
    | Swept
    | Told
    | WorkerLost
)

"""What people are to be told of: alarms, those that stand and those that are over, and who has been told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class AlarmKind(StrEnum):
    """What an alarm is about; `docs/alarms.md` has a section for each."""

    NETWORK = "network"
    OUTAGE = "outage"
    FAILING = "failing"
    GONE = "gone"
    REFUSED = "refused"
    MOVED = "moved"
    QUIET = "quiet"
    FLOOD = "flood"
    IDS = "ids"
    DATES = "dates"
    BODIES = "bodies"
    LANGUAGE = "language"
    DOCUMENT = "document"
    NOTICE = "notice"
    HUB = "hub"
    CERTIFICATE = "certificate"
    CLOCK = "clock"
    DISK = "disk"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that people have to see to."""

    kind: AlarmKind
    subject: str
    """The source, host, item, disk or way out that it is about: of a kind and a subject one alarm stands at a
    time.
    """
    words: str
    """What is the matter; never a word of copy, never a secret."""
    advice: str = ""
    """What to do about it; ``""`` for nothing."""
    since: datetime | None = None
    """Since when it is so, as far as that is known."""
    grade: int = 0
    """How bad it is; when it gets worse it is said again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRecord:
    """An alarm as the store keeps it."""

    number: int
    """Of its raising, from the same count as `change`."""
    change: int
    """The number of what was last to be told of it: that it was raised, or that it is over."""
    alarm: Alarm
    said: datetime
    """When it was raised."""
    lapsed: datetime | None = None
    """Since when what it is about is not so any more; it is over when that has lasted."""
    over: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRoute:
    """A way by which alarms go out, and how far it has got."""

    name: str
    told: int = 0
    """The last `AlarmRecord.change` that it has been told of."""
    due: datetime | None = None
    """Before this nothing more is sent by it."""
    failures: int = 0
    """In a row."""
    failing: datetime | None = None
    """Since when."""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message: all that is new of alarms, as far as it fits."""

    site: str
    at: datetime
    through: int
    """The last `AlarmRecord.change` that it tells of: sent again, it has the same."""
    raised: tuple[AlarmRecord, ...] = ()
    over: tuple[AlarmRecord, ...] = ()
    left_out: int = 0
    """How many more there are, which only `feeds alarms` lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lows:
    """The least that was free on a disk, of each of the last days, the newest last."""

    days: tuple[tuple[date, int], ...] = ()
    """Days in UTC, and bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What an answer over HTTP has shown beside what was asked for."""

    host: str
    at: datetime
    ahead: timedelta | None = None
    """By how much its clock is ahead of ours (its Date and Age; RFC 9110, 6.6.1; RFC 9111, 5.1)."""
    certificate: datetime | None = None
    """Until when its certificate is good."""
    lasts: timedelta | None = None
    """For how long that certificate was made out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """How often the items of a source have a fault, lately and always."""

    always: float = 0.0
    """The share of the items before these, which goes no further while it is far surpassed."""
    lately: float = 0.0
    """The share of the last twenty or so."""
    since: datetime | None = None
    """Since when the one is far above the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the items of a source are like, against what they always were."""

    items: float = 0.0
    """How many were seen; it counts to a bound."""
    midnight: Trait = field(default_factory=Trait)
    """Dated to the day and no better, or not at all."""
    nameless: Trait = field(default_factory=Trait)
    """Without an id."""
    empty: Trait = field(default_factory=Trait)
    """Without copy."""
    foreign: Trait = field(default_factory=Trait)
    """In another language than the usual one."""
    language: str = ""
    """The usual one: the first part of its tag (RFC 5646)."""
    votes: int = 0
    """By how many items it is ahead of others; it counts to a bound."""

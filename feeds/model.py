"""The nouns of the product: frozen values that every room passes on and none changes.

Names are the field's own: IPTC (ninjs 2.1) for what an item says, RFC 4287 for what a feed
carries, RFC 9110 for what a poll remembers. What comes in is a *source*, what goes out a
*channel*. Absent text is ``""``; ``None`` stands only where absence means something. Instants
are aware and in UTC, with one exception that its own field names: the dates of a `WireItem`
are naive where the wire names no zone, since only `normalise` knows the source's.

This module imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def _travels(kind: type[T]) -> type[T]:
    """A value that crosses between processes, thousands in a pass: pickled as the tuple of its
    fields. What dataclasses do by themselves asks each time what the fields are.
    """
    names = [one.name for one in fields(kind)]  # type: ignore[arg-type]
    values = attrgetter(*names)
    _SETTERS[kind] = tuple(getattr(kind, name).__set__ for name in names)
    kind.__reduce__ = lambda self: (_arrived, (kind, values(self)))  # type: ignore[method-assign]
    return kind


_SETTERS: dict[type, tuple[Callable[[Any, Any], None], ...]] = {}


def _arrived(kind: type[T], values: tuple[object, ...]) -> T:
    made = object.__new__(kind)
    for put, value in zip(_SETTERS[kind], values, strict=True):
        put(made, value)
    return made


class Rights(StrEnum):
    """How much of an agency's copy may be shown, from all to nothing."""

    FULL = "full"
    SUMMARY = "summary"
    HEADLINE = "headline"
    INTERNAL = "internal"


class Media(StrEnum):
    """What may be done with pictures and sound: shown in place, linked, or left out."""

    FULL = "full"
    LINK = "link"
    NONE = "none"


class FutureDates(StrEnum):
    """What to do with an item that is dated after the moment it arrived."""

    HOLD = "hold"
    CLAMP = "clamp"
    KEEP = "keep"


class PubStatus(StrEnum):
    """IPTC ``pubstatus``: may the item be published?"""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Status(StrEnum):
    """Where an item stands on the desk."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    REJECTED = "rejected"


class SourceStatus(StrEnum):
    """The state of a source as `feeds sources` prints it."""

    OK = "ok"
    WAITING = "waiting"
    FAILING = "failing"
    QUARANTINED = "quarantined"
    GONE = "gone"
    PAUSED = "paused"
    DISABLED = "disabled"


# --- what the house is -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The house under whose name everything is published."""

    name: str
    link: str
    description: str
    language: str
    timezone: str
    author: str
    email: str
    tag: str
    """Authority and date of a tag: URI (RFC 4151), such as ``gnn9.com,2015``."""
    rights: str
    base_url: str
    """Where the published folder is reached, ending in a slash."""
    hubs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """Credentials for one source; never printed, never stored."""

    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    header: str = ""
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One wire as the config describes it: exactly one of `url` and `path` is set."""

    id: str
    provider: str
    rights: Rights
    url: str = ""
    path: str = ""
    """A drop directory, absolute."""
    every: timedelta = timedelta(minutes=15)
    schedule: str = ""
    """A crontab(5) expression in the site's time zone; wins over `every`."""
    format: str = "auto"
    timezone: str = "UTC"
    """The zone of the source's naive times (IANA name or ``+08:00``)."""
    language: str = ""
    creditline: str = ""
    """What the closing credit says; the provider's name where the config is silent."""
    media: Media = Media.NONE
    future_dates: FutureDates = FutureDates.HOLD
    subjects: tuple[str, ...] = ()
    enabled: bool = True
    keep_files: bool = False
    """Leave files in the drop directory instead of moving them to ``done/``."""
    auth: Auth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a channel takes; an empty field takes everything, several fields must all agree."""

    providers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    text: str = ""
    """Words that must stand in the headline or the copy, case aside."""
    urgency: int = 9
    """The least urgent that is taken: 1 takes flashes alone, 9 everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One feed that goes out, in every one of its formats."""

    id: str
    title: str
    description: str = ""
    select: Selection = Selection()
    formats: tuple[str, ...] = ("rss", "atom", "json", "html")
    size: int = 50
    """Items that the document holds at least, where there are as many."""
    window: timedelta = timedelta(hours=24)
    """Items younger than this stay in the document beyond `size`."""
    max_age: timedelta | None = None
    link: str = "page"
    """Where an item's link leads: ``page`` (ours) or ``source`` (the wire's)."""
    rights: Rights = Rights.FULL
    media: Media = Media.FULL


# --- what the wire sends -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text construct (RFC 4287, 3.1): markup as delivered, or plain text."""

    value: str = ""
    html: bool = False

    def __bool__(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person construct (RFC 4287, 3.2)."""

    name: str = ""
    email: str = ""
    uri: str = ""


@_travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an item is about: a term, its label and the vocabulary it comes from."""

    code: str = ""
    name: str = ""
    scheme: str = ""


@_travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A picture, sound or film that goes with an item; `length` in bytes, None when unknown."""

    href: str
    media_type: str = ""
    length: int | None = None
    title: str = ""
    creditline: str = ""


@_travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The feed an item was taken from (RSS ``source``, Atom ``source``)."""

    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireItem:
    """One item as its format states it: decoded, but not yet cleaned, dated or taken apart."""

    guid: str = ""
    link: str = ""
    headline: Text = Text()
    summary: Text = Text()
    body: Text = Text()
    base: str = ""
    """What relative references in `summary` and `body` are resolved against."""
    language: str = ""
    authors: tuple[Person, ...] = ()
    published: datetime | None = None
    """Naive where the wire names no zone."""
    updated: datetime | None = None
    """Naive where the wire names no zone."""
    embargoed: datetime | None = None
    """Naive where the wire names no zone."""
    subjects: tuple[Subject, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    origin: Origin | None = None
    version: str = ""
    slugline: str = ""
    urgency: int | None = None
    pubstatus: PubStatus = PubStatus.USABLE
    ednote: str = ""
    usageterms: str = ""
    copyrightnotice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed says about itself and about how often it should be read."""

    title: str = ""
    language: str = ""
    self_link: str = ""
    hubs: tuple[str, ...] = ()
    ttl: timedelta | None = None
    """RSS ``ttl``."""
    update_period: timedelta | None = None
    """RSS 1.0 syndication module: ``updatePeriod`` over ``updateFrequency``."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day in UTC, 0 to 23, sorted."""
    skip_days: tuple[int, ...] = ()
    """Days of the week in UTC, Monday is 0, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one payload holds: its items in document order and the feed's own hints."""

    format: str
    items: tuple[WireItem, ...] = ()
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The bytes of one document or file, as they came and with what was said about them."""

    source: str
    url: str
    """Where the bytes came from in the end, or the file's URI."""
    body: bytes = field(repr=False)
    media_type: str = ""
    """The Content-Type header, verbatim."""
    fetched_at: datetime
    modified_at: datetime | None = None
    """When the file was last written; dates wire text that names no day."""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional request replays byte for byte (RFC 9110, 8.8); opaque to us."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a poll brought. `unchanged` is a 304, or a directory with nothing new in it."""

    payloads: tuple[Payload, ...] = ()
    unchanged: bool = False
    validators: Validators = Validators()
    """The validators to keep from here on."""
    max_age: timedelta | None = None
    """Freshness that the answer claims (RFC 9111, 4.2.1); None when it claims none."""
    moved_to: str = ""
    """The address at the end of an unbroken chain of 301 and 308."""
    status: int = 0
    """The HTTP status; 0 where there is none."""
    wire_bytes: int = 0
    """Bytes that came over the wire, before decoding."""
    cursor: str = ""
    """What a transport without validators remembers from one poll to the next."""
    faults: tuple[tuple[str, str], ...] = ()
    """What was there but could not be got: its URL, and what is wrong with it."""


# --- what the desk holds -----------------------------------------------------------------


@_travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where and when a story was filed. `text` is the wire's own, whole, for restoring."""

    text: str = ""
    city: str = ""
    country: str = ""
    date: date | None = None


@_travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item in the one canonical form: clean, dated in UTC, its envelope taken apart."""

    guid: str
    source: str
    provider: str
    version: str = ""
    headline: str = ""
    slugline: str = ""
    byline: str = ""
    """Names only."""
    creditline: str = ""
    via: tuple[str, ...] = ()
    """Other agencies that the text itself credits."""
    signoff: str = ""
    dateline: Dateline = Dateline()
    located: str = ""
    firstcreated: datetime | None = None
    versioncreated: datetime | None = None
    embargoed: datetime | None = None
    pubstatus: PubStatus = PubStatus.USABLE
    urgency: int | None = None
    language: str = ""
    subjects: tuple[Subject, ...] = ()
    summary: str = ""
    """Plain text."""
    body_html: str = ""
    """Sanitised; neither dateline nor sign-off in it."""
    body_text: str = ""
    link: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    ednote: str = ""
    usageterms: str = ""
    copyrightnotice: str = ""
    origin: Origin | None = None
    verdict: Status = Status.NEW
    """What the copy says of itself: new, correction, withdrawn, held or rejected."""
    verdict_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A payload read to the end: its items in canonical form, or why there are none."""

    format: str
    items: tuple[Item, ...] = ()
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of an item, why, and by which rule."""

    status: Status
    rule: str
    """Id and version, such as ``revise.changed/1``."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the desk must know of an item it holds to judge the next version of it."""

    id: str
    source: str
    status: Status
    version: str
    versioncreated: datetime | None
    digest: str
    """Hash of everything a reader can see; see `decide.revise.digest`."""
    revision: int
    """1 for the first version that was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItem:
    """An item as the desk holds it: the newest version, and what was decided of it."""

    id: str
    """Our permanent id, a tag: URI (RFC 4151)."""
    item: Item
    status: Status
    reason: str
    digest: str
    revision: int
    received: datetime
    """When its first version was recorded."""
    published: datetime
    """What feeds give as its date: fixed with the first version."""
    updated: datetime
    """When what a reader sees last changed; no two items share one."""
    page: str
    """Path of its page below the published folder; fixed with the first version."""
    channels: tuple[str, ...] = ()
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One item to be recorded: what it has become, why, and the keys it is known by."""

    desk_item: DeskItem
    decision: Decision
    keys: tuple[str, ...]
    payload: int | None = None
    """Index into the payloads of the same `Poll`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is remembered of a source between two polls; the schedule is a column of it."""

    id: str
    next_due: datetime
    lease_until: datetime | None = None
    fence: int = 0
    """Counts claims; a write that carries an older one is refused."""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    outcome: str = ""
    """``new``, ``unchanged``, ``same`` (a 200 with the body we had) or ``failed``."""
    error: str = ""
    failures: int = 0
    """Failed polls in a row."""
    reason: str = ""
    """In words: why the source is slow, quiet or due when it is."""
    url: str = ""
    """The address that `validators` belong to."""
    validators: Validators = Validators()
    body_sha256: str = ""
    cursor: str = ""
    hints: Hints = Hints()
    max_age: timedelta | None = None
    reuses_ids: bool = False
    """One guid stood on several links in one document: its ids tell nothing."""
    paused: bool = False
    not_before: datetime | None = None
    """What a server asked for with Retry-After: no poll before it, whoever wants one."""
    gone_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """All that one poll changes, recorded in one transaction."""

    state: SourceState
    filings: tuple[Filing, ...] = ()
    payloads: tuple[Payload, ...] = ()
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line of an item's ledger."""

    at: datetime
    stage: str
    status: str
    rule: str
    reason: str
    revision: int
    payload: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """What a person decided; replay and restore apply it again."""

    seq: int
    at: datetime
    verb: str
    target: str
    reason: str = ""


# --- what goes out -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item as the public may see it in one channel: rights and media already applied."""

    id: str
    revision: int
    headline: str
    body_html: str
    """The copy without dateline and credit; ``""`` where the rights give a summary or less."""
    summary: str
    city: str
    creditline: str
    byline: str
    provider: str
    via: tuple[str, ...]
    link: str
    """Absolute: where the item's link leads in this channel."""
    page: str
    """Absolute: its page here."""
    wire_link: str
    """Absolute: the wire's own page, or ``""``."""
    published: datetime
    updated: datetime
    language: str
    subjects: tuple[Subject, ...]
    enclosures: tuple[Enclosure, ...]
    inline_media: bool
    """Whether `enclosures` may be shown in place rather than linked."""
    origin: Origin
    copyrightnotice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One state of a channel: what every one of its documents is made of."""

    site: Site
    channel: Channel
    entries: tuple[Entry, ...]
    """Newest first."""
    updated: datetime
    """The channel's last change of content; stored, never going back, never now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRecord:
    """What the store keeps of a released edition, enough to make the same bytes again."""

    channel: str
    updated: datetime
    fingerprint: str
    members: tuple[tuple[str, int], ...]
    """Id and revision of every entry, in order."""
    next_change: datetime | None = None
    """When the passing of time alone will change the selection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file to publish; the publisher makes its compressed twins."""

    path: str
    """Below the published folder, with forward slashes."""
    media_type: str
    body: bytes = field(repr=False)
    twins: bool = True
    """Whether ``.gz`` and ``.br`` stand beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """What the store remembers of a published file."""

    path: str
    sha256: str
    modified: datetime
    """When its bytes last changed, in whole seconds: its Last-Modified."""


# --- what happened -----------------------------------------------------------------------


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
    payloads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One pass of release is over."""

    at: datetime
    seconds: float
    channels: tuple[str, ...] = ()
    pages: int = 0
    written: int = 0
    """Files whose bytes changed, twins not counted."""
    error: str = ""


Event = Polled | Released

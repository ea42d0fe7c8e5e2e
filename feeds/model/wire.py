"""What the wire sends: payloads, and what their formats state, before anything is cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model.alarms import Witness
from feeds.model.permits import Permit
from feeds.model.travels import travels

WIRE_FORMATS = (
    "auto", "feed", "jsonfeed", "newsmlg2", "newsml1", "nitf", "ritzau", "ninjs", "iptc7901", "anpa", "mail",
    "wiretext", "sitemap", "page", "list",
)  # fmt: skip
"""What a document may be said to be; ``auto`` looks at its content."""


class PubStatus(StrEnum):
    """IPTC ``pubstatus``: may the item be published?"""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


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


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an item is about: a term, its label and the vocabulary it comes from."""

    code: str = ""
    name: str = ""
    scheme: str = ""


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A picture, sound or film that goes with an item; `length` in bytes, None when unknown."""

    href: str
    media_type: str = ""
    length: int | None = None
    title: str = ""
    creditline: str = ""


@travels
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
    provider: str = ""
    """Who made the item, as the format names him; ``""`` where it leaves that to the source."""
    creditline: str = ""
    dateline: str = ""
    """A dateline that stands apart from the copy, as the wire has it."""
    located: str = ""
    """The place the story is filed from or about, as data; may be wrong."""
    signoff: str = ""
    """A sign-off that stands apart from the copy."""
    version: str = ""
    slugline: str = ""
    urgency: int | None = None
    pubstatus: PubStatus = PubStatus.USABLE
    ednote: str = ""
    usageterms: str = ""
    copyrightnotice: str = ""


@travels
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
    cut_off: bool = False
    """Whether the document ends before it says that it does: what it held may be more."""


@travels
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
    headers: tuple[tuple[str, str], ...] = ()
    """Fields of the answer (RFC 9110, 5) in their order, but for secrets; of HTTP alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional request replays byte for byte (RFC 9110, 8.8); opaque to us."""

    etag: str = ""
    last_modified: str = ""
    address: str = ""
    """What gave them, and is sent them again: a redirect's end; ``""`` for the source's own `url`."""


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
    permits: tuple[Permit, ...] = ()
    """What sites say of the addresses that were asked for, where they were asked."""
    faults: tuple[tuple[str, str], ...] = ()
    """What was there but could not be got: its URL, and what is wrong with it."""
    witness: Witness | None = None
    """What the answer has shown of clock and certificate; None where it is none over HTTP."""

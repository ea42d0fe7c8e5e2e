"""What goes out: editions of channels, and the documents that are made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from feeds.model.desk import Dateline, Status
from feeds.model.history import History
from feeds.model.house import Channel, Site
from feeds.model.wire import Enclosure, Origin, Subject


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
    also: tuple[str, ...] = ()
    """Other providers whose copy it is as well, where it stands for all of them."""
    dateline: Dateline = field(default_factory=Dateline)
    """As the copy has it; `city` is the place as the house prints it."""
    urgency: int | None = None
    status: Status = Status.NEW
    """What its last version was filed as."""
    withdrawn: datetime | None = None
    """When it was withdrawn: what is left is a notice that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One state of a channel: what every one of its documents is made of."""

    site: Site
    channel: Channel
    entries: tuple[Entry, ...]
    """Newest first."""
    updated: datetime
    """The channel's last change of content; stored, never going back, never now."""
    channels: tuple[Channel, ...] = ()
    """All that the site has: its page announces them as well."""
    history: History = field(default_factory=History)


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

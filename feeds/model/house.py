"""What the house is: its site, its sources, its channels, as the config describes them."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from feeds.model.travels import travels

_WEB = ("http:", "https:")


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


class Withdrawals(StrEnum):
    """What a channel does with a story that is withdrawn after readers have seen it."""

    NOTICE = "notice"
    """A notice takes its place for thirty days, under its id, and reaches whoever fetched it."""
    REMOVE = "remove"


class Copies(StrEnum):
    """What a channel does with items that have the same copy."""

    ALL = "all"
    ONE = "one"
    """One stands for all of them, and names the others' providers."""


class Lead(StrEnum):
    """Which of several items with the same copy stands for all of them."""

    FIRST = "first"
    PREFERRED = "preferred"
    LONGEST = "longest"


class FutureDates(StrEnum):
    """What to do with an item that is dated after the moment it arrived."""

    HOLD = "hold"
    CLAMP = "clamp"
    KEEP = "keep"


class Robots(StrEnum):
    """Whose robots.txt is heeded: what is made for machines is asked for because the operator says so."""

    NONE = "none"
    PAGES = "pages"
    """That of pages, which are made for people."""
    ALL = "all"


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


DETECT_LANGUAGE = "detect"


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """Credentials for one source, hub or cache; never printed, never stored."""

    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    header: str = ""
    value: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    """A private key; `password` is its passphrase then."""
    known_hosts: str = field(default="", repr=False)
    """The keys of hosts that are who they say they are, in the form of OpenSSH."""

    def headers(self) -> dict[str, str]:
        """As a request of HTTP carries them (RFC 7617; RFC 6750, 2.1)."""
        if self.username:
            pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            return {"authorization": f"Basic {pair}"}
        if self.token:
            return {"authorization": f"Bearer {self.token}"}
        return {self.header: self.value} if self.header else {}

    def stands_in(self, text: str) -> bool:
        """Whether a text gives one of the secrets away, as it is or as a request carries it (X34)."""
        sent = (value.rpartition(" ")[2] for value in self.headers().values())
        return any(one and one in text for one in (self.password, self.token, self.value, *sent))


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency, and the words that stand for it in copy."""

    name: str
    tags: tuple[str, ...] = ()
    """How it stands in brackets and in sign-offs; its name where there are none."""
    plain: tuple[str, ...] = ()
    """Names that mean nothing else: a sentence credits them with no more than a verb."""


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where on a page that lists stories each story stands, and what belongs to it: CSS selectors, all but
    the first of them inside the item; ``""`` is what the reader takes by itself.
    """

    item: str
    headline: str = ""
    link: str = ""
    summary: str = ""
    date: str = ""


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a channel takes, or a rule is about; an empty field takes everything, several fields must all
    agree.
    """

    providers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Where a story was filed, or is placed by its format."""
    weekdays: tuple[str, ...] = ()
    """``mon`` to ``sun``: of the published date in `timezone`."""
    hours: tuple[int, int] | None = None
    """Minutes since midnight, from and until, of the published date in `timezone`; over midnight where the
    second is the smaller one.
    """
    text: str = ""
    """Words and ``"quoted phrases"`` that must stand in the headline or the copy, case aside."""
    match: str = ""
    """A regular expression of RE2 that is found in the headline or the copy."""
    urgency: int = 9
    """The least urgent that is taken: 1 takes flashes alone, 9 everything."""
    timezone: str = "UTC"
    """The site's: whose weekdays and hours are meant."""


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What becomes of items that a selection takes; of a list of rules the first that is about an item
    decides.
    """

    id: str
    keeps: bool
    """Whether the item is kept, whatever rules come after; else it is dropped."""
    select: Selection
    reason: str = ""
    """In the words of who made the rule."""


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Copy of other agencies that a wire carries, and what of it may be shown; it only ever narrows what
    the source allows.
    """

    agencies: tuple[str, ...]
    rights: Rights
    media: Media = Media.NONE
    summary_words: int | None = None
    rights_until: datetime | None = None
    media_until: datetime | None = None


DEFAULT_EVERY = timedelta(minutes=15)
"""Of a source that has no rhythm to go by: a folder, a mailbox, a directory elsewhere."""


ARCHIVE = timedelta(days=60)
"""How far back the archive of a channel reaches that says nothing else."""


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One wire as the config describes it: exactly one of `url` and `path` is set."""

    id: str
    provider: str
    rights: Rights
    url: str = ""
    path: str = ""
    """A drop directory, absolute."""
    every: timedelta | None = DEFAULT_EVERY
    """None: as often as its own rhythm makes it worth it."""
    min_interval: timedelta | None = None
    """What its publisher is owed between two polls, where it is not what all are owed."""
    max_interval: timedelta = timedelta(days=1)
    """The longest that its rhythm, or what its publisher asks for, makes it wait."""
    schedule: str = ""
    """A crontab(5) expression in the site's time zone; wins over `every`."""
    format: str = "auto"
    listing: Listing | None = None
    """How a page of the format ``list`` is read."""
    timezone: str = "UTC"
    """The zone of the source's naive times (IANA name or ``+08:00``)."""
    language: str = ""
    """Of items that name none; `DETECT_LANGUAGE` where a detector is to tell it."""
    creditline: str = ""
    """What the closing credit says; the provider's name where the config is silent."""
    media: Media = Media.NONE
    summary_words: int | None = None
    """Words that a summary is cut to where no more than a summary may be shown."""
    rights_until: datetime | None = None
    """From this instant on the copy is internal."""
    media_until: datetime | None = None
    """From this instant on pictures and sound are left out."""
    carries: tuple[Carried, ...] = ()
    rules: tuple[Rule, ...] = ()
    """Which of its items the desk takes; the first that is about an item decides."""
    future_dates: FutureDates = FutureDates.HOLD
    subjects: tuple[str, ...] = ()
    enabled: bool = True
    keep_files: bool = False
    """Leave files in the drop directory instead of moving them to ``done/``."""
    auth: Auth | None = None
    websub: bool = True
    """Whether a hub that its feed names is asked to push it."""
    agencies: tuple[Agency, ...] = ()
    """Rows that the config adds to the table of agencies; the same for every source."""

    @property
    def scheme(self) -> str:
        """Of `url`, in small letters; ``""`` for a drop directory."""
        return self.url.partition(":")[0].lower()

    @property
    def is_page(self) -> bool:
        """Whether what is polled is made for people, and read because there is nothing better."""
        return self.is_web and self.format in {"list", "page"}

    @property
    def is_web(self) -> bool:
        """Whether a poll brings one document over HTTP, and not files or messages, each for itself."""
        return self.url.startswith(_WEB) or self.url[:6].lower().startswith(_WEB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One feed that goes out, in every one of its formats."""

    id: str
    title: str
    formerly: tuple[str, ...] = ()
    """The ids that it has had, the first one first; behind its own those of channels that were merged into it."""
    description: str = ""
    select: Selection = Selection()
    rules: tuple[Rule, ...] = ()
    """What it leaves out of what `select` takes; the first that is about an item decides."""
    formats: tuple[str, ...] = ("rss", "atom", "json", "html")
    size: int = 50
    """Items that the document holds at least, where there are as many."""
    window: timedelta = timedelta(hours=24)
    """Items younger than this stay in the document beyond `size`."""
    max_age: timedelta | None = None
    archive: timedelta | None = ARCHIVE
    """How far back its archive reaches; None where it has none."""
    link: str = "page"
    """Where an item's link leads: ``page`` (ours) or ``source`` (the wire's)."""
    rights: Rights = Rights.FULL
    media: Media = Media.FULL
    withdrawals: Withdrawals = Withdrawals.NOTICE
    summary_words: int | None = None
    copies: Copies = Copies.ALL
    lead: Lead = Lead.FIRST
    prefer: tuple[str, ...] = ()
    """Providers, the one that is liked most first: what `Lead.PREFERRED` goes by."""

    @property
    def merged(self) -> tuple[str, ...]:
        """The ids of channels that were merged into it."""
        ids = self.formerly
        return ids[ids.index(self.id) + 1 :] if self.id in ids else ()

    @property
    def first_id(self) -> str:
        """The id that it began with: what readers know it by keeps it (RFC 4287, 4.2.6)."""
        return (*self.formerly, self.id)[0]

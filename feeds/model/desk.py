"""What the desk holds: canonical items, what was decided of them, and what is remembered of sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from feeds.model.alarms import Fields, Witness
from feeds.model.manners import Asking, Pulse, Rhythm
from feeds.model.moves import Move
from feeds.model.permits import Permit
from feeds.model.travels import travels
from feeds.model.wire import Enclosure, Hints, Origin, Payload, PubStatus, Subject, Validators


class Status(StrEnum):
    """Where an item stands on the desk."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    REJECTED = "rejected"

    @property
    def publishes(self) -> bool:
        """Whether items that stand so are shown to readers."""
        return self in _PUBLISHING


# Made once: each item is asked several times.
_PUBLISHING = frozenset({Status.NEW, Status.UPDATE, Status.CORRECTION})


FOR_EDITORS = "the headline says that it is for editors and not for readers"
"""Why digests and schedules are held: they are about no story."""
NOT_YET = "the copy says that it is not for publication yet"
"""Why copy is held that says so itself: it is a story, and about no other."""


class SourceStatus(StrEnum):
    """The state of a source as `feeds sources` prints it."""

    OK = "ok"
    WAITING = "waiting"
    FAILING = "failing"
    QUARANTINED = "quarantined"
    GONE = "gone"
    PAUSED = "paused"
    DISABLED = "disabled"


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where and when a story was filed. `text` is the wire's own, whole, for restoring."""

    text: str = ""
    city: str = ""
    country: str = ""
    date: date | None = None


@travels
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


class Hashes(NamedTuple):
    """Hashes of what an item says, each an answer to another question; see `decide.hashes`."""

    head: str
    copy: str
    text: str
    digest: str


@travels
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A payload read to the end: its items in canonical form, or why there are none."""

    format: str
    items: tuple[Item, ...] = ()
    hashes: tuple[Hashes, ...] = ()
    """Those of each item, where whoever has read them has made them; whoever changes an item drops them."""
    hints: Hints = field(default_factory=Hints)
    cut_off: bool = False
    """Whether the document ends before it says that it does."""


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
    """Hash of everything a reader can see; see `decide.hashes.digest`."""
    revision: int
    """1 for the first version that was recorded."""
    gone: datetime | None = None
    """Since when its copy is gone: what the wire sends of it now is no news."""
    is_erased: bool = False
    """Whether its copy was removed for good: nothing of it is to come into the store again."""


class Candidate(NamedTuple):
    """What is known of an item without its copy: the version that stands, and where it would in a channel."""

    id: str
    revision: int
    digest: str
    status: Status
    received: datetime
    published: datetime
    updated: datetime
    page: str
    copy_of: str


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
    copy_of: str = ""
    """The first item that was recorded with the same copy; ``""`` of that item itself, and where there is
    none.
    """

    @property
    def candidate(self) -> Candidate:
        """The same without its copy."""
        return Candidate(
            id=self.id,
            revision=self.revision,
            digest=self.digest,
            status=self.status,
            received=self.received,
            published=self.published,
            updated=self.updated,
            page=self.page,
            copy_of=self.copy_of,
        )

    def known(self, *, is_erased: bool = False) -> Held:
        """What has to be known of it to judge its next version."""
        return Held(
            id=self.id,
            source=self.item.source,
            status=self.status,
            version=self.item.version,
            versioncreated=self.item.versioncreated,
            digest=self.digest,
            revision=self.revision,
            is_erased=is_erased,
        )

    @property
    def usable(self) -> bool:
        """Whether it may be published at all; when, where and how is `decide`'s to say."""
        return self.status.publishes and self.item.pubstatus is PubStatus.USABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One item to be recorded: what it has become, why, and the keys it is known by."""

    desk_item: DeskItem
    decision: Decision
    keys: tuple[str, ...]
    payload: int | None = None
    """Index into the payloads of the same `Poll`."""
    alarm: str = ""
    """What people have to look at: an id, and why, in words that are none of the copy."""


class IdFault(StrEnum):
    """Why a source's ids tell nothing; its items are told apart by link then, or by headline and date."""

    NONE = ""
    SHARED = "shared"
    """One id stood on several items of one document."""
    CHANGING = "changing"
    """The same stories come under new ids, poll after poll."""
    RECYCLED = "recycled"
    """Ids of stories that were held come on other stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """What a source's ids are worth, and since when."""

    fault: IdFault = IdFault.NONE
    since: datetime | None = None
    """The poll that proved it, which is told apart without them already."""
    renewals: int = 0
    """Polls in a row that brought held stories under ids which nobody knew, other ones each time."""
    last: tuple[str, ...] = ()
    """Hashes of such ids, of the last of these polls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadly:
    """A document that ended or hung the processes that read it."""

    sha256: str
    url: str
    how: str
    """What became of the last of them."""
    deaths: int
    last: datetime
    """When it last came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What a poll that went well, and all before it, have taught of a source."""

    asking: Asking = field(default_factory=Asking)
    rhythm: Rhythm = field(default_factory=Rhythm)
    ids: Ids = Ids()
    pulse: Pulse = field(default_factory=Pulse)
    fields: Fields = field(default_factory=Fields)


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
    """The source's address in the config, when all this was learnt."""
    move: Move = field(default_factory=Move)
    validators: Validators = field(default_factory=Validators)
    body_sha256: str = ""
    cursor: str = ""
    hints: Hints = field(default_factory=Hints)
    max_age: timedelta | None = None
    ids: Ids = Ids()
    paused: bool = False
    not_before: datetime | None = None
    """What a server asked for with Retry-After: no poll before it, whoever wants one."""
    gone_since: datetime | None = None
    permits: tuple[Permit, ...] = ()
    """What sites have said of the addresses that were asked for."""
    deadly: tuple[Deadly, ...] = ()
    """What ended its readers, the newest last; in full only as long as it is not read well."""
    rhythm: Rhythm = field(default_factory=Rhythm)
    pulse: Pulse = field(default_factory=Pulse)
    asking: Asking = field(default_factory=Asking)
    fields: Fields = field(default_factory=Fields)
    witness: Witness | None = None
    """What its last answer has shown of its server's clock and certificate."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Documents that were recorded together, as a replay reads them again."""

    at: datetime
    source: str
    payloads: tuple[int, ...]
    """Their numbers in the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A version of an item that no document brought."""

    at: datetime
    item: str
    status: Status
    rule: str
    reason: str
    updated: datetime

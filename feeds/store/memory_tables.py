"""The tables of the store in memory: plain dictionaries, copied to undo a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from feeds.model import (
    AlarmRecord,
    AlarmRoute,
    ArchivePage,
    DeskItem,
    DocumentRecord,
    EditionRecord,
    Gone,
    Held,
    Intent,
    JournalLine,
    LedgerLine,
    Lows,
    Owed,
    Pause,
    Payload,
    SourceState,
    Subscriber,
    Subscription,
    Sweep,
)


@dataclass(slots=True)
class ChannelRow:
    """What is remembered of a channel between releases."""

    digest: str = ""
    dirty: bool = True
    changed_at: datetime | None = None
    edition: EditionRecord | None = None


@dataclass(slots=True)
class PageRow:
    """What is remembered of a page of an archive."""

    page: ArchivePage
    due: int = 1
    """2 where what it shows has changed, 1 where it is yet to be made or to look otherwise."""
    empty: bool = False
    """Whether it shows nothing, and does not stand."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of an item whose copy has gone."""

    gone: Gone
    held: Held
    page: str
    """Where its page stood; ``""`` where none did."""
    story: str


@dataclass(slots=True)
class Tables:
    """Everything that a `MemoryStore` holds."""

    states: dict[str, SourceState] = field(default_factory=dict)
    items: dict[str, DeskItem] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    versions: dict[str, list[DeskItem]] = field(default_factory=dict)
    ledger: dict[str, list[LedgerLine]] = field(default_factory=dict)
    paged: dict[str, int] = field(default_factory=dict)
    page_due: dict[str, datetime | None] = field(default_factory=dict)
    """Items whose page is to be made anew, and from when on; None for at once."""
    channels: dict[str, ChannelRow] = field(default_factory=dict)
    documents: dict[str, DocumentRecord] = field(default_factory=dict)
    owed_maps: set[str] = field(default_factory=set)
    payloads: dict[int, Payload] = field(default_factory=dict)
    journal: list[JournalLine] = field(default_factory=list)
    applied: dict[str, int] = field(default_factory=dict)
    notices: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """When each channel, and item that stood in it, lost the other."""
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    """By channel and item the page that the item has its place in; 0 where it waits for one."""
    pages: dict[tuple[str, int], PageRow] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)
    """By channel the highest number that its pages have had, where those are remembered no more."""
    outbox: dict[tuple[str, str, str], Owed] = field(default_factory=dict)
    waits: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    """Hooks that do not answer: how often in a row, and until when they are left alone."""
    debts: int = 0
    pauses: dict[str, Pause] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    intents: dict[tuple[str, str], Intent] = field(default_factory=dict)
    subscribers: dict[tuple[str, str], Subscriber] = field(default_factory=dict)
    heard: int = 0
    """The number of the last request at our own hub, or of its last subscriber."""
    left: dict[str, Left] = field(default_factory=dict)
    to_index: dict[str, datetime] = field(default_factory=dict)
    """Items that came or changed since they were indexed, and when they were published."""
    indexed: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By item its number in the index, and its words."""
    sweep: Sweep | None = None
    house: str = ""
    word: tuple[str, ...] = ()
    alarms: dict[int, AlarmRecord] = field(default_factory=dict)
    alarm_routes: dict[str, AlarmRoute] = field(default_factory=dict)
    lows: dict[str, Lows] = field(default_factory=dict)

    def pages_due(self, now: datetime) -> list[str]:
        """Items whose pages are to be made by now."""
        return [id_ for id_, at in self.page_due.items() if at is None or at <= now]

    def copy(self) -> Tables:
        """The same, to go back to; the values in it are frozen."""
        return Tables(
            states=dict(self.states),
            items=dict(self.items),
            keys=dict(self.keys),
            versions={id_: list(found) for id_, found in self.versions.items()},
            ledger={id_: list(found) for id_, found in self.ledger.items()},
            paged=dict(self.paged),
            page_due=dict(self.page_due),
            channels={id_: replace(found) for id_, found in self.channels.items()},
            documents=dict(self.documents),
            owed_maps=set(self.owed_maps),
            payloads=dict(self.payloads),
            journal=list(self.journal),
            applied=dict(self.applied),
            notices=dict(self.notices),
            places=dict(self.places),
            pages={which: replace(row) for which, row in self.pages.items()},
            highest=dict(self.highest),
            outbox=dict(self.outbox),
            waits=dict(self.waits),
            debts=self.debts,
            pauses=dict(self.pauses),
            subscriptions=dict(self.subscriptions),
            intents=dict(self.intents),
            subscribers=dict(self.subscribers),
            heard=self.heard,
            left=dict(self.left),
            to_index=dict(self.to_index),
            indexed=dict(self.indexed),
            sweep=self.sweep,
            house=self.house,
            word=self.word,
            alarms=dict(self.alarms),
            alarm_routes=dict(self.alarm_routes),
            lows=dict(self.lows),
        )

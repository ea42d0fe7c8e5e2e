"""The nouns of the product: frozen values that every room passes on and none changes.

Names are the field's own: IPTC (ninjs 2.1) for what an item says, RFC 4287 for what a feed
carries, RFC 9110 for what a poll remembers. What comes in is a *source*, what goes out a
*channel*. Absent text is ``""``; ``None`` stands only where absence means something. Instants
are aware and in UTC, with one exception that its own field names: the dates of a `WireItem`
are naive where the wire names no zone, since only `normalise` knows the source's.

This package imports nothing of ours.
"""

from feeds.model.desk import (
    Dateline,
    Decision,
    DeskItem,
    Filing,
    Held,
    Item,
    JournalLine,
    LedgerLine,
    Poll,
    Reading,
    SourceState,
    SourceStatus,
    Status,
)
from feeds.model.events import Event, Polled, Released
from feeds.model.house import (
    DETECT_LANGUAGE,
    Agency,
    Auth,
    Carried,
    Channel,
    FutureDates,
    Listing,
    Media,
    Rights,
    Rule,
    Selection,
    Site,
    Source,
)
from feeds.model.outgoing import Document, DocumentRecord, Edition, EditionRecord, Entry
from feeds.model.wire import (
    WIRE_FORMATS,
    Delivery,
    Enclosure,
    Fetched,
    Hints,
    Origin,
    Payload,
    Person,
    PubStatus,
    Subject,
    Text,
    Validators,
    WireItem,
)

__all__ = [
    "DETECT_LANGUAGE",
    "WIRE_FORMATS",
    "Agency",
    "Auth",
    "Carried",
    "Channel",
    "Dateline",
    "Decision",
    "Delivery",
    "DeskItem",
    "Document",
    "DocumentRecord",
    "Edition",
    "EditionRecord",
    "Enclosure",
    "Entry",
    "Event",
    "Fetched",
    "Filing",
    "FutureDates",
    "Held",
    "Hints",
    "Item",
    "JournalLine",
    "LedgerLine",
    "Listing",
    "Media",
    "Origin",
    "Payload",
    "Person",
    "Poll",
    "Polled",
    "PubStatus",
    "Reading",
    "Released",
    "Rights",
    "Rule",
    "Selection",
    "Site",
    "Source",
    "SourceState",
    "SourceStatus",
    "Status",
    "Subject",
    "Text",
    "Validators",
    "WireItem",
]

"""The tables. What is queried is a column; what is only given back is JSON.

Instants are whole microseconds since 1970 in UTC: exact, ordered, and the same on every database.
An item's row holds what never changes and what it is found by; what a version says is in `version`.
"""

from __future__ import annotations

from feeds.store.tables.archives import (
    PAGE_HAS_CHANGED,
    PAGE_IS_OF_USE,
    PAGE_WAITS,
    archive_page,
    archived,
)
from feeds.store.tables.hubs import HAS_PUSHED, hook_wait, intent, outbox, subscriber, subscription
from feeds.store.tables.items import (
    PAGE_IS_DUE,
    PAGE_IS_PUT_OFF,
    channel,
    document,
    host_pause,
    item,
    item_key,
    journal,
    ledger,
    mark,
    metadata,
    notice,
    payload,
    route,
    source_state,
    version,
)
from feeds.store.tables.stories import band, print_, story, story_city, story_term, term_day

__all__ = [
    "HAS_PUSHED",
    "PAGE_HAS_CHANGED",
    "PAGE_IS_DUE",
    "PAGE_IS_OF_USE",
    "PAGE_IS_PUT_OFF",
    "PAGE_WAITS",
    "archive_page",
    "archived",
    "band",
    "channel",
    "document",
    "hook_wait",
    "host_pause",
    "intent",
    "item",
    "item_key",
    "journal",
    "ledger",
    "mark",
    "metadata",
    "notice",
    "outbox",
    "payload",
    "print_",
    "route",
    "source_state",
    "story",
    "story_city",
    "story_term",
    "subscriber",
    "subscription",
    "term_day",
    "version",
]

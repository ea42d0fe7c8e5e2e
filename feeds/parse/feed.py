"""RSS, RDF, Atom and CDF: the strict reader where it is sure, feedparser for everything else."""

from __future__ import annotations

import re
from dataclasses import replace

from feeds.errors import ParseError
from feeds.model import Delivery, Payload
from feeds.parse import fast, oracle, wxr
from feeds.parse.excess import refuse_excess
from feeds.parse.safety import MOST_ITEMS, refuse_attacks
from feeds.parse.tombstones import deleted

_HEAD = 4096
_LONGEST_HEAD = 8192
_ELEMENT = re.compile(rb"<\w")


def parse_feed(payload: Payload) -> Delivery:
    """The items of an XML feed, and behind them those that it says are deleted. Raises ParseError."""
    if wxr.SIGN in payload.body[:_HEAD]:
        payload = wxr.stories_of(payload)
    _refuse_long_head(payload)
    refuse_excess(payload)
    found = fast.read(payload) or oracle.read(payload)
    gone = deleted(payload)
    if not gone:
        return found
    ids = {item.guid for item in gone}
    items = (*(one for one in found.items if one.guid not in ids), *gone)
    if len(items) > MOST_ITEMS:
        raise ParseError(f"more than {MOST_ITEMS} items", payload.media_type)
    return replace(found, items=items)


def _refuse_long_head(payload: Payload) -> None:
    """Raises ParseError where next to nothing but a head comes: from each of its lines feedparser looks for a
    DOCTYPE to its end, and 100 KB of empty lines would take it minutes.
    """
    body = payload.body.lstrip()
    root = _ELEMENT.search(body)
    if root is not None and root.start() > _LONGEST_HEAD:
        refuse_attacks(payload)
        why = f"not a feed: no element in its first {_LONGEST_HEAD} bytes"
        raise ParseError(why, payload.media_type)

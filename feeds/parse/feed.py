"""RSS, RDF, Atom and CDF: the strict reader where it is sure, feedparser for everything else."""

from __future__ import annotations

from dataclasses import replace

from feeds.model import Delivery, Payload
from feeds.parse import fast, oracle, wxr
from feeds.parse.tombstones import deleted

_HEAD = 4096


def parse_feed(payload: Payload) -> Delivery:
    """The items of an XML feed, and behind them those that it says are deleted. Raises ParseError."""
    if wxr.SIGN in payload.body[:_HEAD]:
        payload = wxr.stories_of(payload)
    found = fast.read(payload) or oracle.read(payload)
    gone = deleted(payload)
    if not gone:
        return found
    ids = {item.guid for item in gone}
    return replace(found, items=(*(one for one in found.items if one.guid not in ids), *gone))

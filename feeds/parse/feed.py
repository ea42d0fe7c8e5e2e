"""RSS, RDF, Atom and CDF: the strict reader where it is sure, feedparser for everything else."""

from __future__ import annotations

from feeds.model import Delivery, Payload
from feeds.parse import fast, oracle


def parse_feed(payload: Payload) -> Delivery:
    """The items of an XML feed. Raises ParseError."""
    return fast.read(payload) or oracle.read(payload)

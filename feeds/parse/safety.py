"""What no reader gets to see: entities of a document's own making, far too many items (X10), and addresses
of what is not on the web.
"""

from __future__ import annotations

import re
from collections.abc import Sized

from feeds.errors import ParseError
from feeds.model import Payload

MOST_ITEMS = 2000
"""In a document of any format."""

# What may stand before a document's type or its root: text that should not be there included.
_PROLOG = re.compile(
    r"(?:[^<]++|<\?.*?\?>|<!--.*?-->)*+<(!DOCTYPE|!ENTITY|[^\W\d])", re.DOTALL | re.IGNORECASE
)
_SUBSET = re.compile(r"<!DOCTYPE(?:[^<>\[\"']|\"[^\"]*\"|'[^']*')*+\[|<!ENTITY", re.IGNORECASE)
_REACHABLE = re.compile(r"https?://|(?![a-z][a-z0-9+.-]*:)[^#]", re.IGNORECASE)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")


def refuse_attacks(payload: Payload) -> None:
    """Raises ParseError for a document with an internal DTD subset, in whatever encoding."""
    if any(map(_has_subset, _readings(payload.body))):
        raise ParseError("it defines entities of its own (DOCTYPE)", payload.media_type)


def refuse_crowds(found: Sized, payload: Payload) -> None:
    """Raises ParseError for more items than a document may have."""
    if len(found) > MOST_ITEMS:
        raise ParseError(f"more than {MOST_ITEMS} items", payload.media_type)


def reachable(href: str) -> str:
    """An address of the web, or one that is relative to the document's; ``""`` for any other."""
    stripped = href.strip()
    return stripped if _REACHABLE.match(stripped) is not None else ""


def _has_subset(seen: str) -> bool:
    """Whether a DTD subset stands where a parser would heed one: before the root element.

    Where that cannot be told, whether one stands anywhere.
    """
    prolog = _PROLOG.match(seen)
    if prolog is None:
        return _SUBSET.search(seen) is not None
    return prolog[1].startswith("!") and _SUBSET.match(seen, prolog.start(1) - 1) is not None


def _readings(body: bytes) -> list[str]:
    found = [body.decode("latin-1")]
    if b"\x00" in body[:512]:
        found += [body.decode(name, "ignore") for name in _ENCODINGS]
    if b"+ADw-" in body[:4096]:
        found.append(body.decode("utf-7", "ignore"))
    return found

"""What no reader of XML gets to see: entities of its own making, and far too much of anything (X10)."""

from __future__ import annotations

import re

from feeds.errors import ParseError
from feeds.model import Payload

# What may stand before a document's type or its root: text that should not be there included.
_PROLOG = re.compile(
    r"(?:[^<]++|<\?.*?\?>|<!--.*?-->)*+<(!DOCTYPE|!ENTITY|[^\W\d])", re.DOTALL | re.IGNORECASE
)
_SUBSET = re.compile(r"<!DOCTYPE(?:[^>\[\"']|\"[^\"]*\"|'[^']*')*+\[|<!ENTITY", re.IGNORECASE)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")


def refuse_attacks(payload: Payload) -> None:
    """Raises ParseError for a document with an internal DTD subset, in whatever encoding."""
    if any(map(_has_subset, _readings(payload.body))):
        raise ParseError("it defines entities of its own (DOCTYPE)", payload.media_type)


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

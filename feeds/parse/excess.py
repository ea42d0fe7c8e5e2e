"""Too much of one thing (X11): what costs a reader more than any feed is worth is refused by a look at its
signs, before it is read. Bounds lie far above what feeds have; each was measured (docs/decisions/limits.md).
"""

from __future__ import annotations

import re

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.safety import MOST_ITEMS

MOST_ATTRIBUTES = 256
"""Of one element."""
MOST_OPEN = 10_000
"""Elements open at once. Feeds that are not well-formed never close some, so that they add up."""
MOST_TAGS = 250_000
MOST_REFERENCES = 2_000_000
"""To signs by name or number: some write every letter of a script so."""
LONGEST_TEXT = 2 * 1024 * 1024
"""Bytes without a tag."""
MOST_VALUES = 250_000
"""Objects and lists in a document of JSON."""

_MANY_ATTRIBUTES = 20_000
"""In a document of XML that lxml reads, in whatever elements: fewer cost it nothing."""
_LONG_TAG = 4 * MOST_ATTRIBUTES
_CROWDED = re.compile(
    rb"<[^\s<>/]++(?:\s++[^\s=<>\"']++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){%d}"
    % (MOST_ATTRIBUTES + 1)
)
_ITEM = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
# What is text, whatever it looks like, and the tags.
_STEP = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?)[A-Za-z_][^<>]*?(/?)>", re.DOTALL
)


def refuse_excess(payload: Payload) -> None:
    """Raises ParseError for XML of more tags, references or attributes than any has.

    A document that is too short for them is not looked at: no reader takes long over it.
    """
    if len(payload.body) < MOST_TAGS:
        return
    signs = _signs(payload.body)
    if signs.count(b"<") > MOST_TAGS:
        raise _too_many(f"{MOST_TAGS} tags", payload)
    if signs.count(b"&") > MOST_REFERENCES:
        raise _too_many(f"{MOST_REFERENCES} references to signs", payload)
    if len(signs) > LONGEST_TEXT and max(map(len, signs.split(b"<"))) > LONGEST_TEXT:
        raise ParseError(f"a text of more than {LONGEST_TEXT} bytes", payload.media_type)
    if signs.count(b"=") > _MANY_ATTRIBUTES:
        _refuse_crowds(signs, payload)


def refuse_depths(payload: Payload) -> None:
    """Raises ParseError for what feedparser, which stops at no depth and no number, is not to be given."""
    signs = _signs(payload.body)
    _refuse_crowds(signs, payload)
    tags = signs.count(b"<")
    # Twice, since copy may speak of items.
    if tags > 2 * MOST_ITEMS and sum(1 for _ in _ITEM.finditer(signs)) > 2 * MOST_ITEMS:
        raise _too_many(f"{MOST_ITEMS} items", payload)
    if tags > MOST_OPEN and _open_at_once(signs) > MOST_OPEN:
        raise _too_many(f"{MOST_OPEN} elements in one another", payload)


def _refuse_crowds(signs: bytes, payload: Payload) -> None:
    if max(map(len, signs.split(b">"))) > _LONG_TAG and _CROWDED.search(signs) is not None:
        raise _too_many(f"{MOST_ATTRIBUTES} attributes in one element", payload)


def refuse_many_values(text: bytes | str, media_type: str) -> None:
    """Raises ParseError for JSON of more objects and lists than a document of news has."""
    body = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if body.count(b"{") + body.count(b"[") > MOST_VALUES:
        raise ParseError(f"more than {MOST_VALUES} objects and lists", media_type)


def _open_at_once(signs: bytes) -> int:
    depth = 0
    for step in _STEP.finditer(signs):
        if step[1] is None:
            continue
        depth += 0 if step[2] else -1 if step[1] else 1
        if depth > MOST_OPEN:
            return depth
        depth = max(depth, 0)
    return 0


def _signs(body: bytes) -> bytes:
    """A document whose signs of markup are a byte each, in whatever encoding it is."""
    return body.replace(b"\x00", b"") if b"\x00" in body[:512] else body


def _too_many(what: str, payload: Payload) -> ParseError:
    return ParseError(f"more than {what}", payload.media_type)

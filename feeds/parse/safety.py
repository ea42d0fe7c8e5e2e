"""What no reader of XML gets to see: entities of its own making, and far too much of anything (X10)."""

from __future__ import annotations

import re

from feeds.errors import ParseError
from feeds.model import Payload

_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_WINDOW = 4 * 1024 * 1024
_ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


def refuse_attacks(payload: Payload) -> None:
    """Raises ParseError for a document with an internal DTD subset, in whatever encoding."""
    body = payload.body
    for seen in _readings(body):
        if _DOCTYPE.search(seen) or _ENTITY.search(seen):
            raise ParseError("it defines entities of its own (DOCTYPE)", payload.media_type)


def _readings(body: bytes) -> list[str]:
    head = body[:_WINDOW]
    found = [head.decode("latin-1")]
    if b"\x00" in head[:512]:
        found += [head.decode(name, "ignore") for name in _ENCODINGS[1:]]
    if b"+ADw-" in head[:4096]:
        found.append(head.decode("utf-7", "ignore"))
    return found

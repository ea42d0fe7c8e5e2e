"""Bytes to wire items: a module a format, recognised by content and not by name.

feed        RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF
jsonfeed    JSON Feed 1.0 and 1.1
wiretext    plain wire text, one story a document
"""

from __future__ import annotations

import codecs
import re

from feeds.errors import ParseError
from feeds.model import Delivery, Payload

FORMATS = ("auto", "feed", "jsonfeed", "wiretext")

_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def parse(payload: Payload, *, format: str = "auto") -> Delivery:  # noqa: A002 -- the setting's name
    """What a payload holds. Raises ParseError.

    `format` is one of `FORMATS`; ``auto`` looks at the content.
    """
    name = recognise(payload) if format == "auto" else format
    if name == "jsonfeed":
        from feeds.parse.jsonfeed import parse_jsonfeed

        return parse_jsonfeed(payload)
    if name == "wiretext":
        from feeds.parse.wiretext import parse_wiretext

        return parse_wiretext(payload)
    from feeds.parse.feed import parse_feed

    return parse_feed(payload)


def recognise(payload: Payload) -> str:
    """The format that the content is in. Raises ParseError where it is none of ours."""
    start = payload.body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise ParseError("not a feed: the document is empty", payload.media_type)
    if start.startswith(_BOMS) and not start.startswith(b"\xff\xfe\x00\x00"):
        start = start.decode("utf-16", "ignore").lstrip().encode()
    elif start.startswith(_UTF16):
        return "feed"
    if _HTML.match(start):
        raise ParseError("not a feed: an HTML page", payload.media_type)
    if start.startswith(b"<"):
        return "feed"
    if start.startswith((b"{", b"[")):
        return "jsonfeed"
    if payload.url.startswith(("http:", "https:")):
        if b"<rss" in start or b"<feed" in start or b"<rdf:RDF" in start:
            return "feed"  # something stands before it; feedparser sees through that
        raise ParseError("not a feed: neither XML nor JSON", payload.media_type)
    return "wiretext"

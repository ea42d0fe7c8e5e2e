"""The strict reader: well-formed RSS and Atom over lxml, many times as fast as feedparser.

It gives exactly what `oracle.read` gives, or None where it is not sure to. What it does not know by name
it asks of feedparser itself: an element that feedparser has no handler for means nothing to either; one
that it has a handler for, and we have not, is feedparser's to read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from feedparser.encodings import convert_to_utf8
from feedparser.sanitizer import replace_doctype
from lxml import etree

from feeds.model import Delivery, Payload
from feeds.parse.channel import read_feed
from feeds.parse.elements import Unsure
from feeds.parse.oracle import headers_for

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# Nothing but a declaration before the root: no DOCTYPE.
_PLAIN_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s[^<>]*\?>)?\s*<\w")
_SUBSET = re.compile(rb"<!DOCTYPE(?:[^<>\[\"']|\"[^\"]*\"|'[^']*')*+\[|<!ENTITY", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
# No entities, no network, no tree of unbounded depth: what is not plain XML is refused here.
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)
_UTF8 = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


def read(payload: Payload) -> Delivery | None:
    """The document's items, or None where feedparser has to be asked."""
    try:
        prepared = _prepared(payload)
    except ValueError:  # feedparser's own reading of the encoding
        return None
    if prepared is None:
        return None
    body, version = prepared
    try:
        root = etree.fromstring(body, _PARSER)
        if len(_PARSER.error_log):  # of this document alone
            return None
        delivery = read_feed(payload, root)
        return replace(delivery, format=version) if version else delivery
    except (etree.XMLSyntaxError, Unsure, ValueError):
        return None


def _prepared(payload: Payload) -> tuple[bytes, str] | None:
    """The document as lxml should see it, and the version that its DOCTYPE gives away.

    What says that it is UTF-8 is as it should be; anything else goes through feedparser's own hands.
    """
    body = payload.body.lstrip()
    if not _says_utf8(body, payload.media_type):
        found: dict[str, object] = {}
        body = convert_to_utf8(headers_for(payload), body, found)
        if not found.get("encoding"):
            return None
    version = None
    if _PLAIN_START.match(body) is None:
        if _SUBSET.search(body):
            return None
        version, body, _ = replace_doctype(body)
    return body, version or ""


def _says_utf8(body: bytes, media_type: str) -> bool:
    declared = _DECLARED.match(body[:200].removeprefix(b"\xef\xbb\xbf"))
    if declared is not None and declared[1].decode().lower() not in _UTF8:
        return False
    charset = _CHARSET.search(media_type)
    if charset is not None and charset[1].lower() not in {"utf-8", "utf8"}:
        return False
    # That it is UTF-8 in truth lxml finds out: it refuses what is not.
    return body.isascii() or declared is None or "ascii" not in declared[1].decode().lower()

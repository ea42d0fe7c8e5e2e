"""feedparser's reading of a feed as a `Delivery`: the reader of last resort, which reads anything."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from feeds.errors import ParseError
from feeds.model import (
    Delivery,
    Hints,
    Origin,
    Payload,
    Person,
    Subject,
    Text,
    WireItem,
)
from feeds.parse.charsets import codec_of
from feeds.parse.dates import read_date
from feeds.parse.excess import refuse_depths
from feeds.parse.fields import Linked, enclosures, hints, joined
from feeds.parse.people import sync_author
from feeds.parse.safety import MOST_ITEMS, refuse_attacks

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
_ADDRESSES = {
    "comments",
    "docs",
    "href",
    "icon",
    "link",
    "logo",
    "url",
    "wfw_comment",
    "wfw_commentrss",
}
_PLAIN = "text/plain"
_FEED_ENDS = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_CHANNEL_ENDS = re.compile(rb"</(?:\w+:)?channel\s*>", re.IGNORECASE)
_ITEM_BEGINS = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_ENDS = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_PAGE = re.compile(rb"<html\b", re.IGNORECASE)
_LAST_SIGN = 0x10FFFF
_MOST_FIGURES = 7
_REFERENCES = re.compile(rb"(?:&#(?:[xX][0-9A-Fa-f]+|[0-9]+);)+")


def read(payload: Payload) -> Delivery:
    """The document as feedparser reads it. Raises ParseError where it finds no feed in it."""
    if not payload.body.strip():
        raise ParseError("not a feed: the document is empty", payload.media_type)
    try:
        return _read(payload)
    except (ParseError, MemoryError, RecursionError):
        raise
    except Exception as fault:
        # On damaged documents feedparser raises whatever it comes to.
        why = f"not a feed that can be read ({type(fault).__name__})"
        raise ParseError(why, payload.media_type) from fault


def _read(payload: Payload) -> Delivery:
    import feedparser
    import feedparser.api

    refuse_attacks(payload)
    refuse_depths(payload)
    for parser in (feedparser.api.StrictFeedParser, feedparser.api.LooseFeedParser):
        # An id is compared letter by letter (RFC 4287, 4.2.6.1): it is never made absolute.
        parser.can_be_relative_uri = _ADDRESSES
        parser._sync_author_detail = sync_author  # noqa: SLF001 -- its pattern stands in the method
    # Only ever a stream: a string would be taken for a name or an address (X13).
    found = feedparser.parse(
        io.BytesIO(
            _mended(payload.body.lstrip())
        ),  # blanks before the declaration are no fault of the news
        response_headers=headers_for(payload),
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.entries and not found.version:
        if _PAGE.search(payload.body[:4096]):
            raise ParseError("not a feed: an HTML page", payload.media_type)
        fault = found.get("bozo_exception")
        line = getattr(fault, "getLineNumber", lambda: None)()
        raise ParseError(
            "not a feed" + (f": {_first_line(fault)}" if fault is not None else ""),
            payload.media_type,
            f"line {line}" if line else "",
        )
    if len(found.entries) > MOST_ITEMS:
        raise ParseError(f"more than {MOST_ITEMS} items", payload.media_type)
    feed, entries = found.feed, found.entries
    cut_off, in_item = _cut(payload.body)
    if entries and in_item:
        # Of the last one nobody knows what is missing: it must not replace a story that is whole.
        entries = entries[:-1]
        if not entries:
            raise ParseError("the feed is cut off in its first item", payload.media_type)
    return Delivery(
        format=found.version or "feed",
        items=tuple(_item(entry, payload.url) for entry in entries),
        hints=_hints(feed, payload),
        cut_off=cut_off,
    )


def _cut(body: bytes) -> tuple[bool, bool]:
    """Whether a document ends before its feed does, and whether inside an item or an entry. The channel
    of RSS 1.0 ends before its items.
    """
    if b"\x00" in body[:512] or _FEED_ENDS.search(body) is not None:
        return False, False
    begun, ended, closed = (
        max((hit.start() for hit in tag.finditer(body)), default=-1)
        for tag in (_ITEM_BEGINS, _ITEM_ENDS, _CHANNEL_ENDS)
    )
    return closed <= begun, ended < begun and closed < begun


def _mended(body: bytes) -> bytes:
    """With the halves of a sign put together (``&#55357;&#56832;``), and without references to no sign."""
    return body if b"&#" not in body else _REFERENCES.sub(_references, body)


def _references(run: re.Match[bytes]) -> bytes:
    told = run[0][2:-1].split(b";&#")
    codes = [_code(one) for one in told]
    if not any(0xD800 <= code <= 0xDFFF or code > _LAST_SIGN for code in codes):
        return run[0]
    signs = "".join(chr(code) if code <= _LAST_SIGN else "\ufffd" for code in codes)
    whole = signs.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return b"".join(b"&#%d;" % ord(one) for one in whole)


def _code(told: bytes) -> int:
    """The number of a sign, out of range where it has more figures than one could have."""
    figures = told.lstrip(b"xX").lstrip(b"0") or b"0"
    if len(figures) > _MOST_FIGURES:
        return _LAST_SIGN + 1
    return int(figures, 16 if told[:1] in b"xX" else 10)


def headers_for(payload: Payload) -> dict[str, str]:
    """The headers by which feedparser finds the document's encoding and its base address.

    XML is UTF-8 unless it or its server says otherwise (RFC 7303); feedparser would go by RFC 3023. What a
    server says that is no character set ("undefined" is what scripts say that have none) says nothing.
    """
    stated = _CHARSET.search(payload.media_type)
    charset = stated[1] if stated is not None and codec_of(stated[1]) else ""
    return {
        "content-location": payload.url,
        "content-type": "application/xml" + (f"; charset={charset}" if charset else ""),
    }


def _item(entry: dict[str, Any], url: str) -> WireItem:
    contents = [one for one in entry.get("content", ()) if one.get("value")]
    title, summary = _shallow(entry, "title"), _shallow(entry, "summary")
    body = contents[0] if contents else {}
    if body and body.get("value") == summary.get("value"):
        summary = {}
    details = [one for one in (body, summary, title) if one]
    base = next((one["base"] for one in details if one.get("base")), "") or url
    language = next((one["language"] for one in details if one.get("language")), "") or ""
    credit = next((_text(one.get("content")) for one in entry.get("media_credit", ())), "")
    return WireItem(
        guid=_text(entry.get("id")),
        link=joined(base, _text(entry.get("link"))),
        headline=_construct(title),
        summary=_construct(summary),
        body=_construct(body),
        base=joined(url, base) or url,
        language=language,
        authors=tuple(
            person
            for one in entry.get("authors", ())
            if (person := _person(one)).name or person.email or person.uri
        ),
        published=read_date(_text(entry.get("published"))),
        # Not entry.get(): that would give the published date where there is no other.
        updated=read_date(_text(dict.get(entry, "updated"))),
        subjects=tuple(
            Subject(
                code=_text(tag.get("term")),
                name=_text(tag.get("label")) or _text(tag.get("term")),
                scheme=_text(tag.get("scheme")),
            )
            for tag in entry.get("tags", ())
            if tag.get("term") or tag.get("label")
        ),
        enclosures=enclosures(
            _linked(entry, credit),
            (_text(one.get("url")) for one in entry.get("media_thumbnail", ())),
            credit,
            base,
        ),
        origin=_origin(entry.get("source")),
        copyrightnotice=_text(entry.get("rights")),
        located=_text(entry.get("georss_featurename")),
    )


def _shallow(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A text construct of the entry's own; feedparser's detail may be that of one further in."""
    detail: Mapping[str, Any] = entry.get(f"{name}_detail") or {}
    if detail and detail.get("value") != entry.get(name):
        return {**detail, "value": entry.get(name), "type": "text/html"}
    return detail


def _construct(detail: Mapping[str, Any] | None) -> Text:
    if not detail or not _text(detail.get("value")):
        return Text()
    return Text(value=_text(detail.get("value")), html=detail.get("type") != _PLAIN)


def _person(raw: Mapping[str, Any]) -> Person:
    return Person(
        name=_text(raw.get("name")), email=_text(raw.get("email")), uri=_text(raw.get("href"))
    )


def _linked(entry: Mapping[str, Any], credit: str) -> Iterator[Linked]:
    for one in entry.get("enclosures", ()):
        yield (
            _text(one.get("href")),
            _text(one.get("type")),
            _text(one.get("length")),
            _text(one.get("title")),
            "",
        )
    for one in entry.get("media_content", ()):
        yield (
            _text(one.get("url")),
            _text(one.get("type")),
            _text(one.get("filesize")),
            "",
            credit,
        )


def _origin(source: Mapping[str, Any] | None) -> Origin | None:
    if not source:
        return None
    # `href` is RSS's url, unless a person stands in an Atom source: then it is that person's.
    href = "" if "authors" in source or "contributors" in source else _text(source.get("href"))
    found = Origin(title=_text(source.get("title")), link=href or _text(source.get("link")))
    return found if found.title or found.link else None


def _hints(feed: Mapping[str, Any], payload: Payload) -> Hints:
    return hints(
        title=_text(feed.get("title")),
        language=_text(feed.get("language")),
        links=[(_text(one.get("rel")), _text(one.get("href"))) for one in feed.get("links", ())],
        ttl=_text(feed.get("ttl")),
        period=_text(feed.get("sy_updateperiod")),
        frequency=_text(feed.get("sy_updatefrequency")),
        body=payload.body,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _first_line(fault: object) -> str:
    """What a parser says is wrong; where, it is asked for by itself."""
    said = (str(fault).splitlines() or [""])[0]
    return re.sub(r"^<unknown>:\d+:\d+: | at line \d+.*$|, line \d+.*$", "", said)[:120]

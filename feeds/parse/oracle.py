"""feedparser's reading of a feed as a `Delivery`: the reader of last resort, which reads anything."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from feeds.errors import ParseError
from feeds.model import (
    Delivery,
    Enclosure,
    Hints,
    Origin,
    Payload,
    Person,
    Subject,
    Text,
    WireItem,
)
from feeds.parse.dates import read_date
from feeds.parse.safety import refuse_attacks

MOST_ITEMS = 2000
PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}
_SKIP_HOURS = re.compile(rb"<skipHours>(.*?)</skipHours>", re.DOTALL | re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<skipDays>(.*?)</skipDays>", re.DOTALL | re.IGNORECASE)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s*([A-Za-z]{3,9})\s*</day>", re.IGNORECASE)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
_PLAIN = "text/plain"


def read(payload: Payload) -> Delivery:
    """The document as feedparser reads it. Raises ParseError where it finds no feed in it."""
    import feedparser

    refuse_attacks(payload)
    # XML is UTF-8 unless it or its server says otherwise (RFC 7303); feedparser would go by RFC 3023.
    charset = _CHARSET.search(payload.media_type)
    headers = {
        "content-location": payload.url,
        "content-type": "application/xml" + (f"; charset={charset[1]}" if charset else ""),
    }
    # Only ever a stream: a string would be taken for a name or an address (X13).
    found = feedparser.parse(
        io.BytesIO(payload.body),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.entries and not found.version:
        fault = found.get("bozo_exception")
        line = getattr(fault, "getLineNumber", lambda: None)()
        raise ParseError(
            "not a feed" + (f": {_first_line(fault)}" if fault is not None else ""),
            payload.media_type,
            f"line {line}" if line else "",
        )
    if len(found.entries) > MOST_ITEMS:
        raise ParseError(f"more than {MOST_ITEMS} items", payload.media_type)
    feed = found.feed
    return Delivery(
        format=found.version or "feed",
        items=tuple(_item(entry, payload.url) for entry in found.entries),
        hints=_hints(feed, payload),
    )


def _item(entry: dict[str, Any], url: str) -> WireItem:
    contents = [one for one in entry.get("content", ()) if one.get("value")]
    summary, body = entry.get("summary_detail") or {}, contents[0] if contents else {}
    if body and body.get("value") == summary.get("value"):
        summary = {}
    details = [one for one in (body, summary, entry.get("title_detail") or {}) if one]
    base = next((one["base"] for one in details if one.get("base")), "") or url
    language = next((one["language"] for one in details if one.get("language")), "") or ""
    return WireItem(
        guid=_text(entry.get("id")),
        link=_address(base, _text(entry.get("link"))),
        headline=_construct(entry.get("title_detail")),
        summary=_construct(summary),
        body=_construct(body),
        base=_address(url, base) or url,
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
        enclosures=_enclosures(entry, base),
        origin=_origin(entry.get("source")),
        copyrightnotice=_text(entry.get("rights")),
    )


def _construct(detail: Mapping[str, Any] | None) -> Text:
    if not detail:
        return Text()
    return Text(value=_text(detail.get("value")), html=detail.get("type") != _PLAIN)


def _person(raw: Mapping[str, Any]) -> Person:
    return Person(
        name=_text(raw.get("name")), email=_text(raw.get("email")), uri=_text(raw.get("href"))
    )


def _enclosures(entry: Mapping[str, Any], base: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    credit = next((_text(c.get("content")) for c in entry.get("media_credit", ())), "")
    for one in entry.get("enclosures", ()):
        _add(found, base, one.get("href"), one.get("type"), one.get("length"), one.get("title"), "")
    for one in entry.get("media_content", ()):
        _add(found, base, one.get("url"), one.get("type"), one.get("filesize"), "", credit)
    if not found:
        for one in entry.get("media_thumbnail", ())[:1]:
            _add(found, base, one.get("url"), "", None, "", credit)
    return tuple(found.values())


def _add(
    found: dict[str, Enclosure],
    base: str,
    href: object,
    media_type: object,
    length: object,
    title: object,
    credit: str,
) -> None:
    address = _address(base, _text(href))
    if address:
        size = _text(length).strip()
        found.setdefault(
            address,
            Enclosure(
                href=address,
                media_type=_text(media_type),
                length=int(size[:15]) if size.isdecimal() and int(size[:15]) else None,
                title=_text(title),
                creditline=credit,
            ),
        )


def _origin(source: Mapping[str, Any] | None) -> Origin | None:
    if not source:
        return None
    # `href` is RSS's url, unless a person stands in an Atom source: then it is that person's.
    href = "" if "authors" in source or "contributors" in source else _text(source.get("href"))
    found = Origin(title=_text(source.get("title")), link=href or _text(source.get("link")))
    return found if found.title or found.link else None


def _hints(feed: Mapping[str, Any], payload: Payload) -> Hints:
    links = feed.get("links", ())
    period = PERIODS.get(_text(feed.get("sy_updateperiod")).strip().lower())
    frequency = _text(feed.get("sy_updatefrequency")).strip()
    ttl = _text(feed.get("ttl")).strip()
    often = int(frequency) if frequency.isdecimal() and int(frequency) else 1
    return Hints(
        title=_text(feed.get("title")),
        language=_text(feed.get("language")),
        self_link=next((_text(one.get("href")) for one in links if one.get("rel") == "self"), ""),
        hubs=tuple(_text(one.get("href")) for one in links if one.get("rel") == "hub"),
        ttl=timedelta(minutes=int(ttl[:7])) if ttl.isdecimal() and int(ttl[:7]) else None,
        update_period=timedelta(seconds=period / often) if period else None,
        skip_hours=skip_hours(payload.body),
        skip_days=skip_days(payload.body),
    )


def skip_hours(body: bytes) -> tuple[int, ...]:
    """RSS ``skipHours``: hours in UTC, sorted. 24 is midnight."""
    hit = _SKIP_HOURS.search(body)
    if hit is None:
        return ()
    hours = {int(hour) % 24 for hour in _HOUR.findall(hit[1]) if int(hour) <= 24}
    return tuple(sorted(hours))


def skip_days(body: bytes) -> tuple[int, ...]:
    """RSS ``skipDays``: days of the week in UTC, Monday is 0, sorted."""
    hit = _SKIP_DAYS.search(body)
    if hit is None:
        return ()
    names = {day.decode()[:3].lower() for day in _DAY.findall(hit[1])}
    return tuple(number for number, name in enumerate(_DAYS) if name in names)


def _address(base: str, href: str) -> str:
    if not href:
        return ""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _first_line(fault: object) -> str:
    return (str(fault).splitlines() or [""])[0][:120]

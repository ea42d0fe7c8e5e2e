"""Fields that both readers of feeds make of the same strings, so that they make the same of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urljoin

from feeds.model import Enclosure, Hints

_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}
_SKIP_HOURS = re.compile(rb"<(/?)skipHours>", re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<(/?)skipDays>", re.IGNORECASE)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s*([A-Za-z]{3,9})\s*</day>", re.IGNORECASE)
# With a host of plain signs: brackets in one, and what looks like a slash, make others stumble.
_ABSOLUTE = re.compile(r"https?://[!-\"$-.0->@-Z^-~]+(?:/[^\s?#]*)?(?:\?[^\s#]+)?")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Linked = tuple[str, str, str, str, str]
"""What an enclosure is made of: address, media type, length, title, credit."""


def is_absolute(href: str) -> bool:
    """Whether an address is so plainly absolute that to join it to another changes nothing."""
    return _ABSOLUTE.fullmatch(href) is not None


def joined(base: str, href: str) -> str:
    """An address made absolute; ``""`` for none, and for what is none."""
    if not href or href == base:
        return href
    if _ABSOLUTE.fullmatch(href) is not None:
        return href
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def enclosures(
    linked: Iterable[Linked], thumbnails: Iterable[str], credit: str, base: str
) -> tuple[Enclosure, ...]:
    """The enclosures of an item, each address once; a thumbnail where there is nothing larger."""
    found: dict[str, Enclosure] = {}
    for href, media_type, length, title, credited in linked:
        if address := joined(base, href):
            size = length.strip()
            found.setdefault(
                address,
                Enclosure(
                    href=address,
                    # What a link is by default: no enclosure is a page.
                    media_type="" if media_type == "text/html" else media_type,
                    length=int(size[:15]) if size.isdecimal() and int(size[:15]) else None,
                    title=title,
                    creditline=credited,
                ),
            )
    if not found:
        for href in thumbnails:
            if address := joined(base, href):
                found[address] = Enclosure(href=address, creditline=credit)
            break
    return tuple(found.values())


def hints(
    *,
    title: str,
    language: str,
    links: Iterable[tuple[str, str]],
    ttl: str,
    period: str,
    frequency: str,
    body: bytes,
    skips: bool = True,
) -> Hints:
    """What a feed says of itself; `links` are its links' relations and addresses, `skips` is False
    where it is known to skip nothing.
    """
    listed = tuple(links)
    seconds = _PERIODS.get(period.strip().lower())
    often = _number(frequency) or 1
    minutes = _number(ttl)
    return Hints(
        title=title,
        language=language,
        self_link=next((href for rel, href in listed if rel == "self"), ""),
        hubs=tuple(href for rel, href in listed if rel == "hub"),
        ttl=timedelta(minutes=minutes) if minutes else None,
        update_period=timedelta(seconds=seconds / often) if seconds else None,
        skip_hours=_skip_hours(body) if skips else (),
        skip_days=_skip_days(body) if skips else (),
    )


def _number(text: str) -> int:
    stripped = text.strip()
    return int(stripped[:7]) if stripped.isdecimal() else 0


def _skip_hours(body: bytes) -> tuple[int, ...]:
    """RSS ``skipHours``: hours in UTC, sorted. 24 is midnight. feedparser does not keep them."""
    hours = {int(hour) % 24 for hour in _HOUR.findall(_in(body, _SKIP_HOURS)) if int(hour) <= 24}
    return tuple(sorted(hours))


def _skip_days(body: bytes) -> tuple[int, ...]:
    """RSS ``skipDays``: days of the week in UTC, Monday is 0, sorted."""
    names = {day.decode()[:3].lower() for day in _DAY.findall(_in(body, _SKIP_DAYS))}
    return tuple(number for number, name in enumerate(_DAYS) if name in names)


def _in(body: bytes, tag: re.Pattern[bytes]) -> bytes:
    """What stands from the first such element's start to the first end behind it; ``b""`` without one."""
    start = -1
    for hit in tag.finditer(body):
        if not hit[1]:
            start = hit.end() if start < 0 else start
        elif start >= 0:
            return body[start : hit.start()]
    return b""

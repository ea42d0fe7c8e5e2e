"""The date strings of feeds and news formats, as they stand: aware where they name a zone, naive where not.

Every reader uses this and nothing else, so that they agree. RFC 822, W3CDTF and ISO 8601 as news formats
have it by our own reading. Whatever else is a date in a feed goes to feedparser's collection of odd forms,
which know no zone but UTC; but only with a year, and never to those forms that ask the clock for what is missing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
    r"[ ]?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
# ISO 8601 with or without its signs: the forms of NITF and NewsML (20261102T101500+0100), and cut short.
_BASIC = re.compile(
    r"((?:19|20|21)[0-9]{2})-?([0-9]{2})-?([0-9]{2})"
    r"(?:[Tt ]?([0-9]{2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]+))?)?)?)?"
    r"\s*([Zz]|GMT|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_LIKE_BASIC = re.compile(r"[0-9]{8}(?:[Tt]|$)")
_RFC822 = re.compile(
    r"(?:[^\W\d_]{2,10}\.?,?\s+)?([0-9]{1,2})\.?[\s-]+([^\W\d_]{3,9})\.?,?[\s-]+([0-9]{2,4}),?"
    r"(?:\s+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?(?:\s*([A-Za-z]{1,5}|[+-][0-9]{2}:?[0-9]{2}))?"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen", "feb fev fév", "mar mär mrz", "apr avr abr", "may mai mag maj", "jun giu juin",
            "jul lug juil", "aug aou aoû ago", "sep set", "oct okt ott out", "nov", "dec dez déc dic",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
# RFC 822, section 5, with the zones that wires write besides. Military letters are not to be
# trusted (RFC 5322, 4.3), but for Z.
_ZONES = {
    name: hours
    for names, hours in (
        ("ut utc gmt z wet", 0.0),
        ("est", -5), ("edt", -4), ("cst", -6), ("cdt", -5), ("mst", -7), ("mdt", -6),
        ("pst", -8), ("pdt", -7), ("akst", -9), ("akdt", -8), ("hst", -10), ("ast", -4), ("adt", -3),
        ("nst", -3.5), ("cet", 1), ("cest", 2), ("met", 1), ("mest", 2), ("mesz", 2), ("mez", 1),
        ("eet", 2), ("eest", 3), ("west", 1), ("msk", 3), ("msd", 4), ("jst", 9), ("kst", 9),
        ("hkt", 8), ("sgt", 8), ("aest", 10), ("aedt", 11), ("acst", 9.5), ("awst", 8), ("nzst", 12),
        ("nzdt", 13), ("sast", 2), ("pkt", 5), ("npt", 5.75),
    )
    for name in names.split()
}  # fmt: skip
# What an odd form has to have, and more besides.
_YEAR = re.compile(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])")
# How UTC is written nearly always.
_UTC = frozenset({"GMT", "Z", "+0000", "+00:00"})


def read_date(text: str) -> datetime | None:
    """The instant of a date, in UTC; naive where it names no zone, None where it is none."""
    found = _read(text, odd=True)
    if found is None or found.tzinfo is None or found.tzinfo is UTC:
        return found
    return found.astimezone(UTC)


def read_stamp(text: str) -> datetime | None:
    """The instant of a date in a news format, by RFC 822 or ISO 8601 alone, since embargoes hang on it: to
    the second and in the zone that the date itself names, so that it can be compared with one that names
    none.
    """
    found = _read(text, odd=False)
    return found.replace(microsecond=0) if found is not None else None


def _read(text: str, *, odd: bool) -> datetime | None:
    stripped = text.strip()
    if not stripped:
        return None
    try:
        if "0" <= stripped[0] <= "9":  # no year has another sign, but most days have a name
            if (hit := _ISO.fullmatch(stripped)) is not None:
                return _iso(hit)
            if (hit := _BASIC.fullmatch(stripped)) is not None:
                return _iso(hit)
        if (hit := _RFC822.fullmatch(stripped)) is not None and (found := _rfc822(hit)) is not None:
            return found
    except (ValueError, OverflowError):
        return None
    # Of what is like the basic form feedparser would read the day alone.
    dated = _YEAR.search(stripped) is not None and not stripped.isdigit()
    return _odd(stripped) if odd and dated and _LIKE_BASIC.match(stripped) is None else None


def month(name: str) -> int:
    """The number of a month by its name in one of the languages of wires; 0 for what is none."""
    lowered = name.lower()
    return _MONTHS.get(lowered[:4]) or _MONTHS.get(lowered[:3], 0)


def is_iso(text: str) -> bool:
    """Whether a text has the form of a date for machines: ISO 8601, with or without its signs."""
    return _BASIC.fullmatch(text) is not None


def is_later(one: datetime, other: datetime) -> bool:
    """Whether a moment comes after another; one without a zone is taken to be in the other's."""
    if (one.tzinfo is None) != (other.tzinfo is None):
        return one.replace(tzinfo=UTC) > other.replace(tzinfo=UTC)
    return one > other


def _iso(hit: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction, zone = hit.groups()
    stamp = datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        min(int(second or 0), 59),
        int((fraction or "0")[:6].ljust(6, "0")),
        tzinfo=UTC if zone in _UTC else None,
    )
    return _in_zone(stamp, zone or "")


def _rfc822(hit: re.Match[str]) -> datetime | None:
    day, name, year, hour, minute, second, zone = hit.groups()
    number = month(name)
    if not number or len(year) == 3:
        return None
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000)
    stamp = datetime(
        full,
        number,
        int(day),
        int(hour or 0),
        int(minute or 0),
        min(int(second or 0), 59),
        tzinfo=UTC if zone in _UTC else None,
    )
    return _in_zone(stamp, zone or "")


def _in_zone(stamp: datetime, zone: str) -> datetime:
    if not zone or stamp.tzinfo is not None:
        return stamp
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
        offset = timezone(length if zone[0] == "+" else -length)
        stated = stamp.replace(tzinfo=offset)
        stated.astimezone(UTC)  # raises where the calendar ends before
        return stated
    hours = _ZONES.get(zone.lower())
    if hours is None:
        return stamp  # a zone that nobody knows names none
    return (stamp - timedelta(hours=hours)).replace(tzinfo=UTC)


def _odd(text: str) -> datetime | None:
    from feedparser.datetimes import _date_handlers, _parse_date_iso8601

    for handler in _date_handlers:
        if handler is _parse_date_iso8601:
            continue  # what is missing it takes from the clock, and the zone from the machine
        try:
            year, month, day, hour, minute, second = handler(text)[:6]
            return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
            continue
    return None

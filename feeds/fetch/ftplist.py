"""What FTP servers answer when a directory is asked for: MLSD (RFC 3659, 7) and, of those that do not
know it, LIST in the forms of ``ls -l`` and of DOS. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from feeds.errors import FetchError
from feeds.fetch.files import not_too_many
from feeds.fetch.listing import Listed, seconds

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_INSTANT = re.compile(r"(\d{14})(?:\.\d+)?", re.ASCII)
_DAY = 25 * 3600
"""The longest there is: the one on which clocks are put back."""
_UNIX = re.compile(
    r"(?P<kind>[-dlbcps])[-rwxsStTlL+.@]{9,}\s+\d+\s+(?:\S+\s+){1,2}?(?P<size>\d{1,18})\s+"
    r"(?P<month>[A-Za-z]{3})\s+(?P<day>\d{1,2})\s+(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})|(?P<year>\d{4}))\s"
    r"(?P<name>.+)",
    re.ASCII,
)
_DOS = re.compile(
    r"(?P<month>\d{2})-(?P<day>\d{2})-(?P<year>\d{2}|\d{4})\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?P<half>[AaPp][Mm])?\s+(?:(?P<folder><DIR>)|(?P<size>\d{1,18}))\s+(?P<name>.+)",
    re.ASCII,
)


def read_mlsd(lines: Iterable[str]) -> list[Listed]:
    """The files among the lines of MLSD. Raises FetchError."""
    found: list[Listed] = []
    for line in filter(None, lines):
        facts, blank, name = line.partition(" ")
        known = {
            key.lower(): value
            for key, _, value in (fact.partition("=") for fact in facts.rstrip(";").split(";"))
        }
        if not blank or not name or "/" in name or known.get("type", "").lower() != "file":
            continue
        size = known.get("size", "")
        if "modify" not in known or not size.isdecimal():
            raise FetchError("its listing says neither how large nor how old files are")
        found.append(Listed(name=name, size=int(size[:18]), mtime=_seconds(known["modify"])))
        not_too_many(len(found))
    return found


def read_list(lines: Iterable[str], now: datetime, zone: tzinfo) -> list[Listed]:
    """The files among the lines of LIST, whose dates are of the server's zone. Raises FetchError where
    none of them can be read.
    """
    found: list[Listed] = []
    understood = strange = 0
    for line in filter(None, lines):
        unix, dos = _UNIX.fullmatch(line), _DOS.fullmatch(line)
        if unix is None and dos is None:
            strange += not line.lower().startswith("total")
            continue
        understood += 1
        file = _of_unix(unix, now, zone) if unix is not None else _of_dos(dos, zone)
        if file is not None:
            found.append(file)
        not_too_many(len(found))
    if strange and not understood:
        raise FetchError("its listing is in a form that is not understood")
    return found


def _of_unix(hit: re.Match[str], now: datetime, zone: tzinfo) -> Listed | None:
    month = hit["month"].lower()
    if hit["kind"] != "-" or month not in _MONTHS or "/" in hit["name"]:
        return None
    place = (_MONTHS.index(month) + 1, int(hit["day"]))
    if hit["year"]:
        when = _instant(zone, int(hit["year"]), *place)
    else:
        # No year is named for what is at most half a year old; the server may be in any zone. A day
        # that only leap years have is up to eight years back.
        time = (int(hit["hour"]), int(hit["minute"]))
        years = range(now.year + 1, now.year - 9, -1)
        found = filter(None, (_instant(zone, year, *place, *time) for year in years))
        when = next((one for one in found if one <= now + timedelta(days=1)), None)
    return _listed(hit, when, inexact=_DAY if hit["year"] else 0)


def _of_dos(hit: re.Match[str] | None, zone: tzinfo) -> Listed | None:
    if hit is None or hit["folder"] or "/" in hit["name"] or "\\" in hit["name"]:
        return None
    year, hour = int(hit["year"]), int(hit["hour"])
    if len(hit["year"]) == 2:
        year += 2000 if year < 70 else 1900
    if hit["half"]:
        hour = hour % 12 + (12 if hit["half"].lower() == "pm" else 0)
    when = _instant(zone, year, int(hit["month"]), int(hit["day"]), hour, int(hit["minute"]))
    return _listed(hit, when)


def _instant(
    zone: tzinfo, year: int, month: int, day: int, hour: int = 0, minute: int = 0
) -> datetime | None:
    """The instant of a date; None for what is no date."""
    try:
        return datetime(year, month, day, hour, minute, tzinfo=zone)
    except ValueError:
        return None


def _listed(hit: re.Match[str], when: datetime | None, *, inexact: int = 0) -> Listed | None:
    if when is None:
        return None
    return Listed(name=hit["name"], size=int(hit["size"]), mtime=seconds(when), inexact=inexact)


def _seconds(told: str) -> int:
    """Since 1970; none for what is no date, so that one odd file costs the others nothing."""
    hit = _INSTANT.fullmatch(told)
    try:
        when = hit and datetime.strptime(hit[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return seconds(when) if when else 0

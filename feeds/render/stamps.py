"""Instants in writing. English and complete whatever the machine's locale says."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC, ``2015-09-30T09:31:00Z``; a fraction only where there is one."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def stamp_822(moment: datetime) -> str:
    """RFC 822 with a four-digit year (RFC 1123, 5.2.14), ``Wed, 30 Sep 2015 09:31:00 +0000``."""
    m = moment.astimezone(UTC)
    day, month = _DAYS[m.weekday()], _MONTHS[m.month - 1]
    return f"{day}, {m.day:02} {month} {m.year:04} {m.hour:02}:{m.minute:02}:{m.second:02} +0000"


def local(moment: datetime, timezone: str) -> str:
    """``30/09/2015 15:01`` in the zone of that IANA name, as the site's own pages show it."""
    return moment.astimezone(ZoneInfo(timezone)).strftime("%d/%m/%Y %H:%M")

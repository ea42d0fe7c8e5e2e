"""The time zone that a source names."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name or of an offset such as ``+08:00``."""
    if name[:1] in {"+", "-"}:
        hours, _, minutes = name[1:].partition(":")
        length = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(length if name[0] == "+" else -length)
    return ZoneInfo(name)

"""Which moment is a source's own? Ten thousand that have one interval must not come in one second (C25).

Time is divided into periods a little longer than the interval, and each source has its place in them,
by a hash of its id: the same after a restart, on another machine, in another store. Who is late by
less than that little is on his place again with the next poll; who is off it, after a stop of all,
moves there by a tenth of an interval at a time.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SLACK = 50
_MOST = 10
_MOST_AT_FIRST = timedelta(hours=1)


def phase(source: str) -> float:
    """A source's place in a period, in [0, 1)."""
    digest = hashlib.sha256(source.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def placed(source: str, started: datetime, wait: timedelta, *, first: bool = False) -> datetime:
    """The source's own moment next after `started` and a whole `wait`, or as near to it as may be: a tenth
    of the wait later at most, or a whole one, up to an hour, after the `first` poll of a source, which
    comes when it comes. Who is too far off goes the further the further off he is, so that those who
    were polled together part at once.
    """
    earliest = started + wait
    period = wait + wait / _SLACK
    off = -(earliest - (_EPOCH + period * phase(source))) % period
    most = min(wait, _MOST_AT_FIRST) if first else wait / _MOST
    if off <= most:
        return earliest + off
    return earliest + most * (off / period if first else (1 + off / period) / 2)

"""For how long has a disk room, at the pace at which it fills?

Goes by the least that was free each day, so that what grows and is cleared away within a day counts for
nothing, and by the days since room was last made: a day has gone by with it. Its pace is the one that half of these days have reached: one big
copy is no trend.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from statistics import median_low

from feeds.model import Alarm, AlarmKind, Lows

_MOST_DAYS = 8
_KNOWN_AFTER = 4
"""Days that have to be compared: the last of them is not over yet, and one may be odd."""
_ENOUGH_DAYS = 7
_GIB = 2**30
FLOOR = _GIB
"""Bytes that have to be free in any case."""


def felt(before: Lows, free: int, now: datetime) -> Lows:
    """The lows of a disk of which so many bytes are free now."""
    today = now.date()
    days = [one for one in before.days if one[0] < today]
    low = min([free, *(least for day, least in before.days if day == today)])
    return Lows(days=(*days, (today, low))[-_MOST_DAYS:])


def alarms(where: str, lows: Lows, free: int) -> Iterator[Alarm]:
    """Whether a disk is full, or will be."""
    left = _days_left(lows, free)
    words = f"of the disk of {where} {free / _GIB:.1f} GiB are free"
    if free >= FLOOR and (left is None or left >= _ENOUGH_DAYS):
        return
    if free >= FLOOR:
        words += f", which will do for {left:.1f} days at the pace of the last days"
    yield Alarm(
        kind=AlarmKind.DISK,
        subject=where,
        words=words,
        advice="make room: `store.keep_for` and `store.archive_days` say what may go",
        grade=int(free < FLOOR),
    )


def _days_left(lows: Lows, free: int) -> float | None:
    """None where it does not fill, or is not known long enough."""
    days = lows.days
    if len(days) > 1 and days[-1][1] > days[-2][1]:
        # A day in which the disk was cleared is not over yet, and may go as low still.
        days = days[:-1]
    first = len(days) - 1
    while first > 0 and days[first - 1][1] >= days[first][1]:
        first -= 1
    if len(days) - first < _KNOWN_AFTER:
        return None
    falls = (
        (most - least) / (end - begin).days
        for (begin, most), (end, least) in pairwise(days[first:])
    )
    pace, (today, lowest) = median_low(falls), days[-1]
    if pace <= 0:
        return None
    # What was there for an hour today, and is gone, counts as little as what came at once.
    usual = median_low(least - pace * (today - day).days for day, least in days[first:])
    return min(free, max(lowest, usual)) / pace

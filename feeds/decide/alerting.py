"""What goes out of what is new of alarms, and when again where it did not get out. What is owed to a way out is what
has a higher number than it was told of: that is a comparison and no list, and a day without mail grows by nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import AlarmKind, AlarmRecord, AlarmRoute, Alert

AT_ONCE = 500
"""Changes that are looked at together."""
_MOST = 40
"""That one message has; the others are counted."""
_GAP = timedelta(minutes=1)
"""Between two messages by one way: what comes meanwhile is in the next."""
_LONGEST = timedelta(hours=1)
_STALE = timedelta(days=1)
"""What began and ended unsaid so long ago is no news."""


def is_due(route: AlarmRoute, last: int, now: datetime) -> bool:
    """Whether there is something to be told by a way, and it may be. What lies further ahead than any wait
    was dated by a clock that has been set back since.
    """
    waits = route.due is not None and now < route.due <= now + _LONGEST
    return route.told < last and not waits


def alert(
    site: str,
    route: AlarmRoute,
    changed: Sequence[AlarmRecord],
    now: datetime,
    most: int = _MOST,
) -> Alert | None:
    """The message of these changes, of which it names so many at most; None where none of them is for this way."""
    mine = [one for one in changed if _is_for(route, one, now)]
    if not mine:
        return None
    shown = mine[:most]
    return Alert(
        site=site,
        at=now,
        through=changed[-1].change,
        raised=tuple(one for one in shown if not _has_ended(one)),
        over=tuple(one for one in shown if _has_ended(one)),
        left_out=len(mine) - len(shown),
    )


def told(route: AlarmRoute, changed: Sequence[AlarmRecord], now: datetime) -> AlarmRoute:
    """A way by which these changes have gone out."""
    return AlarmRoute(name=route.name, told=changed[-1].change, due=now + _GAP)


def passed_over(route: AlarmRoute, changed: Sequence[AlarmRecord]) -> AlarmRoute:
    """A way to which none of these changes is to be told."""
    return replace(route, told=changed[-1].change)


def failed(route: AlarmRoute, error: str, now: datetime) -> AlarmRoute:
    """A way by which nothing went out: tried again after a minute, two, four, and so on up to an hour."""
    wait = min(_GAP * 2 ** min(route.failures, 16), _LONGEST)
    return replace(
        route,
        due=now + wait,
        failures=route.failures + 1,
        failing=route.failing or now,
        error=error,
    )


def way_of(route: AlarmRoute) -> str:
    """What a mailbox has in common with others: ``e-mail``. Other ways are by themselves."""
    return route.name.partition(" to ")[0]


def _is_for(route: AlarmRoute, one: AlarmRecord, now: datetime) -> bool:
    if one.alarm.kind is AlarmKind.DELIVERY and one.alarm.subject in (route.name, way_of(route)):
        return False  # what it does not let through it need not hear of
    return one.over is None or one.number <= route.told or now - one.over <= _STALE


def _has_ended(one: AlarmRecord) -> bool:
    """Whether it is over; what only ends without a word is told as it was raised."""
    return one.over is not None and one.change > one.number

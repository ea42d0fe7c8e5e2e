"""What fires when, by APScheduler's triggers: at an interval, and at the instants of a crontab(5) expression.

Its own `from_crontab` is another language: it counts weekdays from Monday, and wants both days to agree
where crontab(5) wants either. So the fields are read by our own reader and handed over as numbers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from feeds.config.crontab import Crontab, read_crontab

_MINUTE = 60


class Every(BaseTrigger):  # type: ignore[misc]  # it states no types
    """Fires at an interval. Of the turns that were missed one is made up for: APScheduler's own trigger
    goes through all of them, which stops everything for minutes where a clock was set on by months.
    """

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        if previous_fire_time is None:
            return now
        return max(previous_fire_time + self._interval, now)


def next_fire(expression: str, timezone: str, after: datetime) -> datetime:
    """The first instant after `after` at which the expression fires in a zone; aware, in UTC.

    A local time that the clocks skip in spring does not come that day; one that comes twice in
    autumn fires once. Raises ValueError for an expression that never fires (30 February).
    """
    zone = ZoneInfo(timezone)
    trigger = _trigger(read_crontab(expression), zone)
    found = trigger.get_next_fire_time(None, after.astimezone(zone))
    while found is not None and found.astimezone(UTC) <= after:
        later = datetime.fromtimestamp(after.timestamp() + _MINUTE, UTC)
        found = trigger.get_next_fire_time(None, later.replace(second=0).astimezone(zone))
    if found is None:
        raise ValueError(f"the schedule {expression!r} never comes")
    instant: datetime = found.astimezone(UTC)
    return instant


def _trigger(cron: Crontab, zone: ZoneInfo) -> BaseTrigger:
    def when(**days: str) -> CronTrigger:
        return CronTrigger(
            minute=_listed(cron.minutes),
            hour=_listed(cron.hours),
            month=_listed(cron.months),
            second="0",
            timezone=zone,
            **days,
        )

    day = _listed(cron.days)
    weekday = _listed(frozenset((one - 1) % 7 for one in cron.weekdays))  # theirs begin on Monday
    if cron.any_day or cron.any_weekday:
        return when(day=day, day_of_week=weekday)
    return OrTrigger([when(day=day, day_of_week="*"), when(day="*", day_of_week=weekday)])


def _listed(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))

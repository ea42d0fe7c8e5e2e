"""Alarms in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feeds.model import AlarmRecord, AlarmRoute, Lows
from feeds.store.memory_tables import Tables


class MemoryAlarms:
    """The Protocol `Alarms` in memory."""

    _tables: Tables

    def standing_alarms(self) -> tuple[AlarmRecord, ...]:
        stand = (one for one in self._tables.alarms.values() if one.over is None)
        return tuple(sorted(stand, key=lambda one: one.number))

    def recent_alarms(self, since: datetime) -> tuple[AlarmRecord, ...]:
        ended = [(one.over, one.number, one) for one in self._tables.alarms.values() if one.over]
        ended.sort(reverse=True)
        return tuple(one for over, _, one in ended if over >= since)

    def changed_alarms(self, after: int, limit: int) -> tuple[AlarmRecord, ...]:
        changed = [one for one in self._tables.alarms.values() if one.change > after]
        return tuple(sorted(changed, key=lambda one: one.change)[:limit])

    def last_change(self) -> int:
        return max((one.change for one in self._tables.alarms.values()), default=0)

    def save_alarms(self, records: Sequence[AlarmRecord]) -> None:
        self._tables.alarms.update((one.number, one) for one in records)

    def forget_alarms(self, before: datetime) -> None:
        last = self.last_change()
        for number, one in list(self._tables.alarms.items()):
            if one.over is not None and one.over < before and one.change != last:
                del self._tables.alarms[number]

    def alarm_routes(self) -> tuple[AlarmRoute, ...]:
        return tuple(route for _, route in sorted(self._tables.alarm_routes.items()))

    def save_alarm_route(self, route: AlarmRoute) -> None:
        self._tables.alarm_routes[route.name] = route

    def keep_alarm_routes(self, names: Sequence[str]) -> None:
        for name in self._tables.alarm_routes.keys() - set(names):
            del self._tables.alarm_routes[name]

    def lows(self, disk: str) -> Lows:
        return self._tables.lows.get(disk, Lows())

    def save_lows(self, disk: str, lows: Lows) -> None:
        self._tables.lows[disk] = lows

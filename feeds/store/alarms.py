"""Alarms, as the database has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, func, insert, select

from feeds.model import Alarm, AlarmKind, AlarmRecord, AlarmRoute, Lows
from feeds.store.alarm_tables import STANDS, alarm, alarm_route
from feeds.store.bulk import execute_many
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none
from feeds.store.connection import Connected, chunks
from feeds.store.tables import mark

_DISK = "disk "
_SAME = delete(alarm).where(alarm.c.number == bindparam("_number"))
_NEW = insert(alarm)


class SqlAlarms(Connected):
    """The part of the store that is `Alarms`."""

    def standing_alarms(self) -> tuple[AlarmRecord, ...]:
        rows = self._rows(select(alarm).where(STANDS).order_by(alarm.c.number))
        return tuple(map(_record, rows))

    def recent_alarms(self, since: datetime) -> tuple[AlarmRecord, ...]:
        ended = select(alarm).where(alarm.c.over >= micros(since))
        rows = self._rows(ended.order_by(alarm.c.over.desc(), alarm.c.number.desc()))
        return tuple(map(_record, rows))

    def changed_alarms(self, after: int, limit: int) -> tuple[AlarmRecord, ...]:
        changed = select(alarm).where(alarm.c.change > after)
        return tuple(map(_record, self._rows(changed.order_by(alarm.c.change).limit(limit))))

    def last_change(self) -> int:
        row = self._row(select(func.max(alarm.c.change)))
        return int(row[0] or 0) if row is not None else 0

    def save_alarms(self, records: Sequence[AlarmRecord]) -> None:
        with self._writing() as connection:
            execute_many(connection, _SAME, [{"_number": one.number} for one in records])
            execute_many(connection, _NEW, [_row(one) for one in records])

    def forget_alarms(self, before: datetime) -> None:
        with self._writing() as connection:
            last = select(func.max(alarm.c.change)).scalar_subquery()
            gone = delete(alarm).where(alarm.c.over < micros(before), alarm.c.change != last)
            connection.execute(gone)

    def alarm_routes(self) -> tuple[AlarmRoute, ...]:
        rows = self._rows(select(alarm_route).order_by(alarm_route.c.name))
        return tuple(map(_route, rows))

    def save_alarm_route(self, route: AlarmRoute) -> None:
        with self._writing() as connection:
            connection.execute(delete(alarm_route).where(alarm_route.c.name == route.name))
            connection.execute(
                insert(alarm_route).values(
                    name=route.name,
                    told=route.told,
                    due=micros_or_none(route.due),
                    failures=route.failures,
                    failing=micros_or_none(route.failing),
                    error=route.error,
                )
            )

    def keep_alarm_routes(self, names: Sequence[str]) -> None:
        gone = sorted({route.name for route in self.alarm_routes()}.difference(names))
        if gone:
            with self._writing() as connection:
                for some in chunks(gone):
                    connection.execute(delete(alarm_route).where(alarm_route.c.name.in_(some)))

    def lows(self, disk: str) -> Lows:
        row = self._row(select(mark.c.value).where(mark.c.name == f"{_DISK}{disk}"))
        days = orjson.loads(row.value) if row is not None else ()
        return Lows(days=tuple((date.fromisoformat(day), free) for day, free in days))

    def save_lows(self, disk: str, lows: Lows) -> None:
        name, value = f"{_DISK}{disk}", orjson.dumps(lows.days).decode()
        with self._writing() as connection:
            connection.execute(delete(mark).where(mark.c.name == name))
            connection.execute(insert(mark).values(name=name, value=value))


def _row(one: AlarmRecord) -> dict[str, Any]:
    return {
        "number": one.number,
        "change": one.change,
        "kind": one.alarm.kind.value,
        "subject": one.alarm.subject,
        "words": one.alarm.words,
        "advice": one.alarm.advice,
        "since": micros_or_none(one.alarm.since),
        "grade": one.alarm.grade,
        "said": micros(one.said),
        "lapsed": micros_or_none(one.lapsed),
        "over": micros_or_none(one.over),
    }


def _record(row: Any) -> AlarmRecord:  # noqa: ANN401 -- a row of any driver
    return AlarmRecord(
        number=row.number,
        change=row.change,
        alarm=Alarm(
            kind=AlarmKind(row.kind),
            subject=row.subject,
            words=row.words,
            advice=row.advice,
            since=instant_or_none(row.since),
            grade=row.grade,
        ),
        said=instant(row.said),
        lapsed=instant_or_none(row.lapsed),
        over=instant_or_none(row.over),
    )


def _route(row: Any) -> AlarmRoute:  # noqa: ANN401 -- a row of any driver
    return AlarmRoute(
        name=row.name,
        told=row.told,
        due=instant_or_none(row.due),
        failures=row.failures,
        failing=instant_or_none(row.failing),
        error=row.error,
    )

"""Our own hub's requests and subscribers, as the database has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select, update

from feeds.model import Intent, Mode, Subscriber, host_of
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none
from feeds.store.connection import Connected, chunks
from feeds.store.tables import document, intent, subscriber

_ASKED = intent.c
_COLUMNS = subscriber.c
_MICROSECOND = timedelta(microseconds=1)

# Made once: a delivery to a thousand asks for each of them a thousand times.
_IS = and_(_COLUMNS.callback == bindparam("_callback"), _COLUMNS.topic == bindparam("_topic"))
_ONE = select(subscriber).where(_IS)
_SAVED = update(subscriber).where(_IS)
_NEW = insert(subscriber)
OWED = (
    select(subscriber)
    .join(document, document.c.path == _COLUMNS.path)
    .where(
        _COLUMNS.mark != document.c.sha256,
        _COLUMNS.due <= bindparam("now"),
        _COLUMNS.until > bindparam("now"),
    )
)
_IN_TURN = OWED.order_by(_COLUMNS.failures, _COLUMNS.due, _COLUMNS.number)
_DELIVERY = OWED.where(_COLUMNS.number == bindparam("number"))
_ANY_OWED = OWED.with_only_columns(_COLUMNS.number).limit(1)


class SqlSubscribers(Connected):
    """The part of the store that is `Subscribers`."""

    # requests

    def intend(self, one: Intent) -> None:
        same = and_(_ASKED.callback == one.callback, _ASKED.topic == one.topic)
        with self._writing() as connection:
            connection.execute(delete(intent).where(same))
            connection.execute(insert(intent).values(_asked_row(one)))

    def intents(self) -> tuple[Intent, ...]:
        rows = self._rows(select(intent).order_by(_ASKED.number))
        return tuple(_intent(row) for row in rows)

    def intents_due(self, now: datetime, limit: int) -> tuple[Intent, ...]:
        wanted = select(intent).where(_ASKED.due <= micros(now))
        rows = self._rows(wanted.order_by(_ASKED.due, _ASKED.number).limit(limit))
        return tuple(_intent(row) for row in rows)

    def pending(self, host: str = "") -> int:
        wanted = select(func.count()).select_from(intent)
        return self._count(wanted.where(_ASKED.host == host) if host else wanted)

    def put_off_intent(self, one: Intent) -> None:
        with self._writing() as connection:
            connection.execute(
                update(intent)
                .where(_ASKED.number == one.number)
                .values(due=micros(one.due), tries=one.tries)
            )

    def end_intent(self, number: int) -> bool:
        with self._writing() as connection:
            ended = connection.execute(delete(intent).where(_ASKED.number == number))
            return bool(ended.rowcount)

    # subscribers

    def subscribers(self) -> tuple[Subscriber, ...]:
        rows = self._rows(select(subscriber).order_by(_COLUMNS.number))
        return tuple(_subscriber(row) for row in rows)

    def subscriber(self, callback: str, topic: str) -> Subscriber | None:
        rows = self._rows(_ONE, _callback=callback, _topic=topic)
        return _subscriber(rows[0]) if rows else None

    def subscribed(self, now: datetime) -> int:
        runs = _COLUMNS.until > micros(now)
        return self._count(select(func.count()).select_from(subscriber).where(runs))

    def undelivered(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        wanted = select(subscriber).where(_COLUMNS.failures > 0, _COLUMNS.until > micros(now))
        rows = self._rows(wanted.order_by(_COLUMNS.failing, _COLUMNS.number).limit(limit))
        return tuple(_subscriber(row) for row in rows)

    def save_subscriber(self, one: Subscriber) -> None:
        row = _row(one)
        same = {"_callback": one.callback, "_topic": one.topic}
        with self._writing() as connection:
            if not connection.execute(_SAVED, {**row, **same}).rowcount:
                connection.execute(_NEW, row)

    def end_subscribers(self, numbers: Sequence[int]) -> None:
        with self._writing() as connection:
            for some in chunks(numbers):
                connection.execute(delete(subscriber).where(_COLUMNS.number.in_(some)))

    def deliveries_due(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        rows = self._rows(_IN_TURN.limit(limit), now=micros(now))
        return tuple(_subscriber(row) for row in rows)

    def delivery(self, number: int, now: datetime) -> Subscriber | None:
        rows = self._rows(_DELIVERY, now=micros(now), number=number)
        return _subscriber(rows[0]) if rows else None

    def lapse(self, now: datetime) -> int:
        ended = _COLUMNS.until <= micros(now)
        if self._row(select(_COLUMNS.number).where(ended).limit(1)) is None:
            return 0
        with self._writing() as connection:
            return connection.execute(delete(subscriber).where(ended)).rowcount

    def _is_awaited(self, now: datetime) -> bool:
        """Whether any callback is to be asked or told something now, or is owed content."""
        due = select(_ASKED.number).where(_ASKED.due <= micros(now)).limit(1)
        return self._row(due) is not None or bool(self._rows(_ANY_OWED, now=micros(now)))

    def _count(self, wanted: Select[Any]) -> int:
        row = self._row(wanted)
        return int(row[0]) if row is not None else 0


def _asked_row(one: Intent) -> dict[str, Any]:
    return {
        "callback": one.callback,
        "topic": one.topic,
        "path": one.path,
        "host": host_of(one.callback),
        "mode": one.mode,
        "secret": one.secret,
        "lease": one.lease // _MICROSECOND,
        "reason": one.reason,
        "created": micros(one.created),
        "due": micros(one.due),
        "tries": one.tries,
    }


def _intent(row: Any) -> Intent:  # noqa: ANN401 -- a row of any driver
    return Intent(
        callback=row.callback,
        topic=row.topic,
        path=row.path,
        mode=Mode(row.mode),
        secret=row.secret,
        lease=row.lease * _MICROSECOND,
        reason=row.reason,
        created=instant(row.created),
        due=instant(row.due),
        tries=row.tries,
        number=row.number,
    )


def _row(one: Subscriber) -> dict[str, Any]:
    return {
        "callback": one.callback,
        "topic": one.topic,
        "path": one.path,
        "secret": one.secret,
        "created": micros(one.created),
        "until": micros(one.until),
        "mark": one.mark,
        "due": micros(one.due),
        "failures": one.failures,
        "failing": micros_or_none(one.failing),
        "delivered": micros_or_none(one.delivered),
        "given_up": micros_or_none(one.given_up),
        "error": one.error,
    }


def _subscriber(row: Any) -> Subscriber:  # noqa: ANN401 -- a row of any driver
    return Subscriber(
        callback=row.callback,
        topic=row.topic,
        path=row.path,
        secret=row.secret,
        created=instant(row.created),
        until=instant(row.until),
        mark=row.mark,
        due=instant(row.due),
        failures=row.failures,
        failing=instant_or_none(row.failing),
        delivered=instant_or_none(row.delivered),
        given_up=instant_or_none(row.given_up),
        error=row.error,
        number=row.number,
    )

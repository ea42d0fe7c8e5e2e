"""Hubs that push sources, as the database has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, insert, or_, select, update

from feeds.model import Mode, Subscription
from feeds.store.codec import instant, instant_or_none, micros, micros_or_none
from feeds.store.connection import Connected, chunks
from feeds.store.tables import HAS_PUSHED, source_state, subscription

_COLUMNS = subscription.c
_OLDEST_FIRST = (_COLUMNS.created, _COLUMNS.token)


class SqlSubscriptions(Connected):
    """The part of the store that is `Subscriptions`."""

    def subscriptions(self, source: str = "") -> tuple[Subscription, ...]:
        wanted = select(subscription).order_by(*_OLDEST_FIRST)
        if source:
            wanted = wanted.where(_COLUMNS.source == source)
        return tuple(_subscription(row) for row in self._rows(wanted))

    def subscription(self, token: str) -> Subscription | None:
        row = self._row(select(subscription).where(_COLUMNS.token == token))
        return _subscription(row) if row is not None else None

    def subscriptions_due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        wanted = select(subscription).where(_COLUMNS.due <= micros(now))
        rows = self._rows(wanted.order_by(_COLUMNS.due, _COLUMNS.token).limit(limit))
        return tuple(_subscription(row) for row in rows)

    def pushed_and_due(self, now: datetime) -> tuple[Subscription, ...]:
        state, at = source_state.c, micros(now)
        wanted = (
            select(subscription)
            .join(source_state, state.id == _COLUMNS.source)
            .where(HAS_PUSHED, state.next_due <= at, state.paused == 0)
            .where(or_(state.lease_until.is_(None), state.lease_until <= at))
        )
        rows = self._rows(wanted.order_by(_COLUMNS.source, *_OLDEST_FIRST))
        return tuple(_subscription(row) for row in rows)

    def save_subscription(self, one: Subscription) -> None:
        with self._writing() as connection:
            connection.execute(delete(subscription).where(_COLUMNS.token == one.token))
            connection.execute(insert(subscription).values(_row(one)))

    def end_subscription(self, token: str) -> None:
        with self._writing() as connection:
            connection.execute(delete(subscription).where(_COLUMNS.token == token))

    def doubt(self, sources: Sequence[str]) -> None:
        with self._writing() as connection:
            for some in chunks(sources):
                connection.execute(
                    update(subscription)
                    .where(HAS_PUSHED, _COLUMNS.source.in_(some))
                    .values(pushed=None)
                )

    def miss(self, sources: Sequence[str]) -> None:
        with self._writing() as connection:
            for some in chunks(sources):
                connection.execute(
                    update(subscription)
                    .where(_COLUMNS.source.in_(some))
                    .values(pushed=None, missed=_COLUMNS.missed + 1)
                )


def _row(one: Subscription) -> dict[str, Any]:
    said = {
        "callback": one.callback,
        "hub": one.hub,
        "topic": one.topic,
        "secret": one.secret,
        "mode": one.mode,
        "asked": micros_or_none(one.asked),
        "failures": one.failures,
        "until": micros_or_none(one.until),
        "error": one.error,
    }
    return {
        "token": one.token,
        "source": one.source,
        "created": micros(one.created),
        "due": micros(one.due),
        "pushed": micros_or_none(one.pushed),
        "missed": one.missed,
        "data": orjson.dumps(said).decode(),
    }


def _subscription(row: Any) -> Subscription:  # noqa: ANN401 -- a row of any driver
    said: dict[str, Any] = orjson.loads(row.data)
    return Subscription(
        token=row.token,
        callback=said["callback"],
        source=row.source,
        hub=said["hub"],
        topic=said["topic"],
        secret=said["secret"],
        mode=Mode(said["mode"]),
        created=instant(row.created),
        due=instant(row.due),
        asked=instant_or_none(said["asked"]),
        failures=said["failures"],
        until=instant_or_none(said["until"]),
        pushed=instant_or_none(row.pushed),
        missed=row.missed,
        error=said["error"],
    )

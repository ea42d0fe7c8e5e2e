"""Hosts that have asked to be left alone, whatever becomes of this process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select

from feeds.model import LONGEST_PAUSE, Pause
from feeds.store.bulk import execute_many
from feeds.store.codec import instant, micros
from feeds.store.connection import Connected
from feeds.store.tables import host_pause

_COLUMNS = host_pause.c
_SAME = delete(host_pause).where(_COLUMNS.host == bindparam("_host"))
_NEW = insert(host_pause)


def longest(pauses: Sequence[Pause]) -> list[Pause]:
    """One pause for each host."""
    return list({one.host: one for one in sorted(pauses, key=lambda one: one.until)}.values())


class SqlPauses(Connected):
    """The part of the store that is `Pauses`."""

    def pause_hosts(self, pauses: Sequence[Pause], now: datetime) -> None:
        if not pauses:
            return
        rows = longest([*self.pauses(now), *pauses])
        with self._writing() as connection:
            ahead = _COLUMNS.until > micros(now + LONGEST_PAUSE)
            connection.execute(delete(host_pause).where(or_(_COLUMNS.until <= micros(now), ahead)))
            execute_many(connection, _SAME, [{"_host": one.host} for one in rows])
            execute_many(
                connection,
                _NEW,
                [
                    {"host": one.host, "until": micros(one.until), "source": one.source}
                    for one in rows
                ],
            )

    def pauses(self, now: datetime) -> tuple[Pause, ...]:
        until = _COLUMNS.until
        running = until.between(micros(now) + 1, micros(now + LONGEST_PAUSE))
        found = self._rows(select(host_pause).where(running).order_by(_COLUMNS.host))
        return tuple(
            Pause(host=row.host, until=instant(row.until), source=row.source) for row in found
        )

"""How much work waits in the store: counts of what is to be done, each by the index that it is found by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from feeds.store.codec import micros
from feeds.store.connection import Connected
from feeds.store.desk import pages_due
from feeds.store.subscribers import OWED
from feeds.store.tables import (
    PAGE_HAS_CHANGED,
    PAGE_WAITS,
    archive_page,
    channel,
    intent,
    item,
    outbox,
    source_state,
    subscriber,
)

_DUE = source_state.c
_ARCHIVES = select(func.count(archive_page.c.number))


class SqlBacklog(Connected):
    """The part of the store that is `Backlog`."""

    def backlog(self, sources: Sequence[str], now: datetime) -> Mapping[str, int]:
        at = micros(now)
        free = or_(_DUE.lease_until.is_(None), _DUE.lease_until <= at)
        polls = select(_DUE.id).where(_DUE.paused == 0, free, _DUE.next_due <= at)
        chosen = frozenset(sources)
        turned = or_(channel.c.dirty == 1, channel.c.next_change <= at)
        return {
            "sources": sum(row.id in chosen for row in self._rows(polls)),
            "channels": self._many(select(func.count(channel.c.id)).where(turned)),
            "pages": sum(
                self._many(select(func.count(item.c.id)).where(due)) for due in pages_due(now)
            ),
            "archives": sum(
                self._many(_ARCHIVES.where(due)) for due in (PAGE_HAS_CHANGED, PAGE_WAITS)
            ),
            "hooks": self._many(select(func.count(outbox.c.number))),
            "callbacks": self._many(select(func.count(intent.c.number))),
            "deliveries": self._many(
                OWED.with_only_columns(func.count(subscriber.c.number)), now=at
            ),
        }

    def _many(self, wanted: Select[Any], **parameters: object) -> int:
        (row,) = self._rows(wanted, **parameters)
        return int(row[0])

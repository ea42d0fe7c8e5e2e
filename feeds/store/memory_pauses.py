"""Hosts that have asked to be left alone, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feeds.model import LONGEST_PAUSE, Pause
from feeds.store.memory_tables import Tables
from feeds.store.pauses import longest


class MemoryPauses:
    """The Protocol `Pauses` in memory."""

    _tables: Tables

    def pause_hosts(self, pauses: Sequence[Pause], now: datetime) -> None:
        if pauses:
            rows = longest([*self.pauses(now), *pauses])
            self._tables.pauses = {one.host: one for one in rows}

    def pauses(self, now: datetime) -> tuple[Pause, ...]:
        found = sorted(self._tables.pauses.values(), key=lambda one: one.host)
        return tuple(one for one in found if now < one.until <= now + LONGEST_PAUSE)

"""How much work waits in a store in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from feeds.store.memory_history import MemoryHistories
from feeds.store.memory_tables import ChannelRow


class MemoryBacklog(MemoryHistories):
    """The Protocol `Backlog` in memory."""

    def backlog(self, sources: Sequence[str], now: datetime) -> Mapping[str, int]:
        tables = self._tables
        due = (
            state
            for state in tables.states.values()
            if state.id in sources and not state.paused and state.next_due <= now
        )
        return {
            "sources": sum(one.lease_until is None or one.lease_until <= now for one in due),
            "channels": sum(_has_turned(one, now) for one in tables.channels.values()),
            "pages": len(tables.pages_due(now)),
            "archives": sum(row.due > 0 for row in tables.pages.values()),
            "hooks": len(tables.outbox),
            "callbacks": len(tables.intents),
            "deliveries": sum(1 for _ in self._owed(now)),
        }


def _has_turned(one: ChannelRow, now: datetime) -> bool:
    turns = one.edition.next_change if one.edition is not None else None
    return one.dirty or (turns is not None and turns <= now)

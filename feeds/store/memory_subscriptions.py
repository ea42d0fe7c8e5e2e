"""Hubs that push sources, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import Subscription
from feeds.store.memory_tables import Tables


class MemorySubscriptions:
    """The Protocol `Subscriptions` in memory."""

    _tables: Tables

    def subscriptions(self, source: str = "") -> tuple[Subscription, ...]:
        found = (one for one in self._tables.subscriptions.values() if source in {"", one.source})
        return tuple(sorted(found, key=lambda one: (one.created, one.token)))

    def subscription(self, token: str) -> Subscription | None:
        return self._tables.subscriptions.get(token)

    def subscriptions_due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        due = (one for one in self._tables.subscriptions.values() if one.due <= now)
        return tuple(sorted(due, key=lambda one: (one.due, one.token))[:limit])

    def pushed_and_due(self, now: datetime) -> tuple[Subscription, ...]:
        found = [
            one
            for one in self._tables.subscriptions.values()
            if one.pushed is not None
            and (state := self._tables.states.get(one.source)) is not None
            and state.next_due <= now
            and not state.paused
            and (state.lease_until is None or state.lease_until <= now)
        ]
        return tuple(sorted(found, key=lambda one: (one.source, one.created, one.token)))

    def save_subscription(self, one: Subscription) -> None:
        self._tables.subscriptions[one.token] = one

    def end_subscription(self, token: str) -> None:
        self._tables.subscriptions.pop(token, None)

    def doubt(self, sources: Sequence[str]) -> None:
        for token, one in self._tables.subscriptions.items():
            if one.source in sources:
                self._tables.subscriptions[token] = replace(one, pushed=None)

    def miss(self, sources: Sequence[str]) -> None:
        for token, one in self._tables.subscriptions.items():
            if one.source in sources:
                missed = replace(one, pushed=None, missed=one.missed + 1)
                self._tables.subscriptions[token] = missed

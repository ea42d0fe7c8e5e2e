"""Our own hub's requests and subscribers, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import Intent, Subscriber, host_of
from feeds.store.memory_tables import Tables


class MemorySubscribers:
    """The Protocol `Subscribers` in memory."""

    _tables: Tables

    def intend(self, one: Intent) -> None:
        key = (one.callback, one.topic)
        self._tables.intents.pop(key, None)
        self._tables.intents[key] = replace(one, number=self._next())

    def intents(self) -> tuple[Intent, ...]:
        return tuple(self._tables.intents.values())

    def intents_due(self, now: datetime, limit: int) -> tuple[Intent, ...]:
        due = (one for one in self._tables.intents.values() if one.due <= now)
        return tuple(sorted(due, key=lambda one: (one.due, one.number))[:limit])

    def pending(self, host: str = "") -> int:
        return sum(host in {"", host_of(callback)} for callback, _ in self._tables.intents)

    def put_off_intent(self, one: Intent) -> None:
        known = self._tables.intents.get(key := (one.callback, one.topic))
        if known is not None and known.number == one.number:
            self._tables.intents[key] = replace(known, due=one.due, tries=one.tries)

    def end_intent(self, number: int) -> bool:
        found = [key for key, one in self._tables.intents.items() if one.number == number]
        for key in found:
            del self._tables.intents[key]
        return bool(found)

    def subscribers(self) -> tuple[Subscriber, ...]:
        return tuple(sorted(self._tables.subscribers.values(), key=lambda one: one.number))

    def subscriber(self, callback: str, topic: str) -> Subscriber | None:
        return self._tables.subscribers.get((callback, topic))

    def subscribed(self, now: datetime) -> int:
        return sum(one.until > now for one in self._tables.subscribers.values())

    def undelivered(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        failing = [
            (one.failing, one.number, one)
            for one in self._tables.subscribers.values()
            if one.failing is not None and one.until > now
        ]
        return tuple(one for *_, one in sorted(failing, key=lambda each: each[:2])[:limit])

    def save_subscriber(self, one: Subscriber) -> None:
        known = self._tables.subscribers.get(key := (one.callback, one.topic))
        number = known.number if known is not None else self._next()
        self._tables.subscribers[key] = replace(one, number=number)

    def end_subscribers(self, numbers: Sequence[int]) -> None:
        for key, one in list(self._tables.subscribers.items()):
            if one.number in numbers:
                del self._tables.subscribers[key]

    def deliveries_due(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        order = sorted(self._owed(now), key=lambda one: (one.failures, one.due, one.number))
        return tuple(order[:limit])

    def delivery(self, number: int, now: datetime) -> Subscriber | None:
        return next((one for one in self._owed(now) if one.number == number), None)

    def lapse(self, now: datetime) -> int:
        ended = [k for k, one in self._tables.subscribers.items() if one.until <= now]
        for key in ended:
            del self._tables.subscribers[key]
        return len(ended)

    def _owed(self, now: datetime) -> Iterator[Subscriber]:
        for one in self._tables.subscribers.values():
            stands = self._tables.documents.get(one.path)
            owed = stands is not None and stands.sha256 != one.mark
            if owed and one.due <= now < one.until:
                yield one

    def _is_awaited(self, now: datetime) -> bool:
        return bool(self.intents_due(now, 1)) or any(True for _ in self._owed(now))

    def _next(self) -> int:
        self._tables.heard += 1
        return self._tables.heard

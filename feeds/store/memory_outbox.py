"""The outbox in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import Owed
from feeds.store.memory_tables import Tables


class MemoryOutbox:
    """The Protocol `Outbox` in memory."""

    _tables: Tables

    def owe(self, debts: Sequence[Owed], at: datetime) -> None:
        box = self._tables.outbox
        for debt in debts:
            self._tables.debts += 1
            box.pop(key := (debt.hook, debt.path, debt.item), None)
            box[key] = replace(debt, number=self._tables.debts, queued=at, tries=0)
            failures, until = self._tables.waits.get(debt.hook, (0, at))
            if debt.item and until > at:
                self._tables.waits[debt.hook] = (failures, at)

    def owing(self, hooks: Sequence[str], now: datetime) -> tuple[str, ...]:
        having = {debt.hook for debt in self._tables.outbox.values()}
        return tuple(hook for hook in hooks if hook in having and self._until(hook, now) <= now)

    def owed(self, hook: str, limit: int) -> tuple[Owed, ...]:
        mine = [debt for debt in self._tables.outbox.values() if debt.hook == hook]
        return tuple(sorted(mine, key=lambda one: (not one.item, one.tries, one.number))[:limit])

    def owed_for(self, item: str) -> tuple[Owed, ...]:
        return tuple(one for one in self._tables.outbox.values() if one.item == item != "")

    def settle(self, hook: str, numbers: Sequence[int]) -> None:
        for key, debt in list(self._tables.outbox.items()):
            if debt.number in numbers:
                del self._tables.outbox[key]
        self._tables.waits.pop(hook, None)

    def failures(self, hook: str) -> int:
        return self._tables.waits[hook][0] if hook in self._tables.waits else 0

    def put_off(self, hook: str, numbers: Sequence[int], *, failures: int, until: datetime) -> None:
        for key, debt in self._tables.outbox.items():
            if debt.number in numbers:
                self._tables.outbox[key] = replace(debt, tries=debt.tries + 1)
        self._tables.waits[hook] = (failures, until)

    def keep_hooks(self, hooks: Sequence[str]) -> None:
        for key in [key for key in self._tables.outbox if key[0] not in hooks]:
            del self._tables.outbox[key]
        for hook in self._tables.waits.keys() - set(hooks):
            del self._tables.waits[hook]

    def _is_owing(self, now: datetime) -> bool:
        return any(self._until(debt.hook, now) <= now for debt in self._tables.outbox.values())

    def _until(self, hook: str, now: datetime) -> datetime:
        return self._tables.waits[hook][1] if hook in self._tables.waits else now

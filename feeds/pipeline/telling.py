"""Telling: hubs and caches hear of changed documents, whenever they can. A row of calls that judges
nothing, and that nobody waits for: files stand before it begins.

    owing ─► owed ─► Teller.tell ─► outcome ─► settle | put off, and the receipts of withdrawn items
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from feeds.contracts import Clock, Observer, Store, Teller
from feeds.decide.telling import Outcome, next_try, outcome
from feeds.model import Hook, Owed, Told

_AT_ONCE = 500
"""Debts that are settled together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What tells hooks, with the parts that it calls."""

    hooks: tuple[Hook, ...]
    store: Store
    teller: Teller
    observer: Observer
    clock: Clock
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]]
    """A thread of its own: a release may keep the other one for seconds."""
    _in_hand: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Tells every hook that is due, each by itself, until nothing is owed to it or it fails.

        One that is being told already is left to whoever does: this may be called while an earlier call
        waits for a hook that hangs. Raises StoreError.
        """
        names = [hook.name for hook in self.hooks]
        if not names:
            return
        now = self.clock()
        due = await self.in_store_thread(partial(self.store.owing, names, now))
        tasks = [
            self._tell(hook)
            for hook in self.hooks
            if hook.name in due and hook.name not in self._in_hand
        ]
        for fault in await asyncio.gather(*tasks, return_exceptions=True):
            if fault is not None:
                raise fault

    async def _tell(self, hook: Hook) -> None:
        if hook.name in self._in_hand:
            return
        self._in_hand.add(hook.name)
        try:
            while debts := await self.in_store_thread(self._owed(hook)):
                started = self.clock()
                paths = tuple(dict.fromkeys(one.path for one in debts))
                answers = await self.teller.tell(hook, paths)
                made = outcome(hook, debts, answers, self.clock())
                if not await self.in_store_thread(partial(self._record, hook, made, started)):
                    break
        finally:
            self._in_hand.discard(hook.name)

    def _owed(self, hook: Hook) -> Callable[[], tuple[Owed, ...]]:
        return partial(self.store.owed, hook.name, _AT_ONCE)

    def _record(self, hook: Hook, made: Outcome, started: datetime) -> bool:
        """Records what became of it; whether the hook may be told more."""
        failures = 0
        with self.store.transaction():
            if made.error:
                failures = 1 if made.settled else self.store.failures(hook.name) + 1
            self.store.settle(hook.name, [one.number for one in (*made.settled, *made.given_up)])
            if failures:
                self._put_off(hook, made, failures)
            self.store.tell(made.lines)
        self.observer(
            Told(
                hook=hook.name,
                kind=hook.kind.value,
                at=started,
                seconds=(made.at - started).total_seconds(),
                told=_documents(made.settled),
                failed=_documents(made.put_off),
                given_up=_documents(made.given_up),
                failures=failures,
                error=made.error,
            )
        )
        return bool(self.store.owing([hook.name], made.at))

    def _put_off(self, hook: Hook, made: Outcome, failures: int) -> None:
        """The hook is left alone for a while, but not where a story was killed while it was told."""
        numbers = [one.number for one in made.put_off]
        until = next_try(failures, made.asked, made.at)
        self.store.put_off(hook.name, numbers, failures=failures, until=until)
        if any(one.item and not one.tries for one in self.store.owed(hook.name, 1)):
            self.store.put_off(hook.name, (), failures=failures, until=made.at)


def _documents(debts: Sequence[Owed]) -> int:
    return len({one.path for one in debts})

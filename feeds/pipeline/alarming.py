"""Alarms: what is not as it should be, said once. A row of calls that judges nothing, and that nobody waits for.

what is remembered ─► found ─► compared with what stands ─► recorded ─► the log, mail, a webhook
polls and pushes ──────────────────────────────────────────────┘
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from feeds.contracts import Clock, Messenger, Observer, Store
from feeds.decide import alarms, alerting, disk, outage
from feeds.decide.conditions import Facts, found
from feeds.errors import FetchError, PublishError
from feeds.model import Alarm, Alarmed, AlarmKind, AlarmRecord, AlarmRoute, Poll
from feeds.pipeline.brought import Brought
from feeds.pipeline.house import House

_LOOK = timedelta(minutes=1)
_LOG = "log"
"""The way out that is always there."""


def sound(store: Store, momentary: Sequence[Alarm], now: datetime) -> None:
    """Raises alarms of what has just happened, with whatever else the transaction holds."""
    if momentary:
        with store.transaction():
            known, last = store.standing_alarms(), store.last_change()
            store.save_alarms(tuple(alarms.raised(known, momentary, last, now)))


def sound_polls(
    store: Store, house: House, brought: Sequence[Brought], polls: Sequence[Poll], now: datetime
) -> None:
    """Raises the alarms of what polls, or pushes, have brought."""
    before = {one.state.id: one.state for one in brought}
    momentary = [
        alarm
        for poll in polls
        for alarm in alarms.of_poll(
            house.sources[poll.state.id], before[poll.state.id], poll.state, poll.filings
        )
    ]
    sound(store, momentary, now)


@dataclass(slots=True, kw_only=True)
class Alarming:
    """What looks and tells, with the parts that it calls."""

    house: House
    store: Store
    messengers: tuple[Messenger, ...]
    disks: Callable[[], Mapping[str, int]]
    """By what lies there, the bytes that are free on each disk."""
    observer: Observer
    clock: Clock
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]]
    """A thread of its own: a release may keep the other one for seconds."""
    _looked: datetime | None = None
    _in_hand: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Looks, where that was not done for a minute, and tells what is new by every way that may be used.

        May be called as often as one likes, and while an earlier call waits for a server of mail that hangs.
        Raises StoreError.
        """
        now = self.clock()
        looks = self._looked is None or not self._looked <= now < self._looked + _LOOK
        if looks:
            self._looked = now
            await self.in_store_thread(partial(self._look, now))
        await self.in_store_thread(partial(self._log, now, always=looks))
        sending = [self._send(one) for one in self.messengers]
        for fault in await asyncio.gather(*sending, return_exceptions=True):
            if fault is not None:
                raise fault

    def _look(self, now: datetime) -> None:
        facts = self._facts(now)
        at_this_time = tuple(found(facts, now))
        changes = partial(alarms.changes, found=at_this_time, now=now)
        store = self.store
        if not any(changes(store.standing_alarms(), last=0)):
            return  # most looks find nothing new, and take no turn at writing for it
        with store.transaction():
            store.save_alarms(tuple(changes(store.standing_alarms(), last=store.last_change())))
            store.forget_alarms(now - alarms.FORGOTTEN_AFTER)

    def _facts(self, now: datetime) -> Facts:
        store, disks = self.store, {}
        for where, free in self.disks().items():
            before = store.lows(where)
            lows = disk.felt(before, free, now)
            if lows != before:
                store.save_lows(where, lows)
            disks[where] = (lows, free)
        return Facts(
            sources=tuple(self.house.sources.values()),
            states=store.states(),
            subscriptions=store.subscriptions(),
            disks=disks,
            routes=self._routes(),
            alarms=(*store.standing_alarms(), *store.recent_alarms(now - outage.REMEMBERED)),
            agent=self.house.agent,
        )

    def _routes(self) -> tuple[AlarmRoute, ...]:
        names = (_LOG, *(one.name for one in self.messengers))
        self.store.keep_alarm_routes(names)
        return self.store.alarm_routes()

    def _route(self, name: str) -> AlarmRoute:
        known = (one for one in self.store.alarm_routes() if one.name == name)
        return next(known, AlarmRoute(name=name))

    def _log(self, now: datetime, *, always: bool) -> None:
        """The log and the metrics are told at once."""
        route, last = self._route(_LOG), self.store.last_change()
        changed = self.store.changed_alarms(route.told, last) if route.told < last else ()
        if not (changed or always):
            return
        alert = alerting.alert("", route, changed, now, most=len(changed)) if changed else None
        stand = Counter(one.alarm.kind for one in self.store.standing_alarms())
        self.observer(
            Alarmed(
                at=now,
                raised=alert.raised if alert else (),
                over=alert.over if alert else (),
                standing=tuple((kind, stand[kind]) for kind in AlarmKind),
            )
        )
        if changed:
            self.store.save_alarm_route(alerting.passed_over(route, changed))

    async def _send(self, messenger: Messenger) -> None:
        if messenger.name in self._in_hand:
            return
        self._in_hand.add(messenger.name)
        try:
            changed: tuple[AlarmRecord, ...]
            route, changed = await self.in_store_thread(partial(self._owed, messenger.name))
            if not changed:
                return
            now = self.clock()
            alert = alerting.alert(self.house.site.name, route, changed, now)
            after = alerting.passed_over(route, changed)
            if alert is not None:
                try:
                    await messenger.send(alert)
                    after = alerting.told(route, changed, now)
                except (FetchError, PublishError) as fault:
                    after = alerting.failed(route, str(fault), now)
            await self.in_store_thread(partial(self.store.save_alarm_route, after))
        finally:
            self._in_hand.discard(messenger.name)

    def _owed(self, name: str) -> tuple[AlarmRoute, tuple[AlarmRecord, ...]]:
        route = self._route(name)
        if not alerting.is_due(route, self.store.last_change(), self.clock()):
            return route, ()
        return route, self.store.changed_alarms(route.told, alerting.AT_ONCE)

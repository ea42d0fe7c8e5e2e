"""Subscribing: hubs are asked to push what sources publish, and their word is taken down. A row of calls
that judges nothing.

    settle   what the feeds name and the config wants ─► subscriptions to have, and to leave
    run      due ─► asked (on disk first: a hub may come back before it answers) ─► Caller.call ─► taken down
    verify   a hub comes back ─► pending? ─► on disk ─► its challenge
    rest     due and pushed ─► put off
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from feeds.contracts import Caller, Clock, Observer, Store
from feeds.decide import websub
from feeds.errors import FetchError
from feeds.model import Call, Called, Mode, SourceState, Subscribed, Subscription, host_of
from feeds.pipeline.house import House

_AT_ONCE = 5
"""Requests that are begun each second: all feeds may name one hub."""
_MOST_HOPS = 3
_REDIRECTS = frozenset({307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """What deals with hubs, with the parts that it calls."""

    house: House
    callback: str
    """Where hubs reach us, ending in a slash; ``""``: nobody is asked to push."""
    store: Store
    caller: Caller
    observer: Observer
    clock: Clock
    token: Callable[[], str]
    """Makes what nobody can guess."""
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]]
    """A thread of its own: a hub waits for what is taken down, and a release may take seconds."""
    since: datetime
    """When this process began to listen: nobody knows what was pushed before."""
    _missed: dict[str, datetime] = field(default_factory=dict)

    def paths(self) -> frozenset[str]:
        """The paths below which hubs reach us, those of callbacks that are being left among them."""
        known = {self.callback, *(one.callback for one in self.store.subscriptions())}
        return frozenset(urlsplit(one).path for one in known if one)

    # whom to ask

    def settle(self, ids: Collection[str] | None = None) -> None:
        """Makes the subscriptions of sources (all, unless some are named) those that are wanted now."""
        if ids is None:
            every = self.store.subscriptions()
            states = dict(self.store.states()) if self.callback or every else {}
            ids = {*states, *(one.source for one in every)}
        elif not self.callback:
            return
        else:
            every = tuple(one for id_ in ids for one in self.store.subscriptions(id_))
            states = {id_: state for id_ in ids if (state := self.store.state(id_)) is not None}
        mine: dict[str, list[Subscription]] = {id_: [] for id_ in sorted(ids)}
        for one in every:
            mine[one.source].append(one)
        now = self.clock()
        changes = [
            change for id_ in mine for change in self._settled(id_, states.get(id_), mine[id_], now)
        ]
        if changes:
            with self.store.transaction():
                for change in changes:
                    if isinstance(change, str):
                        self.store.end_subscription(change)
                    else:
                        self.store.save_subscription(change)

    def _settled(
        self, id_: str, state: SourceState | None, mine: Sequence[Subscription], now: datetime
    ) -> Iterator[Subscription | str]:
        """What changes of a source's subscriptions: those that are saved, and the tokens of those that end."""
        source = self.house.sources.get(id_)
        kept: Subscription | None = None
        if self.callback and source and state and websub.is_wanted(source, state):
            fits = (
                one for one in mine if websub.still_fits(one, source, state, self.callback, now)
            )
            kept = next(fits, None)
            found = websub.named(source, state) if kept is None else None
            if found is not None:
                yield self._new(id_, *found, now)
        for one in mine:
            if one is not kept and one.mode is Mode.SUBSCRIBE:
                yield websub.left(one, now) or one.token

    def _new(self, source: str, hub: str, topic: str, now: datetime) -> Subscription:
        return Subscription(
            token=self.token(),
            callback=self.callback,
            source=source,
            hub=hub,
            topic=topic,
            secret=self.token() if websub.keeps_secrets(hub) else "",
            created=now,
            due=now,
        )

    # asking

    async def run(self) -> None:
        """Asks every hub that is to be asked by now, each by itself. Raises StoreError."""
        now = self.clock()
        look = partial(self.store.subscriptions_due, now, _AT_ONCE)
        asking = [self._ask(one) for one in await self.in_store_thread(look)]
        for fault in await asyncio.gather(*asking, return_exceptions=True):
            if fault is not None:
                raise fault

    async def _ask(self, due: Subscription) -> None:
        one = await self.in_store_thread(partial(self._begin, due.token))
        if one is None:
            return
        try:
            called = await self._called(websub.call(one))
        except FetchError as fault:
            why = str(fault)
            if fault.permanent:
                made = websub.refused(one, why, self.clock(), is_final=True)
            else:
                made = websub.unheard(one, why)
        else:
            why = "" if called.status // 100 == 2 else f"it answers {called.status}"
            retry_after = called.retry_after
            made = websub.refused(one, why, self.clock(), retry_after=retry_after) if why else one
        if await self.in_store_thread(partial(self._take_down, one, made)):
            self._tell(made, "failed" if why else "asked")

    def _begin(self, token: str) -> Subscription | None:
        """The subscription, asked for on disk; None where there is nothing to ask any more."""
        now = self.clock()
        with self.store.transaction():
            one = self.store.subscription(token)
            if one is None or one.due > now:
                return None
            paused = (p.until for p in self.store.pauses(now) if p.host == host_of(one.hub))
            if (until := next(paused, None)) is not None:  # for whatever was asked of it (C30)
                self.store.save_subscription(replace(one, due=until))
                return None
            if websub.is_given_up(one, now):
                self.store.end_subscription(token)
                self._tell(one, "ended")
                return None
            one = websub.asked(one, now)
            self.store.save_subscription(one)
            return one

    def _take_down(self, asked: Subscription, made: Subscription) -> bool:
        """Records what came of a request; False where the hub has come back meanwhile, which says more."""
        with self.store.transaction():
            now = self.store.subscription(asked.token)
            if now is None or (now.asked, now.mode) != (asked.asked, asked.mode):
                return False
            # What was pushed while the hub was asked, or missed, stands.
            self.store.save_subscription(replace(made, pushed=now.pushed))
            return True

    async def _called(self, call: Call) -> Called:
        """What a hub has answered, wherever it has moved to (WebSub, 5.1). Raises FetchError."""
        for _ in range(_MOST_HOPS):
            called = await self.caller.call(call)
            if called.status not in _REDIRECTS or not called.location:
                return called
            if websub.keeps_secrets(call.url) and not websub.keeps_secrets(called.location):
                raise FetchError("it redirects from https to http")
            call = replace(call, url=called.location)
        raise FetchError(f"it redirects more than {_MOST_HOPS} times")

    # what hubs say

    async def verify(self, token: str, said: Mapping[str, str]) -> bool:
        """Whether a hub that has come back is to be given its challenge; what it says is on disk then.
        Raises StoreError.
        """
        told: bool = await self.in_store_thread(partial(self._verify, token, said))
        return told

    def _verify(self, token: str, said: Mapping[str, str]) -> bool:
        now, mode, topic = self.clock(), said.get("hub.mode", ""), said.get("hub.topic", "")
        with self.store.transaction():
            one = self.store.subscription(token)
            if one is None:
                return False
            if mode == "denied" and topic == one.topic:
                self._denied(one, said.get("hub.reason", ""), now)
                return True
            if not websub.is_pending(one, mode, topic):
                return False
            if one.mode is Mode.UNSUBSCRIBE:
                self.store.end_subscription(token)
                self._tell(one, "ended")
            else:
                one = websub.verified(one, said.get("hub.lease_seconds", ""), now)
                self.store.save_subscription(one)
                self._tell(one, "verified")
        return True

    def _denied(self, one: Subscription, reason: str, now: datetime) -> None:
        if one.mode is Mode.UNSUBSCRIBE:
            self.store.end_subscription(one.token)
            self._tell(one, "ended")
            return
        one = websub.denied(one, reason, now)
        self.store.save_subscription(one)
        self._tell(one, "denied")

    # what follows

    def miss(self, token: str) -> None:
        """What was pushed to a callback, ``""`` to any, is lost: the source is not to be left to its hub before it
        was polled.
        """
        self._missed[token] = self.clock()

    def rest(self, now: datetime) -> None:
        """Puts off the polls of sources that are pushed."""
        if not self.callback:
            return
        if not self.store.pushed_and_due(now):  # a look costs no lock
            return
        with self.store.transaction():
            for one in self.store.pushed_and_due(now):
                source, state = self.house.sources.get(one.source), self.store.state(one.source)
                if source is None or state is None or not websub.is_wanted(source, state):
                    continue
                until = websub.rests_until(
                    one,
                    source,
                    state,
                    since=max(self._missed.get(of, self.since) for of in (one.token, "")),
                    min_interval=self.house.owed(source),
                    now=now,
                )
                if until is not None:
                    self.store.save_state(replace(state, next_due=until))

    def _tell(self, one: Subscription, outcome: str) -> None:
        self.observer(
            Subscribed(
                source=one.source,
                hub=one.hub,
                outcome=outcome,
                at=self.clock(),
                until=one.until,
                failures=one.failures,
                error=one.error,
            )
        )

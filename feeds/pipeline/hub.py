"""The house's own hub (W3C WebSub): requests are heard, confirmed where they want their content, and served. A row
of calls that judges nothing.

    hear     a form ─► asks for what we have? room? ─► on disk
    run      requests ─► Caller.call at the callback ─► taken down, and what `Distributing` owes
    settle   leases that have ended go; topics that have gone are denied
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from feeds.contracts import Caller, Clock, Observer, Store
from feeds.decide import hub
from feeds.errors import FetchError
from feeds.model import Attended, Confirmed, Intent, Mode, Verdict, host_of
from feeds.pipeline.distributing import Distributing, Turns

MOST_PENDING = 2000
MOST_PENDING_AT_A_HOST = 200
"""Of a reader that has all channels in all formats, and of no flood."""
_AT_ONCE = 200
_SETTLED_FOR = timedelta(minutes=1)
_GONE = "this feed is published here no more"
_UNCONFIRMED = "it did not confirm what was requested for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What hears requests, with the parts that it calls. It needs no writer of the store: what it notes is for that."""

    topics: Mapping[str, str]
    """Feeds that may be subscribed to, each with the path of its document; none: there is no hub."""
    most: int
    """Subscriptions that are held at a time."""
    store: Store
    clock: Clock
    may_ask: Callable[[str], bool]
    """Whether an address may be asked, as far as its text tells; the caller looks at it again each time."""

    def hear(self, said: Mapping[str, str]) -> Verdict:
        """What becomes of a request; it is on disk when it is accepted. Raises StoreError."""
        now = self.clock()
        is_open = self.may_ask(said.get("hub.callback", ""))
        found = hub.intent(said, self.topics, is_open=is_open, now=now)
        if isinstance(found, str):
            return Verdict(refusal=found)
        pending, host = self.store.pending(), host_of(found.callback)
        if pending >= MOST_PENDING or self.store.pending(host) >= MOST_PENDING_AT_A_HOST:
            return Verdict(refusal="too many requests wait for their callbacks", is_full=True)
        if (
            found.mode is Mode.SUBSCRIBE
            and self.store.subscribed(now) + pending >= self.most
            and self.store.subscriber(found.callback, found.topic) is None
        ):
            return Verdict(refusal="this hub has no room for more subscriptions", is_full=True)
        self.store.intend(found)
        return Verdict()


@dataclass(slots=True, kw_only=True)
class Hub:
    """What serves our own subscribers, with the parts that it calls."""

    hearing: Hearing
    caller: Caller
    observer: Observer
    challenge: Callable[[], str]
    """Makes what nobody can guess."""
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]]
    turns: Turns
    distributing: Distributing
    _in_hand: set[int] = field(default_factory=set)
    _settled: datetime | None = None

    @property
    def store(self) -> Store:
        """Where all of it is remembered."""
        return self.hearing.store

    @property
    def clock(self) -> Clock:
        """The wall clock."""
        return self.hearing.clock

    async def hear(self, said: Mapping[str, str]) -> Verdict:
        """See `Hearing.hear`."""
        heard: Verdict = await self.in_store_thread(partial(self.hearing.hear, said))
        return heard

    # what is to be done

    async def run(self) -> None:
        """Does all that is to be done by now, and is not under way already. Raises StoreError, PublishError."""
        now = self.clock()
        if self._settled is None or now - self._settled >= _SETTLED_FOR:
            self._settled = now
            await self.in_store_thread(self.settle)
        look = partial(self.store.intents_due, now, _AT_ONCE)
        due: tuple[Intent, ...] = await self.in_store_thread(look)
        fresh = [one for one in due if one.number not in self._in_hand]
        self._in_hand.update(one.number for one in fresh)
        asking = [self._ask(one) for one in fresh]
        doing = asyncio.gather(*asking, self.distributing.run(), return_exceptions=True)
        for fault in await doing:
            if fault is not None:
                raise fault

    def settle(self) -> None:
        """Forgets leases that have ended; whoever wants what is published no more is to be told so."""
        now = self.clock()
        self.store.lapse(now)
        every = self.store.subscribers()
        gone = [one for one in every if one.topic not in self.hearing.topics]
        lost = [
            one
            for one in self.store.intents()
            if one.mode is not Mode.DENIED and one.topic not in self.hearing.topics
        ]
        if gone or lost:
            with self.store.transaction():
                self.store.end_subscribers([one.number for one in gone])
                for asked in lost:
                    self.store.intend(hub.denied(asked, _GONE, now))
                for one in gone:
                    self.store.intend(hub.denied(one, _GONE, now))
        count = Counter(hub.standing(one, now) for one in every if one.topic in self.hearing.topics)
        self.observer(Attended(at=now, subscribers=tuple(sorted(count.items()))))

    async def _ask(self, one: Intent) -> None:
        try:
            async with self.turns.turn(host_of(one.callback), doubtful=True):
                asked, challenge = self.clock(), self.challenge()
                denies = one.mode is Mode.DENIED
                call = hub.denial(one) if denies else hub.confirmation(one, challenge)
                try:
                    called = await self.caller.call(call)
                except FetchError as fault:
                    again = partial(self._unheard, one, str(fault))
                    await self.in_store_thread(again)
                    return
            is_confirmed = denies or hub.is_confirmed(called, challenge)
            take_down = partial(self._heard, one, asked, is_confirmed=is_confirmed)
            await self.in_store_thread(take_down)
        finally:
            self._in_hand.discard(one.number)

    def _unheard(self, one: Intent, error: str) -> None:
        again = hub.unheard(one, self.clock())
        if again is not None:
            self.store.put_off_intent(again)
        elif self.store.end_intent(one.number):
            self._tell(one, "failed", error=error)

    def _heard(self, one: Intent, asked: datetime, *, is_confirmed: bool) -> None:
        """Records what a callback has said; nothing, where another request has taken the place of this one."""
        with self.store.transaction():
            if not self.store.end_intent(one.number):
                return
            before = self.store.subscriber(one.callback, one.topic)
            if one.mode is Mode.DENIED:
                self._tell(one, "denied", error=one.reason)
            elif not is_confirmed:
                self._tell(one, "failed", error=_UNCONFIRMED)
            elif one.mode is Mode.UNSUBSCRIBE:
                if before is not None:
                    self.store.end_subscribers([before.number])
                self._tell(one, "unsubscribed")
            else:
                stands = self.store.documents([one.path]).get(one.path)
                mark = stands.sha256 if stands is not None else ""
                made = hub.subscriber(one, before, mark, asked)
                self.store.save_subscriber(made)
                self._tell(one, "renewed" if before else "subscribed", until=made.until)

    def _tell(
        self, one: Intent, outcome: str, *, until: datetime | None = None, error: str = ""
    ) -> None:
        self.observer(
            Confirmed(
                topic=one.topic,
                host=host_of(one.callback),
                outcome=outcome,
                at=self.clock(),
                until=until,
                error=error,
            )
        )

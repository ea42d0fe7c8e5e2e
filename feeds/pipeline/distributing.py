"""Distributing: subscribers of our own hub get the newest content of their topics (W3C WebSub, 7). A row of calls
that judges nothing, and that nobody waits for.

    owed ─► turn ─► still owed? read what is published ─► Caller.call ─► taken down, with all that came meanwhile

What is owed is no list that could be lost or grow: it is all whose mark is not that of the document as it is
recorded. Whoever lags gets the newest content once. What is delivered is read when its turn has come, so that a story
that is killed goes to nobody any more.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from feeds.contracts import Caller, Clock, Observer, Publisher, Store
from feeds.decide import hub
from feeds.errors import FetchError
from feeds.model import Call, Distributed, Subscriber, host_of

_PLACES = 64
"""Calls that are under way at a time."""
_PLACES_OF_THE_DOUBTFUL = 16
"""Of these, for callbacks that have failed or that nobody has confirmed: who hangs keeps nobody else waiting."""
_PLACES_AT_A_HOST = 8
"""A thousand subscribers at one host are served one after the other over so many connections, and without a pause."""
_AT_ONCE = 5000
"""Deliveries that wait for their turn."""
_MOST_NAMED = 20


class Turns:
    """Whose call it is: few at a time at one host, more in all."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_PLACES)
        self._of_the_doubtful = asyncio.Semaphore(_PLACES_OF_THE_DOUBTFUL)
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._waiting: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, host: str, *, doubtful: bool) -> AsyncIterator[None]:
        """Waits for one's turn, first at the host: who waits for a busy one takes no place from others."""
        at_host = self._hosts.setdefault(host, asyncio.Semaphore(_PLACES_AT_A_HOST))
        self._waiting[host] += 1
        try:
            async with (
                at_host,
                self._of_the_doubtful if doubtful else nullcontext(),
                self._places,
            ):
                yield
        finally:
            self._waiting[host] -= 1
            if not self._waiting[host]:
                del self._waiting[host], self._hosts[host]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What became of a delivery."""

    before: Subscriber
    after: Subscriber | None
    """None: it has gone."""
    size: int

    @property
    def outcome(self) -> str:
        if self.after is None:
            return "gone"
        if self.after.given_up:
            return "given_up"
        return "failed" if self.after.failures else "delivered"

    @property
    def news(self) -> str:
        """What somebody should know of it; ``""`` where that is nothing, or was said before."""
        if self.after is None or not self.after.failures:
            return ""
        known = self.before.given_up or (self.before.failures and not self.after.given_up)
        return "" if known else f"{host_of(self.before.callback)}: {self.after.error}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributing:
    """What delivers, with the parts that it calls."""

    url: str
    """Of our own hub."""
    store: Store
    publisher: Publisher
    media_types: Mapping[str, str]
    """As which documents are served, by their paths."""
    caller: Caller
    observer: Observer
    clock: Clock
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]]
    turns: Turns
    _in_hand: set[int] = field(default_factory=set)
    _made: list[_Made] = field(default_factory=list)
    _recording: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Delivers what is owed by now, as far as that is not under way already; returns when each callback
        has answered, or has been waited for long enough. Raises StoreError, PublishError.
        """
        started = self.clock()
        look = partial(self.store.deliveries_due, started, _AT_ONCE)
        due: Sequence[Subscriber] = await self.in_store_thread(look)
        # Nothing is awaited between the look at what is in hand and the note that it is.
        fresh = [one for one in due if one.number not in self._in_hand]
        self._in_hand.update(one.number for one in fresh)
        delivering = [self._deliver(one) for one in fresh]
        found = await asyncio.gather(*delivering, return_exceptions=True)
        made = [one for one in found if isinstance(one, _Made)]
        if made:
            self._tell(made, started)
        for fault in found:
            if isinstance(fault, BaseException):
                raise fault

    async def _deliver(self, one: Subscriber) -> _Made | None:
        try:
            async with self.turns.turn(host_of(one.callback), doubtful=one.failures > 0):
                begun = await self.in_store_thread(partial(self._begin, one.number))
                if begun is None:
                    return None
                made = await self._called(*begun)
            await self._take_down(made)
            return made
        finally:
            self._in_hand.discard(one.number)

    def _begin(self, number: int) -> tuple[Subscriber, str, Call] | None:
        """What is to be sent to whom, with its mark; None where nothing is owed any more."""
        one = self.store.delivery(number, self.clock())
        body = self.publisher.read(one.path) if one is not None else None
        if one is None or body is None or one.path not in self.media_types:
            return None
        mark = hashlib.sha256(body).hexdigest()
        if mark == one.mark:  # it stands, and is about to be recorded
            return None
        return one, mark, hub.delivery(one, body, self.media_types[one.path], self.url)

    async def _called(self, one: Subscriber, mark: str, call: Call) -> _Made:
        try:
            called = await self.caller.call(call)
        except FetchError as fault:
            after = hub.failed(one, mark, str(fault), self.clock(), fault.retry_after)
            return _Made(before=one, after=after, size=0)
        if hub.has_gone(called):
            return _Made(before=one, after=None, size=0)
        if why := hub.fault_of(called):
            after = hub.failed(one, mark, why, self.clock(), called.retry_after)
        else:
            after = hub.delivered(one, mark, self.clock())
        return _Made(before=one, after=after, size=len(call.body))

    async def _take_down(self, made: _Made) -> None:
        """Records it. A thousand that answer at once wait for the disk a few times, not a thousand."""
        self._made.append(made)
        async with self._recording:
            gathered = self._made[:]
            del self._made[:]
            if gathered:
                await self.in_store_thread(partial(self._record, gathered))

    def _record(self, gathered: Sequence[_Made]) -> None:
        gone = []
        with self.store.transaction():
            for made in gathered:
                now = self.store.subscriber(made.before.callback, made.before.topic)
                if now is None or now.number != made.before.number:
                    continue  # it has unsubscribed meanwhile
                if made.after is None:
                    gone.append(now.number)
                else:  # it may have renewed its lease
                    kept = replace(made.after, secret=now.secret, until=now.until)
                    self.store.save_subscriber(kept)
            self.store.end_subscribers(gone)

    def _tell(self, made: Sequence[_Made], started: datetime) -> None:
        count = Counter(one.outcome for one in made)
        news = dict.fromkeys(one.news for one in made if one.news)
        self.observer(
            Distributed(
                at=started,
                seconds=(self.clock() - started).total_seconds(),
                delivered=count["delivered"],
                failed=count["failed"],
                given_up=count["given_up"],
                gone=count["gone"],
                sent_bytes=sum(one.size for one in made),
                newly=tuple(news)[:_MOST_NAMED],
            )
        )

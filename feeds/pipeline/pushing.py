"""Pushing: what hubs send to callbacks. A row of calls that judges nothing.

    signed? ─► read ─► record, as if a poll had brought it ─► what proves the hub
       │         └─► polled for it, as soon as its publisher may be asked
       └─► ignored, and counted

What is not ignored is on disk when this returns. What a poll remembers (validators, schedule, the last
body) is left as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from feeds.decide import websub
from feeds.decide.due import known_at, may_poll_from
from feeds.errors import ParseError
from feeds.model import (
    Fetched,
    Mode,
    Payload,
    Poll,
    Pushed,
    Reading,
    Source,
    SourceState,
    Subscription,
)
from feeds.pipeline.ingest import Brought, Ingest, alarms, counted
from feeds.pipeline.subscribing import Subscribing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushing:
    """What takes pushes in, with the parts that it calls."""

    ingest: Ingest
    subscribing: Subscribing
    changed: Callable[[], None]
    """Told when something is to be released, or to be polled."""

    async def wants(self, token: str) -> bool:
        """Whether anything may be pushed to a callback; False: it is gone (C76). Raises StoreError."""
        return await self._known(token) is not None

    async def take(self, token: str, media_type: str, signature: str, body: bytes) -> bool:
        """Takes in what was pushed; False where nothing is wanted there any more. Raises StoreError."""
        one = await self._known(token)
        if one is None:
            return False
        try:
            await self._take(one, media_type, signature, body)
        except BaseException:
            self.subscribing.miss(one.source)
            raise
        return True

    async def _known(self, token: str) -> Subscription | None:
        look = partial(self.ingest.store.subscription, token)
        one: Subscription | None = await self.subscribing.in_store_thread(look)
        if one is None or one.mode is not Mode.SUBSCRIBE:
            return None
        source = self.ingest.house.sources.get(one.source)
        return one if source is not None and source.enabled and source.websub else None

    async def _take(self, one: Subscription, media_type: str, signature: str, body: bytes) -> None:
        source = self.ingest.house.sources[one.source]
        started = self.ingest.clock()
        tell = partial(self._tell, one, started, len(body))
        if one.secret and not websub.is_signed(one.secret, signature, body):
            doubt = partial(self.ingest.store.doubt, [source.id])
            await self.subscribing.in_store_thread(doubt)
            tell("ignored", error="its signature is wrong" if signature else "it is not signed")
            return
        payload = Payload(
            source=source.id,
            url=source.url,
            body=body,
            media_type=media_type,
            fetched_at=started,
            sha256=hashlib.sha256(body).hexdigest(),
        )
        reading, why = await self._read(payload, source, one)
        if reading is None:
            await self.subscribing.in_store_thread(partial(self._make_due, source))
            tell("hint", error=why)
            self.changed()
            return
        before = self.ingest.store.state(source.id)
        record = partial(self._record, one, payload, reading, started)
        for poll in await self.ingest.in_store_thread(record):
            ids = before.ids if before is not None else poll.state.ids
            counts = counted(poll.filings)
            tell("new" if poll.filings else "same", counts=counts, alarms=alarms(ids, poll))
            if poll.filings:
                self.changed()

    async def _read(
        self, payload: Payload, source: Source, one: Subscription
    ) -> tuple[Reading | None, str]:
        """What was pushed, or why it is no more than a hint."""
        if not one.secret:
            return None, "it is not signed: the hub is not reached by https, and has no secret"
        try:
            reading = await self.ingest.reader.read(payload, source)
        except ParseError as fault:
            return None, str(fault)
        return (reading, "") if reading.items else (None, "it has no items")

    def _record(
        self, one: Subscription, payload: Payload, reading: Reading, started: datetime
    ) -> tuple[Poll, ...]:
        store, now = self.ingest.store, self.ingest.clock()
        with store.transaction():
            state = store.state(one.source)
            if state is None:
                return ()
            recorded = self.ingest.record([_brought(state, payload, reading, started, now)])
            known = store.subscription(one.token)
            if known is not None:
                store.save_subscription(replace(known, pushed=now))
            return recorded

    def _make_due(self, source: Source) -> None:
        """The source is polled for what was pushed, but no sooner than its publisher may be asked (C20),
        and not while its server fails.
        """
        store, now = self.ingest.store, self.ingest.clock()
        with store.transaction():
            store.doubt([source.id])
            state = store.state(source.id)
            if state is not None and not state.failures:
                state = known_at(source, state)
                earliest = may_poll_from(source, state, self.ingest.house.min_interval)
                store.make_due(source.id, max(earliest or now, now))

    def _tell(
        self,
        one: Subscription,
        started: datetime,
        size: int,
        outcome: str,
        *,
        error: str = "",
        counts: tuple[tuple[str, int], ...] = (),
        alarms: tuple[str, ...] = (),
    ) -> None:
        self.ingest.observer(
            Pushed(
                source=one.source,
                hub=one.hub,
                outcome=outcome,
                at=started,
                seconds=(self.ingest.clock() - started).total_seconds(),
                wire_bytes=size,
                counts=counts,
                error=error,
                alarms=alarms,
            )
        )


def _brought(
    state: SourceState, payload: Payload, reading: Reading, started: datetime, now: datetime
) -> Brought:
    return Brought(
        state=state,
        started=started,
        ended=now,
        lateness=0.0,
        fetched=Fetched(payloads=(payload,)),
        readings=((0, reading),),
        faults={},
        is_pushed=True,
    )

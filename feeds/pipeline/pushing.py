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

from feeds.decide import quarantine, websub
from feeds.decide.alarms import of_documents
from feeds.decide.due import may_poll_from
from feeds.errors import ParseError
from feeds.model import (
    Deadly,
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
from feeds.pipeline.alarming import sound
from feeds.pipeline.brought import CUT_OFF, Brought, counted
from feeds.pipeline.ingest import Ingest
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

    async def take(
        self, token: str, media_type: str, signature: str, body: bytes, sent: bytes
    ) -> bool:
        """Takes in what was pushed, which was `sent` so, compressed or not: a hub may have signed either. False where
        nothing is wanted there any more. Raises StoreError.
        """
        one = await self._known(token)
        if one is None:
            return False
        await self._take(one, media_type, signature, body, sent)
        return True

    async def _known(self, token: str) -> Subscription | None:
        look = partial(self._wanted, token)
        one: Subscription | None = await self.subscribing.in_store_thread(look)
        return one

    def _wanted(self, token: str) -> Subscription | None:
        store = self.ingest.store
        one = store.subscription(token)
        if one is None or one.mode is not Mode.SUBSCRIBE:
            return None
        source = self.ingest.house.sources.get(one.source)
        return one if websub.is_wanted(source, store.state(one.source)) else None

    async def _take(
        self, one: Subscription, media_type: str, signature: str, body: bytes, sent: bytes
    ) -> None:
        source = self.ingest.house.sources[one.source]
        started = self.ingest.clock()
        tell = partial(self._tell, one, started, len(sent))
        if one.secret and not (
            websub.is_signed(one.secret, signature, body)
            or websub.is_signed(one.secret, signature, sent)
        ):
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
        look = partial(self.ingest.store.state, source.id)
        before: SourceState | None = await self.subscribing.in_store_thread(look)
        deadly = before.deadly if before is not None else ()
        found = await self._read(payload, source, one, deadly)
        if isinstance(found, ParseError):
            ask = partial(self._hint, source, payload, found)
            await self.subscribing.in_store_thread(ask)
            tell("hint", error=str(found))
            self.changed()
            return
        record = partial(self._record, one, payload, found, started)
        for poll in await self.ingest.in_store_thread(record):
            outcome = "new" if poll.filings else "same"
            error = CUT_OFF if found.cut_off else ""
            tell(outcome, error=error, counts=counted(poll.filings))
            if poll.filings or found.cut_off:
                self.changed()

    async def _read(
        self, payload: Payload, source: Source, one: Subscription, deadly: tuple[Deadly, ...]
    ) -> Reading | ParseError:
        """What was pushed, or why it is no more than a hint."""
        if not one.secret:
            return ParseError("it is not signed: its hub, reached without https, has no secret")
        if why := quarantine.refusal(deadly, payload):
            return ParseError(why)
        try:
            reading = await self.ingest.reader.read(payload, source)
        except ParseError as fault:
            return fault
        return reading if reading.items else ParseError("it has no items")

    def _record(
        self, one: Subscription, payload: Payload, reading: Reading, started: datetime
    ) -> tuple[Poll, ...]:
        store, now = self.ingest.store, self.ingest.clock()
        with store.transaction():
            state = store.state(one.source)
            source = self.ingest.house.sources[one.source]
            if state is None or not websub.is_wanted(source, state):
                return ()
            recorded = self.ingest.record([_brought(state, payload, reading, started, now)])
            known = store.subscription(one.token)
            if reading.cut_off:  # what is missing has to be asked for
                self._make_due(source, now)
            elif known is not None:
                store.save_subscription(replace(known, pushed=now, missed=0))
            return recorded

    def _hint(self, source: Source, payload: Payload, fault: ParseError) -> None:
        """The source is polled for what was pushed. What has ended its reader is remembered (R14)."""
        store, now = self.ingest.store, self.ingest.clock()
        with store.transaction():
            self._make_due(source, now)
            state = store.state(source.id)
            if state is None:
                return
            after = replace(state, deadly=quarantine.learnt(state.deadly, payload, fault, now))
            if after != state:
                store.save_state(after)
                sound(store, tuple(of_documents(source, state, after)), now)

    def _make_due(self, source: Source, now: datetime) -> None:
        """The source is polled, but no sooner than its publisher may be asked (C20), and not while its server
        fails.
        """
        store = self.ingest.store
        store.doubt([source.id])
        state = store.state(source.id)
        if state is not None and not state.failures:
            owed = self.ingest.house.owed(source)
            earliest = may_poll_from(source, state, owed, store.pauses(now))
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
            )
        )


def _brought(
    state: SourceState, payload: Payload, reading: Reading, started: datetime, now: datetime
) -> Brought:
    return Brought(
        state=state,
        started=started,
        answered=started,
        ended=now,
        lateness=0.0,
        fetched=Fetched(payloads=(payload,)),
        readings=((0, reading),),
        faults={},
        is_pushed=True,
        deadly=state.deadly,
    )

"""The local engine: APScheduler as the tick, `next_due` in the store as the truth.

    every second      apply what people decided; claim what is due ─► ingest (as a task; a slow source holds up nobody);
                      sooner where places come free for which others wait
    four a second     look into the drop directories ─► what has files in it is due
    on a change       release, one at a time; what changes meanwhile goes with the next
    after a release   hubs and caches are told, and subscribers of our own hub, each as a task; and every second,
                      those that could not be
    every second      hubs are asked to push what sources publish, and alarms are told; what is pushed is not polled
    every hour        drop what is older than the archive keeps, and let go what is kept no more, in steps

The scheduler keeps no jobs of its own: it is a clock that rings. A tick that is missed, or that
takes long, loses nothing, since the next one asks the store again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from feeds.contracts import Choose, Clock, Store
from feeds.decide import due
from feeds.engine.errands import Errands
from feeds.engine.manager import ServiceManager
from feeds.engine.room import Room
from feeds.engine.schedule import Schedule
from feeds.engine.triggers import Every
from feeds.engine.vitals import Vitals
from feeds.errors import FeedsError, StoreError
from feeds.model import Source, SourceState
from feeds.pipeline.alarming import Alarming
from feeds.pipeline.grouping import Grouping
from feeds.pipeline.hub import Hub
from feeds.pipeline.ingest import Ingest
from feeds.pipeline.release import Release
from feeds.pipeline.restoring import Restoring
from feeds.pipeline.retention import Retention
from feeds.pipeline.rulings import Rulings
from feeds.pipeline.subscribing import Subscribing
from feeds.pipeline.telling import Telling

_TICK = timedelta(seconds=1)
_LOOK = timedelta(milliseconds=250)
_REFILL = 0.1
"""Seconds until places that come free are given to those for whom there was no room."""
_MINUTE = timedelta(minutes=1)
_SWEEP = timedelta(hours=1)
_LAST_WORD = timedelta(seconds=3)
"""How long hubs and caches are waited for before the engine stops, or copy is removed for good."""
_AGAIN = timedelta(seconds=30)
"""How long what could not be recorded, or made again, is left alone before it is tried again."""
_WRITTEN_ANEW = timedelta(hours=1)
"""How long it may take to write the whole store anew, which is one step."""
_AT_ONCE = timedelta(minutes=30)
"""How long other steps may take: all that is held is judged anew, the archive dropped, the folder listed."""

T = TypeVar("T")
InStoreThread = Callable[[Callable[[], Any]], Awaitable[Any]]


class LocalEngine:
    """Runs ingest and release until it is stopped."""

    def __init__(
        self,
        *,
        ingest: Ingest,
        release: Release,
        rulings: Rulings,
        telling: Telling,
        hub: Hub,
        alarming: Alarming,
        subscribing: Subscribing,
        retention: Retention,
        store: Store,
        schedule: Schedule,
        clock: Clock,
        in_store_thread: InStoreThread,
        waiting: Callable[[Source, str], bool],
        alarm: Callable[[str, BaseException], None],
        give_up: Callable[[FeedsError], None],
        watchdog: ServiceManager,
        vitals: Vitals,
        aclose: Callable[[], Awaitable[None]],
    ) -> None:
        self._ingest = ingest
        self._release = release
        self._restoring = Restoring(release=release)
        self._rulings = rulings
        self._outward = {"tell": telling.run, "hub": hub.run, "alarms": alarming.run}
        self._subscribing = subscribing
        self._polled: set[str] | None = None
        """Sources whose feeds may name another hub than they did; None: all."""
        self._retention = retention
        self._store = store
        self._schedule = schedule
        self._clock = clock
        self._in_store_thread = in_store_thread
        self._waiting = waiting
        self._alarm = alarm
        self._give_up = give_up
        self._watchdog = watchdog
        self._vitals = vitals
        self._unrecorded: datetime | None = None
        self._erase_from: datetime | None = None
        self._to_erase = 0
        """The journal's line up to which copy goes for good: no reader sees it any more."""
        self._run_out: list[datetime] = []
        self._aclose = aclose
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._polls = Errands()
        self._tellings = Errands()
        self._room = Room(
            ingest.house.sources, places=schedule.concurrency, per_host=schedule.per_host
        )
        self._changed = asyncio.Event()
        self._releasing: asyncio.Task[None] | None = None
        self._tick_lock = asyncio.Lock()
        self._stopping = False

    def start(self) -> None:
        """Starts ticking; returns at once."""
        jobs = (
            (self._decide, _TICK),
            (self._tick, _TICK),
            (self._look, _LOOK),
            (self._look_at_hubs, _MINUTE),
            (self._sweep, _SWEEP),
        )
        for job, every in jobs:
            # A late tick is as good as a punctual one, and one of several missed is enough.
            self._scheduler.add_job(
                job,
                Every(every),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                next_run_time=self._clock(),
            )
        self._scheduler.start()
        self._releasing = asyncio.create_task(self._release_changes())
        self._changed.set()

    def wake(self) -> None:
        """Something changed: look now instead of at the next tick."""
        self._changed.set()
        if self._stopping:
            return
        for look in (self._decide, self._fill):
            self._polls.begin(look())

    async def stop(self, grace: timedelta) -> None:
        """Finishes the polls in hand, up to `grace`, and publishes what they brought.

        What is not through by then is given up: its lease runs out and it is polled again.
        """
        if self._releasing is None:
            await self._aclose()
            return
        self._stopping = True
        async with self._tick_lock:  # a claim under way is not given up, but polled
            self._scheduler.shutdown(wait=False)
        await self._polls.ended(grace, give_up=True)
        self._releasing.cancel()
        await asyncio.gather(self._releasing, return_exceptions=True)
        self._releasing = None
        publish = partial(self._release.run, self._goes_well)
        await self._guarded("release", self._in_store_thread(publish))
        self._tell()
        await self._tellings.ended(_LAST_WORD, give_up=True)
        await self._aclose()

    async def _decide(self) -> None:
        """What people decided is applied between two steps of whatever else goes on."""
        if await self._guarded("journal", self._in_store_thread(self._heed)):
            self._tell()  # first: what the next release adds nobody outside waits for
            self._changed.set()

    def _heed(self) -> bool:
        with self._watchdog.patient(_AT_ONCE if self._rulings.unread() else timedelta()):
            if changed := self._rulings.run():
                self._release.withdraw()
        return changed

    def _goes_well(self) -> bool:
        """A sign of life between two steps, and nothing else."""
        self._watchdog.alive()
        self._vitals.ticked = self._clock()
        return False

    async def _tick(self) -> None:
        await self._fill()
        self._goes_well()  # the loop has come round, and the thread that writes with it
        if self._stopping:
            return
        # Embargoes that have lapsed and items that have grown too old change channels too.
        self._changed.set()
        self._tell()
        await self._guarded("subscribe", self._subscribe())

    async def _fill(self) -> None:
        """Polls what is due, as far as there is room."""
        async with self._tick_lock:
            if self._stopping:
                return
            claim = partial(self._claim, frozenset(self._room.in_hand), self._room.chooser())
            claimed = await self._guarded("claim", self._in_store_thread(claim))
            if claimed:
                self._room.take(claimed)
                self._polls.begin(self._poll(claimed))

    async def _subscribe(self) -> None:
        """Hubs are asked for what is wanted of them, and nothing waits for their answers."""
        polled, self._polled = self._polled, set()
        if polled is None or polled:
            settle = partial(self._subscribing.settle, polled)
            await self._subscribing.in_store_thread(settle)
        asking = self._guarded("subscribe", self._subscribing.run())
        self._tellings.begin(asking)

    async def _look_at_hubs(self) -> None:
        self._polled = None  # a source may have been paused, or a hub have had its day

    def _through(self, source: str) -> None:
        self._room.recorded(source)
        if self._polled is not None:
            self._polled.add(source)

    def _claim(self, in_hand: frozenset[str], choose: Choose) -> tuple[SourceState, ...]:
        # What is in hand may outlast its lease, waiting for a turn at a host: it is not polled twice.
        house = self._ingest.house
        free = [s for s in house.sources.values() if s.enabled and s.id not in in_hand]
        folders, web = [s.id for s in free if s.path], [s.id for s in free if not s.path]
        now, lease = self._clock(), self._schedule.lease
        if self._unrecorded and now - self._unrecorded >= _AGAIN and not in_hand:
            # Nobody else holds a lease: these are of polls that the store has failed to record.
            self._store.release_claims(now)
            self._unrecorded = None
        self._subscribing.rest(now)
        claimed = self._store.claim(folders, now, lease, len(folders))
        spacing = house.spacing()
        claimed += self._store.claim(web, now, lease, len(web), spacing=spacing, choose=choose)
        return claimed

    async def _poll(self, claimed: tuple[SourceState, ...]) -> None:
        try:
            await self._guarded(
                "poll", self._ingest.run(claimed, self._changed.set, self._through, self._fetched)
            )
        finally:
            self._room.leave(state.id for state in claimed)

    def _fetched(self, source: str) -> None:
        if self._room.fetched(source) and not self._stopping:
            asyncio.get_running_loop().call_later(_REFILL, self._refill)

    def _refill(self) -> None:
        if not self._stopping:
            self._polls.begin(self._fill())

    async def _look(self) -> None:
        if await self._guarded("look", self._in_store_thread(self._directories_with_files)):
            await self._fill()

    def _directories_with_files(self) -> list[str]:
        now = self._clock()
        full = []
        for source in self._ingest.house.sources.values():
            if not (source.path and source.enabled):
                continue
            state = self._store.state(source.id)
            if state is None or state.paused or source.id in self._room.in_hand:
                continue
            if state.lease_until is not None and state.lease_until > now:
                continue
            if self._waiting(source, due.known_at(source, state).cursor):
                self._store.make_due(source.id, now)
                full.append(source.id)
        return full

    async def _release_changes(self) -> None:
        restore_from: datetime | None = self._clock()
        while True:
            await self._changed.wait()
            self._changed.clear()
            publish = partial(self._publish, asyncio.get_running_loop())
            out = await self._guarded("release", self._in_store_thread(publish))
            self._tell()
            self._vitals.published = self._vitals.published or bool(out)
            if out and (self._erase_from is None or self._erase_from <= self._clock()):
                self._erase_from = await self._erase()
            # Only when all is released that was to be: what is no longer to stand does not come back.
            if out and restore_from is not None and restore_from <= self._clock():
                restored = await self._guarded("restore", self._in_store_thread(self._restore))
                if not self._restoring.is_halfway:  # else it goes on at once
                    restore_from = None if restored else self._clock() + _AGAIN

    async def _erase(self) -> datetime | None:
        """Copy is removed; from when on to try again where somebody reads the store all the while, or
        the disk has no room for another: what is published goes on meanwhile.
        """
        try:
            if self._to_erase:
                # First: of a page that caches know of, nothing is left in the store.
                await self._tellings.ended(_LAST_WORD)
                # In that thread: who stops waiting for it, as a reload does, does not end it.
                erase = partial(self._rulings.erase, self._to_erase)
                await self._in_store_thread(self._watchdog.patient(_WRITTEN_ANEW)(erase))
        except StoreError as fault:
            self._alarm("erase", fault)
            return self._clock() + _AGAIN
        return None

    def _tell(self) -> None:
        """Hubs, caches and subscribers of our own hub get what they are owed, and nothing waits for that."""
        for what in self._outward:
            self._tellings.begin(self._tell_by(what))

    async def _tell_by(self, what: str) -> None:
        await self._guarded(what, self._outward[what]())

    def _publish(self, loop: asyncio.AbstractEventLoop) -> bool:
        """What changed goes out, and what people decide meanwhile at once, for those outside as well."""

        def heed() -> bool:
            self._goes_well()  # to publish a great deal takes longer than a tick may
            if changed := self._heed():
                loop.call_soon_threadsafe(self._tell)
            return changed

        # What is decided from here on may not be out when this is: it is for the next.
        self._to_erase, decided = 0, self._rulings.to_erase()
        before, self._run_out = self._run_out, self._release.house.run_out(self._clock())
        with self._watchdog.patient(_AT_ONCE if self._run_out != before else timedelta()):
            if out := self._release.run(heed):
                self._to_erase = decided
        return out

    def _restore(self) -> bool:
        with self._watchdog.patient(_AT_ONCE):
            return self._restoring.restore(
                lambda: self._goes_well() or self._stopping or bool(self._rulings.unread())
            )

    async def _sweep(self) -> None:
        now = self._clock()

        @self._watchdog.patient(_AT_ONCE)
        def sweep() -> None:
            self._store.drop_payloads(now - self._schedule.archive)
            Grouping(store=self._store).forget(now)

        await self._guarded("sweep", self._in_store_thread(sweep))
        await self._guarded("sweep", self._let_go())

    async def _let_go(self) -> None:
        """A step at a time: what people decide meanwhile goes before the next."""
        steps = self._retention.sweep()
        try:
            while not self._stopping and await self._in_store_thread(
                lambda: next(steps, 0) is None
            ):
                pass
        finally:
            await self._in_store_thread(steps.close)

    async def _guarded(self, what: str, doing: Awaitable[T]) -> T | None:
        """What is awaited gives; a fault ends this tick alone, and is told in full."""
        try:
            done = await doing
        except StoreError as fault:
            self._unrecorded = self._unrecorded or self._clock()
            self._store_failed(what, fault)
        except FeedsError as fault:
            self._alarm(what, fault)
        except Exception as bug:  # noqa: BLE001 -- the daemon outlives a bug, which the alarm tells
            self._alarm(what, bug)
        else:
            self._vitals.done(what)
            return done
        return None

    def _store_failed(self, what: str, fault: StoreError) -> None:
        """Tells it when it begins, and gives up when it persists. That something else still works
        says nothing: a database on a full disk can be read.
        """
        is_new, persists = self._vitals.refused(what, self._clock())
        if is_new:
            self._alarm(what, fault)
        elif persists:
            self._give_up(fault)

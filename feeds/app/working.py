"""What the commands that do the work ask for: `run`, `once`, `serve`."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from feeds import __version__
from feeds.app.clock import clock
from feeds.app.hub import hears_alone
from feeds.app.hubs import Door, Hubs
from feeds.app.loading import load
from feeds.app.parts import (
    Desk,
    StoreThread,
    both,
    control_path,
    make_desk,
    make_workers,
    open_store,
    store_path,
)
from feeds.app.reloading import keeping_its_place, needs_restart
from feeds.app.serving import make_server
from feeds.config import Config
from feeds.errors import ConfigError, FeedsError, StoreError
from feeds.pipeline.adopt import adopt
from feeds.pipeline.grouping import Grouping

_TO_TELL = 15.0
"""Seconds that a pass takes at most to tell hubs and caches, and subscribers of our own: more than one that hangs is
waited for.
"""

if TYPE_CHECKING:
    from feeds.contracts import Observer
    from feeds.engine.daemon import Runs
    from feeds.engine.log import Log
    from feeds.engine.manager import ServiceManager
    from feeds.engine.once import Pass
    from feeds.engine.workers import Workers
    from feeds.model import Verdict
    from feeds.store.sql import SqlStore

_ADOPTED = timedelta(minutes=30)
"""How long it may take to route all that is held anew by another config."""
_LET_GO_FOR = timedelta(seconds=5)
"""How long a pass lets go of what is kept no more."""
_FINISH_FOR = timedelta(seconds=5)
"""How long a pass makes pages of archives for which nobody waits."""


async def once(
    config: Config,
    names: Sequence[str],
    *,
    digest: str,
    observer: Observer,
    claimed: Callable[[int], None],
    damaged: Callable[[str], None],
) -> tuple[Pass, bool]:
    """One pass over the sources that are due, or over those that are named.

    Returns what was polled and refused, and whether all that changed could be published.
    `claimed` is told how many sources are about to be polled; `digest` is the config's, of which
    word is left; `damaged` is told what cannot be read in the journal. SIGTERM cancels it. Raises BusyError, StoreError.
    """
    from feeds.engine.once import claim_due, claim_named, run_pass
    from feeds.store.lock import hold

    with hold(store_path(config), kind="once"):
        # Not before: who waits for another pass has nothing to put down, and ends at once.
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        store = open_store(config)
        in_store_thread, beside = StoreThread(), StoreThread("beside")
        workers = make_workers()
        desk = make_desk(
            config,
            store,
            workers=workers,
            in_store_thread=in_store_thread,
            beside=beside,
            observer=observer,
            spread=False,  # cron has its own rhythm; spreading is the daemon's concern
            damaged=damaged,
        )
        try:
            store.release_claims(clock())
            adopt(desk.house, store, __version__, clock())
            desk.rulings.run()
            if names:
                this = claim_named(names, desk.ingest, store, clock, desk.lease)
            else:
                limit = len(config.sources)
                this = await claim_due(desk.ingest, store, clock, desk.lease, limit)
            claimed(len(this.claimed))
            published = await run_pass(
                this.claimed,
                ingest=desk.ingest,
                release=desk.release,
                in_store_thread=in_store_thread,
            )
            await within(_TO_TELL, desk.telling.run(), desk.hub.run())
            if published:
                desk.rulings.erase()
            store.drop_payloads(clock() - timedelta(days=config.store.archive_days))
            Grouping(store=store).forget(clock())
            await _let_go(desk, in_store_thread)
            published = published and await _finish(desk, store, in_store_thread)
            if published:
                polled = [source.id for source in config.sources if source.enabled]
                store.leave_word(digest, polled)
        finally:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
            await desk.aclose()
            workers.close()
            beside.close()
            in_store_thread.close()
            store.close()
    return this, published


async def within(seconds: float, *telling: Awaitable[None]) -> None:
    """Tells those outside what they are owed, within so many seconds: the rest is for the next pass. Raises
    StoreError.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*telling)


async def _finish(desk: Desk, store: SqlStore, in_store_thread: StoreThread) -> bool:
    """What other pages say of what has gone, and archives that are made by and by, for as long as a pass may
    take; the rest is for the next. Whether all could be published.
    """
    until = clock() + _FINISH_FOR
    while _is_left(store) and clock() < until:
        if not await in_store_thread(desk.release.run):
            return False
    return True


def _is_left(store: SqlStore) -> bool:
    pages = (store.due_pages(clock(), 1, changed=one) for one in (True, False))
    return bool(store.unpublished(1)) or any(pages)


async def _let_go(desk: Desk, in_store_thread: StoreThread) -> None:
    """What is kept no more goes, a step at a time, for as long as a pass may take, or until somebody has
    decided something and waits for the pass to end; the rest with the next.
    """
    until = clock() + _LET_GO_FOR
    steps = desk.retention.sweep()

    def goes_on() -> bool:
        return not desk.rulings.unread() and next(steps, True) is None

    try:
        while clock() < until and await in_store_thread(goes_on):
            pass
    finally:
        await in_store_thread(steps.close)


async def run(
    path: Path,
    *,
    log: Log,
    observers: Sequence[Observer] = (),
    ready: Callable[[Config], None],
    stop_after: timedelta | None = None,
) -> None:
    """The daemon of the config in a file, until a signal or `stop_after`.

    Raises ConfigError and BusyError before it is `ready`, StoreError whenever the store fails and
    goes on failing.
    """
    from feeds.engine.daemon import Daemon, Parts
    from feeds.engine.manager import manager_of
    from feeds.serve.control import ControlServer
    from feeds.serve.metrics import Metrics
    from feeds.store.lock import hold

    config = load(path)
    manager = manager_of(os.environ, os.getpid(), log.alarm)
    with hold(store_path(config), kind="run"):
        async with _opened(config) as (store, in_store_thread, beside, workers):
            metrics = Metrics(version=__version__)
            observer = both(log, metrics, *observers)
            daemon: Daemon

            def give_up(fault: FeedsError) -> None:
                daemon.give_up(fault)

            def wake() -> None:
                daemon.wake()

            running = _Running(
                give_up=give_up,
                wake=wake,
                path=path,
                config=config,
                store=store,
                in_store_thread=in_store_thread,
                beside=beside,
                workers=workers,
                observer=observer,
                log=log,
                manager=manager,
            )

            def up() -> None:
                ready(config)
                manager.ready(running.status())

            def down(why: str) -> None:
                log.say("stopping", signal=why)
                manager.stopping(why)

            store.release_claims(clock())
            engine = await running.engine(config)
            hubs = Hubs(lambda: running.desk, log.alarm)
            door = Door(running.hear, log.alarm)
            server = make_server(
                config, metrics, running.health, door, hubs, today=lambda: running.config
            )
            control = ControlServer(
                control_path(config), lambda message: _heed(message, daemon.wake)
            )
            daemon = Daemon(
                Parts(
                    engine=engine,
                    servers=(control, server),
                    reload=running.reload,
                    ready=up,
                    stopping=down,
                    reloading=manager.reloading,
                    reloaded=lambda: manager.ready(running.status()),
                    stop_after=stop_after,
                )
            )
            await daemon.run()


def _heed(message: dict[str, object], wake: Callable[[], None]) -> dict[str, object]:
    if message.get("do") == "wake":
        wake()
        return {"ok": True}
    return {"ok": False, "error": f"unknown message {message.get('do')!r}"}


@asynccontextmanager
async def _opened(
    config: Config,
) -> AsyncIterator[tuple[SqlStore, StoreThread, StoreThread, Workers]]:
    store = open_store(config)
    in_store_thread, beside = StoreThread(), StoreThread("beside")
    workers = make_workers()
    try:
        yield store, in_store_thread, beside, workers
    finally:
        workers.close()
        beside.close()
        in_store_thread.close()
        store.close()


@dataclass(slots=True, kw_only=True)
class _Running:
    """What stays while engines come and go with the config."""

    give_up: Callable[[FeedsError], None]
    wake: Callable[[], None]
    path: Path
    config: Config
    store: SqlStore
    in_store_thread: StoreThread
    beside: StoreThread
    workers: Workers
    observer: Observer
    log: Log
    manager: ServiceManager
    desk: Desk = None  # type: ignore[assignment]  # set by the first engine()

    async def engine(self, config: Config) -> Runs:
        from feeds.engine.local import LocalEngine, Schedule
        from feeds.fetch.directory import waiting

        self.config = config
        self.desk = make_desk(
            config,
            self.store,
            workers=self.workers,
            in_store_thread=self.in_store_thread,
            beside=self.beside,
            observer=self.observer,
            spread=True,
            damaged=lambda why: self.log.alarm("journal", StoreError(why)),
            changed=self.wake,
        )
        with self.manager.patient(_ADOPTED):
            await self.in_store_thread(
                lambda: adopt(self.desk.house, self.store, __version__, clock())
            )
        return LocalEngine(
            ingest=self.desk.ingest,
            release=self.desk.release,
            rulings=self.desk.rulings,
            telling=self.desk.telling,
            hub=self.desk.hub,
            subscribing=self.desk.subscribing,
            retention=self.desk.retention,
            store=self.store,
            schedule=Schedule(
                concurrency=config.fetch.concurrency,
                per_host=config.fetch.per_host,
                lease=self.desk.lease,
                archive=timedelta(days=config.store.archive_days),
            ),
            clock=clock,
            in_store_thread=self.in_store_thread,
            waiting=waiting,
            alarm=self.log.alarm,
            give_up=self.give_up,
            watchdog=self.manager,
            aclose=self.desk.aclose,
        )

    async def hear(self, said: Mapping[str, str]) -> Verdict:
        """What becomes of a request at our own hub. Raises StoreError."""
        return await self.desk.hub.hear(said)

    def health(self) -> tuple[bool, dict[str, object]]:
        """Alive, and what at: for whoever asks from this machine."""
        enabled = sum(source.enabled for source in self.config.sources)
        return True, {"sources": enabled, "channels": len(self.config.channels)}

    def status(self) -> str:
        """What it is at, in a line."""
        _, at = self.health()
        return (
            f"sources in: {at['sources']}; channels out: {at['channels']}; "
            f"look at {self.config.site.base_url}"
        )

    def reload(self) -> Callable[[], Awaitable[Runs]] | None:
        """What makes the engine of the config as it is now; None, and the faults told, where that
        is bad. Settings that a running daemon cannot change stay as they are, and are named.
        """
        try:
            read = load(self.path)
        except ConfigError as fault:
            for one in fault.faults:
                self.log.caution("reload refused", fault=str(one))
            return None
        if moved := needs_restart(read, self.config):
            self.log.caution("reload", needs_restart=", ".join(moved))
        config = keeping_its_place(read, self.config)

        async def make() -> Runs:
            engine = await self.engine(config)
            self.log.say("reloaded", sources=len(config.sources), channels=len(config.channels))
            return engine

        return make


async def serve(config: Config, *, log: Log, ready: Callable[[Config], None]) -> None:
    """The HTTP server alone, until a signal."""
    from feeds.engine.daemon import Daemon, Idle, Parts
    from feeds.serve.metrics import Metrics

    in_thread = StoreThread("hub")
    door = Door(hears_alone(config, in_thread), log.alarm)
    server = make_server(config, Metrics(version=__version__), lambda: (True, {}), door)

    def keep() -> None:
        log.caution("reload", refused="the server alone has nothing to reload")

    daemon = Daemon(
        Parts(
            engine=Idle(),
            servers=(server,),
            reload=keep,
            ready=lambda: ready(config),
            stopping=lambda why: log.say("stopping", signal=why),
        )
    )
    try:
        await daemon.run()
    finally:
        in_thread.close()

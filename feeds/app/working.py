"""What the commands that go on ask for: `run`, `serve`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from feeds import __version__
from feeds.app.clock import clock
from feeds.app.hub import hears_alone
from feeds.app.hubs import Door, Hubs
from feeds.app.loading import load
from feeds.app.measuring import Measure
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
from feeds.app.reloading import differences, keeping_its_place, needs_restart
from feeds.app.serving import make_server
from feeds.config import Config
from feeds.engine.vitals import Vitals
from feeds.errors import ConfigError, FeedsError, StoreError
from feeds.model import Reloaded
from feeds.pipeline.adopt import adopt
from feeds.pipeline.restoring import Restoring

if TYPE_CHECKING:
    from feeds.contracts import Observer
    from feeds.engine.daemon import Daemon, Runs, Serves
    from feeds.engine.log import Log
    from feeds.engine.manager import ServiceManager
    from feeds.engine.workers import Workers
    from feeds.model import Verdict
    from feeds.store.sql import SqlStore

_ADOPTED = timedelta(minutes=30)
"""How long it may take to route all that is held anew by another config."""


async def run(
    path: Path,
    *,
    log: Log,
    observers: Sequence[Observer] = (),
    ready: Callable[[Config], None],
    stop_after: timedelta | None = None,
) -> None:
    """The daemon of the config in a file, until a signal or `stop_after`.

    Raises ConfigError, BusyError, and PublishError where somebody else has its address, before it is `ready`;
    StoreError whenever the store fails and goes on failing.
    """
    from feeds.engine.daemon import Daemon, Parts
    from feeds.engine.manager import manager_of
    from feeds.engine.measuring import Measuring
    from feeds.serve.control import ControlServer
    from feeds.serve.inherited import inherited
    from feeds.serve.metrics import Metrics
    from feeds.store.lock import hold

    config = load(path)
    metrics = Metrics(version=__version__, since=clock())
    observer = both(log, metrics, *observers)

    def alarm(what: str, fault: BaseException) -> None:
        metrics.failed(what)
        log.alarm(what, fault)

    manager = manager_of(os.environ, os.getpid(), alarm)
    sockets = inherited(os.environ, os.getpid())
    # A manager has told the daemon before this one to end.
    with hold(store_path(config), kind="run", follows=bool(manager.address)) as still_held:
        async with _opened(config, observer) as (store, in_store_thread, beside, workers):
            vitals = Vitals()
            measure = Measure(
                config=lambda: running.config,
                store=store,
                observer=observer,
                vitals=vitals,
                patient=lambda: manager.is_patient,
                workers=lambda: workers.able,
                deadly=lambda: workers.deadly,
                is_writer=still_held,
            )
            metrics.ready_by(lambda: measure.ready()[0])
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
                alarm=alarm,
                manager=manager,
                vitals=vitals,
            )

            def up() -> None:
                ready(config)
                manager.ready(running.status())

            def down(why: str) -> None:
                log.say("stopping", signal=why)
                manager.stopping(why)

            store.release_claims(clock())
            engine = await running.engine(config)
            hubs = Hubs(lambda: running.desk, alarm)
            door = Door(running.hear, alarm)
            server = make_server(
                config,
                metrics,
                running.health,
                measure.ready,
                door,
                hubs,
                today=lambda: running.config,
                sockets=sockets,
            )
            desk = _desk(running) if config.desk.users else ()
            control = ControlServer(control_path(config), lambda message: _heed(message, daemon))
            daemon = Daemon(
                Parts(
                    engine=engine,
                    servers=(control, server, Measuring(measure.look, alarm), *desk),
                    reload=running.reload,
                    ready=up,
                    stopping=down,
                    reloading=manager.reloading,
                    reloaded=lambda: manager.ready(running.status()),
                    stop_after=stop_after,
                )
            )
            await daemon.run()


def _desk(running: _Running) -> tuple[Serves, ...]:
    """The desk in the browser."""
    from feeds.app.desk.seat import make_seat

    def told(what: str, address: str, user: str) -> None:
        running.log.say(what, address=address, user=user)

    return (
        make_seat(
            lambda: running.config,
            running.store,
            in_store_thread=running.in_store_thread,
            workers=running.workers,
            told=told,
            alarm=running.log.alarm,
        ),
    )


def _heed(message: dict[str, object], daemon: Daemon) -> dict[str, object]:
    if message.get("do") == "wake":
        daemon.wake()
        return {"ok": True}
    if message.get("do") == "reload":
        daemon.reload()
        return {"ok": True}
    if message.get("do") == "ping":
        return {"ok": True, "pid": os.getpid()}
    return {"ok": False, "error": f"unknown message {message.get('do')!r}"}


@asynccontextmanager
async def _opened(
    config: Config, observer: Observer
) -> AsyncIterator[tuple[SqlStore, StoreThread, StoreThread, Workers]]:
    store = open_store(config)
    in_store_thread, beside = StoreThread(), StoreThread("beside")
    workers = make_workers(observer)
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
    alarm: Callable[[str, BaseException], None]
    manager: ServiceManager
    vitals: Vitals
    desk: Desk = None  # type: ignore[assignment]  # set by the first engine()

    async def engine(self, config: Config) -> Runs:
        from feeds.engine.local import LocalEngine
        from feeds.engine.schedule import Schedule
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
            damaged=lambda why: self.alarm("journal", StoreError(why)),
            changed=self.wake,
        )
        house, release = self.desk.house, self.desk.release

        @self.manager.patient(_ADOPTED)
        def take_over() -> None:
            adopt(house, self.store, __version__, clock())
            Restoring(release=release).number_above()
            release.withdraw()  # whoever was killed before he could leaves it to be done first

        await self.in_store_thread(take_over)
        return LocalEngine(
            ingest=self.desk.ingest,
            release=self.desk.release,
            rulings=self.desk.rulings,
            telling=self.desk.telling,
            hub=self.desk.hub,
            alarming=self.desk.alarming,
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
            alarm=self.alarm,
            give_up=self.give_up,
            watchdog=self.manager,
            vitals=self.vitals,
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
            self.observer(Reloaded(at=clock(), adopted=False))
            return None
        if moved := needs_restart(read, self.config):
            self.log.caution("reload", needs_restart=", ".join(moved))
        config = keeping_its_place(read, self.config)
        differs = differences(config, self.config)

        async def make() -> Runs:
            engine = await self.engine(config)
            self.observer(Reloaded(at=clock(), adopted=True))
            self.log.say(
                "reloaded", sources=len(config.sources), channels=len(config.channels), **differs
            )
            return engine

        return make


def _has_published(config: Config) -> tuple[bool, dict[str, object]]:
    """Whether there is anything to serve, for a server that is alone."""
    front = Path(config.publish.directory) / "index.html"
    lacks = {} if front.exists() else {"folder": f"{front} is not there"}
    return not lacks, {"lacks": lacks}


async def serve(config: Config, *, log: Log, ready: Callable[[Config], None]) -> None:
    """The HTTP server alone, until a signal."""
    from feeds.engine.daemon import Daemon, Idle, Parts
    from feeds.serve.inherited import inherited
    from feeds.serve.metrics import Metrics

    sockets = inherited(os.environ, os.getpid())
    in_thread = StoreThread("hub")
    door = Door(hears_alone(config, in_thread), log.alarm)
    metrics = Metrics(version=__version__, since=clock())
    server = make_server(
        config,
        metrics,
        lambda: (True, {}),
        lambda: _has_published(config),
        door,
        sockets=sockets,
    )
    metrics.ready_by(lambda: _has_published(config)[0])

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

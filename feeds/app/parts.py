"""Makes the parts: the only place for real clocks, clients, pools and processes."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from feeds import __version__
from feeds.app.clock import clock
from feeds.app.showing import showing
from feeds.config import Config
from feeds.model import (
    DETECT_LANGUAGE,
    Event,
    Pause,
    Payload,
    Reading,
    Released,
    Source,
    WorkerLost,
)
from feeds.pipeline.house import House

if TYPE_CHECKING:
    from feeds.contracts import Observer, Reader, Store
    from feeds.engine.workers import Workers
    from feeds.fetch import Fetchers
    from feeds.fetch.caller import HttpCaller
    from feeds.fetch.hosts import Gates
    from feeds.pipeline.alarming import Alarming
    from feeds.pipeline.hub import Hub
    from feeds.pipeline.ingest import Ingest
    from feeds.pipeline.pushing import Pushing
    from feeds.pipeline.release import Release
    from feeds.pipeline.retention import Retention
    from feeds.pipeline.rulings import Rulings
    from feeds.pipeline.subscribing import Subscribing
    from feeds.pipeline.telling import Telling
    from feeds.store.sql import SqlStore

T = TypeVar("T")
Health = Callable[[], tuple[bool, dict[str, object]]]

_LEASE_BEYOND_TIMEOUT = timedelta(seconds=30)


def house_of(config: Config) -> House:
    """The part of the config that both verbs need."""
    return House(
        site=config.site,
        sources={source.id: source for source in config.sources},
        channels=config.channels,
        min_interval=config.fetch.min_interval,
        hooks=config.hooks,
        agent=_user_agent(config),
        own=config.own,
    )


# --- the store ---------------------------------------------------------------------------


def store_path(config: Config) -> Path:
    """The store's file."""
    return Path(config.store.url.removeprefix("sqlite:///"))


def open_store(config: Config, *, readonly: bool = False) -> SqlStore:
    """The store, its tables brought up to date unless it is only read; one that was older stays beside it
    as it was, and who watches is shown how far that is. Raises StoreError.
    """
    from feeds.store.sql import open_store as open_sql

    shown = showing.get()
    return open_sql(config.store.url, readonly=readonly, keep_old=True, showing=shown)


class StoreThread:
    """The one thread that writes: one writer a store, and the loop never waits for a disk. A second one,
    beside it, takes down what hubs and caches were told.
    """

    def __init__(self, name: str = "store", *, threads: int = 1) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)

    async def __call__(self, do: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, do)

    def close(self) -> None:
        self._pool.shutdown()


# --- the parts ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Both verbs, ready to be called, and what has to be closed after them."""

    config: Config
    house: House
    ingest: Ingest
    release: Release
    rulings: Rulings
    retention: Retention
    fetchers: Fetchers
    telling: Telling
    pushing: Pushing
    callback_paths: frozenset[str]
    """Below which hubs reach us."""
    hub: Hub
    alarming: Alarming
    callers: tuple[HttpCaller, ...]

    @property
    def subscribing(self) -> Subscribing:
        """What deals with the hubs of sources."""
        return self.pushing.subscribing

    @property
    def lease(self) -> timedelta:
        """How long a claimed source is ours: as long as a poll can take, and some."""
        return self.config.fetch.timeout + _LEASE_BEYOND_TIMEOUT

    async def aclose(self) -> None:
        await self.fetchers.aclose()
        for caller in self.callers:
            await caller.aclose()


def make_desk(
    config: Config,
    store: Store,
    *,
    workers: Workers,
    in_store_thread: StoreThread,
    beside: StoreThread,
    observer: Observer,
    spread: bool,
    damaged: Callable[[str], None] = lambda _: None,
    version: str = __version__,
    changed: Callable[[], None] = lambda: None,
) -> Desk:
    """The desk of a config over an open store; `damaged` is told what cannot be read in its journal,
    `changed` when a hub has pushed something.
    """
    from feeds.app.alarms import make_alarming
    from feeds.app.hub import make_hub
    from feeds.engine.triggers import next_fire
    from feeds.pipeline.ingest import Ingest
    from feeds.pipeline.pushing import Pushing

    house = house_of(config)
    fetchers = make_fetchers(config, store.pauses(clock()))
    caller = make_caller(config, fetchers.gates)
    ingest = Ingest(
        house=house,
        store=store,
        fetcher=fetchers,
        reader=_reader(workers, config),
        observer=observer,
        clock=clock,
        spread=spread,
        next_fire=next_fire,
        in_store_thread=in_store_thread,
    )
    outward = make_caller(config)  # without a gap: a thousand subscribers at one host would wait
    subscribing = make_subscribing(config, house, store, caller, observer, beside)
    return Desk(
        config=config,
        house=house,
        fetchers=fetchers,
        callers=(caller, outward),
        hub=make_hub(config, store, outward, observer, beside),
        alarming=make_alarming(config, house, store, outward, observer, beside),
        telling=make_telling(config, store, caller, observer, beside),
        pushing=Pushing(ingest=ingest, subscribing=subscribing, changed=changed),
        callback_paths=subscribing.paths(),
        ingest=ingest,
        release=make_release(config, house, store, observer, version),
        rulings=make_rulings(config, house, store, damaged),
        retention=make_retention(config, house, store, observer),
    )


def make_release(
    config: Config, house: House, store: Store, observer: Observer, version: str = __version__
) -> Release:
    """What publishes the store of a config into its folder."""
    from feeds.pipeline.editions import Editions
    from feeds.pipeline.release import Release
    from feeds.publish.folder import Folder
    from feeds.render import renderer

    return Release(
        house=house,
        store=store,
        publisher=Folder(Path(config.publish.directory)),
        observer=observer,
        clock=clock,
        editions=Editions(house=house, store=store, renderer=renderer),
        version=version,
    )


def make_retention(config: Config, house: House, store: Store, observer: Observer) -> Retention:
    """What lets go of what a store keeps no more."""
    from feeds.pipeline.retention import Retention
    from feeds.publish.folder import Folder

    return Retention(
        keeping=config.keeping,
        house=house,
        store=store,
        publisher=Folder(Path(config.publish.directory)),
        observer=observer,
        clock=clock,
    )


def make_rulings(
    config: Config, house: House, store: Store, damaged: Callable[[str], None] = lambda _: None
) -> Rulings:
    """What applies to a store what its journal says; `damaged` is told what cannot be read there."""
    from feeds.pipeline.rulings import Rulings
    from feeds.store.journalfile import Reader, journal_path

    unread = Reader(journal_path(store_path(config)), damaged)
    return Rulings(house=house, store=store, unread=unread, heard=unread.heard, clock=clock)


def make_fetchers(config: Config, pauses: Iterable[Pause]) -> Fetchers:
    """The transports, under one name and one set of limits, which know who has asked for a pause."""
    from feeds.fetch import Fetchers

    paused = {one.host: one.until for one in pauses}
    return Fetchers(config.fetch, user_agent=_user_agent(config), clock=clock, paused=paused)


def make_caller(config: Config, gates: Gates | None = None) -> HttpCaller:
    """What makes requests to hubs and caches; to hubs that feeds name through the `gates` of polls."""
    from feeds.fetch.caller import HttpCaller

    return HttpCaller(config.fetch, user_agent=_user_agent(config), clock=clock, gates=gates)


def _user_agent(config: Config) -> str:
    contact = f" (+{config.fetch.contact})" if config.fetch.contact else ""
    return f"gnn9-feeds/{__version__}{contact}"


def make_telling(
    config: Config,
    store: Store,
    caller: HttpCaller,
    observer: Observer,
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
) -> Telling:
    """What tells hubs and caches what a store owes them."""
    from feeds.pipeline.telling import Telling
    from feeds.publish.hooks import HookTeller

    return Telling(
        hooks=config.hooks,
        store=store,
        teller=HookTeller(caller, config.site.base_url),
        observer=observer,
        clock=clock,
        in_store_thread=in_store_thread,
    )


def make_subscribing(
    config: Config,
    house: House,
    store: Store,
    caller: HttpCaller,
    observer: Observer,
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
) -> Subscribing:
    """What asks the hubs of sources to push."""
    from feeds.pipeline.subscribing import Subscribing

    return Subscribing(
        house=house,
        callback=config.websub.callback,
        store=store,
        caller=caller,
        observer=observer,
        clock=clock,
        token=lambda: secrets.token_urlsafe(32),
        in_store_thread=in_store_thread,
        since=clock(),
    )


def make_workers(
    observer: Observer = lambda _: None, *, count: int = min(4, os.cpu_count() or 1)
) -> Workers:
    """The worker processes that read documents; one is enough for a command that reads one after the other."""
    from feeds.engine.workers import Read, Workers

    def lost(cause: str, source: str) -> None:
        observer(WorkerLost(at=clock(), cause=cause, source=source))

    def reader() -> Read:
        from feeds.pipeline.read import read

        return read

    return Workers(reader, count=count, lost=lost)


def _reader(workers: Workers, config: Config) -> Reader:
    if not any(one.enabled and one.language == DETECT_LANGUAGE for one in config.sources):
        return workers
    from feeds.engine.languages import Detector, LanguageReader

    return LanguageReader(workers, Detector())


def reader_of(config: Config) -> Callable[[Payload, Source], Reading]:
    """Reads in this process as the workers of a config do, for documents that have been read before."""
    from feeds.pipeline.read import read

    if not any(one.enabled and one.language == DETECT_LANGUAGE for one in config.sources):
        return read
    from feeds.engine.languages import Detector, with_languages

    detector = Detector()

    def detecting(payload: Payload, source: Source) -> Reading:
        reading = read(payload, source)
        detects = source.language == DETECT_LANGUAGE
        return with_languages(reading, detector) if detects else reading

    return detecting


def both(*observers: Observer) -> Observer:
    """One observer that tells several."""

    def tell(event: Event) -> None:
        for observer in observers:
            observer(event)

    return tell


def unpublished(faults: list[str]) -> Observer:
    """An observer that keeps what releases could not publish, and why."""

    def keep(event: Event) -> None:
        if isinstance(event, Released) and event.error:
            faults.append(event.error)

    return keep


def control_path(config: Config) -> Path:
    """The Unix socket beside the store by which commands reach the daemon."""
    path = store_path(config)
    return path.with_name(f"{path.name}.sock")


def wake(config: Config) -> bool:
    """Tells a running daemon that something changed; whether one was there."""
    from feeds.serve.control import tell

    return tell(control_path(config), {"do": "wake"}, timeout=2.0) is not None


def have_read(config: Config) -> bool:
    """Has a running daemon read its config again; whether one heard, as none does of a program that cannot."""
    from feeds.serve.control import tell

    answer = tell(control_path(config), {"do": "reload"}, timeout=2.0)
    return answer is not None and answer.get("ok") is True

"""The desk's own server beside the public one, and what it needs: threads, passwords, sessions, the index."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from feeds.app.clock import clock
from feeds.app.desk.acting import decide, overrule
from feeds.app.desk.item import Original, item, original, original_of
from feeds.app.desk.items import items
from feeds.app.desk.overview import overview
from feeds.app.desk.sources import sources
from feeds.app.kept import Kept
from feeds.app.parts import StoreThread
from feeds.config import Config
from feeds.config.passwords import matches
from feeds.errors import ParseError, StoreError
from feeds.pipeline.read import read_marked
from feeds.serve.callback import Trouble
from feeds.serve.desk.pages import Done, Shown, Visitor

if TYPE_CHECKING:
    from feeds.contracts import Store
    from feeds.engine.workers import Workers
    from feeds.serve.server import Server

T = TypeVar("T")
Alarm = Callable[[str, BaseException], None]
_AT_ONCE = 4
"""Decisions that are under way: each waits until it is done."""
_STEP = 200
"""Items that are indexed in one go: of some hundredths of a second."""
_LOOK = 1.0
_AGAIN = 30.0
_NO_SOURCE = "Its source is not in the config any more: nobody knows how to read it."
_NO_DOCUMENT = "The document that brought it is kept no more."


class DeskPages:
    """What `feeds.serve.desk.pages.Pages` promises. Pages are made in a thread of their own, and nothing is polled or
    published any later for them.
    """

    def __init__(self, today: Callable[[], Config], workers: Workers, alarm: Alarm) -> None:
        self._today = today
        self._workers = workers
        self._alarm = alarm
        self._kept = Kept(today())
        self._look = StoreThread("desk")
        self._act = StoreThread("decide", threads=_AT_ONCE)

    async def page(self, path: str, asked: Mapping[str, str], visitor: Visitor) -> Shown | None:
        """See `Pages`."""
        config, now = self._today(), clock()
        if path == "/original":
            return await self._original(config, asked.get("id", ""), visitor)
        made: Mapping[str, Callable[[Store], Shown]] = {
            "/": lambda store: overview(config, store, now, visitor),
            "/sources": lambda store: sources(config, store, now, visitor),
            "/items": lambda store: items(config, store, asked, visitor),
            "/item": lambda store: item(config, store, now, asked, visitor),
        }
        return await self._asked(made[path]) if path in made else None

    async def act(self, path: str, said: Mapping[str, str], user: str) -> Done | None:
        """See `Pages`."""
        does = {"/item": decide, "/sources": overrule}.get(path)
        if does is None:
            return None
        try:
            return await self._act(partial(does, self._today(), said, user))
        except StoreError as fault:
            self._alarm("desk", fault)
            raise Trouble from fault

    async def _asked(self, ask: Callable[[Store], T]) -> T:
        def asked() -> T:
            try:
                return ask(self._kept.store())
            except StoreError:
                self._kept.close()
                raise

        try:
            return await self._look(asked)
        except StoreError as fault:
            self._alarm("desk", fault)
            raise Trouble from fault

    async def _original(self, config: Config, id_: str, visitor: Visitor) -> Shown | None:
        """Read where all documents are read: what ends its reader ends nothing else (X12)."""
        found: Original | None = await self._asked(lambda store: original_of(config, store, id_))
        if found is None:
            return None
        if found.source is None or found.payload is None:
            fault = _NO_SOURCE if found.source is None else _NO_DOCUMENT
            return original(config, found, None, fault, visitor)
        try:
            read = await self._workers.run(read_marked, found.payload, found.source)
        except ParseError as fault:
            return original(config, found, None, f"It cannot be read any more: {fault}.", visitor)
        return await self._look(lambda: original(config, found, read, "", visitor))

    def close(self) -> None:
        """Ends the threads; decisions that are under way are waited for."""
        self._act.close()
        self._look.close()
        self._kept.close()


class Seat:
    """A server that the daemon starts and stops: the desk, and the indexing of what it finds things by."""

    def __init__(
        self,
        server: Server,
        pages: DeskPages,
        passwords: StoreThread,
        index: Callable[[], Awaitable[bool]],
        alarm: Alarm,
    ) -> None:
        self._server = server
        self._pages = pages
        self._passwords = passwords
        self._index = index
        self._alarm = alarm
        self._indexing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """See `Serves`."""
        await self._server.start()
        self._indexing = asyncio.create_task(self._keep_indexing())

    async def stop(self, grace: timedelta) -> None:
        """See `Serves`."""
        if self._indexing is not None:
            self._indexing.cancel()
            await asyncio.gather(self._indexing, return_exceptions=True)
        await self._server.stop(grace)
        self._pages.close()
        self._passwords.close()

    async def _keep_indexing(self) -> None:
        """A step at a time, with as long a pause: what is polled and published goes before."""
        loop, failing = asyncio.get_running_loop(), False
        while True:
            begun = loop.time()
            try:
                more = await self._index()
                failing = False
            except StoreError as fault:
                if not failing:
                    self._alarm("index", fault)
                failing, more = True, False
            pause = loop.time() - begun if more else _AGAIN if failing else _LOOK
            await asyncio.sleep(pause)


def make_seat(
    today: Callable[[], Config],
    store: Store,
    *,
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
    workers: Workers,
    told: Callable[[str, str, str], None],
    alarm: Alarm,
) -> Seat:
    """The desk of a config in which somebody may sit at it; `today` gives the config as it is after a reload."""
    from feeds.serve.desk.application import Desk
    from feeds.serve.desk.attempts import Attempts
    from feeds.serve.desk.gate import Gate, origins
    from feeds.serve.desk.sessions import Sessions
    from feeds.serve.server import Server

    settings = today().desk
    pages = DeskPages(today, workers, alarm)
    passwords = StoreThread("password")
    now = asyncio.get_running_loop().time
    desk = Desk(
        pages,
        gate=Gate(origins(settings.url, settings.host, settings.port), proxied=bool(settings.url)),
        users=lambda: today().desk.users,
        sessions=Sessions(now=now, token=lambda: secrets.token_urlsafe(32)),
        attempts=Attempts(now),
        verify=lambda password, hash_: passwords(lambda: matches(password, hash_)),
        told=told,
        alarm=alarm,
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    server = Server(desk, f"{host}:{settings.port}", setting="desk.listen")
    index = partial(in_store_thread, partial(store.index, _STEP))
    return Seat(server, pages, passwords, index, alarm)

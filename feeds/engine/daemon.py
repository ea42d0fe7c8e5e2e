"""The daemon: an engine, a server and a control socket in one process, until a signal comes.

SIGTERM, SIGINT   finish what is in hand, publish it, stop; half a minute at most
SIGHUP            read the config again; a bad one is refused and the running one stays

A new config is adopted when the old engine has finished and published what it had in hand, so that
nothing is judged or shown by two configs at once.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from feeds.errors import FeedsError

GRACE = timedelta(seconds=20)
"""For polls in hand; what is left of half a minute goes to the server and the last release."""


class Runs(Protocol):
    """What can be started and, within a grace, stopped; to stop it before or twice is no error."""

    def start(self) -> None: ...

    def wake(self) -> None: ...

    async def stop(self, grace: timedelta) -> None: ...


class Serves(Protocol):
    """A server: `start` returns when it answers."""

    async def start(self) -> None: ...

    async def stop(self, grace: timedelta) -> None: ...


class Idle:
    """The engine of a process that only serves."""

    def start(self) -> None:
        """Nothing to start."""

    def wake(self) -> None:
        """Nothing to look at."""

    async def stop(self, grace: timedelta) -> None:
        """Nothing to finish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the daemon runs; `reload` reads the config and gives what makes its engine, or None
    where that config is refused.
    """

    engine: Runs
    servers: tuple[Serves, ...]
    reload: Callable[[], Callable[[], Awaitable[Runs]] | None]
    ready: Callable[[], None]
    stopping: Callable[[str], None]
    reloading: Callable[[], None] = lambda: None
    reloaded: Callable[[], None] = lambda: None
    """Called after every attempt to read the config again, whatever came of it."""
    stop_after: timedelta | None = None


class Daemon:
    """Runs its parts until it is told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._why = ""
        self._broken: FeedsError | None = None

    def wake(self) -> None:
        """A command changed something."""
        self._engine.wake()

    def reload(self) -> None:
        """Reads the config again, soon."""
        self._reload.set()

    def give_up(self, fault: FeedsError) -> None:
        """Ends the daemon, with a fault that does not go away."""
        self._broken = fault
        self._told_to_stop("a fault that does not go away")

    async def run(self) -> None:
        """Runs until SIGTERM or SIGINT. Raises what it gave up on."""
        self._heed_signals()
        if self._parts.stop_after is not None:
            seconds = self._parts.stop_after.total_seconds()
            asyncio.get_running_loop().call_later(seconds, self._told_to_stop, "time is up")
        started: list[Serves] = []
        try:
            for server in self._parts.servers:
                await server.start()
                started.append(server)
            self._engine.start()
            self._parts.ready()
            await self._until_stopped()
            self._parts.stopping(self._why)
        finally:
            await self._engine.stop(GRACE)
            for server in reversed(started):
                await server.stop(timedelta(seconds=3))
        if self._broken is not None:
            raise self._broken

    async def _until_stopped(self) -> None:
        stop = asyncio.create_task(self._stop.wait())
        while not self._stop.is_set():
            reload = asyncio.create_task(self._reload.wait())
            await asyncio.wait((stop, reload), return_when=asyncio.FIRST_COMPLETED)
            reload.cancel()
            if self._reload.is_set() and not self._stop.is_set():
                self._reload.clear()
                await self._change_engine()

    async def _change_engine(self) -> None:
        self._parts.reloading()
        make = self._parts.reload()
        if make is not None:
            await self._engine.stop(GRACE)
            self._engine = await make()
            self._engine.start()
        self._parts.reloaded()

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_stop, number.name)
        loop.add_signal_handler(signal.SIGHUP, self.reload)

    def _told_to_stop(self, why: str) -> None:
        self._why = why
        self._stop.set()

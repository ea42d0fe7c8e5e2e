"""The daemon: an engine, a server and a control socket in one process, until a signal comes.

SIGTERM, SIGINT   finish what is in hand, publish it, stop; half a minute at most
SIGHUP            read the config again; a bad one is refused and the running one stays
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

GRACE = timedelta(seconds=20)
"""For polls in hand; what is left of half a minute goes to the server and the last release."""


class Runs(Protocol):
    """What can be started and, within a grace, stopped."""

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
    """What the daemon runs; `reload` gives the engine of the config as it is now, or None where
    that config is refused.
    """

    engine: Runs
    servers: tuple[Serves, ...]
    reload: Callable[[], Awaitable[Runs | None]]
    ready: Callable[[], None]
    stopping: Callable[[str], None]
    stop_after: timedelta | None = None


class Daemon:
    """Runs its parts until it is told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._why = ""

    def wake(self) -> None:
        """A command changed something."""
        self._engine.wake()

    def reload(self) -> None:
        """Reads the config again, soon."""
        self._reload.set()

    async def run(self) -> int:
        """Runs until SIGTERM or SIGINT; the exit status."""
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
        finally:
            if self._why:
                self._parts.stopping(self._why)
                await self._engine.stop(GRACE)
            for server in reversed(started):
                await server.stop(timedelta(seconds=3))
        return 0

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
        engine = await self._parts.reload()
        if engine is None:
            return
        await self._engine.stop(GRACE)
        self._engine = engine
        engine.start()

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_stop, number.name)
        loop.add_signal_handler(signal.SIGHUP, self.reload)

    def _told_to_stop(self, why: str) -> None:
        self._why = why
        self._stop.set()

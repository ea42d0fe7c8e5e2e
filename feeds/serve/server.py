"""Runs the application in a loop that is somebody else's, on sockets that are bound first.

uvicorn does the work. What it lacks for a server that faces the public is added here and in
`connection`: nobody holds up the end of the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
import resource
import socket
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from feeds.errors import ConfigError, Fault, PublishError
from feeds.serve.connection import KEEP_ALIVE, AtOnce, Connection

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_ADDRESS = re.compile(r"(?:\[(?P<v6>[^\[\]]+)\]|(?P<host>[^:\[\]]*)):(?P<port>[0-9]{1,5})")
_MOST_CONNECTIONS = 4096
_BACKLOG = 512
_NOT_YET = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL})
_UNTIL_MADE = 3
"""Rounds of the loop in which a connection that was accepted gets its transport and its protocol. A server that is
closed meanwhile would drop it without a word.
"""
_IN_FLIGHT = 256 * 1024
"""Bytes that the kernel keeps of answers to one client. Left to itself it keeps megabytes for who reads nothing."""


class Server:
    """One application on one address.

    `listen` is ``host:port``, ``[v6]:port``, ``:port`` for every address of the machine, or
    sockets that are bound; port 0 takes a free one. `at_once` is asked before the application is;
    `setting` names the address in faults.
    """

    def __init__(
        self,
        app: ASGIApp,
        listen: str | Sequence[socket.socket],
        *,
        at_once: AtOnce = lambda *_: None,
        setting: str = "serve.listen",
    ) -> None:
        self._listen = listen
        self._setting = setting
        self._sockets: list[socket.socket] = []
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                app,
                interface="asgi3",
                http=partial(Connection, at_once=at_once),  # type: ignore[arg-type]
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                limit_concurrency=_connections(),
                backlog=_BACKLOG,
                timeout_keep_alive=int(KEEP_ALIVE),
            )
        )
        self._serving: asyncio.Task[None] | None = None

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """Host and port of every socket that is listened on."""
        names = [one.getsockname() for one in self._sockets if one.fileno() >= 0]
        return tuple((name[0], name[1]) for name in names)

    async def start(self) -> None:
        """Binds, and returns when requests are answered.

        Raises ConfigError where the address is no address, or not ours to take; PublishError where somebody else
        has it, or this machine has not, which may pass.
        """
        if isinstance(self._listen, str):
            self._sockets = await _bind(self._listen, self._setting)
        else:
            self._sockets = list(self._listen)
        for one in self._sockets:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _IN_FLIGHT)
        self._serving = asyncio.create_task(self._uvicorn.serve(sockets=self._sockets))
        up = asyncio.create_task(self._uvicorn.up.wait())
        await asyncio.wait((self._serving, up), return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            up.cancel()
            self._serving.result()

    async def stop(self, grace: timedelta) -> None:
        """Takes no new connection, lets requests in hand and on their way end, and cuts off what is left after
        `grace`. Whoever connects to a socket that others hold open as well waits for the next who accepts.
        """
        serving = self._serving
        if serving is None:
            return
        self._uvicorn.end()
        _, late = await asyncio.wait((serving,), timeout=grace.total_seconds())
        if late:
            self._uvicorn.cut_off()
        await serving


class _Uvicorn(uvicorn.Server):
    """uvicorn's server without its hold on signals, with events for being up and having to end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._ending = asyncio.Event()

    async def main_loop(self) -> None:
        # Once a second is often enough for the Date header, which the first tick of ten renews.
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), timeout=1.0)

    def end(self) -> None:
        """Takes no new request and lets those in hand end."""
        self.should_exit = True
        self._ending.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        for one in sockets or ():
            loop.remove_reader(one)
        for _ in range(_UNTIL_MADE):
            await asyncio.sleep(0)
        await super().shutdown(sockets)

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    def cut_off(self) -> None:
        """Ends every connection and whatever runs for it, at once."""
        self.force_exit = True
        for connection in tuple(self.server_state.connections):
            transport = connection.transport
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        for task in tuple(self.server_state.tasks):
            task.cancel()


def _connections() -> int:
    """How many connections are held at a time: descriptors are left for everything else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(_MOST_CONNECTIONS, soft // 2) if soft > 0 else _MOST_CONNECTIONS


async def _bind(listen: str, setting: str) -> list[socket.socket]:
    address = _ADDRESS.fullmatch(listen)
    if address is None or int(address["port"]) > 65535:
        raise _refused(setting, listen, "host:port, such as 127.0.0.1:8009 or [::1]:8009")
    number = int(address["port"])
    sockets: list[socket.socket] = []
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(
            address["v6"] or address["host"] or None,
            number,
            type=socket.SOCK_STREAM,
            flags=socket.AI_PASSIVE,
        )
        for family, kind, protocol, _, name in dict.fromkeys(found):
            sockets.append(socket.socket(family, kind, protocol))
            # What was asked for as a free port is one port on all the addresses of a host.
            _listen(sockets[-1], (name[0], number, *name[2:]))
            number = sockets[-1].getsockname()[1]
    except OSError as fault:
        for one in sockets:
            one.close()
        if fault.errno in _NOT_YET:
            said = f"nobody can be served at {listen}: {fault.strerror}"
            what = f"end what has it, or give `{setting}` another"
            raise PublishError(f"{said}; {what}") from fault
        raise _refused(setting, listen, f"an address that can be had ({fault.strerror})") from fault
    return sockets


def _listen(one: socket.socket, address: tuple[object, ...]) -> None:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if one.family == socket.AF_INET6:
        # What is bound for IPv4 has a socket of its own.
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    one.setblocking(False)
    one.bind(address)
    one.listen(_BACKLOG)


def _refused(setting: str, listen: str, expected: str) -> ConfigError:
    return ConfigError("serve", (Fault(key=setting, found=listen, expected=expected),))

"""Names to addresses, by the machine's own resolver, whose calls cannot be broken off.

Each is made in a thread of its own that nobody waits for. In asyncio's threads, of which there are as few as
processors and some, a handful of names whose servers are silent would keep all others from being looked up,
and the process from ending (C62).
"""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import Future

from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.errors import FetchError

_IN_TIME = 10.0
"""Seconds. The thread may be busy for longer; whoever asks for the same name again waits for that one."""
_MOST = 256
_NUMERIC = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV

Question = tuple[str, int, int]
"""A name, a port, an address family."""


class Lookups:
    """The questions that are open. Of one question there is one at a time."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._open: dict[Question, Future[list[ResolveResult]]] = {}
        self._lock = threading.Lock()

    def ask(self, question: Question) -> Future[list[ResolveResult]]:
        """The answer to come; it cannot be cancelled. Raises FetchError where too many are open."""
        with self._lock:
            answer = self._open.get(question)
            if answer is None:
                if len(self._open) >= self._most:
                    raise FetchError("too many host names wait to be resolved")
                answer = self._open[question] = Future()
                answer.set_running_or_notify_cancel()
                thread = threading.Thread(
                    target=self._look, args=(question, answer), name="lookup", daemon=True
                )
                thread.start()
        return answer

    def _look(self, question: Question, answer: Future[list[ResolveResult]]) -> None:
        try:
            found = _addresses(*question)
        except Exception as fault:  # noqa: BLE001 -- it is raised where the answer is waited for
            self._close(question)
            answer.set_exception(fault)
        else:
            self._close(question)
            answer.set_result(found)

    def _close(self, question: Question) -> None:
        with self._lock:
            del self._open[question]


_LOOKUPS = Lookups()


class MachinesResolver(AbstractResolver):
    """Asks the machine's resolver, and waits ten seconds for it."""

    def __init__(self, lookups: Lookups = _LOOKUPS, seconds: float = _IN_TIME) -> None:
        self._lookups = lookups
        self._seconds = seconds

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answer = asyncio.wrap_future(self._lookups.ask((host, port, family)))
        try:
            done, _ = await asyncio.wait((answer,), timeout=self._seconds)
            if not done:
                raise FetchError("its host name is not resolved in time")
            return answer.result()
        finally:
            answer.cancel()  # nobody wants to hear of it later

    async def close(self) -> None:
        """What is still open is waited for by nobody."""


def _addresses(host: str, port: int, family: int) -> list[ResolveResult]:
    found = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
    )
    return [
        ResolveResult(
            hostname=host,
            # With the zone of an address that is good on one link alone.
            host=socket.getnameinfo(address, _NUMERIC)[0],
            port=port,
            family=kind,
            proto=protocol,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for kind, _, protocol, _, address in found
    ]

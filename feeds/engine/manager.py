"""The service manager that started us, and what it is told of us (sd_notify(3)).

READY=1, STATUS=      requests are answered and sources are polled
RELOADING=1           the config is being read again; READY=1 follows, whatever comes of it
WATCHDOG=1            the loop that does the work has come round once more
WATCHDOG_USEC=        what is being done may take longer than that does
STOPPING=1            the work in hand is being finished

Without the environment of a service manager nobody is told anything.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

_OF_A_PERIOD = 4
"""A manager hears of us that many times within the period after which it would take us for dead."""
_MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True, kw_only=True)
class ServiceManager:
    """Who is told; `address` is that of a datagram socket, ``""`` for nobody.

    `watchdog` is how long the manager waits for a sign of life, None where it waits for none; `failed` is told
    of what could not be sent: to fall silent is for the watchdog to punish, and no reason to stop by oneself.
    """

    address: str = ""
    watchdog: timedelta | None = None
    failed: Callable[[str, BaseException], None] = lambda *_: None
    monotonic: Callable[[], float] = time.monotonic
    _told: float = field(default=float("-inf"))
    _patient: float = field(default=float("-inf"))

    def ready(self, status: str) -> None:
        """All is started, or started anew; `status` is shown to people, in a line."""
        self._send("READY=1", f"STATUS={_line(status)}")

    def reloading(self) -> None:
        """The config is read again; `ready` is to follow."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={int(self.monotonic() * 1_000_000)}")

    def stopping(self, why: str) -> None:
        """The end has begun."""
        self._send("STOPPING=1", f"STATUS={_line(why)}")

    def alive(self) -> None:
        """The work goes on. Called as often as it comes round, from whatever thread does it."""
        if self.watchdog is None:
            return
        now = self.monotonic()
        if now - self._told >= self.watchdog.total_seconds() / _OF_A_PERIOD:
            self._told = now
            self._send("WATCHDOG=1")

    @contextmanager
    def patient(self, length: timedelta) -> Iterator[None]:
        """While something is done that takes up to so long, and during which nothing else can come round, a sign of
        life is awaited no sooner. Entered, and left, by the thread that does it: a loop may stop waiting for that.
        """
        before, self._patient = (
            self._patient,
            max(self._patient, self.monotonic() + length.total_seconds()),
        )
        try:
            with self._awaited(length):
                yield
        finally:
            self._patient = before

    @property
    def is_patient(self) -> bool:
        """Whether such a thing is being done, and has not taken longer than it may."""
        return self.monotonic() < self._patient

    @contextmanager
    def _awaited(self, length: timedelta) -> Iterator[None]:
        if self.watchdog is None or length <= self.watchdog:
            yield
            return
        usual = self.watchdog
        try:
            self._wait(length)
            yield
        finally:
            self._wait(usual)

    def _wait(self, length: timedelta) -> None:
        self.watchdog = length
        self._told = self.monotonic()
        self._send("WATCHDOG=1", f"WATCHDOG_USEC={length // _MICROSECOND}")

    def _send(self, *said: str) -> None:
        if not self.address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
                # A name that begins so stands in no file system (unix(7)).
                to.connect(
                    self.address.replace("@", "\0", 1) if self.address[0] == "@" else self.address
                )
                to.send("\n".join(said).encode())
        except OSError as fault:
            self.failed("service manager", fault)


def manager_of(
    environment: MutableMapping[str, str], pid: int, failed: Callable[[str, BaseException], None]
) -> ServiceManager:
    """The manager that an environment names. What names it is taken out: it is not for our own children."""
    address = environment.pop("NOTIFY_SOCKET", "")
    period, whose = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", "")
    watched = period.isdecimal() and int(period) > 0 and whose in {"", str(pid)}
    return ServiceManager(
        address=address if address[:1] in {"/", "@"} else "",
        watchdog=int(period) * _MICROSECOND if watched else None,
        failed=failed,
    )


def _line(text: str) -> str:
    return " ".join(text.split())

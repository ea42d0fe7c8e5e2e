"""What the servers on loopback have in common, whatever they speak: what they do when they are asked for
something, and how one delivers to them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from feeds.model import Auth


@dataclass(kw_only=True)
class Host:
    """The machine of an agency."""

    steps: ClassVar[dict[str, str]]
    """What the steps of a poll (``login``, ``list``, ``read``) are called in `on`."""
    break_off: ClassVar[Callable[..., None]]
    """Ends a connection without a word, as the protocol's own server can."""

    port: int = 0
    on: dict[str, Callable[[Any, str], object]] = field(default_factory=dict)
    """What else is done when something is asked for, with the connection and what was said of it,
    before it is answered.
    """

    @property
    def auth(self) -> Auth:
        return Auth(username="news", password="zqsecret")

    def auth_table(self, folder: Path) -> str:
        """The same for a config in a folder."""
        (folder / "password").write_text("zqsecret\n")
        return 'auth = { username = "news", password_file = "password" }\n'

    def hangs(self, step: str, *, times: int = 1) -> tuple[threading.Event, threading.Event]:
        """Goes silent at a step, from so many times on: an event that says so, and one that ends it."""
        reached, go_on = threading.Event(), threading.Event()
        asked: list[str] = []

        def hang(connection: object, told: str) -> None:
            asked.append(told)
            if len(asked) >= times:
                reached.set()
                go_on.wait(30)

        self.on[self.steps[step]] = hang
        return reached, go_on

    def dies(self, step: str, *, times: int = 1, about: str = "") -> None:
        """Breaks the connection off at a step, from so many times on, where it is about something."""
        asked: list[str] = []

        def die(connection: object, told: str) -> None:
            asked.append(told)
            if len(asked) >= times and (not about or self.is_about(about, told)):
                self.break_off(connection)

        self.on[self.steps[step]] = die

    def settle(self) -> None:
        """Returns when connections that were given up are let go of."""

    def is_about(self, name: str, told: str) -> bool:
        """Whether what was said is about what was delivered under a name."""
        return told.endswith(name)


@dataclass(kw_only=True)
class FileHost(Host):
    """`outgoing` is the directory that we are let into."""

    folder: Path

    @property
    def outgoing(self) -> Path:
        return self.folder / "outgoing"

    def deliver(self, name: str, body: bytes, minute: int = 0) -> None:
        """Puts a finished file into the directory, written at a minute of an hour long ago."""
        when = datetime(2026, 11, 2, 11, minute, tzinfo=UTC).timestamp()
        part = self.outgoing / f".{name}.part"
        part.write_bytes(body)
        os.utime(part, (when, when))
        part.rename(self.outgoing / name)

    def hold_after_reading(self) -> tuple[threading.Event, threading.Event]:
        """Goes silent when all has been read and before the poll is over; see `hangs`."""
        return self.hangs("list", times=2)

"""An FTP server on loopback (pyftpdlib) in a thread of its own, which does what a test tells it to."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from feeds.model import Auth


class _Implicit(TLS_FTPHandler):
    """TLS from the first byte."""

    def handle(self) -> None:
        self.secure_connection(self.get_ssl_context())

    def handle_ssl_established(self) -> None:
        TLS_FTPHandler.handle(self)


KINDS = {"ftp": FTPHandler, "ftpes": TLS_FTPHandler, "ftps": _Implicit}


@dataclass
class FtpHost:
    """The machine of an agency: `outgoing` is the directory that we are let into."""

    folder: Path
    scheme: str = "ftp"
    certificate: Path | None = None
    port: int = 0
    commands: list[str] = field(default_factory=list)
    """Every command as it came, passwords too."""
    on: dict[str, Callable[[Any, str], None]] = field(default_factory=dict)
    """What else is done when a command comes, before it is obeyed."""
    without: frozenset[str] = frozenset()
    """Commands that it does not know."""
    settings: dict[str, object] = field(default_factory=dict)
    _thread: threading.Thread | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def outgoing(self) -> Path:
        return self.folder / "outgoing"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/outgoing"

    @property
    def auth(self) -> Auth:
        return Auth(username="news", password="zqsecret")

    def auth_table(self, folder: Path) -> str:
        """The same for a config in a folder."""
        (folder / "password").write_text("zqsecret\n")
        return 'auth = { username = "news", password_file = "password" }\n'

    def deliver(self, name: str, body: bytes, minute: int = 0) -> None:
        """Puts a finished file into the directory, written at a minute of an hour long ago."""
        when = datetime(2026, 11, 2, 11, minute, tzinfo=UTC).timestamp()
        part = self.outgoing / f".{name}.part"
        part.write_bytes(body)
        os.utime(part, (when, when))
        part.rename(self.outgoing / name)

    def hold_after_reading(self) -> tuple[threading.Event, threading.Event]:
        """Goes silent when all has been read and before the poll is over: an event that says so, and
        one that ends it.
        """
        reached, go_on = threading.Event(), threading.Event()

        def hold(handler: Any, arg: str) -> None:
            if any(line.startswith("RETR") for line in self.commands):
                reached.set()
                go_on.wait(30)

        self.commands.clear()
        self.on["MLSD"] = hold
        return reached, go_on

    def start(self) -> None:
        self.outgoing.mkdir(parents=True, exist_ok=True)
        host = self

        class Handler(KINDS[self.scheme]):  # type: ignore[misc]
            banner = "ready"

            def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
                host.commands.append(line)
                if (do := host.on.get(cmd)) is not None:
                    do(self, arg)
                if not self._closed:
                    super().pre_process_command(line, cmd, arg)

        known = KINDS[self.scheme].proto_cmds
        Handler.proto_cmds = {
            name: told for name, told in known.items() if name not in self.without
        }
        if self.scheme != "ftp":
            Handler.certfile = str(self.certificate)
            Handler.tls_control_required = Handler.tls_data_required = True
        for name, value in self.settings.items():
            setattr(Handler, name, value)
        Handler.authorizer = DummyAuthorizer()
        Handler.authorizer.add_user("news", "zqsecret", str(self.folder), perm="elr")
        Handler.authorizer.add_anonymous(str(self.folder))
        Handler.auth_failed_timeout = 0
        Handler.use_sendfile = False
        server = FTPServer(("127.0.0.1", self.port), Handler, ioloop=IOLoop())
        self.port = server.address[1]
        self._stop.clear()
        self._thread = threading.Thread(target=self._serve, args=(server,))
        self._thread.start()

    def _serve(self, server: FTPServer) -> None:
        while not self._stop.is_set():
            server.serve_forever(timeout=0.02, blocking=False)
        server.close_all()
        server.ioloop.close()

    def stop(self) -> None:
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._thread = None


@pytest.fixture
def ftp_host(tmp_path: Path, certificate: Path) -> Iterator[Callable[..., FtpHost]]:
    """Starts servers; each ends with the test."""
    started: list[FtpHost] = []

    def start(scheme: str = "ftp", **more: Any) -> FtpHost:
        host = FtpHost(
            folder=tmp_path / f"host{len(started)}",
            **{"scheme": scheme, "certificate": certificate, **more},
        )
        host.start()
        started.append(host)
        return host

    yield start
    for host in started:
        host.stop()

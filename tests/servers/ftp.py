"""An FTP server on loopback (pyftpdlib) in a thread of its own, which does what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

import pytest
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from tests.servers.host import FileHost


class _Implicit(TLS_FTPHandler):
    """TLS from the first byte."""

    def handle(self) -> None:
        self.secure_connection(self.get_ssl_context())

    def handle_ssl_established(self) -> None:
        TLS_FTPHandler.handle(self)


KINDS = {"ftp": FTPHandler, "ftpes": TLS_FTPHandler, "ftps": _Implicit}


@dataclass(kw_only=True)
class FtpHost(FileHost):
    """Over FTP; `on` goes by commands."""

    steps: ClassVar = {"login": "USER", "list": "MLSD", "read": "RETR"}

    scheme: str = "ftp"
    certificate: Path | None = None
    commands: list[str] = field(default_factory=list)
    """Every command as it came, passwords too."""
    without: frozenset[str] = frozenset()
    """Commands that it does not know."""
    settings: dict[str, object] = field(default_factory=dict)
    _thread: threading.Thread | None = None
    _sockets: Any = None
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/outgoing"

    def break_off(self, connection: Any) -> None:
        connection.close()

    def settle(self) -> None:
        """A number of a socket that comes again while pyftpdlib still has an event under it ends the
        new connection.
        """
        deadline = monotonic() + 10
        while len(self._sockets.socket_map) > 1:
            assert monotonic() < deadline, self._sockets.socket_map
            self._stop.wait(0.01)

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
        self._sockets = IOLoop()
        server = FTPServer(("127.0.0.1", self.port), Handler, ioloop=self._sockets)
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

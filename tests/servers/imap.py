"""Mailboxes on loopback: pymap in a process that all tests share, and before each test's own mailbox a line
on which it can listen, hang and break off.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.servers.host import Host
from tests.servers.ports import free_port

# pymap as it is, but for the half a million rounds that it takes over each password.
PYMAP = """
from functools import partial
from pymap.backend.dict import DictBackend
from pymap.main import main
from pysasl.hashing import BuiltinHash
DictBackend.init = partial(DictBackend.init, hash_context=BuiltinHash(rounds=1))
main()
"""


class Server:
    """pymap; with a certificate it offers TLS."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.port = free_port()
        pem = str(certificate)
        self._process = subprocess.Popen(
            [sys.executable, "-c", PYMAP, "--host", "127.0.0.1", "--port", str(self.port),
             *(["--cert", pem, "--key", pem] if certificate else ["--no-tls"]),
             "dict", "--demo-user", "news", "--demo-password", "zqsecret"],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 20):
                break
            assert self._process.poll() is None
            threading.Event().wait(0.05)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)


def at_once(connection: socket.socket) -> None:
    """Lets a line go when it is written; otherwise the second of two waits for word of the first."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@dataclass(kw_only=True)
class ImapHost(Host):
    """An agency's mailbox. With `scheme` imaps TLS is from the first byte; with `starttls` the server
    itself offers it, and nobody listens. `on` goes by words that a line holds.
    """

    steps: ClassVar = {
        "greet": "CAPABILITY",
        "login": "AUTHENTICATE",
        "list": "SEARCH",
        "read": "BODY.PEEK",
    }

    server: Server
    mailbox: str
    certificate: Path
    scheme: str = "imap"
    starttls: bool = False
    commands: list[str] = field(default_factory=list)
    """Every line as it came, passwords too."""
    delivered: list[str] = field(default_factory=list)
    _door: socket.socket | None = None
    _threads: list[threading.Thread] = field(default_factory=list)
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/{self.mailbox}"

    def start(self) -> None:
        self.anew()
        if self.starttls:
            self.port = self.server.port
            return
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._begin(self._let_in)

    def stop(self) -> None:
        if self._door is not None:
            self._door.shutdown(socket.SHUT_RDWR)
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for one in filter(None, [self._door, *self._open]):
            one.close()

    def session(self) -> imaplib.IMAP4:
        """As the agency itself."""
        own = imaplib.IMAP4("127.0.0.1", self.server.port, timeout=20)
        at_once(own.sock)
        if self.starttls:
            trusted = ssl.create_default_context(cafile=str(self.certificate))
            own.starttls(trusted)
        own.authenticate("PLAIN", lambda _: b"\0news\0zqsecret")
        return own

    def anew(self) -> None:
        """Another mailbox under the same name: its UIDVALIDITY is another one."""
        with self.session() as own:
            with suppress(imaplib.IMAP4.error):
                own.delete(self.mailbox)
            assert own.create(self.mailbox)[0] == "OK"

    def append(self, message: bytes, minute: int = 0) -> None:
        when = imaplib.Time2Internaldate(datetime(2026, 11, 2, 11, minute, tzinfo=UTC))
        with self.session() as own:
            assert own.append(self.mailbox, "", when, message)[0] == "OK"

    def deliver(self, name: str, body: bytes, minute: int = 0) -> None:
        """A document in a message, attached under a name."""
        message = EmailMessage()
        message["Subject"] = f"Our copy: {name}"
        message.set_content("Please find our copy attached.\n")
        message.add_attachment(body, maintype="application", subtype="octet-stream", filename=name)
        self.append(message.as_bytes(), minute)
        self.delivered.append(name)

    def flags(self) -> list[bytes]:
        with self.session() as own:
            own.select(self.mailbox, readonly=True)
            return [line for line in own.fetch("1:*", "(FLAGS)")[1] if isinstance(line, bytes)]

    def hold_after_reading(self) -> tuple[threading.Event, threading.Event]:
        """Goes silent when two have been read and before the poll is over; see `hangs`."""
        return self.hangs("read", times=3)

    def is_about(self, name: str, told: str) -> bool:
        with self.session() as own:
            own.select(self.mailbox, readonly=True)
            uids = own.uid("SEARCH", "ALL")[1][0].decode().split()
        return f" FETCH {uids[self.delivered.index(name)]} " in told

    def break_off(self, connection: Any) -> None:
        connection.shutdown(socket.SHUT_RDWR)

    def _begin(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args)
        self._threads.append(thread)
        thread.start()

    def _let_in(self) -> None:
        assert self._door is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                at_once(client)
                self._open.append(client)
                if self.scheme == "imaps":
                    with suppress(OSError):
                        self._begin(self._serve_tls, client, context)
                    continue
                self._serve(client)

    def _serve_tls(self, client: socket.socket, context: ssl.SSLContext) -> None:
        with suppress(OSError):
            secured = context.wrap_socket(client, server_side=True)
            self._open.append(secured)
            self._serve(secured)

    def _serve(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self.server.port), 20)
        at_once(server)
        self._open.append(server)
        self._begin(self._listen, client, server)
        self._begin(self._speak, server, client)

    def _listen(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), client.makefile("rb") as lines:
            for line in lines:
                text = line.decode(errors="replace").strip()
                self.commands.append(text)
                for words, do in list(self.on.items()):
                    if words in text:
                        do(client, text)
                server.sendall(line)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _speak(server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while some := server.recv(65536):
                client.sendall(some)
        with suppress(OSError):
            socket.socket.shutdown(client, socket.SHUT_RDWR)


@pytest.fixture(scope="session")
def imap_server(certificate: Path) -> Iterator[Callable[[bool], Server]]:
    """The server that all mailboxes lie on, and the one of those that are offered TLS."""
    started: dict[bool, Server] = {}

    def server(starttls: bool) -> Server:
        if starttls not in started:
            started[starttls] = Server(certificate if starttls else None)
        return started[starttls]

    yield server
    for one in started.values():
        one.stop()


_NUMBERS = count(1)


@pytest.fixture
def imap_host(
    certificate: Path, imap_server: Callable[[bool], Server]
) -> Iterator[Callable[..., ImapHost]]:
    """Opens mailboxes; each is new, and what leads to it ends with the test."""
    started: list[ImapHost] = []

    def start(scheme: str = "imap", **more: Any) -> ImapHost:
        host = ImapHost(
            server=imap_server(more.get("starttls", False)),
            mailbox=f"Wire{next(_NUMBERS)}",
            **{"certificate": certificate, "scheme": scheme, **more},
        )
        started.append(host)
        host.start()
        return host

    yield start
    for host in started:
        host.stop()

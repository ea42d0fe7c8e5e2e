"""A server of mail on loopback (RFC 5321) that takes, refuses or hangs as a test tells it."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass
class MailServer:
    """What it has taken, and how it behaves."""

    port: int = 0
    starttls: ssl.SSLContext | None = None
    """What it offers to secure a connection with."""
    password: str = ""
    """What it wants before it takes anything; ``""``: nothing."""
    refuses: bool = False
    hangs: bool = False
    stutters: float = 0.0
    """Seconds from letter to letter of what it says."""
    parting: int = 221
    """What it says to QUIT."""
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    in_the_open: list[bytes] = field(default_factory=list)
    """All that was said to it before the connection was secure."""


class _Talk(socketserver.StreamRequestHandler):
    desk: MailServer
    secured = False
    logged_in = False

    def handle(self) -> None:
        if self.desk.hangs:
            self.request.settimeout(20)
            self.rfile.read(1)
            return
        self._say(220, "mail")
        while line := self.rfile.readline():
            if not self.secured:
                self.desk.in_the_open.append(line)
            verb = line.split(None, 1)[0].upper().decode() if line.strip() else ""
            if verb == "QUIT":
                self._say(self.desk.parting, "bye")
                return
            getattr(self, f"_{verb.lower()}", self._unknown)(line)

    def finish(self) -> None:
        super().finish()
        self.request.close()  # of one that was secured nobody else knows

    def _say(self, status: int, *lines: str) -> None:
        for line in lines[:-1]:
            self.wfile.write(f"{status}-{line}\r\n".encode())
        for letter in f"{status} {lines[-1]}" if self.desk.stutters else "":
            self.wfile.write(letter.encode())
            time.sleep(self.desk.stutters)
        self.wfile.write(b"\r\n" if self.desk.stutters else f"{status} {lines[-1]}\r\n".encode())

    def _unknown(self, _line: bytes) -> None:
        self._say(500, "what?")

    def _ehlo(self, _line: bytes) -> None:
        tls = ["STARTTLS"] if self.desk.starttls and not self.secured else []
        auth = ["AUTH PLAIN"] if self.desk.password else []
        self._say(250, "mail", *tls, *auth, "8BITMIME")

    def _starttls(self, _line: bytes) -> None:
        assert self.desk.starttls is not None
        self._say(220, "go ahead")
        self.request = self.desk.starttls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.secured = True

    def _auth(self, line: bytes) -> None:
        said = base64.b64decode(line.split()[2]).decode().split("\0")
        self.desk.logins.append(said[1])
        self.logged_in = said[2] == self.desk.password
        self._say(*(235, "welcome") if self.logged_in else (535, "no, not as that"))

    def _mail(self, _line: bytes) -> None:
        may = self.logged_in or not self.desk.password
        self._say(*(250, "fine") if may else (530, "log in"))

    def _rcpt(self, line: bytes) -> None:
        if self.desk.refuses:
            self._say(550, "nobody of that name")
            return
        self.desk.recipients.append(line.decode().partition("<")[2].partition(">")[0])
        self._say(250, "fine")

    def _rset(self, _line: bytes) -> None:
        self._say(250, "fine")

    def _data(self, _line: bytes) -> None:
        self._say(354, "go on")
        body = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            body += line.removeprefix(b".") if line.startswith(b"..") else line
        self.desk.taken.append(message_from_bytes(body, policy=policy.default))
        self._say(250, "taken")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, desk: MailServer, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        secured = {"desk": desk, "secured": tls is not None}
        super().__init__(("127.0.0.1", 0), type("Talk", (_Talk,), secured))

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        return connection, address


@contextmanager
def mail_server(*, tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Takes mail on loopback until the block ends; with `tls` it speaks that from the first byte."""
    desk = MailServer()
    with _Server(desk, tls) as server:
        desk.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield desk
        finally:
            server.shutdown()
            thread.join()


def speaking(certificate: Path) -> ssl.SSLContext:
    """What a server of this certificate speaks TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context

"""A hub and a cache on loopback: the hub keeps what it is told, the cache gives out what it has until it is
purged. Both hang and fail when a test says so.
"""

from __future__ import annotations

import http.server
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import pytest

from tests.servers.threaded import served


@dataclass
class Outside:
    """A server of somebody else; `asked` has method, path and body of each request, in order."""

    port: int = 0
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    status: int = 204
    """What tellings and purges are answered with."""
    free: threading.Event = field(default_factory=threading.Event)
    """While it is not set, the server hangs."""
    kept: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    behind: str = ""
    """The address that it is a cache of."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def topics(self) -> list[str]:
        """What a hub was told of."""
        return [v for *_, body in self.asked for k, v in parse_qsl(body.decode()) if k == "hub.url"]

    def purged(self) -> list[str]:
        return [path for method, path, _ in self.asked if method == "PURGE"]

    def get(self, path: str) -> tuple[int, bytes]:
        """What a reader gets from a cache, which asks for what it does not have."""
        if path not in self.kept:
            try:
                with urllib.request.urlopen(f"{self.behind}{path}", timeout=10) as answer:
                    self.kept[path] = (answer.status, answer.read())
            except urllib.error.HTTPError as fault:
                with fault:
                    self.kept[path] = (fault.code, fault.read())
        return self.kept[path]

    def take(self, method: str, path: str, body: bytes) -> int:
        self.asked.append((method, path, body))
        self.free.wait(60)
        if self.status < 300 and method == "PURGE":
            return 200 if self.kept.pop(path, None) else 404
        return self.status


@pytest.fixture
def outside() -> Iterator[Callable[..., Outside]]:
    """Starts servers; one that was started before can be started again at its port."""
    with ExitStack() as stack:

        def start(found: Outside | None = None) -> Outside:
            made = found or Outside()
            made.free.set()
            made.port = stack.enter_context(served(_handler(made), port=made.port))
            stack.callback(made.free.set)
            return made

        yield start


def _handler(server: Outside) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status = server.take(self.command, self.path[1:], body)
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", "0")
            self.end_headers()

        do_PURGE = do_POST  # noqa: N815 -- the server's own way to name methods

        def handle(self) -> None:
            with suppress(ConnectionError):  # who asked has gone
                super().handle()

        def log_message(self, *_: object) -> None:
            """The tests read the record, not the log."""

    return Handler

"""A hub on loopback that holds to the standard (W3C WebSub): it verifies what is intended, signs what it pushes,
and ends what is gone. It lies, hangs and forgets as a test tells it.
"""

from __future__ import annotations

import hashlib
import hmac
import http.server
import secrets
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

import pytest

from tests.servers.threaded import served


@dataclass
class Subscriber:
    """Who has subscribed to a topic."""

    topic: str
    secret: str


@dataclass
class WebSubHub:
    """What the hub knows, and what it has been asked and has done."""

    address: str = ""
    lease: int | None = None
    """Seconds that it gives; None: what it is asked for."""
    is_silent: bool = False
    """It takes subscriptions, and never pushes."""
    forges: bool = False
    """It signs with another secret than it was told."""
    method: str = "sha256"
    refuses: int = 0
    """The status with which it refuses all requests."""
    denies: str = ""
    """Why it denies what it has accepted."""
    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    """By callback."""
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[tuple[str, int, bool]] = field(default_factory=list)
    """Mode, status, and whether the challenge came back as it was sent."""
    faults: list[str] = field(default_factory=list)
    """What was asked for that the standard does not have."""

    def take(self, body: bytes) -> int:
        """The status that a request is answered with (WebSub, 5.1)."""
        form = parse_qs(body.decode("ascii"), strict_parsing=True)
        if any(len(values) > 1 for values in form.values()):
            return self._wrong("a parameter that is there twice")
        asked = {name: values[0] for name, values in form.items()}
        self.asked.append(asked)
        callback, topic = asked.get("hub.callback", ""), asked.get("hub.topic", "")
        if self.refuses:
            return self.refuses
        if asked.get("hub.mode") not in {"subscribe", "unsubscribe"}:
            return self._wrong("its mode")
        if not callback.startswith(("http://", "https://")) or "#" in callback + topic:
            return self._wrong("its callback or its topic")
        if len(asked.get("hub.secret", "").encode()) >= 200:
            return self._wrong("its secret")
        if not asked.get("hub.lease_seconds", "1").isdecimal():
            return self._wrong("its lease")
        threading.Thread(target=self._verify, args=(asked,), daemon=True).start()
        return 202

    def _wrong(self, what: str) -> int:
        self.faults.append(what)
        return 400

    def _verify(self, asked: dict[str, str]) -> None:
        """Has it confirmed by whoever it is about (WebSub, 5.3)."""
        callback, mode, topic = (asked[f"hub.{name}"] for name in ("callback", "mode", "topic"))
        if self.denies:
            query = {"hub.mode": "denied", "hub.topic": topic, "hub.reason": self.denies}
            self._get(callback, query)
            return
        challenge = secrets.token_urlsafe(24) + " é&"
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge}
        if mode == "subscribe":
            lease = self.lease if self.lease is not None else int(asked["hub.lease_seconds"])
            query["hub.lease_seconds"] = str(lease)
        status, body = self._get(callback, query)
        confirmed = 200 <= status < 300 and body == challenge.encode()
        if confirmed and mode == "subscribe":
            self.subscribers[callback] = Subscriber(topic, asked.get("hub.secret", ""))
        elif confirmed:
            self.subscribers.pop(callback, None)
        self.verified.append((mode, status, confirmed))

    @staticmethod
    def _get(callback: str, query: dict[str, str]) -> tuple[int, bytes]:
        return send(urllib.request.Request(f"{callback}?{urlencode(query)}"))

    def push(self, topic: str, body: bytes, media_type: str = "application/rss+xml") -> list[int]:
        """Distributes a topic's content (WebSub, 7); what each subscriber has answered."""
        answers: list[int] = []
        for callback, one in list(self.subscribers.items()):
            if one.topic != topic or self.is_silent:
                continue
            headers = {
                "Content-Type": media_type,
                "Link": f'<{self.address}>; rel="hub", <{topic}>; rel="self"',
            }
            if one.secret:
                secret = "another" if self.forges else one.secret
                digest = hmac.new(secret.encode(), body, getattr(hashlib, self.method)).hexdigest()
                headers["X-Hub-Signature"] = f"{self.method}={digest}"
            request = urllib.request.Request(callback, body, headers, method="POST")
            answers.append(send(request)[0])
            if answers[-1] == 410:
                del self.subscribers[callback]
        return answers


def send(request: urllib.request.Request) -> tuple[int, bytes]:
    """The status and the body of an answer; 0 where there is none."""
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, fault.read()
    except OSError:
        return 0, b""


@pytest.fixture
def websub_hub() -> Iterator[WebSubHub]:
    hub = WebSubHub()
    with served(_handler(hub.take)) as port:
        hub.address = f"http://127.0.0.1:{port}/"
        yield hub


def _handler(take: Callable[[bytes], int]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(take(body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def handle(self) -> None:
            with suppress(ConnectionError):  # who asked has gone
                super().handle()

        def log_message(self, *_: object) -> None:
            """The tests read the record, not the log."""

    return Handler

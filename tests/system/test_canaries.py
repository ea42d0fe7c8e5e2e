"""X34, CVE 16: a secret of each kind goes through passes that fail in every way, before servers that repeat what they
are told. None of them stands anywhere afterwards: not in what is printed or logged, nor in the store, nor in what is
published, exported or served.
"""

from __future__ import annotations

import base64
import http.server
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.servers.threaded import served

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]

CANARIES = {
    "PASSWORD": "zq-password-canary",
    "TOKEN": "zq-token-canary",
    "VALUE": "zq-value-canary",
    "FTP": "zq-ftp-canary",
    "MAIL": "zq-mail-canary",
    "CACHE": "zq-cache-canary",
}
FILED = "zq-filed-canary"
BASIC = [base64.b64encode(f"news:{secret}".encode()) for secret in (*CANARIES.values(), FILED)]
SECRETS = [secret.encode() for secret in (*CANARIES.values(), FILED)] + BASIC
WAYS = (
    "401",
    "403",
    "404",
    "429",
    "500",
    "503",
    "away",
    "circle",
    "broken",
    "page",
    "bomb",
    "short",
    "good",
)


@dataclass
class Parrot:
    """A server that says again whatever it is told, and answers a path in the way that it names."""

    host: str
    port: int = 0
    heard: list[str] = field(default_factory=list)
    other: str = ""

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/"


@pytest.fixture
def parrots(an_rss: Callable[..., str]) -> Iterator[Callable[..., Parrot]]:
    def start(host: str = "127.0.0.1") -> Parrot:
        parrot = Parrot(host=host)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                told = "; ".join(f"{name}: {value}" for name, value in self.headers.items())
                parrot.heard.append(told)
                way = self.path.strip("/").partition("?")[0].rpartition("/")[2]
                body = {
                    "broken": f"<rss><channel><item><title>{told}",
                    "page": f"<html><body>{told}</body></html>",
                    "bomb": f'<!DOCTYPE x [<!ENTITY a "{told}">]><rss/>',
                    "good": an_rss(("1", "Bell", "A bell rang.")),
                }.get(way, told)
                status = int(way) if way.isdigit() else 302 if way in {"away", "circle"} else 200
                self.send_response(status, told[:200])
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("X-You-Said", told)
                self.send_header("Content-Length", str(len(body) + (99 if way == "short" else 0)))
                self.send_header("WWW-Authenticate", f'Basic realm="{told}"')
                self.send_header("Set-Cookie", f"a={told}")
                if way == "circle":
                    self.send_header("Location", self.path)
                if way == "away":
                    self.send_header("Location", f"{parrot.other}?you-said={told.split()[-1]}")
                self.end_headers()
                self.wfile.write(body.encode())
                self.close_connection = way == "short"

            do_PURGE = do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                """What it was told is kept."""

        parrot.port = stack.enter_context(served(Handler, host))
        return parrot

    with ExitStack() as stack:
        yield start


@pytest.fixture
def strict_lines() -> Iterator[Callable[[bytes, Callable[[bytes], bytes]], int]]:
    """Servers of lines, which greet, and answer each line with what `says` makes of it."""
    import socketserver

    running: list[tuple[socketserver.ThreadingTCPServer, threading.Thread]] = []

    def start(greeting: bytes, says: Callable[[bytes], bytes]) -> int:
        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(greeting)
                for line in self.rfile:
                    self.wfile.write(says(line))

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        running.append((server, thread))
        return int(server.server_address[1])

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def _no(line: bytes) -> bytes:
    """An IMAP server that repeats a login."""
    tag = line.split(b" ", 1)[0]
    if b"CAPABILITY" in line:
        return b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK\r\n"
    return tag + b" NO [ALERT] you said " + line.strip() + b"\r\n"


def found_in(folder: Path) -> list[str]:
    """Files of a folder in which a secret stands, but for those that hold them."""
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "secrets"
        if any(secret in path.read_bytes() for secret in SECRETS)
    ]


def said(done: subprocess.CompletedProcess[str]) -> bytes:
    return f"{done.stdout}\n{done.stderr}".encode()


def test_no_secret_stands_anywhere_after_passes_that_fail_in_every_way(
    house: Any, parrots: Callable[..., Parrot], strict_lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X07, X34, C42."""
    parrot, away = parrots(), parrots()
    # These have their whole host left alone.
    pausing = {"429": parrots("127.0.0.2"), "503": parrots("127.0.0.3")}
    parrot.other = f"{away.url}good"
    for name, secret in CANARIES.items():
        monkeypatch.setenv(name, secret)
    secrets = house.folder / "secrets"
    secrets.mkdir()
    (secrets / "filed").write_text(FILED)
    auths = {
        "basic": '{ username = "news", password_env = "PASSWORD" }',
        "filed": '{ username = "news", password_file = "secrets/filed" }',
        "bearer": '{ token_env = "TOKEN" }',
        "header": '{ header = "X-Wire-Key", value_env = "VALUE" }',
    }
    for kind, auth in auths.items():
        for way in WAYS:
            house.source(f"{kind}-{way}", f"{pausing.get(way, parrot).url}{kind}/{way}")
            house.sources[-1] += f"auth = {auth}\n"
    mail = strict_lines(b"* OK ready\r\n", _no)
    files = strict_lines(b"220 ready\r\n", lambda line: b"530 you said " + line.strip() + b"\r\n")
    for scheme, port, name in (("imap", mail, "MAIL"), ("ftp", files, "FTP")):
        path = "INBOX" if scheme == "imap" else "out"
        house.source(scheme, f"{scheme}://127.0.0.1:{port}/{path}")
        house.sources[-1] += f'auth = {{ username = "news", password_env = "{name}" }}\n'
    house.fetch += '\nhost_gap = "0s"'
    house.publish = (
        f'[[publish.purge]]\nurl = "{parrot.url}purge/500/{{path}}"\n'
        'auth = { header = "Fastly-Key", value_env = "CACHE" }\n'
    )
    house.write()

    outputs = [
        said(house.feeds(*arguments, status=None, seconds=120))
        for arguments in (
            ("check",), ("check", "--online"), ("once",), ("once", "--source", "bearer-good"), ("sources",),
            ("sources", "--json"), ("items", "--all", "--json"), ("preview",),
        )
    ]  # fmt: skip
    process = house.start()
    _, metrics = house.get("metrics")
    _, health = house.get("healthz")
    house.stop(process)
    outputs += [house.log().encode(), metrics, health]
    assert (
        '"opened": "127.0.0.0/8"' in house.log()
    )  # X07: what the operator has opened is for the record

    heard = " ".join(parrot.heard)
    for secret in ("VALUE", "TOKEN", "CACHE"):
        assert CANARIES[secret] in heard, f"{secret} was never used"
    assert BASIC[0].decode() in heard
    assert BASIC[-1].decode() in heard
    # Another origin hears of none (C42).
    assert away.heard
    assert not any(secret.decode() in told for told in away.heard for secret in SECRETS)

    assert b"bearer-401" in outputs[2]
    for output in outputs:
        assert not [secret for secret in SECRETS if secret in output], output
    assert (house.folder / "feeds.db").stat().st_size > 0
    assert (house.public / "all.rss").exists()
    assert found_in(house.folder) == []


def test_what_is_looked_for_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(os.urandom(1000) + SECRETS[0])
    assert found_in(tmp_path) == [str(tmp_path / "a.db")]

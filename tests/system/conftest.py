"""Real processes: the command, the daemon, a publisher's server, all on loopback and bounded in time."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feeds.cli import app, run
from tests.servers.ports import free_port
from tests.servers.threaded import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMMAND = str(Path(sys.executable).with_name("feeds"))


def until(true: Callable[[], object], seconds: float, what: str) -> object:
    """What `true` gives as soon as it gives something; fails when it does not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        threading.Event().wait(0.05)
    raise AssertionError(f"not within {seconds:g} s: {what}")


@dataclass
class Publisher:
    """A publisher's server: documents by path, with validators; every request is recorded."""

    address: str
    documents: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def publish(self, path: str, body: str | bytes, media_type: str = "application/rss+xml") -> str:
        body = body.encode() if isinstance(body, str) else body
        self.documents[path] = (body, media_type)
        return f"http://{self.address}{path}"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's own, as people have it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = shutil.which("chromium")
        assert found is not None
        started = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    found = Publisher(address="")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found.requests.append((self.path, dict(self.headers)))
            document = found.documents.get(self.path)
            if document is None:
                self._answer(404, b"", {})
                return
            body, media_type = document
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == etag:
                self._answer(304, b"", {"ETag": etag})
            else:
                self._answer(200, body, {"ETag": etag, "Content-Type": media_type})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            found.statuses.append(status)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The tests read the record, not the log."""

    with served(Handler) as port:
        found.address = f"127.0.0.1:{port}"
        yield found


@dataclass
class House:
    """A folder with a config in it, and the commands run on it."""

    folder: Path
    port: int
    sources: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    running: list[subprocess.Popen[str]] = field(default_factory=list)
    site: str = "Global News Network 9"
    publish: str = ""
    here: bool = False
    """Commands run in this process: where it matters what they do, and not that they are processes."""
    fetch: str = 'min_interval = "1s"\nallow_networks = ["127.0.0.0/8"]'

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def public(self) -> Path:
        return self.folder / "public"

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    def source(self, id_: str, url: str, **keys: object) -> None:
        lines = {
            "provider": "Xinhua",
            "rights": "full",
            "every": "1s",
            "timezone": "Asia/Shanghai",
            **keys,
        }
        text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())
        self.sources.append(f'[[source]]\nid = "{id_}"\nurl = "{url}"\n{text}')

    def drop_source(self, **keys: object) -> None:
        lines = {
            "provider": "IANS",
            "rights": "full",
            "timezone": "Asia/Kolkata",
            "language": "en",
            **keys,
        }
        text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())
        self.drop.mkdir(exist_ok=True)
        self.sources.append(f'[[source]]\nid = "ians"\npath = "drop"\n{text}')

    def put(self, name: str, copy: str | bytes) -> None:
        """Puts a finished file into the drop directory, as a careful agency would."""
        part = self.drop / f".{name}.part"
        part.write_bytes(copy.encode() if isinstance(copy, str) else copy)
        part.rename(self.drop / name)

    def write(self) -> Path:
        channels = self.channels or ['[[channel]]\nid = "all"\ntitle = "All stories"\n']
        path = self.folder / "config.toml"
        path.write_text(
            f"""
[site]
name = "{self.site}"
link = "http://www.gnn9.com/"
description = "News"
language = "en"
timezone = "Asia/Kolkata"
author = "admin"
tag = "gnn9.com,2015"

[store]
url = "sqlite:///feeds.db"

[publish]
directory = "public"
base_url = "{self.base}"
{self.publish}

[serve]
listen = "127.0.0.1:{self.port}"

[fetch]
{self.fetch}

{"".join(self.sources)}
{"".join(channels)}
""",
            encoding="utf-8",
        )
        return path

    def feeds(
        self, *arguments: str, status: int | None = 0, seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end."""
        done = (
            self._here(*arguments) if self.here else self._as_process(*arguments, seconds=seconds)
        )
        if status is not None:
            assert done.returncode == status, f"{done.stdout}\n{done.stderr}"
        return done

    def _as_process(self, *arguments: str, seconds: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def _here(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            status = run(lambda: app([*arguments], prog_name="feeds", standalone_mode=False))
        return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())

    def json(self, *arguments: str) -> list[dict[str, object]]:
        """What a command says; one that only looks says the same in any process. Its lines are those of a file:
        copy may have other signs in it that end one (U+2028).
        """
        looks = arguments[0] in {"items", "explain"} or arguments == ("sources",)
        ask = self._here if looks else self.feeds
        return [json.loads(line) for line in io.StringIO(ask(*arguments, "--json").stdout)]

    def start(
        self, *arguments: str, answers: bool = True, **environment: str
    ) -> subprocess.Popen[str]:
        """Starts the daemon and waits until it answers."""
        log = (self.folder / "daemon.log").open("a")
        process = subprocess.Popen(
            [COMMAND, *(arguments or ("run",))],
            cwd=self.folder,
            env={**os.environ, **environment},
            stderr=log,
            stdout=log,
            text=True,
        )
        log.close()
        self.running.append(process)
        if answers:
            until(lambda: self._answers(process), 30, "the daemon answers")
        return process

    def _answers(self, process: subprocess.Popen[str]) -> bool:
        assert process.poll() is None, self.log()
        try:
            return self.get("healthz")[0] == 200
        except OSError:
            return False

    def log(self) -> str:
        return (self.folder / "daemon.log").read_text()

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        request = urllib.request.Request(self.base + path, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as fault:
            with fault:
                return fault.code, fault.read()

    def stop(self, process: subprocess.Popen[str], number: int = signal.SIGTERM) -> int:
        os.kill(process.pid, number)
        return process.wait(40)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(folder=tmp_path, port=free_port())
    yield made
    for process in made.running:
        if process.poll() is None:
            process.kill()
            process.wait(10)


@pytest.fixture
def wait_until() -> Callable[[Callable[[], object], float, str], object]:
    return until

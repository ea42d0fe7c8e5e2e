"""The built-in server on one core against nginx with one worker, on the same files, driven by wrk on the other core.

Two figures for each: requests a second, and requests a second of the server's processor time, which other work on the
machine disturbs less.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from feeds.model import Document
from feeds.publish.folder import Folder

CONNECTIONS = 32
SECONDS = 3
ROUNDS = 3
_CORES = ("0", "1")
_WORDS = 32_000
"""Of a document whose gzip is about 100 KB."""

_SERVER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from feeds.serve.asgi import application
from feeds.serve.metrics import Metrics
from feeds.serve.server import Server

async def main(folder):
    metrics = Metrics(version="1", since=datetime.now(UTC))
    app = application(folder=Path(folder), base_url="http://127.0.0.1/", health=lambda: (True, {}),
                      ready=lambda: (True, {}),
                      metrics=metrics.exposition, answered=metrics.answered)
    server = Server(app, "127.0.0.1:0", at_once=app.at_once)
    await server.start()
    print(server.addresses[0][1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main(sys.argv[1]))
"""

_NGINX = """
{user}worker_processes 1;
daemon off;
pid {place}/pid;
error_log {place}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    types {{ application/rss+xml rss; }}
    server {{
        listen 127.0.0.1:{port};
        root {folder};
        gzip_static on;
        gzip_vary on;
        add_header Cache-Control "public, max-age=300";
    }}
}}
"""


@dataclass(frozen=True)
class Rate:
    """Requests a second, and a second of the server's processor time."""

    wall: float
    processor: float


def measure(place: Path) -> dict[str, list[float]]:
    """Ours as a share of nginx's, a figure a round: 304s, and bodies of 100 KB in gzip."""
    for program in ("wrk", "nginx", "taskset"):
        if _program(program) is None:
            raise SystemExit(f"{program} is needed (Debian: apt-get install nginx wrk util-linux)")
    folder = place / "public"
    body = _feed()
    now = datetime(2026, 11, 2, tzinfo=UTC)
    Folder(folder).write([Document(path="all.rss", media_type="", body=body)], {}, now)
    size = (folder / "all.rss.gz").stat().st_size
    print(f"  a feed of {len(body):,} bytes, {size:,} in gzip")
    shares: dict[str, list[float]] = {}
    with _ours(folder) as ours, _theirs(place, folder) as theirs:
        for turn in range(ROUNDS):
            for kind in ("304", "100 KB"):
                own, its = _rate(*ours, kind), _rate(*theirs, kind)
                shares.setdefault(f"{kind}, a second", []).append(own.wall / its.wall)
                shares.setdefault(f"{kind}, a second of processor time", []).append(
                    own.processor / its.processor
                )
                print(
                    f"  turn {turn + 1}, {kind}: ours {own.wall:,.0f} ({own.processor:,.0f} of processor time),"
                    f" nginx {its.wall:,.0f} ({its.processor:,.0f})"
                )
    return shares


def _feed() -> bytes:
    dice = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(dice.choices(letters, k=dice.randint(3, 9))) for _ in range(4000)]
    return f"<rss>{' '.join(dice.choices(words, k=_WORDS))}</rss>".encode()


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextlib.contextmanager
def _ours(folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    command = ["taskset", "-c", _CORES[0], sys.executable, "-c", _SERVER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), psutil.Process(process.pid)
        finally:
            process.terminate()


@contextlib.contextmanager
def _theirs(place: Path, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    port = _free_port()
    user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
    config = place / "nginx.conf"
    config.write_text(_NGINX.format(place=place, folder=folder, port=port, user=user))
    command = ["taskset", "-c", _CORES[0], _program("nginx") or "", "-c", str(config)]
    with subprocess.Popen([*command, "-e", str(place / "error.log")]) as process:
        try:
            while not (workers := psutil.Process(process.pid).children()):
                if process.poll() is not None:
                    raise SystemExit((place / "error.log").read_text())
                time.sleep(0.05)
            yield port, workers[0]
        finally:
            process.terminate()


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _rate(port: int, server: psutil.Process, kind: str) -> Rate:
    address = f"http://127.0.0.1:{port}/all.rss"
    asks = {"Accept-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=asks)) as answer:
        tag = answer.headers["ETag"]
    if kind == "304":
        asks["If-None-Match"] = tag
    headers = [part for name, value in asks.items() for part in ("-H", f"{name}: {value}")]
    before = _processor(server)
    done = subprocess.run(
        ["taskset", "-c", _CORES[1], _program("wrk") or "", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *headers, address],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    spent = _processor(server) - before
    found = re.search(r"(\d+) requests in", done.stdout)
    rate = re.search(r"Requests/sec: +([\d.]+)", done.stdout)
    if found is None or rate is None or "Socket errors" in done.stdout or "Non-2xx" in done.stdout:
        raise SystemExit(done.stdout)
    return Rate(wall=float(rate[1]), processor=int(found[1]) / spent)


def _processor(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)

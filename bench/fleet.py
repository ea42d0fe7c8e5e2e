"""A fleet with bad servers in it: the daemon polls two hundred sources, a fifth of them bad in every way there is,
and the healthy ones are polled in time all the same.

How late a poll was is told twice: by the daemon's own metrics, and by the servers, which note each request.
When it was due stands in the daemon's log, with the poll before it.
"""

from __future__ import annotations

import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from bench.bad_origins import HOGS, WAYS
from bench.origin import address

HEALTHY = 160
BAD = 40
PLACES = 64
IN_TIME = 5.0
_READY = 30.0

# The daemon with names of ours in the resolver: some are not answered for half a minute, as by a name
# server that is silent.
_PROGRAM = """
import socket, sys, threading
real = socket.getaddrinfo
def look_up(host, *rest, **more):
    if isinstance(host, str) and host.endswith("-fleet.test"):
        if host.startswith("silent"):
            threading.Event().wait(30)
        if host.startswith(("silent", "missing")):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        host = "127.0.%s.%s" % tuple(host.partition(".")[0].split("-")[1:3])
    return real(host, *rest, **more)
socket.getaddrinfo = look_up
from feeds.__main__ import main
sys.exit(main())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """What is polled, and for how many seconds after all have been polled once."""

    ways: Sequence[str]
    """How each of the bad ones is bad."""
    every: float = 6.0
    seconds: float = 40.0
    fetch: str = ""
    """More of `[fetch]` in the config."""


@dataclass(slots=True, kw_only=True)
class Seen:
    """What was seen of a run."""

    first: list[float]
    """Seconds in which each healthy source was polled first: all two hundred are due at once, and all bring news."""
    lateness: list[float]
    """Of the healthy sources, each later request against the instant it was due, by the servers' clock."""
    gaps: list[float]
    """Of the healthy sources, between two requests."""
    in_time: float = 0.0
    """The share of all polls after the warm-up that the daemon's metrics call no later than `IN_TIME`."""
    polls: int = 0
    failures: dict[str, set[str]]
    """What was told of the bad ones, by their way."""
    memory: list[tuple[float, float]] = field(default_factory=list)
    """MB of the daemon and of its workers, twice a second."""
    stopped_in: float = 0.0

    def late(self, share: float) -> float:
        """The lateness that this share of the polls does not exceed."""
        return percentile(self.lateness, share)

    def growth(self, which: int) -> float:
        """By how much memory has grown from the third quarter of that time to the last, as a share."""
        quarter = len(self.memory) // 4
        early, last = self.memory[-2 * quarter : -quarter], self.memory[-quarter:]
        return (
            percentile([one[which] for one in last], 0.5)
            / (percentile([one[which] for one in early], 0.5))
            - 1
        )


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def config_text(fleet: Fleet, good: int, bad: Sequence[str], listen: int) -> str:
    """The bad ones come first in everything; every second healthy one has a name, a site of its own."""
    urls = {f"a-bad-{number:03}": url for number, url in enumerate(bad)}
    for number in range(HEALTHY):
        host = address(number)
        if number % 2:
            host = "well-{}-{}-fleet.test".format(*host.split(".")[2:])
        urls[f"well-{number:03}"] = f"http://{host}:{good}/feed"
    sources = "".join(
        f'[[source]]\nid = "{id_}"\nprovider = "Xinhua"\nrights = "full"\nlanguage = "en"\n'
        f'url = "{url}"\nevery = "{fleet.every:g}s"\n'
        for id_, url in urls.items()
    )
    return f"""
[site]
name = "Fleet"
link = "http://127.0.0.1/"
description = "Measured"
language = "en"
timezone = "UTC"
author = "admin"
tag = "fleet.example,2026"
[store]
url = "sqlite:///feeds.db"
[publish]
directory = "public"
base_url = "http://127.0.0.1:{listen}/"
[serve]
listen = "127.0.0.1:{listen}"
[fetch]
min_interval = "1s"
contact = "http://fleet.test/"
concurrency = {PLACES}
allow_networks = ["127.0.0.0/8"]
{fleet.fetch}
{sources}
[[channel]]
id = "all"
title = "All"
"""


def run(fleet: Fleet, folder: Path) -> Seen:
    """One run of the daemon over the fleet; the folder is its own."""
    noted = folder / "requests"
    good_command = ["bench.good_origins", str(HEALTHY), str(noted)]
    with _origins(good_command) as good, _origins(["bench.bad_origins", *fleet.ways]) as bad:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            listen = probe.getsockname()[1]
        (folder / "config.toml").write_text(
            config_text(fleet, int(good), json.loads(bad), listen), encoding="utf-8"
        )
        with (folder / "daemon.log").open("w") as log:
            daemon = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, "run", "--verbose"],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(Path.cwd())},
                stdout=log,
                stderr=log,
            )
        try:
            ready = _wait_until_ready(daemon, listen)
            _wait_until_warm(noted)
            before = _metrics(listen)
            memory = _watch(daemon.pid, fleet.seconds)
            after = _metrics(listen)
            ended = time.monotonic()
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(60)
        finally:
            daemon.kill()
            daemon.wait()
        seen = _seen(fleet, folder, ready)
        seen.polls, seen.in_time = _told(before, after)
        seen.memory, seen.stopped_in = memory, time.monotonic() - ended
    return seen


@contextmanager
def _origins(command: Sequence[str]) -> Iterator[str]:
    """Servers in a process of their own; what they say of themselves."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def _wait_until_ready(daemon: subprocess.Popen[bytes], listen: int) -> float:
    end = time.monotonic() + _READY
    while time.monotonic() < end and daemon.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{listen}/healthz", timeout=5):
                return time.time()
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the daemon does not answer; daemon.log says why")


def _wait_until_warm(noted: Path) -> None:
    """Until each healthy source has been polled once, and what that brought is recorded and published."""
    end = time.monotonic() + _READY
    while time.monotonic() < end:
        if len({line.partition(" ")[2] for line in noted.read_text().splitlines()}) == HEALTHY:
            time.sleep(3)
            return
        time.sleep(0.1)
    raise RuntimeError("some are not polled at all")


def _watch(pid: int, seconds: float) -> list[tuple[float, float]]:
    found = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found.append(_memory(pid))
        time.sleep(0.5)
    return found


def _memory(pid: int) -> tuple[float, float]:
    """MB of a process, and of all that come from it."""
    told = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
    )
    rows = [tuple(map(int, line.split())) for line in told.stdout.splitlines()]
    sizes = {one: rss / 1024 for one, _, rss in rows}
    family = {pid}
    for one, parent, _ in sorted(rows):
        if parent in family:
            family.add(one)
    return sizes[pid], sum(sizes[one] for one in family - {pid})


def _metrics(listen: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{listen}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    rows = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}


def _told(before: dict[str, float], after: dict[str, float]) -> tuple[int, float]:
    """How many polls began between two looks at the metrics, and which share of them in time."""
    name = "feeds_poll_lateness_seconds"
    late = f'{name}_bucket{{le="{IN_TIME}"}}'
    polls, in_time = (after[row] - before[row] for row in (f"{name}_count", late))
    return int(polls), in_time / polls


def _seen(fleet: Fleet, folder: Path, ready: float) -> Seen:
    due: dict[str, list[float]] = {}
    failures: dict[str, set[str]] = {}
    for line in (folder / "daemon.log").read_text().splitlines():
        told = json.loads(line)
        if told.get("event") != "poll":
            continue
        source = told["source"]
        due.setdefault(source, []).append(datetime.fromisoformat(told["next_due"]).timestamp())
        if told["outcome"] == "failed":
            way = fleet.ways[int(source[-3:])] if source.startswith("a-bad") else source
            failures.setdefault(way, set()).add(told["error"])
    requests: dict[str, list[float]] = {}
    for line in (folder / "requests").read_text().splitlines():
        at, number = line.split()
        requests.setdefault(f"well-{int(number):03}", []).append(float(at))
    lateness = [
        at - was_due
        for source, times in requests.items()
        for at, was_due in zip(times[1:], due.get(source, []), strict=False)
    ]
    assert len(requests) == HEALTHY, "each healthy source is polled"
    return Seen(
        first=[times[0] - ready for times in requests.values()],
        lateness=lateness,
        gaps=[later - at for times in requests.values() for at, later in pairwise(times)],
        failures=failures,
    )


def mixed(seconds: float) -> Fleet:
    """Bad in every way, with a short time for each poll, so that they come again and again."""
    ways = [WAYS[number % len(WAYS)] for number in range(BAD)]
    return Fleet(ways=ways, seconds=seconds, fetch='timeout = "6s"')


def holding(seconds: float) -> Fleet:
    """All bad ones hold their place for as long as they are let, and that is as long as by default."""
    return Fleet(ways=[HOGS[number % len(HOGS)] for number in range(BAD)], seconds=seconds)


def measure(folder: Path) -> None:
    for name, fleet in (("bad in every way", mixed(60)), ("all bad ones hold on", holding(60))):
        place = folder / name
        place.mkdir()
        seen = run(fleet, place)
        print(f"{name}: {seen.polls} polls in {fleet.seconds:g} s")
        print(f"  all healthy ones polled once within {max(seen.first):.1f} s")
        print(
            "  late, as seen by the servers of the healthy ones: "
            f"half {seen.late(0.5):.2f} s, 95 % {seen.late(0.95):.2f} s (goal {IN_TIME:g}), "
            f"all {seen.late(1.0):.2f} s"
        )
        print(f"  not later than {IN_TIME:g} s by our metrics: {seen.in_time:.1%} of all polls")
        print(f"  between two polls of a healthy one at most {max(seen.gaps):.1f} s")
        daemon, workers = (percentile([m[n] for m in seen.memory], 0.5) for n in (0, 1))
        print(
            f"  memory: daemon {daemon:.0f} MB ({seen.growth(0):+.1%} over the run), "
            f"workers {workers:.0f} MB ({seen.growth(1):+.1%}); stopped in {seen.stopped_in:.1f} s"
        )

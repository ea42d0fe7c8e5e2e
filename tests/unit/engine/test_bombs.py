"""X10 to X12: what bombs do to the worker processes that read them, as they run in the daemon. Nothing is
fetched for any, and each is over within a second and 50 MiB.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.engine.workers import Workers
from feeds.errors import ParseError
from feeds.model import Payload, Reading, Rights, Source
from feeds.pipeline.read import read
from tests.unit.engine import bombs

pytestmark = pytest.mark.alone

SECONDS = 1.0
MEBIBYTES = 50
SECRET = "nobody's business"
_WATCHED = (
    "socket.connect",
    "socket.getaddrinfo",
    "urllib.Request",
    "subprocess.Popen",
    "os.system",
    "os.exec",
)
_heard: list[str] = []
_least: list[int] = []
"""What the process had of memory before it met a bomb, in KiB: what an earlier one has left counts as grown."""


def _hear(event: str, details: tuple[object, ...]) -> None:
    if event in _WATCHED or (event == "open" and str(details[0]).endswith("ours.txt")):
        _heard.append(f"{event} {details}")


def measured(payload: Payload, source: Source) -> Reading:
    """Reads as the daemon does, in its process; gives back what that took."""
    if not hasattr(sys, "_bombs_are_heard"):
        sys.addaudithook(_hear)
        sys._bombs_are_heard = True  # type: ignore[attr-defined]
    _heard.clear()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    _least.append(_status("VmRSS"))
    began = time.process_time()
    fault, text = "", ""
    try:
        text = repr(read(payload, source).items)
    except ParseError as refused:
        fault = str(refused)
    told = {
        "seconds": time.process_time() - began,
        "grown": (_status("VmHWM") - _least[min(2, len(_least) - 1)]) / 1024,
        "fault": fault,
        "leaked": SECRET in text,
        "heard": list(_heard),
    }
    return Reading(format=json.dumps(told))


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as made:
        made.setblocking(False)
        yield made


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ours") / "ours.txt"
    path.write_text(SECRET)
    return path.as_uri()


@pytest.fixture
def outside(listener: socket.socket) -> Iterator[str]:
    """An address of the web; nobody has asked there when the test is over."""
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """The daemon's, with its own limits."""
    made = Workers(lambda: measured, count=1, documents=10_000)
    yield made
    made.close()


async def explode(workers: Workers, body: bytes, format_: str = "auto") -> dict[str, object]:
    payload = Payload(
        source="wire",
        url="http://wire.example/feed",
        body=body,
        media_type="application/xml",
        fetched_at=datetime(2026, 11, 2, tzinfo=UTC),
    )
    source = Source(id="wire", provider="W", rights=Rights.FULL, format=format_)
    told: dict[str, object] = json.loads((await workers.read(payload, source)).format)
    assert told["heard"] == []
    assert told["leaked"] is False
    assert float(str(told["seconds"])) < SECONDS, told
    assert float(str(told["grown"])) < MEBIBYTES, told
    return told


@pytest.fixture
async def warm(workers: Workers) -> Workers:
    """They have read a feed: to load the readers is not the bomb's doing."""
    for body in (
        bombs.DESCRIBED.format("Bell"),
        "<rss><channel><item><title>x</item>",
        '{"items": []}',
    ):
        await explode(workers, body.encode())
    return workers


@pytest.mark.parametrize("root", bombs.ROOTS)
async def test_a_bomb_of_entities_is_refused_by_every_reader(
    warm: Workers, root: str, outside: str, ours: str
) -> None:
    """X10; CVE 24, 25, 42."""
    for name, make in bombs.entities(outside, ours).items():
        told = await explode(warm, make(root).encode())
        assert told["fault"], (name, told)
        if root in {"rss", "atom", "xhtml"}:
            assert "DOCTYPE" in str(told["fault"]), (name, told)


@pytest.mark.parametrize("encoding", bombs.ENCODINGS)
@pytest.mark.parametrize("root", ["rss", "newsmlg2"])
async def test_no_encoding_hides_a_bomb(
    warm: Workers, root: str, encoding: str, outside: str, ours: str
) -> None:
    """X10; CVE 25. What it is refused for differs: some are no document at all any more."""
    for name, make in bombs.entities(outside, ours).items():
        told = await explode(warm, bombs.ENCODINGS[encoding](make(root)))
        assert told["fault"], (name, told)


@pytest.mark.parametrize("root", bombs.ROOTS)
async def test_nothing_is_fetched_for_what_asks_for_it(
    warm: Workers, root: str, outside: str, ours: str
) -> None:
    """X10: external DTD, XInclude, style sheets, schemas."""
    for make in bombs.fetching(outside, ours).values():
        await explode(warm, make(root).encode())


@pytest.mark.parametrize("name", bombs.crowds())
async def test_too_much_of_one_thing_is_refused(warm: Workers, name: str) -> None:
    """X11, X12; CVE 42: expat's and libxml2's own faults never get to see it."""
    told = await explode(warm, bombs.crowds()[name].encode())
    assert told["fault"], told


@pytest.mark.parametrize("name", bombs.harmless())
async def test_what_is_only_long_is_read(warm: Workers, name: str) -> None:
    """X11."""
    told = await explode(warm, bombs.harmless()[name].encode())
    assert told["fault"] == "", told


async def test_a_worker_has_the_limits_that_it_is_said_to_have() -> None:
    """X12."""
    made = Workers(lambda: limits, count=1)
    payload = Payload(source="w", url="x:", body=b"", fetched_at=datetime(2026, 11, 2, tzinfo=UTC))
    source = Source(id="w", provider="W", rights=Rights.FULL)
    assert (await made.read(payload, source)).format == str(512 * 1024 * 1024)
    assert made._seconds == 10
    made.close()


def limits(payload: Payload, source: Source) -> Reading:
    import resource

    assert os.getppid() > 1
    return Reading(format=str(resource.getrlimit(resource.RLIMIT_AS)[0]))

"""What is owed to a host is owed by all processes together: turns, the gap between them, and pauses. C30, C52."""

from __future__ import annotations

import http.server
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.servers.threaded import served
from tests.system.conftest import COMMAND

pytestmark = pytest.mark.system

GAP = 2.5
"""Longer than a process takes to begin: no pause but the one that is meant is so long."""
FEED = (
    b'<rss version="2.0"><channel><title>W</title><item><guid>1</guid><title>One</title>'
    b"<description>Word</description></item></channel></rss>"
)


@dataclass
class SlowServer:
    """Takes its time for each answer, and keeps when each request came and was answered."""

    address: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[float, float]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[SlowServer]:
    found = SlowServer()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            began = time.monotonic()
            threading.Event().wait(0.3)
            # What follows reaches the other side later still: the gap that is seen is no longer than it was.
            found.seen.append((began, time.monotonic()))
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(FEED)))
            self.end_headers()
            self.wfile.write(FEED)

        def log_message(self, *_: object) -> None:
            """The test reads what was seen."""

    with served(Handler) as port:
        found.address = f"http://127.0.0.1:{port}"
        yield found


@pytest.fixture
def two(house, server):
    """A house with two sources of one host."""
    house.fetch = f'min_interval = "1h"\nallow_networks = ["127.0.0.0/8"]\nhost_gap = "{GAP}s"'
    for id_ in ("ians", "xinhua"):
        house.source(id_, f"{server.address}/{id_}", every="1h")
    house.write()
    return house


def test_two_passes_at_once_ask_one_after_the_other_with_a_gap_between(two, server) -> None:
    """C52."""
    passes = [
        subprocess.Popen([COMMAND, "once", "--source", id_], cwd=two.folder)
        for id_ in ("ians", "xinhua")
    ]
    assert [one.wait(60) for one in passes] == [0, 0]
    (_, first_ended), (second_began, _) = server.seen
    assert second_began - first_ended >= GAP


def test_a_pass_beside_a_daemon_asks_nobody(two, server, wait_until) -> None:
    """C20, C52."""
    process = two.start()
    wait_until(lambda: len(server.seen) == 2, 30, "both sources are polled")
    refused = two.feeds("once", "--source", "ians", status=1)
    assert "holds the store" in refused.stderr
    assert len(server.seen) == 2
    two.stop(process)


def test_a_pause_that_one_source_is_told_of_is_kept_by_the_other_and_by_all_that_come_after(
    two, server
) -> None:
    """C30."""
    server.status, server.headers = 429, {"Retry-After": "7200"}
    two.feeds("once", "--source", "ians", status=1)
    assert len(server.seen) == 1
    refused = two.feeds("once", "--source", "xinhua", status=None)
    assert "xinhua" in refused.stderr
    two.feeds("once")
    assert two.feeds("check", "--online", status=1).stderr.count("has asked for a pause") == 2
    process = two.start()
    two.stop(process)
    assert len(server.seen) == 1, "nobody has asked since"
    ians, xinhua = two.json("sources")
    assert ians["host_paused_until"] == xinhua["host_paused_until"] is not None
    assert "in an answer to ians" in str(xinhua["reason"])
    assert xinhua["failures"] == 0

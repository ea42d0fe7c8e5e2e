"""From a finished file in the drop directory to the changed bytes over HTTP, under load."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.our_pass import config_text

_FILES = 40
_LISTEN = "127.0.0.1:18099"


def measure(port: int, feeds: int) -> None:
    """Prints the median and the 95th percentile while `feeds` sources are polled each second."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "drop").mkdir()
        text = config_text(port, range(feeds), folder).replace("127.0.0.1:8009", _LISTEN)
        text += (
            f'[serve]\nlisten = "{_LISTEN}"\n'
            '[[source]]\nid = "drop"\nprovider = "IANS"\npath = "drop"\nrights = "full"\n'
            '[[channel]]\nid = "ians"\ntitle = "IANS"\nselect = { providers = ["IANS"] }\n'
        )
        (folder / "config.toml").write_text(text)
        daemon = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("feeds")),
                "run",
                "-c",
                str(folder / "config.toml"),
            ],
            stderr=subprocess.DEVNULL,
        )
        try:
            _until("/all.rss", b"<item>", 60)
            waits = sorted(_drop(folder, n) for n in range(_FILES))
        finally:
            daemon.terminate()
            daemon.wait(40)
    p95 = waits[int(len(waits) * 0.95) - 1]
    print(
        f"file to HTTP while {feeds} sources are polled: median {statistics.median(waits):.2f} s, "
        f"95th percentile {p95:.2f} s (goal 2), longest {waits[-1]:.2f} s"
    )


def _drop(folder: Path, number: int) -> float:
    mark = f"Ferry number {number} leaves on time"
    copy = (
        f"id: drop-{number}\nheadline: {mark}\n\n"
        f"Mumbai, Nov 2 (IANS) Ferry {number} left the harbour on time on Monday.\n\n--IANS\n"
    )
    part = folder / "drop" / f".{number}.part"
    part.write_text(copy)
    start = time.perf_counter()
    part.rename(folder / "drop" / f"{number}.txt")
    _until("/ians.rss", mark.encode(), 30)
    return time.perf_counter() - start


def _until(path: str, mark: bytes, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        try:
            with urllib.request.urlopen(f"http://{_LISTEN}{path}", timeout=5) as answer:
                if mark in answer.read():
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"{path} did not show {mark!r} within {seconds} s")

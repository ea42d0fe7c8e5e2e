"""Runs the measurements that are named, or all of them."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FEEDS = 200
ROUNDS = 5
_FETCH_ROUNDS = 9
_POLLS = 4000
PYTHON = sys.executable
FEEDS_COMMAND = str(Path(PYTHON).with_name("feeds"))


@contextmanager
def origin(feeds: int = FEEDS) -> Iterator[int]:
    """The publisher's server, in a process of its own; gives its port."""
    process = subprocess.Popen(
        [PYTHON, "-m", "bench.origin", str(feeds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def passes() -> None:
    """A cold pass and a pass of 304s, ours and the reader's in turn, each twice in a round: of both the faster
    one counts, since the reader has to be tried with two numbers of workers.
    """
    kinds = ("cold", "unchanged", "cold, published", "unchanged, published")
    ratios: dict[str, list[float]] = {kind: [] for kind in kinds}
    peak = 0.0
    with origin() as port, tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS):
            runs = [_both(port, Path(folder) / f"{turn}-{workers}", workers) for workers in (1, 20)]
            theirs, ours = (
                {key: min(run[key] for run in side) for key in side[0]}
                for side in zip(*runs, strict=True)
            )
            peak = max(peak, *(run["mb"] for _, run in runs))
            for kind, found in ratios.items():
                found.append(theirs[kind.partition(",")[0]] / ours[kind])
            print(
                f"  turn {turn + 1}: reader {theirs['cold']:.2f} s cold, {theirs['unchanged']:.3f} s"
                f" 304; ours {ours['cold']:.2f} s, {ours['unchanged']:.3f} s;"
                f" published {ours['cold, published']:.2f} s, {ours['unchanged, published']:.3f} s"
            )
        _ratio("cold pass (goal 5)", ratios["cold"])
        _ratio("304 pass (goal 4)", ratios["unchanged"])
        print("with our publishing, which the reader has nothing to set against:")
        _ratio("  cold pass, 4000 pages and 3 channels published", ratios["cold, published"])
        _ratio("  304 pass", ratios["unchanged, published"])
        print(f"largest process: {peak:.0f} MB (goal 250)")
        _whole_processes(port, Path(folder))


def _both(port: int, folder: Path, workers: int) -> tuple[dict[str, float], dict[str, float]]:
    """The reader with so many workers, which suits it best differs by machine, and ours, each in a process."""
    folder.mkdir()
    theirs = _process("bench.peer_reader", port, FEEDS, folder, workers)
    ours = _process("bench.our_pass", port, FEEDS, folder / "ours")
    assert ours["entries"] == theirs["entries"] == FEEDS * 20
    return theirs, ours


def _process(module: str, *arguments: object) -> dict[str, float]:
    os.sync()  # what the run before has written is not written at this one's cost
    done = subprocess.run(
        [PYTHON, "-m", module, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _whole_processes(port: int, folder: Path) -> None:
    """`feeds once` from start to end: cold, all unchanged."""
    from bench.our_pass import config_text

    place = folder / "once"
    place.mkdir()
    (place / "config.toml").write_text(config_text(port, range(FEEDS), place))
    command = [FEEDS_COMMAND, "once", "-c", str(place / "config.toml")]
    cold = _timed(command)
    again = _timed(command)
    print(f"feeds once, whole process: {cold:.2f} s cold, {again:.2f} s with 304s alone")


def start() -> None:
    """`feeds once` with nothing due against the imports that it cannot do without."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "drop").mkdir()
        (folder / "config.toml").write_text(
            '[site]\nname="B"\nlink="http://b.example/"\ndescription="B"\nlanguage="en"\ntimezone="UTC"\n'
            'author="a"\ntag="b.example,2026"\n'
            '[store]\nurl="sqlite:///feeds.db"\n[publish]\ndirectory="public"\n'
            'base_url="http://127.0.0.1/"\n[[source]]\nid="d"\nprovider="D"\npath="drop"\n'
            'rights="full"\nevery="1d"\n[[channel]]\nid="all"\ntitle="All"\n'
        )
        ours = [FEEDS_COMMAND, "once", "-c", str(folder / "config.toml")]
        theirs = [PYTHON, "-c", "import sqlalchemy, typer"]
        _timed(ours)
        _timed(theirs)
        ratios = [_timed(ours) / _timed(theirs) for _ in range(9)]
    _ratio("feeds once with nothing due, against the import (goal 1.5 at most)", ratios)


def _timed(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def _ratio(what: str, ratios: list[float]) -> None:
    print(f"{what}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def parse() -> None:
    from bench.parse import compare

    compare()


def latency() -> None:
    from bench.latency import measure

    with origin() as port:
        measure(port, FEEDS)


def desk() -> None:
    from bench.desk import measure

    with tempfile.TemporaryDirectory() as folder:
        _ratio(
            "deciding at a million items, against ten thousand (goal 2 at most)",
            measure(Path(folder)),
        )


def browser() -> None:
    from bench.browser import measure

    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


def fetch() -> None:
    """What a 304 costs the fetch room alone, with few connections and with many, and plain httpx with few."""
    sides = (("ours", 20), ("httpx", 20), ("ours", 200))
    many: list[float] = []
    share: list[float] = []
    with origin() as port:
        for turn in range(_FETCH_ROUNDS):
            cost: dict[tuple[str, int], float] = {}
            # Each in its turn first: what else the machine does rises and falls.
            for side, connections in (*sides[turn % 3 :], *sides[: turn % 3]):
                done = _process("bench.fetching", side, port, connections, _POLLS)
                cost[side, connections] = done["seconds"]
            many.append(cost["ours", 200] / cost["ours", 20])
            share.append(cost["ours", 20] / cost["httpx", 20])
            told = ", ".join(f"{side} {n} {cost[side, n] * 1000:.3f} ms" for side, n in sides)
            print(f"  turn {turn + 1}: {told}")
    _ratio("a 304 over 200 connections, against 20 (goal 1.4 at most)", many)
    _ratio("a 304 over 20 connections, against plain httpx (goal 0.35 at most)", share)


def fleet() -> None:
    from bench.fleet import measure

    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


def republish() -> None:
    from bench.republish import measure

    with tempfile.TemporaryDirectory() as folder:
        _ratio(
            "feedgen and zlib, against one new item of five hundred (goal 6)",
            measure(Path(folder)),
        )


def serve() -> None:
    from bench.serving import measure

    goals = {"304": 0.3, "100 KB": 0.45}
    with tempfile.TemporaryDirectory() as folder:
        for what, shares in measure(Path(folder)).items():
            goal = goals[what.partition(",")[0]]
            _ratio(f"{what}, of nginx's (goal {goal} at least)", shares)


MEASUREMENTS: dict[str, Callable[[], None]] = {
    "parse": parse,
    "pass": passes,
    "fetch": fetch,
    "start": start,
    "latency": latency,
    "desk": desk,
    "browser": browser,
    "republish": republish,
    "fleet": fleet,
    "serve": serve,
}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or MEASUREMENTS:
        print(f"== {wanted}")
        MEASUREMENTS[wanted]()

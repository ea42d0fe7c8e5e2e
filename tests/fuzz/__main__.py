"""`python -m tests.fuzz [FORMAT...] [--seconds N]`: searches for inputs that break the promise.

    every format, two (or what the machine has) at a time, each in a process of its own
      guided by coverage where atheris can be imported, else drawn by Hypothesis
      -> a line a format: seconds, inputs, faults; what broke the promise is kept in tests/fuzz/found

Ends with status 1 where anything was found.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.words import WORDS

_LATE = 60
"""Seconds behind its time after which a search is ended from without."""
_OVER = 124
"""The status of such a search, as `timeout` has it."""


def main() -> int:
    told = _arguments()
    if told.room is not None:
        return _search(told.formats[0], told.seconds, told.seed, told.kept, told.room)
    with ThreadPoolExecutor(told.jobs) as jobs:
        statuses = list(jobs.map(lambda name: _in_a_process(name, told), told.formats or WORDS))
    return int(any(statuses))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=", ".join(WORDS))
    parser.add_argument("--seconds", type=float, default=600, help="for each format (600)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="formats at a time")
    parser.add_argument("--kept", type=Path, default=Path(__file__).with_name("found"))
    parser.add_argument("--room", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if unknown := set(told.formats) - set(WORDS):
        parser.error(f"no such format: {', '.join(sorted(unknown))}")
    return told


def _in_a_process(name: str, told: argparse.Namespace) -> int:
    with TemporaryDirectory() as room:
        command = [sys.executable, "-m", "tests.fuzz", name, "--room", room, "--kept", told.kept]
        options = ["--seconds", str(told.seconds), "--seed", str(told.seed)]
        log = Path(room, "log")
        late = told.seconds + _LATE
        with log.open("wb") as noise:
            try:
                ran = subprocess.run(
                    [*command, *options],
                    stdout=subprocess.PIPE,
                    stderr=noise,
                    check=False,
                    timeout=late,
                )
                said, status = ran.stdout, ran.returncode
            except subprocess.TimeoutExpired as fault:
                said, status = fault.stdout or b"", _OVER
        sys.stdout.write(said.decode(errors="replace"))
        if status not in (0, 1):
            told_last = log.read_text(errors="replace")[-4000:]
            how = f"was ended after {late:g} s" if status == _OVER else f"ended with {status}"
            print(f"{name}: {how}\n{told_last}")
        sys.stdout.flush()
        return status


def _search(name: str, seconds: float, seed: int, kept: Path, room: Path) -> int:
    if find_spec("atheris") is not None:
        from tests.fuzz.guided import guided

        return guided(name, seconds, seed, kept / name, room)
    from tests.fuzz.drawn import drawn
    from tests.fuzz.search import Search

    search = Search(name, kept / name)
    drawn(search, seconds, seed)
    print(search, flush=True)
    return int(bool(search.faults))


if __name__ == "__main__":
    sys.exit(main())

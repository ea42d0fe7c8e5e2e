"""lemon24's reader, doing what it does best: one cold pass and one pass of 304s.

Prints the seconds of both as JSON. A pass over a few feeds goes before, so that everything is
imported and warm. Run as: python -m bench.peer_reader PORT FEEDS FOLDER WORKERS
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from reader import make_reader

from bench.origin import address


def one_pass(reader: object, workers: int) -> float:
    start = time.perf_counter()
    reader.update_feeds(workers=workers, scheduled=False)  # type: ignore[attr-defined]
    return time.perf_counter() - start


def main(port: int, feeds: int, folder: Path, workers: int) -> None:
    def fresh(name: str, numbers: range) -> object:
        reader = make_reader(str(folder / name))
        for number in numbers:
            reader.add_feed(f"http://{address(number)}:{port}/feed")
        return reader

    one_pass(fresh("warm.sqlite", range(3)), workers)
    reader = fresh("reader.sqlite", range(feeds))
    cold = one_pass(reader, workers)
    os.sync()
    unchanged = one_pass(reader, workers)
    entries = reader.get_entry_counts().total  # type: ignore[attr-defined]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cold": cold, "unchanged": unchanged, "entries": entries, "mb": peak}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))

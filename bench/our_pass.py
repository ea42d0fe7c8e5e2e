"""Our own cold pass and our own pass of 304s inside one warm process.

Prints as JSON the seconds of both, and of both with what was then published. A pass over a few feeds
goes before, so that everything is imported, the workers run and connections may be kept, as in a daemon.
Run as: python -m bench.our_pass PORT FEEDS FOLDER
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path

import psutil

from bench.origin import address
from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.parts import Desk, StoreThread, make_desk, make_workers, open_store
from feeds.engine.workers import Workers
from feeds.pipeline.adopt import adopt


def config_text(port: int, feeds: range, folder: Path) -> str:
    """A house that takes these feeds and has three channels."""
    sources = "".join(
        f'[[source]]\nid = "agency-{n}"\nprovider = "Xinhua"\nrights = "full"\nlanguage = "en"\n'
        f'url = "http://{address(n)}:{port}/feed"\nevery = "1s"\n'
        for n in feeds
    )
    return f"""
[site]
name = "Bench"
link = "http://127.0.0.1/"
description = "Measured"
language = "en"
timezone = "UTC"
author = "admin"
tag = "bench.example,2026"
[store]
url = "sqlite:///{folder}/feeds.db"
[publish]
directory = "{folder}/public"
base_url = "http://127.0.0.1:8009/"
[fetch]
min_interval = "1s"
allow_networks = ["127.0.0.0/8"]
{sources}
[[channel]]
id = "all"
title = "All"
[[channel]]
id = "world"
title = "World"
select = {{ subjects = ["world"] }}
[[channel]]
id = "xinhua"
title = "Xinhua"
select = {{ providers = ["Xinhua"] }}
"""


async def timed_pass(desk: Desk, store_thread: StoreThread, *, early: bool) -> tuple[float, float]:
    """Seconds until everything is fetched, read, judged and on disk, and until it is published."""
    start = time.perf_counter()
    ids = list(desk.house.sources)
    claimed = await store_thread(
        lambda: desk.ingest.store.claim(ids, clock(), desk.lease, len(ids), early=early)
    )
    assert len(claimed) == len(ids)
    await desk.ingest.run(claimed, lambda: None)
    taken_in = time.perf_counter() - start
    assert await store_thread(desk.release.run)
    return taken_in, time.perf_counter() - start


async def passes(port: int, feeds: range, folder: Path, workers: Workers) -> dict[str, float]:
    folder.mkdir(parents=True)
    path = folder / "config.toml"
    path.write_text(config_text(port, feeds, folder))
    config = load(path)
    store = open_store(config)
    store_thread = StoreThread()
    desk = make_desk(
        config,
        store,
        workers=workers,
        in_store_thread=store_thread,
        beside=store_thread,
        observer=lambda _: None,
        spread=False,
        version="bench",
    )
    adopt(desk.house, store, "bench", clock())
    cold = await timed_pass(desk, store_thread, early=False)
    os.sync()  # nor is what has been published written at the cost of what follows
    again = await timed_pass(desk, store_thread, early=True)
    entries = sum(store.counts(id_, clock() - timedelta(days=1)) for id_ in desk.house.sources)
    await desk.aclose()
    store_thread.close()
    store.close()
    return {
        "cold": cold[0],
        "unchanged": again[0],
        "cold, published": cold[1],
        "unchanged, published": again[1],
        "entries": entries,
    }


async def main(port: int, feeds: int, folder: Path) -> None:
    gc.set_threshold(10_000, 10, 10)  # as in the daemon (`feeds.__main__`)
    workers = make_workers()
    await passes(port, range(8), folder / "warm", workers)
    result = await passes(port, range(feeds), folder / "run", workers)
    # Workers are children of a fork server, whose usage getrusage does not tell.
    sizes = [one.memory_info().rss for one in psutil.Process().children(recursive=True)]
    workers.close()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result["mb"] = max(own, *(size / 1024**2 for size in sizes))
    print(json.dumps(result))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))

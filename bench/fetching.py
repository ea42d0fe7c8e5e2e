"""What a 304 costs: one side, so many connections at a time, a host of its own behind each.

Prints as JSON the processor seconds (user and system, of this process alone) that a poll took. Each
connection is opened and used before that.
Run as: python -m bench.fetching ours|httpx PORT CONNECTIONS POLLS
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import httpx

from bench.origin import address
from feeds.config import FetchSettings
from feeds.fetch.http import HttpFetcher, request_headers
from feeds.model import Rights, Source, SourceState, Validators

AGENT = "gnn9-feeds/bench (+http://127.0.0.1/)"
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
WARM = 3

Poll = Callable[[int], Awaitable[int]]
"""Asks the host of a number for its feed, which has not changed; the status of its answer."""


def a_source(number: int, port: int) -> tuple[Source, Validators]:
    url = f"http://{address(number)}:{port}/feed"
    source = Source(id=f"s{number}", provider="Bench", rights=Rights.FULL, url=url)
    modified = "Mon, 02 Nov 2026 11:00:00 GMT"
    return source, Validators(etag=f'"feed-{number}"', last_modified=modified)


def ours(port: int, connections: int) -> tuple[Poll, Callable[[], Awaitable[None]]]:
    limits = FetchSettings(
        contact="",
        min_interval=timedelta(seconds=1),
        max_interval=timedelta(days=1),
        timeout=timedelta(seconds=60),
        max_bytes=10 * 1024 * 1024,
        allow_networks=(ip_network("127.0.0.0/8"),),
        concurrency=connections,
        per_host=1,
        host_gap=None,
    )
    fetcher = HttpFetcher(limits, user_agent=AGENT, clock=lambda: NOW)
    known = {}
    for number in range(connections):
        source, validators = a_source(number, port)
        state = SourceState(id=source.id, next_due=NOW, url=source.url, validators=validators)
        known[number] = (source, state)

    async def poll(number: int) -> int:
        return (await fetcher.fetch(*known[number])).status

    return poll, fetcher.aclose


def plain(port: int, connections: int) -> tuple[Poll, Callable[[], Awaitable[None]]]:
    """httpx as it comes, with the same headers in each request."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    client = httpx.AsyncClient(limits=limits, timeout=60.0, trust_env=False)
    known = {}
    for number in range(connections):
        source, validators = a_source(number, port)
        headers = request_headers(source, validators, source.url)
        known[number] = (source.url, {**headers, "user-agent": AGENT})

    async def poll(number: int) -> int:
        url, headers = known[number]
        return (await client.get(url, headers=headers)).status_code

    return poll, client.aclose


async def measure(side: str, port: int, connections: int, polls: int) -> float:
    gc.set_threshold(10_000, 10, 10)  # as in the daemon (`feeds.__main__`), and for both sides
    poll, aclose = {"ours": ours, "httpx": plain}[side](port, connections)

    async def some(number: int, count: int) -> None:
        for _ in range(count):
            assert await poll(number) == 304

    async def all_of(count: int) -> None:
        await asyncio.gather(*(some(number, count) for number in range(connections)))

    await all_of(WARM)
    each = polls // connections
    begun = time.process_time()
    await all_of(each)
    spent = time.process_time() - begun
    await aclose()
    return spent / (each * connections)


if __name__ == "__main__":
    cost = asyncio.run(measure(sys.argv[1], *map(int, sys.argv[2:])))
    print(json.dumps({"seconds": cost}))

"""A month of polls in a minute: the real fetcher and pipeline, on a loop whose time passes only when all wait.

As a program it prints what became of each source: ``python -m tests.conduct.month.world [SOURCES [DAYS]]``.
"""

from __future__ import annotations

import asyncio
import heapq
import random
import selectors
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from feeds.engine.once import claim_due, claim_named
from feeds.fetch.client import Client
from feeds.fetch.hosts import Gates
from feeds.fetch.http import HttpFetcher
from feeds.model import Channel, Source, SourceState
from tests.conduct.desk import AGENT, a_source, limits
from tests.conduct.month.log import Exchange, Log, Reply
from tests.conduct.month.rules import reports
from tests.conduct.month.servers import BEGUN, DAY, KINDS, Server, make
from tests.house import SITE
from tests.pipeline.house import Store
from tests.pipeline.newsroom import LEASE, Newsroom
from tests.pipeline.wire import Wire

SPACING = timedelta(hours=1)
EVERY = (None, *(timedelta(hours=hours) for hours in (8, 12, 24, 12, 24, 6)))
"""What the config says; some leave it to the source's own rhythm."""


class Quick(Store):
    """Nothing fails here, and nothing is to be taken back: a copy of all that is held, each time, is for others."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield


class _Selector(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    """Where nothing is to be read, waiting is over at once, and the clock is put on by as much."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits, and for nothing"
            self.passed += timeout
        return ready


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose seconds cost nothing."""

    def __init__(self) -> None:
        self._passing = _Selector()
        super().__init__(self._passing)

    def time(self) -> float:
        return self._passing.passed


def clock() -> datetime:
    return BEGUN + timedelta(seconds=asyncio.get_running_loop().time())


class Web:
    """All publishers' servers; `log` is what they saw."""

    def __init__(self, servers: Iterable[tuple[str, str, Server]]) -> None:
        self._servers = {host: (kind, server) for host, kind, server in servers}
        self.log = Log()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        loop = asyncio.get_running_loop()
        url, at = str(request.url), loop.time()
        kind, server = self._servers[request.url.host]
        headers = dict(request.headers.items())
        reply = KINDS[kind][0](server, request.url.raw_path.decode(), at, headers)
        exchange = Exchange(
            source=source_of(url),
            url=url,
            at=at,
            headers=headers,
            reply=reply,
            method=request.method,
            ended=at,
            is_delivered=False,
        )
        self.log.exchanges.append(exchange)
        try:
            if reply.status == 0:
                raise httpx.ConnectError("nobody there")
            await asyncio.sleep(0 if reply.trickles else reply.thinks)
            exchange.is_delivered = reply.status != 200
        finally:
            exchange.ended = loop.time()
        return httpx.Response(
            reply.status, headers=list(reply.headers), stream=_Body(reply, exchange)
        )


class _Body(httpx.AsyncByteStream):
    def __init__(self, reply: Reply, exchange: Exchange) -> None:
        self._reply, self._exchange = reply, exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        reply = self._reply
        try:
            if reply.trickles:
                for place in range(0, len(reply.body), 400):
                    yield reply.body[place : place + 400]
                    await asyncio.sleep(reply.thinks / 4)
            elif reply.status != 304:
                yield reply.body
            said = reply.header("content-length")
            if said and int(said) > len(reply.body):
                raise httpx.RemoteProtocolError("the connection is closed in the middle of a body")
            self._exchange.is_delivered = True
        finally:
            self._exchange.ended = asyncio.get_running_loop().time()

    async def aclose(self) -> None:
        self._exchange.ended = asyncio.get_running_loop().time()


def source_of(url: str) -> str:
    """The source that an address belongs to: its host's, or of several at one host, its query's."""
    parts = httpx.URL(url)
    return parts.query.decode() or parts.host


def population(count: int, days: float, seed: int) -> tuple[list[Source], Web]:
    """So many sources, of all kinds in turn. Those that are asked to slow down share a host, two and two."""
    dice = random.Random(seed)
    sources, servers = [], {}
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        turn = number // len(KINDS)
        name = kind.replace(" ", "-").replace(".", "").lower()
        shared = kind.startswith("429")
        host = f"{name}-{turn // 2 if shared else turn}.example"
        id_ = f"{name}-{turn}.example"
        url = f"http://{host}/feed" + (f"?{id_}" if shared else "")
        sources.append(a_source(url, id=id_, every=EVERY[(turn * 3 + number) % len(EVERY)]))
        if host not in servers:
            servers[host] = (host, kind, make(kind, host, random.Random(f"{seed} {host}"), days))
    dice.shuffle(sources)
    return sources, Web(servers.values())


class Month:
    """The house, its restarts, and what people do in between."""

    def __init__(self, sources: list[Source], web: Web, folder: Path) -> None:
        self._web = web
        self._limits = limits(folder, min_interval=SPACING)
        self._sources = tuple(sources)
        self._in_hand: dict[asyncio.Task[None], tuple[SourceState, ...]] = {}
        self._due: list[tuple[float, str]] = []
        self._more = asyncio.Event()
        self.room: Newsroom

    async def run(self, days: float) -> None:
        """From a first start to a last stop."""
        await self._open()
        people = iter(sorted(self._what_people_do(days)))
        next_at, what = next(people, (days * DAY, "end"))
        loop = asyncio.get_running_loop()
        while loop.time() < days * DAY:
            until = min(next_at, self._due[0][0] if self._due else next_at)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._more.wait()
            self._more.clear()
            if loop.time() >= next_at:
                await getattr(self, f"_{what}")()
                next_at, what = next(people, (days * DAY, "end"))
            self._poll_what_is_due()
        await self._end()

    def _what_people_do(self, days: float) -> list[tuple[float, str]]:
        """Restarts at odd hours, three in a row among them; passes beside; and one for named sources."""
        found = [(day * DAY + 37_000.0 + day, "restart") for day in range(2, int(days), 5)]
        found += [(9 * DAY + 500.0 + minute * 60, "restart") for minute in range(3)]
        found += [(day * DAY + 51_000.0, "pass") for day in range(1, int(days), 4)]
        found += [(day * DAY + 61_000.0, "pass_for_all_by_name") for day in (6, 13, 20)]
        return [one for one in found if one[0] < days * DAY]

    async def _open(self) -> None:
        paused = self.room.store.pauses(clock()) if hasattr(self, "room") else ()
        gates = Gates(self._limits, clock=clock, paused={one.host: one.until for one in paused})
        self._fetcher = HttpFetcher(self._limits, user_agent=AGENT, clock=clock, gates=gates)
        await self._fetcher.aclose()
        self._fetcher._client = Client(httpx.MockTransport(self._web))
        if hasattr(self, "room"):
            self.room.fetcher = self._fetcher
            self.room.start()
        else:
            self.room = Newsroom(
                sources=self._sources,
                channels=(Channel(id="all", title="All stories"),),
                clock=clock,  # type: ignore[arg-type]
                wire=Wire(clock),  # type: ignore[arg-type]
                site=SITE,
                fetcher=self._fetcher,
                store=Quick(),
                min_interval=SPACING,
                spread=True,
            )
        self._spacing = self.room.ingest.house.spacing()
        self._schedule(source.id for source in self._sources)

    def _schedule(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            state = self.room.state(id_)
            if not state.paused:
                due = (state.next_due - BEGUN).total_seconds()
                heapq.heappush(self._due, (due, id_))

    def _poll_what_is_due(self) -> None:
        now, ids = asyncio.get_running_loop().time(), set()
        while self._due and self._due[0][0] <= now:
            ids.add(heapq.heappop(self._due)[1])
        if ids:
            claimed = self.room.store.claim(
                sorted(ids), clock(), LEASE, len(ids), spacing=self._spacing
            )
            # Of what has been polled meanwhile the time has changed.
            self._schedule(ids - {state.id for state in claimed} - self._polled_now())
            self._run(claimed)

    def _polled_now(self) -> set[str]:
        return {state.id for claimed in self._in_hand.values() for state in claimed}

    def _run(self, claimed: tuple[SourceState, ...]) -> None:
        for state in claimed:  # each as its own, as a slow one would be among others
            task = asyncio.create_task(self.room.ingest.run((state,), lambda: None))
            self._in_hand[task] = (state,)
            task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        states = self._in_hand.pop(task, ())
        if not task.cancelled():
            task.result()
            self._schedule(state.id for state in states)
            self._more.set()

    async def _restart(self) -> None:
        """As by kill -9: nobody is waited for."""
        await self._stop()
        await asyncio.sleep(20)
        await self._open()

    async def _stop(self) -> None:
        self._web.log.kills.append(asyncio.get_running_loop().time())
        for task in tuple(self._in_hand):
            task.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)
        self._in_hand.clear()
        self._due.clear()
        await self._fetcher.aclose()

    async def _pass(self) -> None:
        """`feeds once`, with the daemon down."""
        await self._stop()
        await self._open()
        chosen = await claim_due(self.room.ingest, self.room.store, clock, LEASE, 10_000)
        self._run(chosen.claimed)

    async def _pass_for_all_by_name(self) -> None:
        """`feeds once --source`, of each source: due or not, but for those that may not be polled yet."""
        await self._stop()
        await self._open()
        ids = [source.id for source in self._sources]
        now = asyncio.get_running_loop().time()
        chosen = claim_named(ids, self.room.ingest, self.room.store, clock, LEASE)
        self._web.log.forced += [(state.id, now) for state in chosen.claimed]
        self._run(chosen.claimed)

    async def _end(self) -> None:
        await self._stop()


def month(folder: Path, *, count: int, days: float, seed: int = 1) -> tuple[Log, Newsroom]:
    """What the servers of so many sources saw in so many days, and the house at their end."""
    sources, web = population(count, days, seed)
    lived = Month(sources, web, folder)
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(lived.run(days))
    return web.log, lived.room


if __name__ == "__main__":
    wanted = [*map(float, sys.argv[1:]), *(500.0, 30.0)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as made:
        seen, _ = month(Path(made), count=int(wanted[0]), days=wanted[1])
    for _, report in sorted(reports(seen).items()):
        print("\n".join(report.lines()))

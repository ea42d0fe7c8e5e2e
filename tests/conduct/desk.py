"""A desk in earnest: the real fetcher, which asks servers on loopback, the real pipeline, and a store on a disk.
Only its clock is advanced by hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from feeds.config import FetchSettings
from feeds.engine.once import claim_named
from feeds.fetch.http import HttpFetcher
from feeds.model import Channel, Rights, Source, SourceState
from feeds.store.sql import open_store
from tests.house import SITE
from tests.pipeline.newsroom import LEASE, Newsroom
from tests.pipeline.wire import Clock, Wire
from tests.servers.origin import Origin, Request
from tests.unit.docs.program import loaded

AGENT = "gnn9-feeds/1 (+http://www.gnn9.com/)"
PATIENCE = 20.0
"""Seconds after which a poll that goes on has failed the test."""


def limits(folder: Path, **changes: Any) -> FetchSettings:
    """What the config says of fetching where it says nothing, but that loopback is open."""
    text = '[[source]]\nid = "a"\nprovider = "A"\nurl = "http://127.0.0.1/"\nrights = "full"\n'
    plain = loaded(text, folder).fetch
    opened = loaded(
        f'[fetch]\ncontact = "http://www.gnn9.com/"\nallow_networks = ["127.0.0.0/8"]\n{text}',
        folder,
    ).fetch
    return replace(plain, allow_networks=opened.allow_networks, **changes)


def a_source(url: str, **changes: Any) -> Source:
    plain = Source(
        id="ians",
        provider="IANS",
        rights=Rights.FULL,
        url=url,
        timezone="Asia/Kolkata",
        language="en",
    )
    return replace(plain, **changes)


class Desk:
    """One source, unless it is told others."""

    def __init__(self, origin: Origin, folder: Path, *sources: Source, **settings: Any) -> None:
        self.origin = origin
        self.sources = sources or (a_source(origin.url()),)
        self._folder = folder
        self._limits = limits(folder, **settings)
        self._clock = Clock()
        self._open()

    def _open(self) -> None:
        self.store = open_store(f"sqlite:///{self._folder}/feeds.db")
        self.fetcher = HttpFetcher(self._limits, user_agent=AGENT, clock=self._clock)
        self.room = Newsroom(
            sources=self.sources,
            channels=(Channel(id="all", title="All stories"),),
            clock=self._clock,
            wire=Wire(self._clock),
            site=SITE,
            fetcher=self.fetcher,
            store=self.store,
        )

    async def restart(self) -> None:
        """The process ends where it is, and another begins with what is on the disk."""
        await self.aclose()
        self._open()

    async def aclose(self) -> None:
        await self.fetcher.aclose()
        self.store.close()

    @property
    def now(self) -> datetime:
        return self._clock.now

    def advance(self, **length: float) -> None:
        self._clock.advance(**length)

    async def poll(self, times: int = 1) -> SourceState:
        """Waits until the first source is due and polls it; what is remembered of it then."""
        for _ in range(times):
            self._clock.now = max(self._clock.now, self.state().next_due)
            await self.tick()
        return self.state()

    async def tick(self) -> None:
        """Polls what is due now, as the engine does."""
        house = self.room.ingest.house
        claimed = self.store.claim(
            list(house.sources), self.now, LEASE, 1000, spacing=house.spacing()
        )
        await asyncio.wait_for(self.room.ingest.run(claimed, lambda: None), PATIENCE)
        self.room.release()

    async def once(self, *ids: str) -> dict[str, datetime]:
        """`feeds once --source`: those that may not be polled yet, with from when on they may."""
        chosen = claim_named(ids, self.room.ingest, self.store, self._clock, LEASE)
        await asyncio.wait_for(self.room.ingest.run(chosen.claimed, lambda: None), PATIENCE)
        self.room.release()
        return dict(chosen.refused)

    def state(self, source: str = "") -> SourceState:
        found = self.store.state(source or self.sources[0].id)
        assert found is not None
        return found

    def wait(self) -> timedelta:
        """How long after its last poll the first source is due again."""
        state = self.state()
        assert state.last_poll is not None
        return state.next_due - state.last_poll

    def asked(self) -> list[tuple[bytes | None, bytes | None]]:
        """The conditions of each request: If-None-Match and If-Modified-Since."""
        return [conditions(request) for request in self.origin.requests]

    def headlines(self) -> list[str]:
        return self.room.headlines()


def conditions(request: Request) -> tuple[bytes | None, bytes | None]:
    return request.one("if-none-match"), request.one("if-modified-since")


class Static:
    """A file behind a usual web server: 304 to the same tag, else to the very same date."""

    def __init__(
        self, origin: Origin, answer: Callable[..., bytes], body: str, **headers: Any
    ) -> None:
        self._origin, self._answer = origin, answer
        self.body, self.headers = body, headers
        self.statuses: list[int] = []
        origin.paths["/feed"] = self.say

    async def say(self, writer: asyncio.StreamWriter) -> None:
        tag, date = conditions(self._origin.requests[-1])
        own_tag, own_date = (self.headers.get(one, "") for one in ("ETag", "Last_Modified"))
        same = (
            _weak(tag) == _weak(own_tag.encode()) if tag is not None else date == own_date.encode()
        )
        status = 304 if same and (tag or date) else 200
        self.statuses.append(status)
        writer.write(self._answer(status, self.body.encode(), **self.headers))
        await writer.drain()


def _weak(tag: bytes | None) -> bytes:
    return (tag or b"").removeprefix(b"W/")

"""A desk that polls one source over the real fetcher and remembers what has to be remembered."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.decide.due import known_at
from feeds.errors import FetchError
from feeds.fetch.remote import RemoteFetcher
from feeds.model import Fetched, Rights, Source, SourceState
from tests.house import LIMITS

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SMALL = replace(LIMITS, max_bytes=10_000)


def put(host: Any, name: str, body: bytes = b"Ferry", minute: int = 0) -> Path:
    """Writes a file on a host under its own name, finished or not; last touched an hour ago."""
    path: Path = host.outgoing / name
    path.write_bytes(body)
    when = datetime(2026, 11, 2, 11, minute, tzinfo=UTC).timestamp()
    os.utime(path, (when, when))
    return path


def names(found: Fetched) -> list[str]:
    return [one.url.rpartition("/")[2] for one in found.payloads]


class Desk:
    """One source on a host; what is no limit of fetching is a change of the source."""

    def __init__(self, host: Any, **changes: Any) -> None:
        limits = {key: changes.pop(key) for key in list(changes) if hasattr(SMALL, key)}
        where = {"url": host.url, "auth": getattr(host, "auth", None), **changes}
        self.source = Source(id="ians", provider="IANS", rights=Rights.FULL, **where)
        self.state = SourceState(id="ians", next_due=NOON)
        self.fetcher = RemoteFetcher(replace(SMALL, **limits), clock=lambda: NOON)

    async def fetch(self) -> Fetched:
        state = known_at(self.source, self.state)
        return await asyncio.wait_for(self.fetcher.fetch(self.source, state), 30)

    async def poll(self) -> Fetched:
        """What a poll brings; what it has learnt is remembered, also where it fails."""
        try:
            found = await self.fetch()
        except FetchError as fault:
            if fault.cursor is not None:
                self._remember(fault.cursor)
            raise
        self._remember(found.cursor)
        return found

    def _remember(self, cursor: str) -> None:
        self.state = replace(self.state, url=self.source.url, cursor=cursor)


@pytest.fixture
async def desk() -> AsyncIterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(host: Any, **changes: Any) -> Desk:
        made.append(Desk(host, **changes))
        return made[-1]

    yield make
    for one in made:
        await one.fetcher.aclose()

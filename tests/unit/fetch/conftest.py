"""The fetcher that asks the publishers' servers of `tests.servers.origin`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.fetch.http import HttpFetcher
from feeds.model import Rights, Source, SourceState, Validators
from tests.house import LIMITS
from tests.servers.origin import Origin

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PATIENCE = 20.0
"""Seconds after which a test that waits has failed."""


@pytest.fixture
async def a_fetcher() -> AsyncIterator[Callable[..., HttpFetcher]]:
    async with contextlib.AsyncExitStack() as stack:

        def make(**changes: Any) -> HttpFetcher:
            made = HttpFetcher(
                replace(LIMITS, **{"concurrency": 64, **changes}),
                user_agent="gnn9-feeds/1 (+http://www.gnn9.com/)",
                clock=lambda: NOON,
            )
            stack.push_async_callback(made.aclose)
            return made

        yield make


@pytest.fixture
def a_source(origin: Origin) -> Callable[..., Source]:
    def make(**changes: Any) -> Source:
        plain = Source(id="ians", provider="IANS", rights=Rights.FULL, url=origin.url())
        return replace(plain, **changes)

    return make


@pytest.fixture
def a_state(a_source: Callable[..., Source]) -> Callable[..., SourceState]:
    """What is remembered of a source; its validators belong to its address unless told otherwise."""

    def make(etag: str = "", last_modified: str = "", **changes: Any) -> SourceState:
        plain = SourceState(
            id="ians",
            next_due=NOON,
            url=a_source().url,
            validators=Validators(etag=etag, last_modified=last_modified),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture
async def fetch(a_fetcher, a_source, a_state):
    """Fetches the one source with a fetcher of the usual kind."""
    fetcher = a_fetcher()

    async def run(source: Source | None = None, state: SourceState | None = None) -> Any:
        return await asyncio.wait_for(
            fetcher.fetch(source or a_source(), state or a_state()), PATIENCE
        )

    return run

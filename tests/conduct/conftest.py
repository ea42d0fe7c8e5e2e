"""A desk, and a file on a publisher's server; see `desk.py`."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from feeds.model import Source
from tests.conduct.desk import Desk, Static
from tests.servers.origin import Origin


@pytest.fixture
async def a_desk(origin: Origin, tmp_path: Path) -> AsyncIterator[Callable[..., Desk]]:
    async with contextlib.AsyncExitStack() as stack:

        def make(*sources: Source, **settings: Any) -> Desk:
            made = Desk(origin, tmp_path, *sources, **settings)
            stack.push_async_callback(made.aclose)
            return made

        yield make


@pytest.fixture
async def desk(a_desk: Callable[..., Desk]) -> Desk:
    return a_desk()


@pytest.fixture
def static(origin: Origin, answer: Callable[..., bytes]) -> Callable[..., Static]:
    """Puts a document at the source's address."""

    def put(body: str, **headers: Any) -> Static:
        return Static(origin, answer, body, **headers)

    return put

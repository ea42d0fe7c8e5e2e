"""A newsroom in memory, a source for it, and documents for that to bring; see `newsroom.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from feeds.model import Channel, Rights, Site, Source
from tests.pipeline.newsroom import Newsroom
from tests.pipeline.wire import NOON, Clock, Wire

ALL = Channel(id="all", title="All stories")


def source(id_: str = "ians", **changes: Any) -> Source:
    plain = Source(
        id=id_,
        provider=id_.upper(),
        rights=Rights.FULL,
        url=f"http://{id_}.example/feed",
        timezone="Asia/Kolkata",
        language="en",
    )
    return replace(plain, **changes)


@pytest.fixture(scope="session")
def a_source() -> Callable[..., Source]:
    return source


@pytest.fixture(scope="session")
def new_room(site: Site) -> Callable[..., Newsroom]:
    """Makes newsrooms: of one source and one channel that takes everything, unless told others."""

    def make(*sources: Source, channels: Sequence[Channel] = (ALL,), **more: Any) -> Newsroom:
        clock = Clock()
        return Newsroom(
            sources=sources or (source(),),
            channels=tuple(channels),
            clock=clock,
            wire=Wire(clock),
            **{"site": site, **more},
        )

    return make


@pytest.fixture
def room(new_room: Callable[..., Newsroom]) -> Newsroom:
    return new_room()


@pytest.fixture(scope="session")
def noon() -> datetime:
    return NOON


def item(guid: str = "1", **changes: Any) -> dict[str, Any]:
    """An item of a JSON Feed, an hour old; ``date_modified`` is its version."""
    plain = {
        "id": guid,
        "url": f"http://wire.example/{guid}",
        "title": f"Ferry {guid} resumes after the flood",
        "content_html": f"<p>The ferry {guid} took its first passengers on Monday, the port "
        "authority said, two weeks after the river had risen over its piers.</p>",
        "date_published": (NOON - timedelta(hours=1)).isoformat(),
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def feed(*items: dict[str, Any], **more: Any) -> bytes:
    """A JSON Feed."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Wire",
            **more,
            "items": items,
        }
    )


@pytest.fixture(scope="session")
def an_item() -> Callable[..., dict[str, Any]]:
    return item


@pytest.fixture(scope="session")
def a_feed() -> Callable[..., bytes]:
    return feed


@pytest.fixture
def a_feed_of_one() -> bytes:
    return feed(item())

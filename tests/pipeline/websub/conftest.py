"""A room whose one source names a hub, before that has pushed and after; see `hub.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.newsroom import QUARTER
from tests.pipeline.websub.hub import CALLBACK, NAMED, Hub


@pytest.fixture
def hub(new_room, a_source, a_feed, an_item) -> Callable[..., Any]:
    """A room whose one source names a hub, polled once at noon; the hub is asked."""

    async def make(*, named: dict[str, Any] = NAMED, **changes: Any) -> Hub:
        room = new_room(a_source("ians", **{"every": QUARTER, **changes}), callback=CALLBACK)
        room.outside.says = lambda call: 202
        room.wire.will("ians", a_feed(an_item("1"), **named), etag='"1"')
        await room.poll()
        room.subscribing.settle()
        await room.subscribing.run()
        return Hub(room, a_feed, an_item)

    return make


@pytest.fixture
def pushing(hub) -> Callable[..., Any]:
    """The same, verified, and the hub has pushed."""

    async def make(**changes: Any) -> Hub:
        made: Hub = await hub(**changes)
        assert await made.verify()
        assert await made.push("1", "2")
        made.room.outside.calls[1:] = []
        return made

    return make

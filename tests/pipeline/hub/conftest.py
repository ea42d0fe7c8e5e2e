"""Who subscribes to a feed at our own hub, and how that feed is published; see `reader.py`."""

from __future__ import annotations

import itertools

import pytest

from feeds.model import Document
from tests.pipeline.hub.reader import TOPIC, Reader


@pytest.fixture
def reader(new_room) -> Reader:
    return Reader(new_room(topics={TOPIC: "all.rss"}))


@pytest.fixture
def publish(reader: Reader):
    """Publishes other bytes; the hub delivers at once, unless told not to."""
    room = reader.room
    numbers = itertools.count()

    async def make(*, delivers: bool = True) -> bytes:
        body = b"<rss>%d</rss>" % next(numbers)
        document = Document(path="all.rss", media_type="", body=body)
        known = room.store.documents(["all.rss"])
        room.store.save_documents(room.shelf.write([document], known, room.clock()))
        if delivers:
            await room.hub.run()
        return body

    return make

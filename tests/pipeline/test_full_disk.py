"""A disk without room keeps up no kill: what cannot be written without a story goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from feeds.errors import PublishError
from feeds.model import Document, DocumentRecord
from tests.pipeline.house import Shelf

CHANNEL = {"all.rss", "all.atom", "all.json", "all.html"}


class Small(Shelf):
    """A disk of so many bytes, where a document is written beside the one that stands, with its twins."""

    size = 1_000_000

    def write(
        self, documents: Sequence[Document], known: Mapping[str, DocumentRecord], now: datetime
    ) -> tuple[DocumentRecord, ...]:
        taken = sum(map(len, self.documents.values()))
        new = sum(len(one.body) * (2 if one.twins else 1) for one in documents)
        if taken + new > self.size:
            raise PublishError("the disk is full")
        return super().write(documents, known, now)


@pytest.fixture
async def full(room, a_feed, an_item):
    """A room that has published two stories, and in which nothing can be written any more."""
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    room.shelf.fails_for = lambda path: True
    room.clock.advance(minutes=1)
    return room


@pytest.mark.parametrize("by", ["people", "wire"])
async def test_a_killed_story_is_nowhere_though_nothing_can_be_written(
    full, a_feed, an_item, by: str
) -> None:
    room = full
    if by == "people":
        room.kill("1")
    else:
        room.clock.advance(minutes=20)
        await room.take("ians", a_feed(an_item("1", title="KILL: Bell"), an_item("2")))
    assert room.published_with("Bell") == []
    assert room.documents().keys().isdisjoint({*CHANNEL, "index.html", "sitemap-news.xml"})


async def test_the_map_of_its_day_names_a_killed_story_no_more_where_nothing_else_has_to_be_written(
    full, a_feed, an_item
) -> None:
    """It is too old for the front page and the map of news, which stand as they are to."""
    room = full
    room.shelf.fails_for = lambda path: False
    old = (an_item(n, title=f"Tower {n}", date_published="2026-10-20T10:00:00Z") for n in "67")
    await room.take("ians", a_feed(*old, *(an_item(f"1{n}") for n in range(60))))
    page = room.item("6").page
    assert "index.html" not in room.published_with("Tower 6")
    room.shelf.fails_for = lambda path: True
    room.kill("6")
    assert room.published_with(page) == []
    room.shelf.fails_for = lambda path: False
    room.release()
    assert "story/sitemap-2026-10-20.xml" in room.published_with(room.item("7").page)


async def test_a_style_that_cannot_be_written_keeps_up_no_page_of_a_story_that_its_wire_kills(
    full, a_feed, an_item
) -> None:
    room = full
    room.store.forget_documents(["style.css"])  # as after an upgrade that brings another one
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1", title="KILL: Bell"), an_item("2")))
    assert room.published_with("Bell") == []


async def test_of_many_whose_right_ends_no_page_waits_until_others_can_be_written(
    full, a_feed, an_item
) -> None:
    room = full
    room.shelf.fails_for = lambda path: False
    await room.take("ians", a_feed(*(an_item(f"1{n}") for n in range(450))))
    room.shelf.fails_for = lambda path: True
    (source,) = room.sources
    room.change(sources=[replace(source, rights_until=room.clock() + timedelta(minutes=1))])
    room.clock.advance(minutes=2)
    room.release()
    assert room.published_with("Ferry") == []


async def test_so_it_is_with_a_story_whose_right_ends(full) -> None:
    room = full
    (source,) = room.sources
    room.change(sources=[replace(source, rights_until=room.clock() + timedelta(minutes=1))])
    room.clock.advance(minutes=2)
    room.release()
    assert room.published_with("Bell") == room.published_with("Bridge") == []


async def test_what_has_gone_with_it_comes_back_without_it_as_soon_as_there_is_room(full) -> None:
    room = full
    room.kill("1")
    room.shelf.fails_for = lambda path: False
    room.clock.advance(minutes=1)
    room.release()
    assert room.published_with("Bell") == []
    assert {*CHANNEL, "index.html", "sitemap-news.xml"} <= set(room.published_with("Bridge"))


async def test_what_makes_its_own_room_by_going_is_back_at_once(room, a_feed, an_item) -> None:
    room.shelf = Small()
    room.start()
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    room.shelf.size = sum(map(len, room.documents().values()))
    room.clock.advance(minutes=1)
    room.kill("1")
    assert room.published_with("Bell") == []
    assert {*CHANNEL, "index.html"} <= set(room.published_with("Bridge"))


async def test_a_channel_that_has_lost_nothing_stays_up(full, a_feed, an_item) -> None:
    room = full
    before = room.documents()
    await room.take("ians", a_feed(an_item("3", title="Tower")))
    assert room.documents() == before

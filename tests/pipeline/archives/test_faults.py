"""Whatever happens to the process or to the disk: pages come again, and a story that has to go is gone from the archive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.errors import RenderError
from feeds.pipeline.history import Histories
from tests.history import read
from tests.pipeline.archives.channel import (
    ALL,
    FORMATS,
    archive,
    bring,
    decide,
    history,
    numbers,
    settle,
)

FRONT = ("index.html", "sitemap.xml", *(f"all.{name}" for name in ("html", *FORMATS)))


async def test_lost_pages_come_again_byte_for_byte_and_nothing_else_is_written(
    room, a_feed, an_item
) -> None:
    """S03."""
    await bring(room, a_feed, an_item, *numbers(1, 60))
    before = room.documents()
    room.start()
    settle(room)
    for path in [one for one in room.shelf.documents if one.startswith("archive/")]:
        del room.shelf.documents[path]
    room.clock.advance(days=1)
    assert room.restore() == sum(path.startswith("archive/") for path in before)
    assert room.documents() == before


async def test_a_lost_page_that_cannot_be_made_keeps_up_nothing_else_that_was_lost(
    room, a_feed, an_item, monkeypatch
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 60))
    before = room.documents()
    room.start()
    settle(room)
    room.shelf.documents.clear()
    page = Histories.page

    def cannot(self, channel, number, now):
        if number == 1:
            raise RenderError("no page 1")
        return page(self, channel, number, now)

    monkeypatch.setattr(Histories, "page", cannot)
    room.restore()
    assert room.released()[-1].error == "missing files: no page 1"
    lost = {path for path in before if path.startswith("archive/all/1.")}
    assert before.keys() - room.documents().keys() == lost


async def test_a_page_that_cannot_be_written_is_written_when_it_can(room, a_feed, an_item) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 10))
    room.shelf.fails_for = lambda path: path.startswith("archive/")
    room.clock.advance(minutes=20)
    dated = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("11", date_published=dated)))
    assert not room.release()
    assert archive(room) == {}
    assert (
        len(read(room.documents()["all.atom"]).entries) == 10
    )  # it leads to nothing that is not there
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert len(history(room)) == 11


@pytest.mark.parametrize("killed", [["3"], numbers(1, 11)])
async def test_what_was_written_when_the_process_was_killed_shows_no_story_that_is_killed_then(
    room, a_feed, an_item, monkeypatch, killed
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 10))
    dated = room.clock.advance(minutes=20).isoformat()
    with monkeypatch.context() as during:
        during.setattr(room.store, "save_documents", cut)
        with pytest.raises(KeyboardInterrupt):
            await room.take("ians", a_feed(an_item("11", date_published=dated)))
    assert archive(room)
    room.start()
    for guid in killed:
        decide(room, room.item(guid).id)
    settle(room)
    assert [one for one in killed if room.published_with(f"ferry {one} resumes")] == []
    assert bool(archive(room)) == (len(killed) == 1)


def cut(records) -> None:
    """The process is killed before it has recorded what it wrote of an archive."""
    if any(one.path.startswith("archive/") for one in records):
        raise KeyboardInterrupt


async def test_a_killed_story_leaves_the_archive_though_the_channel_cannot_be_written(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 30))
    room.shelf.fails_for = lambda path: path.startswith("all.")
    decide(room, room.item("3").id)
    room.release()
    assert not any(path.startswith("archive/") for path in room.published_with("ferry 3 "))


@pytest.mark.parametrize("fails", ["", "index.html", "all."])
async def test_a_killed_story_leaves_archive_story_and_map_of_news_when_nothing_can_be_written(
    room, a_feed, an_item, fails
) -> None:
    """S16."""
    ferry = "Ferry with 40 pilgrims sinks off Kollam harbour"
    await bring(room, a_feed, an_item, *(f"k{n}" for n in range(3)), title=ferry)
    await bring(room, a_feed, an_item, *numbers(1, 30))
    killed = room.item("k1")
    told = [path for path in room.published_with(ferry) if "coverage" in path]
    assert len(told) == 1
    assert read(archive(room)["archive/all/1.atom"]).entries.keys() >= {killed.id}
    room.shelf.fails_for = lambda path: path.startswith(fails)
    decide(room, killed.id)
    for _ in range(3):
        left = [path for path, body in room.documents().items() if killed.page.encode() in body]
        assert {path for path in left if path not in FRONT} == set()
        assert killed.page not in room.documents()
        room.clock.advance(minutes=20)
        # It is too old for the front page, which needs not to be written.
        assert room.release() == (fails == "index.html")
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert killed.page not in str(room.documents().values())
    assert told[0] in room.documents()
    assert "sitemap-news.xml" in room.documents()
    assert len(history(room)) == 33  # a notice among them


async def test_when_a_right_ends_its_copy_leaves_the_archive_though_nothing_can_be_written(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians"), a_source("afp"), channels=(ALL,))
    ends = room.clock() + timedelta(days=2)
    room.change(sources=(a_source("ians"), a_source("afp", rights_until=ends)))
    await bring(room, a_feed, an_item, *numbers(1, 5), source="afp")
    await bring(room, a_feed, an_item, *numbers(6, 30))
    stood = archive(room).keys()
    assert "archive/all/1.atom" in room.published_with("ferry 3 ")
    room.shelf.fails_for = lambda path: True
    room.clock.now = ends
    assert not room.release()
    assert not any(path.startswith("archive/") for path in room.published_with("ferry 3 "))
    assert archive(room)  # of the others they stay
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert archive(room).keys() <= stood
    assert len(history(room)) == 25


async def test_where_there_is_no_room_for_a_page_it_goes_itself_and_comes_when_there_is(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 30))
    room.shelf.fails_for = lambda path: path.startswith("archive/")
    decide(room, room.item("3").id)
    assert not any(path.startswith("archive/") for path in room.published_with("ferry 3 "))
    assert not room.release()
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert len(history(room)) == 30

"""Items of one story lead to a page that names them all; it says no word that may not be said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.decide.page import coverage_path
from feeds.errors import RenderError
from feeds.model import Rights

FERRY = "Ferry with 40 pilgrims sinks off Kollam harbour"
FERRY_AGAIN = "Pilgrims drown as ferry sinks near Kollam"
DIVERS = "Divers reach Kollam ferry, find pilgrims"


@pytest.fixture
def wires(room, a_source, a_feed, an_item):
    room.change(sources=[a_source("ians"), a_source("xinhua")])

    async def files(wire: str, guid: str, title: str, **said: object) -> None:
        room.clock.advance(minutes=20)
        await room.take(wire, a_feed(an_item(guid, title=title, **said)))

    return room, files


def page(room, guid: str = "1") -> str:
    return room.documents()[room.item(guid).page].decode()


def coverage(room) -> str:
    return room.documents()[coverage_path(room.item("1").story)].decode()


async def test_an_item_alone_in_its_story_leads_nowhere(wires) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    assert "More on this story" not in page(room)
    assert not [path for path in room.documents() if "coverage" in path]


async def test_two_items_of_a_story_lead_to_the_page_that_names_both(wires) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    address = room.site.base_url + coverage_path(room.item("1").id)
    for guid in "12":
        assert f'href="{address}"' in page(room, guid)
        assert room.item(guid).page in coverage(room)
    assert FERRY in coverage(room)
    assert FERRY_AGAIN in coverage(room)
    assert "XINHUA" in coverage(room)


async def test_a_third_item_joins_the_page_and_costs_the_others_nothing(wires) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    room.shelf.written.clear()
    await files("ians", "3", DIVERS)
    assert DIVERS in coverage(room)
    assert room.item("1").page not in room.shelf.written
    assert room.item("3").page in room.shelf.written


async def test_what_is_killed_is_named_nowhere_and_one_that_is_left_leads_nowhere(wires) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    await files("ians", "3", DIVERS)
    room.kill("2")
    assert room.published_with(FERRY_AGAIN) == []
    assert DIVERS in coverage(room)
    room.kill("3")
    assert not [path for path in room.documents() if "coverage" in path]
    assert "More on this story" not in page(room)


async def test_a_new_headline_stands_on_the_page_of_the_story_too(wires) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    await files("xinhua", "2", "Twelve drown as ferry sinks")
    assert "Twelve drown" in coverage(room)
    assert FERRY_AGAIN not in coverage(room)


async def test_an_embargoed_item_is_named_when_its_hour_has_come(wires) -> None:
    room, files = wires
    until = room.clock() + timedelta(hours=3)
    await files("ians", "1", FERRY)
    room.reader.says["2"] = {"embargoed": until}
    await files("xinhua", "2", FERRY_AGAIN)
    assert room.item("2").story == room.item("1").story
    assert not [path for path in room.documents() if "coverage" in path]
    room.clock.advance(hours=3)
    room.release()
    assert FERRY_AGAIN in coverage(room)
    assert "More on this story" in page(room)


async def test_what_is_internal_is_not_named(wires, a_source) -> None:
    room, files = wires
    room.change(sources=[a_source("ians"), a_source("xinhua", rights=Rights.INTERNAL)])
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    assert room.published_with("pilgrims drown") == []


async def test_rights_that_are_narrowed_take_an_item_off_the_page(wires, a_source) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    room.change(sources=[a_source("ians"), a_source("xinhua", rights=Rights.INTERNAL)])
    room.release()
    assert room.published_with("pilgrims drown") == []
    assert "More on this story" not in page(room)


async def test_missing_pages_are_made_again_as_they_were(wires) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    before = room.documents()
    for path in list(room.shelf.documents):
        if path.startswith("story/"):
            del room.shelf.documents[path]
    room.restore()
    assert room.documents() == before


async def test_a_page_that_cannot_be_made_keeps_no_killed_headline_up(wires, monkeypatch) -> None:
    room, files = wires
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    await files("ians", "3", DIVERS)

    def broken(*_: object) -> None:
        raise RenderError("it is broken")

    monkeypatch.setattr("feeds.pipeline.coverage.coverage_page", broken)
    room.kill("2")
    assert room.published_with(FERRY_AGAIN) == []
    assert any("it is broken" in event.error for event in room.released())

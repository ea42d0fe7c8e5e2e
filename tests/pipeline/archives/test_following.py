"""Archives of channels (RFC 5005, S15): who was away for long and follows the links misses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Channel, Copies
from tests.history import read
from tests.pipeline.archives.channel import (
    ALL,
    BASE,
    FORMATS,
    archive,
    bring,
    deliver,
    history,
    leads,
    numbers,
    reader,
    settle,
)
from tests.pipeline.test_copies import IANS, XINHUA

# nothing is missed


async def test_who_was_away_for_a_month_has_every_story_by_following_the_links(
    new_room, a_feed, an_item
) -> None:
    """S15."""
    room = new_room(channels=(Channel(id="all", title="All", size=10),))
    readers = [reader(room, name) for name in FORMATS]
    await bring(room, a_feed, an_item, *numbers(1, 5))
    for away in readers:
        away.catch_up()
    for day in range(30):
        room.clock.advance(days=1)
        await bring(room, a_feed, an_item, *(f"{day}-{number}" for number in range(4)))
    titles = {held.item.headline for held in room.items()}
    assert len(titles) == 125
    for away in readers:
        away.catch_up()
        assert set(away.entries.values()) == titles
        assert len(away.known) > 5
    await bring(room, a_feed, an_item, "new")
    for away in readers:
        read_before = len(away.known)
        away.catch_up()
        assert len(away.entries) == 126
        assert len(away.known) <= read_before + 1


async def test_what_comes_late_is_in_the_archive_though_never_in_the_document(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 30))
    late = reader(room)
    late.catch_up()
    await bring(room, a_feed, an_item, "late", date_published="2026-10-01T00:00:00Z")
    assert room.item("late").item.headline not in room.headlines()
    late.catch_up()
    assert room.item("late").item.headline in late.entries.values()


async def test_a_first_poll_of_many_old_stories_fills_pages_in_their_order(
    room, a_feed, an_item
) -> None:
    dates = [(room.clock() - timedelta(hours=n)).isoformat() for n in range(180)]
    some = [an_item(str(n), date_published=date) for n, date in enumerate(dates)]
    await room.take("ians", a_feed(*some))
    settle(room)
    assert len(history(room)) == 180
    sizes = {path: len(read(body).entries) for path, body in archive(room).items()}
    assert sizes == {
        "archive/all/1.atom": 50,
        "archive/all/2.atom": 50,
        "archive/all/3.atom": 50,
        "archive/all/4.atom": 30,
    }
    newest = read(archive(room)["archive/all/4.atom"]).entries.values()
    assert room.item("0").item.headline in newest


async def test_a_new_story_costs_no_page_and_one_that_fills_a_page_costs_two(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(Channel(id="all", title="All"),))
    await deliver(room, a_feed, an_item, *numbers(1, 100))
    await deliver(room, a_feed, an_item, *numbers(101, 146))
    wrote: dict[int, set[str]] = {}
    for number in range(147, 153):
        before = len(room.shelf.written)
        await bring(room, a_feed, an_item, str(number))
        new = room.shelf.written[before:]
        wrote[number] = {path for path in new if path.startswith("archive/")}
        assert new.count("all.atom") == 1
    filled = {f"archive/all/3.{name}" for name in FORMATS}
    filled |= {"archive/all/2.rss", "archive/all/2.atom"}  # which lead to it from now on
    assert wrote.pop(150) == filled
    assert set().union(*wrote.values()) == set()


async def test_nothing_changed_is_nothing_written(room, a_feed, an_item) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 60))
    written = len(room.shelf.written)
    room.clock.advance(days=3)
    assert room.release()
    assert len(room.shelf.written) == written


async def test_a_page_stays_as_it_is_while_others_come(room, a_feed, an_item) -> None:
    """S15."""
    await bring(room, a_feed, an_item, *numbers(1, 40))
    before = archive(room)
    await bring(room, a_feed, an_item, *numbers(41, 70))
    *old, newest = sorted(before, key=len)
    assert all(archive(room)[path] == before[path] for path in old)
    was, is_ = read(before[newest]), read(archive(room)[newest])
    assert is_.entries == was.entries
    assert is_.links.keys() - was.links.keys() == {"next-archive"}


# what it says


async def test_all_documents_of_a_feed_are_one_feed_and_only_the_current_one_names_hubs(
    new_room, site, a_feed, an_item
) -> None:
    hubs = replace(site, hubs=("https://hub.example/",))
    room = new_room(channels=(ALL,), site=hubs)
    await bring(room, a_feed, an_item, *numbers(1, 25))
    atom = {read(body).feed for body in [room.documents()["all.atom"], *archive(room).values()]}
    assert atom == {"tag:gnn9.com,2015:channel/all"}
    for name in FORMATS:
        assert b"hub.example" in room.documents()[f"all.{name}"]
        assert not any(b"hub.example" in body for body in archive(room, name=name).values())


async def test_json_feed_leads_from_page_to_page_and_is_known_by_the_current_address(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 40))
    pages = archive(room, name="json")
    addresses = [read(body).links.get("prev-archive", "") for body in pages.values()]
    assert len(set(addresses)) == len(addresses)  # the oldest leads nowhere
    assert {read(body).feed for body in pages.values()} == {f"{BASE}all.json"}


async def test_a_page_is_dated_by_its_last_change_and_not_by_when_it_was_made(
    room, a_feed, an_item
) -> None:
    """S03."""
    await bring(room, a_feed, an_item, *numbers(1, 12))
    path = "archive/all/1.atom"
    page = room.store.archive_page("all", 1)
    assert page.updated == room.item("5").updated  # 6 to 11 stand in the next
    body = room.documents()[path]
    room.clock.advance(days=2)
    room.store.remake("a new look")
    settle(room)
    assert room.documents()[path] == body


@pytest.mark.parametrize("size", [1, 2, 7, 60])
async def test_a_page_stands_beside_another_from_the_first_one_on(
    new_room, a_feed, an_item, size
) -> None:
    room = new_room(channels=(replace(ALL, size=size),))
    first = reader(room)
    for number in range(1, 75):
        await bring(room, a_feed, an_item, str(number))
        first.catch_up()
        assert len(archive(room)) != 1
        assert all(
            leads(body) for name in ("rss", "atom") for body in archive(room, name=name).values()
        )
        assert len(first.entries) == len(history(room, "json")) == number
    assert archive(room)


async def test_what_of_a_first_page_may_not_be_seen_leaves_no_page_alone(
    new_room, a_source, a_feed, an_item
) -> None:
    one = replace(ALL, size=2, copies=Copies.ONE)
    room = new_room(a_source("ians"), a_source("xinhua"), channels=(one,))
    for number in numbers(11, 15):
        await bring(room, a_feed, an_item, number)
        room.kill(number)
    await bring(room, a_feed, an_item, "first", content_html=IANS)
    await bring(room, a_feed, an_item, "second", content_html=XINHUA, source="xinhua")
    await bring(room, a_feed, an_item, "3", "4")
    assert [len(read(body).entries) for body in archive(room).values()] == [1, 2]
    assert all(leads(body) for body in archive(room).values())

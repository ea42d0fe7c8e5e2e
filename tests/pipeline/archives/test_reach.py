"""How far back an archive reaches: its pages go with their time, their channel and their copy, and no other story ever
gets the address of one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Channel, Keep, Keeping
from tests.history import read
from tests.pipeline.archives.channel import (
    ALL,
    FORMATS,
    HEADS,
    archive,
    bring,
    deliver,
    history,
    leads,
    numbers,
    reader,
    settle,
)


async def test_a_page_goes_when_the_archive_reaches_as_far_back_no_more(
    new_room, a_feed, an_item
) -> None:
    month = Channel(id="all", title="All", size=5, window=timedelta(0), archive=timedelta(days=30))
    room = new_room(channels=(month,))
    await bring(room, a_feed, an_item, *numbers(1, 20))
    first = archive(room)
    room.clock.advance(days=15)
    await bring(room, a_feed, an_item, *numbers(21, 40))
    assert first.keys() < archive(room).keys()
    room.clock.advance(days=16)
    settle(room)
    left = history(room)
    assert first.keys().isdisjoint(archive(room)) or len(left) < 30
    assert room.item("30").item.headline in left.values()
    assert room.item("1").item.headline not in left.values()
    room.clock.advance(days=30)
    settle(room)
    assert archive(room) == {}
    assert len(history(room)) == 5


@pytest.mark.parametrize("late", [False, True])
async def test_the_last_pages_go_together(new_room, a_feed, an_item, late) -> None:
    room = new_room(channels=(replace(ALL, size=1, archive=timedelta(days=30)),))
    old = room.clock().isoformat()
    for number in range(1, 7):
        changes = {"date_published": old} if late and number > 4 else {}
        await bring(room, a_feed, an_item, str(number), **changes)
        room.clock.advance(days=1)
    counts = []
    for _ in range(35):
        counts.append(len(archive(room)))
        room.clock.advance(days=1)
        settle(room)
    assert sorted(counts, reverse=True) == counts
    assert min(filter(None, counts)) == (3 if late else 2)
    assert counts[-1] == 0


async def test_a_page_that_has_gone_does_not_come_back_beside_a_new_one(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(replace(ALL, size=1, archive=timedelta(days=30)),))
    await bring(room, a_feed, an_item, *numbers(1, 4))
    gone = archive(room)
    room.clock.advance(days=31)
    settle(room)
    assert archive(room) == {}
    await bring(room, a_feed, an_item, "5", "6")
    room.store.remake("a new look")
    settle(room)
    assert len(archive(room)) == 2
    assert archive(room).keys().isdisjoint(gone)


async def test_a_page_beside_which_all_is_killed_stands_for_as_long_as_the_next(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(replace(ALL, size=1, archive=timedelta(days=30)),))
    await bring(room, a_feed, an_item, "1", "2")
    room.clock.advance(days=10)
    await bring(room, a_feed, an_item, "3", "4")
    first, second, third = archive(room)
    room.kill("2")
    settle(room)
    assert second not in archive(room)
    room.clock.advance(days=25)
    settle(room)
    assert list(archive(room)) == [first, third]
    assert all(leads(body) for body in archive(room).values())
    room.clock.advance(days=6)
    settle(room)
    assert archive(room) == {}


async def test_a_page_that_stands_alone_in_an_older_store_has_one_beside_it_with_the_next(
    room, a_feed, an_item, monkeypatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("feeds.decide.history._apart", lambda page, seen: [page])
        await bring(room, a_feed, an_item, *numbers(1, 11))
    before = archive(room)
    assert [leads(body) for body in before.values()] == [False]
    away = reader(room)
    away.catch_up()
    await bring(room, a_feed, an_item, *numbers(12, 30))
    assert before.keys() < archive(room).keys()
    assert all(leads(body) for body in archive(room).values())
    path = "archive/all/1.atom"
    assert read(archive(room)[path]).entries == read(before[path]).entries
    away.catch_up()
    assert len(away.entries) == 30


async def test_a_channel_without_an_archive_has_none_and_one_that_loses_it_takes_it_away(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 40))
    assert archive(room)
    room.change(channels=(replace(ALL, archive=None),))
    settle(room)
    assert not any(path.startswith("archive/") for path in room.documents())
    assert len(history(room)) == 10
    await bring(room, a_feed, an_item, *numbers(41, 60))
    assert not any(path.startswith("archive/") for path in room.documents())
    room.change(channels=(ALL,))
    settle(room)
    assert len(history(room)) == 60


async def test_the_archive_of_a_channel_or_of_a_format_goes_with_it(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(ALL, HEADS))
    await bring(room, a_feed, an_item, *numbers(1, 20))
    room.change(channels=(replace(ALL, formats=("atom", "html")),))
    settle(room)
    left = [path for path in room.documents() if path.startswith("archive/")]
    assert left
    assert all(path.startswith("archive/all/") and path.endswith(".atom") for path in left)
    assert all(path in room.documents() for path in room.store.documents())
    room.change(channels=(ALL, HEADS))
    settle(room)
    for name in FORMATS:
        assert len(history(room, name)) == 20
        assert len(history(room, name, "heads")) == 20


async def test_the_archive_of_a_channel_that_is_renamed_has_the_same_pages_under_the_new_id(
    new_room, a_feed, an_item
) -> None:
    """S15, S19."""
    room = new_room(channels=(ALL,))
    await bring(room, a_feed, an_item, *numbers(1, 70))
    before = {path: read(body).entries for path, body in archive(room).items()}
    assert len(before) > 2
    room.change(channels=(replace(ALL, id="wire", formerly=("all",)),))
    settle(room)
    after = {path: read(body).entries for path, body in archive(room, "wire").items()}
    moved = {path.replace("/all/", "/wire/"): entries for path, entries in before.items()}
    assert {path: after[path] for path in moved} == moved
    assert not any("archive/all/" in path for path in room.documents())
    assert len(history(room, channel="wire")) == 70
    await bring(room, a_feed, an_item, *numbers(71, 100))
    assert len(history(room, channel="wire")) == 100
    room.change(channels=(ALL,))  # and one that comes back under an id that had pages
    settle(room)
    assert len(history(room)) == 100
    assert archive(room).keys().isdisjoint(before)


async def test_the_archive_of_a_channel_into_which_another_is_merged_goes_on_as_it_was(
    new_room, a_feed, an_item
) -> None:
    """S15, S19."""
    other = replace(ALL, id="other")
    room = new_room(channels=(ALL, other))
    await bring(room, a_feed, an_item, *numbers(1, 70))
    before = {path: read(body).entries for path, body in archive(room).items()}
    assert len(before) > 2
    room.change(channels=(replace(ALL, formerly=("all", "other")),))
    settle(room)
    assert {path: read(body).entries for path, body in archive(room).items()} == before
    assert not any("archive/other/" in path for path in room.documents())
    await bring(room, a_feed, an_item, *numbers(71, 100))
    assert len(history(room)) == 100


async def test_a_channel_that_left_and_comes_back_gives_no_address_to_other_stories(
    new_room, a_feed, an_item
) -> None:
    """S15."""
    room = new_room(channels=(ALL, HEADS))
    await bring(room, a_feed, an_item, *numbers(1, 70))
    away = [reader(room, name) for name in FORMATS]
    for one in away:
        one.catch_up()
    pages = archive(room).keys()
    room.change(channels=(HEADS,))
    settle(room)
    await bring(room, a_feed, an_item, *numbers(71, 100))
    room.change(channels=(ALL, HEADS))
    settle(room)
    assert archive(room)
    assert archive(room).keys().isdisjoint(pages)
    for one in away:
        one.catch_up()
        assert len(one.entries) == 100


async def test_what_is_kept_no_more_leaves_the_archive_and_the_chain_holds(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(ALL,), keeping=Keeping(default=Keep(age=timedelta(days=10))))
    await bring(room, a_feed, an_item, *numbers(1, 25))
    room.clock.advance(days=8)
    await bring(room, a_feed, an_item, *numbers(26, 50))
    room.clock.advance(days=3)
    assert room.sweep() == 25
    settle(room)
    assert set(history(room).values()) == {held.item.headline for held in room.items()}
    assert len(history(room)) == 25
    assert room.published_with("ferry 3 ") == []


async def test_a_new_channel_has_an_archive_of_all_that_is_held(room, a_feed, an_item) -> None:
    await deliver(room, a_feed, an_item, *numbers(1, 130))
    more = Channel(id="more", title="More", size=5, window=timedelta(0))
    room.change(channels=(ALL, more))
    settle(room)
    assert len(history(room, channel="more")) == 130

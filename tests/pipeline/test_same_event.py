"""Two agencies tell one event: one story. Two events of one city: two."""

from datetime import timedelta

import pytest

from feeds.decide.cluster import LOOK_BACK
from feeds.pipeline.grouping import Grouping

FERRY = "Ferry with 40 pilgrims sinks off Kollam harbour"
FERRY_AGAIN = "Pilgrims drown as ferry sinks near Kollam"


@pytest.fixture
def wires(room, a_source, a_feed, an_item):
    """Two wires whose history has been read, and how each files a headline."""
    room.change(sources=[a_source("ians"), a_source("xinhua")])

    async def begin():
        for one in ("ians", "xinhua"):
            await room.take(one, a_feed(an_item(f"{one}-old", title="Rain in Pune delays trains")))
        return room

    async def files(wire: str, guid: str, title: str, minutes: float = 5) -> None:
        room.clock.advance(minutes=minutes)
        await room.take(wire, a_feed(an_item(guid, title=title)))

    return begin, files


async def test_the_same_event_from_two_agencies_is_one_story(wires) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    first, second = room.item("1"), room.item("2")
    assert first.story == second.story == first.id
    assert set(room.headlines()) >= {FERRY, FERRY_AGAIN}  # grouping hides nothing


async def test_the_ledger_says_what_joined_them(wires) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", FERRY)
    await files("xinhua", "2", FERRY_AGAIN)
    (began,) = [one for one in room.store.ledger(room.item("1").id) if one.stage == "story"]
    assert began.reason.startswith("begins a story")
    (joined,) = [one for one in room.store.ledger(room.item("2").id) if one.stage == "story"]
    assert joined.reason.startswith(f"joins the story {room.item('1').id}: shares: ")
    assert "nats" in joined.reason
    assert joined.rule.startswith("cluster.story/")


async def test_two_fires_in_one_city_are_two_stories(wires) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", "Delhi: Fire guts paint factory in Bawana")
    await files("xinhua", "2", "Delhi: Fire at hospital in Rohini, 12 babies rescued")
    assert room.item("1").story != room.item("2").story


async def test_an_edit_stays_in_its_story_and_counts_once(wires, a_feed, an_item) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", FERRY)
    await files("ians", "1", "Ferry tragedy: toll rises", minutes=20)
    held = room.item("1")
    assert held.revision == 2
    assert held.story == held.id
    assert len([one for one in room.store.ledger(held.id) if one.stage == "story"]) == 1


async def test_the_history_of_a_feed_makes_no_stories_but_in_a_store_that_begins(
    wires, a_source, a_feed, an_item
) -> None:
    begin, _ = wires
    room = await begin()
    assert room.item("xinhua-old").story == room.item("ians-old").id
    bells = [an_item(f"bell {n}", title=f"Bell {n} rings") for n in range(28)]
    await room.take("ians", a_feed(*bells))
    room.change(sources=[a_source("tass")])
    yesterday = (room.clock() - timedelta(days=1, minutes=1)).isoformat()
    old = an_item("tass-old", title="Rain in Pune delays trains", date_published=yesterday)
    new = an_item("tass-new", title="Rain in Pune delays all the trains")
    await room.take("tass", a_feed(old, new))
    assert room.item("tass-old").story == ""
    assert room.item("tass-new").story == room.item("ians-old").id


async def test_what_is_held_or_killed_begins_no_story(wires, a_feed, an_item) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", f"KILL: {FERRY}")
    assert room.item("1").story == ""


async def test_what_is_let_out_by_its_wire_is_of_its_story_from_then_on(wires) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", f"HOLD: {FERRY}")
    assert room.item("1").story == ""
    await files("ians", "1", FERRY, minutes=20)
    await files("xinhua", "2", FERRY_AGAIN)
    assert room.item("1").story == room.item("2").story == room.item("1").id


async def test_after_a_fortnight_the_same_words_are_another_event(wires) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", FERRY)
    room.clock.advance(seconds=(LOOK_BACK + timedelta(days=1)).total_seconds())
    Grouping(store=room.store).forget(room.clock())
    await files("xinhua", "2", FERRY_AGAIN)
    assert room.item("2").story == room.item("2").id
    assert room.item("1").story == room.item("1").id


async def test_copy_that_is_removed_for_good_leaves_no_words_in_its_story(wires) -> None:
    begin, files = wires
    room = await begin()
    await files("ians", "1", FERRY)
    id_ = room.item("1").id
    room.store.erase(id_=id_, until=room.clock())
    now = room.clock()
    assert room.store.frequencies(["kollam", "ferri"], since=now - LOOK_BACK).counts == {}
    assert room.store.sharing(["kollam"], ["kollam"], since=now - LOOK_BACK, limit=9) == []

"""The same copy from two agencies: one story, one item where a channel wants one, and both kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Channel, Copies, Lead, Rights, Status

_PARAGRAPHS = (
    ("Engineers shut the upper sluices of the Marwada dam on Tuesday after a crack was seen in the third "
    "spillway, and 4,200 people in eleven villages below it were told to leave their homes."),
    "Irrigation secretary Devika Ranade said the crack was 14 metres long and had not grown since dawn.",
    "Buses took families from Karanji and Sonpeth to schools in Bhimashet, where the army has put up 600 tents.",
    "The dam was built in 1971 and was last inspected two years ago by a team from the institute at Nashik.",
)  # fmt: skip
_LEAD = (
    "Thousands were moved out of their villages when a crack appeared in a dam in western India."
)


def copy(*paragraphs: str) -> str:
    return "".join(f"<p>{one}</p>" for one in paragraphs)


IANS = copy(*_PARAGRAPHS)
XINHUA = copy(_LEAD, *_PARAGRAPHS[:3])
OTHER = copy(
    "Farmers blocked the road to the Marwada mill on Tuesday because 310 of them had not been paid for their "
    "cane since March, and lorries stood in a queue of nine kilometres at noon.",
    "Union leader Prakash Sawle said no lorry would pass before the money was in the banks at Karanji.",
    "The mill's owner, Suhas Ghorpade, promised to pay 40 per cent within a week and the rest in November.",
)  # fmt: skip
MORE = "<p>More came in the evening from the district office.</p>"

ONE = Channel(id="all", title="All", copies=Copies.ONE)


@pytest.fixture
def desk(new_room, a_source, a_feed, an_item):
    """A room of two wires whose channel shows a copy once; and what a wire files."""

    def make(channel: Channel = ONE, *more: Channel, **changes: object):
        room = new_room(a_source("ians"), a_source("xinhua", **changes), channels=(channel, *more))

        async def files(wire: str, guid: str, body: str, **said: object) -> None:
            room.clock.advance(minutes=20)
            item = an_item(guid, title=f"Crack in dam, says {wire}", content_html=body, **said)
            await room.take(wire, a_feed(item))

        return room, files

    return make


async def test_the_same_copy_is_shown_once_and_says_who_else_has_it(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    (shown,) = room.feed()["items"]
    assert shown["id"] == room.item("1").id
    assert shown["content_html"].endswith("<p>also: XINHUA</p>")
    assert shown["_gnn9"]["also"] == ["XINHUA"]
    for name in ("all.rss", "all.atom", "all.html"):
        assert b"also: XINHUA" in room.documents()[name]
    assert len(room.pages()) == 2, "the other one has its page still"


async def test_both_are_one_story_of_two_providers_and_the_ledger_says_why(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    first, second = room.item("1"), room.item("2")
    assert (second.copy_of, second.story) == (first.id, first.id)
    assert first.story == first.id
    assert {first.item.provider, second.item.provider} == {"IANS", "XINHUA"}
    lines = {line.stage: line for line in room.store.ledger(second.id)}
    assert lines["copy"].rule.startswith("alike.copy/")
    assert lines["copy"].reason.startswith(f"is the copy of {first.id}: ")
    assert "names" in lines["copy"].reason
    assert lines["story"].reason == f"joins the story {first.id}: with {first.id}, whose copy it is"


async def test_another_story_of_the_same_place_and_day_is_no_copy(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", OTHER)
    assert room.item("2").copy_of == ""
    assert len(room.headlines()) == 2


async def test_where_nobody_asks_for_it_all_copies_are_shown(desk) -> None:
    room, files = desk(Channel(id="all", title="All"))
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    assert len(room.headlines()) == 2
    assert room.item("2").story == room.item("1").id
    assert room.published_with("also:") == []


async def test_a_channel_that_takes_one_agency_shows_its_copy(desk) -> None:
    select = replace(ONE.select, providers=("XINHUA",))
    room, files = desk(ONE, Channel(id="xinhua", title="X", copies=Copies.ONE, select=select))
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    assert room.headlines("xinhua") == ["Crack in dam, says xinhua"]
    assert room.headlines() == ["Crack in dam, says ians"]


@pytest.mark.parametrize(
    ("rule", "leads"),
    [
        ({"lead": Lead.FIRST}, "ians"),
        ({"lead": Lead.LONGEST}, "ians"),
        ({"lead": Lead.PREFERRED, "prefer": ("Xinhua", "IANS")}, "xinhua"),
        ({"lead": Lead.PREFERRED, "prefer": ("TASS",)}, "ians"),
    ],
)
async def test_the_lead_is_chosen_by_the_rule_of_the_config(desk, rule, leads) -> None:
    room, files = desk(replace(ONE, **rule))
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    assert room.headlines() == [f"Crack in dam, says {leads}"]


async def test_the_longest_is_the_longest_of_what_may_be_shown(desk) -> None:
    room, files = desk(replace(ONE, lead=Lead.LONGEST), rights=Rights.SUMMARY)
    await files("xinhua", "2", IANS)
    await files("ians", "1", XINHUA)
    assert room.headlines() == ["Crack in dam, says ians"]


async def test_what_may_not_be_seen_is_neither_named_nor_in_the_way(desk) -> None:
    room, files = desk(rights=Rights.INTERNAL)
    await files("xinhua", "2", IANS)
    await files("ians", "1", XINHUA)
    assert room.headlines() == ["Crack in dam, says ians"]
    assert room.published_with("xinhua") == []


async def test_copies_that_were_shown_before_the_first_left_the_window_do_not_come_back(
    desk, a_feed, an_item
) -> None:
    room, files = desk(replace(ONE, size=1, window=timedelta(hours=1)))
    noon = room.clock().isoformat()
    await files("ians", "1", IANS, date_published=noon)
    later = (room.clock() + timedelta(minutes=10)).isoformat()
    await files("xinhua", "2", XINHUA, date_published=later)
    room.clock.advance(hours=2)
    await files("ians", "3", OTHER, date_published=room.clock().isoformat())
    assert [one["id"] for one in room.feed()["items"]] == [room.item("3").id]


async def test_what_came_too_late_for_a_channel_stands_for_nothing_in_it(desk) -> None:
    room, files = desk(replace(ONE, max_age=timedelta(hours=2)))
    await files("ians", "1", IANS, date_published=(room.clock() - timedelta(hours=3)).isoformat())
    await files("xinhua", "2", XINHUA, date_published=room.clock().isoformat())
    assert room.headlines() == ["Crack in dam, says xinhua"]
    assert room.published_with("also:") == []


async def test_a_desk_that_kills_a_story_keeps_its_copies_back(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    room.kill("1", "the dam stands")
    held = room.item("2")
    assert held.status is Status.HELD
    assert "copy of" in held.reason
    assert "the dam stands" in held.reason
    assert room.published_with("spillway") == []
    room.let_out("2")
    assert len(room.published_with("spillway")) > 3


async def test_a_copy_that_was_let_out_does_not_wait_again_when_its_wire_adds_to_it(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    room.kill("1")
    room.let_out("2")
    await files("xinhua", "2", XINHUA + MORE)
    assert room.item("2").status is Status.UPDATE
    await files("xinhua", "3", IANS, date_published=room.clock().isoformat())
    assert room.item("3").status is Status.HELD, "of that nobody has decided"
    room.let_out("3")
    room.kill("3")
    assert room.item("2").status is Status.HELD, "of this kill nobody knew"


@pytest.mark.parametrize("first", ["ians", "xinhua"])
@pytest.mark.parametrize("days", [0, 3])
async def test_copy_of_what_was_killed_waits_in_a_store_that_was_lost(
    desk, a_feed, an_item, first: str, days: int
) -> None:
    """Also where it comes first, and where it is the history of its feed."""
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    room.kill("1")
    room.store = type(room.store)()
    room.clock.advance(days=days)
    room.start()
    room.rulings.run()
    wires = {"ians": ("1", IANS), "xinhua": ("2", XINHUA)}
    for wire in sorted(wires, key=lambda one: one != first):
        guid, body = wires[wire]
        many = [an_item(f"{wire} {n}", title=f"{wire} item {n}") for n in range(35)]
        story = an_item(guid, title=f"Crack in dam, says {wire}", content_html=body)
        room.clock.advance(minutes=20)
        await room.take(wire, a_feed(*many, story))
    assert room.item("1").status is Status.WITHDRAWN
    assert room.item("2").status is Status.HELD
    assert room.published_with("spillway") == []


async def test_copy_of_what_was_killed_waits_for_the_desk_when_it_comes(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    room.kill("1")
    await files("xinhua", "2", XINHUA)
    assert room.item("2").status is Status.HELD
    assert room.published_with("spillway") == []
    await room.look()
    (alarm,) = room.alarms()
    assert room.item("1").id in alarm


async def test_when_an_agency_withdraws_its_copy_the_others_stands(desk, a_feed, an_item) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1", title="KILL: Crack in dam")))
    assert set(room.headlines()) == {"Crack in dam, says xinhua", "Story withdrawn"}
    assert room.published_with("also:") == []


async def test_copy_that_changes_into_another_story_stands_for_itself(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    await files("xinhua", "2", OTHER)
    assert room.item("2").copy_of == ""
    assert len(room.headlines()) == 2
    (left,) = [one for one in room.store.ledger(room.item("2").id) if one.revision == 2][1:]
    assert "no more" in left.reason


async def test_a_new_version_stays_the_copy_of_what_is_older_than_a_fortnight(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    room.clock.advance(days=5)
    await files("xinhua", "2", XINHUA)
    room.clock.advance(days=10)
    await files("xinhua", "2", XINHUA + MORE)
    assert room.item("2").copy_of == room.item("1").id
    assert room.headlines() == ["Crack in dam, says ians"]
    await files("xinhua", "2", OTHER)
    assert room.item("2").copy_of == ""


async def test_the_first_of_some_copies_stays_it_in_the_pass_that_brings_the_second(
    desk, a_feed, an_item
) -> None:
    """Else it would be the copy of a third one, and the second the copy of a copy."""
    room, files = desk()
    await files("xinhua", "3", OTHER)
    await files("ians", "1", IANS)
    room.clock.advance(minutes=20)
    await room.take(
        "ians", a_feed(an_item("2", content_html=IANS), an_item("1", content_html=OTHER))
    )
    assert room.item("1").copy_of == room.item("3").id
    assert room.item("2").copy_of == ""
    assert len(room.headlines()) == 2


async def test_when_the_first_becomes_another_story_the_next_stands_for_the_others(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    await files("xinhua", "3", IANS, date_published=room.clock().isoformat())
    await files("ians", "1", OTHER)
    first, second, third = (room.item(guid) for guid in "123")
    assert (first.copy_of, second.copy_of, third.copy_of) == ("", "", second.id)
    assert len(room.headlines()) == 2
    assert room.published_with("also: ") == []
    (left,) = [one for one in room.store.ledger(third.id) if "no more" in one.reason]
    assert left.reason.startswith(f"is the copy of {first.id} no more, but of {second.id}: ")
    room.kill("1")
    assert [room.item(guid).status for guid in "23"] == [Status.NEW, Status.NEW]


async def test_a_flash_that_becomes_the_copy_of_another_item_joins_it(desk) -> None:
    room, files = desk()
    await files("xinhua", "2", copy("Dam cracks in western India."))
    await files("ians", "1", IANS)
    assert len(room.headlines()) == 2
    await files("xinhua", "2", XINHUA)
    assert room.item("2").copy_of == room.item("1").id
    assert room.headlines() == ["Crack in dam, says xinhua"], "it was seen first"


async def test_two_copies_in_one_pass_are_told_together(desk, a_feed, an_item) -> None:
    room, _ = desk()
    for wire, guid, body in (("ians", "1", IANS), ("xinhua", "2", XINHUA)):
        room.wire.will(wire, a_feed(an_item(guid, title=f"Crack, says {wire}", content_html=body)))
    await room.poll()
    room.release()
    assert len(room.headlines()) == 1
    assert {room.item("1").copy_of, room.item("2").copy_of} > {""}


async def test_a_missing_file_is_made_again_as_it_was(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    await files("xinhua", "2", XINHUA)
    before = room.documents()
    for name in ("all.rss", "all.json", "all.html"):
        room.shelf.documents.pop(name)
    room.restore()
    assert room.documents() == before


async def test_after_a_fortnight_the_same_copy_is_news(desk) -> None:
    room, files = desk()
    await files("ians", "1", IANS)
    room.clock.advance(days=15)
    await files("xinhua", "2", XINHUA)
    assert room.item("2").copy_of == ""

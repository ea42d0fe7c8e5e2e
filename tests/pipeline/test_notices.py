"""Notices that name no id: the story they mean goes, in doubt the stories wait, and people are told."""

from __future__ import annotations

import pytest

from feeds.model import PubStatus, Rule, Selection

BELL = {
    "title": "Divers raise a bell off Pune",
    "content_html": "<p>PUNE, Nov 2 (IANS) Divers raised a bell from the bay on Monday, the port said, "
    "ten years after the ship that carried it went down in a storm.</p>",
}
FERRY = {
    "title": "Night ferry returns to the harbour",
    "content_html": "<p>PUNE, Nov 2 (IANS) The night ferry took its first passengers in four years on Monday, "
    "and was back before the morning rush.</p>",
}
KILL = {
    "title": "KILL KILL KILL",
    "content_html": "<p>Please kill the story headlined &quot;Divers raise a bell off Pune&quot;. "
    "A kill is mandatory. The port has withdrawn its statement.</p>",
}


async def test_a_kill_that_names_a_headline_withdraws_its_story(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", **BELL), an_item("2", **FERRY)))
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    assert room.item("1").status == "withdrawn"
    assert room.store.ledger(room.item("1").id)[-1].status == "withdrawn"
    assert room.published_with("raise a bell") == []
    assert room.published_with("mandatory") == []
    assert room.item("2").status == "new"
    assert not room.item("9").status.publishes
    await room.look()
    assert room.alarms() == []


async def test_it_does_so_in_the_document_that_brings_its_story(room, a_feed, an_item) -> None:
    now = room.clock().isoformat()
    await room.take(
        "ians",
        a_feed(
            an_item("9", **KILL, date_published=now), an_item("1", **BELL), an_item("2", **FERRY)
        ),
    )
    assert room.item("1").status == "withdrawn"
    assert room.headlines() == ["Night ferry returns to the harbour"]


async def test_a_kill_that_could_mean_two_stories_holds_both_and_calls_people(
    room, a_feed, an_item
) -> None:
    twin = {**BELL, "content_html": BELL["content_html"].replace("storm", "fog")}
    await room.take(
        "ians",
        a_feed(
            an_item("1", **BELL),
            an_item("2", **FERRY),
            an_item("3", **twin, date_published="2026-11-02T10:30:00Z"),
        ),
    )
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    assert [room.item(guid).status for guid in "123"] == ["held", "new", "held"]
    assert room.headlines() == ["Night ferry returns to the harbour"]
    await room.look()
    (alarm,) = room.alarms()
    assert alarm.startswith(f"{room.item('9').id}: a notice to kill")


async def test_a_kill_that_means_nothing_that_is_held_calls_people(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("2", **FERRY)))
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    assert room.item("2").status == "new"
    assert await room.look() == [f"notice {room.item('9').id}"]


@pytest.mark.parametrize("source", ["xinhua"])
async def test_a_notice_of_one_agency_touches_no_story_of_another(
    new_room, a_source, a_feed, an_item, source: str
) -> None:
    room = new_room(a_source("ians"), a_source(source))
    await room.take(source, a_feed(an_item("1", **BELL)))
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    assert room.item("1").status == "new"


async def test_a_story_that_a_notice_withdrew_stays_so(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", **BELL)))
    for minutes in (20, 40):
        room.clock.advance(minutes=minutes)
        now = room.clock().isoformat()
        await room.take("ians", a_feed(an_item(f"9-{minutes}", **KILL, date_published=now)))
        await room.take("ians", a_feed(an_item("1", **BELL, date_modified=now)))
        assert room.item("1").status == "withdrawn"
    assert room.published_with("raise a bell") == []


async def test_people_let_out_what_a_notice_did_not_mean(room, a_feed, an_item) -> None:
    twin = {**BELL, "content_html": BELL["content_html"].replace("storm", "fog")}
    await room.take(
        "ians",
        a_feed(an_item("1", **BELL), an_item("3", **twin, date_published="2026-11-02T10:30:00Z")),
    )
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    room.let_out("3")
    assert room.headlines() == ["Divers raise a bell off Pune"]
    assert room.item("3").status == "update"
    assert room.store.ledger(room.item("3").id)[-1].rule == "journal.release/1"
    room.kill("1")
    room.let_out("1")
    assert room.item("1").status == "withdrawn"


HOLD = {
    "title": "HOLD HOLD HOLD",
    "content_html": "<p>Please hold the story headlined &quot;Divers raise a bell off Pune&quot; until "
    "further notice. The port doubts its own statement.</p>",
}


@pytest.fixture
async def held_in_doubt(room, a_feed, an_item):
    """A room in which a kill that could mean two stories holds both."""
    twin = {**BELL, "content_html": BELL["content_html"].replace("storm", "fog")}
    await room.take(
        "ians",
        a_feed(an_item("1", **BELL), an_item("3", **twin, date_published="2026-11-02T10:30:00Z")),
    )
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    assert [room.item(guid).status for guid in "13"] == ["held", "held"]
    return room


@pytest.mark.parametrize(
    "changed",
    [
        {"content_html": BELL["content_html"] + "<p>The bell weighs a ton.</p>"},
        {"title": "Divers raise a bell off Pune "},
        {"title": "CORRECTED: Divers raise a bell off Pune"},
        {"title": "HOLD: Divers raise a bell off Pune"},
    ],
)
async def test_what_a_notice_holds_in_doubt_no_later_version_lets_out(
    held_in_doubt, a_feed, an_item, changed: dict[str, str]
) -> None:
    room = held_in_doubt
    reason = room.item("1").reason
    for version in ({**BELL, **changed}, {**BELL, "content_html": "<p>All of it is new.</p>"}):
        room.clock.advance(minutes=20)
        now = room.clock().isoformat()
        await room.take("ians", a_feed(an_item("1", **version, date_modified=now)))
        assert (room.item("1").status, room.item("1").reason) == ("held", reason)
        assert room.headlines() == []
    assert room.item("1").revision >= 3
    room.let_out("1")
    assert len(room.headlines()) == 1


async def test_what_waits_is_withdrawn_when_its_wire_withdraws_it(
    held_in_doubt, a_feed, an_item
) -> None:
    room = held_in_doubt
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    dead = {**BELL, "title": "KILL: Divers raise a bell off Pune"}
    await room.take("ians", a_feed(an_item("1", **dead, date_modified=now)))
    assert room.item("1").status == "withdrawn"


async def test_a_rule_that_comes_and_goes_lets_nothing_out_that_waits(
    held_in_doubt, a_feed, an_item, a_source
) -> None:
    room = held_in_doubt
    drops = Rule(id="no bells", keeps=False, select=Selection(text="bell"))
    room.change(sources=[a_source("ians", rules=(drops,))])
    room.clock.advance(minutes=20)
    longer = {**BELL, "content_html": BELL["content_html"] + "<p>The bell weighs a ton.</p>"}
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("1", **longer, date_modified=now)))
    room.change(sources=[a_source("ians")])
    room.release()
    assert room.item("1").status == "held"
    assert room.headlines() == []


async def test_a_notice_that_is_sent_again_in_other_words_is_still_no_story(
    held_in_doubt, a_feed, an_item
) -> None:
    room = held_in_doubt
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    other = {**KILL, "title": "Kill", "content_html": KILL["content_html"] + "<p>Thank you.</p>"}
    await room.take("ians", a_feed(an_item("9", **other, date_modified=now)))
    assert not room.item("9").status.publishes


async def test_a_hold_that_names_one_story_ends_with_the_agencys_own_correction_of_it(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", **BELL), an_item("2", **FERRY)))
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **HOLD, date_published=now)))
    assert room.item("1").status == "held"
    room.clock.advance(minutes=20)
    longer = {**BELL, "content_html": BELL["content_html"] + "<p>The bell weighs a ton.</p>"}
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("1", **longer, date_modified=now)))
    assert room.item("1").status == "held"
    room.clock.advance(minutes=20)
    right = {**longer, "title": "CORRECTED: Divers raise a bell off Pune"}
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("1", **right, date_modified=now)))
    assert room.item("1").status == "correction"
    assert "Divers raise a bell off Pune" in room.headlines()


async def test_a_copy_of_a_killed_story_waits_though_a_word_of_it_changes(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", **BELL)))
    room.kill("1")
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    copy = {**BELL, "date_published": now, "url": "http://wire.example/other"}
    await room.take("ians", a_feed(an_item("8", **copy)))
    assert room.item("8").status == "held"
    room.clock.advance(minutes=20)
    longer = {**copy, "content_html": copy["content_html"] + "<p>The bell weighs a ton.</p>"}
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("8", **longer, date_modified=now)))
    assert room.item("8").status == "held"
    assert room.published_with("raise a bell") == []


async def test_a_story_that_its_copy_holds_waits_for_people_when_a_notice_may_mean_it(
    room, a_feed, an_item
) -> None:
    twin = {**BELL, "content_html": BELL["content_html"].replace("storm", "fog")}
    room.reader.says["1"] = {"pubstatus": PubStatus.WITHHELD}
    await room.take(
        "ians",
        a_feed(an_item("1", **BELL), an_item("3", **twin, date_published="2026-11-02T10:30:00Z")),
    )
    assert [room.item(guid).status for guid in "13"] == ["held", "new"]
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    room.reader.says.clear()
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("1", **BELL, date_modified=now)))
    assert [room.item(guid).status for guid in "13"] == ["held", "held"]


async def test_people_are_called_without_a_word_of_copy(room, a_feed, an_item) -> None:
    """What calls them goes into the log."""
    await room.take("ians", a_feed(an_item("1", **BELL), an_item("2", **FERRY)))
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    kill = {
        **KILL,
        "title": "KILL: Zqsecret",
        "content_html": KILL["content_html"].replace("bell", "zqsecret"),
    }
    await room.take("ians", a_feed(an_item("9", **kill, date_published=now)))
    assert await room.look()
    told = repr(room.events).lower()
    assert "zqsecret" not in told
    assert "divers" not in told


async def test_a_story_that_is_not_for_publication_yet_can_be_killed_before_it_is(
    room, a_feed, an_item
) -> None:
    """A short one is no notice to hold another."""
    waits = {**BELL, "content_html": f"<p>EMBARGOED UNTIL 1800 GMT</p>{BELL['content_html']}"}
    await room.take("ians", a_feed(an_item("1", **waits), an_item("2", **FERRY)))
    assert room.item("1").status == "held"
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("9", **KILL, date_published=now)))
    assert room.item("1").status == "withdrawn"
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("1", **BELL, date_modified=now)))
    assert room.headlines() == ["Night ferry returns to the harbour"]

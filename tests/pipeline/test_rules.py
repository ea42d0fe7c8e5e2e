"""Rules of sources and channels, as the desk follows them and remembers that it did."""

from dataclasses import replace

import pytest

from feeds.model import Channel, Rule, Selection, Status

RAIN = Selection(text="rain")
ALL = Channel(id="all", title="All stories")


def drop(select: Selection, id_: str = "weather", reason: str = "No weather.") -> Rule:
    return Rule(id=id_, keeps=False, select=select, reason=reason)


@pytest.fixture
def two(a_feed, an_item) -> bytes:
    return a_feed(
        an_item("1", title="Ferry", content_html=None),
        an_item("2", title="Rain", content_html=None),
    )


async def test_what_a_rule_of_a_source_drops_is_rejected_with_rule_and_reason_in_the_ledger(
    new_room, a_source, two
) -> None:
    room = new_room(a_source(rules=(drop(RAIN),)))
    await room.take("ians", two)
    assert room.headlines() == ["Ferry"]
    assert len(room.pages()) == 1
    held = room.item("2")
    assert (held.status, held.channels) == (Status.REJECTED, ())
    (line,) = room.store.ledger(held.id)
    assert line.status == "rejected"
    assert line.rule.startswith("rules.weather/")
    assert line.reason == 'dropped by rule "weather" of its source: No weather.'
    assert dict(room.told()[-1].counts) == {"new": 1, "rejected": 1}


async def test_what_a_rule_of_a_channel_drops_is_left_out_of_that_channel_alone(
    new_room, two
) -> None:
    dry = Channel(id="dry", title="Dry", rules=(drop(RAIN),))
    room = new_room(channels=[ALL, dry])
    await room.take("ians", two)
    assert room.headlines("dry") == ["Ferry"]
    assert sorted(room.headlines("all")) == ["Ferry", "Rain"]
    assert room.item("2").status is Status.NEW


async def test_a_story_that_a_new_version_makes_a_rule_be_about_goes_and_comes_back(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source(rules=(drop(RAIN),)))
    for title, status, shown in (
        ("Ferry", Status.NEW, ["Ferry"]),
        ("Ferry in rain", Status.REJECTED, []),
        ("Ferry again", Status.NEW, ["Ferry again"]),
    ):
        room.clock.advance(minutes=20)
        await room.take("ians", a_feed(an_item("1", title=title, content_html=None)))
        assert room.item("1").status is status
        assert room.headlines() == shown
        assert len(room.pages()) == len(shown)


async def test_a_kill_goes_before_a_rule(new_room, a_source, a_feed, an_item) -> None:
    room = new_room(a_source(rules=(drop(RAIN),)))
    await room.take("ians", a_feed(an_item("1", title="Ferry", content_html=None)))
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1", title="KILL: Rain", content_html=None)))
    assert room.item("1").status is Status.WITHDRAWN


async def test_a_new_rule_takes_what_is_published_already_and_says_so(
    new_room, a_source, two
) -> None:
    room = new_room()
    await room.take("ians", two)
    room.clock.advance(minutes=20)
    room.change(sources=[a_source(rules=(drop(RAIN),))])
    room.release()
    assert room.headlines() == ["Ferry"]
    assert room.published_with("Rain") == []
    held = room.item("2")
    assert (held.status, held.revision) == (Status.REJECTED, 2)
    decided = [line for line in room.store.ledger(held.id) if line.stage == "desk"]
    assert [line.status for line in decided] == ["new", "rejected"]
    before = room.remembers()
    room.start()
    room.release()
    assert room.remembers() == before, "once is enough"


async def test_a_rule_that_goes_gives_back_what_it_has_kept_away(new_room, a_source, two) -> None:
    room = new_room(a_source(rules=(drop(RAIN),)))
    await room.take("ians", two)
    room.clock.advance(minutes=20)
    room.change(sources=[a_source()])
    room.release()
    assert sorted(room.headlines()) == ["Ferry", "Rain"]
    lines = room.store.ledger(room.item("2").id)
    assert [line.status for line in lines] == ["rejected", "new"]
    assert lines[-1].reason == "no rule of its source drops it any more"


async def test_a_rule_of_a_channel_that_changes_routes_anew_and_makes_no_version(
    new_room, two
) -> None:
    room = new_room()
    await room.take("ians", two)
    room.change(channels=[replace(ALL, rules=(drop(RAIN),))])
    room.release()
    assert room.headlines() == ["Ferry"]
    assert room.item("2").revision == 1
    room.change(channels=[ALL])
    room.release()
    assert sorted(room.headlines()) == ["Ferry", "Rain"]


async def test_nothing_that_the_copy_itself_rejects_comes_back_with_a_rule_that_goes(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source(rules=(drop(RAIN),)))
    room.reader.says["1"] = {"verdict": Status.REJECTED, "verdict_reason": "a test of the line"}
    await room.take("ians", a_feed(an_item("1", title="Rain", content_html=None)))
    room.change(sources=[a_source()])
    assert room.item("1").status is Status.REJECTED

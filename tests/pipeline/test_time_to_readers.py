"""How long news and kills take until readers have them: what is counted, and since when."""

from __future__ import annotations

from datetime import timedelta

from feeds.model import Channel, Shown

HALF_A_MINUTE = timedelta(seconds=30)


def shown(room) -> list[Shown]:
    """What was told of it, where that was anything."""
    found = [one for one in room.events if isinstance(one, Shown)]
    return [one for one in found if one.stories or one.withdrawals]


async def begin(room, a_feed, an_item) -> None:
    """The channel has been published before: what it began with is no news."""
    await room.take("ians", a_feed(an_item("0", date_published="2026-11-01T00:00:00Z")))
    assert shown(room) == []


async def bring(room, a_feed, *items) -> None:
    """Items are recorded, and what they change goes out half a minute later."""
    room.clock.advance(minutes=20)
    room.wire.will("ians", a_feed(*items))
    await room.poll("ians")
    room.clock.advance(seconds=30)
    room.release()


async def test_a_story_takes_from_its_record_to_the_documents_of_each_channel(
    new_room, a_feed, an_item
) -> None:
    channels = (Channel(id="all", title="All"), Channel(id="world", title="World"))
    room = new_room(channels=channels)
    await begin(room, a_feed, an_item)
    await bring(room, a_feed, an_item("1"))
    assert [one.stories for one in shown(room)] == [(30.0,), (30.0,)]
    room.release()
    assert len(shown(room)) == 2, "what stood before is no news"
    await bring(room, a_feed, an_item("1", title="Ferry 1 resumes, and stops again"))
    assert [one.stories for one in shown(room)[2:]] == [(30.0,), (30.0,)]


async def test_a_story_that_was_under_embargo_takes_from_its_end(room, a_feed, an_item) -> None:
    await begin(room, a_feed, an_item)
    room.reader.says["1"] = {"embargoed": room.clock() + timedelta(hours=2)}
    await bring(room, a_feed, an_item("1"))
    assert shown(room) == []
    room.clock.advance(hours=2)
    room.release()
    (one,) = shown(room)
    late = timedelta(minutes=20) + HALF_A_MINUTE
    assert one.stories == (late.total_seconds(),)


async def test_a_kill_is_counted_by_itself_and_once(room, a_feed, an_item) -> None:
    await begin(room, a_feed, an_item)
    await bring(room, a_feed, an_item("1"))
    room.kill("1")
    assert [(one.stories, one.withdrawals) for one in shown(room)] == [((30.0,), ()), ((), (0.0,))]


async def test_what_another_config_shows_is_no_news(room, a_feed, an_item) -> None:
    await begin(room, a_feed, an_item)
    await bring(room, a_feed, an_item("1"))
    before = len(shown(room))
    room.change(channels=(*room.channels, Channel(id="fresh", title="Fresh")))
    room.clock.advance(days=1)
    room.release()
    assert room.headlines("fresh")
    assert len(shown(room)) == before

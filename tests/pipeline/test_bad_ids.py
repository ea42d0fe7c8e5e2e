"""A source whose ids turn out bad is told apart by link, is marked, and says so."""

from typing import Any

import pytest

from feeds.decide.standing import standing
from tests.pipeline.newsroom import Newsroom

DATED = "2026-11-02T11:00:00+00:00"
WORDS = (
    ["harbour", "pilots", "strike", "over", "wages", "this", "week"],
    ["parliament", "debates", "budget", "cuts", "before", "winter", "recess"],
    ["farmers", "harvest", "record", "wheat", "despite", "summer", "drought"],
    ["museum", "unveils", "bronze", "statue", "found", "near", "temple"],
    ["cricketers", "win", "series", "after", "rain", "delays", "start"],
    ["railway", "reopens", "mountain", "tunnel", "following", "costly", "repairs"],
)


def why(room: Newsroom) -> str:
    return standing(room.sources[0], room.state())[1]


@pytest.fixture
def a_story(an_item):
    """One of six stories that have nothing in common, under any id."""

    def make(number: int, guid: object, **changes: Any) -> dict[str, Any]:
        words = " ".join(WORDS[number])
        plain = an_item(
            str(guid),
            title=words.title(),
            url=f"http://wire.example/story/{number}",
            content_html=f"<p>{words} {' '.join(word[::-1] for word in WORDS[number])}</p>",
            date_published=f"2026-11-02T0{number}:00:00+00:00",
        )
        return {key: value for key, value in {**plain, **changes}.items() if value is not None}

    return make


async def test_ids_that_change_with_each_fetch_mark_their_source_in_words(
    room, a_feed, a_story
) -> None:
    for fetch in range(5):
        assert room.state().ids.fault == ("changing" if fetch > 3 else "")
        await room.take("ians", a_feed(*(a_story(n, f"{fetch}-{n}") for n in range(3))))
        room.clock.advance(minutes=20)
    assert len(room.items()) == 3
    assert all(held.revision == 1 for held in room.items())
    assert "it gives the same stories new ids with each fetch" in why(room)
    assert "since 2026-11-02 13:00 UTC" in why(room)
    assert await room.look() == ["ids ians"]
    (alarm,) = room.alarms()
    assert alarm in why(room)


async def test_stories_without_dates_under_ever_new_ids_stop_coming_in_again(
    room, a_feed, a_story
) -> None:
    """Nothing but the mark joins them: where there is no date, the address proves nothing."""
    held = []
    for fetch in range(7):
        items = (a_story(n, f"{fetch}-{n}", date_published=None) for n in range(2))
        await room.take("ians", a_feed(*items))
        held.append(len(room.items()))
        room.clock.advance(minutes=20)
    assert room.state().ids.fault == "changing"
    assert held[3:] == [held[2]] * 4
    assert len(room.headlines()) == 2


async def test_a_marked_sources_edit_is_a_version_under_yet_another_id(
    room, a_feed, a_story
) -> None:
    for fetch in range(4):
        await room.take("ians", a_feed(a_story(0, f"a{fetch}"), a_story(1, f"b{fetch}")))
        room.clock.advance(minutes=20)
    edited = a_story(0, "new", title="Pilots return to work", date_published="2026-11-02T13:00:00Z")
    await room.take("ians", a_feed(edited, a_story(1, "newer")))
    assert sorted(one.revision for one in room.items()) == [1, 2]
    assert "Pilots return to work" in room.headlines()


async def test_a_publisher_that_moves_once_is_believed(room, a_feed, a_story) -> None:
    for fetch in range(8):
        system = "old" if fetch < 2 else "new"
        items = (a_story(n, f"{system}-{n}") for n in range(3))
        await room.take("ians", a_feed(*items, title=f"At {fetch}"))
        room.clock.advance(minutes=20)
    assert room.state().ids.fault == ""
    assert "told apart" not in why(room)


async def test_a_bulletin_with_an_id_a_day_is_no_bad_source(room, a_feed, a_story) -> None:
    """One address and one headline, another date and other words: a story each time."""
    for day in range(6):
        bulletin = a_story(
            day,
            f"weather-{day}",
            url="http://wire.example/weather",
            title="The weather today",
            date_published=f"2026-11-0{day + 2}T06:00:00+00:00",
        )
        await room.take("ians", a_feed(bulletin))
        room.clock.advance(days=1)
    assert len(room.items()) == 6
    assert room.state().ids.fault == ""


async def test_ids_that_count_places_lose_no_story_and_mark_their_source(
    room, a_feed, a_story
) -> None:
    """1, 2, 3 for each fetch's first, second and third story: what was second is third next time."""
    await room.take("ians", a_feed(a_story(2, 1), a_story(1, 2), a_story(0, 3)))
    before = {held.item.headline: held for held in room.items()}
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(a_story(3, 1), a_story(2, 2), a_story(1, 3)))
    after = {held.item.headline: held for held in room.items()}
    assert len(after) == len(room.headlines()) == 4
    assert {name: after[name] for name in before} == before
    assert room.state().ids.fault == "recycled"
    assert "it puts ids of old stories on new ones" in why(room)
    remembered = room.remembers()
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(a_story(3, 7), a_story(2, 1), a_story(1, 2)))
    assert room.remembers() == remembered


async def test_ids_that_all_come_on_other_stories_lose_none(room, a_feed, a_story) -> None:
    await room.take("ians", a_feed(*(a_story(n, n) for n in range(3))))
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(*(a_story(n, n - 3) for n in range(3, 6))))
    assert len(room.items()) == len(room.headlines()) == 6
    assert room.state().ids.fault == "recycled"


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "All else"},
        {"url": "http://wire.example/moved"},
        {"title": "All else", "url": "http://wire.example/moved"},
        {"title": "All else", "url": "http://wire.example/moved", "date_published": DATED},
    ],
)  # fmt: skip
async def test_stories_that_are_edited_or_moved_keep_their_ids_and_their_identity(
    room, a_feed, a_story, changed: dict[str, str]
) -> None:
    """Across polls one wire guid is one item, also when its link, headline or date changes."""
    await room.take("ians", a_feed(*(a_story(n, n) for n in range(3))))
    before = {held.id for held in room.items()}
    room.clock.advance(minutes=20)
    several = {
        key: f"{value}{{}}" if key != "date_published" else value for key, value in changed.items()
    }
    items = (
        a_story(n, n, **{key: value.format(n) for key, value in several.items()}) for n in range(3)
    )
    await room.take("ians", a_feed(*items))
    assert {held.id for held in room.items()} == before
    assert room.state().ids.fault == ""


async def test_one_story_that_becomes_another_is_believed(room, a_feed, a_story) -> None:
    await room.take("ians", a_feed(*(a_story(n, n) for n in range(3))))
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(a_story(5, 0), a_story(1, 1), a_story(2, 2)))
    assert len(room.items()) == 3
    assert room.state().ids.fault == ""


async def test_places_for_ids_are_told_where_every_fetch_has_another_date(
    room, a_feed, a_story
) -> None:
    await room.take("ians", a_feed(a_story(1, 1), a_story(0, 2)))
    room.clock.advance(minutes=20)
    now = room.clock().isoformat()
    items = (a_story(n, 3 - n, date_published=now) for n in (2, 1))
    await room.take("ians", a_feed(*items))
    assert room.state().ids.fault == "recycled"
    assert len(room.items()) == 3

"""A story keeps its identity when its source changes ids, addresses, hosts or schemes."""

import pytest

DATED = "2026-11-02T11:00:00+00:00"


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "new-1"},
        {"id": "new-1", "url": "https://new.example/ferry"},
        {"id": "new-1", "url": "https://wire.example/1"},
        {"id": "new-1", "title": "Ferry resumes at noon"},
        {"id": "new-1", "content_html": "<p>The ferry left at noon with twelve passengers and a goat.</p>"},
    ],
)  # fmt: skip
async def test_an_item_under_a_new_id_is_the_one_that_is_held(
    room, a_feed, an_item, changed: dict[str, str]
) -> None:
    await room.take("ians", a_feed(an_item("1", date_published=DATED)))
    before = room.item("1")
    room.clock.advance(minutes=20)
    again = an_item("1", date_published=DATED, **{"url": "http://wire.example/1", **changed})
    again["id"] = changed["id"]
    await room.take("ians", a_feed(again))
    assert [held.id for held in room.items()] == [before.id]
    (held,) = room.items()
    assert (held.published, held.page) == (before.published, before.page)
    assert len(room.headlines()) == 1


async def test_ids_that_change_with_every_fetch_make_no_new_items(room, a_feed, an_item) -> None:
    for fetch in range(4):
        items = [{**an_item(str(n), date_published=DATED), "id": f"{fetch}-{n}"} for n in range(5)]
        await room.take("ians", a_feed(*items))
        room.clock.advance(minutes=20)
    assert len(room.items()) == 5
    assert all(held.revision == 1 for held in room.items())


async def test_a_bulletin_at_one_address_is_a_story_every_day(room, a_feed, an_item) -> None:
    for day in range(2, 5):
        bulletin = an_item(
            f"weather-{day}",
            url="http://wire.example/weather",
            title="The weather today",
            date_published=f"2026-11-0{day}T06:00:00+00:00",
            content_html=f"<p>Day {day} of the month begins with rain over the bay and ends with the sun.</p>",
        )
        await room.take("ians", a_feed(bulletin))
        room.clock.advance(days=1)
    assert len(room.items()) == 3


async def test_two_new_items_that_could_be_one_that_is_held_are_two(room, a_feed, an_item) -> None:
    await room.take(
        "ians", a_feed(an_item("1", url="http://wire.example/live", date_published=DATED))
    )
    room.clock.advance(minutes=20)
    live = {"url": "http://wire.example/live", "date_published": DATED}
    await room.take(
        "ians",
        a_feed(an_item("2", title="Bell", **live), an_item("3", title="Bridge", **live)),
    )
    assert len(room.items()) == 3


async def test_a_killed_story_stays_dead_under_a_new_id(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", date_published=DATED)))
    room.clock.advance(minutes=5)
    room.kill("1")
    again = an_item(
        "1", date_published=DATED, content_html="<p>The ferry left, says another version.</p>"
    )
    await room.take("ians", a_feed({**again, "id": "new-1"}))
    assert [held.status for held in room.items()] == ["withdrawn"]


async def test_a_line_that_stands_under_every_story_makes_no_two_of_them_one(
    room, a_feed, an_item
) -> None:
    line = "<p>Read the whole of this story on our own site, where there are more such stories every day.</p>"
    for n, title in enumerate(("Ferry resumes", "Mayor signs the budget")):
        story = an_item(
            str(n), title=title, content_html=line, date_published="2026-11-02T00:00:00Z"
        )
        await room.take("ians", a_feed(story))
        room.clock.advance(minutes=20)
    assert len(room.items()) == 2


async def test_another_story_under_a_standing_headline_of_the_day_is_another(
    room, a_feed, an_item
) -> None:
    day = {"title": "News in brief", "date_published": "2026-11-02T00:00:00+00:00"}
    port = "<p>The port was closed on Monday for the first time in ten years, its master said.</p>"
    vote = "<p>Parliament has voted for a budget that leaves fewer parks and many more bells.</p>"
    await room.take("ians", a_feed(an_item("1", content_html=port, **day)))
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("2", content_html=vote, **day)))
    assert [held.revision for held in room.items()] == [1, 1]
    assert len(room.headlines()) == 2

"""Holds and corrections by people: what is kept back stays back, and a headline stays corrected."""

import pytest

from feeds.decide.rulings import with_headline
from feeds.store.memory import MemoryStore

WRONG, RIGHT = "Ferry resumes in Mumbai", "Ferry resumes in Kochi"


@pytest.fixture
def told(room, a_feed, an_item):
    """A room in which two stories are out."""

    async def tell():
        await room.take("ians", a_feed(an_item("1", title=WRONG), an_item("2")))
        room.clock.advance(minutes=5)
        return room

    return tell


async def test_a_held_story_leaves_every_document_and_comes_back_when_it_is_released(told) -> None:
    room = await told()
    room.rule("hold", "1", "the minister denies it")
    assert room.published_with(WRONG) == []
    assert room.item("1").reason == "held by the desk: the minister denies it"
    room.let_out("1")
    assert WRONG in room.headlines()


async def test_what_its_wire_sends_meanwhile_lets_no_held_story_out(told, a_feed, an_item) -> None:
    room = await told()
    room.rule("hold", "1", "the minister denies it")
    for words in ("He resigned.", "He resigned, it is said."):
        copy = an_item("1", title=WRONG, content_html=f"<p>{words}</p>")
        await room.take("ians", a_feed(copy, an_item("2")))
        assert room.item("1").status == "held"
    assert room.item("1").revision == 4
    room.rule("correct", "1", with_headline(RIGHT, "the place"))
    assert (room.item("1").status, room.item("1").item.headline) == ("held", RIGHT)
    copy = an_item("1", title=WRONG, content_html="<p>Something else.</p>")
    await room.take("ians", a_feed(copy, an_item("2")))
    assert room.item("1").status == "held"


async def test_a_held_story_that_its_wire_withdraws_is_withdrawn(told, a_feed, an_item) -> None:
    room = await told()
    room.rule("hold", "1", "the minister denies it")
    copy = an_item("1", title=f"KILL: {WRONG}", content_html="<p>Kill this story.</p>")
    await room.take("ians", a_feed(copy, an_item("2")))
    assert room.item("1").status == "withdrawn"


async def test_a_story_that_the_store_has_lost_comes_held(told, a_feed, an_item) -> None:
    room = await told()
    room.rule("hold", "1", "the minister denies it")
    room.store = MemoryStore()
    room.shelf.documents.clear()
    room.start()
    room.rulings.run()
    await room.take("ians", a_feed(an_item("1", title=WRONG), an_item("2")))
    assert room.item("1").status == "held"
    assert room.published_with(WRONG) == []


async def test_a_corrected_headline_is_on_every_document_at_the_address_it_had(told) -> None:
    room = await told()
    before = room.item("1")
    room.rule("correct", "1", with_headline(RIGHT, "the place"))
    after = room.item("1")
    assert (after.page, after.published) == (before.page, before.published)
    assert after.updated > before.updated
    assert after.reason == "headline corrected by the desk: the place"
    assert RIGHT in room.headlines()
    assert room.published_with(f"{WRONG}<") == []


async def test_a_corrected_headline_stands_whatever_the_wire_sends(told, a_feed, an_item) -> None:
    room = await told()
    room.rule("correct", "1", with_headline(RIGHT, "the place"))
    await room.take("ians", a_feed(an_item("1", title=WRONG), an_item("2")))
    assert room.item("1").revision == 2, "the same copy is no news"
    for title in (WRONG, "Ferry resumes in Bombay"):
        copy = an_item("1", title=title, content_html=f"<p>Under {title}.</p>")
        await room.take("ians", a_feed(copy, an_item("2")))
        assert RIGHT in room.headlines()
    assert room.item("1").item.headline == RIGHT
    room.clock.advance(minutes=5)
    room.rule("correct", "1", with_headline("Ferry sinks", "it did"))
    assert "Ferry sinks" in room.headlines()


async def test_a_store_that_is_lost_has_its_corrected_headlines_again(
    told, a_feed, an_item
) -> None:
    room = await told()
    page = room.item("1").page
    room.rule("correct", "1", with_headline(RIGHT, "the place"))
    room.store = MemoryStore()
    room.start()
    room.rulings.run()
    await room.take("ians", a_feed(an_item("1", title=WRONG), an_item("2")))
    assert (room.item("1").item.headline, room.item("1").page) == (RIGHT, page)


async def test_a_ruling_that_changes_nothing_leaves_no_trace(told) -> None:
    room = await told()
    room.rule("correct", "1", with_headline(WRONG, "none"))
    room.rule("hold", "2", "so")
    room.rule("hold", "2", "again")
    assert (room.item("1").revision, room.item("2").revision) == (1, 2)
    room.kill("1")
    room.rule("correct", "1", with_headline(RIGHT, "too late"))
    room.rule("hold", "1", "too late")
    assert (room.item("1").status, room.item("1").item.headline) == ("withdrawn", WRONG)

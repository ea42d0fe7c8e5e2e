"""What retention has let go of is gone from everywhere but its ledger, and does not come back, whoever sends it again."""

import pytest

from feeds.decide.page import coverage_path
from feeds.model import Keep, Keeping
from tests.pipeline.retention.month import DAY, MONTH, aged, bring_news, of
from tests.pipeline.test_kills import SECRET, purged, remembered

# what has gone


async def test_a_page_goes_with_its_story_and_its_address_says_so(a_room, a_feed, an_item) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    page = room.item("1").page
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    assert page in room.documents()
    room.sweep()
    assert page not in room.documents()
    assert page not in room.store.documents()
    assert room.store.was_let_go(page)
    assert room.swept()[-1].pages == 1
    assert room.restore() == 0


async def test_what_the_wire_sends_again_is_no_news(a_room, a_feed, an_item) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1", "2")
    room.sweep()
    room.release()  # its place in the archive
    held, written = room.items(), len(room.shelf.written)
    changed = an_item("2", title="Another headline for the same entry", content_html="<p>Else.</p>")
    await room.take("ians", a_feed(an_item("1"), changed))
    assert room.items() == held
    assert len(room.shelf.written) == written
    assert room.told()[-1].counts == ()


async def test_a_publisher_who_gives_old_entries_new_ids_makes_no_news_of_them(
    a_room, a_feed, an_item
) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1", "2", "3")
    room.sweep()
    held = room.items()
    old = [an_item(guid) for guid in ("1", "2", "3")]
    old[1]["url"] = "http://elsewhere.example/2"  # headline and copy still say which it is
    old[2]["title"] = "An edited headline of the third one"  # copy and address do
    await room.take("ians", a_feed(*({**one, "id": f"new-{one['id']}"} for one in old)))
    assert room.items() == held


async def test_another_story_at_the_address_of_one_that_has_gone_is_news(
    a_room, a_feed, an_item
) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1")
    room.sweep()
    other = an_item(
        "other",
        url="http://wire.example/1",
        date_published=room.clock().isoformat(),
        content_html="<p>Today's weather: it will rain all over the coast until the evening, with "
        "winds from the west, and it will be dry tomorrow.</p>",
    )
    await room.take("ians", a_feed(other))
    assert of(room, "other") == ["other"]


async def test_an_id_is_never_given_to_other_copy(a_room, a_feed, an_item) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    id_ = room.item("1").id
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    room.sweep()
    for days in (1, 400):
        room.clock.advance(days=days)
        date = room.clock().isoformat()
        await room.take("ians", a_feed(an_item("1", title="All else", date_published=date)))
        assert id_ not in {held.id for held in room.items()}


async def test_a_killed_story_never_comes_again(a_room, a_feed, an_item) -> None:
    room = a_room(keeping=Keeping(sources=MONTH.sources, ledger=1 * DAY))
    await room.take("ians", a_feed(an_item("1")))
    id_ = room.item("1").id
    room.kill("1")
    for _ in range(4):
        room.clock.advance(days=40)
        await bring_news(room, a_feed, an_item, f"n{room.clock():%j}")
        room.sweep()
        await room.take("ians", a_feed(an_item("1"), an_item("1", title="It is back")))
        assert of(room, "1") == []
    assert "killed by the desk: the agency asks for it" in [
        line.reason for line in room.store.ledger(id_)
    ]
    # The same words on another day wait for an editor, as they did while it was held.
    date = room.clock().isoformat()
    words = {key: an_item("1")[key] for key in ("title", "content_html")}
    await room.take("ians", a_feed(an_item("other", date_published=date, **words)))
    assert room.item("other").status == "held"


@pytest.mark.parametrize("is_first", ["purged", "let go"])
@pytest.mark.parametrize(
    "again",
    [{"id": "1"}, {"id": "new", "url": "http://wire.example/new"}, {"id": "new", "title": "Bell"}],
)
async def test_what_was_purged_does_not_come_back_where_it_is_kept_no_more(
    a_room, a_feed, an_item, is_first: str, again: dict[str, str]
) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1", **SECRET)))
    if is_first == "purged":
        await purged(room, "source:ians")
    room.clock.advance(days=61)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 1
    if is_first == "let go":
        await purged(room, "source:ians")
    assert remembered(room, "Zqsecret") == []
    for number in range(2):
        room.clock.advance(minutes=20)
        news = an_item(f"more {number}", date_published=room.clock().isoformat())
        await room.take("ians", a_feed(an_item("1", **{**SECRET, **again}), news))
        assert room.item(f"more {number}").status == "new"
        assert remembered(room, "Zqsecret") == []


FERRY = "Ferry with 40 pilgrims sinks off Kollam harbour"
FERRY_AGAIN = "Pilgrims drown as ferry sinks near Kollam"
FERRY_ONCE_MORE = "Divers reach Kollam ferry, find pilgrims"


@pytest.mark.parametrize("stay", [0, 1, 2])
async def test_the_page_of_a_story_names_no_item_that_has_gone(
    a_room, a_source, a_feed, an_item, stay
) -> None:
    sources = (a_source("ians"), a_source("xinhua"), a_source("tass"))
    keeping = Keeping(
        sources={one.id: Keep(age=30 * DAY) for one in sources[: len(sources) - stay]}
    )
    room = a_room(*sources, keeping=keeping)
    titles = dict(
        zip(("ians", "xinhua", "tass"), (FERRY, FERRY_AGAIN, FERRY_ONCE_MORE), strict=True)
    )
    for wire, title in titles.items():
        room.clock.advance(minutes=20)
        await room.take(wire, a_feed(an_item(wire, title=title)))
    path = coverage_path(room.item("ians").story)
    assert {room.item(wire).story for wire in titles} == {room.item("ians").id}
    assert path in room.documents()
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 3 - stay
    room.release()
    left = [held for held in room.items() if held.item.guid in titles]
    assert (path in room.documents()) == (len(left) > 1)
    assert (path in room.store.documents()) == (len(left) > 1)
    for words in list(titles.values())[: 3 - stay]:
        assert room.published_with(words) == []
    for held in left:
        page = room.documents()[held.page].decode()
        assert ("More on this story" in page) == (len(left) > 1)
    assert room.store.unpublished(room.clock(), 10) == ()


# the ledger


async def test_a_ledger_stays_and_says_since_when_the_copy_is_gone(a_room, a_feed, an_item) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    id_, before = room.item("1").id, room.store.ledger(room.item("1").id)
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    room.sweep()
    *others, last = room.store.ledger(id_)
    assert tuple(others) == before
    assert (last.stage, last.rule, last.at) == ("keep", "keep.age/1", room.clock())
    assert last.reason == "unchanged for longer than 30d; its copy is gone"
    room.clock.advance(days=4000)
    room.sweep()
    assert room.store.ledger(id_) == (*others, last)


async def test_a_ledger_goes_when_its_own_time_is_over(a_room, a_feed, an_item) -> None:
    room = a_room(keeping=Keeping(sources=MONTH.sources, ledger=60 * DAY))
    await room.take("ians", a_feed(an_item("1")))
    id_ = room.item("1").id
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    room.sweep()
    room.clock.advance(days=59)
    room.sweep()
    assert room.store.ledger(id_) != ()
    room.clock.advance(days=2)
    room.sweep()
    assert room.store.ledger(id_) == ()
    assert room.swept()[-1].ledgers == 1
    assert [gone.id for gone in room.store.gone("1")] == [id_]
    await room.take("ians", a_feed(an_item("1")))
    assert of(room, "1") == []

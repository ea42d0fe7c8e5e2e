"""What a changed config makes of what is held already, and that an unchanged one makes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Channel, FutureDates, JournalLine, Rights, Selection

ALL = Channel(id="all", title="All stories")


async def test_the_same_config_at_the_next_start_changes_nothing(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    before = room.remembers()
    room.clock.advance(days=1)
    room.start()
    assert room.store.dirty(room.clock()) == ()
    assert room.store.unpublished(room.clock(), 10) == ()
    assert room.release()
    assert room.remembers() == before


async def test_a_new_channel_gets_what_is_held_already(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", title="Ferry"), an_item("2", title="Rain")))
    rain = Channel(id="rain", title="Rain", select=Selection(text="rain"))
    room.change(channels=[ALL, rain])
    room.release()
    assert room.headlines("rain") == ["Rain"]
    assert sorted(room.headlines("all")) == ["Ferry", "Rain"]
    assert "rain.rss" in room.documents()["opml.xml"].decode()


async def test_a_channel_that_selects_otherwise_takes_and_leaves_items_accordingly(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=[ALL, Channel(id="one", title="One", select=Selection(text="ferry"))])
    await room.take("ians", a_feed(an_item("1", title="Ferry", content_html=None),
                                   an_item("2", title="Rain", content_html=None)))  # fmt: skip
    assert room.headlines("one") == ["Ferry"]
    room.change(channels=[ALL, Channel(id="one", title="One", select=Selection(text="rain"))])
    room.release()
    assert room.headlines("one") == ["Rain"]
    assert [held.channels for held in room.store.find("1")] == [("all",)]


async def test_an_item_that_no_channel_takes_any_more_has_no_page(new_room, a_feed_of_one) -> None:
    room = new_room()
    await room.take("ians", a_feed_of_one)
    assert len(room.pages()) == 1
    room.change(channels=[replace(ALL, select=Selection(text="snow"))])
    room.release()
    assert room.headlines() == []
    assert room.pages() == []
    room.change(channels=[ALL])
    room.release()
    assert len(room.pages()) == 1


async def test_a_page_goes_when_its_source_is_to_hold_what_is_dated_ahead(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source(future_dates=FutureDates.KEEP))
    tomorrow = (room.clock() + timedelta(days=1)).isoformat()
    await room.take("ians", a_feed(an_item("1", date_published=tomorrow)))
    before = room.documents()[room.item("1").page]
    room.change(sources=[a_source(future_dates=FutureDates.HOLD)])
    room.release()
    assert room.headlines() == []
    assert room.published_with("ferry 1") == []
    room.clock.advance(days=1)
    room.release()
    assert room.documents()[room.item("1").page] == before


async def test_routing_anew_brings_nothing_back_that_was_withdrawn(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", title="Minister resigns"), an_item("2")))
    await room.take("ians", a_feed(an_item("1", title="KILL: Minister resigns")))
    room.change(channels=[ALL, Channel(id="other", title="Other")])
    room.release()
    assert room.published_with("Minister resigns") == []
    assert len(room.headlines("other")) == 1


async def test_routing_anew_makes_no_version_and_no_line_in_the_ledger(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    id_ = room.item().id
    ledger = room.store.ledger(id_)
    room.change(channels=[ALL, Channel(id="other", title="Other")])
    assert len(room.store.versions(id_)) == 1
    assert room.store.ledger(id_) == ledger


async def test_what_a_source_brought_goes_when_the_config_no_longer_knows_its_rights(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians"), a_source("xinhua"))
    await room.take("ians", a_feed(an_item("1", title="From IANS")))
    await room.take("xinhua", a_feed(an_item("2", title="From Xinhua")))
    room.change(sources=[a_source("xinhua")])
    room.release()
    assert room.published_with("From IANS") == []
    assert room.headlines() == ["From Xinhua"]
    room.change(sources=[a_source("ians"), a_source("xinhua")])
    room.release()
    assert sorted(room.headlines()) == ["From IANS", "From Xinhua"]


async def test_a_new_name_of_the_house_is_on_every_document_at_once(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    updated = room.store.edition("all").updated
    room.site = replace(room.site, name="Another House")
    room.clock.advance(days=1)
    room.start()
    room.release()
    nameless = {"style.css", "favicon.svg", "favicon.ico", "robots.txt", "sitemap.xml"}
    nameless |= {
        path for path in room.documents() if path.startswith(("story/sitemap-", "sitemap-c"))
    }
    assert set(room.published_with("Another House")) == set(room.documents()) - nameless
    assert room.store.edition("all").updated == updated, "no item has changed"


@pytest.mark.parametrize("left", [[], [Channel(id="all", title="All", formats=("json",))]])
async def test_documents_that_the_config_no_longer_knows_are_taken_away(
    new_room, a_feed, an_item, left: list[Channel]
) -> None:
    """They would stand for ever, with whatever is withdrawn later still in them."""
    world = Channel(id="world", title="World")
    room = new_room(channels=[Channel(id="all", title="All"), world])
    await room.take("ians", a_feed(an_item(title="Minister resigns")))
    room.change(channels=[world, *left])
    room.release()
    gone = {"all.rss", "all.atom", *(() if left else ("all.json",))}
    assert not gone & set(room.documents())
    await room.take("ians", a_feed(an_item(title="KILL: Minister resigns")))
    assert room.published_with("Minister resigns") == []


async def test_a_channel_that_is_renamed_stands_under_one_of_its_ids_all_the_while(
    room, a_feed, an_item
) -> None:
    """S19: every page names the feeds of every channel, and is made before the channel is."""
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(3))))
    room.change(channels=[replace(ALL, id="wire", formerly=("all",))])
    written: list[str] = []

    def stands(path: str) -> bool:
        written.append(path)
        assert {"all.rss", "wire.rss"} & set(room.documents())
        return False

    room.shelf.fails_for = stands
    room.release()
    assert {room.item("1").page, "wire.rss"} <= set(written)
    assert not {"all.rss", "all.atom", "all.json", "all.html"} & set(room.documents())


async def test_a_renamed_channel_stands_whatever_people_decide_while_pages_are_made(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2", title="Rain")))
    room.change(channels=[replace(ALL, id="wire", formerly=("all",))])
    looks: list[set[str]] = []

    def decides_at_first() -> bool:
        if not looks:
            kill = JournalLine(seq=0, at=room.clock(), verb="kill", target="1", reason="")
            room.journal.append(kill)
            assert room.rulings.run()
            room._release.withdraw()
        looks.append(set(room.documents()))
        return len(looks) == 1

    room._release.run(decides_at_first)
    assert looks
    assert all({"wire.rss", "all.rss"} & stood for stood in looks)


@pytest.mark.parametrize("by", ["people", "wire"])
async def test_a_killed_story_stands_under_no_former_id_where_the_new_one_cannot_be_written(
    room, a_feed, an_item, by: str
) -> None:
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2")))
    room.change(channels=[replace(ALL, id="wire", formerly=("all",))])
    room.shelf.fails_for = lambda path: path.startswith("wire.")
    room.clock.advance(minutes=20)
    if by == "people":
        room.kill("1")
    else:
        await room.take("ians", a_feed(an_item("1", title="KILL: Bell"), an_item("2")))
    assert room.published_with("Bell") == []


async def test_a_new_source_is_due_at_once_and_the_others_stay_as_they_were(
    new_room, a_source, a_feed_of_one
) -> None:
    room = new_room(a_source("ians"))
    await room.take("ians", a_feed_of_one)
    state = room.state("ians")
    room.clock.advance(minutes=5)
    room.change(sources=[a_source("ians"), a_source("xinhua")])
    assert await room.poll(early=False) == ["xinhua"]
    assert room.state("ians") == state


async def test_what_a_source_brought_comes_when_it_comes_back_with_wider_rights_than_it_left_with(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians", rights=Rights.INTERNAL), a_source("xinhua"))
    await room.take("ians", a_feed(an_item("1", title="From IANS")))
    room.change(sources=[a_source("xinhua")])
    room.release()
    room.change(sources=[a_source("ians", rights=Rights.FULL), a_source("xinhua")])
    room.release()
    assert room.headlines() == ["From IANS"]
    assert len(room.pages()) == 1

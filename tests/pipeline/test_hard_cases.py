"""Hard cases: what one item, one document, one page or one clock may never do to the others."""

from datetime import timedelta

from feeds.errors import RenderError
from feeds.model import Channel, FutureDates
from feeds.store.sql import open_store

HOUR = timedelta(hours=1)


def earlier(noon, **length: float) -> str:
    return (noon - timedelta(**length)).isoformat()


async def test_two_items_that_mean_one_that_is_held_never_stop_the_record(
    new_room, a_feed, an_item, tmp_path
) -> None:
    """One document makes two versions of one item under one number; the database refuses the whole
    transaction, with every other source's poll in it, at each poll anew.
    """
    room = new_room(store=open_store(f"sqlite:///{tmp_path}/feeds.db"))
    link = "http://wire.example/a"
    await room.take("ians", a_feed(an_item("g", url=link, title="First")))
    await room.take(
        "ians",
        a_feed(
            an_item("g", url="http://wire.example/b", title="Second"),
            an_item(None, url=link, title="Third"),
        ),
    )
    assert "Second" in room.headlines()
    room.store.close()


async def test_an_item_is_never_taken_for_another_of_its_own_document(
    room, a_feed, an_item
) -> None:
    """An alias of one item is the only key of another: the next poll turns one into the other."""
    items = (
        an_item("g", url="http://wire.example/", title="First"),
        an_item(None, url="http://wire.example/", title="Second"),
    )
    await room.take("ians", a_feed(*items))
    before = room.remembers()
    await room.take("ians", a_feed(*items, title="Other bytes"))
    assert room.remembers() == before
    assert sorted(room.headlines()) == ["First", "Second"]


async def test_a_kill_is_never_too_old_to_be_heeded(room, a_feed, an_item, noon) -> None:
    """Its date is the story's own, the story was changed since: it must go all the same."""
    changed = earlier(noon, minutes=5)
    await room.take("ians", a_feed(an_item(title="Minister resigns", date_modified=changed)))
    await room.take("ians", a_feed(an_item(title="KILL: Minister resigns")))
    assert room.published_with("Minister resigns") == []


async def test_an_embargo_that_comes_later_takes_the_page_down(room, a_feed, an_item, noon) -> None:
    await room.take("ians", a_feed(an_item(title="Budget speech")))
    room.reader.says["1"] = {"embargoed": noon + 9 * HOUR}
    await room.take("ians", a_feed(an_item(title="Budget speech"), title="Other bytes"))
    assert room.published_with("Budget speech") == []
    room.clock.advance(hours=9)
    room.release()
    assert len(room.pages()) == 1


async def test_items_that_must_wait_do_not_push_others_out_of_a_document(
    new_room, a_feed, an_item, noon
) -> None:
    """Contract: a document holds the newest `size` items."""
    room = new_room(channels=[Channel(id="all", title="All", size=2, window=HOUR)])
    await room.take(
        "ians",
        a_feed(
            an_item("1", title="One", date_published=earlier(noon, hours=5)),
            an_item("2", title="Two", date_published=earlier(noon, hours=6)),
            an_item("3", title="Three", date_published=earlier(noon, hours=-500)),
            an_item("4", title="Four", date_published=earlier(noon, hours=-600)),
        ),
    )
    assert room.headlines() == ["One", "Two"]


async def test_items_that_must_wait_do_not_keep_others_from_their_pages(
    room, a_feed, an_item, noon, monkeypatch
) -> None:
    """A thousand of them, in truth; three here."""
    monkeypatch.setattr("feeds.pipeline.release._PAGES_AT_ONCE", 3)
    ahead = [an_item(str(n), date_published=earlier(noon, hours=-500 - n)) for n in range(3)]
    await room.take("ians", a_feed(*ahead))
    room.clock.advance(minutes=1)
    await room.take("ians", a_feed(an_item("now", title="Now")))
    assert room.headlines() == ["Now"]
    assert room.pages() == [room.item("now").page]


async def test_a_page_that_cannot_be_made_costs_no_other_page(
    room, a_feed, an_item, monkeypatch
) -> None:
    from feeds.pipeline import release

    make = release.story_page

    def broken(shown, *more):
        if shown.headline == "Bad":
            raise RenderError("page of Bad cannot be made")
        return make(shown, *more)

    monkeypatch.setattr(release, "story_page", broken)
    await room.take("ians", a_feed(an_item("1", title="Bad"), an_item("2"), an_item("3")))
    assert len(room.pages()) == 2
    assert "page of Bad" in room.released()[-1].error


async def test_a_clock_that_was_set_back_makes_each_source_due_once(room, a_feed_of_one) -> None:
    """C27, R07: a start under a wrong date must not silence the house until that date."""
    room.clock.advance(days=365)
    await room.take("ians", a_feed_of_one)
    room.clock.advance(days=-365)
    assert await room.poll(early=False) == ["ians"]
    assert await room.poll(early=False) == []
    assert room.state().next_due == room.clock() + timedelta(minutes=15)


async def test_words_that_were_held_are_published_when_they_come_under_another_id(
    room, a_feed, an_item
) -> None:
    """They count as a repeat of the item on hold, and nobody ever sees them."""
    await room.take("ians", a_feed(an_item("1", title="HOLD: Ferry", content_html="word " * 20)))
    await room.take("ians", a_feed(an_item("2", title="Ferry", content_html="word " * 20)))
    assert room.headlines() == ["Ferry"]


async def test_embargoes_that_lapsed_while_nobody_ran_leave_the_same_bytes(
    new_room, a_feed, an_item, noon
) -> None:
    """The edition is dated by the first of two that lapsed, not by the last change (S03)."""
    rooms = []
    for steps in ((1, 1), (2,)):
        room = new_room()
        room.reader.says = {"1": {"embargoed": noon + HOUR}, "2": {"embargoed": noon + 2 * HOUR}}
        await room.take("ians", a_feed(an_item("1"), an_item("2")))
        for hours in steps:
            room.clock.advance(hours=hours)
            room.release()
        rooms.append(room)
    assert rooms[0].documents() == rooms[1].documents()


async def test_an_item_that_is_dated_ahead_does_not_date_its_edition_ahead(
    new_room, a_source, a_feed, an_item, noon
) -> None:
    """Under `keep`. Until that date comes no change of the channel would be seen in its date."""
    room = new_room(a_source(future_dates=FutureDates.KEEP))
    await room.take("ians", a_feed(an_item("1", date_published=earlier(noon, hours=-3))))
    assert room.store.edition("all").updated == noon
    later = room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("2")))
    assert room.store.edition("all").updated == later


async def test_a_channel_that_was_away_has_its_items_again(new_room, a_feed, an_item) -> None:
    all_, other = Channel(id="all", title="All"), Channel(id="other", title="Other")
    room = new_room(channels=(all_, other))
    await room.take("ians", a_feed(an_item("1", title="First")))
    room.change(channels=(all_,))
    room.release()
    assert room.item("1").channels == ("all",)
    room.change(channels=(all_, other))
    room.release()
    assert room.headlines("other") == ["First"]


async def test_an_entry_that_cannot_be_made_keeps_no_withdrawn_story_up(
    new_room, a_feed, an_item, monkeypatch
) -> None:
    from feeds.render.rss import Rss

    room = new_room()
    await room.take("ians", a_feed(*(an_item(str(n), title=f"Ferry {n}") for n in (1, 2, 3))))
    fragment = Rss.fragment

    def breaks(self, entry, site_language):
        if entry.headline.startswith("Ferry 3"):
            raise RenderError("it cannot be made")
        return fragment(self, entry, site_language)

    monkeypatch.setattr(Rss, "fragment", breaks)
    room.start()
    await room.take(
        "ians",
        a_feed(
            an_item("1", title="KILL: Ferry 1"),
            an_item("3", title="Ferry 3 again"),
        ),
    )
    assert room.published_with("Ferry 1") == []
    assert room.headlines() == ["Story withdrawn", "Ferry 2"]
    assert "it cannot be made" in room.released()[-1].error
    monkeypatch.undo()
    room.start()
    room.release()
    assert room.headlines() == ["Ferry 3 again", "Story withdrawn", "Ferry 2"]


async def test_an_edition_that_shows_less_is_dated_anew(new_room, a_feed, an_item) -> None:
    from dataclasses import replace

    from feeds.model import Rights

    room = new_room()
    await room.take("ians", a_feed(an_item("1", title="First")))
    before = room.store.edition("all").updated
    room.clock.advance(hours=1)
    room.change(sources=[replace(room.sources[0], rights=Rights.HEADLINE)])
    room.release()
    after = room.store.edition("all").updated
    assert before < after <= room.clock()


async def test_a_fault_of_the_store_in_one_group_costs_no_poll_of_another(
    new_room, a_source, a_feed, an_item
) -> None:
    import pytest

    from feeds.errors import StoreError

    room = new_room(a_source("ians"), a_source("xinhua"))
    room.wire.will("ians", a_feed(an_item("1")))
    room.store.fails = StoreError("the disk is full")
    with pytest.raises(StoreError, match="the disk is full"):
        await room.poll()
    assert {one.source for one in room.wire.asked} == {"ians", "xinhua"}

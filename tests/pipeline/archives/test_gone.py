"""What is killed, corrected, or may be seen no more is gone from the archive too, and its other pages stay (S15, S16)."""

from __future__ import annotations

from datetime import timedelta

from feeds.model import Carried, Channel, Copies, Hook, HookKind, Media, Rights
from tests.history import read
from tests.pipeline.archives.channel import (
    ALL,
    FORMATS,
    HEADS,
    archive,
    bring,
    decide,
    history,
    numbers,
    settle,
)
from tests.pipeline.test_copies import IANS, XINHUA

# what is gone is gone


async def test_a_kill_takes_a_story_out_of_the_archive_in_the_first_pass(
    room, a_feed, an_item
) -> None:
    """S15, S16."""
    await bring(room, a_feed, an_item, *numbers(1, 60))
    assert any("archive/" in path for path in room.published_with("ferry 7 took"))
    decide(room, room.item("7").id)
    assert room.published_with("ferry 7 ") == []
    assert len(history(room)) == 60  # a notice stands in the current document
    settle(room)
    assert room.published_with("ferry 7 ") == []
    names = [line.reason for line in room.store.ledger(room.item("7").id)]
    assert sum("gone from archive/all/2.rss" in name for name in names) == 1


async def test_a_kill_changes_its_own_page_and_no_other(room, a_feed, an_item) -> None:
    """S15."""
    await bring(room, a_feed, an_item, *numbers(1, 60))
    before = archive(room)
    room.kill("30")
    settle(room)
    changed = {path for path, body in archive(room).items() if body != before[path]}
    assert len(changed) == 1
    (path,) = changed
    assert len(read(archive(room)[path]).entries) == len(read(before[path]).entries) - 1
    assert archive(room).keys() == before.keys()


async def test_caches_are_told_of_the_pages_that_a_killed_story_has_left_and_hubs_are_not(
    new_room, a_feed, an_item
) -> None:
    cache = Hook(kind=HookKind.CACHE, url="http://cache.example/{path}", method="PURGE")
    hub = Hook(kind=HookKind.HUB, url="https://hub.example/")
    room = new_room(channels=(ALL,), hooks=(cache, hub))
    await bring(room, a_feed, an_item, *numbers(1, 30))
    await room.tell()
    room.outside.calls.clear()
    room.kill("3")
    await room.tell()
    purged = {call.url for call in room.outside.asked("cache.example")}
    assert {f"http://cache.example/archive/all/1.{name}" for name in FORMATS} <= purged
    assert not any(b"archive" in call.body for call in room.outside.asked("hub.example"))
    told = [line for line in room.store.ledger(room.item("3").id) if line.stage == "cache"]
    assert any("archive/all/1.atom" in line.reason for line in told)


async def test_a_new_page_is_nothing_that_a_cache_could_have(new_room, a_feed, an_item) -> None:
    cache = Hook(kind=HookKind.CACHE, url="http://cache.example/{path}", method="PURGE")
    room = new_room(channels=(ALL,), hooks=(cache,))
    await bring(room, a_feed, an_item, *numbers(1, 12))
    await room.tell()
    assert archive(room)
    assert not any("archive" in call.url for call in room.outside.asked("cache.example"))


async def test_a_purge_of_many_pages_takes_them_away_at_once_and_makes_them_again(
    new_room, a_source, a_feed, an_item, monkeypatch
) -> None:
    monkeypatch.setattr("feeds.pipeline.archives._AT_ONCE", 2)
    room = new_room(a_source("ians"), a_source("afp"), channels=(ALL,))
    await bring(room, a_feed, an_item, *numbers(1, 30))
    await bring(room, a_feed, an_item, *numbers(31, 60), source="afp")
    await bring(room, a_feed, an_item, *numbers(61, 90))
    decide(room, "source:afp", "purge")
    assert not any("archive" in path for path in room.published_with("ferry 45 "))
    settle(room)
    room.rulings.erase()
    settle(room)
    mine = {held.item.headline for held in room.items() if held.item.source == "ians"}
    assert mine <= set(history(room).values())
    assert room.published_with("ferry 45 ") == []


async def test_a_correction_changes_its_own_page_and_dates_it(room, a_feed, an_item) -> None:
    """S15."""
    await bring(room, a_feed, an_item, *numbers(1, 60))
    before = archive(room)
    dated = room.store.archive_page("all", 1).updated
    published = room.item("2").published.isoformat()
    room.clock.advance(minutes=20)
    corrected = an_item("2", title="Ferry 2 does not resume", date_published=published)
    await room.take("ians", a_feed(corrected))
    settle(room)
    assert {path for path, body in archive(room).items() if body != before[path]} == {
        "archive/all/1.atom"
    }
    assert "Ferry 2 does not resume" in history(room).values()
    assert room.store.archive_page("all", 1).updated > dated


async def test_a_page_that_loses_all_its_stories_goes_and_the_chain_holds(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 60))
    pages = archive(room)
    assert len(pages) > 3
    lost = read(pages["archive/all/2.atom"]).entries
    for held in [one for one in room.items() if one.id in lost]:
        room.kill(held.item.guid)
    settle(room)
    assert "archive/all/2.atom" not in room.documents()
    assert "archive/all/2.atom" not in room.store.documents()
    for name in FORMATS:
        assert len(history(room, name)) == 60  # with the notices


async def test_what_is_under_embargo_again_comes_back_and_stands_in_its_old_place(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 30))
    published = room.item("4").published.isoformat()
    room.clock.advance(minutes=20)
    held = an_item("4", title="Ferry 4 resumes again", date_published=published)
    room.reader.says["4"] = {"embargoed": room.clock() + timedelta(hours=3)}
    await room.take("ians", a_feed(held))
    settle(room)
    assert room.published_with("ferry 4 ") == []
    room.clock.advance(hours=4)
    settle(room)
    assert "archive/all/1.atom" in room.published_with("ferry 4 ")


async def test_what_waits_for_its_embargo_has_no_place_until_then(room, a_feed, an_item) -> None:
    room.reader.says["2"] = {"embargoed": room.clock() + timedelta(days=2)}
    await bring(room, a_feed, an_item, *numbers(1, 30))
    number = room.store.last_page("all")
    assert room.published_with("ferry 2 ") == []
    assert room.store.placed("all") == (room.item("2").id,)
    room.clock.advance(days=2)
    settle(room)
    assert room.store.placed("all") == ()
    assert len(history(room)) == 30
    assert room.store.last_page("all") == number + 1
    assert f"archive/all/{number + 1}.atom" in room.published_with("ferry 2 ")


# what may be seen


async def test_an_archive_shows_no_more_than_its_channel_may(new_room, a_feed, an_item) -> None:
    room = new_room(channels=(ALL, HEADS))
    await bring(room, a_feed, an_item, *numbers(1, 30))
    assert len(history(room, channel="heads")) == 30
    assert archive(room, "heads")
    shown = room.published_with("took its first passengers")
    assert any(path.startswith("archive/all/") for path in shown)
    assert not any("heads" in path for path in shown)


async def test_when_a_right_ends_its_copy_leaves_the_archive_at_that_instant(
    new_room, a_source, a_feed, an_item
) -> None:
    end = timedelta(days=2)
    room = new_room(a_source("ians"), a_source("afp"), channels=(ALL,))
    ends = room.clock() + end
    room.change(sources=(a_source("ians"), a_source("afp", rights_until=ends)))
    await bring(room, a_feed, an_item, *numbers(1, 5), source="afp")
    await bring(room, a_feed, an_item, *numbers(6, 30))
    assert len(room.published_with("ferry 3 took")) > 3
    room.clock.now = ends
    room.release()
    assert room.published_with("ferry 3 ") == []
    settle(room)
    assert len(history(room)) == 25


async def test_a_right_that_an_agency_leaves_ends_in_the_archive_as_well(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(channels=(ALL,))
    ends = room.clock() + timedelta(days=2)
    carried = Carried(agencies=("Xinhua",), rights=Rights.FULL, media=Media.NONE, rights_until=ends)
    room.change(sources=(a_source("ians", carries=(carried,)),))
    room.reader.says["1"] = {"via": ("Xinhua",)}
    await bring(room, a_feed, an_item, *numbers(1, 30))
    assert "archive/all/1.atom" in room.published_with("ferry 1 ")
    room.clock.now = ends
    room.release()
    assert room.published_with("ferry 1 ") == []


async def test_what_is_too_old_for_its_channel_leaves_the_archive_too(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(Channel(id="all", title="All", size=5, max_age=timedelta(days=2)),))
    await bring(room, a_feed, an_item, *numbers(1, 20))
    room.clock.advance(days=1, hours=23)
    settle(room)
    assert 0 < len(history(room)) < 20
    room.clock.advance(days=1)
    settle(room)
    assert history(room) == {}
    assert archive(room) == {}


async def test_of_the_same_copy_the_archive_shows_one_and_another_when_that_may_not_be_seen(
    new_room, a_source, a_feed, an_item
) -> None:
    one = Channel(id="all", title="All", size=2, window=timedelta(0), copies=Copies.ONE)
    room = new_room(a_source("ians"), a_source("xinhua"), channels=(one,))
    await bring(room, a_feed, an_item, "first", content_html=IANS)
    await bring(room, a_feed, an_item, "second", content_html=XINHUA, source="xinhua")
    await bring(room, a_feed, an_item, *numbers(1, 9))
    leads, follows = room.item("first"), room.item("second")
    assert follows.copy_of == leads.id
    shown = {id_ for body in archive(room).values() for id_ in read(body).entries}
    assert leads.id in shown
    assert follows.id not in shown
    room.change(sources=(a_source("xinhua"),))
    settle(room)
    shown = {id_ for body in archive(room).values() for id_ in read(body).entries}
    assert leads.id not in shown
    assert follows.id in shown | read(room.documents()["all.atom"]).entries.keys()

"""What search engines are told follows the pages: what is new is named, what is taken away is named no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from feeds.model import Channel, Keep, Keeping

TODAY = "story/sitemap-2026-11-02.xml"
MAPS = {"sitemap.xml", "sitemap-channels.xml", "sitemap-news.xml"}


def named(room, path: str) -> set[str]:
    """The addresses that a map names, below the site's."""
    found = re.findall(rb"<loc>([^<]*)</loc>", room.documents().get(path, b""))
    return {address.decode().removeprefix(room.site.base_url) for address in found}


async def test_every_page_of_a_story_stands_in_the_map_of_its_day_and_that_in_the_index(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    pages = {held.page for held in room.items()}
    assert named(room, TODAY) == named(room, "sitemap-news.xml") == pages
    assert named(room, "sitemap.xml") == {"sitemap-channels.xml", "sitemap-news.xml", TODAY}
    assert named(room, "sitemap-channels.xml") == {"", "all.html"}


async def test_a_site_without_a_story_has_its_sitemap(room, a_feed) -> None:
    await room.take("ians", a_feed())
    assert room.documents().keys() >= MAPS
    assert named(room, "sitemap.xml") == MAPS - {"sitemap.xml"}


async def test_a_new_story_costs_the_map_of_its_day_and_no_other(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", date_published="2026-10-30T10:00:00Z")))
    await room.take("ians", a_feed(an_item("2")))
    room.clock.advance(minutes=20)
    room.shelf.written.clear()
    await room.take("ians", a_feed(an_item("3")))
    maps = {path for path in room.shelf.written if "sitemap" in path}
    assert maps == {TODAY, "sitemap-news.xml"}
    assert "story/sitemap-2026-10-30.xml" in named(room, "sitemap.xml")


async def test_the_map_of_a_day_is_written_once_a_pass_however_many_stories_it_has(
    room, a_feed, an_item
) -> None:
    room.wire.will("ians", a_feed(*(an_item(str(n)) for n in range(450))))
    await room.poll()
    room.shelf.written.clear()
    room.release()
    assert room.shelf.written.count(TODAY) == 1
    assert len(named(room, TODAY)) == 450


async def test_a_kill_waits_for_no_map_that_new_pages_are_to_stand_in(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    days = [f"2026-10-{day}" for day in range(10, 30)]
    olds = (an_item(day, date_published=f"{day}T10:00:00Z") for day in days)
    room.clock.advance(minutes=20)
    room.wire.will("ians", a_feed(*olds))
    await room.poll()
    room.shelf.written.clear()
    room.kill("1")
    maps = [f"story/sitemap-{day}.xml" for day in days]
    assert set(maps) <= set(room.shelf.written)
    assert room.shelf.written.index("all.rss") < min(map(room.shelf.written.index, maps))


async def test_a_kill_that_comes_while_a_thousand_maps_are_made_waits_for_some_of_them(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2")))
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 10) for day in range(1, 28)]
    olds = (an_item(day, date_published=f"{day}T10:00:00Z") for day in days)
    room.clock.advance(minutes=20)
    room.wire.will("ians", a_feed(*olds))
    await room.poll()
    room.shelf.written.clear()

    def heed() -> bool:
        is_first = any(map(room.shelf.written.count, maps)) and not room.journal
        if is_first:
            room.kill("1")
        return is_first

    maps = [f"story/sitemap-{day}.xml" for day in days]
    room.release, release = lambda: True, room._release.run
    assert not release(heed)
    assert set(maps) <= set(room.shelf.written)
    assert room.published_with("Bell") == []
    assert room.shelf.written.index("all.rss") < max(map(room.shelf.written.index, maps))


async def test_a_story_is_news_for_two_days(room, a_feed, an_item) -> None:
    old = an_item("old", date_published="2026-10-31T10:00:00Z")
    await room.take("ians", a_feed(old, an_item("new")))
    assert named(room, "sitemap-news.xml") == {room.item("new").page}
    assert named(room, "story/sitemap-2026-10-31.xml") == {room.item("old").page}


async def test_a_corrected_headline_is_corrected_in_the_news(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", title="Bell")))
    room.clock.advance(minutes=20)
    later = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("1", title="Gong", date_modified=later)))
    news = room.documents()["sitemap-news.xml"]
    assert b">Gong<" in news
    assert b">Bell<" not in news


@pytest.mark.parametrize("broken", [(), ("all",)])
async def test_a_killed_story_leaves_them_with_its_page(
    room, a_feed, an_item, broken: tuple[str, ...]
) -> None:
    """Whatever becomes of the channels."""
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2")))
    page = room.item("1").page
    room.broken.update(broken)
    room.clock.advance(minutes=1)
    room.kill("1")
    assert page not in room.documents()
    for path in (TODAY, "sitemap-news.xml"):
        assert named(room, path) == {room.item("2").page}


async def test_the_map_of_a_day_goes_with_its_last_page(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1")))
    room.kill("1")
    assert TODAY not in room.documents()
    assert named(room, "sitemap.xml") == MAPS - {"sitemap.xml"}


async def test_what_is_kept_no_more_leaves_them(new_room, a_feed, an_item) -> None:
    channels = [Channel(id="all", title="All", size=1, window=timedelta(hours=1))]
    keeping = Keeping(sources={"ians": Keep(age=timedelta(days=3))}, channels={}, ledger=None)
    room = new_room(channels=channels, keeping=keeping)
    await room.take("ians", a_feed(an_item("1")))
    room.clock.advance(days=4)
    new = an_item("2", date_published=room.clock().isoformat())
    await room.take("ians", a_feed(new))
    assert TODAY in room.documents()
    room.sweep()
    assert TODAY not in room.documents()
    assert TODAY not in named(room, "sitemap.xml")


async def test_a_release_that_is_cut_short_before_a_map_is_taken_up_again(
    room, a_feed, an_item
) -> None:
    class Killed(BaseException):
        pass

    def kill(path: str) -> bool:
        if path == TODAY:
            raise Killed
        return False

    room.shelf.fails_for = kill
    room.wire.will("ians", a_feed(an_item("1")))
    await room.poll()
    with pytest.raises(Killed):
        room.release()
    room.shelf.fails_for = lambda path: False
    room.start()
    room.release()
    assert named(room, TODAY) == {room.item("1").page}


async def test_a_map_that_has_gone_missing_is_made_again_byte_for_byte(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    before = room.documents()
    room.clock.advance(days=9)
    room.start()
    for path in [path for path in before if path.endswith((".xml", ".css", ".ico", ".txt"))]:
        room.shelf.documents.pop(path)
    room.restore()
    assert room.documents() == before


async def test_the_style_stands_before_the_first_page_that_is_made_for_it(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1")))
    written = room.shelf.written
    assert written.index("style.css") < written.index(room.item("1").page)

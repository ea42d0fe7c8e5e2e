"""Archives of channels (RFC 5005, S15): who was away for long misses nothing, and what is gone is gone there too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.errors import RenderError
from feeds.model import (
    Carried,
    Channel,
    Copies,
    Hook,
    HookKind,
    JournalLine,
    Keep,
    Keeping,
    Media,
    Rights,
)
from feeds.pipeline.history import Histories
from tests.history import Reader, read
from tests.pipeline.test_copies import IANS, XINHUA

BASE = "http://127.0.0.1:8009/"
FORMATS = ("rss", "atom", "json")
ALL = Channel(id="all", title="All", size=10, window=timedelta(0))
FRONT = ("index.html", "sitemap.xml", *(f"all.{name}" for name in ("html", *FORMATS)))
HEADS = Channel(id="heads", title="Heads", size=3, window=timedelta(0), rights=Rights.HEADLINE)


@pytest.fixture
def room(new_room):
    return new_room(channels=(ALL,))


def reader(room, name="atom", channel="all") -> Reader:
    def get(address: str) -> bytes:
        return room.shelf.documents[address.removeprefix(BASE)]

    return Reader(get, f"{BASE}{channel}.{name}")


def history(room, name="atom", channel="all") -> dict[str, str]:
    """Headlines by id, as somebody has them who has never read the feed before."""
    made = reader(room, name, channel)
    made.catch_up()
    return made.entries


def archive(room, channel="all", name="atom") -> dict[str, bytes]:
    return {
        path: body
        for path, body in room.documents().items()
        if path.startswith(f"archive/{channel}/") and path.endswith(name)
    }


def settle(room) -> None:
    """Passes until nothing is left to do."""
    for _ in range(50):
        before = len(room.shelf.written)
        assert room.release()
        if len(room.shelf.written) == before:
            return
    raise AssertionError("it never comes to rest")


async def bring(room, a_feed, an_item, *guids, source="ians", **changes) -> None:
    """Each comes in a poll of its own, and is new when it comes."""
    for guid in guids:
        room.clock.advance(minutes=20)
        dated = {"date_published": room.clock().isoformat(), **changes}
        await room.take(source, a_feed(an_item(guid, **dated)))
    settle(room)


async def deliver(room, a_feed, an_item, *guids) -> None:
    """All come in one poll, and are new when they come."""
    room.clock.advance(minutes=20)
    dated = room.clock().isoformat()
    await room.take("ians", a_feed(*(an_item(guid, date_published=dated) for guid in guids)))
    settle(room)


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


# nothing is missed


async def test_who_was_away_for_a_month_has_every_story_by_following_the_links(
    new_room, a_feed, an_item
) -> None:
    """S15."""
    room = new_room(channels=(Channel(id="all", title="All", size=10),))
    readers = [reader(room, name) for name in FORMATS]
    await bring(room, a_feed, an_item, *numbers(1, 5))
    for away in readers:
        away.catch_up()
    for day in range(30):
        room.clock.advance(days=1)
        await bring(room, a_feed, an_item, *(f"{day}-{number}" for number in range(4)))
    titles = {held.item.headline for held in room.items()}
    assert len(titles) == 125
    for away in readers:
        away.catch_up()
        assert set(away.entries.values()) == titles
        assert len(away.known) > 5
    await bring(room, a_feed, an_item, "new")
    for away in readers:
        read_before = len(away.known)
        away.catch_up()
        assert len(away.entries) == 126
        assert len(away.known) <= read_before + 1


async def test_what_comes_late_is_in_the_archive_though_never_in_the_document(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 30))
    late = reader(room)
    late.catch_up()
    await bring(room, a_feed, an_item, "late", date_published="2026-10-01T00:00:00Z")
    assert room.item("late").item.headline not in room.headlines()
    late.catch_up()
    assert room.item("late").item.headline in late.entries.values()


async def test_a_first_poll_of_many_old_stories_fills_pages_in_their_order(
    room, a_feed, an_item
) -> None:
    dates = [(room.clock() - timedelta(hours=n)).isoformat() for n in range(180)]
    some = [an_item(str(n), date_published=date) for n, date in enumerate(dates)]
    await room.take("ians", a_feed(*some))
    settle(room)
    assert len(history(room)) == 180
    sizes = {path: len(read(body).entries) for path, body in archive(room).items()}
    assert sizes == {
        "archive/all/1.atom": 50,
        "archive/all/2.atom": 50,
        "archive/all/3.atom": 50,
        "archive/all/4.atom": 30,
    }
    newest = read(archive(room)["archive/all/4.atom"]).entries.values()
    assert room.item("0").item.headline in newest


async def test_a_new_story_costs_no_page_and_one_that_fills_a_page_costs_two(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(Channel(id="all", title="All"),))
    await deliver(room, a_feed, an_item, *numbers(1, 100))
    await deliver(room, a_feed, an_item, *numbers(101, 146))
    wrote: dict[int, set[str]] = {}
    for number in range(147, 153):
        before = len(room.shelf.written)
        await bring(room, a_feed, an_item, str(number))
        new = room.shelf.written[before:]
        wrote[number] = {path for path in new if path.startswith("archive/")}
        assert new.count("all.atom") == 1
    filled = {f"archive/all/3.{name}" for name in FORMATS}
    filled |= {"archive/all/2.rss", "archive/all/2.atom"}  # which lead to it from now on
    assert wrote.pop(150) == filled
    assert set().union(*wrote.values()) == set()


async def test_nothing_changed_is_nothing_written(room, a_feed, an_item) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 60))
    written = len(room.shelf.written)
    room.clock.advance(days=3)
    assert room.release()
    assert len(room.shelf.written) == written


async def test_a_page_stays_as_it_is_while_others_come(room, a_feed, an_item) -> None:
    """S15."""
    await bring(room, a_feed, an_item, *numbers(1, 40))
    before = archive(room)
    await bring(room, a_feed, an_item, *numbers(41, 70))
    *old, newest = sorted(before, key=len)
    assert all(archive(room)[path] == before[path] for path in old)
    was, is_ = read(before[newest]), read(archive(room)[newest])
    assert is_.entries == was.entries
    assert is_.links.keys() - was.links.keys() == {"next-archive"}


# what it says


async def test_all_documents_of_a_feed_are_one_feed_and_only_the_current_one_names_hubs(
    new_room, site, a_feed, an_item
) -> None:
    hubs = replace(site, hubs=("https://hub.example/",))
    room = new_room(channels=(ALL,), site=hubs)
    await bring(room, a_feed, an_item, *numbers(1, 25))
    atom = {read(body).feed for body in [room.documents()["all.atom"], *archive(room).values()]}
    assert atom == {"tag:gnn9.com,2015:channel/all"}
    for name in FORMATS:
        assert b"hub.example" in room.documents()[f"all.{name}"]
        assert not any(b"hub.example" in body for body in archive(room, name=name).values())


async def test_json_feed_leads_from_page_to_page_and_is_known_by_the_current_address(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 40))
    pages = archive(room, name="json")
    addresses = [read(body).links.get("prev-archive", "") for body in pages.values()]
    assert len(set(addresses)) == len(addresses)  # the oldest leads nowhere
    assert {read(body).feed for body in pages.values()} == {f"{BASE}all.json"}


async def test_a_page_is_dated_by_its_last_change_and_not_by_when_it_was_made(
    room, a_feed, an_item
) -> None:
    """S03."""
    await bring(room, a_feed, an_item, *numbers(1, 12))
    path = "archive/all/1.atom"
    page = room.store.archive_page("all", 1)
    assert page.updated == room.item("5").updated  # 6 to 11 stand in the next
    body = room.documents()[path]
    room.clock.advance(days=2)
    room.store.remake("a new look")
    settle(room)
    assert room.documents()[path] == body


@pytest.mark.parametrize("size", [1, 2, 7, 60])
async def test_a_page_stands_beside_another_from_the_first_one_on(
    new_room, a_feed, an_item, size
) -> None:
    room = new_room(channels=(replace(ALL, size=size),))
    first = reader(room)
    for number in range(1, 75):
        await bring(room, a_feed, an_item, str(number))
        first.catch_up()
        assert len(archive(room)) != 1
        assert all(
            leads(body) for name in ("rss", "atom") for body in archive(room, name=name).values()
        )
        assert len(first.entries) == len(history(room, "json")) == number
    assert archive(room)


async def test_what_of_a_first_page_may_not_be_seen_leaves_no_page_alone(
    new_room, a_source, a_feed, an_item
) -> None:
    one = replace(ALL, size=2, copies=Copies.ONE)
    room = new_room(a_source("ians"), a_source("xinhua"), channels=(one,))
    for number in numbers(11, 15):
        await bring(room, a_feed, an_item, number)
        room.kill(number)
    await bring(room, a_feed, an_item, "first", content_html=IANS)
    await bring(room, a_feed, an_item, "second", content_html=XINHUA, source="xinhua")
    await bring(room, a_feed, an_item, "3", "4")
    assert [len(read(body).entries) for body in archive(room).values()] == [1, 2]
    assert all(leads(body) for body in archive(room).values())


def leads(body: bytes) -> bool:
    """Whether a page leads to one beside it."""
    return not read(body).links.keys().isdisjoint(("prev-archive", "next-archive"))


# what is gone is gone


def decide(room, target, verb="kill") -> None:
    """A person decides, and the desk does what is done at once."""
    line = JournalLine(seq=0, at=room.clock(), verb=verb, target=target, reason="they ask for it")
    room.journal.append(line)
    room.rulings.run()
    room._release.withdraw()


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


# how far it reaches


async def test_a_page_goes_when_the_archive_reaches_as_far_back_no_more(
    new_room, a_feed, an_item
) -> None:
    month = Channel(id="all", title="All", size=5, window=timedelta(0), archive=timedelta(days=30))
    room = new_room(channels=(month,))
    await bring(room, a_feed, an_item, *numbers(1, 20))
    first = archive(room)
    room.clock.advance(days=15)
    await bring(room, a_feed, an_item, *numbers(21, 40))
    assert first.keys() < archive(room).keys()
    room.clock.advance(days=16)
    settle(room)
    left = history(room)
    assert first.keys().isdisjoint(archive(room)) or len(left) < 30
    assert room.item("30").item.headline in left.values()
    assert room.item("1").item.headline not in left.values()
    room.clock.advance(days=30)
    settle(room)
    assert archive(room) == {}
    assert len(history(room)) == 5


@pytest.mark.parametrize("late", [False, True])
async def test_the_last_pages_go_together(new_room, a_feed, an_item, late) -> None:
    room = new_room(channels=(replace(ALL, size=1, archive=timedelta(days=30)),))
    old = room.clock().isoformat()
    for number in range(1, 7):
        changes = {"date_published": old} if late and number > 4 else {}
        await bring(room, a_feed, an_item, str(number), **changes)
        room.clock.advance(days=1)
    counts = []
    for _ in range(35):
        counts.append(len(archive(room)))
        room.clock.advance(days=1)
        settle(room)
    assert sorted(counts, reverse=True) == counts
    assert min(filter(None, counts)) == (3 if late else 2)
    assert counts[-1] == 0


async def test_a_page_that_has_gone_does_not_come_back_beside_a_new_one(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(replace(ALL, size=1, archive=timedelta(days=30)),))
    await bring(room, a_feed, an_item, *numbers(1, 4))
    gone = archive(room)
    room.clock.advance(days=31)
    settle(room)
    assert archive(room) == {}
    await bring(room, a_feed, an_item, "5", "6")
    room.store.remake("a new look")
    settle(room)
    assert len(archive(room)) == 2
    assert archive(room).keys().isdisjoint(gone)


async def test_a_page_beside_which_all_is_killed_stands_for_as_long_as_the_next(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(replace(ALL, size=1, archive=timedelta(days=30)),))
    await bring(room, a_feed, an_item, "1", "2")
    room.clock.advance(days=10)
    await bring(room, a_feed, an_item, "3", "4")
    first, second, third = archive(room)
    room.kill("2")
    settle(room)
    assert second not in archive(room)
    room.clock.advance(days=25)
    settle(room)
    assert list(archive(room)) == [first, third]
    assert all(leads(body) for body in archive(room).values())
    room.clock.advance(days=6)
    settle(room)
    assert archive(room) == {}


async def test_a_page_that_stands_alone_in_an_older_store_has_one_beside_it_with_the_next(
    room, a_feed, an_item, monkeypatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("feeds.decide.history._apart", lambda page, seen: [page])
        await bring(room, a_feed, an_item, *numbers(1, 11))
    before = archive(room)
    assert [leads(body) for body in before.values()] == [False]
    away = reader(room)
    away.catch_up()
    await bring(room, a_feed, an_item, *numbers(12, 30))
    assert before.keys() < archive(room).keys()
    assert all(leads(body) for body in archive(room).values())
    path = "archive/all/1.atom"
    assert read(archive(room)[path]).entries == read(before[path]).entries
    away.catch_up()
    assert len(away.entries) == 30


async def test_a_channel_without_an_archive_has_none_and_one_that_loses_it_takes_it_away(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 40))
    assert archive(room)
    room.change(channels=(replace(ALL, archive=None),))
    settle(room)
    assert not any(path.startswith("archive/") for path in room.documents())
    assert len(history(room)) == 10
    await bring(room, a_feed, an_item, *numbers(41, 60))
    assert not any(path.startswith("archive/") for path in room.documents())
    room.change(channels=(ALL,))
    settle(room)
    assert len(history(room)) == 60


async def test_the_archive_of_a_channel_or_of_a_format_goes_with_it(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(ALL, HEADS))
    await bring(room, a_feed, an_item, *numbers(1, 20))
    room.change(channels=(replace(ALL, formats=("atom", "html")),))
    settle(room)
    left = [path for path in room.documents() if path.startswith("archive/")]
    assert left
    assert all(path.startswith("archive/all/") and path.endswith(".atom") for path in left)
    assert all(path in room.documents() for path in room.store.documents())
    room.change(channels=(ALL, HEADS))
    settle(room)
    for name in FORMATS:
        assert len(history(room, name)) == 20
        assert len(history(room, name, "heads")) == 20


async def test_the_archive_of_a_channel_that_is_renamed_has_the_same_pages_under_the_new_id(
    new_room, a_feed, an_item
) -> None:
    """S15, S19."""
    room = new_room(channels=(ALL,))
    await bring(room, a_feed, an_item, *numbers(1, 70))
    before = {path: read(body).entries for path, body in archive(room).items()}
    assert len(before) > 2
    room.change(channels=(replace(ALL, id="wire", formerly=("all",)),))
    settle(room)
    after = {path: read(body).entries for path, body in archive(room, "wire").items()}
    moved = {path.replace("/all/", "/wire/"): entries for path, entries in before.items()}
    assert {path: after[path] for path in moved} == moved
    assert not any("archive/all/" in path for path in room.documents())
    assert len(history(room, channel="wire")) == 70
    await bring(room, a_feed, an_item, *numbers(71, 100))
    assert len(history(room, channel="wire")) == 100
    room.change(channels=(ALL,))  # and one that comes back under an id that had pages
    settle(room)
    assert len(history(room)) == 100
    assert archive(room).keys().isdisjoint(before)


async def test_the_archive_of_a_channel_into_which_another_is_merged_goes_on_as_it_was(
    new_room, a_feed, an_item
) -> None:
    """S15, S19."""
    other = replace(ALL, id="other")
    room = new_room(channels=(ALL, other))
    await bring(room, a_feed, an_item, *numbers(1, 70))
    before = {path: read(body).entries for path, body in archive(room).items()}
    assert len(before) > 2
    room.change(channels=(replace(ALL, formerly=("all", "other")),))
    settle(room)
    assert {path: read(body).entries for path, body in archive(room).items()} == before
    assert not any("archive/other/" in path for path in room.documents())
    await bring(room, a_feed, an_item, *numbers(71, 100))
    assert len(history(room)) == 100


async def test_a_channel_that_left_and_comes_back_gives_no_address_to_other_stories(
    new_room, a_feed, an_item
) -> None:
    """S15."""
    room = new_room(channels=(ALL, HEADS))
    await bring(room, a_feed, an_item, *numbers(1, 70))
    away = [reader(room, name) for name in FORMATS]
    for one in away:
        one.catch_up()
    pages = archive(room).keys()
    room.change(channels=(HEADS,))
    settle(room)
    await bring(room, a_feed, an_item, *numbers(71, 100))
    room.change(channels=(ALL, HEADS))
    settle(room)
    assert archive(room)
    assert archive(room).keys().isdisjoint(pages)
    for one in away:
        one.catch_up()
        assert len(one.entries) == 100


async def test_what_is_kept_no_more_leaves_the_archive_and_the_chain_holds(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=(ALL,), keeping=Keeping(default=Keep(age=timedelta(days=10))))
    await bring(room, a_feed, an_item, *numbers(1, 25))
    room.clock.advance(days=8)
    await bring(room, a_feed, an_item, *numbers(26, 50))
    room.clock.advance(days=3)
    assert room.sweep() == 25
    settle(room)
    assert set(history(room).values()) == {held.item.headline for held in room.items()}
    assert len(history(room)) == 25
    assert room.published_with("ferry 3 ") == []


# whatever happens to the process


async def test_lost_pages_come_again_byte_for_byte_and_nothing_else_is_written(
    room, a_feed, an_item
) -> None:
    """S03."""
    await bring(room, a_feed, an_item, *numbers(1, 60))
    before = room.documents()
    room.start()
    settle(room)
    for path in [one for one in room.shelf.documents if one.startswith("archive/")]:
        del room.shelf.documents[path]
    room.clock.advance(days=1)
    assert room.restore() == sum(path.startswith("archive/") for path in before)
    assert room.documents() == before


async def test_a_lost_page_that_cannot_be_made_keeps_up_nothing_else_that_was_lost(
    room, a_feed, an_item, monkeypatch
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 60))
    before = room.documents()
    room.start()
    settle(room)
    room.shelf.documents.clear()
    page = Histories.page

    def cannot(self, channel, number, now):
        if number == 1:
            raise RenderError("no page 1")
        return page(self, channel, number, now)

    monkeypatch.setattr(Histories, "page", cannot)
    room.restore()
    assert room.released()[-1].error == "missing files: no page 1"
    lost = {path for path in before if path.startswith("archive/all/1.")}
    assert before.keys() - room.documents().keys() == lost


async def test_a_page_that_cannot_be_written_is_written_when_it_can(room, a_feed, an_item) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 10))
    room.shelf.fails_for = lambda path: path.startswith("archive/")
    room.clock.advance(minutes=20)
    dated = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("11", date_published=dated)))
    assert not room.release()
    assert archive(room) == {}
    assert (
        len(read(room.documents()["all.atom"]).entries) == 10
    )  # it leads to nothing that is not there
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert len(history(room)) == 11


@pytest.mark.parametrize("killed", [["3"], numbers(1, 11)])
async def test_what_was_written_when_the_process_was_killed_shows_no_story_that_is_killed_then(
    room, a_feed, an_item, monkeypatch, killed
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 10))
    dated = room.clock.advance(minutes=20).isoformat()
    with monkeypatch.context() as during:
        during.setattr(room.store, "save_documents", cut)
        with pytest.raises(KeyboardInterrupt):
            await room.take("ians", a_feed(an_item("11", date_published=dated)))
    assert archive(room)
    room.start()
    for guid in killed:
        decide(room, room.item(guid).id)
    settle(room)
    assert [one for one in killed if room.published_with(f"ferry {one} resumes")] == []
    assert bool(archive(room)) == (len(killed) == 1)


def cut(records) -> None:
    """The process is killed before it has recorded what it wrote of an archive."""
    if any(one.path.startswith("archive/") for one in records):
        raise KeyboardInterrupt


async def test_a_killed_story_leaves_the_archive_though_the_channel_cannot_be_written(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 30))
    room.shelf.fails_for = lambda path: path.startswith("all.")
    decide(room, room.item("3").id)
    room.release()
    assert not any(path.startswith("archive/") for path in room.published_with("ferry 3 "))


@pytest.mark.parametrize("fails", ["", "index.html", "all."])
async def test_a_killed_story_leaves_archive_story_and_map_of_news_when_nothing_can_be_written(
    room, a_feed, an_item, fails
) -> None:
    """S16."""
    ferry = "Ferry with 40 pilgrims sinks off Kollam harbour"
    await bring(room, a_feed, an_item, *(f"k{n}" for n in range(3)), title=ferry)
    await bring(room, a_feed, an_item, *numbers(1, 30))
    killed = room.item("k1")
    told = [path for path in room.published_with(ferry) if "coverage" in path]
    assert len(told) == 1
    assert read(archive(room)["archive/all/1.atom"]).entries.keys() >= {killed.id}
    room.shelf.fails_for = lambda path: path.startswith(fails)
    decide(room, killed.id)
    for _ in range(3):
        left = [path for path, body in room.documents().items() if killed.page.encode() in body]
        assert {path for path in left if path not in FRONT} == set()
        assert killed.page not in room.documents()
        room.clock.advance(minutes=20)
        # It is too old for the front page, which needs not to be written.
        assert room.release() == (fails == "index.html")
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert killed.page not in str(room.documents().values())
    assert told[0] in room.documents()
    assert "sitemap-news.xml" in room.documents()
    assert len(history(room)) == 33  # a notice among them


async def test_when_a_right_ends_its_copy_leaves_the_archive_though_nothing_can_be_written(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians"), a_source("afp"), channels=(ALL,))
    ends = room.clock() + timedelta(days=2)
    room.change(sources=(a_source("ians"), a_source("afp", rights_until=ends)))
    await bring(room, a_feed, an_item, *numbers(1, 5), source="afp")
    await bring(room, a_feed, an_item, *numbers(6, 30))
    stood = archive(room).keys()
    assert "archive/all/1.atom" in room.published_with("ferry 3 ")
    room.shelf.fails_for = lambda path: True
    room.clock.now = ends
    assert not room.release()
    assert not any(path.startswith("archive/") for path in room.published_with("ferry 3 "))
    assert archive(room)  # of the others they stay
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert archive(room).keys() <= stood
    assert len(history(room)) == 25


async def test_where_there_is_no_room_for_a_page_it_goes_itself_and_comes_when_there_is(
    room, a_feed, an_item
) -> None:
    await bring(room, a_feed, an_item, *numbers(1, 30))
    room.shelf.fails_for = lambda path: path.startswith("archive/")
    decide(room, room.item("3").id)
    assert not any(path.startswith("archive/") for path in room.published_with("ferry 3 "))
    assert not room.release()
    room.shelf.fails_for = lambda path: False
    settle(room)
    assert len(history(room)) == 30


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


async def test_a_new_channel_has_an_archive_of_all_that_is_held(room, a_feed, an_item) -> None:
    await deliver(room, a_feed, an_item, *numbers(1, 130))
    more = Channel(id="more", title="More", size=5, window=timedelta(0))
    room.change(channels=(ALL, more))
    settle(room)
    assert len(history(room, channel="more")) == 130

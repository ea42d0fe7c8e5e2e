"""Hubs are told, caches purged, and the ledger of a killed story says so."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl

import orjson
import pytest

from feeds.errors import StoreError
from feeds.model import Auth, Called, Channel, Hook, HookKind, Keep, Keeping
from tests.pipeline.newsroom import Newsroom

HUB = Hook(kind=HookKind.HUB, url="https://pubsubhubbub.appspot.com/")
CACHE = Hook(kind=HookKind.CACHE, url="http://cache.example/{path}", method="PURGE")
LIST = Hook(
    kind=HookKind.CACHE,
    url="https://api.example/purge_cache",
    body_key="files",
    auth=Auth(token="zq"),
)
BASE = "http://127.0.0.1:8009/"
FEEDS = ["all.rss", "all.atom", "all.json"]


@pytest.fixture
def told(new_room, a_feed, an_item) -> Callable[..., Newsroom]:
    """A room with hooks in which two stories are out, and everybody has been told of them."""

    async def tell(*hooks: Hook, **more) -> Newsroom:
        room = new_room(hooks=hooks, **more)
        await room.take("ians", a_feed(an_item("1"), an_item("2")))
        await room.tell()
        room.clock.advance(minutes=5)
        room.outside.calls.clear()
        return room

    return tell


def topics(call) -> list[str]:
    return [value for name, value in parse_qsl(call.body.decode()) if name.startswith("hub.url")]


def receipt(room: Newsroom, guid: str = "1") -> list[tuple[str, str]]:
    """What the ledger says of hubs and caches: which of them, and what came of it."""
    held = room.item(guid)
    lines = room.store.ledger(held.id)
    return [(one.stage, one.status) for one in lines if one.stage in {"hub", "cache"}]


def said(room: Newsroom, stage: str, guid: str = "1") -> str:
    (line,) = [one for one in room.store.ledger(room.item(guid).id) if one.stage == stage]
    return line.reason


# who is told of what


async def test_a_hub_is_told_of_each_feed_that_has_changed_in_one_request(
    new_room, a_feed_of_one
) -> None:
    channels = [Channel(id="all", title="All"), Channel(id="rss", title="R", formats=("rss",))]
    room = new_room(hooks=(HUB,), channels=channels)
    await room.take("ians", a_feed_of_one)
    (event,) = await room.tell()
    (call,) = room.outside.calls
    assert (call.method, call.url) == ("POST", HUB.url)
    assert dict(call.headers)["content-type"] == "application/x-www-form-urlencoded"
    assert ("hub.mode", "publish") in parse_qsl(call.body.decode())
    assert sorted(topics(call)) == sorted(f"{BASE}{path}" for path in (*FEEDS, "rss.rss"))
    assert (event.told, event.failed, event.error) == (4, 0, "")
    assert room.feed()["feed_url"] in topics(call)


async def test_what_has_not_changed_is_told_to_nobody(told) -> None:
    room = await told(HUB, CACHE, LIST)
    room.release()
    assert await room.tell() == []
    assert room.outside.calls == []


async def test_a_page_that_is_new_is_in_no_cache_and_one_that_changes_may_be(
    told, a_feed, an_item
) -> None:
    room = await told(CACHE)
    stamp = room.clock().isoformat()
    again = an_item("1", title="Ferry 1 is late", date_modified=stamp)
    await room.take("ians", a_feed(again, an_item("2"), an_item("3")))
    await room.tell()
    asked = [call.url for call in room.outside.calls]
    assert {call.method for call in room.outside.calls} == {"PURGE"}
    assert f"http://cache.example/{room.item('1').page}" in asked
    assert not {room.item("2").page, room.item("3").page} & {
        url.removeprefix("http://cache.example/") for url in asked
    }
    assert {f"http://cache.example/{path}" for path in (*FEEDS, "all.html")} < set(asked)
    assert len(asked) == len(set(asked))


async def test_a_cache_that_takes_a_list_gets_one_with_the_folders_own_address(
    new_room, a_feed_of_one
) -> None:
    room = new_room(hooks=(LIST,))
    await room.take("ians", a_feed_of_one)
    await room.tell()
    (call,) = room.outside.calls
    assert (call.method, call.url) == ("POST", LIST.url)
    assert dict(call.headers) == {
        "content-type": "application/json",
        "authorization": "Bearer zq",
    }
    addresses = orjson.loads(call.body)["files"]
    assert {BASE, f"{BASE}index.html", f"{BASE}all.rss", f"{BASE}opml.xml"} < set(addresses)


async def test_a_channel_that_leaves_is_purged(told) -> None:
    room = await told(CACHE, channels=[Channel(id="all", title="A"), Channel(id="b", title="B")])
    room.change(channels=[Channel(id="all", title="A")])
    room.release()
    await room.tell()
    assert "http://cache.example/b.rss" in [call.url for call in room.outside.calls]


# kills


async def test_the_receipt_of_a_kill_names_each_hub_and_each_cache_with_its_time(told) -> None:
    room = await told(HUB, CACHE, LIST)
    page = room.item("1").page
    room.kill("1")
    at = room.clock.advance(milliseconds=40)
    await room.tell()
    lines = room.store.ledger(room.item("1").id)[-3:]
    assert {(one.stage, one.status, one.at) for one in lines} == {
        ("hub", "told", at),
        ("cache", "purged", at),
    }
    cache, other, hub = sorted(one.reason for one in lines)
    assert hub == f"hub {HUB.url} told: all.rss, all.atom, all.json"
    assert cache.startswith(
        f"cache {CACHE.url} purged: index.html, sitemap-news.xml, its page, story/"
    )
    assert "story/coverage/" in cache
    assert "story/sitemap-2026-11-02.xml" in cache
    assert ", all.rss, all.atom, all.json, all.html, opml.xml" in cache
    assert other.startswith(f"cache {LIST.url} purged: index.html, sitemap-news.xml, its page")
    assert f"http://cache.example/{page}" in [call.url for call in room.outside.calls]
    assert receipt(room, "2") == []
    assert room.store.owed_for(room.item("1").id) == ()


async def test_no_receipt_has_a_word_of_the_storys_address(told) -> None:
    room = await told(CACHE)
    room.kill("1")
    room.outside.says = lambda call: "it refuses the connection"
    await room.tell()
    words = room.item("1").page.rpartition("/")[2].partition(".")[0]
    assert words
    assert not any(words in line.reason for line in room.store.ledger(room.item("1").id))


async def test_what_a_killed_story_has_left_is_purged_before_all_else(
    told, a_feed, an_item
) -> None:
    room = await told(CACHE)
    stamp = room.clock().isoformat()
    again = [an_item(str(n), title=f"Tram {n}", date_modified=stamp) for n in (1, 2)]
    await room.take("ians", a_feed(*again))
    page = room.item("1").page
    room.kill("1")
    await room.tell()
    asked = [call.url.removeprefix("http://cache.example/") for call in room.outside.calls]
    other = asked.index(room.item("2").page)
    assert max(map(asked.index, [page, *FEEDS, "all.html"])) < other


async def test_a_cache_that_had_nothing_says_so(told) -> None:
    room = await told(CACHE)
    room.kill("1")
    room.outside.says = lambda call: 404 if "story/" in call.url else 200
    await room.tell()
    assert receipt(room) == [("cache", "purged")]
    assert said(room, "cache").partition("; ")[2].startswith("had none of its page")


async def test_a_hub_of_which_nobody_knows_more_is_told_of_one_feed_at_a_time(told) -> None:
    plain = Hook(kind=HookKind.HUB, url="https://hub.example/")
    room = await told(plain)
    room.kill("1")
    await room.tell()
    assert [topics(call) for call in room.outside.calls] == [[f"{BASE}{path}"] for path in FEEDS]


# who does not answer


async def test_who_does_not_answer_is_told_again_later_and_later_and_the_ledger_says_it_once(
    told,
) -> None:
    """S14."""
    room = await told(HUB)
    room.kill("1")
    room.outside.says = lambda call: 503
    waits = []
    for _ in range(12):
        (event,) = await room.tell()
        before = room.clock()
        while not room.store.owing([HUB.name], room.clock()):
            room.clock.advance(seconds=1)
        waits.append((room.clock() - before).total_seconds())
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 900
    assert (event.failures, event.failed, event.error) == (
        12,
        3,
        "it answers 503 Service Unavailable",
    )
    assert receipt(room) == [("hub", "failed")]
    assert "it answers 503 Service Unavailable; it is tried again" in said(room, "hub")
    room.outside.says = lambda call: 204
    await room.tell()
    assert receipt(room) == [("hub", "failed"), ("hub", "told")]
    assert room.store.failures(HUB.name) == 0


async def test_after_a_day_it_is_given_up_and_the_receipt_says_so(told) -> None:
    room = await told(HUB)
    room.kill("1")
    room.outside.says = lambda call: "it refuses the connection"
    await room.tell()
    room.clock.advance(days=1)
    (event,) = await room.tell()
    assert (event.given_up, event.failed) == (3, 0)
    assert receipt(room) == [("hub", "failed"), ("hub", "given up")]
    room.clock.advance(days=1)
    assert await room.tell() == []


async def test_who_asks_to_be_left_alone_is(told) -> None:
    room = await told(LIST)
    room.kill("1")
    room.outside.says = lambda call: Called(status=429, retry_after=timedelta(seconds=90))
    await room.tell()
    room.clock.advance(seconds=89)
    assert await room.tell() == []
    room.clock.advance(seconds=1)
    assert len(await room.tell()) == 1


async def test_a_kill_is_told_at_once_to_whom_nobody_would_ask_for_a_while(told) -> None:
    room = await told(HUB)
    room.outside.says = lambda call: 503
    room.kill("2")
    for _ in range(9):
        await room.tell()
        room.clock.advance(minutes=15)
    await room.tell()
    room.outside.says = lambda call: 204
    assert await room.tell() == [], "it is left alone"
    room.kill("1")
    await room.tell()
    assert receipt(room) == [("hub", "told")]
    assert receipt(room, "2")[-1] == ("hub", "told")


async def test_one_address_that_fails_keeps_no_other_from_being_purged(
    told, a_feed, an_item
) -> None:
    room = await told(CACHE)
    room.outside.says = lambda call: 500 if call.url.endswith("/opml.xml") else 200
    for n in range(3, 8):
        room.clock.advance(minutes=1)
        await room.take("ians", a_feed(an_item("1"), an_item(str(n))))
        room.outside.calls.clear()
        (event,) = await room.tell()
        assert event.failures == 1, "it is tried again in seconds"
        assert "http://cache.example/all.rss" in [call.url for call in room.outside.calls]
    assert [one.path for one in room.store.owed(CACHE.name, 9)] == ["opml.xml"]


async def test_a_hub_that_hangs_keeps_no_cache_from_being_purged(told, settled) -> None:
    """S14."""
    room = await told(HUB, CACHE)
    room.outside.hangs = lambda call: call.url == HUB.url
    room.kill("1")
    first = asyncio.create_task(room.telling.run())
    await settled(lambda: receipt(room) == [("cache", "purged")])
    room.kill("2")
    await room.telling.run()
    assert receipt(room, "2") == [("cache", "purged")]
    assert len(room.outside.asked("pubsubhubbub.appspot.com")) == 1, "it is asked once at a time"
    room.outside.go_on.set()
    await first
    assert ("hub", "told") in receipt(room, "1")
    assert ("hub", "told") in receipt(room, "2")


@pytest.fixture
def settled():
    async def wait(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not true():
                await asyncio.sleep(0)

    return wait


async def test_a_document_that_changes_while_a_hub_is_told_is_told_again(
    told, settled, a_feed, an_item
) -> None:
    """S14."""
    room = await told(HUB)
    room.outside.hangs = lambda call: True
    room.kill("1")
    task = asyncio.create_task(room.telling.run())
    await settled(lambda: bool(room.outside.calls))
    await room.take("ians", a_feed(an_item("1"), an_item("2"), an_item("3")))
    room.outside.go_on.set()
    await task
    assert [len(topics(call)) for call in room.outside.calls] == [3, 3]
    assert receipt(room) == [("hub", "told")]


# what survives


async def test_what_was_not_told_when_the_process_ended_is_told_by_the_next(told) -> None:
    """S14."""
    room = await told(HUB, CACHE)
    room.kill("1")
    room.start()
    await room.tell()
    assert receipt(room) == [("hub", "told"), ("cache", "purged")]


async def test_files_that_could_not_be_written_are_told_to_nobody_until_they_are(told) -> None:
    """S14."""
    room = await told(HUB, CACHE)
    room.shelf.fails_for = lambda path: path.startswith("all.")
    room.kill("1")
    await room.tell()
    assert room.outside.asked("pubsubhubbub.appspot.com") == []
    room.shelf.fails_for = lambda path: False
    room.release()
    await room.tell()
    (call,) = room.outside.asked("pubsubhubbub.appspot.com")
    assert topics(call) == [f"{BASE}{path}" for path in FEEDS]
    assert ("hub", "told") in receipt(room)


async def test_a_hub_that_has_left_the_config_is_owed_nothing(told) -> None:
    room = await told(HUB, CACHE)
    room.kill("1")
    room.change(hooks=[CACHE])
    await room.tell()
    assert receipt(room) == [("cache", "purged")]
    room.change(hooks=[CACHE, HUB])
    assert await room.tell() == []


async def test_where_nobody_is_to_be_told_nothing_is_kept(told) -> None:
    room = await told()
    room.kill("1")
    assert await room.tell() == []
    assert room.store._tables.outbox == {}


async def test_a_kill_while_a_hub_is_failing_is_told_at_once_all_the_same(told, settled) -> None:
    room = await told(HUB)
    room.outside.says = lambda call: 503
    room.kill("2")
    for _ in range(9):
        await room.tell()
        room.clock.advance(minutes=15)
    room.outside.hangs = lambda call: True
    room.outside.calls.clear()
    task = asyncio.create_task(room.telling.run())
    await settled(lambda: bool(room.outside.calls))
    room.kill("1")
    room.outside.go_on.set()
    await task
    assert receipt(room) == [("hub", "failed")], "it was tried"
    assert len(room.outside.calls) == 2
    assert await room.tell() == [], "and no third time"


async def test_what_is_settled_while_the_store_fails_is_told_again(told, monkeypatch) -> None:
    room = await told(HUB)
    room.kill("1")

    def fail(*_arguments) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(room.store, "tell", fail)
        with pytest.raises(StoreError):
            await room.tell()
    assert receipt(room) == []
    await room.tell()
    assert receipt(room) == [("hub", "told")]


async def test_a_page_that_is_kept_no_more_is_purged(new_room, a_feed, an_item) -> None:
    small = Channel(id="all", title="All", size=1, window=timedelta(hours=1))
    month = Keeping(default=Keep(age=timedelta(days=30)))
    room = new_room(hooks=(CACHE,), channels=[small], keeping=month)
    await room.take("ians", a_feed(an_item("1")))
    page = room.item("1").page
    room.clock.advance(days=31)
    await room.take("ians", a_feed(an_item("2", date_published=room.clock().isoformat())))
    await room.tell()
    room.outside.calls.clear()
    assert room.sweep() == 1
    await room.tell()
    assert f"http://cache.example/{page}" in [call.url for call in room.outside.calls]

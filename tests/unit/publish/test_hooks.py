"""What hubs and caches are sent, byte for byte, and how their answers are read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from feeds.errors import FetchError
from feeds.model import Answer, Auth, Call, Called, Channel, Hook, HookKind, Site
from feeds.publish.hooks import HookTeller, steps_of
from feeds.render.formats import RSS, location

BASE = "https://feeds.example/news/"
PATHS = ("all.rss", "story/2026/11/02/a-bell.html")


def hub(url: str = "https://hub.example/") -> Hook:
    return Hook(kind=HookKind.HUB, url=url)


def cache(url: str, **more) -> Hook:
    return Hook(kind=HookKind.CACHE, url=url, **{"method": "PURGE", **more})


def calls(hook: Hook, *paths: str, base: str = BASE) -> list[Call]:
    return [step.call for step in steps_of(hook, paths or PATHS, base)]


# hubs


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://pubsubhubbub.appspot.com/", "hub.url"),
        ("https://harbour.superfeedr.com/", "hub.url[]"),
        ("https://switchboard.p3k.io/", "hub.url[]"),
    ],
)
def test_a_hub_that_says_so_gets_fifty_feeds_at_a_time_in_its_own_form(url: str, name: str) -> None:
    found = calls(hub(url), *(f"c{n}.rss" for n in range(60)))
    assert [len(parse_qsl(one.body.decode())) for one in found] == [51, 11]
    assert parse_qsl(found[1].body.decode())[:2] == [
        ("hub.mode", "publish"),
        (name, f"{BASE}c50.rss"),
    ]
    assert {(one.method, one.url) for one in found} == {("POST", url)}


@pytest.mark.parametrize(
    "url", ["https://hub.example/", "https://notsuperfeedr.com/", "https://[2001:db8::1]/"]
)
def test_any_other_hub_gets_a_request_for_each_feed(url: str) -> None:
    found = calls(hub(url), "a b.rss", "c.json")
    assert [one.body for one in found] == [
        b"hub.mode=publish&hub.url=https%3A%2F%2Ffeeds.example%2Fnews%2Fa+b.rss",
        b"hub.mode=publish&hub.url=https%3A%2F%2Ffeeds.example%2Fnews%2Fc.json",
    ]
    assert found[0].headers == (("content-type", "application/x-www-form-urlencoded"),)


@pytest.mark.parametrize("base_url", [BASE, "https://fähre.example/नीति/"])
async def test_a_hub_is_told_the_address_that_the_feed_gives_itself(
    site: Site, base_url: str
) -> None:
    caller = Scripted(lambda _: 200)
    await HookTeller(caller, base_url).tell(hub(), ["all.rss"])
    topic = dict(parse_qsl(caller.bodies[0].decode()))["hub.url"]
    own = location(replace(site, base_url=base_url), Channel(id="all", title="All"), RSS)
    assert topic == own
    assert topic.isascii()


# caches


def test_a_path_stands_as_readers_ask_for_it() -> None:
    found = calls(cache("http://10.1.0.4:6081/{path}"))
    assert [(one.method, one.url, one.body) for one in found] == [
        ("PURGE", "http://10.1.0.4:6081/news/all.rss", b""),
        ("PURGE", "http://10.1.0.4:6081/news/all", b""),
        ("PURGE", "http://10.1.0.4:6081/news/story/2026/11/02/a-bell.html", b""),
    ]


def test_an_address_in_a_query_is_encoded() -> None:
    (one, _) = calls(cache("https://api.example/purge?url={url}&x=1"), "all.rss")
    assert one.url == (
        "https://api.example/purge?url=https%3A%2F%2Ffeeds.example%2Fnews%2Fall.rss&x=1"
    )


def test_the_front_page_is_purged_under_all_its_addresses() -> None:
    found = calls(cache("http://c.example/{path}"), "index.html", "opml.xml")
    assert [one.url.removeprefix("http://c.example/") for one in found] == [
        "news/",
        "news/index.html",
        "news/index",
        "news/opml.xml",
    ]
    (root, *_) = calls(cache("http://c.example/{path}"), "index.html", base="https://f.example/")
    assert root.url == "http://c.example/"


@pytest.mark.parametrize("url", ["http://c.example/{path}", "https://a.example/"])
def test_where_accept_chooses_a_format_a_channel_is_purged_once(url: str) -> None:
    """S07: whichever format was given for the bare address, the caches have it no longer."""
    paths = ["all.rss", "all.atom", "all.json", "all.html", "archive/all/1.rss", "sitemap-news.xml"]
    steps = list(steps_of(cache(url, body_key="u"), paths, BASE))
    if "{" in url:
        asked = {
            one.call.url.removeprefix("http://c.example/news/"): list(one.paths) for one in steps
        }
        assert asked == {"all": paths[:4], **{path: [path] for path in paths}}
        assert len(steps) == len(asked)
    else:
        (step,) = steps
        assert list(step.paths) == paths
        named = json.loads(step.call.body)["u"]
        assert sorted(named) == sorted(f"{BASE}{path}" for path in ("all", *paths))


async def test_a_channel_is_purged_when_its_bare_address_is() -> None:
    hook = cache("http://c.example/{path}")
    paths = ("all.rss", "all.html")
    for bare, expected in ((404, Answer()), ("it hangs", Answer(error="it hangs"))):
        found = await told(hook, lambda url, a=bare: a if url.endswith("/all") else 200, *paths)
        assert found == dict.fromkeys(paths, expected)


def test_a_list_has_a_hundred_addresses_at_most() -> None:
    paths = (
        "index.html",
        *(f"story/{n}.html" for n in range(60)),
        *(f"c{n}.rss" for n in range(60)),
    )
    steps = list(steps_of(cache("https://a.example/", body_key="u"), paths, BASE))
    found = [json.loads(one.call.body)["u"] for one in steps]
    assert [len(one) for one in found] == [99, 84]
    assert found[0][:3] == [BASE, f"{BASE}index.html", f"{BASE}index"]
    assert [path for one in steps for path in one.paths] == list(paths)


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        (Auth(token="t"), ("authorization", "Bearer t")),
        (Auth(username="u", password="p"), ("authorization", "Basic dTpw")),
        (Auth(header="Fastly-Key", value="k"), ("Fastly-Key", "k")),
    ],
)
def test_headers_and_credentials_go_with_each_request(auth: Auth, header: tuple[str, str]) -> None:
    hook = cache("http://c.example/{path}", headers=(("Host", "feeds.example"),), auth=auth)
    for one in calls(hook):
        assert one.headers == (("Host", "feeds.example"), header)


# answers


class Scripted:
    """A `Caller` that answers each address as it is told to; 200 where it is told nothing."""

    def __init__(self, says: Callable[[str], int | str | Called]) -> None:
        self.says = says
        self.asked: list[str] = []
        self.bodies: list[bytes] = []
        self.at_once = self.most = 0

    async def call(self, call: Call) -> Called:
        self.asked.append(call.url)
        self.bodies.append(call.body)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        found = self.says(call.url)
        if isinstance(found, str):
            raise FetchError(found)
        return found if isinstance(found, Called) else Called(status=found)


async def told(hook: Hook, says, *paths: str) -> dict[str, Answer]:
    return dict(await HookTeller(Scripted(says), BASE).tell(hook, paths or PATHS))


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_two_hundred_and_more_is_done(status: int) -> None:
    for hook in (hub(), cache("http://c.example/{path}"), cache("https://a.example/")):
        assert await told(hook, lambda _: status) == dict.fromkeys(PATHS, Answer())


@pytest.mark.parametrize("status", [404, 412])
async def test_a_cache_without_the_document_is_done_and_a_hook_that_is_not_there_is_not(
    status: int,
) -> None:
    single = await told(cache("http://c.example/{path}"), lambda _: status)
    assert single == dict.fromkeys(PATHS, Answer(absent=True))
    for hook in (hub(), cache("https://a.example/", body_key="files")):
        found = await told(hook, lambda _: status)
        assert all(one.error.startswith(f"it answers {status} ") for one in found.values())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, "it answers 301 Moved Permanently"),
        (401, "it answers 401 Unauthorized"),
        (503, "it answers 503 Service Unavailable"),
        (599, "it answers 599"),
    ],
)
async def test_all_else_is_not(status: int, error: str) -> None:
    wait = timedelta(seconds=9)
    found = await told(hub(), lambda _: Called(status=status, retry_after=wait))
    assert set(found.values()) == {Answer(error=error, retry_after=wait)}


async def test_the_front_page_is_purged_when_both_its_addresses_are() -> None:
    hook = cache("http://c.example/{path}")
    for at_folder, at_file, expected in (
        (200, 404, Answer()),
        (404, 200, Answer()),
        (404, 404, Answer(absent=True)),
        (200, "it hangs", Answer(error="it hangs")),
        ("it hangs", 404, Answer(error="it hangs")),
    ):
        found = await told(
            hook, lambda url, a=at_folder, b=at_file: b if url.endswith("l") else a, "index.html"
        )
        assert found == {"index.html": expected}


async def test_after_a_failure_no_more_is_asked_and_all_have_an_answer() -> None:
    caller = Scripted(lambda url: "it hangs" if url.endswith("/c5.xml") else 200)
    paths = [f"c{n}.xml" for n in range(100)]
    found = await HookTeller(caller, BASE).tell(cache("http://c.example/{path}"), paths)
    assert set(found) == set(paths)
    assert [path for path in paths if not found[path].error] == [
        f"c{n}.xml" for n in (0, 1, 2, 3, 4, 6, 7)
    ]
    assert len(caller.asked) == 8
    assert caller.most == 4

"""One address, several documents: a browser that opens a feed, and a channel whose format the client chooses."""

from pathlib import Path

import httpx
import pytest

from feeds.publish.folder import Folder
from tests.unit.serve.answers import FEEDS, Body, wire

BROWSER = {
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "none",
}


@pytest.mark.parametrize("path", FEEDS)
async def test_a_browser_that_opens_a_feed_is_shown_its_page(
    client: httpx.AsyncClient, body_of: Body, path: str
) -> None:
    """S18: whole, with the page's type, policy and tag, and told apart from the feed by Vary."""
    page = await client.get("/all.html")
    shown = await client.get(f"/{path}", headers=BROWSER)
    assert (shown.status_code, shown.content) == (200, body_of("all.html"))
    for name in ("content-type", "content-security-policy", "etag", "last-modified"):
        assert shown.headers[name] == page.headers[name]
    assert shown.headers["content-location"] == "/all.html"
    assert shown.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest"
    assert shown.headers["etag"] != (await client.get(f"/{path}")).headers["etag"]
    assert "access-control-allow-origin" not in shown.headers


async def test_a_browser_that_opens_a_page_of_an_archive_is_shown_its_channel(
    client: httpx.AsyncClient, folder: Path, body_of: Body
) -> None:
    """S18: readers get the page of the archive at the same address; a missing one is not shown."""
    place = folder / "archive" / "all"
    place.mkdir(parents=True)
    (place / "7.rss").write_bytes(b"<rss/>")
    shown = await client.get("/archive/all/7.rss", headers=BROWSER)
    assert (shown.status_code, shown.content) == (200, body_of("all.html"))
    assert shown.headers["content-location"] == "/all.html"
    assert shown.headers["cache-control"] == "private, no-cache"
    assert (await client.get("/archive/all/7.rss")).content == b"<rss/>"
    assert (await client.get("/archive/all/8.rss", headers=BROWSER)).status_code == 404


@pytest.mark.parametrize("path", FEEDS)
async def test_no_cache_that_is_shared_keeps_what_a_browser_was_shown(
    client: httpx.AsyncClient, path: str
) -> None:
    """S18: there are caches that know nothing of Vary."""
    for headers in (BROWSER, {**BROWSER, "if-none-match": "*"}):
        shown = await client.get(f"/{path}", headers=headers)
        assert shown.headers["cache-control"] == "private, no-cache"
    assert (await client.get(f"/{path}")).headers["cache-control"].startswith("public")


async def test_a_browser_that_has_the_page_is_told_that_it_is_the_same(
    client: httpx.AsyncClient,
) -> None:
    """S05, S18: and one that has the feed is not."""
    shown = await client.get("/all.rss", headers=BROWSER)
    again = await client.get(
        "/all.rss", headers={**BROWSER, "if-none-match": shown.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "vary", "cache-control", "content-location"):
        assert again.headers[name] == shown.headers[name]
    feed = await client.get("/all.rss")
    held = {**BROWSER, "if-none-match": feed.headers["etag"]}
    assert (await client.get("/all.rss", headers=held)).status_code == 200


@pytest.mark.parametrize("destination", ["", "empty", "iframe", "image", "Document", "documents"])
async def test_whoever_is_no_browser_that_opens_it_gets_the_feed(
    client: httpx.AsyncClient, body_of: Body, destination: str
) -> None:
    """S18: scripts, readers, and a header that nobody knows."""
    headers = {**BROWSER, "sec-fetch-dest": destination}
    assert (await client.get("/all.rss", headers=headers)).content == body_of("all.rss")


async def test_a_feed_without_a_page_is_shown_as_it_is(
    client: httpx.AsyncClient, folder, body_of: Body
) -> None:
    Folder(folder).remove(["all.html"])
    shown = await client.get("/all.rss", headers=BROWSER)
    assert shown.content == body_of("all.rss")
    assert shown.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest"


@pytest.mark.parametrize(
    ("accept", "path"),
    [
        ("*/*", "all.rss"),
        ("application/atom+xml", "all.atom"),
        ("application/rss+xml;q=0.5, application/feed+json;q=0.9", "all.json"),
        ("application/json", "all.json"),
        ("application/xml;q=0.5, application/atom+xml;q=0.4", "all.rss"),
        (BROWSER["accept"], "all.html"),
        ("image/png", "all.rss"),
    ],
)
async def test_a_channels_address_gives_the_format_that_is_liked_best(
    client: httpx.AsyncClient, body_of: Body, accept: str, path: str
) -> None:
    """S06: and says where that format stands."""
    plain = await client.get(f"/{path}")
    shown = await client.get("/all", headers={"accept": accept})
    assert (shown.status_code, shown.content) == (200, body_of(path))
    assert shown.headers["content-location"] == f"/{path}"
    assert shown.headers["vary"] == "Accept, Accept-Encoding"
    for name in ("content-type", "etag", "cache-control", "last-modified"):
        assert shown.headers[name] == plain.headers[name]
    held = {"accept": accept, "if-none-match": shown.headers["etag"]}
    again = await client.get("/all", headers=held)
    assert again.status_code == 304
    assert again.headers["vary"] == "Accept, Accept-Encoding"


async def test_of_the_formats_of_a_channel_those_that_there_are_are_given(
    client: httpx.AsyncClient, folder, body_of: Body
) -> None:
    Folder(folder).remove(["all.rss", "all.atom"])
    assert (await client.get("/all")).content == body_of("all.json")
    Folder(folder).remove(["all.json", "all.html"])
    assert (await client.get("/all")).status_code == 404


async def test_a_channels_address_has_its_codings_too(client: httpx.AsyncClient, folder) -> None:
    """S06."""
    answer, body = await wire(client, "/all", accept_encoding="gzip")
    assert body == (folder / "all.rss.gz").read_bytes()
    assert answer.headers["content-encoding"] == "gzip"


async def test_changes_alone_are_not_served(client: httpx.AsyncClient, body_of: Body) -> None:
    """S17: whoever asks for them (RFC 3229) gets the whole, or the word that there is nothing new."""
    whole = await client.get("/all.rss", headers={"a-im": "feed", "if-none-match": '"other"'})
    assert (whole.status_code, whole.content) == (200, body_of("all.rss"))
    assert "im" not in whole.headers
    held = {"a-im": "feed", "if-none-match": whole.headers["etag"]}
    assert (await client.get("/all.rss", headers=held)).status_code == 304


@pytest.mark.parametrize(
    "agent", ["", "curl/8", "python-requests/2", "Tiny Tiny RSS/21", "Mozilla/5.0", "GPTBot"]
)
async def test_nobody_is_turned_away_for_their_name(
    client: httpx.AsyncClient, body_of: Body, agent: str
) -> None:
    """S19: nor asked for a cookie or a script; two hundred requests in a row are all answered."""
    for _ in range(35):
        answer = await client.get("/all.rss", headers={"user-agent": agent})
        assert (answer.status_code, answer.content) == (200, body_of("all.rss"))
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", [*FEEDS, "all", "all.html", "no.rss", "healthz"])
async def test_head_is_get_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    """S05: the very same fields."""
    got = await client.get(f"/{path}")
    head = await client.head(f"/{path}")
    assert head.content == b""
    assert head.status_code == got.status_code
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}

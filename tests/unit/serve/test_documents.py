"""Documents over HTTP: what is sent of them, when, and under which headers."""

import gzip
import hashlib
import re
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import brotli
import httpx
import pytest

from feeds.model import Document
from feeds.publish.folder import Folder
from feeds.render.rss import TTL
from tests.unit.serve.answers import DOCUMENTS, FEEDS, MODIFIED, PAGE, STAMP, Body, wire

KEPT_ON_A_304 = ("etag", "date", "vary", "cache-control", "last-modified", "link")
DECODE = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
VARIANT = {"": "", "gzip": ".gz", "br": ".br"}


# --- representations ---------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_a_document_is_served_as_it_was_published(
    client: httpx.AsyncClient, body_of: Body, path: str
) -> None:
    answer = await client.get(f"/{path}")
    assert answer.status_code == 200
    assert answer.content == body_of(path)
    assert answer.headers["last-modified"] == STAMP
    assert answer.headers["content-length"] == str(len(body_of(path)))
    assert "content-encoding" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
async def test_a_tag_is_of_the_representation_and_names_its_content(
    client: httpx.AsyncClient, folder: Path, coding: str
) -> None:
    """S01: another tag for each coding, of one content."""
    answer, body = await wire(client, "/all.rss", accept_encoding=coding)
    assert body == (folder / f"all.rss{VARIANT[coding]}").read_bytes()
    content = DECODE[coding](body)
    mark = hashlib.sha256(content).hexdigest()[:20]
    assert answer.headers["etag"] == f'"{mark}{VARIANT[coding]}"'
    assert answer.headers.get("content-encoding", "") == coding


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, br;q=0", "gzip"),
        ("identity", ""),
        ("identity;q=0, *", "br"),
        ("zstd", ""),
    ],
)
async def test_what_is_sent_is_the_twin_that_stands_in_the_folder(
    client: httpx.AsyncClient, folder: Path, asked: str, got: str
) -> None:
    """S06: chosen by the client's weights, compressed once and never here."""
    answer, body = await wire(client, "/all.rss", accept_encoding=asked)
    assert answer.headers.get("content-encoding", "") == got
    assert body == (folder / f"all.rss{VARIANT[got]}").read_bytes()


async def test_encodings_in_two_header_lines_are_one_list(client: httpx.AsyncClient) -> None:
    lines = [("Accept-Encoding", "identity;q=0"), ("Accept-Encoding", "gzip")]
    answer = await client.get("/all.rss", headers=lines)
    assert answer.headers["content-encoding"] == "gzip"


async def test_a_page_without_twins_is_sent_plain_or_not_at_all(client: httpx.AsyncClient) -> None:
    assert (
        "content-encoding"
        not in (await client.get(f"/{PAGE}", headers={"accept-encoding": "br"})).headers
    )
    refused = await client.get(f"/{PAGE}", headers={"accept-encoding": "br, identity;q=0"})
    assert refused.status_code == 406
    assert refused.headers["vary"] == "Accept-Encoding"


async def test_a_twin_that_is_no_such_thing_is_passed_over(
    client: httpx.AsyncClient, folder: Path, body_of: Body
) -> None:
    (folder / "all.rss.br").write_bytes(b"not brotli")
    (folder / "all.rss.gz").write_bytes(b"not gzip")
    answer = await client.get("/all.rss", headers={"accept-encoding": "gzip, br"})
    assert answer.content == body_of("all.rss")


async def test_a_part_is_never_asked_for_with_success(
    client: httpx.AsyncClient, body_of: Body
) -> None:
    """S11."""
    answer = await client.get("/all.rss", headers={"range": "bytes=0-9,20-29"})
    assert answer.status_code == 200
    assert answer.headers["accept-ranges"] == "none"
    assert answer.content == body_of("all.rss")


# --- conditions --------------------------------------------------------------------------


@pytest.mark.parametrize("asking", ["", "gzip", "br"])
@pytest.mark.parametrize("holding", ["", "gzip", "br"])
async def test_every_variant_of_a_tag_gives_a_304_for_every_other(
    client: httpx.AsyncClient, holding: str, asking: str
) -> None:
    """S01, S05."""
    held, _ = await wire(client, "/all.rss", accept_encoding=holding)
    full, _ = await wire(client, "/all.rss", accept_encoding=asking)
    answer, body = await wire(
        client, "/all.rss", accept_encoding=asking, if_none_match=held.headers["etag"]
    )
    assert (answer.status_code, body) == (304, b"")
    for name in KEPT_ON_A_304:
        if name != "date":
            assert answer.headers[name] == full.headers[name]
    assert "date" in answer.headers
    assert "content-length" not in answer.headers
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if-modified-since": STAMP}, 304),
        ({"if-modified-since": format_datetime(MODIFIED - timedelta(seconds=1), usegmt=True)}, 200),
        ({"if-modified-since": "the day before yesterday"}, 200),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"another"', "if-modified-since": STAMP}, 200),
        ({"if-none-match": '"another"'}, 200),
    ],
)
async def test_conditions_hold_over_the_wire(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    """S04."""
    assert (await client.get("/all.rss", headers=headers)).status_code == status


async def test_a_changed_document_is_news(client: httpx.AsyncClient, folder: Path) -> None:
    old = await client.get("/all.rss")
    now = MODIFIED + timedelta(minutes=15)
    Folder(folder).write([Document(path="all.rss", media_type="", body=b"new")], {}, now)
    headers = {"if-none-match": old.headers["etag"], "if-modified-since": STAMP}
    new = await client.get("/all.rss", headers=headers)
    assert (new.status_code, new.content) == (200, b"new")
    assert parsedate_to_datetime(new.headers["last-modified"]) == now


# --- headers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("all.rss", "application/rss+xml; charset=utf-8"),
        ("all.atom", "application/atom+xml; charset=utf-8"),
        ("all.json", "application/feed+json"),
        ("all.html", "text/html; charset=utf-8"),
        ("opml.xml", "text/x-opml; charset=utf-8"),
        (PAGE, "text/html; charset=utf-8"),
    ],
)
async def test_a_document_is_called_what_it_is(
    client: httpx.AsyncClient, path: str, media_type: str
) -> None:
    """S08."""
    answer = await client.get(f"/{path}")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_feeds_alone_are_open_to_other_origins(client: httpx.AsyncClient, path: str) -> None:
    """S09."""
    answer = await client.get(f"/{path}", headers={"origin": "https://reader.example"})
    opened = answer.headers.get("access-control-allow-origin")
    assert opened == ("*" if path in FEEDS else None)
    assert "access-control-allow-credentials" not in answer.headers
    if path in FEEDS:
        exposed = answer.headers["access-control-expose-headers"]
        assert exposed == "ETag, Last-Modified, Link"


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_pages_alone_carry_a_policy_that_lets_no_script_run(
    client: httpx.AsyncClient, path: str
) -> None:
    policy = (await client.get(f"/{path}")).headers.get("content-security-policy", "")
    assert policy.startswith("default-src 'none'") is path.endswith(".html")
    assert "script-src" not in policy


async def test_a_feed_names_itself_its_page_and_its_hubs(client: httpx.AsyncClient) -> None:
    """S13."""
    assert (await client.get("/all.rss")).headers["link"] == (
        '<https://feeds.example/all.rss>; rel="self", '
        '<https://feeds.example/all.html>; rel="alternate"; type="text/html", '
        '<https://hub.example/>; rel="hub", <https://hub.example/two>; rel="hub"'
    )


async def test_hubs_that_change_are_named_in_link_from_then_on(site, serving) -> None:
    """S13: in what was asked for before, too, and in a 304; nothing else changes."""
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as http:
        address = f"http://{host}:{port}/all.rss"
        before = (await http.get(address)).headers
        site.hubs = ("https://other.example/",)
        after = await http.get(address)
        again = await http.get(address, headers={"if-none-match": before["etag"]})
        site.hubs = ()
        none = (await http.get(address)).headers
    assert before["link"].count('rel="hub"') == 2
    for one in (after, again):
        assert one.headers["link"].endswith('type="text/html", <https://other.example/>; rel="hub"')
    assert (after.status_code, again.status_code) == (200, 304)
    assert {**after.headers, "link": "", "date": ""} == {**before, "link": "", "date": ""}
    assert "hub" not in none["link"]


async def test_a_page_of_an_archive_is_served_as_its_feed_is_and_names_no_hub(
    client: httpx.AsyncClient, folder: Path
) -> None:
    """S15."""
    place = folder / "archive" / "all"
    place.mkdir(parents=True)
    (place / "7.rss").write_bytes(b"<rss/>")
    page, feed = await client.get("/archive/all/7.rss"), await client.get("/all.rss")
    assert page.headers["link"] == '<https://feeds.example/archive/all/7.rss>; rel="self"'
    for name in ("cache-control", "content-type", "access-control-allow-origin"):
        assert page.headers[name] == feed.headers[name]


async def test_a_feed_without_a_page_names_none(client: httpx.AsyncClient, folder: Path) -> None:
    Folder(folder).remove(["all.html"])
    assert "alternate" not in (await client.get("/all.atom")).headers["link"]


CACHING = "public, max-age=240, stale-while-revalidate=60, stale-if-error=3600"
OF_A_FEED = "Accept-Encoding, Sec-Fetch-Dest"


@pytest.mark.parametrize(
    ("path", "headers", "caching", "vary"),
    [
        ("/all.rss", {}, CACHING, OF_A_FEED),
        ("/all.rss", {"if-none-match": "*"}, CACHING, OF_A_FEED),
        ("/all.rss", {"if-match": '"other"'}, "no-store", OF_A_FEED),
        ("/all.rss", {"accept-encoding": "identity;q=0"}, "no-store", OF_A_FEED),
        ("/no.rss", {}, "public, max-age=10", OF_A_FEED),
        ("/all.html", {}, CACHING, "Accept-Encoding"),
        ("/", {"if-none-match": "*"}, CACHING, "Accept-Encoding"),
        ("/all", {}, CACHING, "Accept, Accept-Encoding"),
        ("/all", {"if-none-match": "*"}, CACHING, "Accept, Accept-Encoding"),
        ("/%2e%2e/no", {}, "public, max-age=10", "Accept-Encoding"),
    ],
)
async def test_every_answer_says_how_long_it_may_be_kept_and_by_what_it_varies(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], caching: str, vary: str
) -> None:
    """S06, S07."""
    answer = await client.get(path, headers=headers)
    assert answer.headers["vary"] == vary
    assert answer.headers["cache-control"] == caching


async def test_a_copy_is_not_shown_for_longer_than_the_feed_says_it_holds(
    client: httpx.AsyncClient,
) -> None:
    """S07: neither while it is fresh nor while it is asked for anew; and what is killed is gone within five minutes."""
    said = (await client.get("/all.rss")).headers["cache-control"]
    seconds = dict(re.findall(r"([a-z-]+)=([0-9]+)", said))
    shown = int(seconds["max-age"]) + int(seconds["stale-while-revalidate"])
    assert shown <= 300 <= TTL * 60
    assert int(seconds["stale-if-error"]) <= 3600
    assert "immutable" not in said

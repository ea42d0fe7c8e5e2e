"""The published files over HTTP, asked for by a real client over a real socket."""

import asyncio
import gzip
import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import brotli
import httpx
import pytest

from feeds.model import Document
from feeds.publish.folder import Folder

MODIFIED = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STAMP = format_datetime(MODIFIED, usegmt=True)
PAGE = "story/2026/11/02/dam-opens-mrk3k2a7qx.html"
DOCUMENTS = ["all.rss", "all.atom", "all.json", "all.html", "index.html", "opml.xml", PAGE]
FEEDS = ["all.rss", "all.atom", "all.json"]
KEPT_ON_A_304 = ("etag", "date", "vary", "cache-control", "last-modified", "link")
DECODE = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
VARIANT = {"": "", "gzip": ".gz", "br": ".br"}

Body = Callable[[str], bytes]


async def wire(
    client: httpx.AsyncClient, path: str, **headers: str
) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they came over the wire, before decoding."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", path, headers=asked) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


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
        ("all.rss.gz", "application/gzip"),
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


async def test_a_feed_without_a_page_names_none(client: httpx.AsyncClient, folder: Path) -> None:
    Folder(folder).remove(["all.html"])
    assert "alternate" not in (await client.get("/all.atom")).headers["link"]


@pytest.mark.parametrize(
    ("path", "headers", "caching"),
    [
        ("/all.rss", {}, "public, max-age=300, stale-while-revalidate=300, stale-if-error=3600"),
        (
            "/all.rss",
            {"if-none-match": "*"},
            "public, max-age=300, stale-while-revalidate=300, stale-if-error=3600",
        ),
        ("/no.rss", {}, "public, max-age=10"),
    ],
)
async def test_every_answer_says_how_long_it_may_be_kept_and_that_it_varies(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], caching: str
) -> None:
    """S06, S07."""
    answer = await client.get(path, headers=headers)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == caching


# --- methods -----------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"accept-encoding": "br"}, {"if-none-match": "*"}])
@pytest.mark.parametrize("path", [*DOCUMENTS, "no.rss", "withdrawn.html"])
async def test_head_says_what_get_says_without_a_body(
    site, serving, path: str, headers: dict[str, str]
) -> None:
    """S05."""
    site.gone = frozenset({"withdrawn.html"})
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        get = await client.get(f"http://{host}:{port}/{path}", headers=headers)
        head = await client.head(f"http://{host}:{port}/{path}", headers=headers)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert dict(head.headers) | {"date": ""} == dict(get.headers) | {"date": ""}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])
async def test_other_methods_are_told_which_there_are(
    client: httpx.AsyncClient, method: str
) -> None:
    """S05."""
    answer = await client.request(method, "/all.rss", content=b"x" * 1000)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_options_are_answered_for_browsers_too(client: httpx.AsyncClient) -> None:
    """S05, S09."""
    feed = await client.options("/all.rss", headers={"access-control-request-method": "GET"})
    assert feed.status_code == 204
    assert feed.headers["allow"] == "GET, HEAD, OPTIONS"
    assert feed.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in feed.headers["access-control-allow-headers"]
    page = await client.options("/all.html")
    assert page.status_code == 204
    assert "access-control-allow-origin" not in page.headers


# --- names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/story/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/story%2f2026/x.html",
        "/story/2026/11/02%2Fdam-opens-mrk3k2a7qx.html",
        "/story\\2026\\x.html",
        "/story%5c2026/x.html",
        "/all.rss%00",
        "/all.rss%00.html",
        "//all.rss",
        "/./all.rss",
        "/all.rss/",
        "/all.rss/x",
        "/story",
        "/story/",
        "/.publishing",
        "/.all.rss.tmp-4242",
        "/story/.hidden.html",
        "/%2ehidden.html",
        "/link.txt",
        "/linked/secret.txt",
        "/pipe.html",
        "/%ff%fe.rss",
        "/all%252erss",
        "/" + "a/" * 400,
        "/" + "x" * 5000,
        "all.rss",
    ],
)
async def test_no_name_leads_out_of_the_folder_or_to_what_is_hidden(
    site, serving, folder: Path, tmp_path: Path, target: str
) -> None:
    """X30; bytes as they are, since clients tidy such targets up."""
    (tmp_path / "secret.txt").write_text("secret")
    for name in (".publishing", ".all.rss.tmp-4242", "story/.hidden.html", ".hidden.html"):
        (folder / name).write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.html")
    async with serving(site.app()) as address:
        answer = await raw_get(address, target)
    assert answer.split(b" ", 2)[1] in {b"404", b"400"}
    assert b"secret" not in answer


async def raw_get(address: tuple[str, int], target: str) -> bytes:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.mark.parametrize(
    "target",
    ["/all.rss", "/all.rss?utm=1", "/%61ll.rss", "http://feeds.example/all.rss", "/all%2Erss"],
)
async def test_one_document_has_its_name_however_it_is_spelled(site, serving, target: str) -> None:
    async with serving(site.app()) as address:
        assert (await raw_get(address, target)).startswith(b"HTTP/1.1 200 ")


async def test_the_front_page_stands_at_the_base_address(
    client: httpx.AsyncClient, body_of: Body
) -> None:
    assert (await client.get("/")).content == body_of("index.html")


async def test_documents_stand_below_the_path_of_the_base_address(
    site, serving, body_of: Body
) -> None:
    site.base_url = "https://news.example/wire/"
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        client.base_url = httpx.URL(f"http://{host}:{port}")
        assert (await client.get("/wire/")).content == body_of("index.html")
        feed = await client.get("/wire/all.rss")
        assert feed.status_code == 200
        assert "<https://news.example/wire/all.rss>" in feed.headers["link"]
        for other in ("/", "/all.rss", "/wire", "/wireall.rss", "/wire/wire/all.rss"):
            assert (await client.get(other)).status_code == 404


async def test_a_withdrawn_story_is_gone_with_a_short_notice(site, serving, folder: Path) -> None:
    """S19."""
    site.gone = frozenset({PAGE, "all.html"})
    Folder(folder).remove([PAGE])
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        answer = await client.get(f"http://{host}:{port}/{PAGE}")
        standing = await client.get(f"http://{host}:{port}/all.html")
    assert answer.status_code == 410
    assert "withdrawn" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert standing.status_code == 200, "what stands is not asked about"


async def test_a_removed_document_is_not_served_from_memory(
    client: httpx.AsyncClient, folder: Path
) -> None:
    """S16."""
    headers = {"accept-encoding": "br"}
    assert (await client.get("/all.rss", headers=headers)).status_code == 200
    Folder(folder).remove(["all.rss"])
    assert (await client.get("/all.rss", headers=headers)).status_code == 404


async def test_a_failing_disk_is_said_to_be_one(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.lstat

    def fail(path: str) -> os.stat_result:
        if str(path).endswith("all.rss"):
            raise OSError(5, "Input/output error")
        return real(path)

    monkeypatch.setattr(os, "lstat", fail)
    answer = await client.get("/all.rss")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["cache-control"] == "no-store"

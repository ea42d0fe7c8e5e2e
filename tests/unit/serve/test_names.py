"""Names and methods that documents are asked by over HTTP."""

import asyncio
import os
from pathlib import Path

import httpx
import pytest

from feeds.publish.folder import Folder
from tests.unit.serve.answers import DOCUMENTS, PAGE, Body

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
        "/all.rss.gz",
        "/all.html%2Ebr",
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


@pytest.mark.parametrize("base", ["/n%C3%A4~/", "/n%c3%a4%7E/"])
@pytest.mark.parametrize("path", ["/n%C3%A4~/", "/n%c3%a4~/all.rss", "/n%C3%A4%7e/all"])
async def test_a_site_below_a_path_is_found_however_the_path_is_written(
    site, serving, base: str, path: str
) -> None:
    """S13: RFC 3986, 6.2.2: the same address; one that only begins like it is none."""
    site.base_url = f"https://feeds.example{base}"
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        at = f"http://{host}:{port}"
        assert (await client.get(f"{at}{path}")).status_code == 200
        for other in ("/all.rss", "/n/all.rss", "/n%C3%A4~", "/n%C3%A4~%2Fall.rss", "/"):
            assert (await client.get(f"{at}{other}")).status_code == 404


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


async def test_a_story_that_is_kept_no_more_is_not_said_to_be_withdrawn(
    site, serving, folder: Path
) -> None:
    site.gone, site.why = frozenset({PAGE}), "This story is no longer kept."
    Folder(folder).remove([PAGE])
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        answer = await client.get(f"http://{host}:{port}/{PAGE}")
    assert answer.status_code == 410
    assert "This story is no longer kept." in answer.text
    assert "withdrawn" not in answer.text


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
    real = os.stat

    def fail(path: str, **how: bool) -> os.stat_result:
        if str(path).endswith("all.rss"):
            raise OSError(5, "Input/output error")
        return real(path, **how)

    monkeypatch.setattr(os, "stat", fail)
    answer = await client.get("/all.rss")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["cache-control"] == "no-store"

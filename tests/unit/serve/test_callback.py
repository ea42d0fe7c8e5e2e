"""Where hubs reach us: what they are answered, and what is read of what they send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from feeds.serve.callback import Callback, Trouble, Unfit

TOKEN = "k" * 20 + "_-" + "9" * 21
PATH = f"/hub/{TOKEN}"


class Hubs:
    """`Callbacks` that remember what they were told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Mapping[str, str]]] = []
        self.taken: list[tuple[str, str, str, bytes]] = []
        self.gzipped: list[bool] = []
        self.missed: list[str] = []
        self.unfit = 0
        self.confirms = self.wanted = True
        self.trouble = False
        self.most_bytes = 1000
        self.go_on = asyncio.Event()
        self.go_on.set()

    def below(self, path: str) -> bool:
        return path == "/hub/"

    async def verify(self, token: str, said: Mapping[str, str]) -> bool:
        self.said.append((token, said))
        return self.confirms

    async def wants(self, token: str) -> bool:
        return self.wanted

    async def take(
        self, token: str, media_type: str, signature: str, body: bytes, *, gzipped: bool
    ) -> bool:
        if self.unfit:
            raise Unfit(self.unfit)
        self.taken.append((token, media_type, signature, body))
        self.gzipped.append(gzipped)
        await self.go_on.wait()
        if self.trouble:
            raise Trouble
        return self.wanted

    def miss(self, token: str) -> None:
        self.missed.append(token)


@pytest.fixture
async def hubs() -> Hubs:
    return Hubs()


@pytest.fixture
async def client(site, serving, hubs: Hubs) -> AsyncIterator[httpx.AsyncClient]:
    site.options["callback"] = Callback(hubs)
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as http:
        http.base_url = httpx.URL(f"http://{host}:{port}")
        yield http


ASKED = (
    "hub.mode=subscribe&hub.topic=http%3A%2F%2Fians.example%2Ffeed%3Fa%3D1%26b&hub.lease_seconds=9"
)


@pytest.mark.parametrize(
    ("challenge", "echo"),
    [
        ("zq", b"zq"),
        ("a%20b+c", b"a b c"),
        ("%C3%A9%FF%00", b"\xc3\xa9\xff\x00"),
        ("%3Cscript%3E", b"<script>"),
    ],
)
async def test_the_challenge_goes_back_byte_for_byte_as_plain_text(
    client, hubs, site, challenge, echo
) -> None:
    """C71."""
    answer = await client.get(f"{PATH}?{ASKED}&hub.challenge={challenge}")
    assert (answer.status_code, answer.content) == (200, echo)
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    ((token, said),) = hubs.said
    assert token == TOKEN
    assert said["hub.topic"] == "http://ians.example/feed?a=1&b"
    assert (said["hub.mode"], said["hub.lease_seconds"]) == ("subscribe", "9")
    assert site.answered == [200]


async def test_what_is_not_confirmed_gets_404_and_nothing_of_it_back(client, hubs) -> None:
    """C71."""
    hubs.confirms = False
    answer = await client.get(f"{PATH}?{ASKED}&hub.challenge=zq")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    "query", ["", ASKED, f"{ASKED}&hub.challenge=", f"{ASKED}&hub.challenge=a&hub.challenge=b"]
)
async def test_without_one_challenge_nobody_is_asked(client, hubs, query) -> None:
    """C71."""
    assert (await client.get(f"{PATH}?{query}")).status_code == 404
    assert hubs.said == []


async def test_a_denial_has_no_challenge(client, hubs) -> None:
    """C71."""
    answer = await client.get(f"{PATH}?hub.mode=denied&hub.topic=t&hub.reason=no")
    assert (answer.status_code, answer.content) == (200, b"")
    assert hubs.said[0][1]["hub.reason"] == "no"


@pytest.mark.parametrize(
    "path", ["/hub", "/hub/", f"/hub/{TOKEN}x", f"/hub/{TOKEN[1:]}", f"/hub/{TOKEN[:-1]}.",
             f"/other/{TOKEN}", f"/{TOKEN}", f"/hub/x/{TOKEN}", f"/hub/{TOKEN}/"],
)  # fmt: skip
async def test_what_can_be_no_callback_is_a_document_that_is_not_there(client, hubs, path) -> None:
    assert (await client.get(f"{path}?{ASKED}&hub.challenge=zq")).status_code == 404
    assert hubs.said == []


async def test_documents_are_served_as_ever(client) -> None:
    assert (await client.get("/all.rss")).status_code == 200
    assert (await client.get("/healthz")).json()["ok"] is True


async def test_what_is_pushed_comes_as_it_was_sent(client, hubs, site) -> None:
    """C74."""
    headers = {"X-Hub-Signature": "sha256=00", "Content-Type": "application/rss+xml; charset=x"}
    body = b"\xff\x00\r\n" + b"x" * 996
    answer = await client.post(PATH, content=body, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert hubs.taken == [(TOKEN, "application/rss+xml; charset=x", "sha256=00", body)]
    assert site.answered == [204]
    assert hubs.missed == []


async def test_where_nothing_is_wanted_a_push_is_told_so_unread(client, hubs) -> None:
    """C76."""
    hubs.wanted = False
    assert (await client.post(PATH, content=b"x")).status_code == 410
    assert hubs.taken == hubs.missed == []


@pytest.mark.parametrize("stated", [True, False])
async def test_what_is_too_large_is_read_no_further(client, hubs, stated) -> None:
    """C74."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    content = b"x" * 1001 if stated else pieces()
    assert (await client.post(PATH, content=content)).status_code == 413
    assert (hubs.taken, hubs.missed) == ([], [TOKEN]), "what it had to say is polled for"


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "zq"])
async def test_what_is_compressed_otherwise_than_with_gzip_is_refused_and_not_taken_for_copy(
    client, hubs, coding
) -> None:
    """RFC 9110, 15.5.16: with what would be taken."""
    answer = await client.post(PATH, content=b"x", headers={"Content-Encoding": coding})
    assert (answer.status_code, hubs.taken, hubs.missed) == (415, [], [TOKEN])
    assert answer.headers["accept-encoding"] == "gzip"


async def test_two_fields_of_codings_are_no_gzip(client, hubs) -> None:
    headers = [("Content-Encoding", "gzip"), ("Content-Encoding", "br")]
    answer = await client.post(PATH, content=b"x", headers=headers)
    assert (answer.status_code, hubs.taken) == (415, [])


@pytest.mark.parametrize(
    ("coding", "gzipped"),
    [("gzip", True), ("GZIP", True), ("x-gzip", True), ("identity", False), ("", False)],
)
async def test_what_is_compressed_with_gzip_is_taken_in(client, hubs, coding, gzipped) -> None:
    answer = await client.post(PATH, content=b"x", headers={"Content-Encoding": coding})
    assert (answer.status_code, hubs.gzipped) == (204, [gzipped])


@pytest.mark.parametrize("status", [400, 413])
async def test_what_cannot_be_unpacked_is_refused(client, hubs, status) -> None:
    hubs.unfit = status
    answer = await client.post(PATH, content=b"x", headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, hubs.missed) == (status, [TOKEN])
    hubs.unfit = 0
    assert (await client.post(PATH, content=b"x")).status_code == 204, "none is in hand still"
    assert hubs.missed == [TOKEN]


async def test_what_could_not_be_kept_is_not_acknowledged(client, hubs) -> None:
    hubs.trouble = True
    answer = await client.post(PATH, content=b"x")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert hubs.missed == [TOKEN]


async def test_what_breaks_off_is_polled_for(site, serving, hubs: Hubs) -> None:
    site.options["callback"] = Callback(hubs)
    async with serving(site.app()) as (host, port):
        _, writer = await asyncio.open_connection(host, port)
        writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx".encode())
        await writer.drain()
        writer.close()
        async with asyncio.timeout(10):
            while not hubs.missed:
                await asyncio.sleep(0.01)
    assert (hubs.taken, hubs.missed) == ([], [TOKEN])


async def test_of_one_hub_four_bodies_are_in_hand_at_a_time(client, hubs) -> None:
    hubs.go_on.clear()
    four = [asyncio.create_task(client.post(PATH, content=b"x")) for _ in range(4)]
    async with asyncio.timeout(10):
        while len(hubs.taken) < 4:
            await asyncio.sleep(0.01)
    assert (await client.post(PATH, content=b"x")).status_code == 503
    assert hubs.missed == [TOKEN]
    other = asyncio.create_task(client.post(f"/hub/{'a' * 43}", content=b"x"))
    async with asyncio.timeout(10):
        while len(hubs.taken) < 5:
            await asyncio.sleep(0.01)
    hubs.go_on.set()
    assert {answer.status_code for answer in await asyncio.gather(*four, other)} == {204}
    assert (await client.post(PATH, content=b"x")).status_code == 204


@pytest.mark.parametrize("method", ["PUT", "HEAD", "DELETE", "PATCH"])
async def test_other_methods_are_refused(client, method) -> None:
    answer = await client.request(method, PATH)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_without_a_callback_there_is_none(site, serving) -> None:
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as http:
        answer = await http.get(f"http://{host}:{port}{PATH}?{ASKED}&hub.challenge=zq")
        assert (answer.status_code, b"zq" in answer.content) == (404, False)


async def test_a_hub_hears_that_nothing_is_wanted_however_much_it_sends(
    site, serving, hubs: Hubs
) -> None:
    """C76."""
    hubs.wanted = False
    hubs.most_bytes = 2_000_000
    site.options["callback"] = Callback(hubs)
    async with serving(site.app()) as (host, port):
        for _ in range(5):
            reader, writer = await asyncio.open_connection(host, port)
            head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
            writer.write(head.encode())
            for _ in range(100):
                writer.write(b"x" * 10_000)
                await writer.drain()
            async with asyncio.timeout(10):
                assert (await reader.readline()).startswith(b"HTTP/1.1 410 ")
            writer.close()

"""The address of our own hub: what a request has to be, and what it is answered (WebSub, 5.1 and 5.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import httpx
import pytest

from feeds.model import Verdict
from feeds.serve.callback import Trouble
from feeds.serve.forms import FORM
from feeds.serve.hub import Hub

TOPIC = "https://feeds.example/all.rss"
ASKED = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": "https://reader.example/cb"}


class Requests:
    """`Requests` that remember what they were told."""

    def __init__(self) -> None:
        self.said: list[Mapping[str, str]] = []
        self.verdict = Verdict()
        self.trouble = False

    async def hear(self, said: Mapping[str, str]) -> Verdict:
        self.said.append(said)
        if self.trouble:
            raise Trouble
        return self.verdict


@pytest.fixture
def requests() -> Requests:
    return Requests()


@pytest.fixture
async def client(site, serving, requests: Requests) -> AsyncIterator[httpx.AsyncClient]:
    site.options["hub"] = Hub(requests, "/hub")
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as http:
        http.base_url = httpx.URL(f"http://{host}:{port}")
        yield http


def form(body: str | bytes, kind: str = FORM) -> dict[str, object]:
    return {"content": body, "headers": {"content-type": kind}}


async def test_a_request_that_is_in_order_is_accepted(client, requests: Requests) -> None:
    """5.2: 202, whatever comes of it; what nobody here understands is passed over (5.1)."""
    answer = await client.post("/hub", data={**ASKED, "hub.secret": "s\N{SNOWMAN} &", "x": "1"})
    assert (answer.status_code, answer.headers["cache-control"]) == (202, "no-store")
    assert requests.said == [{**ASKED, "hub.secret": "s\N{SNOWMAN} &", "x": "1"}]
    charset = f"{FORM}; charset=UTF-8"
    assert (await client.post("/hub", **form(urlencode(ASKED), charset))).status_code == 202
    assert requests.said[1] == ASKED


async def test_what_is_wrong_is_said_in_plain_text(client, requests: Requests) -> None:
    """5.2."""
    requests.verdict = Verdict(refusal="hub.topic is to be a feed")
    answer = await client.post("/hub", data=ASKED)
    assert (answer.status_code, answer.text) == (400, "hub.topic is to be a feed\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "body",
    [
        b"hub.mode=subscribe&hub.mode=unsubscribe",
        b"hub.mode=%ff",
        b"hub.mode=\xff",
        b"&".join(b"f%d=1" % n for n in range(51)),
    ],
)
async def test_what_cannot_be_read_is_heard_by_nobody(client, requests, body: bytes) -> None:
    """5.1: a form in UTF-8, with each field once."""
    assert (await client.post("/hub", **form(body))).status_code == 400
    assert requests.said == []


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", ""])
async def test_what_is_no_form_is_refused(client, requests: Requests, kind: str) -> None:
    """5.1."""
    answer = await client.post("/hub", **form(urlencode(ASKED), kind))
    assert (answer.status_code, answer.headers["accept"]) == (415, FORM)
    assert requests.said == []


async def test_a_form_that_is_too_long_is_read_no_further(requests: Requests) -> None:
    """X08."""
    hub = Hub(requests, "/hub")
    assert await ask(hub, "192.0.2.1", 1, body=b"x" * 1024, pieces=16) == [202]
    requests.said.clear()
    assert await ask(hub, "192.0.2.1", 1, body=b"x" * 1024, pieces=17) == [413]
    assert requests.said == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_the_hub_takes_nothing_but_requests(client, requests: Requests, method: str) -> None:
    """S05."""
    answer = await client.request(method, "/hub")
    assert (answer.status_code, answer.headers["allow"]) == (405, "OPTIONS, POST")
    options = await client.options("/hub")
    assert (options.status_code, options.headers["allow"]) == (204, "OPTIONS, POST")
    assert requests.said == []


async def test_without_room_or_a_store_a_request_may_be_sent_again(
    client, requests: Requests
) -> None:
    """5.2: what cannot be handled now is no 202."""
    requests.verdict = Verdict(refusal="there is no room", is_full=True)
    answer = await client.post("/hub", data=ASKED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "600")
    requests.trouble = True
    answer = await client.post("/hub", data=ASKED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


async def test_without_a_hub_there_is_nothing_at_its_address(site, serving) -> None:
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as http:
        assert (await http.post(f"http://{host}:{port}/hub", data=ASKED)).status_code == 404


async def ask(hub: Hub, peer: str, times: int, *, body: bytes = b"", pieces: int = 1) -> list[int]:
    """The statuses of so many requests from an address, each of a body in so many pieces; none is read
    beyond them.
    """
    statuses: list[int] = []
    some = body or urlencode(ASKED).encode()
    left = iter([n < pieces for n in range(1, pieces + 1)] * times)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/hub",
        "headers": [(b"content-type", FORM.encode())],
        "query_string": b"",
        "client": (peer, 4711),
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": some, "more_body": next(left)}

    async def send(message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    for _ in range(times):
        await hub(scope, receive, send)
    return statuses


@pytest.mark.parametrize(
    ("peer", "neighbour", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
        ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"),
    ],
)
async def test_one_address_may_send_so_many_and_then_one_a_second(
    requests: Requests, monkeypatch: pytest.MonkeyPatch, peer: str, neighbour: str, other: str
) -> None:
    """X08: of IPv6 a network is one address."""
    now = 100.0
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now)
    hub = Hub(requests, "/hub")
    assert await ask(hub, peer, 301) == [202] * 300 + [429]
    assert await ask(hub, neighbour, 1) == [429]
    assert await ask(hub, other, 1) == [202]
    now += 2.5
    assert await ask(hub, peer, 3) == [202, 202, 429]
    now += 86400
    assert await ask(hub, peer, 301) == [202] * 300 + [429]


async def test_a_proxy_on_this_machine_speaks_for_many(requests: Requests) -> None:
    hub = Hub(requests, "/hub")
    for peer in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert await ask(hub, peer, 400) == [202] * 400


async def test_no_more_addresses_are_remembered_than_there_is_room_for(
    requests: Requests, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X08."""
    monkeypatch.setattr("feeds.serve.hub._REMEMBERED", 3)
    hub = Hub(requests, "/hub")
    for n in range(10):
        await ask(hub, f"192.0.2.{n}", 1)
    assert len(hub._left) == 3

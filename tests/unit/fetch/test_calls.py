"""Calls to hubs and caches: what reaches them, and what never leaves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from feeds.errors import FetchError
from feeds.fetch.caller import HttpCaller
from feeds.fetch.hosts import Gates
from feeds.model import Call, Called
from tests.house import LIMITS

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
async def a_caller() -> AsyncIterator[Callable[..., HttpCaller]]:
    async with contextlib.AsyncExitStack() as stack:

        def make(
            *, allowed: str = "127.0.0.0/8", timeout: float = 20.0, gates: Gates | None = None
        ) -> HttpCaller:
            limits = replace(LIMITS, allow_networks=(ip_network(allowed),))
            made = HttpCaller(
                limits, user_agent="gnn9-feeds/1", clock=lambda: NOON, timeout=timeout, gates=gates
            )
            stack.push_async_callback(made.aclose)
            return made

        yield make


async def test_a_call_is_sent_as_it_is_made(a_caller, origin, answer) -> None:
    origin.will(answer(204, b""))
    call = Call(
        method="PURGE",
        url=origin.url("/news/all.rss"),
        headers=(("Host", "feeds.example"), ("X-Key", "k")),
    )
    assert await a_caller().call(call) == Called(status=204)
    (request,) = origin.requests
    assert request.line == "PURGE /news/all.rss HTTP/1.1"
    assert request.one("host") == b"feeds.example"
    assert request.one("x-key") == b"k"
    assert request.one("user-agent") == b"gnn9-feeds/1"
    assert request.one("content-type") is None


async def test_a_form_goes_with_its_length(a_caller, origin, answer) -> None:
    origin.will(answer(202))
    form = "application/x-www-form-urlencoded"
    call = Call(
        method="POST",
        url=origin.url("/"),
        headers=(("content-type", form),),
        body=b"hub.mode=publish",
    )
    assert (await a_caller().call(call)).status == 202
    (request,) = origin.requests
    assert (request.one("content-type"), request.one("content-length")) == (form.encode(), b"16")


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://169.254.169.254/", "http://0x0a000001/", "ftp://hub.example/"],
)
async def test_an_address_that_is_refused_to_wires_is_refused_to_hubs(a_caller, url: str) -> None:
    with pytest.raises(FetchError, match="its address is refused"):
        await a_caller().call(Call(method="POST", url=url))


async def test_a_name_is_refused_by_what_it_resolves_to(a_caller, origin) -> None:
    """X03, X08."""
    with pytest.raises(FetchError, match=r"its address is refused: .* is loopback"):
        await a_caller(allowed="10.9.0.0/16").call(
            Call(method="POST", url=f"http://localhost:{origin.port}/")
        )
    assert origin.requests == []


async def test_a_redirect_is_an_answer_like_any_other(a_caller, origin, answer) -> None:
    """X08."""
    origin.will(answer(301, Location=origin.url("/elsewhere")))
    assert (await a_caller().call(Call(method="POST", url=origin.url("/")))).status == 301
    assert len(origin.requests) == 1


async def test_how_long_it_asks_to_be_left_alone_is_heard(a_caller, origin, answer) -> None:
    origin.will(answer(429, Retry_After="90"))
    found = await a_caller().call(Call(method="POST", url=origin.url("/")))
    assert found == Called(status=429, retry_after=timedelta(seconds=90))


async def test_who_hangs_is_waited_for_no_longer_than_that(a_caller, origin) -> None:
    async def never(_writer: asyncio.StreamWriter) -> None:
        await origin.over.wait()

    origin.will(never)
    with pytest.raises(FetchError, match=r"it took longer than 0\.05 s"):
        await a_caller(timeout=0.05).call(Call(method="POST", url=origin.url("/")))


async def test_a_body_without_end_is_not_read(a_caller, origin) -> None:
    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nx")
        await origin.over.wait()

    origin.will(pour)
    call = a_caller().call(Call(method="POST", url=origin.url("/")))
    assert (await asyncio.wait_for(call, 20)).status == 200


@pytest.mark.parametrize(("body", "found"), [(b"", b""), (b"abc", b"abc"), (b"abcdef", b"abcd")])
async def test_of_a_body_is_read_what_is_wanted_and_whether_there_is_more(
    a_caller, origin, answer, body: bytes, found: bytes
) -> None:
    origin.will(answer(200, body))
    call = Call(method="GET", url=origin.url("/"), reads=3)
    assert (await a_caller().call(call)).body == found


async def test_a_body_that_comes_slower_than_the_deadline_is_no_answer(a_caller, origin) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
        await origin.over.wait()

    origin.will(drip)
    with pytest.raises(FetchError, match=r"it took longer than 0\.05 s"):
        await a_caller(timeout=0.05).call(Call(method="GET", url=origin.url("/"), reads=9))


@pytest.mark.parametrize(
    "below",
    [
        "cb?foo=a%20b&bar=%E9+x&hub.mode=s",
        "a%2Fb/?a=%26%3D%2B%23&a=&b",
        "~k/;p=1?q=!$'()*,;:@/?",
    ],
)
async def test_an_address_is_asked_for_with_its_query_as_it_is(
    a_caller, origin, answer, below: str
) -> None:
    """A callback is its subscriber's own (WebSub, 5.1.1)."""
    origin.will(answer(204, b""))
    await a_caller().call(Call(method="POST", url=origin.url(f"/{below}"), body=b"x"))
    (request,) = origin.requests
    assert request.line == f"POST /{below} HTTP/1.1"


async def test_nobody_there_is_told_in_words(a_caller, origin) -> None:
    with pytest.raises(FetchError, match="it refuses the connection"):
        await a_caller().call(Call(method="POST", url="http://127.0.0.1:1/"))


async def test_an_address_that_comes_from_a_wire_may_lead_where_a_redirect_may(
    a_caller,
) -> None:
    """X03."""
    caller = a_caller(allowed="10.0.0.0/8")
    for url, why in (
        ("http://127.0.0.1/", "loopback"),
        ("https://169.254.169.254/", "link-local"),
        ("https://hub.example:8443/", "port 8443"),
        ("ftp://hub.example/", "scheme"),
        ("https://u@hub.example/", "user name"),
    ):
        with pytest.raises(FetchError, match=why) as found:
            await caller.call(Call(method="POST", url=url, is_foreign=True))
        assert found.value.permanent


async def test_where_a_call_is_sent_to_instead_is_told_and_not_followed(
    a_caller, origin, answer
) -> None:
    origin.will(answer(307, b"", Location="/there?a=1"))
    called = await a_caller().call(Call(method="POST", url=origin.url("/hub"), body=b"x"))
    assert called == Called(status=307, location=origin.url("/there?a=1"))
    assert len(origin.requests) == 1


async def test_a_hub_that_a_feed_names_is_asked_in_turn_and_not_while_its_host_is_paused(
    a_caller, origin, answer
) -> None:
    """C30, C52: through the gates of polls; a cache of our own waits for nobody."""
    gates = Gates(LIMITS, clock=lambda: NOON, paused={"127.0.0.1": NOON + timedelta(hours=1)})
    caller = a_caller(gates=gates)
    asked = Call(method="POST", url=origin.url("/hub"), is_foreign=True)
    with pytest.raises(FetchError, match="has asked for a pause"):
        await caller.call(asked)
    assert origin.requests == []
    origin.will(answer(204, b""))
    assert (await caller.call(replace(asked, is_foreign=False))).status == 204

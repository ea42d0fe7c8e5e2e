"""The last look, where a connection is made: whatever the URL was, and whatever a resolver says when."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from feeds.errors import FetchError
from feeds.fetch.caller import HttpCaller
from feeds.fetch.client import GuardedResolver, checked_socket
from feeds.fetch.dial import dial
from feeds.guard import check_url
from feeds.model import Call, SourceState
from tests.house import LIMITS

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
NO_NETWORKS = replace(LIMITS, allow_networks=())


def a_poll(fetcher, source):
    return asyncio.wait_for(fetcher.fetch(source, SourceState(id="ians", next_due=NOON)), 20)


@contextmanager
def dns(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Iterator[list[str]]:
    """The C library's resolver, which everything in this process asks in the end: an answer a question,
    the last one stays. Addresses in figures are no questions.
    """
    asked: list[str] = []
    left = list(answers)
    real = socket.getaddrinfo

    def resolve(host, port, *rest, **more):
        name = host.decode() if isinstance(host, bytes) else host
        if name is None or not name.rstrip(".").endswith("example"):
            return real(host, port, *rest, **more)
        asked.append(name)
        found = left.pop(0) if len(left) > 1 else left[0]
        family = socket.AF_INET6 if ":" in found else socket.AF_INET
        where = (found, port, 0, 0) if ":" in found else (found, port)
        return [(family, socket.SOCK_STREAM, 6, "", where)]

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        yield asked


async def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    a_fetcher, a_source, an_origin, answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X02, CVE 39: the name answers 127.0.0.1 (opened here, public elsewhere), and from then on 127.9.9.9."""
    good = await an_origin("127.0.0.1")
    good.will(answer(Connection="close"))
    within = socket.create_server(("127.9.9.9", good.port))
    within.setblocking(False)
    fetcher = a_fetcher(allow_networks=(ip_network("127.0.0.1/32"),), host_gap=timedelta(0))
    source = a_source(url=f"http://wire.example:{good.port}/feed")
    with within, dns(monkeypatch, "127.0.0.1", "127.9.9.9") as asked:
        assert (await a_poll(fetcher, source)).status == 200
        assert asked == ["wire.example"]  # once: nothing asks again between the look and the call
        with pytest.raises(FetchError, match=r"127\.9\.9\.9 is loopback"):
            await a_poll(fetcher, source)
        with pytest.raises(BlockingIOError):
            within.accept()
    assert good.connections == 1


async def test_a_second_hop_is_looked_at_like_the_first(
    a_fetcher, a_source, an_origin, answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X03, CVE 39: also where the name was good a moment ago."""
    good = await an_origin("127.0.0.1")
    within = socket.create_server(("127.9.9.9", good.port))
    within.setblocking(False)
    there = f"http://wire.example:{good.port}/there"
    good.will(answer(302, Location=there, Connection="close"))
    fetcher = a_fetcher(allow_networks=(ip_network("127.0.0.1/32"),), host_gap=timedelta(0))
    with within, dns(monkeypatch, "127.0.0.1", "169.254.169.254") as asked:
        with pytest.raises(FetchError, match="refused"):
            await a_poll(fetcher, a_source(url=f"http://wire.example:{good.port}/feed"))
        assert good.connections == 1
        # The first hop's name; the second fails by its port, or by its address.
        assert set(asked) == {"wire.example"}
        with pytest.raises(BlockingIOError):
            within.accept()


@pytest.mark.parametrize(
    "host",
    ["127\u30020\u30020\u30021", "127.0.0.1\u3002", "0x7f\u30021", "127.1", "2130706433", "127.0.0.1.",
     "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]"],
)  # fmt: skip
@pytest.mark.parametrize("guarded", [True, False])
async def test_no_spelling_reaches_a_socket_even_if_the_first_look_were_blind(
    a_fetcher, a_source, origin, host: str, *, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X05: httpx reads other dots as dots, and aiohttp asks no resolver about figures."""
    fetcher = a_fetcher(allow_networks=())
    if not guarded:
        monkeypatch.setattr(fetcher, "_refusal", lambda url, redirect: "")
    with pytest.raises(FetchError):
        await a_poll(fetcher, a_source(url=f"http://{host}:{origin.port}/"))
    assert origin.connections == 0


@pytest.mark.parametrize(
    "where", ["127.0.0.1", "::1", "10.0.0.1", "fe80::1%lo", "wire.example", ""]
)
def test_no_socket_is_made_for_what_may_not_be_talked_to(where: str) -> None:
    """X02."""
    family = socket.AF_INET6 if ":" in where else socket.AF_INET
    with pytest.raises(FetchError, match="its address is refused") as told:
        checked_socket((), (family, socket.SOCK_STREAM, 6, "", (where, 80)))
    assert told.value.permanent


def test_a_socket_is_made_for_what_may() -> None:
    made = checked_socket(
        (ip_network("127.0.0.1/32"),),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)),
    )
    assert made.family is socket.AF_INET
    made.close()


async def test_what_a_dns64_makes_of_a_public_address_is_given_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """X04: a network that has only IPv6 reaches the rest by it."""
    resolver = GuardedResolver(())
    with dns(monkeypatch, "64:ff9b::808:808"):
        (found,) = await resolver.resolve("wire.example", 80)
    assert found["host"] == "64:ff9b::808:808"
    with dns(monkeypatch, "64:ff9b::7f00:1"), pytest.raises(FetchError, match="loopback"):
        await resolver.resolve("wire.example", 80)
    await resolver.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1"])
async def test_a_host_of_mail_or_files_is_looked_at_as_any_other(
    address: str, origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X03: FTP, SFTP and IMAP speak over connections that `dial` makes."""
    with dns(monkeypatch, address), pytest.raises(FetchError, match="its address is refused"):
        await dial("mail.example", origin.port, ())
    for spelt in ("127.1", "2130706433", "0x7f.1", "::1", "127\u30020\u30020\u30021"):
        with pytest.raises(FetchError, match="its address is refused"):
            await dial(spelt, origin.port, ())
    assert origin.connections == 0


@pytest.mark.parametrize(
    "url", ["http://{}:{}/purge", "http://wire.example:{1}/purge"], ids=["figures", "name"]
)
@pytest.mark.parametrize("address", ["127.0.0.1", "127.1", "127\u30020\u30020\u30021"])
async def test_a_hub_or_a_cache_is_looked_at_as_a_publisher_is(
    url: str, address: str, origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X03."""
    caller = HttpCaller(NO_NETWORKS, user_agent="test", clock=lambda: NOON)
    with dns(monkeypatch, "127.0.0.1"), pytest.raises(FetchError, match="its address is refused"):
        await caller.call(Call(method="PURGE", url=url.format(address, origin.port)))
    await caller.aclose()
    assert origin.connections == 0


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://x.example/", "gopher://127.0.0.1:6379/_FLUSHALL", "data:text/xml,<rss/>",
     "jar:http://x.example!/", "feed://x.example/", "http://127.0.0.1%2F%23@x.example/", "http://a%40b@x.example/",
     "http://x.example%2F%23/", "//169.254.169.254/latest/meta-data/", "http://[::]/", "http://0/", "//0xa.1/",
     "http://10\u30020\u30020\u30021/", "http:\\\\127.0.0.1/", "http://x.example:22/"],
)  # fmt: skip
async def test_no_redirect_leads_astray(a_fetcher, a_source, origin, answer, location: str) -> None:
    """X01, X03, X05; CVE 17, 23, 27: one request, and no second."""
    origin.will(answer(302, Location=location.encode()))
    with pytest.raises(FetchError, match=r"refused|no address"):
        await a_poll(a_fetcher(allow_networks=(ip_network("127.0.0.1/32"),)), a_source())
    assert len(origin.requests) == 1


@pytest.mark.parametrize(
    "scheme", ["file", "ftp", "gopher", "data", "jar", "feed", "javascript", "ws", ""]
)
def test_only_the_web_is_the_web(scheme: str) -> None:
    """X01; CVE 17."""
    assert "scheme" in check_url(f"{scheme}://x.example/", allowed=(), redirect=False)

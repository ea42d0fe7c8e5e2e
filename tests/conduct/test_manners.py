"""What a publisher sees of us, and what it never sees; and how long we can be held."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from feeds import __version__
from feeds.app.parts import make_fetchers
from feeds.model import SourceState
from tests.conduct.desk import a_source, limits
from tests.pipeline.wire import NOON
from tests.unit.docs.program import loaded


async def test_a_request_says_who_asks_with_the_contact_of_the_config(
    origin, answer, tmp_path: Path
) -> None:
    """C50."""
    config = loaded(
        '[fetch]\ncontact = "https://desk.example/bot"\nallow_networks = ["127.0.0.0/8"]\n'
        f'[[source]]\nid = "a"\nprovider = "A"\nurl = "{origin.url()}"\nrights = "full"\n',
        tmp_path,
    )
    origin.will(answer())
    fetchers = make_fetchers(config, ())
    try:
        (source,) = config.sources
        await fetchers.fetch(source, SourceState(id="a", next_due=NOON))
    finally:
        await fetchers.aclose()
    said = origin.requests[0].one("user-agent")
    assert said == f"gnn9-feeds/{__version__} (+https://desk.example/bot)".encode()


@pytest.mark.parametrize(
    "path", ["/feed?b=2&a=1&a=0", "/feed?%20x=%C3%A9&empty=", "/Feed;x?y;z", "//feed"]
)
async def test_an_address_is_asked_for_as_it_stands_in_the_config_and_no_other(
    a_desk, origin, answer, an_rss, path: str
) -> None:
    """C51: nothing added, nothing sorted, no icon, no guess; NewsBlur adds dice."""
    head = "<link rel='icon' href='/favicon.ico'/><image><url>/logo.png</url></image>"
    body = an_rss(("1", "One", "<img src='/pixel.gif'>"), head=head)
    origin.script += [
        answer(body=body.encode(), Set_Cookie="id=1; Path=/; Max-Age=999999"),
        answer(403),
        answer(404, b"<html><link rel=alternate href=/feed.xml></html>", Content_Type="text/html"),
    ]
    desk = a_desk(a_source(origin.url(path) + "#top"))
    await desk.poll(3)
    assert [request.line for request in origin.requests] == [f"GET {path} HTTP/1.1"] * 3
    for request in origin.requests:
        assert request.one("cookie") is None
        assert request.one("referer") is None


def test_the_limits_are_those_that_are_stated(tmp_path: Path) -> None:
    """C60, C61: seconds to connect, of silence, in all; bytes over the wire."""
    from feeds.fetch import client

    stated = limits(tmp_path)
    assert (client._TIMEOUTS["connect"], client._TIMEOUTS["read"]) == (10.0, 20.0)
    assert stated.timeout == timedelta(seconds=60)
    assert stated.max_bytes == 10 * 1024 * 1024


async def test_who_falls_silent_is_not_waited_for_until_the_last_second(
    a_desk, origin, monkeypatch
) -> None:
    """C60: with little silence allowed, and a minute in all."""
    from feeds.fetch import client

    monkeypatch.setitem(client._TIMEOUTS, "read", 0.2)

    async def fall_silent(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>")
        await origin.over.wait()

    origin.will(fall_silent)
    desk = a_desk()
    begun = asyncio.get_running_loop().time()
    state = await desk.poll()
    assert asyncio.get_running_loop().time() - begun < 10
    assert "in time" in state.error


async def test_a_server_that_holds_us_holds_nobody_else_and_not_for_long(
    a_desk, an_origin, origin, answer, an_rss
) -> None:
    """C62: through the whole pipeline; the others are published while it still hangs."""
    other = await an_origin("127.0.0.2")
    other.paths["/feed"] = answer(body=an_rss(("1", "One", "Word")).encode())

    async def hang(writer: asyncio.StreamWriter) -> None:
        await origin.over.wait()

    origin.paths["/feed"] = hang
    desk = a_desk(
        a_source(origin.url(), id="held"),
        a_source(other.url(), id="free"),
        timeout=timedelta(seconds=1.5),
    )
    polling = asyncio.create_task(desk.tick())
    async with asyncio.timeout(20):
        while desk.state("free").last_success is None:
            await asyncio.sleep(0.01)
        assert desk.state("held").outcome == ""
        await polling
    assert "took longer than" in desk.state("held").error
    assert desk.state("free").failures == 0

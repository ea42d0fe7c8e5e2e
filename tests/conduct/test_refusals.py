"""What becomes of a source that refuses, fails, or is no more."""

import asyncio
from datetime import timedelta

import pytest

from feeds.decide.standing import standing
from feeds.model import SourceStatus
from tests.conduct.desk import AGENT, a_source

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ASKED = {
    "429 in seconds": (429, "7200", 2 * HOUR),
    "503 in seconds": (503, "7200", 2 * HOUR),
    "429 as a date": (429, "Mon, 02 Nov 2026 15:00:00 GMT", 3 * HOUR),
    "503 as a date of old": (503, "Monday, 02-Nov-26 15:00:00 GMT", 3 * HOUR),
    "a month": (503, "2592000", 2 * DAY),
    "no time at all": (429, "0", QUARTER),
    "two lines": (429, b"7200\r\nRetry-After: 60", 2 * HOUR),
}


@pytest.mark.parametrize("name", ASKED)
async def test_the_rest_that_a_server_asks_for_is_kept_by_whoever_asks(
    desk, origin, answer, an_rss, name: str
) -> None:
    """C30: FreshRSS#7571 kept a day at most, NetNewsWire reads numbers alone, Miniflux passes over a 503's."""
    status, asked, rest = ASKED[name]
    origin.will(
        answer(status, Retry_After=asked), answer(body=an_rss(("1", "One", "Word")).encode())
    )
    await desk.poll()
    end = desk.now + rest
    assert desk.state().next_due == end
    await desk.restart()
    assert await desk.once("ians") == {"ians": end}
    desk.advance(seconds=rest.total_seconds() - 1)
    await desk.tick()
    assert await desk.once("ians") == {"ians": end}
    assert len(origin.requests) == 1
    desk.advance(seconds=1)
    await desk.restart()
    await desk.tick()
    assert desk.headlines() == ["One"]


async def test_a_reset_in_seconds_is_a_rest_and_none_at_all_is_an_hour(
    desk, origin, answer
) -> None:
    """C31: Reddit says it so."""
    origin.will(answer(429, X_RateLimit_Reset="4000"), answer(429), answer(429))
    waits = []
    for _ in range(3):
        await desk.poll()
        waits.append(desk.wait())
        await desk.restart()
    assert waits == [timedelta(seconds=4000), 2 * HOUR, 4 * HOUR]


async def test_thirty_refusals_stop_nobody(desk, origin, answer, an_rss) -> None:
    """C32: django-feed-reader#49 and #60 gave the feed up."""
    origin.paths["/feed"] = answer(429)
    for _ in range(30):
        await desk.poll()
        await desk.restart()
    assert not desk.state().paused
    assert desk.wait() == DAY
    origin.paths["/feed"] = answer(body=an_rss(("1", "One", "Word")).encode())
    await desk.poll()
    assert (desk.headlines(), desk.wait()) == (["One"], QUARTER)


async def test_who_is_gone_is_asked_once_more_and_then_left_alone(
    desk, static, origin, answer, an_rss
) -> None:
    """C33: FreshRSS#3561; people are told, and the items stay."""
    static(an_rss(("1", "One", "Word")))
    await desk.poll()
    origin.paths["/feed"] = answer(410)
    await desk.poll()
    assert (desk.state().paused, desk.wait()) == (False, DAY)
    await desk.poll()
    status, reason = standing(desk.sources[0], desk.state())
    assert status is SourceStatus.GONE
    assert "gone for good" in reason
    await desk.restart()
    desk.advance(days=30)
    await desk.tick()
    assert len(origin.requests) == 3
    assert [held.item.headline for held in desk.room.items()] == ["One"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 500, 502, 503, 504])
async def test_a_refusal_is_one_request_and_the_next_has_the_same_name_and_condition(
    desk, static, origin, answer, an_rss, status: int
) -> None:
    """C34, C35, C36: NewsBlur asks again at once, as a browser and without condition."""
    static(an_rss(("1", "One", "Word")), ETag='"a"', Last_Modified="Monday")
    await desk.poll()
    origin.paths["/feed"] = answer(status)
    waits = []
    for _ in range(8):
        await desk.poll()
        waits.append(desk.wait())
    assert waits[:3] == [2 * QUARTER, 4 * QUARTER, 8 * QUARTER]
    assert waits[-1] == DAY
    assert desk.asked()[1:] == [(b'"a"', b"Monday")] * 8
    assert {request.one("user-agent") for request in origin.requests} == {AGENT.encode()}
    assert desk.headlines() == ["One"]
    static(an_rss(("1", "One", "Word")), ETag='"a"')
    await desk.poll()
    assert desk.wait() == QUARTER


@pytest.mark.parametrize("scheme", ["https", "http"])
async def test_a_door_that_is_shut_and_one_that_speaks_no_tls_are_waited_for(
    a_desk, scheme: str
) -> None:
    """C34."""

    async def plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plainly, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if scheme == "http":
        server.close()
    desk = a_desk(a_source(f"{scheme}://127.0.0.1:{port}/feed"))
    for number in range(1, 4):
        state = await desk.poll()
        assert (state.failures, desk.wait()) == (number, QUARTER * 2**number)
        assert state.error
    server.close()

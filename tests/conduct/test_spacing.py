"""How often a publisher is asked, whatever happens on our side."""

from datetime import timedelta

import pytest

from tests.conduct.desk import a_source

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_nothing_that_we_do_brings_a_second_request_within_the_spacing(
    desk, static, an_rss
) -> None:
    """C20, C21: restarts asked again in Bloggulus, new subscriptions twice in Miniflux (miniflux#2128)."""
    static(an_rss(("1", "One", "Word")), ETag='"a"')
    await desk.poll()
    for _ in range(4):
        await desk.restart()
        await desk.tick()
        assert await desk.once("ians") == {"ians": desk.state().last_poll + QUARTER}
        desk.advance(minutes=3)
    assert len(desk.origin.requests) == 1
    desk.advance(minutes=3)
    await desk.restart()
    await desk.tick()
    assert len(desk.origin.requests) == 2


async def test_a_source_that_leaves_the_config_and_comes_back_is_where_it_was(
    desk, static, an_rss
) -> None:
    """C20: its tags, too."""
    server = static(an_rss(("1", "One", "Word")), ETag='"a"')
    await desk.poll()
    desk.room.change(sources=[])
    desk.advance(minutes=5)
    desk.room.change(sources=desk.sources)
    await desk.tick()
    assert await desk.once("ians")
    assert len(desk.origin.requests) == 1
    await desk.poll()
    assert server.statuses == [200, 304]


async def test_a_process_that_dies_over_each_poll_asks_no_more_often_for_that(
    desk, origin, an_rss
) -> None:
    """C20: that it asks is on the disk before it asks."""
    import asyncio

    reached = asyncio.Event()

    async def hang(writer: asyncio.StreamWriter) -> None:
        reached.set()
        await origin.over.wait()

    origin.paths["/feed"] = hang
    for _ in range(3):
        polling = asyncio.create_task(desk.tick())
        await asyncio.wait_for(reached.wait(), 20)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await desk.restart()
        await desk.tick()
        assert await desk.once("ians")
    assert len(origin.requests) == 1


HINTS = {
    "16 years": ({"Cache_Control": "max-age=504921600"}, DAY),
    "two hours": ({"Cache_Control": "public, max-age=7200"}, 2 * HOUR),
    "two hours, by a clock that is years off": (
        {"Date": "Sun, 02 Nov 2031 12:00:00 GMT", "Expires": "Sun, 02 Nov 2031 14:00:00 GMT"},
        2 * HOUR,
    ),
    "two lines": ({"Cache_Control": b"public\r\nCache-Control: max-age=7200"}, 2 * HOUR),
    "two dates": (
        {
            "Date": "Mon, 02 Nov 2026 12:00:00 GMT",
            "Expires": b"Mon, 02 Nov 2026 14:00:00 GMT\r\nExpires: Mon, 02 Nov 2026 18:00:00 GMT",
        },
        2 * HOUR,
    ),
    "no-cache": ({"Cache_Control": "no-cache"}, QUARTER),
    "no-store": ({"Cache_Control": "no-store, max-age=7200"}, QUARTER),
    "max-age=0": ({"Cache_Control": "max-age=0"}, QUARTER),
    "below nothing": ({"Cache_Control": "max-age=-7200"}, QUARTER),
    "no number": ({"Cache_Control": "max-age=soon"}, QUARTER),
    "beyond all numbers": ({"Cache_Control": "max-age=" + "9" * 60}, DAY),
    "Expires: 0": ({"Expires": "0"}, QUARTER),
    "in the past": (
        {"Date": "Mon, 02 Nov 2026 12:00:00 GMT", "Expires": "Thu, 01 Jan 1970 00:00:01 GMT"},
        QUARTER,
    ),
}


@pytest.mark.parametrize("name", HINTS)
async def test_what_an_answer_says_of_its_freshness_is_kept_or_passed_over_and_its_tag_sent_back(
    desk, static, an_rss, name: str
) -> None:
    """C22, C23: miniflux drops the validators of `Expires: 0`; who passed over a max-age was shut out
    (lemon24/reader#376, rss2email#286); 16 years are in the wild.
    """
    headers, wait = HINTS[name]
    server = static(an_rss(("1", "One", "Word")), ETag='"a"', **headers)
    await desk.poll()
    assert desk.wait() == wait
    await desk.poll()
    assert desk.wait() == wait
    assert server.statuses == [200, 304]


@pytest.mark.parametrize(
    ("hours", "hour"), [((12, 13, 14), 15), ((24, *range(12, 24)), 1), (tuple(range(24)), 12)]
)
async def test_hours_that_a_feed_skips_are_skipped_unless_they_are_all(
    desk, static, an_rss, hours: tuple[int, ...], hour: int
) -> None:
    """C24: miniflux#1413; 24 is midnight."""
    head = "".join(f"<hour>{one}</hour>" for one in hours)
    static(an_rss(("1", "One", "Word"), head=f"<skipHours>{head}</skipHours>"))
    assert desk.now.hour == 12
    assert (await desk.poll()).next_due.hour == hour


@pytest.mark.parametrize("years", [1, -1])
async def test_a_clock_that_was_wrong_costs_one_poll_and_silences_nobody(
    a_desk, static, an_rss, origin, years: int
) -> None:
    """C27: set on or back by a year, and right again."""
    sources = [a_source(origin.url(), id=f"s{number}") for number in range(5)]
    desk = a_desk(*sources)
    static(an_rss(("1", "One", "Word")), ETag='"a"')
    await desk.tick()
    for step in (365 * years, -365 * years):
        before = len(origin.requests)
        desk.advance(days=step)
        for _ in range(10):
            await desk.tick()
        assert len(origin.requests) - before == len(sources)
        desk.advance(minutes=16)
        await desk.tick()
        assert len(origin.requests) - before == 2 * len(sources)

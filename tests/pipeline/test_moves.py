"""A source that has moved: when its new address is adopted, when the old one is asked again, and that no
reader notices any of it. C40, C41.
"""

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest

from feeds.errors import FetchError, ParseError
from feeds.fetch import Fetchers
from feeds.model import Alarmed, AlarmKind, Move
from tests.house import LIMITS
from tests.servers.origin import Origin, answer

NEW = "http://new.ians.example/feed"
ELSEWHERE = "http://elsewhere.example/feed"
DAY = timedelta(days=1)


async def led(
    room, to: str, times: int = 1, every: timedelta = DAY, body: bytes | None = None
) -> None:
    """Polls in a row whose redirects lead to an address, `every` apart."""
    for _ in range(times):
        room.clock.now += every
        if body is None:
            room.wire.will_say_unchanged("ians", moved_to=to)
        else:
            room.wire.will("ians", body, moved_to=to)
        await room.poll()
        await room.look()


async def failed(room, fault: Exception, times: int = 1, every: timedelta = DAY) -> None:
    for _ in range(times):
        room.clock.now += every
        room.wire.will_fail("ians", fault)
        await room.poll()
        await room.look()


def looks(room) -> list[str]:
    """What is told of a move, and its end."""
    told = [event for event in room.events if isinstance(event, Alarmed)]
    return [
        f"{said}{one.alarm.words}"
        for event in told
        for said, some in (("", event.raised), ("over: ", event.over))
        for one in some
        if one.alarm.kind is AlarmKind.MOVED
    ]


@pytest.fixture
async def moved(room, a_feed_of_one):
    """A newsroom whose source has moved, which is adopted."""
    await room.take("ians", a_feed_of_one)
    await led(room, NEW, 8)
    assert room.state().move.address == NEW
    return room


async def test_seven_polls_in_a_row_over_seven_days_adopt_an_address(room, a_feed_of_one) -> None:
    """C40: the first and the last of the row count, and 304s do."""
    await room.take("ians", a_feed_of_one)
    since = room.clock() + DAY
    await led(room, NEW, 7)
    assert room.state().move == Move(leads_to=NEW, since=since, polls=7)
    await led(room, NEW)
    assert room.state().move == Move(adopted=NEW, adopted_since=since)
    await room.poll()
    assert room.wire.asked[-1].address == NEW


async def test_a_thousand_polls_in_six_days_adopt_nothing(room, a_feed_of_one) -> None:
    """C40."""
    await led(room, NEW, 400, timedelta(minutes=20), a_feed_of_one)
    assert not room.state().move.adopted


async def test_six_polls_in_a_month_adopt_nothing(room, a_feed_of_one) -> None:
    """C40."""
    await led(room, NEW, 6, timedelta(days=5), a_feed_of_one)
    assert not room.state().move.adopted


@pytest.mark.parametrize("to", ["", ELSEWHERE])
async def test_one_poll_that_is_led_elsewhere_begins_the_row_anew(
    room, a_feed_of_one, to: str
) -> None:
    """C40, C41: what a 302 leads to is no address at all here."""
    await led(room, NEW, 7, body=a_feed_of_one)
    await led(room, to)
    await led(room, NEW, 7)
    assert not room.state().move.adopted
    await led(room, NEW)
    assert room.state().move.adopted == NEW


async def test_a_redirect_to_a_maintenance_page_is_never_adopted(room, a_feed_of_one) -> None:
    """C37, C40: whatever is at its end has to be read as a feed, each time."""
    await room.take("ians", a_feed_of_one)
    await led(room, NEW, 30, body=b"<html><body>We will be back soon.</body></html>")
    assert room.state().move == Move()
    assert room.state().failures == 30
    await room.poll()
    assert room.wire.asked[-1].address == "http://ians.example/feed"


async def test_a_poll_that_fails_breaks_the_row(room, a_feed_of_one) -> None:
    await led(room, NEW, 7, body=a_feed_of_one)
    await failed(room, FetchError("it broke the connection off"))
    assert room.state().move == Move()


async def test_people_are_told_once_what_to_write_into_the_config(moved) -> None:
    """C40."""
    await moved.poll()
    assert looks(moved) == [
        f"moved to {NEW} since 2026-11-03, adopted; write it into config.toml",
    ]


async def test_what_follows_a_question_mark_stands_in_no_log(room, a_feed_of_one) -> None:
    """It may be the key of a subscriber."""
    await led(room, f"{NEW}?key=secret", 8, body=a_feed_of_one)
    assert "secret" not in str(looks(room))
    assert NEW in str(looks(room))


async def test_readers_notice_nothing(room, a_feed, an_item) -> None:
    """C40: ids, links, dates and bytes are those of before."""
    body = a_feed(an_item("1"), an_item("2", url="/relative"))
    await room.take("ians", body)
    before = room.remembers()
    await led(room, NEW, 8, body=body)
    room.release()
    await room.take("ians", body)
    assert room.state().move.address == NEW
    assert room.remembers() == before


@pytest.mark.parametrize("url", [NEW, "http://third.example/feed"])
async def test_an_address_that_is_changed_in_the_config_has_the_last_word(
    moved, a_source, url: str
) -> None:
    """C40: the adoption is over, and what validated it."""
    moved.change(sources=[a_source(url=url)])
    await moved.poll()
    assert moved.wire.asked[-1].address == url
    assert moved.state().move == Move()


async def test_a_restart_forgets_nothing(moved) -> None:
    moved.start()
    await moved.poll()
    assert moved.wire.asked[-1].address == NEW


@pytest.mark.parametrize(
    "fault",
    [
        ParseError("this is an HTML page", "text/html"),
        FetchError("the server answers 410 Gone", status=410, permanent=True),
    ],
)
async def test_where_the_new_address_is_no_feed_or_gone_the_old_one_is_asked_at_once(
    moved, fault: Exception
) -> None:
    await failed(moved, fault)
    await moved.poll()
    assert moved.wire.asked[-1].address == "http://ians.example/feed"
    assert "that fails, so the config's `url` is asked next" in looks(moved)[-1]


async def test_where_the_new_address_fails_for_a_day_both_are_asked_by_turns(moved) -> None:
    """A new address that is down, and an old domain that has lapsed: whichever comes back is heard."""
    begun = len(moved.wire.asked)
    await failed(moved, FetchError("the server answers 503", status=503), 4, timedelta(hours=2))
    assert {one.address for one in moved.wire.asked[begun:]} == {NEW}
    await failed(moved, FetchError("it refuses the connection"), 5)
    assert [one.address for one in moved.wire.asked][-5:] == [
        NEW,
        *["http://ians.example/feed", NEW] * 2,
    ]
    assert len([look for look in looks(moved) if "fails" in look]) == 1, "told once"
    moved.clock.now += DAY
    await moved.poll()
    moved.clock.now += DAY
    await moved.poll()
    assert not moved.state().failures


async def test_a_new_address_that_is_busy_stays(moved) -> None:
    """C32: a 429 says that it is there."""
    await failed(moved, FetchError("too many requests", status=429), 5)
    await failed(moved, FetchError("busy", status=503, retry_after=DAY), 5)
    assert moved.state().move.address == NEW


async def test_the_old_address_confirms_the_new_one_or_ends_it(moved) -> None:
    fault = ParseError("this is an HTML page", "text/html")
    await failed(moved, fault)
    await led(moved, NEW)
    assert moved.state().move.address == NEW
    await failed(moved, fault)
    await led(moved, "")
    assert moved.state().move == Move()
    await led(moved, "")
    assert looks(moved)[-1].startswith("over: ")


async def test_a_new_address_that_leads_back_home_is_no_longer_adopted(moved) -> None:
    await led(moved, "http://ians.example/feed")
    assert moved.state().move == Move()


async def test_an_address_that_has_moved_once_may_move_again(moved) -> None:
    since = moved.clock() + DAY
    await led(moved, ELSEWHERE, 8)
    assert moved.state().move == Move(adopted=ELSEWHERE, adopted_since=since)


async def test_over_http_a_move_costs_its_publisher_half_the_requests(
    new_room, a_source, a_feed_of_one
) -> None:
    """C13, C40, C43: two requests a poll until it is adopted, conditional as ever, then one."""
    origin = Origin(host="127.0.0.1")
    server = await asyncio.start_server(origin.serve, origin.host, 0)
    origin.port = server.sockets[0].getsockname()[1]

    async def new(writer: asyncio.StreamWriter) -> None:
        known = origin.requests[-1].one("if-none-match") == b'"a"'
        writer.write(answer(304) if known else answer(body=a_feed_of_one, ETag='"a"'))
        await writer.drain()

    origin.paths = {"/feed": answer(301, Location="/new"), "/new": new}
    room = new_room(a_source(url=origin.url()))
    fetchers = Fetchers(LIMITS, user_agent="test/1", clock=room.clock)
    room.fetcher = fetchers
    room.start()
    async with server, aclosing(fetchers):
        await room.poll()
        for _ in range(9):
            room.clock.now += DAY
            await room.poll()
    assert [request.path for request in origin.requests] == [*["/feed", "/new"] * 8, "/new", "/new"]
    asked = {"/feed": [], "/new": []}
    for request in origin.requests:
        asked[request.path].append(request.one("if-none-match"))
    assert set(asked["/feed"]) == {None}, "it has given none"
    # The first, and the one that is asked for whole after a week of 304s (C10).
    assert asked["/new"].count(None) == 2
    assert asked["/new"].count(b'"a"') == 8
    assert len(room.items()) == 1

"""What a publisher's server is asked, and what becomes of its answers: from bytes to bytes, by way of the disk."""

import asyncio
from datetime import timedelta

import pytest

from feeds.model import EtagFault

QUARTER = timedelta(minutes=15)
MONDAY = "Mon, 02 Nov 2026 11:00:00 GMT"
TUESDAY = "Tue, 03 Nov 2026 11:00:00 GMT"

ODD = [
    ('"ab12-gzip"', MONDAY),
    ('W/"ab12;br"', "Mon, 2 Nov 2026 11:00:00 +0530"),
    ("bare", "1793617200"),
    ('"' + "0123456789abcdef" * 25 + '"', "Monday, 02-Nov-26 11:00:00 GMT"),
    ('"a", "b"', "Thu, 01 Jan 1970 00:00:00 GMT"),
    ('"\\"', "Mon Nov  2 11:00:00 2026"),
]


@pytest.mark.parametrize(("etag", "date"), ODD, ids=[etag[:12] for etag, _ in ODD])
async def test_validators_come_back_as_they_came_also_after_a_restart(
    desk, static, an_rss, etag: str, date: str
) -> None:
    """C02, C03, C14: through the store, by another process; NewsBlur cuts at 255 and reads dates."""
    server = static(an_rss(("1", "One", "Word")), ETag=etag, Last_Modified=date)
    await desk.poll()
    await desk.restart()
    await desk.poll(2)
    assert desk.asked() == [(None, None)] + [(etag.encode(), date.encode())] * 2
    assert server.statuses == [200, 304, 304]


@pytest.mark.parametrize("headers", [{}, {"ETag": "", "Last_Modified": ""}])
async def test_where_no_validator_came_none_is_made_up(desk, static, an_rss, headers) -> None:
    """C01: no date of ours, no empty tag. tt-rss sent its own clock, others 1970."""
    static(an_rss(("1", "One", "Word")), Date=MONDAY, **headers)
    await desk.poll(3)
    assert desk.asked() == [(None, None)] * 3


async def test_two_validators_are_of_one_answer(desk, static, an_rss) -> None:
    """C03, C04: what the next answer lacks is not filled up from the last."""
    server = static(an_rss(("1", "One", "Word")), ETag='"a"', Last_Modified=MONDAY)
    await desk.poll()
    server.body, server.headers = an_rss(("2", "Two", "Word")), {"Last_Modified": TUESDAY}
    await desk.poll(2)
    server.body, server.headers = an_rss(("3", "Three", "Word")), {"ETag": '"c"'}
    await desk.poll(2)
    assert desk.asked() == [
        (None, None),
        (b'"a"', MONDAY.encode()),
        (None, TUESDAY.encode()),
        (None, TUESDAY.encode()),
        (b'"c"', None),
    ]


async def test_a_304_brings_what_is_new_of_itself(desk, origin, answer, an_rss) -> None:
    """C05: newsboat#3279 kept the old tag for ever, Miniflux takes the date alone. The freshness counts too."""
    origin.will(
        answer(body=an_rss(("1", "One", "Word")).encode(), ETag='"a"', Last_Modified=MONDAY),
        answer(304, ETag='"b"', Cache_Control="max-age=7200"),
        answer(304, Last_Modified=TUESDAY),
        answer(304),
    )
    await desk.poll(2)
    assert desk.wait() == timedelta(hours=2)
    await desk.poll(2)
    assert desk.asked()[1:] == [
        (b'"a"', MONDAY.encode()),
        (b'"b"', MONDAY.encode()),
        (b'"b"', TUESDAY.encode()),
    ]


@pytest.mark.parametrize(
    "touched", [{"ETag": '"b"', "Last_Modified": MONDAY}, {"ETag": '"a"', "Last_Modified": TUESDAY}]
)
async def test_a_file_that_was_touched_is_fetched_whole_once(
    desk, static, an_rss, touched: dict[str, str]
) -> None:
    """C06, C07: commafeed#1746, miniflux#2675, FreshRSS#6723, newsboat#3340, NetNewsWire#4345: one validator
    was not taken since the other, or the body, was the old one, and all was fetched for ever.
    """
    server = static(an_rss(("1", "One", "Word")), ETag='"a"', Last_Modified=MONDAY)
    await desk.poll()
    before = desk.room.remembers()
    server.headers = touched
    if touched["ETag"] == '"a"':  # a server that goes by the date before the tag
        server.headers = {"Last_Modified": TUESDAY}
    await desk.poll(3)
    assert server.statuses == [200, 200, 304, 304]
    assert desk.room.remembers() == before
    assert desk.wait() == QUARTER


async def test_news_under_the_tag_that_was_sent_come_out_and_are_counted(
    desk, origin, answer, an_rss
) -> None:
    """C08: a stuck tag hid the news in Miniflux (miniflux-legacy#218)."""
    bodies = [
        an_rss(("1", "One", "Word")),
        an_rss(("2", "Two", "Word")),
        an_rss(("2", "Two", "Word")),
    ]
    origin.will(*(answer(body=body.encode(), ETag='"stuck"') for body in bodies))
    await desk.poll(3)
    assert sorted(desk.headlines()) == ["One", "Two"]
    faults = [event.etag for event in desk.room.told()]
    assert faults == [EtagFault.NONE, EtagFault.LIES, EtagFault.NONE]
    assert desk.state().validators.etag == '"stuck"'


async def test_who_is_killed_between_receipt_and_record_gets_all_again(
    desk, static, an_rss
) -> None:
    """C11: neither tag nor items are there then, and the next process asks for the whole."""

    class Killed(BaseException):
        pass

    async def die(record):
        raise Killed

    from dataclasses import replace

    server = static(an_rss(("1", "One", "Word")), ETag='"a"')
    ingest = replace(desk.room.ingest, in_store_thread=die)
    claimed = desk.store.claim(["ians"], desk.now, timedelta(seconds=90), 1)
    with pytest.raises(Killed):
        await ingest.run(claimed, lambda: None)
    await desk.restart()
    assert desk.room.items() == []
    assert await desk.once("ians") == {"ians": desk.now + QUARTER}, "it was asked, after all"
    desk.advance(minutes=15)
    await desk.tick()
    assert (desk.asked(), server.statuses) == ([(None, None)] * 2, [200, 200])
    assert desk.headlines() == ["One"]


CUTS = {
    "shorter than it said": lambda body: (len(body), body[: len(body) // 2]),
    "a length that is too short": lambda body: (len(body) - 40, body),
    "no length, and the end of the connection": lambda body: (None, body[:-40]),
}


@pytest.mark.parametrize("cut", CUTS)
async def test_a_body_that_is_cut_short_leaves_the_validators_as_they_were(
    desk, origin, answer, an_rss, cut: str
) -> None:
    """C12, C63: a crash of the publisher's must not become a 304 to half of the news."""
    old, new = an_rss(("1", "One", "Word")), an_rss(("2", "Two", "Word"), ("3", "Three", "Word"))
    length, body = CUTS[cut](new.encode())
    whole = answer(body=new.encode(), ETag='"new"')

    async def broken(writer: asyncio.StreamWriter) -> None:
        said = str(length) if length is not None else None
        writer.write(answer(body=body, ETag='"new"', Content_Length=said, Connection="close"))
        await writer.drain()
        writer.close()

    origin.will(answer(body=old.encode(), ETag='"old"'), broken)
    await desk.poll(2)
    assert desk.state().validators.etag == '"old"'
    assert desk.state().error
    origin.script[:] = [whole]  # the client asks once more where the connection was an old one
    await desk.poll()
    assert desk.asked()[-1] == (b'"old"', None)
    assert sorted(desk.headlines()) == ["One", "Three", "Two"]
    assert desk.state().validators.etag == '"new"'


async def test_a_feed_that_never_has_its_end_is_believed_the_second_time(
    desk, static, an_rss
) -> None:
    """C12: or it would be fetched whole at every poll."""
    server = static(an_rss(("1", "One", "Word")).removesuffix("</channel></rss>"), ETag='"a"')
    await desk.poll(3)
    assert server.statuses == [200, 200, 304]
    assert desk.headlines() == ["One"]


@pytest.mark.parametrize(
    "page",
    ["<!DOCTYPE html><html><body>Log in</body></html>", "<html>Checking your browser</html>", ""],
)
async def test_a_page_in_place_of_the_feed_changes_nothing(
    desk, static, origin, answer, an_rss, page: str
) -> None:
    """C12, C37: FreshRSS 1.24.0 kept the validators of such a page."""
    static(an_rss(("1", "One", "Word")), ETag='"good"')
    await desk.poll()
    good = origin.paths.pop("/feed")
    origin.will(answer(body=page.encode(), ETag='"bad"', Content_Type="text/html"))
    state = await desk.poll()
    assert (state.outcome, state.failures, state.validators.etag) == ("failed", 1, '"good"')
    assert "not a feed" in state.error
    origin.paths["/feed"] = good
    await desk.poll()
    assert desk.asked()[-1] == (b'"good"', None)
    assert desk.headlines() == ["One"]


async def test_a_row_of_304s_is_a_row_of_successes(desk, static, an_rss) -> None:
    """C15: cooklang/federation#10 gave such a feed up."""
    static(an_rss(("1", "One", "Word")), ETag='"a"')
    await desk.poll(12)
    state = desk.state()
    assert (state.failures, state.error, state.last_success) == (0, "", desk.now)
    assert not state.paused


@pytest.mark.parametrize(
    "fields",
    [
        b'ETag: "a"\r\nETag: "b"',
        b"Last-Modified: Mon, 02 Nov 2026 11:00:00 GMT\r\nLast-Modified: Tue, 03 Nov 2026 11:00:00 GMT",
    ],
)
async def test_of_a_validator_that_came_twice_the_first_goes_back(
    desk, origin, an_rss, fields: bytes
) -> None:
    """C02, C23: both in one would be a validator that nobody gave."""
    body = an_rss(("1", "One", "Word")).encode()
    whole = b"HTTP/1.1 200 OK\r\n%b\r\nContent-Length: %d\r\n\r\n%b" % (fields, len(body), body)
    origin.will(whole, b"HTTP/1.1 304 Not Modified\r\n\r\n")
    await desk.poll(2)
    tag, date = desk.asked()[-1]
    assert (tag or date) == fields.split(b"\r\n")[0].split(b": ")[1]
    assert desk.state().outcome == "unchanged"


async def test_a_first_poll_keeps_its_validators(desk, static, an_rss) -> None:
    """C01, C03: newsboat#2734 kept them from the second poll on."""
    server = static(an_rss(("1", "One", "Word")), ETag='"a"')
    await desk.poll(2)
    assert server.statuses == [200, 304]


async def test_an_empty_feed_and_a_shorter_one_take_nothing_away(desk, static, an_rss) -> None:
    """C38."""
    server = static(an_rss(("1", "One", "Word"), ("2", "Two", "Word")), ETag='"a"')
    await desk.poll()
    for number, items in enumerate([[("2", "Two", "Word")], []]):
        server.body, server.headers = an_rss(*items), {"ETag": f'"{number}"'}
        await desk.poll()
        assert sorted(desk.headlines()) == ["One", "Two"]
        assert desk.state().failures == 0

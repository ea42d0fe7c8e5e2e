"""robots.txt (RFC 9309): heeded for pages, which are made for people, and where the operator says so for all. C54."""

import asyncio
from datetime import timedelta

import pytest

from feeds.errors import FetchError
from feeds.model import Permit, Robots, SourceState
from tests.unit.fetch.conftest import NOON, PATIENCE

DAY = timedelta(days=1)
FORBIDS = b"User-agent: *\nDisallow: /feed\n"


@pytest.fixture
def poll(a_fetcher, a_source, a_state):
    """Polls a page, or what the test says, with a fetcher of its own that heeds what the test says."""

    async def run(robots: Robots = Robots.PAGES, state: SourceState | None = None, **source):
        source = a_source(**{"format": "list", **source})
        fetching = a_fetcher(robots=robots).fetch(source, state or a_state())
        return await asyncio.wait_for(fetching, PATIENCE)

    return run


def paths(origin) -> list[str]:
    return [request.path for request in origin.requests]


@pytest.mark.parametrize(
    ("robots", "format_", "asked"),
    [
        (Robots.PAGES, "list", True),
        (Robots.PAGES, "page", True),
        (Robots.PAGES, "auto", False),
        (Robots.PAGES, "feed", False),
        (Robots.PAGES, "sitemap", False),
        (Robots.ALL, "auto", True),
        (Robots.ALL, "sitemap", True),
        (Robots.NONE, "list", False),
        (Robots.NONE, "page", False),
    ],
)
async def test_what_is_made_for_machines_is_asked_for_because_the_operator_says_so(
    poll, origin, answer, robots: Robots, format_: str, *, asked: bool
) -> None:
    """C54."""
    origin.paths = {"/robots.txt": answer(body=b""), "/feed": answer()}
    await poll(robots, format=format_)
    assert paths(origin) == (["/robots.txt"] if asked else []) + ["/feed"]


@pytest.mark.parametrize(
    ("says", "allowed"),
    [
        (b"", True),
        (FORBIDS, False),
        (b"\xef\xbb\xbf" + FORBIDS, False),
        (b"user-agent: *\r\ndisallow: /\r\n", False),
        (b"User-agent: *\nDisallow: /\nAllow: /feed\n", True),
        (b"User-agent: *\nDisallow: /*eed$\n", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: GNN9-Feeds\nDisallow:\n", True),
        (b"User-agent: other\nDisallow: /\n", True),
        (b"User-agent: other\nUser-agent: gnn9-feeds\nDisallow: /\n", False),
        (b"<html>no such page</html>", True),
        (b"\xff\xfe\x00" * 100, True),
        (FORBIDS + b"# " + b"x" * 600_000, False),
        (b"# " + b"x" * 600_000 + b"\n" + FORBIDS, True),
    ],
)
async def test_the_rules_are_those_of_the_standard(
    a_fetcher, a_source, a_state, origin, answer, says: bytes, *, allowed: bool
) -> None:
    """C54. RFC 9309, 2.2 and 2.5: the longest match, our own name, 500 KiB and no more."""
    origin.paths = {"/robots.txt": answer(body=says), "/feed": answer()}
    fetcher = a_fetcher(max_bytes=1_000_000)
    polling = fetcher.fetch(a_source(format="list"), a_state())
    if allowed:
        assert (await polling).status == 200
        return
    with pytest.raises(FetchError, match=r"robots\.txt forbids it to gnn9-feeds"):
        await polling
    assert paths(origin) == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(400, True), (401, True), (403, True), (404, True), (410, True), (500, False), (503, False)],
)
async def test_a_site_without_one_allows_all_and_one_that_cannot_say_allows_nothing(
    poll, origin, answer, status: int, *, allowed: bool
) -> None:
    """RFC 9309, 2.3.1.3 and 2.3.1.4."""
    origin.paths = {"/robots.txt": answer(status), "/feed": answer()}
    if allowed:
        assert (await poll()).status == 200
        return
    with pytest.raises(FetchError, match="cannot be had, which forbids it") as told:
        await poll()
    assert (told.value.status, told.value.permanent) == (0, False), "what is asked is not the feed"
    assert paths(origin) == ["/robots.txt"]


async def test_one_that_breaks_off_allows_nothing(poll, origin, answer) -> None:
    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(Content_Length="100"))
        writer.close()

    origin.paths = {"/robots.txt": cut}
    with pytest.raises(FetchError, match="cannot be had"):
        await poll()


async def test_one_that_says_too_many_requests_is_heard_as_such(poll, origin, answer) -> None:
    """C30: the pause is the whole host's."""
    origin.paths = {"/robots.txt": answer(429, Retry_After="3600")}
    with pytest.raises(FetchError, match="429") as told:
        await poll()
    assert told.value.host_pause == told.value.retry_after == timedelta(hours=1)


async def test_five_redirects_lead_to_one_and_a_sixth_to_none(
    a_fetcher, a_source, a_state, an_origin, origin, answer
) -> None:
    """RFC 9309, 2.3.1.2: to another host too, whose rules count for the first."""
    there = await an_origin("127.0.0.2")
    for hops in (5, 6):
        origin.will(answer(301, Location=there.url("/1")))
        there.paths = {f"/{n}": answer(302, Location=f"/{n + 1}") for n in range(1, hops)}
        there.paths[f"/{hops}"] = answer(body=FORBIDS)
        match = "forbids it to" if hops == 5 else "more than 5 times"
        with pytest.raises(FetchError, match=match):
            await a_fetcher().fetch(a_source(format="list"), a_state())


async def test_it_is_read_once_a_day_for_all_sources_of_a_site(
    a_fetcher, a_source, a_state, origin, answer
) -> None:
    """RFC 9309, 2.4."""
    origin.paths = {"/robots.txt": answer(), **{f"/{n}": answer() for n in range(5)}}
    fetcher = a_fetcher()
    for _ in range(2):
        await asyncio.gather(
            *(
                fetcher.fetch(a_source(format="list", url=origin.url(f"/{n}")), a_state())
                for n in range(5)
            )
        )
    assert paths(origin).count("/robots.txt") == 1
    fetcher._robots._clock = lambda: NOON + DAY
    await fetcher.fetch(a_source(format="list", url=origin.url("/1")), a_state())
    assert paths(origin).count("/robots.txt") == 2


async def test_what_it_allowed_is_remembered_from_one_process_to_the_next(
    poll, origin, answer, a_state
) -> None:
    """The next `feeds once` asks for the page alone, for a day, and for one address."""
    origin.paths = {"/robots.txt": answer(body=b""), "/feed": answer()}
    first = await poll()
    assert first.permits == (Permit(url=origin.url(), until=NOON + DAY),)
    again = await poll(state=a_state(permits=first.permits))
    assert again.permits == first.permits
    assert paths(origin) == ["/robots.txt", "/feed", "/feed"]
    for old in (
        Permit(url=origin.url(), until=NOON),
        Permit(url=origin.url("/other"), until=NOON + DAY),
        Permit(url=origin.url(), until=NOON + 365 * DAY),  # of a clock that was ahead
    ):
        await poll(state=a_state(permits=(old,)))
        assert paths(origin)[-2:] == ["/robots.txt", "/feed"]


async def test_where_a_redirect_leads_is_asked_as_well(poll, an_origin, origin, answer) -> None:
    there = await an_origin("127.0.0.2")
    origin.paths = {
        "/robots.txt": answer(404),
        "/feed": answer(302, Location=there.url("/feed")),
    }
    there.paths = {"/robots.txt": answer(body=FORBIDS), "/feed": answer()}
    with pytest.raises(FetchError, match="forbids"):
        await poll()
    assert paths(there) == ["/robots.txt"]


async def test_it_is_asked_in_turn_under_our_name_and_without_credentials(
    a_fetcher, a_source, a_state, origin, answer
) -> None:
    """C42, C50, C52."""
    gap = 0.1
    origin.paths = {"/robots.txt": answer(), "/feed": answer()}
    state = a_state(etag='"a"')
    await a_fetcher(host_gap=timedelta(seconds=gap)).fetch(a_source(format="page"), state)
    first, second = origin.requests
    assert first.one("user-agent") == b"gnn9-feeds/1 (+http://www.gnn9.com/)"
    assert first.one("if-none-match") is None
    assert second.one("if-none-match") == b'"a"'
    assert second.at - first.at > gap - 0.001


async def test_what_robots_txt_takes_is_of_the_one_deadline(
    a_fetcher, a_source, a_state, origin, answer
) -> None:
    """C60: a page behind three redirects, each with a robots.txt that takes half of the poll's time."""

    async def slowly(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.25)
        writer.write(answer(body=b""))

    origin.paths = {
        "/robots.txt": slowly,
        "/feed": answer(302, Location=f"http://127.0.0.2:{origin.port}/b"),
    }
    elsewhere = []
    for number, path in ((2, "/b"), (3, "/c")):
        host = f"127.0.0.{number}"
        server = await asyncio.start_server(origin.serve, host, origin.port)
        elsewhere.append(server)
        origin.paths[path] = answer(302, Location=f"http://127.0.0.3:{origin.port}/c")
    fetcher = a_fetcher(robots=Robots.PAGES, timeout=timedelta(seconds=0.4))
    with pytest.raises(FetchError, match=r"longer than 0\.4 s"):
        await asyncio.wait_for(fetcher.fetch(a_source(format="list"), a_state()), PATIENCE)
    assert paths(origin) == ["/robots.txt", "/feed", "/robots.txt"]
    for server in elsewhere:
        server.close()

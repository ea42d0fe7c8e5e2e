"""What is owed to a host, over all sources: few at a time, not too soon again, none while it rests."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from itertools import permutations

import pytest

from feeds.errors import FetchError
from feeds.fetch.hosts import Hosts
from feeds.fetch.sites import Sites
from feeds.model import SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def a_poll(fetcher, source):
    return asyncio.wait_for(fetcher.fetch(source, SourceState(id=source.id, next_due=NOON)), 20)


def a_crowd_of(most: int, answer):
    """An answer that waits until so many are asked for at once, so that more would be seen; and how
    many there were whenever one came.
    """
    here: list[object] = []
    seen: list[int] = []
    full = asyncio.Event()

    async def slow(writer: asyncio.StreamWriter) -> None:
        here.append(writer)
        seen.append(len(here))
        if len(here) == most:
            full.set()
        await full.wait()
        for _ in range(50):  # whoever else may come has come by then
            await asyncio.sleep(0)
        here.remove(writer)
        writer.write(answer())
        await writer.drain()

    return slow, seen


@pytest.mark.parametrize("status", [200, 304, 404, 500])
async def test_a_poll_is_one_request(fetch, origin, answer, status: int) -> None:
    """C21, C35, C36: an error is not asked again at once, nor under another name."""
    origin.will(answer(status))
    with suppress(FetchError):
        await fetch()
    assert len(origin.requests) == 1


@pytest.mark.parametrize(
    ("status", "header", "asked"),
    [
        (429, {"Retry-After": "3600"}, timedelta(hours=1)),
        (503, {"Retry-After": "86400"}, timedelta(days=1)),
        (503, {"Retry-After": "Mon, 02 Nov 2026 15:00:00 GMT"}, timedelta(hours=3)),
        (429, {"Retry-After": "Mon, 02 Nov 2026 09:00:00 GMT"}, timedelta(0)),
        (429, {"Retry-After": "0"}, timedelta(0)),
        (429, {"X-RateLimit-Reset": "60"}, timedelta(minutes=1)),
        (429, {}, None),
        (429, {"Retry-After": "soon"}, None),
        (503, {}, None),
        (500, {"Retry-After": "3600"}, None),
        (404, {"Retry-After": "3600"}, None),
    ],
)
async def test_retry_after_is_read_in_both_forms_from_those_that_may_ask(
    fetch, origin, answer, status: int, header: dict[str, str], asked: timedelta | None
) -> None:
    """C30, C31."""
    origin.will(answer(status, **header))
    with pytest.raises(FetchError, match=str(status)) as told:
        await fetch()
    assert told.value.retry_after == asked
    assert told.value.status == status
    pauses = status == 429 or asked is not None
    assert (told.value.host_pause is not None) is pauses
    assert told.value.host == "127.0.0.1"
    assert told.value.asked


@pytest.mark.parametrize(
    ("status", "header"),
    [(429, {"Retry-After": "60"}), (429, {}), (503, {"Retry-After": "60"})],
)
async def test_a_host_that_asks_for_a_rest_gets_it_from_all_sources(
    a_fetcher, a_source, an_origin, origin, answer, status: int, header: dict[str, str]
) -> None:
    """C30."""
    other = await an_origin("127.0.0.2")
    origin.will(answer(status, **header))
    other.will(answer())
    fetcher = a_fetcher()
    with pytest.raises(FetchError, match=str(status)):
        await a_poll(fetcher, a_source())
    with pytest.raises(FetchError, match="has asked for a pause") as told:
        await a_poll(fetcher, a_source(id="another", url=origin.url("/another")))
    assert told.value.retry_after is not None
    assert not told.value.asked
    assert timedelta(seconds=30) < told.value.retry_after <= timedelta(hours=1)
    assert len(origin.requests) == 1
    assert (await a_poll(fetcher, a_source(id="third", url=other.url()))).status == 200


async def test_a_503_that_names_no_time_is_no_reason_to_leave_the_host_alone(
    a_fetcher, a_source, origin, answer
) -> None:
    origin.will(answer(503), answer())
    fetcher = a_fetcher()
    with pytest.raises(FetchError, match="503"):
        await a_poll(fetcher, a_source())
    assert (await a_poll(fetcher, a_source(id="another"))).status == 200


async def test_a_rest_that_is_asked_for_ever_ends_after_two_days(
    a_fetcher, a_source, origin, answer
) -> None:
    """C30: the source is asked again then, and its host must not be shut still."""
    origin.will(answer(429, Retry_After="99999999999"))
    fetcher = a_fetcher()
    with pytest.raises(FetchError, match="429"):
        await a_poll(fetcher, a_source())
    with pytest.raises(FetchError, match="pause") as told:
        await a_poll(fetcher, a_source(id="another"))
    assert told.value.retry_after is not None
    assert told.value.retry_after <= timedelta(hours=48)


@pytest.mark.parametrize(("per_host", "most"), [(1, 1), (2, 2)])
async def test_a_host_is_asked_by_few_at_a_time_whatever_its_port(
    a_fetcher, a_source, an_origin, answer, per_host: int, most: int
) -> None:
    """C52."""
    slow, seen = a_crowd_of(most, answer)
    doors = [await an_origin("127.0.0.1") for _ in range(2)]
    fetcher = a_fetcher(per_host=per_host)
    for door in doors:
        door.will(*[slow] * 4)
    polls = [
        a_poll(fetcher, a_source(id=f"s{number}", url=doors[number % 2].url(f"/{number}")))
        for number in range(8)
    ]
    await asyncio.gather(*polls)
    assert max(seen) == most
    if per_host == 1:
        assert max(door.most_open for door in doors) == 1


async def test_hosts_do_not_wait_for_each_other(a_fetcher, a_source, an_origin, answer) -> None:
    slow, fast = await an_origin("127.0.0.1"), await an_origin("127.0.0.2")
    done = asyncio.Event()

    async def wait(writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.write(answer())
        await writer.drain()

    slow.will(wait)
    fast.will(answer())
    fetcher = a_fetcher()
    waiting = asyncio.create_task(a_poll(fetcher, a_source(id="slow", url=slow.url())))
    assert (await a_poll(fetcher, a_source(id="fast", url=fast.url()))).status == 200
    assert not waiting.done()
    done.set()
    assert (await waiting).status == 200


async def test_between_two_requests_to_a_host_lies_the_gap_redirects_included(
    a_fetcher, a_source, origin, answer
) -> None:
    """C52: three requests, two gaps."""
    gap = 0.08
    origin.will(answer(302, Location="/new"), answer(), answer())
    fetcher = a_fetcher(host_gap=timedelta(seconds=gap))
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(a_poll(fetcher, a_source(id=f"s{n}")) for n in range(2)))
    assert len(origin.requests) == 3
    assert asyncio.get_running_loop().time() - begun > 2 * gap - 0.001


@pytest.mark.parametrize(
    ("allowed", "host", "gap"),
    [
        (["127.0.0.0/8"], "127.0.0.1", 0),
        (["10.1.0.0/16"], "10.1.2.3", 0),
        (["10.1.0.0/16"], "10.2.2.3", 1),
        ([], "93.184.216.34", 1),
        (["127.0.0.0/8"], "feeds.example.org", 1),
        (["0.0.0.0/0"], "93.184.216.34", 1),
    ],
)
async def test_a_public_host_gets_a_second_unless_told_otherwise_and_ones_own_gets_none(
    a_fetcher, allowed: list[str], host: str, gap: int
) -> None:
    networks = tuple(ip_network(one) for one in allowed)
    assert a_fetcher(allow_networks=networks)._gates._gap(host) == timedelta(seconds=gap)
    own = a_fetcher(allow_networks=networks, host_gap=timedelta(seconds=7))
    assert own._gates._gap(host) == timedelta(seconds=7)


async def test_no_more_polls_are_in_flight_than_the_config_says(
    a_fetcher, a_source, an_origin, answer
) -> None:
    slow, seen = a_crowd_of(2, answer)
    doors = [await an_origin(f"127.0.0.{number}") for number in range(1, 5)]
    fetcher = a_fetcher(concurrency=2)
    for door in doors:
        door.will(slow)
    await asyncio.gather(
        *(a_poll(fetcher, a_source(id=door.host, url=door.url())) for door in doors)
    )
    assert max(seen) == 2


async def test_connections_are_kept_for_the_next_poll(fetch, origin, answer, a_state) -> None:
    origin.will(answer(), answer(304), answer(404), answer())
    for etag in ("", '"a"'):
        await fetch(state=a_state(etag=etag))
    with pytest.raises(FetchError):
        await fetch()
    await fetch()
    assert {request.connection for request in origin.requests} == {1}


@pytest.mark.parametrize("gap", [0, 0.01])
async def test_a_host_that_nobody_waits_for_is_forgotten(gap: float) -> None:
    """Memory is bounded by the hosts that are asked now, not by those that ever were."""
    hosts = Hosts(per_host=1, clock=lambda: NOON)

    async def ask(name: str) -> None:
        async with hosts.turn(name, timedelta(seconds=gap)):
            pass

    await asyncio.gather(*(ask(f"host-{number}") for number in range(100)))
    hosts.pause("rests", timedelta(hours=1))
    async with asyncio.timeout(20):
        while hosts._sites:
            await asyncio.sleep(0.005)
    assert set(hosts._paused) == {"rests"}


async def test_a_pause_that_another_process_was_told_of_is_kept(origin) -> None:
    """C30: as the store has it."""
    paused = {origin.host: NOON + timedelta(hours=1)}
    hosts = Hosts(per_host=1, clock=lambda: NOON, paused=paused)
    with pytest.raises(FetchError, match="has asked for a pause") as told:
        async with hosts.turn(origin.host, timedelta(0)):
            pass
    assert told.value.retry_after == timedelta(hours=1)


async def test_a_pause_of_another_clock_and_one_that_is_over_are_none() -> None:
    """C27: a clock that was a year ahead when a host asked for an hour silences it for no year."""
    now = [NOON]
    paused = {"ahead.example": NOON + timedelta(days=365), "over.example": NOON}
    hosts = Hosts(per_host=1, clock=lambda: now[0], paused=paused)
    hosts.pause("now.example", timedelta(hours=1))
    now[0] += timedelta(hours=1)
    for host in (*paused, "now.example"):
        async with hosts.turn(host, timedelta(0)):
            pass
    assert hosts._paused == {}


async def test_names_of_one_site_take_turns_and_those_of_others_do_not() -> None:
    """C52: a newspaper's names are one site wherever they lead, and houses that share a public suffix, or
    an address of a CDN, are not.
    """
    hosts = Hosts(per_host=1, clock=lambda: NOON)
    first = hosts.turn("feeds.bbc.co.uk", timedelta(0))
    await first.__aenter__()
    for name, free in {
        "www.bbc.co.uk": False,
        "WWW.BBC.CO.UK".lower(): False,
        "www.ft.co.uk": True,
        "bbc.co.uk.example": True,
    }.items():
        turn = hosts.turn(name, timedelta(0))
        waiting = asyncio.create_task(turn.__aenter__())
        for _ in range(5):
            await asyncio.sleep(0)
        assert waiting.done() is free, name
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    await first.__aexit__(None, None, None)


@pytest.mark.parametrize(
    ("names", "sites"),
    [
        (["feeds.ians.example", "www.ians.example", "ians.example"], 1),
        (["a.blogspot.com", "b.blogspot.com", "x.a.blogspot.com"], 2),
        (["a.co.uk", "b.co.uk", "www.b.co.uk"], 2),
        (["xn--mnchen-3ya.de", "www.xn--mnchen-3ya.de", "muenchen.de"], 2),
        (["93.184.216.34", "93.184.216.35"], 2),
        (["127.0.0.1", "127.1", "0x7f000001"], 1),
        (["::1", "0:0:0:0:0:0:0:1"], 1),
        (["localhost", "wire"], 2),
    ],
)
def test_a_site_is_what_one_publisher_has_registered(names: list[str], sites: int) -> None:
    """C52, whatever the order in which the names come."""
    for order in permutations(names):
        site_of = Sites()
        found = [site_of(name) for name in order]
        assert len(set(found)) == sites, order
        assert [site_of(name) for name in order] == found


async def test_the_gap_lies_between_the_end_of_a_request_and_the_next(
    a_fetcher, a_source, origin, answer
) -> None:
    """C52: a slow server gets its rest as well."""
    gap, ends = 0.15, []

    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * gap)
        ends.append(asyncio.get_running_loop().time())
        writer.write(answer())
        await writer.drain()

    origin.will(slow, answer())
    fetcher = a_fetcher(host_gap=timedelta(seconds=gap))
    await asyncio.gather(*(a_poll(fetcher, a_source(id=f"s{n}")) for n in range(2)))
    assert origin.requests[1].at - ends[0] > gap - 0.001


async def test_whoever_begins_to_poll_waits_a_gap_first(
    a_fetcher, a_source, origin, answer
) -> None:
    """C52: the process before may have asked the same site a moment ago."""
    gap = 0.15
    origin.will(answer())
    begun = asyncio.get_running_loop().time()
    await a_poll(a_fetcher(host_gap=timedelta(seconds=gap)), a_source())
    assert origin.requests[0].at - begun > gap - 0.001


async def test_whoever_gives_up_waiting_for_a_turn_takes_nobody_elses() -> None:
    hosts = Hosts(per_host=1, clock=lambda: NOON)
    async with hosts.turn("host", timedelta(0)):
        waiting = asyncio.create_task(_turn(hosts))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.wait_for(_turn(hosts), 20)


async def _turn(hosts: Hosts) -> None:
    async with hosts.turn("host", timedelta(0)):
        pass

"""Redirects: followed by hand, few of them, and nothing goes along that is not the next one's."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import httpx
import pytest

from feeds.errors import FetchError
from feeds.fetch.client import Client
from feeds.model import Auth, Move, Validators
from tests.unit.fetch.conftest import NOON


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_every_kind_of_redirect_is_followed(fetch, origin, answer, status: int) -> None:
    origin.paths = {
        "/feed": answer(status, Location="/new"),
        "/new": answer(body=b"<rss>new</rss>"),
    }
    found = await fetch()
    assert found.payloads[0].body == b"<rss>new</rss>"
    assert found.payloads[0].url == origin.url("/new")
    assert [request.line for request in origin.requests] == [
        "GET /feed HTTP/1.1",
        "GET /new HTTP/1.1",
    ]


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], True),
        ([308], True),
        ([301, 308], True),
        ([302], False),
        ([303], False),
        ([307], False),
        ([301, 302], False),
        ([307, 301], False),
    ],
)
async def test_an_address_has_moved_only_where_every_hop_says_for_good(
    fetch, origin, answer, statuses: list[int], moved: bool
) -> None:
    """C40, C41."""
    for hop, status in enumerate(statuses):
        origin.will(answer(status, Location=f"/{hop}"))
    origin.will(answer())
    found = await fetch()
    assert found.moved_to == (origin.url(f"/{len(statuses) - 1}") if moved else "")


async def test_no_redirect_means_not_moved(fetch, origin, answer) -> None:
    origin.will(answer())
    assert (await fetch()).moved_to == ""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_304_behind_a_redirect_is_a_304(
    fetch, an_origin, origin, answer, a_state, status: int
) -> None:
    """C43: also at another origin, which is sent back what it gave, and nobody else is."""
    for host in ("127.0.0.1", "127.0.0.2"):
        there = await an_origin(host)
        origin.will(*[answer(status, Location=there.url("/new"))] * 2)
        there.will(answer(ETag='"a"', Last_Modified="Monday"), answer(304))
        first = await fetch()
        assert first.validators.address == there.url("/new")
        found = await fetch(state=a_state(validators=first.validators))
        assert found.unchanged
        assert found.validators == first.validators
        assert there.requests[-1].one("if-none-match") == b'"a"'
        assert there.requests[-1].one("if-modified-since") == b"Monday"
        assert all(request.one("if-none-match") is None for request in origin.requests)


async def test_an_address_is_sent_nobody_elses_validators_on_the_same_host_either(
    fetch, origin, answer, a_state
) -> None:
    """C13: two documents of one server may have one ETag, and a 304 would hide the new one."""
    origin.paths = {"/feed": answer(302, Location="/new"), "/new": answer(ETag='"b"')}
    found = await fetch(state=a_state(etag='"1"'))
    assert [request.one("if-none-match") for request in origin.requests] == [b'"1"', None]
    assert found.validators == Validators(etag='"b"', address=origin.url("/new"))


async def test_a_304_that_nobody_asked_for_is_an_error_and_no_success(
    fetch, origin, answer
) -> None:
    """C01, C15: a source that is never heard would be well for ever."""
    origin.will(answer(304))
    with pytest.raises(FetchError, match="never named"):
        await fetch()


async def test_every_request_says_that_it_can_read_the_same_codings(
    fetch, an_origin, origin, answer, a_state
) -> None:
    """C13: validators need not be told apart by Accept-Encoding, which never varies."""
    there = await an_origin("127.0.0.2")
    origin.will(answer(301, Location=there.url("/new")), answer(304))
    there.will(answer(), answer())
    await fetch()
    await fetch(state=a_state(etag='"a"'))
    await fetch(state=a_state(move=moved_to(there.url("/new"))))
    asked = [request.one("accept-encoding") for request in origin.requests + there.requests]
    assert asked == [b"gzip, deflate, br, zstd"] * 4


def moved_to(where: str) -> Move:
    return Move(adopted=where, adopted_since=NOON)


async def test_where_a_source_has_moved_to_is_asked_at_once_and_conditionally(
    fetch, an_origin, origin, answer, a_state
) -> None:
    """C40, C13: one request, and none to the old address."""
    there = await an_origin("127.0.0.2")
    there.will(answer(ETag='"a"'), answer(304), answer(302, Location="/x"), answer())
    moved = moved_to(there.url("/new"))
    first = await fetch(state=a_state(move=moved))
    assert first.payloads[0].url == there.url("/new")
    assert (await fetch(state=a_state(move=moved, validators=first.validators))).unchanged
    assert (await fetch(state=a_state(move=moved))).moved_to == ""
    assert origin.requests == []


@pytest.mark.parametrize(
    "changes", [{"url": "http://127.0.0.1:1/old"}, {"move": Move(adopted="http://x/", back=True)}]
)
async def test_the_configs_own_address_is_asked_where_it_was_changed_or_the_new_one_is_in_doubt(
    fetch, origin, answer, a_state, changes: dict[str, object]
) -> None:
    """C40."""
    origin.will(answer())
    await fetch(state=a_state(**{"move": moved_to("http://127.0.0.1:1/"), **changes}))
    assert [request.path for request in origin.requests] == ["/feed"]


async def test_credentials_stay_at_home_when_a_source_has_moved(
    fetch, an_origin, origin, answer, a_source, a_state
) -> None:
    """C42: an operator who writes the address into the config gives them with it."""
    there = await an_origin("127.0.0.2")
    there.will(answer())
    origin.will(answer())
    auth = Auth(token="secret")
    await fetch(a_source(auth=auth), a_state(move=moved_to(there.url("/new"))))
    await fetch(a_source(auth=auth), a_state(move=moved_to(origin.url("/new"))))
    assert there.requests[0].one("authorization") is None
    assert origin.requests[0].one("authorization") == b"Bearer secret"


async def test_an_adopted_address_is_checked_as_a_redirect_is(fetch, a_state) -> None:
    """C42, X03: what was allowed then may not be any more."""
    with pytest.raises(FetchError, match="private"):
        await fetch(state=a_state(move=moved_to("http://10.0.0.1/")))
    with pytest.raises(FetchError, match="leads to port 8080"):
        await fetch(state=a_state(move=moved_to("http://feeds.example.org:8080/")))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_that_asks_for_a_moment_gets_it(
    fetch, origin, answer, status: int
) -> None:
    """C43."""
    origin.will(answer(status, Location="/new", Retry_After="1"), answer())
    assert (await fetch()).status == 200
    first, second = (request.at for request in origin.requests)
    assert second - first > 0.99


async def test_a_redirect_that_asks_for_long_ends_the_poll_and_the_next_has_waited(
    fetch, origin, answer, a_state
) -> None:
    """C43: else a server that always asks for it would never be heard."""
    origin.will(*[answer(302, Location="/new", Retry_After="3600")] * 2, answer())
    with pytest.raises(FetchError, match="asked for a pause first") as told:
        await fetch()
    assert told.value.retry_after == timedelta(hours=1)
    assert told.value.host_pause is None
    assert (await fetch(state=a_state(not_before=NOON))).status == 200


async def test_a_redirect_with_the_state_of_a_quota_is_followed_at_once(
    fetch, origin, answer
) -> None:
    origin.will(answer(302, Location="/new", X_RateLimit_Reset="3600"), answer())
    assert (await fetch()).status == 200


async def test_five_hops_are_followed_and_a_sixth_is_not(fetch, origin, answer) -> None:
    """C42."""
    for hop in range(5):
        origin.will(answer(302, Location=f"/{hop}"))
    origin.will(answer())
    assert (await fetch()).status == 200
    for hop in range(6):
        origin.will(answer(302, Location=f"/{hop}"))
    with pytest.raises(FetchError, match="more than 5 times"):
        await fetch()
    assert len(origin.requests) == 12


@pytest.mark.parametrize(
    "circle", [["/feed"], ["/a", "/feed"], ["/a", "/b", "/a"], ["/feed#x"], [""]]
)
async def test_a_circle_is_noticed(fetch, origin, answer, circle: list[str]) -> None:
    """C42."""
    origin.will(*(answer(302, Location=where) for where in circle))
    with pytest.raises(FetchError, match="in a circle"):
        await fetch()
    assert len(origin.requests) == len(circle)


@pytest.mark.parametrize(
    "auth",
    [
        Auth(username="desk", password="secret"),
        Auth(token="secret"),
        Auth(header="X-Api-Key", value="secret"),
    ],
)
async def test_credentials_and_validators_are_for_the_sources_own_origin_alone(
    fetch, an_origin, origin, answer, a_source, a_state, auth: Auth
) -> None:
    """C42, X34: another host, and another port of the same, are others."""
    for host in ("127.0.0.2", "127.0.0.1"):
        stranger = await an_origin(host)
        origin.will(answer(302, Location=stranger.url("/elsewhere")))
        stranger.will(answer(302, Location=stranger.url("/further")), answer())
        await fetch(a_source(auth=auth), a_state(etag='"a"', last_modified="Monday"))
        own = origin.requests.pop()
        assert own.one("if-none-match") == b'"a"'
        assert b"secret" in own.all("x-api-key") or own.one("authorization") is not None
        for request in stranger.requests:
            names = {name.lower() for name, _ in request.fields}
            assert not names & {
                b"authorization", b"x-api-key", b"if-none-match", b"if-modified-since", b"cookie",
                b"referer",
            }  # fmt: skip
        assert len(stranger.requests) == 2


async def test_back_at_home_the_key_fits_again(fetch, an_origin, origin, answer, a_source) -> None:
    stranger = await an_origin("127.0.0.2")
    origin.paths = {"/feed": answer(302, Location=stranger.url("/")), "/back": answer()}
    stranger.will(answer(302, Location=origin.url("/back")))
    await fetch(a_source(auth=Auth(token="secret")))
    assert [request.one("authorization") for request in origin.requests] == [b"Bearer secret"] * 2
    assert stranger.requests[0].one("authorization") is None


NOWHERE = {
    "file:///etc/passwd": "scheme",
    "ftp://127.0.0.1/feed": "scheme",
    "javascript:alert(1)": "address",
    "gopher://127.0.0.1:70/x": "scheme",
    "//[": "no address",
    "http://[::1/": "no address",
    "http://127.0.0.1:99999/": "no address",
    "http://desk:secret@127.0.0.1/": "user name",
    "http://127.0.0.1%2f@stranger.example/": "user name",
    "http://%31%32%37.0.0.1/": "per cent",
    "http://:80/": "no host",
    "/a b": "blank",
    "/\\evil": "blank",
    "http://10.0.0.1/": "private",
    "http://169.254.169.254/latest/meta-data/": "link-local",
    "http://[::ffff:10.0.0.1]/": "private",
    "http://0x0a.1/": "private",
    "http://192.0.2.7:8080/": "documentation",
}


@pytest.mark.parametrize("where", NOWHERE)
async def test_a_redirect_that_leads_where_we_do_not_go_ends_the_poll(
    fetch, origin, answer, where: str
) -> None:
    """X01-X05: every hop is looked at; whatever the header holds is the wire's fault."""
    origin.will(answer(302, Location=where))
    with pytest.raises(FetchError, match=NOWHERE[where]) as told:
        await fetch()
    assert not told.value.permanent, "the publisher may mend it"
    assert len(origin.requests) == 1


async def test_a_redirect_out_of_the_opened_ranges_may_use_ports_80_and_443_alone(
    fetch, origin, answer
) -> None:
    origin.will(answer(302, Location="http://feeds.example.org:8080/"))
    with pytest.raises(FetchError, match="leads to port 8080"):
        await fetch()


@pytest.mark.parametrize("raw", [b"/\xff\xfe", "/é".encode(), b"\xff", b"/%zz", b"?\xe9=1"])
async def test_a_redirect_in_odd_bytes_is_followed_or_refused_but_breaks_nothing(
    fetch, origin, answer, raw: bytes
) -> None:
    origin.will(*[answer(302, Location=raw)] * 2, answer())
    with suppress(FetchError):
        await fetch()
    assert origin.requests


async def test_a_redirect_without_an_address_is_an_error(fetch, origin, answer) -> None:
    origin.will(answer(301))
    with pytest.raises(FetchError, match="301"):
        await fetch()


@pytest.mark.parametrize(
    ("addresses", "refused"),
    [
        (["https://wire.example/feed", "http://wire.example/feed"], True),
        (["http://wire.example/feed", "https://wire.example/feed", "http://wire.example/x"], True),
        (["http://wire.example/feed", "https://wire.example/feed"], False),
        (["HTTPS://wire.example/feed", "http://wire.example/feed"], True),
    ],
)
async def test_nobody_leads_us_from_https_to_http(
    a_fetcher, a_source, a_state, addresses: list[str], refused: bool
) -> None:
    """C42. Played by httpx's own fake, which needs no certificates."""
    first, *hops = addresses
    answers = iter([*(httpx.Response(302, headers={"Location": hop}) for hop in hops)])
    transport = httpx.MockTransport(
        lambda request: (
            next(answers, None) or httpx.Response(200, stream=httpx.ByteStream(b"<rss/>"))
        )
    )
    fetcher = a_fetcher(host_gap=timedelta(0))
    await fetcher.aclose()
    fetcher._client = Client(transport)
    fetching = fetcher.fetch(a_source(url=first), a_state(url=first))
    if not refused:
        assert (await asyncio.wait_for(fetching, 20)).status == 200
        return
    with pytest.raises(FetchError, match="from https to http"):
        await asyncio.wait_for(fetching, 20)

"""Redirects: followed by hand, few of them, and nothing goes along that is not the next one's."""

import asyncio
from contextlib import suppress

import httpx
import pytest

from feeds.errors import FetchError
from feeds.fetch.client import Client
from feeds.model import Auth


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


async def test_a_304_behind_a_redirect_is_a_304(fetch, origin, answer, a_state) -> None:
    """C43."""
    origin.paths = {"/feed": answer(302, Location="/new"), "/new": answer(304)}
    found = await fetch(state=a_state(etag='"a"'))
    assert found.unchanged
    assert found.validators.etag == '"a"'
    assert [request.one("if-none-match") for request in origin.requests] == [b'"a"', b'"a"']


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
    with pytest.raises(FetchError, match="redirects to port 8080"):
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
    fetcher = a_fetcher()
    await fetcher.aclose()
    fetcher._client = Client(transport)
    fetcher._host_gap = fetcher._gap("127.0.0.1")
    fetching = fetcher.fetch(a_source(url=first), a_state(url=first))
    if not refused:
        assert (await asyncio.wait_for(fetching, 20)).status == 200
        return
    with pytest.raises(FetchError, match="from https to http"):
        await asyncio.wait_for(fetching, 20)

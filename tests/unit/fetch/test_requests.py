"""What a publisher is asked: the bytes that reach its server."""

import asyncio
import base64

import pytest

from feeds.errors import FetchError
from feeds.model import Auth, Validators

ODD = [
    '"plain"',
    'W/"weak"',
    '"abc-gzip"',
    "unquoted",
    '""',
    '"' + "x" * 400 + '"',
    '"with, comma and \\"quotes\\""',
    '"UPPER lower"',
]


async def test_a_first_request_is_unconditional(fetch, origin, answer) -> None:
    """C01."""
    origin.will(answer())
    await fetch()
    (request,) = origin.requests
    assert request.line == "GET /feed HTTP/1.1"
    assert request.one("if-none-match") is None
    assert request.one("if-modified-since") is None


@pytest.mark.parametrize("etag", ODD, ids=lambda etag: etag[:20])
async def test_an_etag_comes_back_byte_for_byte(fetch, origin, answer, a_state, etag: str) -> None:
    """C02, C14."""
    origin.will(answer(ETag=etag), answer(304))
    first = await fetch()
    assert first.validators == Validators(etag=etag)
    await fetch(state=a_state(etag=first.validators.etag))
    assert origin.requests[-1].one("if-none-match") == etag.encode()
    assert origin.requests[-1].one("if-modified-since") is None


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 02 Nov 2026 11:00:00 GMT",
        "Monday, 02-Nov-26 11:00:00 GMT",
        "Mon,  2 Nov 2026 11:00:00 +0530",
        "2026-11-02T11:00:00Z",
        "0",
        "yesterday",
    ],
)
async def test_a_date_of_last_change_comes_back_byte_for_byte(
    fetch, origin, answer, a_state, date: str
) -> None:
    """C02: it is never read and printed again."""
    origin.will(answer(Last_Modified=date), answer(304))
    first = await fetch()
    await fetch(state=a_state(last_modified=first.validators.last_modified))
    assert origin.requests[-1].one("if-modified-since") == date.encode()
    assert origin.requests[-1].one("if-none-match") is None


async def test_both_validators_are_sent_where_both_were_received(
    fetch, origin, answer, a_state
) -> None:
    """C03."""
    origin.will(answer(304))
    await fetch(state=a_state(etag='"a"', last_modified="Mon, 02 Nov 2026 11:00:00 GMT"))
    (request,) = origin.requests
    assert request.one("if-none-match") == b'"a"'
    assert request.one("if-modified-since") == b"Mon, 02 Nov 2026 11:00:00 GMT"


async def test_an_answer_comes_with_its_fields_as_they_were_sent(fetch, origin, answer) -> None:
    origin.will(answer(ETag='"a"', Set_Cookie="id=1", X_Desk="Café", Via=b"1.1 a\r\nVia: 1.0 b"))
    (payload,) = (await fetch()).payloads
    assert payload.headers == (
        ("Content-Type", "application/rss+xml"),
        ("Content-Length", "6"),
        ("ETag", '"a"'),
        ("X-Desk", "Café"),
        ("Via", "1.1 a"),
        ("Via", "1.0 b"),
    )


async def test_validators_of_another_address_are_not_sent(fetch, origin, answer, a_state) -> None:
    """C13."""
    origin.will(answer())
    await fetch(state=a_state(etag='"a"', url=origin.url("/old")))
    assert origin.requests[0].one("if-none-match") is None


@pytest.mark.parametrize("raw", ['"é"'.encode(), b'"\xe9"', b'"\xff\xfe"'])
async def test_a_validator_that_would_not_come_back_as_it_was_is_not_kept(
    fetch, origin, answer, raw: bytes
) -> None:
    """X31: what is not plain ASCII would be sent back in other bytes."""
    origin.will(answer(ETag=raw, Last_Modified=raw))
    assert (await fetch()).validators == Validators()


@pytest.mark.parametrize("bad", ['"a\r\nX-Evil: y"', '"a\ny"', '"a\0"', '"é"'])
async def test_no_stored_validator_writes_another_header(
    fetch, origin, answer, a_state, bad: str
) -> None:
    """X31: whoever has put it into the store."""
    origin.will(answer())
    await fetch(state=a_state(etag=bad, last_modified=bad))
    (request,) = origin.requests
    names = {name.lower() for name, _ in request.fields}
    assert not names & {b"if-none-match", b"if-modified-since", b"x-evil"}


async def test_a_200_brings_its_own_validators_and_a_304_keeps_what_it_does_not_name(
    fetch, origin, answer, a_state
) -> None:
    """C04, C05."""
    known = a_state(etag='"a"', last_modified="Monday")
    origin.will(answer(ETag='"b"'), answer(304), answer(304, ETag='"c"'), answer(200))
    assert (await fetch(state=known)).validators == Validators(etag='"b"')
    assert (await fetch(state=known)).validators == known.validators
    assert (await fetch(state=known)).validators == Validators(etag='"c"', last_modified="Monday")
    assert (await fetch(state=known)).validators == Validators()


async def test_a_200_with_the_etag_that_was_sent_is_a_body_all_the_same(
    fetch, origin, answer, a_state
) -> None:
    """C08: a server with a stuck ETag must not hide the news."""
    origin.will(answer(body=b"<rss>news</rss>", ETag='"a"'))
    found = await fetch(state=a_state(etag='"a"'))
    assert not found.unchanged
    assert found.payloads[0].body == b"<rss>news</rss>"


async def test_a_request_says_who_asks_and_what_it_can_read_and_nothing_more(
    fetch, origin, answer
) -> None:
    """C50, C51, C53; commafeed#1156, home-assistant/core#159250: nameless clients are refused."""
    origin.will(answer())
    await fetch()
    (request,) = origin.requests
    names = [name.lower() for name, _ in request.fields]
    assert sorted(names) == [b"accept", b"accept-encoding", b"host", b"user-agent"]
    assert request.one("user-agent") == b"gnn9-feeds/1 (+http://www.gnn9.com/)"
    assert request.one("accept-encoding") == b"gzip, deflate, br, zstd"
    assert request.one("host") == f"127.0.0.1:{origin.port}".encode()
    accept = request.one("accept")
    assert accept is not None
    assert accept.startswith(b"application/atom+xml, application/rss+xml, application/feed+json")


async def test_no_cookie_is_kept_nor_sent(fetch, origin, answer) -> None:
    """C51."""
    origin.will(
        answer(Set_Cookie="session=1; Path=/"),
        answer(302, Location="/feed", Set_Cookie="hop=2; Path=/; Max-Age=9999"),
        answer(Set_Cookie="third=3"),
    )
    await fetch()
    with pytest.raises(FetchError, match="circle"):
        await fetch()
    await fetch()
    assert len(origin.requests) == 3
    assert [request.one("cookie") for request in origin.requests] == [None] * 3


async def test_the_environment_has_no_say(
    a_fetcher, a_source, a_state, origin, answer, monkeypatch, tmp_path
) -> None:
    """X06: no proxy, no .netrc."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login stranger password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    origin.will(answer())
    await asyncio.wait_for(a_fetcher().fetch(a_source(), a_state()), 20)
    assert origin.requests[0].line == "GET /feed HTTP/1.1"
    assert origin.requests[0].one("authorization") is None


@pytest.mark.parametrize(
    ("auth", "name", "value"),
    [
        (
            Auth(username="desk", password="p:ä"),
            "authorization",
            b"Basic " + base64.b64encode("desk:p:ä".encode()),
        ),
        (Auth(username="desk"), "authorization", b"Basic " + base64.b64encode(b"desk:")),
        (Auth(token="abc"), "authorization", b"Bearer abc"),
        (Auth(header="X-Api-Key", value="abc"), "x-api-key", b"abc"),
    ],
)
async def test_credentials_are_sent_in_the_form_that_the_config_names(
    fetch, origin, answer, a_source, auth: Auth, name: str, value: bytes
) -> None:
    origin.will(answer())
    await fetch(a_source(auth=auth))
    assert origin.requests[0].one(name) == value


async def test_what_a_fetch_brings_says_where_it_is_from_and_what_it_is(
    fetch, origin, answer
) -> None:
    import hashlib

    origin.will(answer(body=b"<rss>x</rss>", Content_Type="text/XML; charset=ISO-8859-1"))
    found = await fetch()
    (payload,) = found.payloads
    assert payload.source == "ians"
    assert payload.url == origin.url()
    assert payload.media_type == "text/XML; charset=ISO-8859-1"
    assert payload.sha256 == hashlib.sha256(b"<rss>x</rss>").hexdigest()
    assert (found.status, found.wire_bytes, found.moved_to) == (200, 12, "")


async def test_freshness_is_read_from_the_answer_a_304_included(
    fetch, origin, answer, a_state
) -> None:
    """C22."""
    from datetime import timedelta

    origin.will(
        answer(Cache_Control="public, max-age=1800"), answer(304, Cache_Control="max-age=60")
    )
    assert (await fetch()).max_age == timedelta(minutes=30)
    assert (await fetch(state=a_state(etag='"a"'))).max_age == timedelta(minutes=1)


async def test_we_ask_for_no_part_of_a_feed_and_take_none(fetch, origin, answer, a_state) -> None:
    """C16, RFC 3229: a 226 that nobody asked for is an error, and not a feed of less items."""
    origin.will(answer(), answer(226, body=b"<rss/>", IM="feed", ETag='"b"'))
    await fetch()
    with pytest.raises(FetchError, match="226 IM Used") as told:
        await fetch(state=a_state(etag='"a"'))
    assert told.value.status == 226
    for request in origin.requests:
        assert request.one("a-im") is None

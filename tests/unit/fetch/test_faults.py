"""Foreign exceptions in our words: every one that a request can raise, and the right sentence."""

import asyncio
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import httpx
import pytest

from feeds.errors import FetchError
from feeds.fetch.faults import TABLE, mapped, words
from feeds.model import SourceState
from tests.servers.ports import free_port

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

# What the libraries export but no request of ours can raise.
ELSEWHERE = {
    "WSMessageTypeError": "websockets",
    "WebSocketError": "websockets",
    "BadContentDispositionHeader": "a warning about multipart bodies",
    "BadContentDispositionParam": "a warning about multipart bodies",
    "EofStream": "a server's request body",
}
OF_PYTHON = (
    TimeoutError, OSError, ConnectionRefusedError, ConnectionResetError, ConnectionAbortedError,
    BrokenPipeError, socket.gaierror, ssl.SSLError, ssl.SSLCertVerificationError,
    ssl.SSLEOFError, asyncio.IncompleteReadError, UnicodeError, UnicodeEncodeError,
)  # fmt: skip


def exported(module) -> list[type[BaseException]]:
    return [
        found
        for name, found in sorted(vars(module).items())
        if isinstance(found, type) and issubclass(found, BaseException) and name not in ELSEWHERE
    ]


def bare(kind: type[BaseException]) -> BaseException:
    """An instance that knows nothing: its kind alone must do."""
    return kind.__new__(kind)


@pytest.mark.parametrize(
    "kind",
    [*exported(httpx), *exported(aiohttp), *OF_PYTHON],
    ids=lambda k: f"{k.__module__}.{k.__name__}",
)
def test_everything_that_a_request_can_raise_is_a_fetch_error(kind: type[BaseException]) -> None:
    with pytest.raises(FetchError) as told, mapped():
        raise bare(kind)
    assert str(told.value) in {sentence for _, sentence in TABLE}
    assert isinstance(told.value.__cause__, kind)


def test_the_libraries_have_been_looked_through() -> None:
    assert len(exported(httpx)) > 20
    assert len(exported(aiohttp)) > 20
    assert {name for name in ELSEWHERE if not hasattr(aiohttp, name)} == set()


@pytest.mark.parametrize(("kind", "sentence"), TABLE, ids=lambda one: getattr(one, "__name__", ""))
def test_no_line_of_the_table_stands_behind_one_that_takes_its_place(
    kind: type[BaseException], sentence: str
) -> None:
    assert words(bare(kind)) == sentence


@pytest.mark.parametrize("bug", [KeyError("x"), ValueError("x"), AssertionError(), TypeError()])
def test_a_bug_of_ours_is_no_fault_of_the_wire(bug: Exception) -> None:
    with pytest.raises(type(bug)), mapped():
        raise bug


def test_our_own_error_passes_as_it_is() -> None:
    own = FetchError("gone", permanent=True)
    with pytest.raises(FetchError) as told, mapped():
        raise own
    assert told.value is own


def test_a_cause_is_heard_over_what_hides_it() -> None:
    """The transport calls every failed connection a time-out."""
    hidden = aiohttp.ClientConnectorError(None, ConnectionRefusedError("refused"))  # type: ignore[arg-type]
    told = httpx.ConnectTimeout("Cannot connect")
    told.__cause__ = hidden
    assert words(told) == "it refuses the connection"


# with real sockets


def a_poll(fetcher, source):
    return asyncio.wait_for(fetcher.fetch(source, SourceState(id="ians", next_due=NOON)), 20)


async def test_a_closed_port_refuses_the_connection(a_fetcher, a_source) -> None:
    port = free_port()
    with pytest.raises(FetchError, match=r"^it refuses the connection$"):
        await a_poll(a_fetcher(), a_source(url=f"http://127.0.0.1:{port}/"))


async def test_a_server_that_hangs_up_broke_the_connection_off(fetch, origin) -> None:
    async def hang_up(writer: asyncio.StreamWriter) -> None:
        writer.close()

    origin.will(hang_up, hang_up)
    with pytest.raises(FetchError, match=r"^it broke the connection off$"):
        await fetch()


async def test_a_name_that_nobody_knows_cannot_be_resolved(
    a_fetcher, a_source, monkeypatch
) -> None:
    class Nobody(aiohttp.abc.AbstractResolver):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            raise OSError(None, "Name or service not known")

        async def close(self) -> None:
            """Nothing is open."""

    monkeypatch.setattr("feeds.fetch.client.aiohttp.ThreadedResolver", Nobody)
    with pytest.raises(FetchError, match=r"^its host name cannot be resolved$"):
        await a_poll(a_fetcher(), a_source(url="http://wire.example/"))


async def test_https_to_a_server_that_speaks_http_is_no_secure_connection(
    a_fetcher, a_source
) -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError, match=r"^no secure connection can be made$"):
            await a_poll(a_fetcher(), a_source(url=f"https://127.0.0.1:{port}/"))


async def test_a_certificate_that_nobody_vouches_for_is_not_valid(
    a_fetcher, a_source, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pem = tmp_path / "own.pem"
    pem.write_text(SIGNED_BY_ITSELF)
    context.load_cert_chain(pem)
    server = await asyncio.start_server(
        lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError, match=r"^its certificate is not valid$"):
            await a_poll(a_fetcher(), a_source(url=f"https://127.0.0.1:{port}/"))


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 410, 451, 500, 502, 599, 799, 204, 206, 300]
)
async def test_an_answer_that_is_no_feed_is_told_by_its_status_and_by_nothing_of_its_body(
    fetch, origin, answer, status: int
) -> None:
    """X06: a body is whatever a stranger wants us to show."""
    body = b"" if status == 204 else b"<script>zqstranger</script>"
    origin.will(answer(status, body=body, Content_Type="text/html"))
    with pytest.raises(FetchError, match=f"the server answers {status}") as told:
        await fetch()
    assert "zqstranger" not in str(told.value)
    assert "Whatever" not in str(told.value), "nor of its own phrase for it"
    assert told.value.status == status
    assert told.value.permanent is (status == 410)


async def test_no_fault_tells_an_address_or_a_key(a_fetcher, a_source) -> None:
    """X34: an address may hold a key; who polls knows the source's name."""
    from feeds.model import Auth

    port = free_port()
    source = a_source(url=f"http://127.0.0.1:{port}/zqpath?key=zqkey", auth=Auth(token="zqtoken"))
    with pytest.raises(FetchError) as told:
        await a_poll(a_fetcher(), source)
    assert "zq" not in str(told.value)


# A key and a certificate that sign each other; they are for this test, and open nothing.
SIGNED_BY_ITSELF = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJPA+znJUxs4zKQWG
6lSESdP1t6r72Pvm3ag3/UjJC2ShRANCAAQqsg3z8hojykyElnYYMKkF+wxswF+1
1+moHqz+ckiPM6kIYX55ISRWnD/BZY8PoeupvfVN4UcCogcHuWNqzUYX
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUIxUwfnxl4MUEHua/7jyBPJE0c9UwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDIzMzkzOVoYDzIxMjYxMDMx
MjMzOTM5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQqsg3z8hojykyElnYYMKkF+wxswF+11+moHqz+ckiPM6kIYX55ISRW
nD/BZY8PoeupvfVN4UcCogcHuWNqzUYXo28wbTAdBgNVHQ4EFgQUWfKsnqdVlMHW
/XlI3pE0ybelzngwHwYDVR0jBBgwFoAUWfKsnqdVlMHW/XlI3pE0ybelzngwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSQAwRgIhAMozCVR4ZzYaSWudYw+Tq9p476F1GxG0ReOMmQQdENP7AiEA
k7WOVcTh1RLmyCT+K2eKaUI1CQy67tPMokMhy5Q8Krw=
-----END CERTIFICATE-----
"""

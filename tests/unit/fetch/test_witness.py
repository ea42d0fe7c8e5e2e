"""What an answer shows beside what was asked for: its server's clock, and until when its certificate is good."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from feeds.fetch.certificates import Certificates
from feeds.fetch.headers import ahead
from tests.servers.smtp import speaking
from tests.unit.fetch.conftest import NOON

NOON_SAID = "Mon, 02 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"date": NOON_SAID}, 0),
        ({"date": "Mon, 02 Nov 2026 12:07:00 GMT"}, 7),
        ({"date": "Mon, 02 Nov 2026 11:50:00 GMT"}, -10),
        ({"date": "Mon, 02 Nov 2026 11:50:00 GMT", "age": "600"}, 0),
        ({"date": NOON_SAID, "age": "none"}, 0),
        ({"date": "today"}, None),
        ({}, None),
    ],
)
def test_a_clock_is_read_from_date_and_age(headers: dict[str, str], minutes: int | None) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert ahead(headers, NOON) == expected


def test_an_age_without_end_is_no_overflow() -> None:
    assert ahead({"date": NOON_SAID, "age": "9" * 400}, NOON) is not None


@pytest.fixture
def pem(certificate: Path) -> bytes:
    return certificate.read_bytes()


async def test_a_poll_over_tls_shows_the_end_of_the_certificate_without_another_request(
    a_fetcher, a_source, a_state, certificate: Path, pem: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouched = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", vouched)
    asked = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            asked.append(head)
            again = b"if-none-match" in head.lower()
            status, body = (b"304 Not Modified", b"") if again else (b"200 OK", b"<rss/>")
            writer.write(
                b'HTTP/1.1 %b\r\nETag: "1"\r\nDate: Mon, 02 Nov 2026 12:03:00 GMT\r\nContent-Length: %d\r\n\r\n%b'
                % (status, len(body), body)
            )

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=speaking(certificate))
    made = x509.load_pem_x509_certificate(pem)
    end, lasts = made.not_valid_after_utc, made.not_valid_after_utc - made.not_valid_before_utc
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
        fetcher = a_fetcher()
        for etag in ("", '"1"'):
            state = a_state(url=url, etag=etag)
            found = await asyncio.wait_for(fetcher.fetch(a_source(url=url), state), 20)
            assert found.unchanged is bool(etag)
            assert found.witness is not None
            assert found.witness.host == "127.0.0.1"
            assert (found.witness.certificate, found.witness.lasts) == (end, lasts)
            assert found.witness.ahead == timedelta(minutes=3)
        await fetcher.aclose()
    assert len(asked) == 2


async def test_a_poll_in_the_open_shows_no_certificate(fetch, origin, answer) -> None:
    origin.will(answer())
    found = await fetch()
    assert found.witness.certificate is None


def test_no_more_than_some_thousand_hosts_are_remembered() -> None:
    class Tls:
        def __init__(self, host: str) -> None:
            self.server_hostname = host

        def getpeercert(self) -> dict[str, str]:
            return {
                "notBefore": "Oct  2 12:00:00 2026 GMT",
                "notAfter": "Nov  2 12:00:00 2026 GMT",
            }

    class Transport:
        def __init__(self, host: str) -> None:
            self._host = host

        def get_extra_info(self, _name: str) -> Tls:
            return Tls(self._host)

    known = Certificates()
    for n in range(5000):
        known.connected(Transport(f"h{n}"))  # type: ignore[arg-type]
    assert known.end("h0") == (None, None)
    noon = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    assert known.end("h4999") == (noon, timedelta(days=31))
    assert sum(known.end(f"h{n}") != (None, None) for n in range(5000)) == 4096

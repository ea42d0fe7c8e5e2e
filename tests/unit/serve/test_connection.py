"""A connection on which anything may come: what is no request is refused, and nobody costs more than their share."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import Document
from feeds.publish.folder import Folder
from feeds.serve import connection as module

GET = b"GET /all.rss HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /all.rss HTTP/1.1\r\nHost: x\r\n"
BODY = b"Content-Length: 3\r\n\r\nabc"


@pytest.fixture
async def address(site, serving) -> AsyncIterator[tuple[str, int]]:
    async with serving(site.app()) as found:
        yield found


async def said(address: tuple[str, int], *parts: bytes, end: bool = True) -> bytes:
    """All that comes back until the server, or after what was said the client, ends the connection."""
    reader, writer = await asyncio.open_connection(*address)
    with contextlib.suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
        if end:
            writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def answered(reader: asyncio.StreamReader) -> bytes:
    """The head of an answer that has a length; its body is read."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
    return head


def statuses(answer: bytes) -> list[int]:
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /all.rss HTTP/1.1\r\n\r\n",
        b"GET /all.rss HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        b"GET /all.rss HTTP/1.1\nHost: x\n\n",
        b"GET /all.rss HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /all.rss HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        b"GET /all.rss HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        b"GET /all.rss HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
        b"GET /all rss HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /all.rss HTTP/9.9\r\nHost: x\r\n\r\n",
        b"STEAL /all.rss HTTP/1.1\r\nHost: x\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n" + BODY,
        POST + b"Content-Length: 3\r\n" + BODY,
        POST + b"Content-Length: +3\r\n\r\nabc",
        POST + b"Content-Length: 3, 3\r\n\r\nabc",
        POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_two_readers_could_take_for_different_requests_is_refused(
    address: tuple[str, int], request_: bytes
) -> None:
    """RFC 9112, 11.2: and what follows it is not read."""
    answer = await said(address, request_ + GET)
    assert statuses(answer) == [400]
    assert b"connection: close" in answer


async def test_requests_in_one_go_are_answered_in_their_order(address: tuple[str, int]) -> None:
    """Documents at once, what the application is asked for after it, and a document again."""
    health = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    missing = b"GET /no.rss HTTP/1.1\r\nHost: x\r\n\r\n"
    with_body = b"GET /all.rss HTTP/1.1\r\nHost: x\r\n" + BODY
    closing = GET.replace(b"Host: x", b"Host: x\r\nConnection: close")
    answer = await said(address, GET + health + missing + with_body + closing, end=False)
    assert statuses(answer) == [200, 200, 404, 200, 200]
    assert b'{"ok":true' in answer.split(b"HTTP/1.1 ")[2]


async def test_an_offer_of_another_protocol_is_passed_over(address: tuple[str, int]) -> None:
    """RFC 9110, 7.8: and the request that follows it is read."""
    offer = b"GET /all.rss HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"
    assert statuses(await said(address, offer + GET)) == [200, 200]


@pytest.mark.parametrize(
    ("request_", "closes"),
    [
        (GET, False),
        (b"GET /all.rss HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", True),
        (b"GET /all.rss HTTP/1.0\r\n\r\n", True),
        (b"POST /all.rss HTTP/1.1\r\nHost: x\r\n\r\n", True),
    ],
)
async def test_a_connection_ends_when_its_client_says_so_or_speaks_of_old(
    address: tuple[str, int], request_: bytes, closes: bool
) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(request_)
    assert (b"connection: close" in await answered(reader)) is closes
    if closes:
        assert await asyncio.wait_for(reader.read(), 5) == b""
    else:
        writer.write(GET)
        assert (await answered(reader)).startswith(b"HTTP/1.1 200 ")
    writer.close()


LONG = b"x" * (module.MOST_BESIDE + 1)


@pytest.mark.parametrize(
    "parts",
    [
        (b"GET /all.rss HTTP/1.1\r\nHost: x\r\nX: " + LONG + b"\r\n\r\n",),
        (b"GET /all.rss HTTP/1.1\r\nHost: x\r\nX: " + LONG,),
        (b"GET /all.rss HTTP/1.1\r\nHost: x\r\n", *[b"X: y\r\n"] * 3000),
        (b"GET /" + LONG + b" HTTP/1.1\r\nHost: x\r\n\r\n",),
        (b"GET /all.rss HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: ", LONG),
        (b"GET /all.rss HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;x=", LONG),
    ],
)
async def test_what_is_beside_a_body_has_a_size_and_no_more(
    address: tuple[str, int], parts: tuple[bytes, ...]
) -> None:
    """A head, trailers, extensions of chunks: what never ends is cut off, and not kept in memory."""
    answer = await said(address, *parts, end=False)
    assert statuses(answer)[-1:] in ([], [431])
    assert 200 not in statuses(answer) or b"chunked" in parts[0]


async def test_blank_lines_are_no_request_and_keep_no_connection(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends them, at first or after a request, is cut off like those who send nothing."""
    monkeypatch.setattr(module, "ARRIVAL", 0.2)
    assert await said(address, b"\r\n", end=False) == b""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(GET)
    await answered(reader)
    writer.write(b"\r\n")
    with contextlib.suppress(ConnectionError):
        assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_a_connection_on_which_nothing_is_asked_is_ended(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that asks again within the time is not."""
    monkeypatch.setattr(module, "KEEP_ALIVE", 0.3)
    reader, writer = await asyncio.open_connection(*address)
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() < began + 0.6:
        writer.write(GET)
        await answered(reader)
    asked = loop.time()
    assert await asyncio.wait_for(reader.read(), 5) == b""
    assert loop.time() - asked > 0.2
    writer.close()


async def test_whoever_does_not_take_a_document_holds_a_piece_of_it_and_not_the_whole(
    folder: Path, address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many requests they send ahead; and they are cut off in time."""
    size = 24 * 1024 * 1024
    Folder(folder).write(
        [Document(path="large.txt", media_type="", body=b"%d" % 7 * size, twins=False)],
        {},
        datetime(2026, 11, 2, tzinfo=UTC),
    )
    held: list[int] = []
    cut = asyncio.Event()
    write, lost = module.Connection.pause_writing, module.Connection.connection_lost

    def pause(self: module.Connection) -> None:
        held.append(self.transport.get_write_buffer_size())
        write(self)

    def end(self: module.Connection, fault: Exception | None) -> None:
        cut.set()
        lost(self, fault)

    monkeypatch.setattr(module.Connection, "pause_writing", pause)
    monkeypatch.setattr(module.Connection, "connection_lost", end)
    monkeypatch.setattr(module, "DELIVERY", 0.2)
    reader, writer = await asyncio.open_connection(*address, limit=1024)
    writer.write(b"GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
    await asyncio.wait_for(cut.wait(), 10)
    assert 0 < max(held) <= 256 * 1024
    writer.close()
    reader.feed_eof()


async def test_a_large_document_arrives_whole(folder: Path, address: tuple[str, int]) -> None:
    """In pieces, as it is taken."""
    body = bytes(range(256)) * 8000
    document = Document(path="large.txt", media_type="", body=body, twins=False)
    Folder(folder).write([document], {}, datetime(2026, 11, 2, tzinfo=UTC))
    asks = b"GET /large.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = await said(address, asks, end=False)
    head, _, came = answer.partition(b"\r\n\r\n")
    assert came == body
    assert b"content-length: %d" % len(body) in head


async def test_a_crowd_that_says_nothing_costs_next_to_nothing(address: tuple[str, int]) -> None:
    """S19: five hundred connections, silent or half-said, and who asks is answered at once."""
    crowd = [await asyncio.open_connection(*address) for _ in range(500)]
    for _, writer in crowd[::2]:
        writer.write(b"GET /all.rss HTTP/1.1\r\nHost: x\r\nX-Half:")
    began = asyncio.get_running_loop().time()
    assert statuses(await said(address, GET)) == [200]
    assert asyncio.get_running_loop().time() - began < 2
    for _, writer in crowd:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_a_bug_is_told_in_full_and_is_no_fault_of_the_client(site, serving) -> None:
    """The loop hears of it; the connection ends without a word."""
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: told.append(context.get("exception"))
    )

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    app = site.app()
    app.at_once = broken
    async with serving(app) as address:
        assert await said(address, GET, end=False) == b""
    assert [str(one) for one in told] == ["a bug"]


async def test_what_stands_in_an_answer_once_is_said_once(address: tuple[str, int]) -> None:
    answer = await said(address, b"POST /all.rss HTTP/1.1\r\nHost: x\r\n\r\n", end=False)
    assert answer.count(b"connection: close") == 1
    assert answer.count(b"\r\ndate: ") == 1


async def test_an_address_in_full_is_the_address(address: tuple[str, int]) -> None:
    """RFC 9112, 3.2.2; and all of a server is asked for by an asterisk."""
    for path in (b"all.rss", b"healthz"):
        asks = b"GET http://feeds.example/%b HTTP/1.1\r\nHost: feeds.example\r\n\r\n" % path
        assert statuses(await said(address, asks)) == [200]
    assert statuses(await said(address, b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")) == [204]

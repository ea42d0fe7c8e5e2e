"""What stands round a body, and what comes unasked: neither costs more than a body may, nor gets into another
source's poll.
"""

import asyncio
import gzip
import time
from itertools import count

import pytest
from backports import zstd

from feeds.errors import FetchError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"6\r\n<rss/>\r\n"
WHOLE = HEAD + b"Content-Length: 6\r\n\r\n<rss/>"

# What comes first, and what comes after that for as long as anybody listens.
WITHOUT_END = {
    "a status line": (b"HTTP/1.1 200 ", b"a" * 8192),
    "a header's line": (HEAD + b"X: ", b"a" * 8192),
    "headers": (HEAD, b"X: y\r\n" * 1000),
    "a header that is folded": (HEAD + b"X: y\r\n", b" z\r\n" * 1000),
    "blank lines": (b"", b"\r\n" * 4000),
    "interim answers": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100),
    "words to go on": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "a chunk's extension": (CHUNKED + b"6;ext=", b"a" * 8192),
    "extensions of chunks": (CHUNKED, b"1;e=" + b"a" * 8000 + b"\r\nx\r\n"),
    "noughts before a chunk's size": (CHUNKED, b"0" * 8192),
    "chunks of one byte": (CHUNKED, b"1\r\nx\r\n" * 1000),
    "a trailer's line": (CHUNKED + CHUNK + b"0\r\n", b"X" * 8192),
    "trailers": (CHUNKED + CHUNK + b"0\r\n", b"X: y\r\n" * 1000),
}


def pours(first: bytes, more: bytes, most: int = 50_000_000):
    """Sends until it is broken off, and keeps count in the list that it gives."""
    sent = [0]

    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        for _ in count():
            if sent[0] > most:
                break
            writer.write(more)
            await writer.drain()
            sent[0] += len(more)

    return pour, sent


@pytest.mark.parametrize("name", WITHOUT_END)
async def test_what_is_no_body_does_not_go_on_until_the_deadline(fetch, origin, name: str) -> None:
    """C61, C62: the deadline of these tests is 20 s, and 60 in earnest, of which each would be worked through."""
    pour, sent = pours(*WITHOUT_END[name])
    origin.will(pour, pour)
    spent = time.process_time()
    with pytest.raises(FetchError) as told:
        await fetch()
    assert "longer than" not in str(told.value)
    assert sent[0] < 20_000_000
    assert time.process_time() - spent < 5


@pytest.mark.parametrize("size", [1_000, 60_000, 70_000, 1_000_000])
async def test_a_head_of_64_kib_is_taken_and_a_larger_one_is_not(fetch, origin, size: int) -> None:
    """C61. In lines each of which is short enough."""
    lines = b"".join(b"X-%d: %b\r\n" % (number, b"a" * (size // 100)) for number in range(100))
    origin.will(HEAD + lines + b"Content-Length: 6\r\n\r\n<rss/>")
    if size < 64 * 1024:
        assert (await fetch()).payloads[0].body == b"<rss/>"
        return
    with pytest.raises(FetchError, match="more than 65536 bytes beside its body"):
        await fetch()


@pytest.mark.parametrize("size", [100_000, 5_000_000])
@pytest.mark.parametrize("chunk", [32, 1000, 65_536])
async def test_an_honest_body_in_chunks_is_read_whole_however_small_they_are(
    a_fetcher, a_source, a_state, origin, size: int, chunk: int
) -> None:
    """C61: what is counted beside a body leaves room for those that send it line by line."""
    body = bytes(range(256)) * (size // 256)
    parts = (body[at : at + chunk] for at in range(0, len(body), chunk))
    origin.will(
        CHUNKED + b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    )
    fetcher = a_fetcher(max_bytes=10 * 1024 * 1024)
    found = await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 20)
    assert found.payloads[0].body == body
    assert found.wire_bytes == len(body)


async def test_a_few_interim_answers_are_read_over(fetch, origin) -> None:
    """RFC 9110, 15.2."""
    origin.will(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20 + WHOLE)
    assert (await fetch()).payloads[0].body == b"<rss/>"


# answers to nothing


@pytest.mark.parametrize("late", [WHOLE.replace(b"rss", b"bad"), b"rubbish", b"\r\n", HEAD])
async def test_what_comes_unasked_is_not_taken_for_the_next_answer(
    fetch, origin, answer, late: bytes
) -> None:
    """C62, RFC 9112, 9.2: it would be filed under another source, and every answer after it under the next."""
    said = asyncio.Event()

    async def twice(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(body=b"<rss>1</rss>"))
        await writer.drain()
        await said.wait()
        writer.write(late)
        await writer.drain()

    origin.will(twice, answer(body=b"<rss>2</rss>"))
    assert (await fetch()).payloads[0].body == b"<rss>1</rss>"
    said.set()
    async with asyncio.timeout(10):
        while origin.open:  # it hangs up as soon as it hears that
            await asyncio.sleep(0.01)
    assert (await fetch()).payloads[0].body == b"<rss>2</rss>"
    assert origin.connections == 2


async def test_an_answer_with_another_behind_it_is_not_believed_twice(
    fetch, origin, answer
) -> None:
    """C62."""
    origin.will(WHOLE + WHOLE.replace(b"rss", b"bad"), answer(body=b"<rss>2</rss>"))
    assert (await fetch()).payloads[0].body == b"<rss/>"
    assert (await fetch()).payloads[0].body == b"<rss>2</rss>"


@pytest.mark.parametrize(
    "fields",
    [b"", b"Content-Length: 6\r\n", b"Transfer-Encoding: chunked\r\n"],
    ids=["nothing said", "a length", "chunks"],
)
async def test_a_304_with_a_body_is_a_304(fetch, a_state, origin, answer, fields: bytes) -> None:
    """C15, RFC 9110, 15.4.5: some servers send one, and their sources would fail whenever nothing is new."""
    origin.will(
        b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\n' + fields + b"\r\n" + CHUNK + b"0\r\n\r\n",
        answer(304, ETag='"c"'),
    )
    found = await fetch(state=a_state(etag='"a"'))
    assert found.unchanged
    assert found.validators.etag == '"b"'
    found = await fetch(state=a_state(etag='"b"'))
    assert found.validators.etag == '"c"'
    assert origin.connections == 2


# a head that is odd, codings that are


@pytest.mark.parametrize(
    "odd",
    [
        b'ETag: "a\0b"\r\n',
        b'ETag: "a\rb"\r\n',
        b'ETag : "a"\r\n',
        b"no colon\r\n",
        b"Content-Length: 6, 6\r\n",
        b"Content-Length: +6\r\n",
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 1" + b"0" * 40 + b"\r\n",
    ],
)
async def test_a_head_that_two_readers_could_read_in_two_ways_is_no_answer(
    fetch, origin, odd: bytes
) -> None:
    """C62, C63."""
    origin.will(*[HEAD + odd + b"\r\n" + CHUNK] * 2)
    with pytest.raises(FetchError):
        await fetch()


async def test_a_folded_header_is_one_line(fetch, origin) -> None:
    """RFC 9112, 5.2."""
    origin.will(
        HEAD + b"Last-Modified: Mon, 02 Nov 2026\r\n 11:00:00 GMT\r\nContent-Length: 0\r\n\r\n"
    )
    assert (await fetch()).validators.last_modified.split() == [
        "Mon,",
        "02",
        "Nov",
        "2026",
        "11:00:00",
        "GMT",
    ]


async def test_an_answer_of_before_http_1_is_no_answer(fetch, origin) -> None:
    async def bare(writer: asyncio.StreamWriter) -> None:
        writer.write(b"<rss></rss>")
        writer.close()

    origin.will(bare, bare)
    with pytest.raises(FetchError, match="no HTTP"):
        await fetch()


@pytest.mark.parametrize(
    "coding", ["gzip, gzip, gzip", "gzip, identity", ", ".join(["gzip"] * 2000)]
)
async def test_codings_upon_codings_are_refused_in_a_short_sentence(
    fetch, origin, answer, coding: str
) -> None:
    """C53, C61: each would multiply what the last may grow to."""
    origin.will(answer(body=gzip.compress(gzip.compress(b"<rss/>")), Content_Encoding=coding))
    with pytest.raises(FetchError, match="encoding that was not asked for") as told:
        await fetch()
    assert len(str(told.value)) < 120


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
async def test_no_bytes_are_no_body_whatever_their_coding(
    fetch, origin, answer, coding: str
) -> None:
    """C53."""
    origin.will(answer(body=b"", Content_Encoding=coding))
    assert (await fetch()).payloads[0].body == b""


_CUT = "in the middle of its compression"


@pytest.mark.parametrize(
    ("coding", "body", "why"),
    [
        ("gzip", gzip.compress(b"") * 100_000 + b"\x1f", "more than 10000 parts"),
        ("zstd", zstd.compress(b"") * 100_000 + b"\x28", _CUT),
        ("deflate", b"\x78\x9c" + b"\0\0\0\xff\xff" * 400_000, _CUT),
        ("gzip", b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * 2_000_000, _CUT),
    ],
    ids=[
        "a hundred thousand members",
        "a hundred thousand frames",
        "blocks without end",
        "a name without end",
    ],
)
async def test_compression_of_nothing_ends_with_the_bytes_that_came(
    a_fetcher, a_source, a_state, origin, answer, coding: str, body: bytes, why: str
) -> None:
    """C61."""
    origin.will(answer(body=body, Content_Encoding=coding))
    fetcher = a_fetcher(max_bytes=10 * 1024 * 1024)
    spent = time.process_time()
    with pytest.raises(FetchError, match=why):
        await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 20)
    assert time.process_time() - spent < 5

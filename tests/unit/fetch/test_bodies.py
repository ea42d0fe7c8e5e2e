"""How much of an answer is taken, and what of it: limits, codings, cuts, and one deadline for all."""

import asyncio
import gzip
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import FetchError
from feeds.fetch.decode import Bounds, decoder

COPY = b"<rss>" + b"The ferry left Pune at noon. " * 400 + b"</rss>"


def raw_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def members(data: bytes) -> bytes:
    half = len(data) // 2
    return gzip.compress(data[:half]) + gzip.compress(data[half:])


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip of several members": ("gzip", members),
    "gzip with padding behind it": ("gzip", lambda data: gzip.compress(data) + b"\0" * 512),
    "x-gzip": ("x-gzip", gzip.compress),
    "GZIP in capitals": (" GZIP ", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without its head": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "zstd of several frames": (
        "zstd",
        lambda data: zstd.compress(data[:99]) + zstd.compress(data[99:]),
    ),
    "identity": ("identity", bytes),
}


@pytest.mark.parametrize("name", CODINGS)
async def test_what_was_encoded_is_decoded(fetch, origin, answer, name: str) -> None:
    """C53."""
    coding, encode = CODINGS[name]
    origin.will(answer(body=encode(COPY), Content_Encoding=coding))
    found = await fetch()
    assert found.payloads[0].body == COPY
    assert found.wire_bytes == len(encode(COPY))


@pytest.mark.parametrize("size", [4096, 10_000_000])
def test_a_gzip_of_nothing_but_members_takes_no_time_to_refuse(size: int) -> None:
    """What is behind each member would be copied for each: of ten megabytes that took minutes."""
    nothing = gzip.compress(b"") * 500_000
    inner = decoder("gzip", Bounds(len(nothing)))

    def feed() -> None:
        for start in range(0, len(nothing), size):
            inner.feed(nothing[start : start + size])

    begun = time.process_time()
    with pytest.raises(FetchError, match="more than 10000 parts"):
        feed()
    assert time.process_time() - begun < 2


async def test_a_file_that_is_compressed_itself_is_unpacked(fetch, origin, answer) -> None:
    """`sitemap.xml.gz`, and what a server has compressed twice and says it once."""
    packed = gzip.compress(COPY)
    origin.will(answer(body=packed), answer(body=gzip.compress(packed), Content_Encoding="gzip"))
    for _ in range(2):
        assert (await fetch()).payloads[0].body == COPY
    origin.will(answer(body=packed[:-9]))
    with pytest.raises(FetchError, match="ends in the middle of its compression"):
        await fetch()
    origin.will(answer(body=gzip.compress(gzip.compress(b"\0" * 60_000_000))))
    found = await fetch()  # once more and no further
    assert found.payloads[0].body.startswith(b"\x1f\x8b")
    origin.will(answer(body=gzip.compress(b"\0" * 60_000_000)))
    with pytest.raises(FetchError, match="decodes to more than"):
        await fetch()


@pytest.mark.parametrize("coding", ["lzma", "gzip, br", "compress", "", "nonsense", b"\xff"])
async def test_a_coding_that_was_not_asked_for_is_refused_and_not_guessed(
    fetch, origin, answer, coding: str
) -> None:
    """C53. An empty one says nothing, and is none."""
    origin.will(answer(body=COPY, Content_Encoding=coding))
    if not coding:
        assert (await fetch()).payloads[0].body == COPY
        return
    with pytest.raises(FetchError, match="encoding that was not asked for"):
        await fetch()


@pytest.mark.parametrize(
    "name", ["gzip", "deflate", "deflate without its head", "br", "zstd", "zstd of several frames"]
)
@pytest.mark.parametrize("share", [0.3, 0.9])
async def test_a_compression_that_breaks_off_is_no_body(
    fetch, origin, answer, name: str, share: float
) -> None:
    """C12, C63."""
    coding, encode = CODINGS[name]
    whole = encode(COPY)
    origin.will(answer(body=whole[: int(len(whole) * share)], Content_Encoding=coding))
    with pytest.raises(FetchError, match="in the middle of its compression"):
        await fetch()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
async def test_damaged_compression_is_an_error_and_not_garbage(
    fetch, origin, answer, coding: str
) -> None:
    origin.will(answer(body=b"<rss>not compressed at all</rss>" * 20, Content_Encoding=coding))
    with pytest.raises(FetchError, match="compression"):
        await fetch()


async def test_a_window_beyond_what_the_coding_allows_is_not_opened(fetch, origin, answer) -> None:
    """C61; RFC 9659: eight megabytes."""
    for log, taken in ((23, True), (24, False)):
        squeeze = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: log})
        body = squeeze.compress(COPY[:50]) + squeeze.compress(COPY[50:]) + squeeze.flush()
        origin.will(answer(body=body, Content_Encoding="zstd"))
        if taken:
            assert (await fetch()).payloads[0].body == COPY
        else:
            with pytest.raises(FetchError, match="compression is damaged"):
                await fetch()


# truncated and broken answers


def says(data: bytes, *, close: bool = True):
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        if close:
            writer.close()

    return say


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
BROKEN = {
    "shorter than announced": HEAD + b"Content-Length: 50\r\n\r\n<rss>",
    "chunks that end in the middle": HEAD + b"Transfer-Encoding: chunked\r\n\r\n20\r\n<rss>",
    "chunks without their end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
    "a chunk of no size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n<rss>",
    "a length that is no number": HEAD + b"Content-Length: five\r\n\r\n<rss>",
    "a length below nothing": HEAD + b"Content-Length: -5\r\n\r\n<rss>",
    "a head that never ends": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "a head with a NUL in it": b"HTTP/1.1 200 OK\r\nA\0B: c\r\nContent-Length: 0\r\n\r\n",
    "one line of 70 KB": HEAD + b"X: " + b"x" * 70_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "a thousand lines": HEAD + b"X: y\r\n" * 1000 + b"Content-Length: 0\r\n\r\n",
    "another protocol": b"ICY 200 OK\r\n\r\n<rss>",
    "no protocol at all": b"220 ftp.example ready\r\n",
    "nothing": b"",
    "a status that is none": b"HTTP/1.1 99 Odd\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_answer_is_an_error_with_a_plain_sentence(fetch, origin, name: str) -> None:
    """C61-C63: whatever comes, it is the wire's fault and told as such."""
    origin.will(*[says(BROKEN[name])] * 2)
    with pytest.raises(FetchError) as told:
        await fetch()
    assert len(str(told.value)) < 80
    assert "rss" not in str(told.value)


async def test_a_connection_that_is_reset_in_the_middle_is_an_error(fetch, origin) -> None:
    """C62."""

    async def reset(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 50\r\n\r\n<rss>")
        await writer.drain()
        writer.transport.abort()

    origin.will(reset, reset)
    with pytest.raises(FetchError):
        await fetch()


async def test_chunks_and_a_body_to_the_end_of_the_connection_are_read_whole(fetch, origin) -> None:
    origin.will(
        says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n6\r\n</rss>\r\n0\r\n\r\n"),
        says(HEAD + b"Connection: close\r\n\r\n<rss></rss>"),
    )
    for _ in range(2):
        assert (await fetch()).payloads[0].body == b"<rss></rss>"


async def test_an_answer_without_a_body_is_an_empty_body(fetch, origin, answer) -> None:
    origin.will(answer(body=b""), answer(body=b"", Content_Encoding="gzip"))
    for _ in range(2):
        assert (await fetch()).payloads[0].body == b""


# limits


async def test_a_body_that_says_it_is_too_large_is_not_even_begun(fetch, origin) -> None:
    """C61. The server would never send the rest: who waits for it fails this test."""

    async def announce(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 100001\r\n\r\n<rss>")
        await writer.drain()
        await origin.over.wait()

    origin.will(announce)
    with pytest.raises(FetchError, match="larger than 100000 bytes"):
        await fetch()


async def test_a_body_that_says_nothing_of_its_size_is_cut_off_at_the_limit(fetch, origin) -> None:
    """C61: counted as it comes, so that memory is bounded whatever comes."""
    sent = 0

    async def pour(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        while sent < 50_000_000:
            writer.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
            await writer.drain()
            sent += 0x2000

    origin.will(pour)
    with pytest.raises(FetchError, match="larger than 100000 bytes"):
        await fetch()
    assert sent < 50_000_000


async def test_a_body_of_exactly_the_limit_is_taken(fetch, origin, answer) -> None:
    origin.will(answer(body=b"x" * 100_000))
    assert len((await fetch()).payloads[0].body) == 100_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
async def test_a_body_may_decode_to_twice_the_limit_and_no_more(
    fetch, origin, answer, coding: str
) -> None:
    """C61."""
    encode = CODINGS[coding][1]
    origin.will(
        answer(body=encode(b"x" * 200_000), Content_Encoding=coding),
        answer(body=encode(b"x" * 200_001), Content_Encoding=coding),
    )
    assert len((await fetch()).payloads[0].body) == 200_000
    with pytest.raises(FetchError, match="decodes to more than 200000 bytes"):
        await fetch()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
async def test_a_bomb_is_refused_before_it_goes_off(
    a_fetcher, a_source, a_state, origin, answer, coding: str
) -> None:
    """C61: a hundredfold, from a megabyte on."""
    bomb = CODINGS[coding][1](b"\0" * 8_000_000)
    assert len(bomb) < 10_000
    origin.will(answer(body=bomb, Content_Encoding=coding))
    fetcher = a_fetcher(max_bytes=10 * 1024 * 1024)
    with pytest.raises(FetchError, match="more than 100 times its size"):
        await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 20)


@pytest.mark.parametrize("status", [301, 302, 404, 429, 500])
async def test_a_bomb_in_an_answer_that_is_no_feed_is_not_even_unpacked(
    fetch, origin, answer, status: int
) -> None:
    """CVE 41: nor drained, or its connection used again, though it never ends; in redirects as well."""
    bomb = gzip.compress(b"\0" * 5_000_000) * 4
    sent = [0]

    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 %d Whatever\r\nContent-Encoding: gzip\r\n" % status)
        if status < 400:
            writer.write(b"Location: /new\r\n")
        writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
        while sent[0] < 100_000_000 and not origin.over.is_set():
            writer.write(b"%x\r\n%b\r\n" % (len(bomb), bomb))
            await writer.drain()
            sent[0] += len(bomb)

    origin.will(pour, answer())
    if status < 400:
        assert (await fetch()).status == 200
        assert [request.connection for request in origin.requests] == [1, 2]
    else:
        with pytest.raises(FetchError, match=str(status)):
            await fetch()
    assert sent[0] < 20_000_000


# the deadline


async def test_one_deadline_holds_for_all_of_a_poll_however_it_trickles(
    a_fetcher, a_source, a_state, origin
) -> None:
    """C60: a byte now and then keeps every other time-out waiting for ever."""

    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 5000\r\n\r\n")
        while not origin.over.is_set():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    origin.will(trickle)
    fetcher = a_fetcher(timeout=timedelta(seconds=0.3))
    with pytest.raises(FetchError, match=r"longer than 0\.3 s"):
        await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 10)


async def test_an_answer_that_goes_wrong_half_way_holds_nobody_beyond_the_deadline(
    a_fetcher, a_source, a_state, origin
) -> None:
    """C62: the client's parser gives up silently on a bad chunk that comes after a good one."""

    async def go_wrong(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n")
        await writer.drain()
        await asyncio.wait([asyncio.create_task(origin.over.wait())], timeout=0.05)
        writer.write(b"zz\r\n<item>\r\n0\r\n\r\n")
        await origin.over.wait()

    origin.will(go_wrong)
    fetcher = a_fetcher(timeout=timedelta(seconds=0.5))
    with pytest.raises(FetchError):
        await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 10)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: t"])
async def test_a_server_that_says_nothing_is_not_waited_for_longer(
    a_fetcher, a_source, a_state, origin, begun: bytes
) -> None:
    async def hang(writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        await origin.over.wait()

    origin.will(hang)
    fetcher = a_fetcher(timeout=timedelta(seconds=0.3))
    with pytest.raises(FetchError, match=r"longer than 0\.3 s"):
        await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 10)


async def test_redirects_share_the_one_deadline(
    a_fetcher, a_source, a_state, origin, answer
) -> None:
    """C60."""

    async def slow(writer: asyncio.StreamWriter, hop: int) -> None:
        await asyncio.wait([asyncio.create_task(origin.over.wait())], timeout=0.15)
        writer.write(answer(302, Location=f"/{hop}"))
        await writer.drain()

    for hop in range(5):
        origin.will(lambda writer, hop=hop: slow(writer, hop))
    fetcher = a_fetcher(timeout=timedelta(seconds=0.4))
    with pytest.raises(FetchError, match=r"longer than 0\.4 s"):
        await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 10)
    assert len(origin.requests) < 5, "each answer alone came in time"


async def test_a_fetcher_is_free_again_after_every_fault(
    a_fetcher, a_source, a_state, origin, answer
) -> None:
    """C62: one host, one connection, one poll at a time: a fault that kept any would stop it here."""
    fetcher = a_fetcher(concurrency=1, per_host=1, timeout=timedelta(seconds=0.5))
    for broken in [*BROKEN.values(), answer(404), answer(302, Location="//[")]:
        origin.will(says(broken), says(broken))
        with pytest.raises(FetchError):
            await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 10)
        origin.script.clear()
    origin.will(answer(body=COPY))
    found = await asyncio.wait_for(fetcher.fetch(a_source(), a_state()), 10)
    assert found.payloads[0].body == COPY


# the decoders alone


@settings(max_examples=80, deadline=None)
@given(
    data=st.one_of(st.binary(max_size=300), st.sampled_from([65535, 65536, 65537, 131072, 196613])),
    name=st.sampled_from(sorted(CODINGS)),
    cuts=st.lists(st.integers(0, 300), max_size=6),
)
def test_whatever_is_encoded_and_however_it_is_cut_the_same_comes_out(data, name, cuts) -> None:
    """Sizes round a step of the decoder are where the last of it can stay inside."""
    if isinstance(data, int):
        data = (b"The ferry left. " * (data // 16 + 1))[:data]
    coding, encode = CODINGS[name]
    encoded = encode(data)
    bounds = Bounds(1_000_000)
    decode = decoder(coding, bounds)
    places = sorted({0, len(encoded), *(cut for cut in cuts if cut < len(encoded))})
    out = b""
    for start, end in pairwise(places):
        bounds.sent(end - start)
        out += decode.feed(encoded[start:end])
    assert out + decode.end() == data


@pytest.mark.parametrize("name", CODINGS)
def test_an_answer_that_comes_byte_by_byte_is_decoded(name: str) -> None:
    """Deflate with and without its head is told apart by two bytes, which need not come together."""
    coding, encode = CODINGS[name]
    bounds = Bounds(100_000)
    decode = decoder(coding, bounds)
    out = b""
    for byte in encode(COPY):
        bounds.sent(1)
        out += decode.feed(bytes([byte]))
    assert out + decode.end() == COPY


@pytest.mark.parametrize("name", CODINGS)
@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_071, 131_072, 196_613])
def test_nothing_stays_inside_a_decoder_that_has_been_given_all_at_once(
    name: str, size: int
) -> None:
    """It gives out what it has in steps; all that came may be taken in before the last of them."""
    coding, encode = CODINGS[name]
    bounds = Bounds(1_000_000)
    encoded = encode(b"a" * size)
    bounds.sent(10_000)
    decode = decoder(coding, bounds)
    assert len(decode.feed(encoded) + decode.end()) == size


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200), coding=st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_any_bytes_are_decoded_or_are_an_error(data: bytes, coding: str) -> None:
    decode = decoder(coding, Bounds(100_000))
    try:
        decode.feed(data)
        decode.end()
    except FetchError:
        pass

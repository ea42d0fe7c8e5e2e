"""Bounded decoders: content codings (RFC 9110, 8.4) undone as the bytes come, and no further than a
limit. The client's own decoders give out whatever they are told to, so they are not used (C61).
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from functools import partial
from typing import Protocol

from feeds.errors import FetchError, SizeError

ACCEPTED = "gzip, deflate, br, zstd"
"""What we say we understand: exactly what `decoder` understands (C53)."""

_GZIP = b"\x1f\x8b\x08"
_RATIO = 100
_RATIO_COUNTS_FROM = 1024 * 1024
_STEP = 64 * 1024
_SLICE = 16 * 1024
_MOST_MEMBERS = 10_000
"""Of a gzip: a member for each 64 KiB is the most that anybody makes on purpose."""
_LARGEST_WINDOW = 23
"""As a power of two: eight megabytes, which no sender of this coding may go beyond (RFC 9659)."""
_SHOWN = 40
"""Characters of a coding's name that are told."""


class Decoder(Protocol):
    """Turns bytes as sent into bytes as meant."""

    def feed(self, data: bytes) -> bytes: ...

    def end(self) -> bytes: ...


class Bounds:
    """Counts both sides of a body and refuses more than is bearable."""

    def __init__(self, max_wire: int) -> None:
        self._max_wire = max_wire
        self._max_decoded = 2 * max_wire
        self.wire = 0
        self._decoded = 0

    def sent(self, count: int) -> None:
        self.wire += count
        if self.wire > self._max_wire:
            raise SizeError(f"the answer is larger than {self._max_wire} bytes")

    def came_out(self, count: int) -> None:
        self._decoded += count
        if self._decoded > self._max_decoded:
            raise SizeError(f"the answer decodes to more than {self._max_decoded} bytes")
        if self._decoded > _RATIO_COUNTS_FROM and self._decoded > _RATIO * max(1, self.wire):
            raise SizeError(f"the answer decodes to more than {_RATIO} times its size")


class _Identity:
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds

    def feed(self, data: bytes) -> bytes:
        self._bounds.came_out(len(data))
        return data

    def end(self) -> bytes:
        return b""


class _Zlib:
    """gzip (RFC 1952, several members too) and deflate, with and without its zlib head."""

    def __init__(self, bounds: Bounds, *, gzip: bool) -> None:
        self._bounds = bounds
        self._gzip = gzip
        self._inner = zlib.decompressobj(31 if gzip else 15)
        self._begun = False
        self._head = b""
        self._members = 1

    def feed(self, data: bytes) -> bytes:
        # What is behind a member's end is copied with each member: of a whole body at once that takes minutes.
        slices = range(0, len(data), _SLICE)
        return b"".join(self._fed(data[start : start + _SLICE]) for start in slices)

    def _fed(self, data: bytes) -> bytes:
        if not self._begun:  # two bytes tell whether deflate has its head
            data, self._head = self._head + data, b""
            if len(data) < 2:
                self._head = data
                return b""
        out = bytearray()
        more = False
        while data or more:
            if self._inner.eof:
                if not self._gzip or not data.startswith(b"\x1f"):
                    break  # padding behind the end, which some servers send
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise FetchError(f"the answer is compressed in more than {_MOST_MEMBERS} parts")
                self._inner = zlib.decompressobj(31)
            some = self._some(data)
            out += some
            data = self._inner.unconsumed_tail or self._inner.unused_data
            # Of a full step the rest may be inside, though all that came has been taken in.
            more = len(some) == _STEP and not self._inner.eof
        return bytes(out)

    def _some(self, data: bytes) -> bytes:
        try:
            some = self._inner.decompress(data, _STEP)
        except zlib.error as fault:
            if self._gzip or self._begun:
                raise FetchError("the answer's compression is damaged") from fault
            self._inner = zlib.decompressobj(-15)  # deflate without its head
            try:
                some = self._inner.decompress(data, _STEP)
            except zlib.error as again:
                raise FetchError("the answer's compression is damaged") from again
        self._begun = True
        self._bounds.came_out(len(some))
        return some

    def end(self) -> bytes:
        if not self._inner.eof:
            raise FetchError("the answer ends in the middle of its compression")
        return b""


class _Brotli:
    """br (RFC 7932)."""

    def __init__(self, bounds: Bounds) -> None:
        import brotli

        self._bounds = bounds
        self._error: type[Exception] = brotli.error
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes) -> bytes:
        out = bytearray()
        try:
            some: bytes = self._inner.process(data, output_buffer_limit=_STEP)
            # It says that it can accept more while it still has some of what came to give out.
            while some or not self._inner.can_accept_more_data():
                self._bounds.came_out(len(some))
                out += some
                if self._inner.is_finished():
                    break
                some = self._inner.process(b"", output_buffer_limit=_STEP)
        except self._error as fault:
            raise FetchError("the answer's compression is damaged") from fault
        return bytes(out)

    def end(self) -> bytes:
        if not self._inner.is_finished():
            raise FetchError("the answer ends in the middle of its compression")
        return b""


class _Zstd:
    """zstd (RFC 8878), several frames too."""

    def __init__(self, bounds: Bounds) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        self._bounds = bounds
        self._error: type[Exception] = zstd.ZstdError
        options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW}
        self._frame = partial(zstd.ZstdDecompressor, options=options)
        self._inner = self._frame()

    def feed(self, data: bytes) -> bytes:
        out = bytearray()
        try:
            while data or not (self._inner.needs_input or self._inner.eof):
                if self._inner.eof:
                    self._inner = self._frame()
                some = self._inner.decompress(data, _STEP)
                self._bounds.came_out(len(some))
                out += some
                data = self._inner.unused_data if self._inner.eof else b""
        except self._error as fault:
            raise FetchError("the answer's compression is damaged") from fault
        return bytes(out)

    def end(self) -> bytes:
        if not self._inner.eof:
            raise FetchError("the answer ends in the middle of its compression")
        return b""


_DECODERS: dict[str, Callable[[Bounds], Decoder]] = {
    "": _Identity,
    "identity": _Identity,
    "gzip": lambda bounds: _Zlib(bounds, gzip=True),
    "x-gzip": lambda bounds: _Zlib(bounds, gzip=True),
    "deflate": lambda bounds: _Zlib(bounds, gzip=False),
    "br": _Brotli,
    "zstd": _Zstd,
}


def decoder(coding: str, bounds: Bounds) -> Decoder:
    """The decoder for a Content-Encoding. Raises FetchError for one that we did not ask for."""
    make = _DECODERS.get(coding.strip().lower())
    if make is None:
        raise FetchError(f"the answer has an encoding that was not asked for: {coding[:_SHOWN]!r}")
    return make(bounds)


def unpacked(body: bytes, max_wire: int) -> bytes:
    """A file that is compressed itself (`sitemap.xml.gz`), or that a server has compressed once more than it
    says; any other as it is. Raises FetchError.
    """
    if not body.startswith(_GZIP):
        return body
    bounds = Bounds(max_wire)
    bounds.sent(len(body))
    inner = _Zlib(bounds, gzip=True)
    return inner.feed(body) + inner.end()

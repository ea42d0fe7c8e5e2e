"""What stands round a body: its head, interim answers, the sizes and extensions of chunks, trailers.

The client's parser bounds a line and the number of lines, not how much of them there may be: chunks of
one byte, extensions, blank lines and interim answers (RFC 9110, 15.2) can go on until the deadline, at
the cost of a whole processor. Here they are counted as they come (C61). What comes on a connection on
which nothing was asked is the answer to no request, least of all to the next one (RFC 9112, 9.2).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import RawResponseMessage
from aiohttp.streams import StreamReader

from feeds.errors import FetchError

MOST_BESIDE = 64 * 1024
"""Bytes that an answer may have beside its body, and besides as many as the body itself has."""

_NOT_MODIFIED = b" 304 "
_END_OF_HEAD = b"\r\n\r\n"


def too_much_beside() -> FetchError:
    return FetchError(f"the answer has more than {MOST_BESIDE} bytes beside its body")


class Connection(ResponseHandler):
    """A connection of the client that counts, and that is of no more use once it has said too much."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, connected: Callable[[asyncio.BaseTransport], None]
    ) -> None:
        super().__init__(loop=loop)
        self._came = 0
        self._answered = True
        self._connected = connected

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._connected(transport)
        super().connection_made(transport)

    def set_response_params(self, **params: Any) -> None:  # noqa: ANN401 -- as the client has it
        """Called before each request."""
        self._came = 0
        self._answered = False
        super().set_response_params(**params)

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        """Called with the head of each answer."""
        self._answered = data[0].code >= 200
        super().feed_data(data, size)

    def data_received(self, data: bytes) -> None:
        if data and self._answered and (self._payload is None or self._payload.is_eof()):
            self._end()
            return
        if not self._came and data[8:13] == _NOT_MODIFIED:
            data = self._head_alone(data)
        self._came += len(data)
        super().data_received(data)
        # While the parser rests, it holds what it has not looked at.
        if self._came > MOST_BESIDE and not self._reading_paused:
            body = self._payload.total_bytes if self._payload is not None else 0
            if self._came - body > body + MOST_BESIDE:
                self._refuse()

    def _head_alone(self, data: bytes) -> bytes:
        """A 304 without the body that some servers send with it, though it can have none (RFC 9110, 15.4.5)."""
        end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
        if len(_END_OF_HEAD) <= end < len(data):
            self.force_close()
            return data[:end]
        return data

    def _refuse(self) -> None:
        fault = too_much_beside()
        self.set_exception(fault)
        if self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(fault)
        self._end()

    def _end(self) -> None:
        self.force_close()
        if self.transport is not None:
            self.transport.close()


def counted(
    connector: aiohttp.TCPConnector,
    connected: Callable[[asyncio.BaseTransport], None] = lambda _: None,
) -> aiohttp.TCPConnector:
    """A connector whose connections count, and that tells of each that is made."""
    loop = asyncio.get_running_loop()
    make: partial[Any] = partial(Connection, loop=loop, connected=connected)
    connector._factory = make  # noqa: SLF001 -- it asks nobody
    return connector

"""A publisher's server that costs next to nothing: the feeds of `bench.copy`, with validators.

Runs as a process of its own; prints its port when it answers and ends with its standard input.
Feed n is at http://127.0.<n // 200 + 2>.<n % 200 + 1>:port/feed, an address each.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import sys
from functools import partial

from bench.copy import feed

_IF_NONE_MATCH = re.compile(rb"\r\nif-none-match: *([^\r]*)\r\n", re.IGNORECASE)


def address(number: int) -> str:
    """The address of a feed's host."""
    return f"127.0.{number // 200 + 2}.{number % 200 + 1}"


class Publisher(asyncio.Protocol):
    """Answers GET with the whole of one document, or with 304."""

    def __init__(self, number: int, body: bytes) -> None:
        etag = f'"feed-{number}"'.encode()
        self.etag = etag
        self.whole = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "
            + etag
            + f"\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        self.unchanged = b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        self.transport: asyncio.Transport | None = None
        self.head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        assert self.transport is not None
        self.head += data
        while b"\r\n\r\n" in self.head:
            request, self.head = self.head.split(b"\r\n\r\n", 1)
            known = _IF_NONE_MATCH.search(request + b"\r\n")
            same = known is not None and known[1] == self.etag
            self.transport.write(self.unchanged if same else self.whole)


async def main(feeds: int) -> None:
    loop = asyncio.get_running_loop()
    port = 0
    for number in range(feeds):
        listening = socket.create_server((address(number), port), backlog=16)
        port = listening.getsockname()[1]
        await loop.create_server(partial(Publisher, number, feed(number)), sock=listening)
    print(port, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

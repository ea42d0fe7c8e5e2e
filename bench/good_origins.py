"""Publishers' servers that are well, and that note each request: the second at which it came, and whose it is.

Runs as a process of its own; prints its port and ends with its standard input. Every tenth request finds a
new item. Run as: python -m bench.good_origins SOURCES LOG
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TextIO

from bench.copy import feed, item
from bench.origin import Publisher, address

_NEWS_EVERY = 10
_ITEMS = 3
_END = b"</channel></rss>\n"


class Agency:
    """One source, over all of its connections."""

    def __init__(self, number: int, log: TextIO) -> None:
        self.number = number
        self.log = log
        self.head = feed(number, 0).removesuffix(_END)
        self.asked = 0

    def body(self) -> bytes:
        news = self.asked // _NEWS_EVERY
        items = "".join(item(self.number, news + n) for n in range(_ITEMS))
        return self.head + items.encode() + _END


class NotingPublisher(Publisher):
    """Notes a request, and answers with what the agency has by then."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency.number, b"")
        self.agency = agency

    def data_received(self, data: bytes) -> None:
        agency = self.agency
        agency.log.write(f"{time.time():.3f} {agency.number}\n")
        agency.asked += 1
        etag = f'"{agency.number}-{agency.asked // _NEWS_EVERY}"'.encode()
        if etag != self.etag:
            body = agency.body()
            self.etag = etag
            self.unchanged = b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
            self.whole = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "
                + etag
                + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
                + body
            )
        super().data_received(data)


async def main(sources: int, log: TextIO) -> None:
    loop = asyncio.get_running_loop()
    port = 0
    for number in range(sources):
        listening = socket.create_server((address(number), port), backlog=16)
        port = listening.getsockname()[1]
        agency = Agency(number, log)
        await loop.create_server(partial(NotingPublisher, agency), sock=listening)
    print(port, flush=True)
    with suppress(KeyboardInterrupt):
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    with Path(sys.argv[2]).open("w", buffering=1, encoding="ascii") as noted:
        asyncio.run(main(int(sys.argv[1]), noted))

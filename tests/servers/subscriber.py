"""Subscribers of our hub on loopback, at as many addresses as a test wants: one server listens on all of 127.0.0.0/8.
What a callback does, its path says: it takes, fails, hangs, has gone, or confirms nothing.
"""

from __future__ import annotations

import asyncio
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.servers.hub import send
from tests.servers.ports import free_port


@dataclass(frozen=True)
class Received:
    """One request: its callback, its query, its head in small letters and its body."""

    callback: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Subscribers:
    """All callbacks of a test; the last part of a path is what it does: `take`, a status, `hang` or `silent`."""

    port: int
    asked: list[Received] = field(default_factory=list)
    """By GET."""
    got: list[Received] = field(default_factory=list)
    """By POST, as soon as it has come whole, whatever is answered."""
    does: dict[str, str] = field(default_factory=dict)
    """What callbacks do now in place of what their paths say."""

    def callback(self, does: str = "take", host: str = "127.0.0.1", query: str = "") -> str:
        return f"http://{host}:{self.port}/{does}{query}"

    def bodies(self, callback: str) -> list[bytes]:
        """What it has been sent, in order."""
        return [one.body for one in self.got if one.callback == callback]

    def request(
        self, hub: str, topic: str, callback: str, mode: str = "subscribe", **more: str
    ) -> int:
        """Asks a hub; the status of its answer."""
        form = {"mode": mode, "topic": topic, "callback": callback, **more}
        body = urlencode({f"hub.{name}": value for name, value in form.items()}).encode()
        return send(urllib.request.Request(hub, body, method="POST"))[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            # It is cancelled when the test ends, and who calls it takes that for a fault.
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._answer(reader, writer):
                    pass
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:-2])}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        path, _, query = target.partition("?")
        said = dict(parse_qsl(query))
        kept = urlencode([(k, v) for k, v in parse_qsl(query) if not k.startswith("hub.")])
        callback = f"http://{headers['host']}{path}{f'?{kept}' if kept else ''}"
        record = self.asked if method == "GET" else self.got
        record.append(Received(callback, said, headers, body, time.monotonic()))
        does = self.does.get(callback, path.rpartition("/")[2])
        if method == "GET":
            confirms = does != "silent"
            status, answer = (200, said.get("hub.challenge", "")) if confirms else (404, "")
        elif does == "hang":
            await reader.read(1)
            return False
        else:
            status, answer = int(does) if does.isdecimal() else 204, ""
        length = f"Content-Length: {len(answer)}\r\n" if status != 204 else ""
        writer.write(f"HTTP/1.1 {status} -\r\n{length}\r\n{answer}".encode())
        await writer.drain()
        return True


@contextmanager
def listening(found: Subscribers) -> Iterator[None]:
    """Answers from a thread of its own until the block ends."""
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def run(over: asyncio.Event) -> None:
        async with await asyncio.start_server(found.serve, "0.0.0.0", found.port, backlog=512):
            ready.set()
            await over.wait()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)  # for what was aborted to be closed

    over = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(run(over)))
    thread.start()
    assert ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(20)
        loop.close()


@pytest.fixture
def subscribers() -> Iterator[Subscribers]:
    found = Subscribers(port=free_port())
    with listening(found):
        yield found

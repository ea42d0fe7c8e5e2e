"""Publishers' servers on loopback that say exactly the bytes they are told to, and keep every request as it
came.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

Says = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """One request, byte for byte."""

    line: str
    fields: tuple[tuple[bytes, bytes], ...]
    connection: int
    at: float

    @property
    def path(self) -> str:
        return self.line.split()[1]

    def all(self, name: str) -> list[bytes]:
        return [value for key, value in self.fields if key.lower() == name.encode()]

    def one(self, name: str) -> bytes | None:
        found = self.all(name)
        assert len(found) < 2, found
        return found[0] if found else None


@dataclass
class Origin:
    """A server; it answers with what `will` was told, in order, or with the document of a path."""

    host: str
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    script: list[Says] = field(default_factory=list)
    paths: dict[str, Says] = field(default_factory=dict)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """The test is: whoever hangs need not hang any longer."""
    talks: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    def url(self, path: str = "/feed") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def will(self, *answers: Says) -> None:
        self.script.extend(answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.talks[task] = writer
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        number = self.connections
        try:
            while await self._answer(reader, writer, number):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the fetcher has heard enough
        finally:
            self.open -= 1
            self.talks.pop(task, None)
            writer.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        line, *lines = head[:-4].split(b"\r\n")
        fields = [one.split(b": ", 1) for one in lines]
        request = Request(
            line=line.decode(),
            fields=tuple((key, value) for key, value in fields),
            connection=number,
            at=asyncio.get_running_loop().time(),
        )
        self.requests.append(request)
        says = self.paths.get(request.path) or self.script.pop(0)
        if isinstance(says, bytes):
            writer.write(says)
            await writer.drain()
        else:
            await says(writer)
        return not writer.is_closing()


def answer(status: int = 200, body: bytes = b"<rss/>", **headers: str | bytes | None) -> bytes:
    """An answer in bytes; a header that is None is left out, ``_`` in a name is a hyphen."""
    fields: dict[str, str | bytes | None] = {
        "Content-Type": "application/rss+xml",
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if status == 304:
        fields["Content-Length"], body = None, b""
    lines = [
        name.encode() + b": " + (value if isinstance(value, bytes) else value.encode())
        for name, value in fields.items()
        if value is not None
    ]
    return b"HTTP/1.1 %d Whatever\r\n%b\r\n\r\n%b" % (status, b"\r\n".join(lines), body)


@pytest.fixture(name="answer")
def answer_() -> Callable[..., bytes]:
    return answer


@pytest.fixture
async def an_origin() -> AsyncIterator[Callable[..., Awaitable[Origin]]]:
    """Starts servers, each on a loopback address of its own choice."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(host: str = "127.0.0.1") -> Origin:
            made = Origin(host=host)
            server = await asyncio.start_server(made.serve, host, 0)
            made.port = server.sockets[0].getsockname()[1]
            stack.push_async_callback(_stop, server, made)
            return made

        yield start


async def _stop(server: asyncio.Server, origin: Origin) -> None:
    server.close()
    origin.over.set()
    talks = dict(origin.talks)
    for writer in talks.values():
        writer.transport.abort()
    await asyncio.gather(*talks)
    await server.wait_closed()


@pytest.fixture
async def origin(an_origin: Callable[..., Awaitable[Origin]]) -> Origin:
    return await an_origin()

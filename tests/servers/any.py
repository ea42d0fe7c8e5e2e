"""A wire over each transport that is neither HTTP nor a directory of this machine; and strangers, who
speak none of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import pytest

from feeds.model import Auth

KINDS = ["ftp", "ftpes", "ftps", "sftp", "imap", "imaps"]


@pytest.fixture(params=KINDS)
def remote(request: pytest.FixtureRequest) -> object:
    """A server that delivers, vouched for; ended with the test."""
    if request.param == "sftp":
        return request.getfixturevalue("sftp_host")()
    if request.param in {"ftpes", "ftps", "imaps"}:
        request.getfixturevalue("trusted")
    if request.param in {"imap", "imaps"}:
        return request.getfixturevalue("imap_host")(request.param)
    return request.getfixturevalue("ftp_host")(request.param)


@dataclass(frozen=True)
class Stranger:
    """Somebody who answers where a wire should be."""

    url: str
    auth = Auth(username="news", password="zqsecret", known_hosts="# nobody")


@pytest.fixture
async def stranger() -> AsyncIterator[Callable[..., Awaitable[Stranger]]]:
    """Starts one that greets, and says something to each line that it hears; `without_end` repeats it."""
    async with AsyncExitStack() as stack:

        async def start(
            scheme: str, greeting: bytes, answer: bytes = b"", *, without_end: bool = False
        ) -> Stranger:
            async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                with suppress(ConnectionError):
                    writer.write(greeting)
                    await writer.drain()
                    while without_end or (answer and await reader.readline()):
                        writer.write(answer or greeting)
                        await writer.drain()
                writer.close()

            server = await asyncio.start_server(talk, "127.0.0.1", 0)
            await stack.enter_async_context(server)
            return Stranger(f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/")

        yield start

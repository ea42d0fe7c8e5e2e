"""Publishers' servers that are bad, each in its own way: a table of ways, a source each.

Runs as a process of its own; prints the addresses of its sources as a JSON list and ends with its standard
input. Names under `fleet.test` are looked up by what `bench.fleet` puts in the resolver's place.
Run as: python -m bench.bad_origins WAY...
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import socket
import ssl
import struct
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.copy import feed

FOR_EVER = 3600.0
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = feed(1, 10)
LENGTH = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY)
BOMB = gzip.compress(b"\0" * 100_000_000)

Says = Callable[[asyncio.StreamWriter], Awaitable[None]]


def drips(first: bytes, drop: bytes, seconds: float) -> Says:
    """Says something, and then a little now and then for as long as anybody listens."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            await writer.drain()
            await asyncio.sleep(seconds)
            writer.write(drop)

    return say


def hangs(first: bytes = b"") -> Says:
    return drips(first, b"", FOR_EVER)


def pours(first: bytes, more: bytes) -> Says:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        for _ in itertools.count():
            writer.write(more)
            await writer.drain()

    return say


def ends(data: bytes) -> Says:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return say


async def resets(writer: asyncio.StreamWriter) -> None:
    writer.write(LENGTH + BODY[:1000])
    await writer.drain()
    opened = writer.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def refuses(status: bytes) -> Says:
    return ends(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


# What holds a connection until somebody gives up.
HOLDING: dict[str, Says] = {
    "slow header": drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 1.0),
    "slow body": drips(LENGTH, b"x", 1.0),
    "body without end, slowly": drips(CHUNKED, b"5\r\n<rss>\r\n", 1.0),
    "silence": hangs(),
    "silence in the head": hangs(b"HTTP/1.1 200 OK\r\nContent-"),
    "silence in the body": hangs(LENGTH + BODY[:500]),
}
# What is over sooner.
FAILING: dict[str, Says] = {
    "body without end": pours(CHUNKED, b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
    "interim answers without end": pours(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "extensions of chunks": pours(CHUNKED, b"1;e=" + b"a" * 8000 + b"\r\nx\r\n"),
    "reset in the body": resets,
    "truncated": ends(LENGTH + BODY[: len(BODY) // 2]),
    "length too long": ends(HEAD + b"Content-Length: 99999\r\n\r\n" + BODY),
    "length too short": ends(HEAD + b"Content-Length: 99\r\n\r\n" + BODY),
    "bad chunk": ends(CHUNKED + b"5\r\n<rss>\r\nzz\r\n</rss>\r\n0\r\n\r\n"),
    "500": refuses(b"500 Internal Server Error"),
    "503": refuses(b"503 Service Unavailable"),
    "bomb": ends(HEAD + b"Content-Encoding: gzip\r\n\r\n" + BOMB),
    "nothing": ends(b""),
    "certificate of its own": ends(LENGTH + BODY),
    "no TLS": ends(b"220 mail ready\r\n"),
}
# What no server is needed for, or one that does not even speak.
ABSENT = (
    "no answer to connect",
    "connection refused",
    "name unknown",
    "name not resolved",
    "silent TLS",
)
TLS = {"certificate of its own", "no TLS", "silent TLS"}
WAYS = (*HOLDING, *FAILING, *ABSENT)
HOGS = (*HOLDING, "no answer to connect", "name not resolved", "silent TLS")
"""Ways to hold a place for ten seconds or longer."""


def address(number: int) -> str:
    return f"127.0.9.{number + 1}"


def url(number: int, way: str, port: int) -> str:
    names = {"name unknown": "missing", "name not resolved": "silent"}
    host = f"{names[way]}-{number}-fleet.test" if way in names else address(number)
    return f"{'https' if way in TLS else 'http'}://{host}:{port}/feed"


def certificate() -> ssl.SSLContext:
    """One that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fleet")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        secret = key.private_bytes(pem, form, serialization.NoEncryption())
        Path(file.name).write_bytes(secret + made.public_bytes(pem))
        context.load_cert_chain(file.name)
    return context


async def serve(way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    says = HOLDING.get(way) or FAILING.get(way) or hangs()
    with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        if way != "no TLS":  # whoever expects another protocol waits for no request
            await reader.readuntil(b"\r\n\r\n")
        await says(writer)
    writer.close()


def full(number: int, port: int) -> list[socket.socket]:
    """A server whose queue of connections is full: what comes gets no answer."""
    listening = socket.create_server((address(number), port), backlog=0)
    found = [listening]
    for _ in range(4):
        waiting = socket.socket()
        waiting.setblocking(False)
        waiting.connect_ex(listening.getsockname())
        found.append(waiting)
    return found


async def main(ways: list[str]) -> None:
    with socket.create_server((address(0), 0)) as probe:
        port = probe.getsockname()[1]
    own = certificate()
    kept: list[object] = []
    for number, way in enumerate(ways):
        if way == "no answer to connect":
            kept.extend(full(number, port))
        elif way == "silent TLS" or way in HOLDING or way in FAILING:
            tls = own if way == "certificate of its own" else None
            kept.append(
                await asyncio.start_server(partial(serve, way), address(number), port, ssl=tls)
            )
    print(json.dumps([url(number, way, port) for number, way in enumerate(ways)]), flush=True)
    with suppress(KeyboardInterrupt):
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

"""What `Fetcher` promises (feeds/contracts), held by every transport there is, each over the real
thing: a server on loopback, a directory on the disk.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from feeds.contracts import Fetcher
from feeds.errors import FetchError
from feeds.fetch import Fetchers
from feeds.fetch.directory import DirectoryFetcher
from feeds.fetch.http import HttpFetcher
from feeds.fetch.remote import RemoteFetcher
from feeds.model import Fetched, Rights, Source, SourceState
from tests.house import LIMITS
from tests.servers.ftp import FtpHost
from tests.servers.sftp import SftpHost

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LIMIT = 50_000
PATIENCE = 20.0


class Website:
    """A publisher's server: a document a source, with an ETag."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        self.server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self.server is None:
            return
        self.server.close()
        talks = dict(self.talks)
        for writer in talks.values():
            writer.transport.abort()
        await asyncio.gather(*talks)
        await self.server.wait_closed()
        self.server = None

    def source(self, id_: str) -> Source:
        return source(id_, url=f"http://127.0.0.1:{self.port}/{id_}")

    def publish(self, id_: str, body: bytes) -> None:
        self.documents[id_] = body

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.talks[task] = writer
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                writer.write(self._answer(head))
                await writer.drain()
        self.talks.pop(task)
        writer.close()

    def _answer(self, head: str) -> bytes:
        body = self.documents.get(head.split()[1].removeprefix("/"))
        if body is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if f"if-none-match: {etag}" in head.lower():
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        return (
            f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


class Delivery:
    """An agency that delivers: a file a document into a directory a source."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    async def start(self) -> None:
        if self.folder.with_name("away").exists():
            self.folder.with_name("away").rename(self.folder)

    async def stop(self) -> None:
        if self.folder.exists():
            self.folder.rename(self.folder.with_name("away"))

    def source(self, id_: str) -> Source:
        (self.folder / id_).mkdir(parents=True, exist_ok=True)
        return source(id_, path=str(self.folder / id_))

    def publish(self, id_: str, body: bytes) -> None:
        self.number += 1
        self.source(id_)
        part = self.folder / id_ / f".{self.number}.part"
        part.write_bytes(body)
        part.rename(self.folder / id_ / f"{self.number}.txt")


class Agency:
    """An agency's own server, from which we fetch: a file a document in a directory a source."""

    def __init__(self, host: FtpHost | SftpHost) -> None:
        self.host = host
        self.number = 0

    async def start(self) -> None:
        self.host.start()

    async def stop(self) -> None:
        self.host.stop()

    def source(self, id_: str) -> Source:
        (self.host.folder / id_).mkdir(parents=True, exist_ok=True)
        url = f"{self.host.scheme}://127.0.0.1:{self.host.port}/{id_}"
        return source(id_, url=url, auth=self.host.auth)

    def publish(self, id_: str, body: bytes) -> None:
        self.number += 1
        self.source(id_)
        part = self.host.folder / id_ / f".{self.number}.part"
        part.write_bytes(body)
        part.rename(self.host.folder / id_ / f"{self.number}.txt")


def source(id_: str, **where: Any) -> Source:
    return Source(id=id_, provider="IANS", rights=Rights.FULL, **where)


BOUNDS = replace(
    LIMITS, timeout=timedelta(seconds=PATIENCE), max_bytes=LIMIT, per_host=8, host_gap=timedelta(0)
)


@dataclass
class Wire:
    """A fetcher, the other end of it, and what a desk would remember."""

    fetcher: Fetcher
    other_end: Website | Delivery | Agency
    states: dict[str, SourceState] = field(default_factory=dict)

    async def fetch(self, id_: str = "ians") -> Fetched:
        state = self.states.get(id_) or SourceState(id=id_, next_due=NOON)
        return await asyncio.wait_for(
            self.fetcher.fetch(self.other_end.source(id_), state), PATIENCE
        )

    async def poll(self, id_: str = "ians", **faults: str) -> Fetched:
        """Fetches, remembers what is to be remembered, and acknowledges."""
        found = await self.fetch(id_)
        self.remember(found, id_)
        await self.acknowledge(id_, **faults)
        return found

    def remember(self, found: Fetched, id_: str = "ians") -> None:
        state = self.states.get(id_) or SourceState(id=id_, next_due=NOON)
        self.states[id_] = replace(
            state,
            url=self.other_end.source(id_).url,
            validators=found.validators,
            cursor=found.cursor,
        )

    async def acknowledge(self, id_: str = "ians", **faults: str) -> None:
        await self.fetcher.acknowledge(self.other_end.source(id_), faults)


def other_end_of(transport: str, folder: Path) -> Website | Delivery | Agency:
    if transport == "http":
        return Website()
    if transport == "directory":
        return Delivery(folder / "drop")
    if transport == "ftp":
        return Agency(FtpHost(folder=folder / "agency"))
    keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(2)]
    return Agency(SftpHost(folder=folder / "agency", host_key=keys[0], own_key=keys[1]))


TRANSPORTS = ["http", "directory", "ftp", "sftp"]


@pytest.fixture(params=[*TRANSPORTS, *(f"{one} of all" for one in TRANSPORTS)])
async def wire(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Wire]:
    other_end = other_end_of(request.param.partition(" ")[0], tmp_path)
    fetcher: HttpFetcher | DirectoryFetcher | RemoteFetcher | Fetchers
    if request.param == "http":
        fetcher = HttpFetcher(BOUNDS, user_agent="test", clock=lambda: NOON)
    elif request.param == "directory":
        fetcher = DirectoryFetcher(clock=lambda: NOON, max_bytes=LIMIT)
    elif request.param in {"ftp", "sftp"}:
        fetcher = RemoteFetcher(BOUNDS, clock=lambda: NOON)
    else:
        fetcher = Fetchers(BOUNDS, user_agent="test", clock=lambda: NOON)
    await other_end.start()
    yield Wire(fetcher, other_end)
    if not isinstance(fetcher, DirectoryFetcher):
        await fetcher.aclose()
    await other_end.stop()


async def test_what_a_source_has_comes_with_all_that_is_known_of_it(wire: Wire) -> None:
    wire.other_end.publish("ians", b"<rss>The ferry left.</rss>")
    found = await wire.fetch()
    (payload,) = found.payloads
    assert payload.source == "ians"
    assert payload.body == b"<rss>The ferry left.</rss>"
    assert payload.sha256 == hashlib.sha256(payload.body).hexdigest()
    assert payload.fetched_at == NOON
    assert payload.url.startswith(("http://", "file://", "ftp://", "sftp://"))
    assert not found.unchanged
    assert found.wire_bytes == len(payload.body)
    assert found.faults == ()


@pytest.mark.parametrize("body", [bytes(range(256)) * 8, "बाढ़ के बाद".encode("utf-16"), b"\r\n\r\n"])
async def test_bytes_come_as_they_are(wire: Wire, body: bytes) -> None:
    wire.other_end.publish("ians", body)
    (payload,) = (await wire.fetch()).payloads
    assert payload.body == body


async def test_what_was_recorded_does_not_come_again(wire: Wire) -> None:
    wire.other_end.publish("ians", b"<rss>1</rss>")
    await wire.poll()
    found = await wire.poll()
    assert found.unchanged
    assert found.payloads == ()


async def test_what_was_not_recorded_comes_again(wire: Wire) -> None:
    """C11: nothing is remembered that the desk does not remember."""
    wire.other_end.publish("ians", b"<rss>1</rss>")
    first = await wire.fetch()
    again = await wire.poll()
    assert [one.body for one in again.payloads] == [one.body for one in first.payloads]
    assert (await wire.poll()).unchanged


async def test_what_is_new_comes_after_what_was_recorded(wire: Wire) -> None:
    wire.other_end.publish("ians", b"<rss>1</rss>")
    await wire.poll()
    wire.other_end.publish("ians", b"<rss>2</rss>")
    found = await wire.poll()
    assert [one.body for one in found.payloads] == [b"<rss>2</rss>"]


async def test_a_source_that_cannot_be_had_is_a_fetch_error_and_comes_back(wire: Wire) -> None:
    wire.other_end.publish("ians", b"<rss>1</rss>")
    known = wire.other_end.source("ians")
    await wire.other_end.stop()
    state = SourceState(id="ians", next_due=NOON)
    with pytest.raises(FetchError) as told:
        await asyncio.wait_for(wire.fetcher.fetch(known, state), PATIENCE)
    assert str(told.value)
    assert not told.value.permanent
    await wire.other_end.start()
    assert len((await wire.fetch()).payloads) == 1


async def test_what_is_too_large_is_never_brought(wire: Wire) -> None:
    """C61: the whole poll fails, or the one document is named; its bytes stay outside."""
    wire.other_end.publish("ians", b"x" * (LIMIT + 1))
    try:
        found = await wire.poll()
    except FetchError as fault:
        told = str(fault)
    else:
        assert found.payloads == ()
        ((_, told),) = found.faults
    assert f"larger than {LIMIT} bytes" in told


async def test_what_is_just_not_too_large_is_brought(wire: Wire) -> None:
    wire.other_end.publish("ians", b"x" * LIMIT)
    assert len((await wire.fetch()).payloads[0].body) == LIMIT


async def test_a_document_that_could_not_be_read_may_be_named_in_the_acknowledgement(
    wire: Wire,
) -> None:
    wire.other_end.publish("ians", b"\0")
    found = await wire.fetch()
    wire.remember(found)
    told = {payload.url: "not a feed" for payload in found.payloads}
    await wire.fetcher.acknowledge(wire.other_end.source("ians"), told)
    assert (await wire.poll()).unchanged


async def test_an_acknowledgement_out_of_turn_is_no_error(wire: Wire) -> None:
    await wire.acknowledge()
    wire.other_end.publish("ians", b"<rss>1</rss>")
    await wire.poll()
    await wire.acknowledge(somewhere="else")
    assert (await wire.poll()).unchanged


async def test_sources_are_fetched_side_by_side_and_do_not_mix(wire: Wire) -> None:
    ids = [f"s{number}" for number in range(12)]
    for id_ in ids:
        wire.other_end.publish(id_, id_.encode())
    found = await asyncio.gather(*(wire.poll(id_) for id_ in ids))
    assert [one.payloads[0].body.decode() for one in found] == ids
    assert [one.payloads[0].source for one in found] == ids
    again = await asyncio.gather(*(wire.poll(id_) for id_ in ids))
    assert all(one.unchanged for one in again)


async def test_a_fetch_that_is_given_up_stands_in_nobodys_way(wire: Wire) -> None:
    wire.other_end.publish("ians", b"<rss>1</rss>")
    given_up = asyncio.create_task(wire.fetch())
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    assert len((await wire.poll()).payloads) == 1
    assert (await wire.poll()).unchanged

"""The server in somebody else's loop: it starts, it refuses with a plain word, it always ends."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from feeds.errors import ConfigError, PublishError
from feeds.serve import connection as module
from feeds.serve.server import Server

GRACE = timedelta(milliseconds=300)
REQUEST = b"GET /all.rss HTTP/1.1\r\nHost: x\r\n\r\n"


async def hello(scope, receive, send) -> None:
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]}
    )
    await send({"type": "http.response.body", "body": b"hello"})


async def endless(scope, receive, send) -> None:
    await asyncio.Event().wait()


async def large(scope, receive, send) -> None:
    size = 50_000_000
    headers = [(b"content-length", b"%d" % size)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": bytes(size)})


@contextlib.asynccontextmanager
async def running(app: object) -> AsyncIterator[tuple[Server, tuple[str, int]]]:
    server = Server(app, "127.0.0.1:0")  # type: ignore[arg-type]
    await server.start()
    try:
        yield server, server.addresses[0]
    finally:
        await server.stop(GRACE)


async def test_it_answers_when_start_returns_and_refuses_when_stop_does() -> None:
    async with running(hello) as (server, (host, port)):
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://{host}:{port}/")
        assert answer.text == "hello"
        assert "date" in answer.headers
        assert "server" not in answer.headers
        await server.stop(GRACE)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port), timeout=1)


async def test_a_bound_socket_is_taken_as_it_is() -> None:
    bound = socket.create_server(("127.0.0.1", 0))
    server = Server(hello, (bound,))
    await server.start()
    assert server.addresses == (bound.getsockname(),)
    await server.stop(GRACE)


async def test_a_name_is_listened_on_with_all_its_addresses() -> None:
    server = Server(hello, "localhost:0")
    await server.start()
    assert len({port for _, port in server.addresses}) == 1
    await server.stop(GRACE)


async def test_an_address_that_somebody_else_has_is_no_fault_of_the_config() -> None:
    """It may be free the next time: a service manager gives up on what is wrong with a config."""
    async with running(hello) as (_, (host, port)):
        with pytest.raises(
            PublishError, match=f"at {host}:{port}: .* in use; end what has it, or give"
        ):
            await Server(hello, f"{host}:{port}").start()
    with pytest.raises(PublishError, match="Cannot assign requested address"):
        await Server(hello, "192.0.2.1:8009").start()


@pytest.mark.parametrize(
    "listen",
    [
        "",
        "8009",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:http",
        "127.0.0.1:99999",
        "::1:80",
        "::1",
        "no.such.host.invalid:80",
    ],
)
async def test_what_is_no_address_is_the_operators_error(listen: str) -> None:
    with pytest.raises(ConfigError):
        await Server(hello, listen).start()


async def test_signals_stay_with_whoever_had_them() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with running(hello):
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


async def test_stopping_twice_or_before_a_start_is_no_error() -> None:
    server = Server(hello, "127.0.0.1:0")
    await server.stop(GRACE)
    await server.start()
    await server.stop(GRACE)
    await server.stop(GRACE)


@pytest.mark.parametrize(
    ("app", "sent"),
    [
        (hello, b""),
        (hello, b"GET / HT"),
        (hello, REQUEST),
        (hello, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf"),
        (hello, b"nonsense\r\n\r\n"),
        (endless, REQUEST),
        (large, REQUEST),
        (large, REQUEST * 3),
    ],
)
async def test_no_client_holds_up_the_end_beyond_the_grace(
    caplog: pytest.LogCaptureFixture, app: object, sent: bytes
) -> None:
    """R09: silent, half-open, half-said, unread and unanswered ones."""
    server = Server(app, "127.0.0.1:0")  # type: ignore[arg-type]
    await server.start()
    reader, writer = await asyncio.open_connection(*server.addresses[0], limit=1024)
    writer.write(sent)
    await writer.drain()
    await asyncio.wait_for(server.stop(GRACE), timeout=GRACE.total_seconds() + 2)
    writer.close()
    reader.feed_eof()


async def test_what_is_in_hand_is_finished_within_the_grace() -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(scope, receive, send) -> None:
        asked.set()
        await may_answer.wait()
        await hello(scope, receive, send)

    server = Server(slow, "127.0.0.1:0")
    await server.start()
    reader, writer = await asyncio.open_connection(*server.addresses[0])
    writer.write(REQUEST)
    await asked.wait()
    stopping = asyncio.create_task(server.stop(timedelta(seconds=5)))
    asyncio.get_running_loop().call_later(0.05, may_answer.set)
    assert (await asyncio.wait_for(reader.read(), 5)).endswith(b"hello")
    await stopping
    writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
    ],
)
async def test_a_request_arrives_whole_within_a_time_or_is_cut(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(module, "ARRIVAL", 0.1)
    async with running(endless) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(sent)
        with contextlib.suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_request_that_trickles_gets_no_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARRIVAL", 0.2)
    async with running(hello) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        ended = asyncio.create_task(reader.read())
        sent = 0
        for byte in b"GET /" + b"a" * 400:
            writer.write(bytes([byte]))
            sent += 1
            done, _ = await asyncio.wait((ended,), timeout=0.02)
            if done:
                break
        assert sent < 100
        assert isinstance(ended.exception(), ConnectionResetError) or ended.result() == b""
        writer.close()


async def test_an_answer_is_taken_within_a_time_or_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DELIVERY", 0.1)
    cut = asyncio.Event()
    monkeypatch.setattr(module.Connection, "connection_lost", lambda *_: cut.set())
    async with running(large) as (_, address):
        reader, writer = await asyncio.open_connection(*address, limit=1024)
        writer.write(REQUEST)
        await asyncio.wait_for(cut.wait(), 5)
        writer.close()
        reader.feed_eof()


async def test_a_patient_client_keeps_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARRIVAL", 0.05)
    async with running(hello) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        for _ in range(3):
            writer.write(REQUEST)
            assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200 ")
            await asyncio.wait((asyncio.create_task(asyncio.Event().wait()),), timeout=0.08)
        writer.close()


async def test_a_head_beyond_all_measure_is_refused() -> None:
    async with running(hello) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 40_000)
        answer = await asyncio.wait_for(reader.read(), 5)
        assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
        writer.close()


async def test_who_connects_while_nobody_accepts_is_answered_by_the_next_server() -> None:
    """The socket is somebody else's, who keeps it open."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        kept.listen()
        first = Server(hello, (kept.dup(),))
        await first.start()
        await first.stop(GRACE)
        reader, writer = await asyncio.open_connection(*kept.getsockname())
        writer.write(REQUEST)
        second = Server(hello, (kept.dup(),))
        await second.start()
        async with asyncio.timeout(5):
            assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
        writer.close()
        await second.stop(GRACE)


@pytest.mark.parametrize("rounds", range(7))
async def test_a_connection_that_is_made_as_the_end_begins_is_answered_by_this_server_or_the_next(
    rounds: int,
) -> None:
    """Whatever round of the loop it is accepted in."""
    with socket.socket() as kept, socket.socket() as client:
        kept.bind(("127.0.0.1", 0))
        kept.listen()
        first = Server(hello, (kept.dup(),))
        await first.start()
        client.connect(kept.getsockname())
        client.sendall(REQUEST)
        client.setblocking(False)
        for _ in range(rounds):
            await asyncio.sleep(0)
        async with asyncio.timeout(
            10
        ):  # it knows of the connection, and waits for no more than its answer
            await first.stop(timedelta(minutes=1))
        second = Server(hello, (kept.dup(),))
        await second.start()
        async with asyncio.timeout(5):
            answer = await asyncio.get_running_loop().sock_recv(client, 4096)
        assert answer.startswith(b"HTTP/1.1 200")
        await second.stop(GRACE)


@pytest.mark.parametrize("begun", [b"", REQUEST[:9]])
async def test_a_request_that_is_on_its_way_when_the_end_begins_is_answered(begun: bytes) -> None:
    async with running(hello) as (server, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(begun)
        while not server._uvicorn.server_state.connections or (
            begun and not any(one._beside for one in server._uvicorn.server_state.connections)  # type: ignore[union-attr]
        ):
            await asyncio.sleep(0)
        end = asyncio.create_task(server.stop(timedelta(seconds=5)))
        while not any(one._ending for one in server._uvicorn.server_state.connections):  # type: ignore[union-attr]
            await asyncio.sleep(0)
        writer.write(REQUEST[len(begun) :])
        async with asyncio.timeout(5):
            answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in answer
        assert answer.endswith(b"hello")
        writer.close()
        await end


async def test_so_is_the_next_request_on_a_connection_that_was_kept() -> None:
    """As of a proxy in front, which keeps some: its request may cross the end."""
    async with running(hello) as (server, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(REQUEST)
        async with asyncio.timeout(5):
            await reader.readuntil(b"hello")
        end = asyncio.create_task(server.stop(timedelta(seconds=5)))
        while not any(one._ending for one in server._uvicorn.server_state.connections):  # type: ignore[union-attr]
            await asyncio.sleep(0)
        writer.write(REQUEST)
        async with asyncio.timeout(5):
            answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in answer
        writer.close()
        await end


async def test_a_connection_on_which_nothing_comes_holds_up_no_end() -> None:
    async with running(hello) as (server, address):
        reader, writer = await asyncio.open_connection(*address)
        while not server._uvicorn.server_state.connections:
            await asyncio.sleep(0)
        async with asyncio.timeout(module.ON_ITS_WAY + 5):
            await server.stop(timedelta(seconds=60))
            assert await reader.read() == b""
        writer.close()

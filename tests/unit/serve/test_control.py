"""The socket by which commands reach the daemon."""

import asyncio
import json
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.serve import control
from feeds.serve.control import ControlServer, tell

GRACE = timedelta(milliseconds=200)


@asynccontextmanager
async def listening(path: Path, heard: list[dict[str, object]]) -> AsyncIterator[ControlServer]:
    def on_message(message: dict[str, object]) -> dict[str, object]:
        heard.append(message)
        return {"ok": True, "number": len(heard)}

    server = ControlServer(path, on_message)
    await server.start()
    try:
        yield server
    finally:
        await server.stop(GRACE)


async def told(path: Path, message: dict[str, object]) -> dict[str, object] | None:
    return await asyncio.to_thread(tell, path, message, 2.0)


async def test_a_message_is_heard_and_answered(tmp_path: Path) -> None:
    heard: list[dict[str, object]] = []
    path = tmp_path / "feeds.db.sock"
    async with listening(path, heard):
        assert await told(path, {"do": "wake"}) == {"ok": True, "number": 1}
        assert await told(path, {"do": "status", "of": "Größe"}) == {"ok": True, "number": 2}
    assert heard == [{"do": "wake"}, {"do": "status", "of": "Größe"}]


async def test_nobody_but_the_owner_may_speak(tmp_path: Path) -> None:
    """X33."""
    path = tmp_path / "feeds.db.sock"
    async with listening(path, []):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_socket_goes_with_the_daemon(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.sock"
    async with listening(path, []):
        assert path.is_socket()
    assert not path.exists()
    assert await told(path, {"do": "wake"}) is None


async def test_a_socket_of_a_killed_daemon_is_nobody_and_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.is_socket()
    assert await told(path, {"do": "wake"}) is None
    heard: list[dict[str, object]] = []
    async with listening(path, heard):
        assert await told(path, {"do": "wake"}) is not None


async def test_a_daemon_does_not_take_its_successors_socket_away(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.sock"
    async with listening(path, []) as first, listening(path, []):
        await first.stop(GRACE)
        assert await told(path, {"do": "wake"}) is not None


async def test_a_path_may_be_longer_than_an_address(tmp_path: Path) -> None:
    path = tmp_path.joinpath(*["a-rather-long-folder-name"] * 8, "feeds.db.sock")
    path.parent.mkdir(parents=True)
    assert len(str(path)) > 108
    async with listening(path, []):
        assert path.is_socket()
        assert await told(path, {"do": "wake"}) == {"ok": True, "number": 1}


async def test_what_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.sock"
    path.write_text("precious")
    with pytest.raises(StoreError, match="no socket"):
        await ControlServer(path, dict).start()
    assert path.read_text() == "precious"


async def test_where_no_socket_can_be_made_the_store_is_named_and_a_manager_tries_again(
    tmp_path: Path,
) -> None:
    """As on a disk that is full: a fault of the config would never be tried again."""
    with pytest.raises(StoreError):
        await ControlServer(tmp_path / "no" / "feeds.db.sock", dict).start()
    assert await told(tmp_path / "no" / "feeds.db.sock", {"do": "wake"}) is None


@pytest.mark.parametrize(
    "line", [b"\n", b"nonsense\n", b"[1]\n", b"\xff\xfe\n", b'"wake"\n', b"", b"x" * 200_000]
)
async def test_what_is_no_message_is_refused_in_words(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "feeds.db.sock"
    heard: list[dict[str, object]] = []
    async with listening(path, heard):
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(line)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 5)
        assert json.loads(answer)["ok"] is False
        writer.close()
    assert heard == []


async def test_a_silent_client_is_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "_PATIENCE", 0.05)
    path = tmp_path / "feeds.db.sock"
    async with listening(path, []):
        reader, writer = await asyncio.open_unix_connection(str(path))
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_silent_client_does_not_hold_up_the_end(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.sock"
    async with listening(path, []) as server:
        _, writer = await asyncio.open_unix_connection(str(path))
        await told(path, {"do": "wake"})
        await asyncio.wait_for(server.stop(GRACE), 2)
        writer.close()


def test_a_daemon_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.sock"
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(path))
        deaf.listen()
        assert tell(path, {"do": "wake"}, 0.1) is None

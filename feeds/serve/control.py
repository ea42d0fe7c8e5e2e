"""The Unix socket beside the store by which a command tells the daemon that something changed.

One line of JSON in, one line of JSON out, then the connection ends. The socket has mode 0600:
whoever may write the store may wake the daemon, and nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import stat
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from feeds.errors import StoreError

_LONGEST_LINE = 64 * 1024
_PATIENCE = 5.0
"""Seconds within which a client has to say what it wants."""
_PRIVATE = 0o600

Message = dict[str, object]


class ControlServer:
    """Listens on a socket; `on_message` makes an answer of each message, in the loop."""

    def __init__(self, path: Path, on_message: Callable[[Message], Message]) -> None:
        self._path = path
        self._on_message = on_message
        self._server: asyncio.Server | None = None
        self._inode = 0
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Returns when messages are answered.

        A socket that a killed daemon left is replaced; the store's lock has already said that
        no other daemon runs. Raises StoreError where the socket cannot be made.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            _take_away_stale(self._path)
            # On Linux the file takes its mode from the socket: it is never open to others.
            os.fchmod(listener.fileno(), _PRIVATE)
            with _short(self._path) as address:
                listener.bind(address)
            self._path.chmod(_PRIVATE)
            self._inode = self._path.lstat().st_ino
        except OSError as fault:
            listener.close()
            why = fault.strerror or str(fault)
            raise StoreError(f"cannot write beside the store: {self._path}: {why}") from fault
        listener.setblocking(False)
        self._server = await asyncio.start_unix_server(
            self._heed, sock=listener, limit=_LONGEST_LINE
        )

    async def stop(self, grace: timedelta) -> None:
        """Ends; talks that are still going after `grace` are cut off."""
        if self._server is None:
            return
        self._server.close()
        if self._talks:
            _, late = await asyncio.wait(self._talks, timeout=grace.total_seconds())
            for talk in late:
                talk.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._server.wait_closed()
        with contextlib.suppress(FileNotFoundError):
            if self._path.lstat().st_ino == self._inode:
                self._path.unlink()

    async def _heed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            # A client that breaks off, dawdles or talks too long is its own affair.
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    answer = self._answer(await _line(reader))
                    writer.write(json.dumps(answer).encode() + b"\n")
                    await writer.drain()
        finally:
            self._talks.discard(talk)
            writer.close()

    def _answer(self, line: bytes) -> Message:
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            return {"ok": False, "error": "not a line with one JSON object"}
        return self._on_message(message)


def tell(path: Path, message: Message, timeout: float) -> Message | None:
    """Tells the daemon, and returns what it answers; None where none answers within `timeout`.

    `timeout` is in seconds, for everything. Nothing is lost with a None: what a command changed
    stands in the store, where the daemon, or the next one, finds it.
    """
    deadline = time.monotonic() + timeout
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, _short(path) as address:
            line.settimeout(timeout)
            line.connect(address)
            line.sendall(json.dumps(message).encode() + b"\n")
            answer = bytearray()
            while not answer.endswith(b"\n"):
                line.settimeout(max(0.001, deadline - time.monotonic()))
                more = line.recv(_LONGEST_LINE)
                if not more or len(answer) > _LONGEST_LINE:
                    return None
                answer += more
        found = json.loads(answer)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


async def _line(reader: asyncio.StreamReader) -> bytes:
    """A line, or what there is of it; nothing of one that is too long."""
    try:
        return await reader.readline()
    except ValueError:
        return b""


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """An address of the socket that fits sun_path's 108 bytes, however deep its folder lies."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _take_away_stale(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise FileExistsError(None, "something that is no socket is in its place")
        path.unlink()

"""An SSH server on loopback (asyncssh) in a thread of its own, which does what a test tells it to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import asyncssh
import pytest

from feeds.model import Auth
from tests.servers.host import FileHost


@dataclass(kw_only=True)
class SftpHost(FileHost):
    """Over SFTP."""

    steps: ClassVar = {"login": "login", "list": "list", "read": "read"}

    host_key: asyncssh.SSHKey
    own_key: asyncssh.SSHKey
    """Of the user `news`."""
    scheme: str = "sftp"
    asked: list[str] = field(default_factory=list)
    """What was asked for: ``login``, ``list``, ``read <name>``."""
    _thread: threading.Thread | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"sftp://127.0.0.1:{self.port}/outgoing"

    @property
    def known_hosts(self) -> str:
        return f"[127.0.0.1]:{self.port} {self.host_key.export_public_key().decode()}"

    @property
    def auth(self) -> Auth:
        return replace(super().auth, known_hosts=self.known_hosts)

    @property
    def auth_with_key(self) -> Auth:
        key = self.own_key.export_private_key().decode()
        return Auth(username="news", key=key, known_hosts=self.known_hosts)

    def auth_table(self, folder: Path) -> str:
        (folder / "known_hosts").write_text(self.known_hosts)
        return super().auth_table(folder).replace(" }", ', known_hosts = "known_hosts" }')

    def break_off(self, connection: Any) -> None:
        connection.abort()

    def asks(self, connection: object, what: str, name: str = "") -> None:
        self.asked.append(f"{what} {name}".strip())
        if (do := self.on.get(what)) is not None:
            do(connection, name)

    def start(self) -> None:
        self.outgoing.mkdir(parents=True, exist_ok=True)
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)))
        self._thread.start()
        ready.wait(20)

    async def _serve(self, ready: threading.Event) -> None:
        host = self
        connections: list[asyncssh.SSHServerConnection] = []

        class Login(asyncssh.SSHServer):
            def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
                self._connection = conn
                connections.append(conn)

            def begin_auth(self, username: str) -> bool:
                host.asks(self._connection, "login", username)
                return True

            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                return (username, password) == ("news", "zqsecret")

            def public_key_auth_supported(self) -> bool:
                return True

            def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
                return username == "news" and key.public_data == host.own_key.public_data

        class Files(asyncssh.SFTPServer):
            def __init__(self, channel: Any) -> None:
                super().__init__(channel, chroot=str(host.folder).encode())
                self._connection = channel.get_connection()

            async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
                host.asks(self._connection, "list", path.decode())
                async for entry in super().scandir(path):
                    yield entry

            def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
                host.asks(self._connection, "read", path.rpartition(b"/")[2].decode())
                return super().open(path, pflags, attrs)

        server = await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_host_keys=[self.host_key],
            server_factory=Login,
            sftp_factory=Files,
        )
        self.port = server.get_port()
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await self._stop.wait()
        # Whoever has been accepted comes to a transport first: a server that is closed takes none.
        for listening in server.sockets:
            self._loop.remove_reader(listening.fileno())
        await asyncio.sleep(0)
        server.close()
        # Twice: who has only just been let in may not have come to its connection yet.
        for _ in range(2):
            for connection in connections:
                connection.abort()
            if under_way := asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.wait(under_way, timeout=1)
        await asyncio.gather(*(one.wait_closed() for one in connections))
        await server.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def stop(self) -> None:
        if self._thread is not None and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None


@pytest.fixture(scope="session")
def ssh_keys() -> list[asyncssh.SSHKey]:
    return [asyncssh.generate_private_key("ssh-ed25519") for _ in range(3)]


@pytest.fixture
def sftp_host(tmp_path: Path, ssh_keys: list[asyncssh.SSHKey]) -> Iterator[Callable[[], SftpHost]]:
    """Starts servers; each ends with the test."""
    started: list[SftpHost] = []

    def start() -> SftpHost:
        host = SftpHost(
            folder=tmp_path / f"ssh{len(started)}", host_key=ssh_keys[0], own_key=ssh_keys[1]
        )
        host.start()
        started.append(host)
        return host

    yield start
    for host in started:
        host.stop()

"""SFTP (draft-ietf-secsh-filexfer-02, as OpenSSH speaks it) by asyncssh, which is installed only where
somebody wants it.

Nothing but the config says whom to trust and who we are: no agent, no keys or settings of the user that
we run as, and no host whose key `known_hosts` does not have.
"""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

import asyncssh

from feeds.errors import FetchError
from feeds.fetch.files import not_too_many, place_of
from feeds.fetch.haul import Unreadable
from feeds.fetch.listing import LATEST, Listed
from feeds.model import Auth, Source

_STEP = 64 * 1024

# The first that fits.
_TABLE: tuple[tuple[type[BaseException], str], ...] = (
    (
        asyncssh.HostKeyNotVerifiable,
        "its host key is not among those that `known_hosts` has for it",
    ),
    (asyncssh.PermissionDenied, "it refuses the user name, the password or the key"),
    (asyncssh.ConnectionLost, "it broke the connection off"),
    (asyncssh.SFTPConnectionLost, "it broke the connection off"),
    (asyncssh.SFTPNoConnection, "it broke the connection off"),
    (asyncssh.SFTPNoSuchFile, "the directory is not there, or may not be entered"),
    (asyncssh.SFTPPermissionDenied, "the directory is not there, or may not be entered"),
    (asyncssh.SFTPError, "it does not give out what is in the directory"),
    (asyncssh.ChannelOpenError, "it offers no SFTP"),
    (asyncssh.KeyImportError, "the key in `key_file` is none, or needs another passphrase"),
    (asyncssh.KeyEncryptionError, "the key in `key_file` is none, or needs another passphrase"),
    (asyncssh.Error, "no secure connection can be made"),
)
_KINDS = tuple(kind for kind, _ in _TABLE)


class SftpDirectory:
    """A `Directory` over SFTP."""

    def __init__(self, source: Source, connection: socket.socket, host: str, port: int) -> None:
        self._source = source
        self._socket = connection
        self._host = host
        self._port = port
        path, _, _ = place_of(source.url)
        self._path = path.encode("latin-1") or b"."
        self._is_handed_over = False
        self._session: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient

    async def enter(self) -> None:
        with _mapped():
            options = _options(self._source.auth or Auth(), self._host, self._port)
            self._is_handed_over = True
            self._session = await asyncssh.connect(
                self._host, self._port, sock=self._socket, options=options
            )
            self._client = await self._session.start_sftp_client(path_encoding=None)

    async def listing(self) -> list[Listed]:
        found: list[Listed] = []
        with _mapped():
            async for entry in self._client.scandir(self._path):
                attrs = entry.attrs
                if not _is_file(attrs):
                    continue
                if attrs.size is None or attrs.mtime is None:
                    raise FetchError("its listing says neither how large nor how old files are")
                assert isinstance(entry.filename, bytes)
                name = entry.filename.decode("latin-1")
                if "/" in name:
                    continue  # a name is no path, whatever a server says
                mtime = min(max(0, int(attrs.mtime)), LATEST)
                found.append(Listed(name=name, size=attrs.size, mtime=mtime))
                not_too_many(len(found))
        return found

    async def read(self, file: Listed) -> bytes:
        path = self._path.rstrip(b"/") + b"/" + file.name.encode("latin-1")
        with _mapped():
            try:
                return await self._read(path, file.size + 1)
            except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection):
                raise
            except asyncssh.SFTPError as fault:
                raise Unreadable(f"cannot be read: the server answers {fault.code}") from fault

    async def _read(self, path: bytes, limit: int) -> bytes:
        body = bytearray()
        async with self._client.open(path, "rb", encoding=None) as opened:
            while len(body) < limit:
                # Without an encoding it gives bytes, whatever its type says.
                some = cast("bytes", await opened.read(min(limit - len(body), _STEP)))
                if not some:
                    break
                body += some
        return bytes(body)

    def leave(self) -> None:
        if self._session is not None:
            self._session.abort()
        elif not self._is_handed_over:
            self._socket.close()
        else:  # the library closes what it has got
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _options(auth: Auth, host: str, port: int) -> asyncssh.SSHClientConnectionOptions:
    try:
        # An object, and never empty text: for that the library would ask the user's own file.
        known_hosts = asyncssh.import_known_hosts(auth.known_hosts)
    except ValueError as fault:
        raise FetchError("`known_hosts` cannot be read: it is not in OpenSSH's form") from fault
    passphrase = auth.password or None
    keys = [asyncssh.import_private_key(auth.key, passphrase)] if auth.key else None
    return asyncssh.SSHClientConnectionOptions(
        host=host,
        port=port,
        config=None,
        known_hosts=known_hosts,
        username=auth.username,
        password=None if auth.key else auth.password,
        client_keys=keys,
        preferred_auth=["publickey"] if auth.key else ["password", "keyboard-interactive"],
        agent_path=None,
        host_based_auth=False,
        gss_host=None,
        compression_algs=["none"],
    )


def _is_file(attrs: asyncssh.SFTPAttrs) -> bool:
    if attrs.permissions is not None and stat.S_IFMT(attrs.permissions):
        return stat.S_ISREG(attrs.permissions)
    return attrs.type in {asyncssh.FILEXFER_TYPE_REGULAR, asyncssh.FILEXFER_TYPE_UNKNOWN}


@contextmanager
def _mapped() -> Iterator[None]:
    """The library's errors in our words; never the server's (X06)."""
    try:
        yield
    except _KINDS as fault:
        told = next(words for kind, words in _TABLE if isinstance(fault, kind))
        raise FetchError(told) from fault

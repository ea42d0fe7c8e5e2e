"""FTP (RFC 959), bare, with TLS from the first byte, or with TLS after AUTH (RFC 4217).

The standard library's client, in threads. It gets a connection that is open; data comes from the same
machine, whatever its answer to PASV says. All it waits for has an end: each call by the sockets'
time-outs, the poll by its deadline, which breaks the connections off.
"""

from __future__ import annotations

import ftplib
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import datetime
from typing import TextIO, TypeVar

from feeds.errors import FetchError
from feeds.fetch.files import place_of
from feeds.fetch.ftplist import read_list, read_mlsd
from feeds.fetch.haul import Unreadable
from feeds.fetch.listing import Listed
from feeds.fetch.threads import Blocking
from feeds.model import Source
from feeds.model.zones import zone_of

T = TypeVar("T")

_CONNECT = 10.0
_IDLE = 20.0
_STEP = 64 * 1024
_LARGEST_LISTING = 32 * 1024 * 1024
_MOST_LINES = 10_000
_UNKNOWN_COMMAND = ("500", "501", "502", "504")


class FtpDirectory:
    """A `Directory` over FTP."""

    def __init__(
        self,
        source: Source,
        connection: socket.socket,
        host: str,
        *,
        tls: ssl.SSLContext,
        threads: Executor,
        clock: Callable[[], datetime],
    ) -> None:
        self._source = source
        self._clock = clock
        self._zone = zone_of(source.timezone)
        self._client = _Client(connection, host, source.scheme, tls)
        self._calls = Blocking(threads, break_off=self._client.break_off, close=self._client.close)

    async def enter(self) -> None:
        """Greets, logs in and goes into the directory. Raises FetchError, OSError."""
        await self._in_thread(self._enter)

    async def listing(self) -> list[Listed]:
        return await self._in_thread(self._listing)

    async def read(self, file: Listed) -> bytes:
        return await self._in_thread(lambda: self._read(file))

    def leave(self) -> None:
        self._calls.leave()

    async def _in_thread(self, do: Callable[[], T]) -> T:
        def doing() -> T:
            with _mapped():
                return do()

        return await self._calls.do(doing)

    def _enter(self) -> None:
        auth = self._source.auth
        self._client.greet()
        try:
            if auth is not None:
                self._client.log_in(_as_bytes(auth.username), _as_bytes(auth.password))
            else:
                self._client.log_in("anonymous", "anonymous@")
        except ftplib.error_perm as fault:
            raise FetchError("it refuses the user name or the password") from fault
        self._client.make_private()
        path, _, _ = place_of(self._source.url)
        if path:
            try:
                self._client.cwd(path)
            except ftplib.error_perm as fault:
                raise FetchError("the directory is not there, or may not be entered") from fault

    def _listing(self) -> list[Listed]:
        try:
            lines = self._client.lines("MLSD")
        except ftplib.error_perm as fault:
            if str(fault)[:3] not in _UNKNOWN_COMMAND:
                raise
            return read_list(self._client.lines("LIST"), self._clock(), self._zone)
        return read_mlsd(lines)

    def _read(self, file: Listed) -> bytes:
        if "\r" in file.name or "\n" in file.name:
            raise Unreadable("has a name that cannot be asked for")
        try:
            return self._client.data(f"RETR {file.name}", file.size + 1, whole=False)
        except (ftplib.error_perm, ftplib.error_temp) as fault:
            raise Unreadable(f"cannot be read: the server answers {str(fault)[:3]}") from fault


class _Client(ftplib.FTP_TLS):
    """ftplib's client on a connection that stands already."""

    def __init__(
        self, connection: socket.socket, host: str, scheme: str, tls: ssl.SSLContext
    ) -> None:
        super().__init__(context=tls, encoding="latin-1")
        connection.settimeout(_IDLE)
        self.host = host
        self.timeout = _CONNECT
        self.af = connection.family
        self.sock: socket.socket = connection
        self.file: TextIO = connection.makefile("r", encoding=self.encoding)
        self._scheme = scheme
        self._open: list[socket.socket] = [connection]

    def greet(self) -> None:
        if self._scheme == "ftps":
            self._secure_control()
        self.welcome = self.getresp()
        if self._scheme == "ftpes":
            self._ask_for_tls()

    def _ask_for_tls(self) -> None:
        try:
            self.voidcmd("AUTH TLS")
        except (ftplib.error_perm, ftplib.error_temp) as fault:
            raise FetchError("it offers no TLS") from fault
        self._secure_control()

    def _secure_control(self) -> None:
        self.sock = self._open[0] = secured = self.context.wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.file.close()  # with what may have been sent before, unprotected
        self.file = secured.makefile("r", encoding=self.encoding)
        secured.do_handshake()

    def log_in(self, user: str, password: str) -> None:
        """Of FTP, which asks for TLS no second time."""
        ftplib.FTP.login(self, user, password)  # noqa: S321 -- what a wire offers

    def make_private(self) -> None:
        if self._scheme != "ftp":
            self.prot_p()
        self.voidcmd("TYPE I")

    def getline(self) -> str:
        # An answer may have any number of lines; ftplib bounds the length of each alone.
        self._lines_left -= 1
        if self._lines_left < 0:
            raise FetchError("its answers have no end")
        line: str = super().getline()
        return line

    _lines_left = _MOST_LINES

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int]:
        """A data connection, in the TLS session of the control connection: many servers take no other."""
        made, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321
        made.settimeout(_IDLE)
        if self._scheme != "ftp":
            assert isinstance(self.sock, ssl.SSLSocket)
            made = self.context.wrap_socket(
                made,
                server_hostname=self.host,
                session=self.sock.session,
                do_handshake_on_connect=False,
            )
        return made, size or 0

    def lines(self, command: str) -> list[str]:
        listing = self.data(command, _LARGEST_LISTING, whole=True)
        return listing.decode(self.encoding).replace("\r\n", "\n").split("\n")

    def data(self, command: str, limit: int, *, whole: bool) -> bytes:
        """What a command sends: all of it where it is wanted `whole`, else no more than the limit."""
        self._lines_left = _MOST_LINES
        with self.transfercmd(command) as transfer:
            self._open.append(transfer)
            body = bytearray()
            try:
                if isinstance(transfer, ssl.SSLSocket):
                    transfer.do_handshake()
                while some := transfer.recv(_STEP):
                    body += some
                    if len(body) > limit:
                        break
            finally:
                self._open.remove(transfer)
        if len(body) > limit:
            if whole:
                raise FetchError(f"its listing is larger than {limit} bytes")
            self._after_breaking_off()
            return bytes(body[:limit])
        self.voidresp()
        return bytes(body)

    def _after_breaking_off(self) -> None:
        """The server complains, or says that all is sent: either is its last word of this file."""
        try:
            self.voidresp()
        except (ftplib.error_temp, ftplib.error_perm):
            return

    def break_off(self) -> None:
        for one in self._open:
            try:
                # Not through TLS, which another thread is in the middle of.
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            except OSError:
                continue


@contextmanager
def _mapped() -> Iterator[None]:
    """Answers in our words; never the server's own, which are whatever a stranger wants shown (X06)."""
    try:
        yield
    except ftplib.Error as fault:
        code = str(fault)[:3]
        told = f"the server answers {code}" if code.isdecimal() else "the answer is no FTP"
        raise FetchError(told) from fault
    except EOFError as fault:
        raise FetchError("it broke the connection off") from fault
    except OSError:  # of which those of certificates are ValueErrors too
        raise
    except (ValueError, OverflowError) as fault:  # a number that is too large to be one
        raise FetchError("its answer cannot be read") from fault


def _as_bytes(text: str) -> str:
    """UTF-8, in the spelling of a client that sends what it gets."""
    return text.encode().decode("latin-1")

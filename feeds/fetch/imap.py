"""A mailbox over IMAP (RFC 3501), read and left as it is: it is opened for reading alone, and messages
are asked for with BODY.PEEK[].

What was taken is remembered by UIDVALIDITY and the last UID. Where UIDVALIDITY is another one, all UIDs
mean something else: everything is read again, and the desk knows what it knows.
"""

from __future__ import annotations

import imaplib
import json
import socket
import ssl
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from feeds.errors import FetchError
from feeds.fetch.haul import Haul, Order, Unreadable
from feeds.fetch.imapclient import CHATTER, Client, Message, mapped, quoted
from feeds.fetch.threads import Blocking
from feeds.model import Fetched

_IDLE = 20.0
_MOST_REFUSED = 1000


@dataclass(slots=True)
class _Taken:
    """What has been taken of a mailbox, and what could not be had."""

    validity: int
    last: int = 0
    refused: list[int] = field(default_factory=list)

    def note(self, uid: int, *, is_refused: bool) -> None:
        """That a message was tried."""
        self.last = max(self.last, uid)
        rest = [one for one in self.refused if one != uid]
        self.refused = [*rest, uid][-_MOST_REFUSED:] if is_refused else rest

    def written(self) -> str:
        return json.dumps(
            {"uidvalidity": self.validity, "uid": self.last, "refused": self.refused},
            separators=(",", ":"),
        )


class ImapMailbox:
    """A `Poll` of a mailbox."""

    def __init__(
        self,
        order: Order,
        connection: socket.socket,
        host: str,
        *,
        tls: ssl.SSLContext,
        may_be_bare: bool,
        threads: Executor,
    ) -> None:
        self._order = order
        self._source = order.source
        self._name = unquote(urlsplit(self._source.url).path).strip("/") or "INBOX"
        self._connection = connection
        self._tls = tls
        self._may_be_bare = may_be_bare
        secure = tls if self._source.scheme == "imaps" else None
        self._client = Client(connection, host, secure)
        # Another handle of the same connection, whatever TLS makes of the first.
        self._handle = connection.dup()
        self._calls = Blocking(threads, break_off=self._break_off, close=self._close)
        self._memory = _Taken(0)
        self._haul: Haul[Message] | None = None

    async def enter(self) -> None:
        await self._calls.do(self._enter)

    async def take(self) -> Fetched:
        waiting = await self._calls.do(self._waiting)
        haul = self._haul = Haul(
            order=self._order,
            now=self._order.clock(),
            url=self._url,
            media_type="message/rfc822",
        )
        await haul.fill(waiting, self._read)
        return haul.fetched(self._cursor(haul))

    def broken_off(self, fault: FetchError) -> Fetched:
        haul = self._haul
        if haul is None:
            raise fault
        return haul.broken_off(fault, lambda: self._cursor(haul))

    def leave(self) -> None:
        self._calls.leave()

    def _break_off(self) -> None:
        with suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        self._client.let_go()
        self._connection.close()
        self._handle.close()

    def _enter(self) -> None:
        self._connection.settimeout(_IDLE)
        with mapped():
            self._client.greet()
            if self._source.scheme == "imap":
                self._secure(self._client)
            self._log_in(self._client)

    def _secure(self, client: Client) -> None:
        """TLS where it is offered; without it no further, but inside a range that is opened."""
        if "STARTTLS" in client.capabilities and client.state == "NONAUTH":
            client.starttls(self._tls)
        elif not self._may_be_bare:
            raise FetchError("it offers no TLS")

    def _log_in(self, client: Client) -> None:
        auth = self._source.auth
        if client.state != "NONAUTH" or auth is None:
            return
        try:
            if "AUTH=PLAIN" in client.capabilities:
                plain = f"\0{auth.username}\0{auth.password}".encode()
                client.authenticate("PLAIN", lambda _: plain)
            elif "LOGINDISABLED" in client.capabilities:
                raise FetchError("it takes no password over this connection")
            elif not (auth.username + auth.password).isascii():
                raise FetchError("it takes no user name or password with letters beyond ASCII")
            else:
                client.login(quoted(auth.username), auth.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as fault:
            raise FetchError("it refuses the user name or the password") from fault

    def _waiting(self) -> list[Message]:
        with mapped():
            validity = self._client.opened(quoted(self._name))
            self._memory = _remembered(self._order.cursor, validity)
            self._client.may_send = CHATTER
            new = self._client.newer_than(self._memory.last)
            return self._client.listed(new, self._memory.refused)

    async def _read(self, one: Message) -> bytes | None:
        return await self._calls.do(lambda: self._message(one))

    def _message(self, one: Message) -> bytes | None:
        with mapped():
            try:
                return self._client.message(one.uid, one.size) or None
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as fault:
                raise Unreadable("cannot be read: the server answers NO") from fault

    def _cursor(self, haul: Haul[Message]) -> str:
        for one in (*haul.passed, *(one for one, _ in haul.read)):
            self._memory.note(one.uid, is_refused=False)
        for one in haul.refused:
            self._memory.note(one.uid, is_refused=True)
        return self._memory.written()

    def _url(self, one: Message) -> str:
        """Of a message (RFC 5092)."""
        parts = urlsplit(self._source.url)
        name = quote(self._name)
        return f"{parts.scheme}://{parts.netloc}/{name};UIDVALIDITY={self._memory.validity}/;UID={one.uid}"


def _remembered(cursor: str, validity: int) -> _Taken:
    read = json.loads(cursor) if cursor else {}
    if read.get("uidvalidity") != validity:
        return _Taken(validity)
    return _Taken(validity, read["uid"], read["refused"])

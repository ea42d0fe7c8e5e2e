"""A mailbox over IMAP (RFC 3501), read and left as it is: it is opened for reading alone, and messages
are asked for with BODY.PEEK[].

What was taken is remembered by UIDVALIDITY and the last UID. Where UIDVALIDITY is another one, all UIDs
mean something else: everything is read again, and the desk knows what it knows.
"""

from __future__ import annotations

import hashlib
import imaplib
import json
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from feeds.errors import FetchError
from feeds.fetch.files import MOST_IN_ONE_POLL
from feeds.fetch.imapclient import CHATTER, Client, Message, mapped, quoted
from feeds.fetch.threads import Blocking
from feeds.model import Fetched, Payload, Source

_IDLE = 20.0
_MOST_REFUSED = 1000


@dataclass(slots=True)
class _Taken:
    """What has been taken of a mailbox, and what could not be had."""

    validity: int
    last: int = 0
    refused: list[int] = field(default_factory=list)

    def written(self) -> str:
        return json.dumps(
            {"uidvalidity": self.validity, "uid": self.last, "refused": self.refused},
            separators=(",", ":"),
        )


class ImapMailbox:
    """A mailbox on an open connection."""

    def __init__(
        self,
        source: Source,
        connection: socket.socket,
        host: str,
        *,
        tls: ssl.SSLContext,
        may_be_bare: bool,
        threads: Executor,
        clock: Callable[[], datetime],
    ) -> None:
        self._source = source
        self._name = unquote(urlsplit(source.url).path).strip("/") or "INBOX"
        self._connection = connection
        self._host = host
        self._tls = tls
        self._may_be_bare = may_be_bare
        self._clock = clock
        self._client: Client | None = None
        # Another handle of the same connection, whatever TLS makes of the first.
        self._handle = connection.dup()
        self._calls = Blocking(threads, break_off=self._break_off, close=self._close)

    async def enter(self) -> None:
        """Greets and logs in. Raises FetchError, OSError."""
        await self._calls.do(self._enter)

    async def take(self, cursor: str, *, max_bytes: int, enough: Callable[[], bool]) -> Fetched:
        """What has come since the cursor was written, the oldest first. Raises FetchError, OSError."""
        return await self._calls.do(lambda: self._take(cursor, max_bytes, enough))

    def leave(self) -> None:
        self._calls.leave()

    def _break_off(self) -> None:
        with suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._client is not None:
            self._client.let_go()
        self._connection.close()
        self._handle.close()

    def _enter(self) -> None:
        self._connection.settimeout(_IDLE)
        with mapped():
            secure = self._tls if self._source.scheme == "imaps" else None
            client = self._client = Client(self._connection, self._host, secure)
            client.greet()
            if secure is None:
                self._secure(client)
            self._log_in(client)

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

    def _take(self, cursor: str, max_bytes: int, enough: Callable[[], bool]) -> Fetched:
        assert self._client is not None
        client, now = self._client, self._clock()
        with mapped():
            memory = _remembered(cursor, client.opened(quoted(self._name)))
            client.may_send = CHATTER
            payloads: list[Payload] = []
            faults: dict[str, str] = {}
            received, left = 0, MOST_IN_ONE_POLL * max_bytes
            for one in client.listed(client.newer_than(memory.last), memory.refused):
                if left <= 0 or enough():
                    break
                url = self._url(memory.validity, one.uid)
                raw, why = self._message(client, one, max_bytes)
                _note(memory, one.uid, is_refused=bool(why) and one.size <= max_bytes)
                if why:
                    faults[url] = why
                    continue
                received += len(raw)
                left -= len(raw)
                if raw:  # else it was taken out of the mailbox while we looked
                    payloads.append(self._payload(raw, one, url, now))
        return Fetched(
            payloads=tuple(payloads),
            unchanged=not payloads,
            wire_bytes=received,
            cursor=memory.written(),
            faults=tuple(faults.items()),
        )

    @staticmethod
    def _message(client: Client, one: Message, max_bytes: int) -> tuple[bytes, str]:
        """A message, and why it cannot be had."""
        if one.size > max_bytes:
            return b"", f"is larger than {max_bytes} bytes"
        try:
            return client.message(one.uid, one.size), ""
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return b"", "cannot be read: the server answers NO"

    def _payload(self, raw: bytes, one: Message, url: str, now: datetime) -> Payload:
        return Payload(
            source=self._source.id,
            url=url,
            body=raw,
            media_type="message/rfc822",
            fetched_at=now,
            modified_at=one.arrived,
            sha256=hashlib.sha256(raw).hexdigest(),
        )

    def _url(self, validity: int, uid: int) -> str:
        """Of a message (RFC 5092)."""
        parts = urlsplit(self._source.url)
        name = quote(self._name)
        return f"{parts.scheme}://{parts.netloc}/{name};UIDVALIDITY={validity}/;UID={uid}"


def _remembered(cursor: str, validity: int) -> _Taken:
    read = json.loads(cursor) if cursor else {}
    if read.get("uidvalidity") != validity:
        return _Taken(validity)
    return _Taken(validity, read["uid"], read["refused"])


def _note(memory: _Taken, uid: int, *, is_refused: bool) -> None:
    memory.last = max(memory.last, uid)
    rest = [one for one in memory.refused if one != uid]
    memory.refused = [*rest, uid][-_MOST_REFUSED:] if is_refused else rest

"""imaplib's client on a connection that stands already, with an end to what it listens to, and what its
answers say.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from feeds.errors import FetchError
from feeds.fetch.listing import MOST_FILES

CHATTER = 4 * 1024 * 1024
"""Bytes beside messages that a server may send in one poll."""
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,18})\b")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    uid: int
    size: int
    modified: datetime | None


class Client(imaplib.IMAP4):
    """imaplib's client on a connection that stands already, with an end to what it listens to."""

    def __init__(self, connection: socket.socket, host: str, secure: ssl.SSLContext | None) -> None:
        self._connection = connection
        self._secure = secure
        self._own_host = host
        self.may_send = CHATTER

    def greet(self) -> None:
        super().__init__(self._own_host)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002
        if self._secure is not None:
            self._connection = self._secure.wrap_socket(
                self._connection, server_hostname=self._own_host
            )
        return self._connection

    def let_go(self) -> None:
        """Closes what is open, and says no more."""
        with suppress(OSError, AttributeError):  # AttributeError: it has not come to a connection
            self.shutdown()

    def read(self, size: int) -> bytes:
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self.may_send -= size
        if self.may_send < 0:
            raise FetchError("its answers have no end")

    def opened(self, mailbox: str) -> int:
        """Opens a mailbox for reading; its UIDVALIDITY."""
        answer, _ = self.select(mailbox, readonly=True)
        if answer != "OK":
            raise FetchError("the mailbox is not there, or may not be read")
        _, told = self.response("UIDVALIDITY")
        if not told or not isinstance(told[0], bytes) or not told[0].isdigit():
            raise FetchError("it does not say whether its numbers still hold (UIDVALIDITY)")
        return int(told[0])

    def newer_than(self, last: int) -> list[int]:
        _, told = self._fine(self.uid("SEARCH", f"UID {last + 1}:*"))
        found = b" ".join(line for line in told if isinstance(line, bytes)).split()
        # ``n:*`` always has the last message in it, even where that is before n.
        return sorted(uid for uid in map(int, filter(bytes.isdigit, found)) if uid > last)

    def listed(self, new: Sequence[int], refused: Sequence[int]) -> list[Message]:
        """Those of messages that are still there, with their sizes: new ones, then old ones."""
        wanted = [*new[:MOST_FILES], *refused][:MOST_FILES]
        if not wanted:
            return []
        uids = ",".join(map(str, wanted))
        _, told = self._fine(self.uid("FETCH", uids, "(UID RFC822.SIZE INTERNALDATE)"))
        found: dict[int, Message] = {}
        for line in told:
            text = (
                line
                if isinstance(line, bytes)
                else b" ".join(line)
                if isinstance(line, tuple)
                else b""
            )
            uid, size = _UID.search(text), _SIZE.search(text)
            if uid is not None and size is not None:
                number = int(uid[1])
                found[number] = Message(uid=number, size=int(size[1]), modified=_date(text))
        # What is there no more has size nothing, and is passed over.
        return [found.get(uid, Message(uid=uid, size=0, modified=None)) for uid in wanted]

    def message(self, uid: int, size: int) -> bytes:
        """A message as it came; nothing where it is gone. Its flags stay as they are."""
        self.may_send = 2 * size + CHATTER  # sizes are what a server says
        _, told = self._fine(self.uid("FETCH", str(uid), "(UID BODY.PEEK[])"))
        for line in told:
            if isinstance(line, tuple) and len(line) == 2:
                return bytes(line[1])
        return b""

    def _fine(self, answer: tuple[str, list[object]]) -> tuple[str, list[object]]:
        if answer[0] != "OK":
            raise self.error("refused")
        return answer


def _date(text: bytes) -> datetime | None:
    hit = _DATE.search(text)
    try:
        found = hit and datetime.strptime(hit[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


@contextmanager
def mapped() -> Iterator[None]:
    """Answers in our words; never the server's own, which are whatever a stranger wants shown (X06)."""
    try:
        yield
    except imaplib.IMAP4.abort as fault:
        raise FetchError("it broke the connection off") from fault
    except imaplib.IMAP4.error as fault:
        raise FetchError("it does not answer as a server of IMAP does") from fault
    except OSError:  # of which those of certificates are ValueErrors too
        raise
    except ValueError as fault:  # a number that is too large to be one
        raise FetchError("its answer cannot be read") from fault

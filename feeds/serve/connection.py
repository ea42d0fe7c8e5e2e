"""A connection: uvicorn's protocol over httptools, with the manners of a server that faces the public.

    a request   arrives whole within a time, its head and all else beside its body within a size (S19)
    an answer   is taken off our hands within a time; as long as one is not, the next one waits
    a document  is written as soon as it is asked for: no task, no scope, no queue

httptools reads strictly (RFC 9112): what two readers could take for different requests is refused.
What it does not look at is added here: the size of a head, and that there is one Host.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from feeds.serve.documents import Answer

AtOnce = Callable[[str, bytes, Sequence[tuple[bytes, bytes]]], Answer | None]
"""Method, target without its query, headers in small letters: the answer, or None where the application is to
be asked.
"""

ARRIVAL = 15.0
"""Seconds within which a request arrives whole, from the connection or from its first byte."""
DELIVERY = 90.0
"""Seconds within which what was written is taken: a piece of a document over a bad line."""
KEEP_ALIVE = 15.0
"""Seconds for which a connection is kept on which nothing is asked."""
ON_ITS_WAY = 0.5
"""Seconds for which a server that ends waits for what may have been asked already, on a connection old or new."""
MOST_BESIDE = 16 * 1024
"""Bytes that a request's head may have; and all that is beside its body, besides as many as the body has."""

_WITH_A_BODY = frozenset({b"content-length", b"transfer-encoding"})


@functools.lru_cache(maxsize=4096)
def _lines(*headers: tuple[bytes, bytes]) -> bytes:
    """The lines of a head: those of a document are the same in each answer."""
    return b"".join(part for name, value in headers for part in (name, b": ", value, b"\r\n"))


class _Refused(Exception):
    """What came is no request that is answered."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Connection(HttpToolsProtocol):
    """One connection. Its two deadlines run while a request is arriving, and while an answer is not taken."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        at_once: AtOnce,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._at_once = at_once
        self._arrival: asyncio.TimerHandle | None = None
        self._delivery: asyncio.TimerHandle | None = None
        self._heard = 0.0
        self._arriving = True
        self._in_body = False
        self._asks_alone = False
        self._beside = 0
        self._ending = False

    # --- the transport ---

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Whatever is not taken at once counts as not taken.
        transport.set_write_buffer_limits(0)
        self._arrival = self.loop.call_later(ARRIVAL, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_arrival()
        self._end_delivery()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._delivery = self.loop.call_later(DELIVERY, self.transport.abort)

    def resume_writing(self) -> None:
        self._end_delivery()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        # Until a request is whole: also a blank line, which is none.
        self._arriving = True
        self._beside += len(data)
        try:
            self._feed(data)
        except httptools.HttpParserError as fault:
            # What was raised while the parser told us of something is its context.
            cause = fault.__context__
            if isinstance(cause, _Refused):
                self._refuse(cause.status)
            elif cause is None or isinstance(cause, httptools.HttpParserError):
                self._refuse(HTTPStatus.BAD_REQUEST)
            else:
                raise cause from None  # a bug, which the loop tells in full
            return
        if not self._arriving:
            self._end_arrival()
            self._heard = self.loop.time()
            if self.timeout_keep_alive_task is None:
                self.timeout_keep_alive_handler()
        elif self._beside > MOST_BESIDE:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._arrival is None:
            self._arrival = self.loop.call_later(ARRIVAL, self.transport.abort)

    def _feed(self, data: bytes) -> None:
        while data and not self.transport.is_closing():
            try:
                self.parser.feed_data(data)
                data = b""
            except httptools.HttpParserUpgrade as offer:
                # Nobody has to take an offer (RFC 9110, 7.8): what follows is the next request.
                data = data[offer.args[0] :]

    def timeout_keep_alive_handler(self) -> None:
        """Ends a connection on which nothing has been asked for a while; otherwise looks again."""
        left = self._heard + KEEP_ALIVE - self.loop.time()
        if self._in_hand():
            left = KEEP_ALIVE
        if left > 0 and not self.transport.is_closing():
            # One timer a connection: to set one for each request would cost more than its answer.
            self.timeout_keep_alive_task = self.loop.call_later(
                left, self.timeout_keep_alive_handler
            )
        else:
            self.transport.close()

    def shutdown(self) -> None:
        """Ends when it has answered what is in hand, and what was on its way when the end began."""
        self._ending = True
        if self._in_hand():
            super().shutdown()
        else:
            self.loop.call_later(ON_ITS_WAY, self._end_idle)

    def _end_idle(self) -> None:
        if not self._in_hand():
            self.transport.close()

    def _end_arrival(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _end_delivery(self) -> None:
        if self._delivery is not None:
            self._delivery.cancel()
            self._delivery = None

    def _refuse(self, status: HTTPStatus) -> None:
        """Ends a connection on which something has come that is no request."""
        if self.transport.is_closing():
            return
        if self._in_hand():
            self.transport.abort()  # another answer is under way: no word of ours may get into it
            return
        words = f"{status} {status.phrase}\n".encode()
        headers = (
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(words)),
        )
        self._write(Answer(status, headers, words), keep_alive=False)

    # --- the parser ---

    def on_message_begin(self) -> None:
        self._arriving = True
        self._in_body = False
        self.url = b""
        self.headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_body:  # behind it are trailers, which nobody asks for
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self._in_body = True
        names = [name for name, _ in self.headers]
        # What came since the last request is no less than this head.
        if self._beside > MOST_BESIDE and self._head_size() > MOST_BESIDE:
            raise _Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if names.count(b"host") != 1 and (
            b"host" in names or self.parser.get_http_version() == "1.1"
        ):
            raise _Refused(HTTPStatus.BAD_REQUEST)  # not one Host (RFC 9112, 3.2)
        self._asks_alone = _WITH_A_BODY.isdisjoint(names)
        if not self._asks_alone:
            self._ask_application()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_body(self, body: bytes) -> None:
        self._beside -= 2 * len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._arriving = False
        self._beside = 0
        if self._asks_alone and not self._answered():
            self._ask_application()
        if self.cycle is not None:
            super().on_message_complete()

    def _ask_application(self) -> None:
        url, headers = self.url, self.headers
        super().on_message_begin()  # makes a scope, and with it all of this anew
        self.url = url
        self.headers += headers
        self.expect_100_continue = (b"expect", b"100-continue") in headers
        super().on_headers_complete()
        if self._ending:
            self.cycle.keep_alive = False

    def _in_hand(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _answered(self) -> bool:
        """Whether a request without a body could be answered at once."""
        if self.flow.write_paused or len(self.connections) >= (self.limit_concurrency or 0):
            return False
        if self._in_hand():
            return False
        if self.transport.is_closing():
            return True
        method = self.parser.get_method().decode("ascii")
        answer = self._at_once(method, self.url.partition(b"?")[0], self.headers)
        if answer is None:
            return False
        version = self.parser.get_http_version()
        self._write(answer, keep_alive=version != "1.0" and self.parser.should_keep_alive())
        return True

    def _write(self, answer: Answer, *, keep_alive: bool) -> None:
        status, headers, body = answer
        head = [STATUS_LINE[status], _lines(*self.server_state.default_headers), _lines(*headers)]
        if CLOSE_HEADER in headers:
            keep_alive = False
        elif self._ending or not keep_alive:
            keep_alive = False
            head.append(b"connection: close\r\n")
        head.append(b"\r\n")
        # In one go, from Python 3.12 on without a copy of the body.
        self.transport.writelines((b"".join(head), body) if body else head)
        if not keep_alive:
            self.transport.close()

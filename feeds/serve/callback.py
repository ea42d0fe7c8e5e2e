"""Where hubs reach us: ``<callback>/<token>`` (W3C WebSub, 5.3 and 7), one address a subscription.

    GET    a hub has what it was asked for confirmed: its challenge, or 404
    POST   a hub pushes: 204 when it is on disk, or is ignored; 410 where nothing is wanted; 415 what is compressed
           in another way than with gzip. What is pushed and not had is missed, whyever: the source is polled for it

A body is read only for a callback that somebody has been given, and as far as a poll would read it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_TOKEN = re.compile(r"(/.+/)([A-Za-z0-9_-]{43})")
_MOST_AT_A_TIME = 4
"""Bodies of one callback that are in hand: each may be as large as a document can be."""
_MOST_FIELDS = 50
_GZIP = {"": False, "identity": False, "gzip": True, "x-gzip": True}
_GZIP_ALONE = {"Accept-Encoding": "gzip"}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Callbacks(Protocol):
    """Who is behind the callbacks. A fault of theirs is told as ``Trouble``."""

    @property
    def most_bytes(self) -> int:
        """The largest body that is read, as of a poll."""
        ...

    def below(self, path: str) -> bool:
        """Whether callbacks are below a path, which ends in a slash; answers at once."""
        ...

    async def verify(self, token: str, said: Mapping[str, str]) -> bool:
        """Whether a hub that says this is to be given its challenge."""
        ...

    async def wants(self, token: str) -> bool:
        """Whether anything may be pushed to a callback."""
        ...

    async def take(
        self, token: str, media_type: str, signature: str, body: bytes, *, gzipped: bool
    ) -> bool:
        """Takes in what was pushed; False where nothing is wanted any more. Raises Unfit."""
        ...

    def miss(self, token: str) -> None:
        """What was pushed to a callback is lost. Answers at once."""
        ...


class Trouble(Exception):
    """Not now: a hub is to try again."""


class Unfit(Exception):
    """What was pushed is damaged (400), too large (413), or compressed in another way than with gzip (415)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Callback:
    """The application behind the callbacks' addresses."""

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks
        self._in_hand: Counter[str] = Counter()

    def is_one(self, path: str) -> bool:
        """Whether a path may be a callback's."""
        found = _TOKEN.fullmatch(path)
        return found is not None and self._callbacks.below(found[1])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        token = request.url.path[-43:]
        try:
            if request.method == "GET":
                answer = await self._verified(token, scope["query_string"])
            elif request.method == "POST":
                answer = await self._pushed(token, request)
            else:
                answer = _answer(405, Allow="GET, POST")
        except Trouble:
            answer = _answer(503, **{"Retry-After": "30"})
        except Unfit as fault:
            # RFC 9110, 15.5.16
            answer = _answer(fault.status, **_GZIP_ALONE if fault.status == 415 else {})
        except ClientDisconnect:
            return
        await answer(scope, receive, send)

    async def _verified(self, token: str, query: bytes) -> Response:
        try:
            pairs = parse_qsl(
                # A letter a byte, so that a challenge goes back as it came, whatever it is made of.
                query.decode("latin-1"),
                keep_blank_values=True,
                encoding="latin-1",
                max_num_fields=_MOST_FIELDS,
            )
        except ValueError:
            return _answer(404)
        said = dict(pairs)
        challenge = said.get("hub.challenge", "")
        if len(said) != len(pairs) or not (challenge or said.get("hub.mode") == "denied"):
            return _answer(404)
        text = {name: value.encode("latin-1").decode("utf-8", "replace") for name, value in pairs}
        if not await self._callbacks.verify(token, text):
            return _answer(404)
        headers = {**_HEADERS, "Content-Type": "text/plain"}
        return Response(challenge.encode("latin-1"), headers=headers)

    async def _pushed(self, token: str, request: Request) -> Response:
        if not await self._callbacks.wants(token):
            return _answer(410)
        try:
            return await self._taken(token, request)
        except BaseException:
            self._callbacks.miss(token)
            raise

    async def _taken(self, token: str, request: Request) -> Response:
        gzipped = _GZIP.get(", ".join(request.headers.getlist("content-encoding")).strip().lower())
        if gzipped is None:
            raise Unfit(415)
        if self._in_hand[token] >= _MOST_AT_A_TIME:
            raise Trouble
        self._in_hand[token] += 1
        try:
            body = await self._body(request)
            taken = await self._callbacks.take(
                token,
                request.headers.get("content-type", ""),
                request.headers.get("x-hub-signature", ""),
                body,
                gzipped=gzipped,
            )
            return _answer(204 if taken else 410)
        finally:
            self._in_hand[token] -= 1
            self._in_hand += Counter()  # forgets those of which nothing is in hand

    async def _body(self, request: Request) -> bytes:
        """The body. Raises Unfit as soon as it is too large."""
        stated = request.headers.get("content-length", "")
        if stated.isdecimal() and int(stated[:12]) > self._callbacks.most_bytes:
            raise Unfit(413)
        body = bytearray()
        async for some in request.stream():
            body += some
            if len(body) > self._callbacks.most_bytes:
                raise Unfit(413)
        return bytes(body)


def _answer(status: int, **headers: str) -> Response:
    return Response(status_code=status, headers={**_HEADERS, **headers})

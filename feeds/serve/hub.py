"""The address of the house's own hub (W3C WebSub, 5.1 and 5.2): a form is heard, and nothing else.

    POST   202 when it is on disk; its callback is asked later. 400 with what is wrong, in plain text
           415, 413, 429, 503: no form, too long, too many from one address, no room

Nobody has to say who they are: a callback confirms what was requested for it, or nothing comes of it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from feeds.model import Verdict
from feeds.serve.callback import Trouble
from feeds.serve.forms import FORM, MOST_BYTES, body_of, is_form, pairs, visitor

BURST = 300
"""Requests that one address may send at once; afterwards one a second."""
PER_SECOND = 1
_REMEMBERED = 4096
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Requests(Protocol):
    """Who hears requests. A fault of theirs is told as ``Trouble``."""

    async def hear(self, said: Mapping[str, str]) -> Verdict:
        """What becomes of a request, by the fields of its form."""
        ...


class Hub:
    """The application behind the address of the hub, which is `path`."""

    def __init__(self, requests: Requests, path: str) -> None:
        self._requests = requests
        self._path = path
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Of each address: how many requests it may send, and as of when."""

    def is_one(self, path: str) -> bool:
        """Whether a path is the hub's."""
        return path == self._path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except Trouble:
            answer = _told(503, "the hub cannot take it now", **{"Retry-After": "30"})
        except ClientDisconnect:
            return
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**_HEADERS, "Allow": "OPTIONS, POST"})
        if request.method != "POST":
            return _unread(405, "this is a WebSub hub; it takes POST", Allow="OPTIONS, POST")
        if not self._may_ask(request):
            return _unread(429, "too many requests from one address", **{"Retry-After": "60"})
        if not is_form(request):
            return _unread(415, f"a request is a form of the type {FORM}", Accept=FORM)
        body = await body_of(request)
        if body is None:
            return _unread(413, f"a request has {MOST_BYTES} bytes at most")
        said = _fields(body)
        if said is None:
            return _told(400, "the form cannot be read, or has a field twice")
        verdict = await self._requests.hear(said)
        if not verdict.refusal:
            return _told(202, "the callback will be asked to confirm it")
        if verdict.is_full:
            return _told(503, verdict.refusal, **{"Retry-After": "600"})
        return _told(400, verdict.refusal)

    def _may_ask(self, request: Request) -> bool:
        """Whether an address may send one more. A proxy on this machine speaks for all, and limits them itself."""
        peer = _peer(request)
        if not peer:
            return True
        now = asyncio.get_running_loop().time()
        left, at = self._left.pop(peer, (float(BURST), now))
        left = min(left + (now - at) * PER_SECOND, BURST)
        self._left[peer] = (max(left - 1, 0.0), now)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return left >= 1


def _peer(request: Request) -> str:
    """Whom a request is counted for; ``""`` for this machine."""
    found = visitor(request.client.host if request.client is not None else "")
    return "" if found == "::1" or found.startswith("127.") else found


def _fields(body: bytes) -> dict[str, str] | None:
    """The fields of a form in UTF-8; None where it is none. Of what is not for hubs the last of a name counts."""
    found = pairs(body)
    ours = [name for name, _ in found or () if name.startswith("hub.")]
    return dict(found) if found is not None and len(set(ours)) == len(ours) else None


def _told(status: int, words: str, **headers: str) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status, headers={**_HEADERS, **headers})


def _unread(status: int, words: str, **headers: str) -> Response:
    """An answer before the body was read: the connection cannot go on."""
    return _told(status, words, Connection="close", **headers)

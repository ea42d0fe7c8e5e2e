"""The address of the house's own hub (W3C WebSub, 5.1 and 5.2): a form is heard, and nothing else.

    POST   202 when it is on disk; its callback is asked later. 400 with what is wrong, in plain text
           415, 413, 429, 503: no form, too long, too many from one address, no room

Nobody has to say who they are: a callback confirms what was requested for it, or nothing comes of it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from feeds.model import Verdict
from feeds.serve.callback import Trouble

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 16 * 1024
"""Of a form: two addresses and a secret of the greatest length, all of it written with per cent signs."""
_MOST_FIELDS = 50
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
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM:
            return _unread(415, f"a request is a form of the type {FORM}", Accept=FORM)
        body = await _body(request)
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
    """Whom a request is counted for: an address, or of IPv6 the network of one; ``""`` for this machine."""
    try:
        found = ip_address(request.client.host if request.client is not None else "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return "" if found.is_loopback else str(IPv6Network((found, 64), strict=False))
        found = found.ipv4_mapped
    return "" if found.is_loopback else str(found)


async def _body(request: Request) -> bytes | None:
    """The body; None as soon as it is too large."""
    body = bytearray()
    async for some in request.stream():
        body += some
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _fields(body: bytes) -> dict[str, str] | None:
    """The fields of a form in UTF-8; None where it is none. Of what is not for hubs the last of a name counts."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None
    ours = [name for name, _ in pairs if name.startswith("hub.")]
    return dict(pairs) if len(set(ours)) == len(ours) else None


def _told(status: int, words: str, **headers: str) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status, headers={**_HEADERS, **headers})


def _unread(status: int, words: str, **headers: str) -> Response:
    """An answer before the body was read: the connection cannot go on."""
    return _told(status, words, Connection="close", **headers)

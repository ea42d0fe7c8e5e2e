"""The ASGI application: documents, and around them what watches them.

    <base_url>...   the published files, by `Documents`
    <callback>...   where hubs reach us, by `Callback`, where there is one
    <base_url>hub   our own hub, by `Hub`, where there is one
    /healthz        200 while the process answers at all; details for watchers alone
    /readyz         200 or 503: whether it is able to do its job; what it lacks for watchers alone
    /metrics        Prometheus text or OpenMetrics, for watchers alone

A watcher's own address lies in `watchers`, loopback unless it is set, and no proxy speaks for it
(X35): what a proxy says about an address is believed by nobody here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feeds.serve.callback import Callback
from feeds.serve.documents import Answer, Documents
from feeds.serve.hub import Hub

Health = Callable[[], tuple[bool, dict[str, object]]]
"""Whether all is well, and what there is to know of it; must answer at once."""
Exposition = Callable[[str], tuple[str, bytes]]
"""A content type and the text of the metrics, for what `Accept` says."""
Answered = Callable[[int, str, int], None]
"""Told of each answer its status, the path that was asked for, and the bytes of a document's body."""
Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

_AT_ONCE = 128 * 1024
"""Bytes of a body that are written in one go."""
_PIECE = 64 * 1024
"""Bytes that are written at a time of one that is larger."""
_FORWARDED = ("forwarded", "x-forwarded-for")
_NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def application(
    *,
    folder: Path,
    base_url: str,
    health: Health,
    ready: Health,
    metrics: Exposition,
    hubs: Callable[[], Sequence[str]] = tuple,
    max_age: int = 300,
    moved: Callable[[str], str] = lambda _: "",
    gone: Callable[[str], str] = lambda _: "",
    answered: Answered = lambda *_: None,
    watchers: Sequence[Network] = LOOPBACK,
    callback: Callback | None = None,
    hub: Hub | None = None,
) -> Application:
    """The application over a published folder.

    `base_url` is the address of the folder, ending in a slash: its path is where documents are
    found, itself what their Link headers name. `max_age` is in seconds. `hubs` says which hubs feeds name,
    `moved` of a path without a file where it stands today (301), `gone`, in a sentence, why it has been taken
    away (410); they are asked in the loop and must answer at once.
    Without a `callback` no hub reaches us; without a `hub` we have none.
    """
    documents = Documents(
        folder, base_url=base_url, hubs=hubs, max_age=max_age, moved=moved, gone=gone
    )
    routes = _watching(health, ready, metrics, watchers)
    doors = tuple(one for one in (hub, callback) if one is not None)
    return Application(documents, routes, answered, doors)


class Application:
    """Documents are answered as they are looked up; all else by Starlette's routes around them."""

    def __init__(
        self,
        documents: Documents,
        routes: Sequence[Route],
        answered: Answered,
        doors: Sequence[Callback | Hub],
    ) -> None:
        self._documents = documents
        self._watching = Starlette(routes=routes)
        self._routed = frozenset(route.path for route in routes)
        self._answered = answered
        self._doors = doors

    def at_once(
        self, method: str, target: bytes, headers: Sequence[tuple[bytes, bytes]]
    ) -> Answer | None:
        """The answer to a request for a target without its query, where there is one that may be written
        in one go; None for all that is to be asked as an ASGI application, where targets are taken apart.
        """
        plain = target.startswith(b"/") and b"%" not in target
        if not plain or self._around(target.decode("ascii")) is not None:
            return None
        answer = self._documents.answer(method, target, headers)
        if len(answer.body) > _AT_ONCE:
            return None
        self._answered(answer.status, target.decode("ascii"), len(answer.body))
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        around = self._around(scope["path"])
        if around is None:
            await self._document(scope, send)
            return

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answered(message["status"], scope["path"], 0)
            await send(message)

        await around(scope, receive, counting)

    def _around(self, path: str) -> ASGIApp | None:
        """Who answers at a path where no document stands."""
        if path in self._routed:
            return self._watching
        return next((one for one in self._doors if one.is_one(path)), None)

    async def _document(self, scope: Scope, send: Send) -> None:
        target = scope.get("raw_path") or quote(scope["path"]).encode()
        status, headers, body = self._documents.answer(scope["method"], target, scope["headers"])
        self._answered(status, scope["path"], len(body))
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        # Whoever takes it slowly holds a piece of it in our memory, not the whole.
        for start in range(0, len(body), _PIECE):
            piece = body[start : start + _PIECE]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)  # between two pieces others have their turn
        await send({"type": "http.response.body", "body": b""})


def _watching(
    health: Health, ready: Health, metrics: Exposition, watchers: Sequence[Network]
) -> tuple[Route, ...]:
    def told(request: Request, ask: Health) -> Response:
        well, details = ask()
        shown = details if _watches(request, watchers) else {}
        status = 200 if well else 503
        return JSONResponse({"ok": well, **shown}, status_code=status, headers=_NO_STORE)

    async def healthz(request: Request) -> Response:
        return told(request, health)

    async def readyz(request: Request) -> Response:
        return told(request, ready)

    async def exposition(request: Request) -> Response:
        if not _watches(request, watchers):
            return Response(status_code=404, headers=_NO_STORE)
        media_type, text = metrics(request.headers.get("accept", ""))
        return Response(text, headers={**_NO_STORE, "Content-Type": media_type})

    return (
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", exposition, methods=["GET"]),
    )


def _watches(request: Request, watchers: Sequence[Network]) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    if request.client is None:
        return True
    try:
        peer = ip_address(request.client.host)
    except ValueError:
        return False
    if isinstance(peer, IPv6Address):
        peer = peer.ipv4_mapped or peer
    return any(peer in network for network in watchers)

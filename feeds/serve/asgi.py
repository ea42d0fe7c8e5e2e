"""The ASGI application: documents, and around them what watches them.

    <base_url>...   the published files, by `Documents`
    <callback>...   where hubs reach us, by `Callback`, where there is one
    <base_url>hub   our own hub, by `Hub`, where there is one
    /healthz        200 or 503 with a JSON object; details for watchers alone
    /metrics        Prometheus text, for watchers alone

A watcher's own address lies in `watchers`, loopback unless it is set, and no proxy speaks for it
(X35): what a proxy says about an address is believed by nobody here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feeds.serve.callback import Callback
from feeds.serve.documents import Documents
from feeds.serve.hub import Hub

Health = Callable[[], tuple[bool, dict[str, object]]]
"""Whether all is well, and what there is to know of it; must answer at once."""
Exposition = Callable[[], tuple[str, bytes]]
"""A content type and the text of the metrics."""
Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

_FORWARDED = ("forwarded", "x-forwarded-for")
_NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def application(
    *,
    folder: Path,
    base_url: str,
    health: Health,
    metrics: Exposition,
    hubs: Sequence[str] = (),
    max_age: int = 300,
    gone: Callable[[str], str] = lambda _: "",
    answered: Callable[[int], None] = lambda _: None,
    watchers: Sequence[Network] = LOOPBACK,
    callback: Callback | None = None,
    hub: Hub | None = None,
) -> ASGIApp:
    """The application over a published folder.

    `base_url` is the address of the folder, ending in a slash: its path is where documents are
    found, itself what their Link headers name. `max_age` is in seconds. `gone` says of a path
    without a file, in a sentence, why its story has been taken away (410); it is asked in the loop
    and must answer at once. `answered` is told the status of every answer. Without a `callback` no hub
    reaches us; without a `hub` we have none.
    """
    documents = Documents(folder, base_url=base_url, hubs=hubs, max_age=max_age, gone=gone)
    routes = _watching(health, metrics, watchers)
    doors = tuple(one for one in (hub, callback) if one is not None)
    return _Application(documents, routes, answered, doors)


class _Application:
    """Documents go straight to their callable; all else to Starlette's routes around it."""

    def __init__(
        self,
        documents: Documents,
        routes: Sequence[Route],
        answered: Callable[[int], None],
        doors: Sequence[Callback | Hub],
    ) -> None:
        self._documents = documents
        self._around = Starlette(routes=routes)
        self._routed = frozenset(route.path for route in routes)
        self._answered = answered
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        around: ASGIApp = self._around
        if scope["type"] == "http" and scope["path"] not in self._routed:
            door = next((one for one in self._doors if one.is_one(scope["path"])), None)
            if door is None:
                self._answered(await self._documents.answer(scope, send))
                return
            around = door

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answered(message["status"])
            await send(message)

        await around(scope, receive, counting)


def _watching(
    health: Health, metrics: Exposition, watchers: Sequence[Network]
) -> tuple[Route, ...]:
    async def healthz(request: Request) -> Response:
        well, details = health()
        shown = details if _watches(request, watchers) else {}
        status = 200 if well else 503
        return JSONResponse({"ok": well, **shown}, status_code=status, headers=_NO_STORE)

    async def exposition(request: Request) -> Response:
        if not _watches(request, watchers):
            return Response(status_code=404, headers=_NO_STORE)
        media_type, text = metrics()
        return Response(text, headers={**_NO_STORE, "Content-Type": media_type})

    return (
        Route("/healthz", healthz, methods=["GET"]),
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

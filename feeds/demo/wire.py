"""A wire of our own on loopback: twenty agencies, and every way in which a wire can be trying.

Each agency has an address of its own (127.0.1.x), since one host gets one connection at a time. What
it does is a line of `AGENCIES`; what it answers is a function of its clock and of what was asked.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from feeds.contracts import Clock
from feeds.demo.copy import Story, story

_ITEMS = 12
_SLOW = 3.0
_REPEATS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One source of the demonstration."""

    id: str
    name: str
    format: str
    manner: str
    every: float
    """Seconds between two of its stories."""


AGENCIES = tuple(
    Agency(id=id_, name=name, format=format_, manner=manner, every=every)
    for id_, name, format_, manner, every in (
        ("aldpress", "ALDPRESS", "rss", "steady", 5),
        ("brisca", "BRISCA", "atom", "steady", 7),
        ("coastwire", "COASTWIRE", "json", "steady", 6),
        ("delta", "DELTA", "rss", "steady", 11),
        ("estuary", "ESTUARY", "atom", "steady", 13),
        ("ferrynews", "FERRYNEWS", "json", "steady", 9),
        ("granary", "GRANARY", "rss", "quiet", 3600),
        ("harbour", "HARBOUR", "atom", "quiet", 3600),
        ("islander", "ISLANDER", "rss", "slow", 8),
        ("junction", "JUNCTION", "atom", "slow", 10),
        ("keystone", "KEYSTONE", "rss", "failing", 10),
        ("lantern", "LANTERN", "rss", "flapping", 6),
        ("meridian", "MERIDIAN", "rss", "busy", 10),
        ("northline", "NORTHLINE", "rss", "moved", 8),
        ("outpost", "OUTPOST", "atom", "elsewhere", 8),
        ("pioneer", "PIONEER", "rss", "repeating", 6),
        ("quarterly", "QUARTERLY", "json", "correcting", 6),
        ("riverside", "RIVERSIDE", "atom", "correcting", 7),
        ("sentinel", "SENTINEL", "rss", "withdrawing", 6),
        ("tidings", "TIDINGS", "rss", "broken", 10),
    )
)


@dataclass(slots=True)
class Wire:
    """An ASGI application: the host that is asked for decides which agency answers."""

    clock: Clock
    started: datetime
    hosts: dict[str, Agency]
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        agency = self.hosts.get(request.url.hostname or "")
        if agency is None:
            response = Response(status_code=404)
        else:
            self.asked[agency.id] += 1
            response = await _MANNERS[agency.manner](self, agency, request)
            self.answered[agency.id, response.status_code] += 1
        await response(scope, receive, send)

    def stories(self, agency: Agency) -> list[Story]:
        """What an agency has filed by now, newest first."""
        age = (self.clock() - self.started).total_seconds()
        newest = _ITEMS + int(age // agency.every)
        return [
            story(agency.name, n, self.started + timedelta(seconds=agency.every * (n - _ITEMS)))
            for n in range(newest, newest - _ITEMS, -1)
        ]

    def feed(self, agency: Agency, request: Request, stories: list[Story]) -> Response:
        """The agency's feed, or a 304 for whoever has it already."""
        body = _FORMATS[agency.format](agency, stories)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        kind = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
        return Response(
            body,
            media_type=kind.get(agency.format, "application/feed+json"),
            headers={"etag": etag},
        )


Manner = Callable[[Wire, Agency, Request], Awaitable[Response]]


async def _steady(wire: Wire, agency: Agency, request: Request) -> Response:
    return wire.feed(agency, request, wire.stories(agency))


async def _slow(wire: Wire, agency: Agency, request: Request) -> Response:
    await asyncio.sleep(_SLOW)
    return wire.feed(agency, request, wire.stories(agency))


async def _failing(wire: Wire, agency: Agency, request: Request) -> Response:  # noqa: ARG001
    return Response("The database is having its tea.", status_code=500)


async def _flapping(wire: Wire, agency: Agency, request: Request) -> Response:
    if wire.asked[agency.id] % 3 == 0:
        return Response(status_code=502)
    return wire.feed(agency, request, wire.stories(agency))


async def _busy(wire: Wire, agency: Agency, request: Request) -> Response:
    if wire.asked[agency.id] % 2 == 0:
        return Response(status_code=429, headers={"retry-after": "10"})
    return wire.feed(agency, request, wire.stories(agency))


async def _moved(wire: Wire, agency: Agency, request: Request) -> Response:
    if request.url.path != "/new/feed":
        return RedirectResponse(str(request.url.replace(path="/new/feed")), status_code=301)
    return wire.feed(agency, request, wire.stories(agency))


async def _elsewhere(wire: Wire, agency: Agency, request: Request) -> Response:
    if request.url.path != "/today/feed":
        return RedirectResponse(str(request.url.replace(path="/today/feed")), status_code=302)
    return wire.feed(agency, request, wire.stories(agency))


async def _repeating(wire: Wire, agency: Agency, request: Request) -> Response:
    """Every third story once more, under a number of its own."""
    stories = wire.stories(agency)
    again = [replace(one, number=one.number + _REPEATS) for one in stories if one.number % 3 == 0]
    return wire.feed(agency, request, stories + again)


async def _correcting(wire: Wire, agency: Agency, request: Request) -> Response:
    """The newest story but one gets another headline."""
    stories = wire.stories(agency)
    stories[1] = replace(stories[1], headline=f"{stories[1].headline}, council confirms")
    return wire.feed(agency, request, stories)


async def _withdrawing(wire: Wire, agency: Agency, request: Request) -> Response:
    """Every fourth story is withdrawn as soon as a newer one is out."""
    stories = [
        replace(one, headline=f"KILL: {one.headline}") if place and one.number % 4 == 0 else one
        for place, one in enumerate(wire.stories(agency))
    ]
    return wire.feed(agency, request, stories)


async def _broken(wire: Wire, agency: Agency, request: Request) -> Response:
    """A login page where the feed should be, every second time."""
    if wire.asked[agency.id] % 2 == 0:
        return Response("<html><body>Please log in.</body></html>", media_type="text/html")
    return wire.feed(agency, request, wire.stories(agency))


_MANNERS: dict[str, Manner] = {
    "steady": _steady,
    "quiet": _steady,
    "slow": _slow,
    "failing": _failing,
    "flapping": _flapping,
    "busy": _busy,
    "moved": _moved,
    "elsewhere": _elsewhere,
    "repeating": _repeating,
    "correcting": _correcting,
    "withdrawing": _withdrawing,
    "broken": _broken,
}


def _html(one: Story) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in one.paragraphs)


def _rss(agency: Agency, stories: list[Story]) -> bytes:
    items = "".join(
        f"<item><title>{escape(one.headline)}</title>"
        f'<guid isPermaLink="false">{agency.id}-{one.number}</guid>'
        f"<link>http://{agency.id}.example/{one.number}</link>"
        f"<category>{one.subject}</category>"
        f"<pubDate>{format_datetime(one.filed)}</pubDate>"
        f"<description>{escape(_html(one))}</description></item>"
        for one in stories
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{agency.name}</title><link>http://{agency.id}.example/</link>"
        f"<description>{agency.name}</description><language>en</language>{items}</channel></rss>"
    ).encode()


def _atom(agency: Agency, stories: list[Story]) -> bytes:
    entries = "".join(
        f"<entry><title>{escape(one.headline)}</title>"
        f"<id>tag:{agency.id}.example,2026:{one.number}</id>"
        f'<link href="http://{agency.id}.example/{one.number}"/>'
        f'<category term="{one.subject}"/>'
        f"<published>{one.filed.isoformat()}</published><updated>{one.filed.isoformat()}</updated>"
        f'<content type="html">{escape(_html(one))}</content></entry>'
        for one in stories
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="en"><title>{agency.name}</title><id>tag:{agency.id}.example,2026:feed</id>'
        f"<updated>{stories[0].filed.isoformat()}</updated>{entries}</feed>"
    ).encode()


def _json(agency: Agency, stories: list[Story]) -> bytes:
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": agency.name,
            "language": "en",
            "items": [
                {
                    "id": f"{agency.id}-{one.number}",
                    "url": f"http://{agency.id}.example/{one.number}",
                    "title": one.headline,
                    "content_html": _html(one),
                    "date_published": one.filed.isoformat(),
                    "tags": [one.subject],
                }
                for one in stories
            ],
        }
    )


_FORMATS: dict[str, Callable[[Agency, list[Story]], bytes]] = {
    "rss": _rss,
    "atom": _atom,
    "json": _json,
}

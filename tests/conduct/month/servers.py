"""Publishers of thirty kinds: each a function of its own clock, which says what it is and does not bend."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

from tests.conduct.month.log import Reply

BEGUN = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
HOUR = 3600.0
DAY = 24 * HOUR


def http_date(at: float) -> str:
    return format_datetime(BEGUN + timedelta(seconds=at), usegmt=True)


@lru_cache(maxsize=4096)
def feed(name: str, version: int, head: str = "") -> bytes:
    """Its newest three stories."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{name}-{number}</guid><title>Ferry {number} of {name} leaves</title>"
        f"<link>http://{name}/{number}</link><description>It left at {number}, the {name} port said."
        "</description></item>"
        for number in range(max(0, version - 2), version + 1)
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>{name}</title><link>http://{name}/</link>"
        f"<description>Wire</description>{head}{items}</channel></rss>"
    ).encode()


@dataclass
class Server:
    """A file that changes now and then, behind a usual server; `news` are the instants of its changes."""

    host: str
    news: list[float]
    dice: random.Random
    extra: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    fresh: float = 0.0
    skips: frozenset[int] = frozenset()

    def version(self, at: float) -> int:
        return sum(one <= at for one in self.news)

    def validators(self, at: float) -> dict[str, str]:
        version = self.version(at)
        changed = self.news[version - 1] if version else -DAY
        return {"ETag": f'"{self.host}-{version}"', "Last-Modified": http_date(changed)}

    def whole(self, at: float, **headers: str) -> Reply:
        """A 200."""
        fields = {**self.validators(at), **self.extra, **headers}
        return Reply(
            status=200,
            headers=(("Content-Type", "application/rss+xml"), *fields.items()),
            body=feed(self.host, self.version(at), self.head),
            is_whole=True,
            fresh=self.fresh,
            skips=self.skips,
        )

    def usual(self, at: float, asked: Mapping[str, str]) -> Reply:
        """A 304 to the tag that it has, or to the very date where no tag came; a 200 otherwise."""
        own = self.validators(at)
        tag, date = asked.get("if-none-match"), asked.get("if-modified-since")
        if tag == own["ETag"] if tag is not None else date == own.get("Last-Modified", ""):
            fields = tuple({**own, **self.extra}.items())
            return Reply(status=304, headers=fields, fresh=self.fresh, skips=self.skips)
        return self.whole(at)


def refusal(status: int, body: bytes = b"no", **headers: str) -> Reply:
    return Reply(
        status=status,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        body=body,
    )


Says = Callable[[Server, str, float, Mapping[str, str]], Reply]
"""A kind: what a server says at a path, at an instant, to the headers of a request."""


def steady(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return server.usual(at, asked)


def dead(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return Reply(status=0)


def says_304_for_ever(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    if asked.keys() & {"if-none-match", "if-modified-since"}:
        return Reply(status=304)
    return server.whole(at)


def touched(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    """A new tag and date every three hours, over one body."""
    turn = int(at // (3 * HOUR))
    own = {"ETag": f'"{server.host}-touch-{turn}"', "Last-Modified": http_date(turn * 3 * HOUR)}
    if asked.get("if-none-match") == own["ETag"]:
        return Reply(status=304, headers=tuple(own.items()))
    return server.whole(0.0, **own)


def useless_tags(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    reply = server.whole(0.0)
    tag = ("ETag", f'"{server.dice.getrandbits(64):x}"')
    return replace(reply, headers=(("Content-Type", "text/xml"), tag))


def stuck_tag(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return replace(server.whole(at), headers=(("ETag", '"stuck"'),))


def asks_too_often_with_a_time(
    server: Server, path: str, at: float, asked: Mapping[str, str]
) -> Reply:
    """A bad hour now and then, from which it wants three hours of rest."""
    if at % (2 * DAY) < 5 * HOUR:
        return replace(refusal(429, Retry_After="10800"), retry_after=3 * HOUR)
    return server.usual(at, asked)


def asks_too_often_without(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return refusal(429) if at % (5 * DAY) < DAY else server.usual(at, asked)


def asks_for_a_date(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    if at % (3 * DAY) < 8 * HOUR:
        until = at + 9 * HOUR
        return replace(refusal(503, Retry_After=http_date(until)), retry_after=until - at - 1)
    return server.usual(at, asked)


def gone(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return refusal(410) if at > 5 * DAY else server.usual(at, asked)


def lost_for_a_week(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return refusal(404) if 5 * DAY < at < 12 * DAY else server.usual(at, asked)


def forbidden(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return refusal(403)


def falls_over(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return refusal(500) if server.dice.random() < 0.2 else server.usual(at, asked)


def moved(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    if path == "/feed":
        return refusal(301, Location="/new/feed")
    return server.usual(at, asked)


def elsewhere(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    if path == "/feed":
        return refusal(302, Location="/today")
    return server.usual(at, asked)


def circle(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    if 4 * DAY < at < 8 * DAY:
        return refusal(302, Location={"/feed": "/a", "/a": "/b"}.get(path, "/feed"))
    return server.usual(at, asked)


def under_repair(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    if at % (4 * DAY) < 10 * HOUR:
        page = (
            b"<!DOCTYPE html><html><head><title>Back soon</title></head><body>Repair</body></html>"
        )
        return refusal(200, page, ETag='"repair"', Content_Type="text/html")
    return server.usual(at, asked)


def cut_short(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    """Every fifth answer or so breaks off, under the tag of the whole."""
    reply = server.usual(at, asked)
    if reply.status == 200 and server.dice.random() < 0.2:
        half = reply.body[: len(reply.body) // 2]
        headers = (*reply.headers, ("Content-Length", str(len(reply.body))))
        return replace(reply, body=half, is_whole=False, headers=headers)
    return reply


def ends_early(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    """The same, where the length tells nobody."""
    reply = server.usual(at, asked)
    if reply.status == 200 and server.dice.random() < 0.2:
        return replace(reply, body=reply.body[:-30], is_whole=False, is_part=True)
    return reply


def slow(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    """Takes its time, and now and then more than anybody has."""
    thinks = server.dice.choice((2.0, 15.0, 40.0, 400.0))
    return replace(server.usual(at, asked), thinks=thinks, trickles=thinks == 40.0)


def wrong_clock(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    """Three years ahead; what it says of two hours is right all the same."""
    ahead = at + 3 * 365 * DAY
    reply = server.usual(at, asked)
    clock = (("Date", http_date(ahead)), ("Expires", http_date(ahead + 2 * HOUR)))
    return replace(reply, headers=(*reply.headers, *clock), fresh=2 * HOUR)


def odd_validators(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    version = server.version(at)
    own = {
        "ETag": f'W/"{"x" * 300}-{version}-gzip"',
        "Last-Modified": f"Monday the {version}. of November, noon",
    }
    if (asked.get("if-none-match"), asked.get("if-modified-since")) == tuple(own.values()):
        return Reply(status=304)
    return server.whole(at, **own)


def date_alone(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    own = server.validators(at)["Last-Modified"]
    if asked.get("if-modified-since") == own:
        return Reply(status=304)
    reply = server.whole(at)
    return replace(reply, headers=tuple(one for one in reply.headers if one[0] != "ETag"))


def no_validators(server: Server, path: str, at: float, asked: Mapping[str, str]) -> Reply:
    return replace(server.whole(at), headers=(("Content-Type", "text/xml"),))


FRESH = {"Cache-Control": "max-age=172800"}
STALE = {"Cache-Control": "no-cache, no-store, max-age=0", "Expires": "0"}
COOKIES = {"Set-Cookie": "id=1; Path=/; Max-Age=99999999", "Vary": "Cookie"}
NIGHT = frozenset({22, 23, 0, 1, 2, 3, 4, 5})
SKIPS = f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in sorted(NIGHT))}</skipHours>"

KINDS: dict[str, tuple[Says, dict[str, object]]] = {
    "steady": (steady, {}),
    "bursty": (steady, {}),
    "dead": (dead, {}),
    "always 304": (says_304_for_ever, {}),
    "touched": (touched, {}),
    "useless tags": (useless_tags, {}),
    "stuck tag": (stuck_tag, {}),
    "max-age of two days": (steady, {"extra": FRESH, "fresh": 2 * DAY}),
    "ttl": (steady, {"head": "<ttl>180</ttl>", "fresh": 3 * HOUR}),
    "skipHours": (steady, {"head": SKIPS, "skips": NIGHT}),
    "no-cache": (steady, {"extra": STALE}),
    "cookies": (steady, {"extra": COOKIES}),
    "429 with a time": (asks_too_often_with_a_time, {}),
    "429 without": (asks_too_often_without, {}),
    "503 until a date": (asks_for_a_date, {}),
    "410": (gone, {}),
    "404 for a week": (lost_for_a_week, {}),
    "403": (forbidden, {}),
    "500 now and then": (falls_over, {}),
    "moved": (moved, {}),
    "elsewhere": (elsewhere, {}),
    "circle": (circle, {}),
    "under repair": (under_repair, {}),
    "cut short": (cut_short, {}),
    "ends early": (ends_early, {}),
    "slow": (slow, {}),
    "wrong clock": (wrong_clock, {}),
    "odd validators": (odd_validators, {}),
    "date alone": (date_alone, {}),
    "no validators": (no_validators, {}),
}


def changes(kind: str, dice: random.Random, days: float) -> Iterator[float]:
    """When its stories come out."""
    at = dice.uniform(0, DAY / 2)
    while at < days * DAY:
        yield at
        burst = kind == "bursty" and dice.random() < 0.8
        at += dice.expovariate(1 / (4 * 60.0 if burst else 50 * HOUR))


def make(kind: str, host: str, dice: random.Random, days: float) -> Server:
    _, more = KINDS[kind]
    return Server(host=host, news=list(changes(kind, dice, days)), dice=dice, **more)  # type: ignore[arg-type]

"""What publishers' servers saw in a month: every request, and what they said to it and meant by it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    return "/".join(url.split("/")[:3])


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a server says, and what it means by that: it knows its own mind, whoever reads its answers."""

    status: int
    """0: it takes no connection."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_whole: bool = False
    """Whether it is a feed from its beginning to its end."""
    is_part: bool = False
    """Whether it is the beginning of one, and ends as if it were all."""
    fresh: float = 0.0
    """For how many seconds it is not to be asked again, in headers or in the feed."""
    skips: frozenset[int] = frozenset()
    """The hours of the day in which nobody is to ask."""
    retry_after: float | None = None
    thinks: float = 0.0
    """Seconds before the first byte; and between two bytes, where it `trickles`."""
    trickles: bool = False

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(kw_only=True)
class Exchange:
    """One request and its answer; times are seconds since the month began."""

    source: str
    url: str
    at: float
    headers: Mapping[str, str]
    """Of the request, their names in small letters."""
    reply: Reply
    method: str = "GET"
    ended: float = 0.0
    is_delivered: bool = True
    """Whether the server got rid of all that it had to say."""

    @property
    def host(self) -> str:
        return self.url.split("/")[2]

    @property
    def origin(self) -> str:
        return origin(self.url)

    @property
    def target(self) -> str:
        """Where it leads to; ``""`` if nowhere."""
        redirects = self.reply.status in {301, 302, 303, 307, 308}
        return urljoin(self.url, self.reply.header("location")) if redirects else ""

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True)
class Poll:
    """The requests of one poll: the first, and those to which redirects led."""

    exchanges: tuple[Exchange, ...]
    is_forced: bool = False
    """Whether a person asked for it by the source's name."""
    is_killed: bool = False
    """Whether the poller may have died over it."""

    @property
    def at(self) -> float:
        return self.exchanges[0].at

    @property
    def first(self) -> Exchange:
        return self.exchanges[0]

    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    @property
    def is_good(self) -> bool:
        reply = self.last.reply
        whole = reply.status == 304 or (reply.status == 200 and reply.is_whole)
        return whole and self.last.is_delivered


@dataclass
class Log:
    """Everything, in the order of its beginning."""

    exchanges: list[Exchange] = field(default_factory=list)
    forced: list[tuple[str, float]] = field(default_factory=list)
    """When a person asked for a source by its name."""
    kills: list[float] = field(default_factory=list)
    """When the poller was killed."""

    def polls(self) -> dict[str, list[Poll]]:
        """By source. A request to where the last one led, begun within the time of a poll, is its hop."""
        self.kills.sort()
        self.forced.sort()
        chains: dict[str, list[list[Exchange]]] = {}
        for one in self.exchanges:
            found = chains.setdefault(one.source, [])
            if found and _goes_on(found[-1], one):
                found[-1].append(one)
            else:
                found.append([one])
        return {
            source: [
                Poll(tuple(chain), self._is_forced(chain[0]), self._is_killed(chain[0]))
                for chain in found
            ]
            for source, found in chains.items()
        }

    def _is_killed(self, first: Exchange) -> bool:
        place = bisect_left(self.kills, first.at)
        return place < len(self.kills) and self.kills[place] - first.at < _POLL

    def _is_forced(self, first: Exchange) -> bool:
        place = bisect_right(self.forced, (first.source, first.at))
        source, at = self.forced[place - 1] if place else ("", 0.0)
        return source == first.source and first.at - at < _POLL


_POLL = 75.0
"""Seconds that a poll may take, the pauses between its requests included."""


def _goes_on(chain: Sequence[Exchange], one: Exchange) -> bool:
    return one.url == chain[-1].target and one.at - chain[0].at < _POLL

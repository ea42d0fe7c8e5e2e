"""A poll over HTTP (RFC 9110), as a publisher would want it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache, partial
from urllib.parse import urljoin, urlsplit

import httpx

from feeds.config import FetchSettings
from feeds.contracts import Clock
from feeds.errors import FetchError
from feeds.fetch.client import make_client
from feeds.fetch.decode import ACCEPTED, Bounds, decoder, unpacked
from feeds.fetch.faults import mapped
from feeds.fetch.framing import MOST_BESIDE, too_much_beside
from feeds.fetch.headers import archived, freshness, kept_validators, retry_after
from feeds.fetch.hosts import Gates, is_inside
from feeds.guard import check_url
from feeds.model import Fetched, Payload, Source, SourceState, Validators

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_MOST_HOPS = 5
_GAP = timedelta(seconds=1)
_REMEMBERED = 4096
"""Addresses whose check is not made again: one a source, as a rule."""
_PAUSE_AFTER_429 = timedelta(hours=1)
_LONGEST_PAUSE = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """An answer that says to look elsewhere."""

    location: str
    permanent: bool


class HttpFetcher:
    """A `Fetcher` for http and https."""

    def __init__(
        self, limits: FetchSettings, *, user_agent: str, clock: Clock, gates: Gates | None = None
    ) -> None:
        self._limits = limits
        self._timeout = limits.timeout.total_seconds()
        self._user_agent = user_agent
        self._clock = clock
        self._client = make_client(limits.allow_networks)
        self._gates = gates or Gates(limits.per_host, limits.concurrency)
        remembered = lru_cache(maxsize=_REMEMBERED)
        self._url = remembered(httpx.URL)
        self._host = remembered(_host)
        self._inside = remembered(partial(is_inside, limits.allow_networks))
        self._refusal = remembered(partial(check_url, allowed=limits.allow_networks))

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        """One poll, redirects included, under one deadline. Raises FetchError.

        Waiting for a turn at the host is not part of the deadline: it is our doing, not theirs.
        """
        known = state.validators if state.url == source.url else Validators()
        return await self._follow(source, known)

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        """A publisher is told nothing."""

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._client.aclose()

    async def _follow(self, source: Source, known: Validators) -> Fetched:
        url, left, permanent = source.url, self._timeout, True
        before = url
        seen = {url}
        for hop in range(_MOST_HOPS + 1):
            self._check(url, before, redirect=hop > 0)
            same_origin = url == source.url or _origin(url) == _origin(source.url)
            headers = request_headers(source, known, same_origin=same_origin)
            headers["user-agent"] = self._user_agent
            host = self._host(url)
            loop = asyncio.get_running_loop()
            # The turn first: who waits for a busy host keeps nobody from another.
            async with self._gates.hosts.turn(host, self._gap(host)), self._gates.free:
                begun = loop.time()
                answer = await self._ask(url, headers, known, host, left)
            left -= loop.time() - begun
            if isinstance(answer, Fetched):
                return self._complete(answer, source, moved_to=url if hop and permanent else "")
            permanent = permanent and answer.permanent
            before, url = url, answer.location
            if url in seen:
                raise FetchError("it redirects in a circle")
            seen.add(url)
        raise FetchError(f"it redirects more than {_MOST_HOPS} times")

    def _check(self, url: str, before: str, *, redirect: bool) -> None:
        if why := self._refusal(url, redirect=redirect):
            raise FetchError(f"its address is refused: {why}", permanent=not redirect)
        if before.lower().startswith("https:") and url.lower().startswith("http:"):
            raise FetchError("it redirects from https to http")

    def _gap(self, host: str) -> timedelta:
        """A second between two requests, but none inside a range that the operator has opened."""
        if self._limits.host_gap is not None:
            return self._limits.host_gap
        return timedelta(0) if self._inside(host) else _GAP

    async def _ask(
        self, url: str, headers: Mapping[str, str], known: Validators, host: str, left: float
    ) -> Fetched | _Hop:
        try:
            async with asyncio.timeout(left) as deadline:
                with mapped():
                    response = await self._client.get(self._url(url), headers)
                    try:
                        return await self._answer(response, url, known, host)
                    finally:
                        await response.aclose()
        except (TimeoutError, FetchError) as fault:
            if deadline.expired():
                raise FetchError(f"it took longer than {self._timeout:g} s") from fault
            raise

    async def _answer(
        self, response: httpx.Response, url: str, known: Validators, host: str
    ) -> Fetched | _Hop:
        # httpx looks through all headers for each that it is asked for.
        status, fields = response.status_code, _fields(response.headers)
        headers = _joined(fields)
        if status == 304:
            return Fetched(
                unchanged=True,
                validators=kept_validators(headers, known),
                max_age=freshness(headers),
                status=status,
            )
        if status in _REDIRECTS and "location" in headers:
            location = _location(url, headers["location"])
            return _Hop(location=location, permanent=status in _PERMANENT)
        if status not in {200, 203}:
            raise self._refused(status, headers, host)
        body, wire_bytes = await self._body(response, headers)
        return Fetched(
            payloads=(
                Payload(
                    source="",
                    url=url,
                    body=body,
                    media_type=headers.get("content-type", ""),
                    fetched_at=self._clock(),
                    sha256=hashlib.sha256(body).hexdigest(),
                    headers=archived(fields),
                ),
            ),
            validators=kept_validators(headers),
            max_age=freshness(headers),
            status=status,
            wire_bytes=wire_bytes,
        )

    def _refused(self, status: int, headers: Mapping[str, str], host: str) -> FetchError:
        """Never a word of the body: it is whatever a stranger wanted us to show (X06)."""
        wait = retry_after(headers, self._clock()) if status in {429, 503} else None
        if status == 429 or wait is not None:
            pause = wait if wait is not None else _PAUSE_AFTER_429
            self._gates.hosts.pause(host, min(pause, _LONGEST_PAUSE))
        phrase = httpx.codes.get_reason_phrase(status)
        return FetchError(
            f"the server answers {status} {phrase}".rstrip(),
            permanent=status == 410,
            retry_after=wait,
            status=status,
            pauses_host=status == 429 or wait is not None,
        )

    async def _body(
        self, response: httpx.Response, headers: Mapping[str, str]
    ) -> tuple[bytes, int]:
        bounds = Bounds(self._limits.max_bytes)
        decode = decoder(headers.get("content-encoding", ""), bounds)
        length = headers.get("content-length", "")
        if length.isdecimal():
            announced = Bounds(self._limits.max_bytes)
            announced.sent(int(length[:12]))  # too large is too large before the first byte
        parts: list[bytes] = []
        async for data in response.aiter_raw():
            bounds.sent(len(data))
            parts.append(decode.feed(data))
        parts.append(decode.end() if bounds.wire else b"")
        return unpacked(b"".join(parts), self._limits.max_bytes), bounds.wire

    @staticmethod
    def _complete(answer: Fetched, source: Source, *, moved_to: str) -> Fetched:
        if not answer.payloads and not moved_to:
            return answer
        payloads = tuple(replace(payload, source=source.id) for payload in answer.payloads)
        return replace(answer, payloads=payloads, moved_to=moved_to)


def request_headers(source: Source, known: Validators, *, same_origin: bool) -> dict[str, str]:
    """Validators and credentials go to the source's own origin alone (C42)."""
    headers = {"accept": _ACCEPT, "accept-encoding": ACCEPTED}
    if not same_origin:
        return headers
    if known.etag:
        headers["if-none-match"] = known.etag
    if known.last_modified:
        headers["if-modified-since"] = known.last_modified
    if source.auth is not None:
        headers.update(source.auth.headers())
    return headers


def _fields(headers: httpx.Headers) -> list[tuple[str, str]]:
    """The fields of an answer as they came: neither joined nor sorted, their names as they were written."""
    code, raw = headers.encoding, headers.raw
    if sum(len(name) + len(value) for name, value in raw) > MOST_BESIDE:
        raise too_much_beside()
    return [(name.decode(code), value.decode(code)) for name, value in raw]


def _joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The fields by their names in small letters; those that came more than once in one (RFC 9110, 5.3)."""
    found: dict[str, str] = {}
    for name, value in fields:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _location(url: str, header: str) -> str:
    """Where a redirect leads, absolute and without its fragment."""
    try:
        return urljoin(url, header.strip()).partition("#")[0]
    except ValueError as fault:
        raise FetchError("it redirects to what is no address") from fault


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return (parts.scheme.lower(), (parts.hostname or "").lower(), parts.port)

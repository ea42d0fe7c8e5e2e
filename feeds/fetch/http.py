"""A poll over HTTP (RFC 9110), as a publisher would want it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache, partial
from urllib.parse import urljoin, urlsplit

import httpx

from feeds.config import FetchSettings
from feeds.contracts import Clock
from feeds.errors import AddressError, FetchError
from feeds.fetch.client import make_client
from feeds.fetch.decode import ACCEPTED, Bounds, decoder, unpacked
from feeds.fetch.faults import mapped
from feeds.fetch.framing import MOST_BESIDE, too_much_beside
from feeds.fetch.headers import (
    ahead,
    archived,
    by_name,
    freshness,
    kept_validators,
    replayable,
    retry_after,
)
from feeds.fetch.hosts import Gates
from feeds.fetch.robots import LONGEST_PERMIT, RobotsTxt
from feeds.guard import check_url
from feeds.model import (
    Fetched,
    Payload,
    Permit,
    Rights,
    Robots,
    Source,
    SourceState,
    Validators,
    Witness,
    host_of,
)

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_PORTS = {"http": 80, "https": 443}
_MOST_HOPS = 5
_SHORT = timedelta(seconds=10)
_REMEMBERED = 4096
"""Addresses whose check is not made again: one a source, as a rule."""
_PAUSE_AFTER_429 = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """An answer that says to look elsewhere."""

    location: str
    permanent: bool
    wait: timedelta | None = None
    """How long it is to be waited before that (RFC 9110, 10.2.3)."""


@dataclass(slots=True)
class _Left:
    """What is left of a poll's time (C60): for all its hops, and for what has to be read before them. As a
    context it is the time that counts, and gives how much there is of it; to wait for a turn does not count.
    """

    seconds: float
    _begun: float = 0.0

    def __enter__(self) -> float:
        self._begun = asyncio.get_running_loop().time()
        return self.seconds

    def __exit__(self, *_: object) -> None:
        self.seconds -= asyncio.get_running_loop().time() - self._begun


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """What is asked for, and what is known of it."""

    source: Source
    left: _Left
    known: Validators = field(default_factory=Validators)
    waited: bool = False
    """Whether it has waited for as long as its server asked."""
    permits: tuple[Permit, ...] | None = None
    """What its sites have said before; None where they have no say."""


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
        self._gates = gates or Gates(limits, clock=clock)
        remembered = lru_cache(maxsize=_REMEMBERED)
        self._url = remembered(httpx.URL)
        self._host = remembered(host_of)
        self._refusal = remembered(partial(check_url, allowed=limits.allow_networks))
        self._robots = RobotsTxt(token=user_agent.partition("/")[0], clock=clock)

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        """One poll, redirects included, under one deadline. Raises FetchError.

        Waiting for a turn at the host is not part of the deadline: it is our doing, not theirs.
        """
        if state.url == source.url:
            start, known = state.move.address or source.url, state.validators
        else:
            start, known = source.url, Validators()
        ask = _Ask(
            source=source,
            left=_Left(self._timeout),
            known=known,
            waited=state.not_before is not None,
            permits=state.permits if self._heeds_robots(source) else None,
        )
        return await self._follow(ask, start)

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        """A publisher is told nothing."""

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._client.aclose()

    def _heeds_robots(self, source: Source) -> bool:
        return self._limits.robots is Robots.ALL or (
            self._limits.robots is Robots.PAGES and source.is_page
        )

    async def _robots_txt(self, left: _Left, url: str) -> Fetched:
        source = Source(id="robots.txt", provider="", rights=Rights.INTERNAL, url=url)
        return await self._follow(_Ask(source=source, left=left), url)

    async def _permits(self, ask: _Ask, url: str) -> tuple[Permit, ...]:
        """That the site lets us ask for an address, where that is to be known. Raises FetchError."""
        if ask.permits is None:
            return ()
        now = self._clock()
        for one in ask.permits:
            if one.url == url and now < one.until <= now + LONGEST_PERMIT:
                return (one,)
        return (await self._robots.permit(url, partial(self._robots_txt, ask.left)),)

    async def _follow(self, ask: _Ask, url: str) -> Fetched:
        """What is at an address: the source's own, or the one that it has moved to."""
        source, before, permanent = ask.source, ask.source.url, True
        permits: tuple[Permit, ...] = ()
        seen = {url}
        for hop in range(_MOST_HOPS + 1):
            self._check(url, before, redirect=url != source.url)
            permits += await self._permits(ask, url)
            known = ask.known if url == (ask.known.address or source.url) else Validators()
            headers = request_headers(source, known, url)
            headers["user-agent"] = self._user_agent
            host = self._host(url)
            async with self._gates.place(host):
                with ask.left as left:
                    try:
                        answer = await self._ask(url, headers, known, host, left)
                    except AddressError as fault:
                        if url == source.url:
                            raise
                        raise _misled(fault.why, permanent=True) from fault
            if isinstance(answer, Fetched):
                whole = _complete(answer, source, url, moved=bool(hop) and permanent)
                return replace(whole, permits=permits) if permits else whole
            await _bide(answer.wait, waited=ask.waited)
            permanent = permanent and answer.permanent
            before, url = url, answer.location
            if url in seen:
                raise FetchError("it redirects in a circle")
            seen.add(url)
        raise FetchError(f"it redirects more than {_MOST_HOPS} times")

    def _check(self, url: str, before: str, *, redirect: bool) -> None:
        if why := self._refusal(url, redirect=redirect):
            raise _misled(why, permanent=False) if redirect else AddressError(why)
        if before.lower().startswith("https:") and url.lower().startswith("http:"):
            raise FetchError("it redirects from https to http")

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
        headers = by_name(fields)
        if status == 304:
            if not (known.etag or known.last_modified):
                raise FetchError(
                    "it says that nothing is new since a time we never named", status=304
                )
            return Fetched(
                unchanged=True,
                validators=kept_validators(headers, known),
                max_age=freshness(headers),
                status=status,
                witness=self._witness(headers, host),
            )
        if status in _REDIRECTS and "location" in headers:
            location = _location(url, headers["location"])
            # Not X-RateLimit-Reset: some servers send that with every answer.
            asked = {"retry-after": headers.get("retry-after", "")}
            return _Hop(
                location=location,
                permanent=status in _PERMANENT,
                wait=retry_after(asked, self._clock()),
            )
        if status not in {200, 203}:
            raise self._refused(status, headers, host)
        witness = self._witness(headers, host)
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
            witness=witness,
        )

    def _witness(self, headers: Mapping[str, str], host: str) -> Witness:
        now, (end, lasts) = self._clock(), self._client.certificates.end(host)
        return Witness(host=host, at=now, ahead=ahead(headers, now), certificate=end, lasts=lasts)

    def _refused(self, status: int, headers: Mapping[str, str], host: str) -> FetchError:
        """Never a word of the body: it is whatever a stranger wanted us to show (X06)."""
        wait = pause = retry_after(headers, self._clock()) if status in {429, 503} else None
        if status == 429 and wait is None:
            pause = _PAUSE_AFTER_429
        if pause is not None:
            pause = self._gates.hosts.pause(host, pause)
        phrase = httpx.codes.get_reason_phrase(status)
        return FetchError(
            f"the server answers {status} {phrase}".rstrip(),
            permanent=status == 410,
            retry_after=wait,
            status=status,
            host=host,
            host_pause=pause,
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


def _misled(why: str, *, permanent: bool) -> FetchError:
    """What the operator can do about it is another matter than where his own address is refused."""
    return FetchError(f"it redirects to an address that is refused: {why}", permanent=permanent)


async def _bide(wait: timedelta | None, *, waited: bool) -> None:
    """Waits for the time that a redirect names. What is too long for a poll ends it, and is owed once: the
    next one comes no sooner, and has waited.
    """
    if wait is None:
        return
    if wait <= _SHORT:
        await asyncio.sleep(wait.total_seconds())
    elif not waited:
        raise FetchError("its redirect has asked for a pause first", retry_after=wait)


def _complete(answer: Fetched, source: Source, url: str, *, moved: bool) -> Fetched:
    """An answer with what is known of it besides: whose it is, and where it came from."""
    if not answer.payloads and url == source.url and not (moved or answer.validators.address):
        return answer  # most are so
    return replace(
        answer,
        payloads=tuple(
            replace(payload, source=source.id, headers=_without_secrets(payload.headers, source))
            for payload in answer.payloads
        ),
        validators=_of(answer.validators, "" if url == source.url else url),
        moved_to=url if moved else "",
    )


def _of(validators: Validators, address: str) -> Validators:
    nothing = not (validators.etag or validators.last_modified)
    return Validators() if nothing else replace(validators, address=address)


def request_headers(source: Source, known: Validators, url: str) -> dict[str, str]:
    """Validators go to the address that gave them, credentials to the config's own origin (C13, C42).

    Accept-Encoding never varies, so the validators need not be told apart by it.
    """
    headers = {"accept": _ACCEPT, "accept-encoding": ACCEPTED}
    # They were looked at when they came; a store may have been written to by others since.
    if etag := replayable(known.etag):
        headers["if-none-match"] = etag
    if modified := replayable(known.last_modified):
        headers["if-modified-since"] = modified
    if source.auth is not None and _origin(url) == _origin(source.url):
        headers.update(source.auth.headers())
    return headers


def _fields(headers: httpx.Headers) -> list[tuple[str, str]]:
    """The fields of an answer as they came: neither joined nor sorted, their names as they were written."""
    raw = headers.raw
    if sum(len(name) + len(value) for name, value in raw) > MOST_BESIDE:
        raise too_much_beside()
    # httpx finds that out by decoding each.
    plain = all(name.isascii() and value.isascii() for name, value in raw)
    code = "ascii" if plain else headers.encoding
    return [(name.decode(code), value.decode(code)) for name, value in raw]


def _without_secrets(
    fields: tuple[tuple[str, str], ...], source: Source
) -> tuple[tuple[str, str], ...]:
    """What is archived of an answer, without fields that repeat what the source lets itself in with (X34)."""
    if source.auth is None:
        return fields
    return tuple(field for field in fields if not source.auth.stands_in(field[1]))


def _location(url: str, header: str) -> str:
    """Where a redirect leads, absolute and without its fragment."""
    try:
        return urljoin(url, header.strip()).partition("#")[0]
    except ValueError as fault:
        raise FetchError("it redirects to what is no address") from fault


def _origin(url: str) -> tuple[str, str, int | None]:
    """RFC 6454, 4."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return (scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme))

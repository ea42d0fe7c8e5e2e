"""The guarded client: httpx over aiohttp, whose resolver gives out only addresses that may be used.

Addresses are checked where they are resolved, and the connection goes to what was checked: a name
that answers one thing now and another a moment later gains nothing (X02). Of an address that stands
in a URL as such aiohttp asks its resolver nothing: `guard.check_url` has looked at that before, and
what no reading of a URL has foreseen is found where the socket is made.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Sequence
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from feeds.errors import FetchError
from feeds.guard import Network, refusal

_CONNECT = 10.0
_IDLE = 20.0
_KEEP = 30.0
_HEADER_LINE = 16 * 1024


class GuardedResolver(AbstractResolver):
    """Resolves a name, checks every address, and gives out those that may be talked to."""

    def __init__(self, allowed: Sequence[Network], inner: AbstractResolver | None = None) -> None:
        self._allowed = tuple(allowed)
        self._inner = inner or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        good: list[ResolveResult] = []
        why = ""
        for one in found:
            reason = refusal(ipaddress.ip_address(one["host"].partition("%")[0]), self._allowed)
            why = why or reason
            if not reason:
                good.append(one)
        if not good:
            raise FetchError(f"its address is refused: {why}", permanent=True)
        return good

    async def close(self) -> None:
        await self._inner.close()


def checked_socket(allowed: Sequence[Network], info: aiohttp.AddrInfoType) -> socket.socket:
    """A socket for an address that may be talked to. Raises FetchError for any other."""
    family, kind, protocol, _, where = info
    try:
        address = ipaddress.ip_address(str(where[0]).partition("%")[0])
    except ValueError as fault:
        raise FetchError("its address is refused: it is none", permanent=True) from fault
    if why := refusal(address, allowed):
        raise FetchError(f"its address is refused: {why}", permanent=True)
    return socket.socket(family, kind, protocol)


class _NoCookies(httpx.Cookies):
    """To look for cookies that are then refused costs a tenth of a poll."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Takes none."""


def make_client(allowed: Sequence[Network], user_agent: str) -> httpx.AsyncClient:
    """A client that keeps no cookies, heeds no environment and follows nothing by itself (X06)."""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=GuardedResolver(allowed),
            socket_factory=partial(checked_socket, tuple(allowed)),
            use_dns_cache=False,
            limit=0,
            keepalive_timeout=_KEEP,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        max_line_size=_HEADER_LINE,
        max_field_size=_HEADER_LINE,
    )
    client = httpx.AsyncClient(
        # The session has its own; to make the transport's, which nobody uses, would read every
        # certificate authority's certificate once more.
        transport=AiohttpTransport(
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), client=session, trust_env=False
        ),
        headers={"user-agent": user_agent},
        # httpx keeps cookies as well, whatever its transport does (C51).
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=httpx.Timeout(connect=_CONNECT, read=_IDLE, write=_IDLE, pool=None),
        follow_redirects=False,
        trust_env=False,
    )
    client._cookies = _NoCookies(client.cookies.jar)  # noqa: SLF001 -- the policy above holds without it
    return client

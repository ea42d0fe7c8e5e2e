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
from collections.abc import Mapping, Sequence
from functools import partial

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from feeds.errors import AddressError
from feeds.fetch.certificates import Certificates
from feeds.fetch.framing import counted
from feeds.fetch.names import MachinesResolver
from feeds.guard import Network, refusal

_CONNECT = 10.0
_IDLE = 20.0
_KEEP = 30.0
_HEADER_LINE = 16 * 1024
_NO_BODY = httpx.ByteStream(b"")
"""Given as a stream: of a body httpx makes headers, and then all headers anew."""
_TIMEOUTS = httpx.Timeout(connect=_CONNECT, read=_IDLE, write=_IDLE, pool=None).as_dict()


class GuardedResolver(AbstractResolver):
    """Resolves a name, checks every address, and gives out those that may be talked to."""

    def __init__(self, allowed: Sequence[Network], inner: AbstractResolver | None = None) -> None:
        self._allowed = tuple(allowed)
        self._inner = inner or MachinesResolver()

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
            raise AddressError(why)
        return good

    async def close(self) -> None:
        await self._inner.close()


def checked_socket(allowed: Sequence[Network], info: aiohttp.AddrInfoType) -> socket.socket:
    """A socket for an address that may be talked to. Raises AddressError for any other."""
    family, kind, protocol, _, where = info
    try:
        address = ipaddress.ip_address(str(where[0]).partition("%")[0])
    except ValueError as fault:
        raise AddressError("it is none") from fault
    if why := refusal(address, allowed):
        raise AddressError(why)
    return socket.socket(family, kind, protocol)


class Client:
    """Sends one request and gives one answer, by httpx's transport alone. What httpx's client puts round it
    (cookies, credentials, redirects, hooks) is either not wanted here (C51, X06) or done elsewhere.
    """

    def __init__(
        self, transport: httpx.AsyncBaseTransport, certificates: Certificates | None = None
    ) -> None:
        self._transport = transport
        self.certificates = certificates or Certificates()

    async def get(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        """The answer to a GET with these headers and no others but Host."""
        request = httpx.Request("GET", url, headers=headers, stream=_NO_BODY)
        request.read()
        return await self.send(request)

    async def send(self, request: httpx.Request) -> httpx.Response:
        """The answer, to be closed; of its body nothing is read yet."""
        request.extensions["timeout"] = _TIMEOUTS
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._transport.aclose()


def make_client(allowed: Sequence[Network]) -> Client:
    """A client that keeps no cookies, heeds no environment and follows nothing by itself (X06)."""
    certificates = Certificates()
    session = aiohttp.ClientSession(
        connector=counted(
            aiohttp.TCPConnector(
                resolver=GuardedResolver(allowed),
                socket_factory=partial(checked_socket, tuple(allowed)),
                use_dns_cache=False,
                limit=0,
                keepalive_timeout=_KEEP,
            ),
            certificates.connected,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        max_line_size=_HEADER_LINE,
        max_field_size=_HEADER_LINE,
    )
    # The session has its own; to make the transport's, which nobody uses, would read every certificate
    # authority's certificate once more.
    unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transport = AiohttpTransport(verify=unused, client=session, trust_env=False)
    return Client(transport, certificates)

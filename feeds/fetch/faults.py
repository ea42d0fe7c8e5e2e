"""Foreign exceptions in our words: one table, which a test proves complete."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import aiohttp
import httpx

from feeds.errors import FetchError

# The first that fits; what is more particular stands before what is more general.
TABLE: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "its host name cannot be resolved"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not valid"),
    (aiohttp.ClientSSLError, "no secure connection can be made"),
    (ssl.SSLCertVerificationError, "its certificate is not valid"),
    (ssl.SSLError, "no secure connection can be made"),
    (aiohttp.ConnectionTimeoutError, "it does not take the connection in time"),
    (aiohttp.ServerTimeoutError, "it does not answer in time"),
    (httpx.ConnectTimeout, "it does not take the connection in time"),
    (httpx.TimeoutException, "it does not answer in time"),
    (ConnectionRefusedError, "it refuses the connection"),
    (ConnectionResetError, "it broke the connection off"),
    (aiohttp.ClientPayloadError, "the answer is cut short"),
    (aiohttp.ClientResponseError, "the answer is no HTTP"),
    (aiohttp.ServerDisconnectedError, "it broke the connection off"),
    (aiohttp.InvalidURL, "it is no address"),
    (aiohttp.ClientConnectionError, "the connection fails"),
    (aiohttp.ClientError, "the request fails"),
    (httpx.ReadError, "the answer is cut short"),
    (httpx.RemoteProtocolError, "the answer is no HTTP"),
    (httpx.ConnectError, "the connection fails"),
    (httpx.UnsupportedProtocol, "its scheme is not http or https"),
    (httpx.InvalidURL, "it is no address"),
    (httpx.HTTPError, "the request fails"),
    (httpx.StreamError, "the answer cannot be read"),
    (httpx.CookieConflict, "the answer cannot be read"),
    (asyncio.IncompleteReadError, "the answer is cut short"),
    (TimeoutError, "it does not answer in time"),
    (OSError, "the connection fails"),
    (UnicodeError, "it is no address"),
)


@contextmanager
def mapped() -> Iterator[None]:
    """What is raised inside becomes a FetchError with a plain sentence; our own pass through."""
    try:
        yield
    except FetchError:
        raise
    except tuple(kind for kind, _ in TABLE) as fault:
        raise FetchError(words(fault)) from fault


def words(fault: BaseException) -> str:
    """The sentence for an exception, told by the cause that the table knows best.

    The transport hides the particular error behind a general one of its own, and often a wrong one
    (a refused connection behind a time-out): where there is a cause behind it, it is not heard.
    """
    chain: list[BaseException] = []
    inner: BaseException | None = fault
    while inner is not None and len(chain) < 8:
        chain.append(inner)
        inner = getattr(inner, "os_error", None) or inner.__cause__ or inner.__context__
    causes = [link for link in chain if not isinstance(link, httpx.HTTPError)]
    places = _places(causes) or _places(chain)
    return TABLE[min(places)][1] if places else "the request fails"


def _places(chain: Iterable[BaseException]) -> list[int]:
    return [
        place for link in chain for place, (kind, _) in enumerate(TABLE) if isinstance(link, kind)
    ]

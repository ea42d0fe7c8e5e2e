"""Requests to hubs and caches, through the guarded client: what is checked for a wire is checked for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feeds.config import FetchSettings
from feeds.contracts import Clock
from feeds.errors import AddressError, FetchError
from feeds.guard import check_url
from feeds.model import Call, Called, host_of

if TYPE_CHECKING:
    import httpx

    from feeds.fetch.client import Client
    from feeds.fetch.hosts import Gates

_TIMEOUT = 10.0
"""Seconds for one call in all. Nobody waits for it, but whoever hangs is not to be asked at once again."""


class HttpCaller:
    """A `Caller`; its client is made when it is first needed."""

    def __init__(
        self,
        limits: FetchSettings,
        *,
        user_agent: str,
        clock: Clock,
        timeout: float = _TIMEOUT,
        gates: Gates | None = None,
    ) -> None:
        """`gates` are those that polls pass through: hubs that feeds name may be on their own hosts."""
        self._limits = limits
        self._user_agent = user_agent
        self._clock = clock
        self._timeout = timeout
        self._gates = gates
        self._client: Client | None = None

    async def call(self, call: Call) -> Called:
        allowed = self._limits.allow_networks
        if why := check_url(call.url, allowed=allowed, redirect=call.is_foreign):
            raise AddressError(why)
        if call.is_foreign and self._gates is not None:
            async with self._gates.turn(host_of(call.url)):
                return await self._sent(call)
        return await self._sent(call)

    async def _sent(self, call: Call) -> Called:
        from feeds.fetch.faults import mapped
        from feeds.fetch.headers import by_name, retry_after

        try:
            async with asyncio.timeout(self._timeout) as deadline:
                with mapped():
                    response = await self._opened().send(self._request(call))
                    try:
                        body = await _start_of(response, call.reads) if call.reads else b""
                    finally:  # what it says beyond that is for nobody here
                        await response.aclose()
        except (TimeoutError, FetchError) as fault:
            if deadline.expired():
                raise FetchError(f"it took longer than {self._timeout:g} s") from fault
            raise
        headers = by_name(response.headers.multi_items())
        return Called(
            status=response.status_code,
            retry_after=retry_after(headers, self._clock()),
            location=_location(call.url, headers.get("location", "")),
            body=body,
        )

    async def aclose(self) -> None:
        """Closes every connection."""
        if self._client is not None:
            await self._client.aclose()

    def _opened(self) -> Client:
        if self._client is None:
            from feeds.fetch.client import make_client

            self._client = make_client(self._limits.allow_networks)
        return self._client

    def _request(self, call: Call) -> httpx.Request:
        import httpx

        headers = {"user-agent": self._user_agent, **dict(call.headers)}
        return httpx.Request(call.method, call.url, headers=headers, content=call.body or None)


async def _start_of(response: httpx.Response, most: int) -> bytes:
    """A body as it came; of one that is longer than `most` bytes one byte more than these."""
    body = bytearray()
    async for some in response.aiter_raw():
        body += some
        if len(body) > most:
            break
    return bytes(body[: most + 1])


def _location(url: str, header: str) -> str:
    try:
        return urljoin(url, header) if header else ""
    except ValueError:
        return ""

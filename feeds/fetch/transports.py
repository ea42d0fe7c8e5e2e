"""One `Fetcher` for all transports: the source's own address says which one it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from feeds.contracts import Clock
from feeds.guard import Network
from feeds.model import Fetched, Source, SourceState

if TYPE_CHECKING:
    from feeds.fetch.directory import DirectoryFetcher
    from feeds.fetch.http import HttpFetcher


class Fetchers:
    """A `Fetcher` that makes its transports when they are first needed."""

    def __init__(
        self,
        *,
        user_agent: str,
        timeout: timedelta,
        max_bytes: int,
        allow_networks: Sequence[Network],
        concurrency: int,
        per_host: int,
        host_gap: timedelta | None,
        clock: Clock,
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._allow_networks = tuple(allow_networks)
        self._concurrency = concurrency
        self._per_host = per_host
        self._host_gap = host_gap
        self._clock = clock
        self._http: HttpFetcher | None = None
        self._directory: DirectoryFetcher | None = None

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        if source.path:
            return await self._directories().fetch(source, state)
        return await self._web().fetch(source, state)

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        if source.path:
            await self._directories().acknowledge(source, faults)

    async def aclose(self) -> None:
        """Closes every connection."""
        if self._http is not None:
            await self._http.aclose()

    def _directories(self) -> DirectoryFetcher:
        if self._directory is None:
            from feeds.fetch.directory import DirectoryFetcher

            self._directory = DirectoryFetcher(clock=self._clock, max_bytes=self._max_bytes)
        return self._directory

    def _web(self) -> HttpFetcher:
        if self._http is None:
            from feeds.fetch.http import HttpFetcher

            self._http = HttpFetcher(
                user_agent=self._user_agent,
                timeout=self._timeout,
                max_bytes=self._max_bytes,
                allow_networks=self._allow_networks,
                concurrency=self._concurrency,
                per_host=self._per_host,
                host_gap=self._host_gap,
                clock=self._clock,
            )
        return self._http

"""One `Fetcher` for all transports: the source's own address says which one it needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.config import FetchSettings
from feeds.contracts import Clock
from feeds.fetch.hosts import NO_PAUSES, Gates
from feeds.model import Fetched, Source, SourceState

if TYPE_CHECKING:
    from feeds.fetch.directory import DirectoryFetcher
    from feeds.fetch.http import HttpFetcher
    from feeds.fetch.remote import RemoteFetcher


class Fetchers:
    """A `Fetcher` that makes its transports when they are first needed. `paused` are hosts that have asked
    for a pause, each with its end.
    """

    def __init__(
        self,
        limits: FetchSettings,
        *,
        user_agent: str,
        clock: Clock,
        paused: Mapping[str, datetime] = NO_PAUSES,
    ) -> None:
        self._limits = limits
        self._user_agent = user_agent
        self._clock = clock
        self.gates = Gates(limits, clock=clock, paused=paused)
        self._http: HttpFetcher | None = None
        self._remote: RemoteFetcher | None = None
        self._directory: DirectoryFetcher | None = None

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        if source.path:
            return await self._directories().fetch(source, state)
        if source.is_web:
            return await self._web().fetch(source, state)
        return await self._elsewhere().fetch(source, state)

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        if source.path:
            await self._directories().acknowledge(source, faults)

    async def aclose(self) -> None:
        """Closes every connection."""
        if self._http is not None:
            await self._http.aclose()
        if self._remote is not None:
            await self._remote.aclose()

    def _directories(self) -> DirectoryFetcher:
        if self._directory is None:
            from feeds.fetch.directory import DirectoryFetcher

            self._directory = DirectoryFetcher(clock=self._clock, max_bytes=self._limits.max_bytes)
        return self._directory

    def _web(self) -> HttpFetcher:
        if self._http is None:
            from feeds.fetch.http import HttpFetcher

            self._http = HttpFetcher(
                self._limits, user_agent=self._user_agent, clock=self._clock, gates=self.gates
            )
        return self._http

    def _elsewhere(self) -> RemoteFetcher:
        if self._remote is None:
            from feeds.fetch.remote import RemoteFetcher

            self._remote = RemoteFetcher(self._limits, clock=self._clock, gates=self.gates)
        return self._remote

"""The sources in hand, and whom there is room for beside them (`feeds.decide.places`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from feeds.contracts import Choose
from feeds.decide.places import fitting
from feeds.model import Source, SourceState


class Room:
    """Kept by the loop's thread; what it gives out may be called in another."""

    def __init__(self, sources: Mapping[str, Source], *, places: int, per_host: int) -> None:
        self.in_hand: set[str] = set()
        self._places = places
        self._per_host = per_host
        # A directory waits for nobody, and nobody for it.
        elsewhere = (source for source in sources.values() if not source.path)
        self._hosts = {source.id: urlsplit(source.url).hostname or "" for source in elsewhere}
        self._fetching: set[str] = set()
        self._failed: set[str] = set()
        self._left_out = False

    def chooser(self) -> Choose:
        """What chooses among those that are due, as things stand now."""
        fetching = frozenset(self._fetching)
        fit = partial(
            fitting,
            fetching=fetching,
            failed=frozenset(self._failed),
            unrecorded=len((self.in_hand & self._hosts.keys()) - fetching),
            host_of=self._hosts.__getitem__,
            places=self._places,
            per_host=self._per_host,
        )

        def choose(due: Sequence[SourceState]) -> tuple[SourceState, ...]:
            found = fit(due)
            self._left_out = len(found) < len(due)
            return found

        return choose

    def take(self, claimed: Iterable[SourceState]) -> None:
        """They are about to be polled."""
        for state in claimed:
            self.in_hand.add(state.id)
            if state.id in self._hosts:
                self._fetching.add(state.id)
                if state.failures:
                    self._failed.add(state.id)

    def fetched(self, source: str) -> bool:
        """Its server has had its say. Whether there was no room for others, who have not been looked at since."""
        self._fetching.discard(source)
        self._failed.discard(source)
        left_out, self._left_out = self._left_out, False
        return left_out

    def leave(self, sources: Iterable[str]) -> None:
        """Their polls are over, whatever came of them."""
        over = set(sources)
        self.in_hand -= over
        self._fetching -= over
        self._failed -= over

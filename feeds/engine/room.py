"""The sources in hand, and whom there is room for beside them (`feeds.decide.places`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial

from feeds.contracts import Choose
from feeds.decide.due import asked_at, known_at
from feeds.decide.places import fitting
from feeds.fetch.sites import Sites
from feeds.model import Source, SourceState, host_of

_REMEMBERED = 4096


class Room:
    """Kept by the loop's thread; what it gives out may be called in another."""

    def __init__(self, sources: Mapping[str, Source], *, places: int, per_host: int) -> None:
        self.in_hand: set[str] = set()
        self._sources = sources
        self._places = places
        self._per_host = per_host
        self._site = lru_cache(maxsize=_REMEMBERED)(Sites())
        self._fetching: dict[str, str] = {}
        """The site of each source that is being fetched. A directory waits for nobody, and nobody for it."""
        self._failed: set[str] = set()
        self._left_out = False

    def chooser(self) -> Choose:
        """What chooses among those that are due, as things stand now."""
        waiting = (id_ for id_ in self.in_hand if not self._sources[id_].path)
        fit = partial(
            fitting,
            fetching=tuple(self._fetching.values()),
            failed=self._failed_places(),
            unrecorded=sum(id_ not in self._fetching for id_ in waiting),
            site_of=self._site_of,
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
            if not self._sources[state.id].path:
                self._fetching[state.id] = self._site_of(state)
                if state.failures:
                    self._failed.add(state.id)

    def fetched(self, source: str) -> bool:
        """Its server has had its say. Whether there was no room for others, who have not been looked at since."""
        self._fetching.pop(source, None)
        self._failed.discard(source)
        left_out, self._left_out = self._left_out, False
        return left_out

    def recorded(self, source: str) -> None:
        """What its poll has brought is on disk."""
        self.in_hand.discard(source)

    def leave(self, sources: Iterable[str]) -> None:
        """Their polls are over, whatever came of them."""
        for source in sources:
            self.in_hand.discard(source)
            self._fetching.pop(source, None)
            self._failed.discard(source)

    def _failed_places(self) -> int:
        waiting = Counter(self._fetching[id_] for id_ in self._failed)
        return sum(min(count, self._per_host) for count in waiting.values())

    def _site_of(self, state: SourceState) -> str:
        """The site that a source waits for: where its last document came from, if that is known."""
        source = self._sources[state.id]
        came_from = known_at(source, state).validators.address
        return self._site(host_of(came_from or asked_at(source, state)))

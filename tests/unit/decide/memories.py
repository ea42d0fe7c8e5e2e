"""What a store would keep of copy and headlines, kept in dictionaries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from feeds.model import Frequencies, Kin, Print, StorySoFar, Topic


class Copies:
    """The Protocol `Kinship` in memory."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[datetime, Kin]] = {}
        self._bands: defaultdict[int, list[str]] = defaultdict(list)

    def keep(self, name: str, at: datetime, made: Print, text: str = "") -> None:
        self._held[name] = (at, Kin(id=name, shared=0, print=made, text=text))
        for band in made.bands:
            self._bands[band].append(name)

    def kin(self, bands: Sequence[int], *, since: datetime, limit: int) -> Sequence[Kin]:
        shared = Counter(
            name
            for band in bands
            for name in self._bands.get(band, ())[-50:]
            if self._held[name][0] >= since
        )
        return [
            replace(self._held[name][1], shared=count, text="")
            for name, count in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        ]

    def copies(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {name: self._held[name][1].text for name in ids}


class Told:
    """The Protocol `Stories` in memory."""

    def __init__(self) -> None:
        self._stories: dict[str, StorySoFar] = {}
        self._having: defaultdict[str, list[str]] = defaultdict(list)
        self._begun: Counter[date] = Counter()
        self._days: defaultdict[str, Counter[date]] = defaultdict(Counter)

    def join(self, story: str, topic: Topic, at: datetime) -> None:
        """An item with this topic is recorded in a story, which may be new."""
        held = self._stories.get(story)
        if held is None:
            held = StorySoFar(id=story, items=0, counts=Counter(), last=at)
            self._begun[at.date()] += 1
        for term in topic.terms:
            if term.text not in held.counts:
                self._having[term.text].append(story)
                self._days[term.text][at.date()] += 1
        # Changed where it lies: `sharing` hands out a copy.
        held.counts.update([term.text for term in topic.terms])  # type: ignore[attr-defined]
        cities = held.cities | ({topic.city} if topic.city else set())
        self._stories[story] = replace(held, items=held.items + 1, cities=cities, last=at)

    def frequencies(self, terms: Sequence[str], *, since: datetime) -> Frequencies:
        def total(days: Mapping[date, int]) -> int:
            return sum(count for day, count in days.items() if day >= since.date())

        return Frequencies(
            stories=total(self._begun),
            counts={term: total(self._days[term]) for term in terms if term in self._days},
        )

    def sharing(
        self, rare: Sequence[str], terms: Sequence[str], *, since: datetime, limit: int
    ) -> Sequence[StorySoFar]:
        shared = Counter(
            story
            for term in rare
            for story in self._having.get(term, ())
            if self._stories[story].last >= since
        )
        best = sorted(
            shared, key=lambda name: (-shared[name], -self._stories[name].last.timestamp(), name)
        )
        return [
            replace(held, counts={t: held.counts[t] for t in terms if t in held.counts})
            for held in (self._stories[name] for name in best[:limit])
        ]

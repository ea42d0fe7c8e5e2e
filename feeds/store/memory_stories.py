"""Stories in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from feeds.model import Frequencies, StorySoFar, Topic


class MemoryStories:
    """The Protocol `Stories` in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._stories: dict[str, StorySoFar] = {}
        self._having: defaultdict[str, list[str]] = defaultdict(list)
        self._begun: Counter[date] = Counter()
        self._days: defaultdict[str, Counter[date]] = defaultdict(Counter)

    def join(self, story_id: str, topic: Topic, at: datetime) -> None:
        """An item with this topic is recorded in a story, which may be new."""
        held = self._stories.get(story_id)
        if held is None:
            held = StorySoFar(id=story_id, items=0, counts=Counter(), last=at)
            self._begun[at.date()] += 1
        for term in topic.terms:
            if term.text not in held.counts:
                self._having[term.text].append(story_id)
                self._days[term.text][at.date()] += 1
        # Changed where it lies: `sharing` hands out a copy.
        held.counts.update([term.text for term in topic.terms])  # type: ignore[attr-defined]
        cities = held.cities | ({topic.city} if topic.city else set())
        self._stories[story_id] = replace(
            held, items=held.items + 1, cities=cities, last=max(held.last, at)
        )

    def drop_stories(self, before: datetime) -> int:
        old = {name for name, held in self._stories.items() if held.last < before}
        self._forget_terms(old)
        for name in old:
            del self._stories[name]
        for counts in (self._begun, *self._days.values()):
            for day in [day for day in counts if day < before.date()]:
                del counts[day]
        return len(old)

    def _forget_terms(self, ids: Collection[str]) -> None:
        for name in ids:
            held = self._stories[name]
            for term in held.counts:
                self._having[term].remove(name)
                if not self._having[term]:
                    del self._having[term], self._days[term]
            self._stories[name] = replace(held, counts=Counter(), cities=frozenset())

    def frequencies(self, terms: Sequence[str], *, since: datetime) -> Frequencies:
        def total(days: Mapping[date, int]) -> int:
            return sum(count for day, count in days.items() if day >= since.date())

        return Frequencies(
            stories=total(self._begun),
            counts={term: n for term in terms if (n := total(self._days.get(term, {})))},
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

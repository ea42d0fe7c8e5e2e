"""Prints of items' copy in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from feeds.model import Kin, Print

_NEWEST = 50


class MemoryPrints:
    """The Protocol `Kinship` in memory, but for the copy, which others hold."""

    def __init__(self) -> None:
        super().__init__()
        self._prints: dict[str, tuple[datetime, Print]] = {}
        """By item, the newest last."""

    def remember(self, id_: str, made: Print, at: datetime) -> None:
        self._prints.pop(id_, None)
        self._prints[id_] = (at, made)

    def drop_prints(self, before: datetime) -> int:
        old = [id_ for id_, (at, _) in self._prints.items() if at < before]
        for id_ in old:
            del self._prints[id_]
        return len(old)

    def kin(self, bands: Sequence[int], *, since: datetime, limit: int) -> Sequence[Kin]:
        newest = list(reversed(self._prints.items()))
        shared: Counter[str] = Counter()
        for band in bands:
            having = [id_ for id_, (_, made) in newest if band in made.bands]
            shared.update(having[:_NEWEST])
        found = [
            Kin(id=id_, shared=shared[id_], print=made)
            for id_, (at, made) in newest
            if id_ in shared and at >= since
        ]
        return sorted(found, key=lambda one: -one.shared)[:limit]

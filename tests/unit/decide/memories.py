"""What a store would keep of copy and headlines, kept in dictionaries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import Kin, Print


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

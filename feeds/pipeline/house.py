"""What the config says of the house, as both verbs need it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from feeds.decide.route import route
from feeds.model import Channel, Item, Site, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the config says of the house: who publishes what, from whom, where."""

    site: Site
    sources: Mapping[str, Source]
    channels: tuple[Channel, ...]
    min_interval: timedelta

    def spacing(self) -> dict[str, timedelta]:
        """What every publisher is owed between two polls (C20); a directory has none."""
        return {s.id: self.min_interval for s in self.sources.values() if not s.path}

    def channels_of(self, item: Item) -> tuple[str, ...]:
        """The channels that take an item; none where nobody knows its source any more."""
        source = self.sources.get(item.source)
        return route(item, source, self.channels) if source is not None else ()

    def digest(self, version: str) -> str:
        """A hash of all that decides how what is held looks when it is published.

        `version` is this program's: another one may make other bytes of the same items.
        """
        sources = [
            (s.id, s.provider, s.rights, s.media, s.future_dates, s.url)
            for s in self.sources.values()
        ]
        seen = repr((version, self.site, self.channels, sources))
        return hashlib.sha256(seen.encode("utf-8", "replace")).hexdigest()[:32]

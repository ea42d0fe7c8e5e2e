"""What the config says of the house, as both verbs need it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.decide.rights import has_passed, instants
from feeds.decide.route import route
from feeds.model import Channel, DeskItem, Hook, Site, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the config says of the house: who publishes what, from whom, where."""

    site: Site
    sources: Mapping[str, Source]
    channels: tuple[Channel, ...]
    min_interval: timedelta
    hooks: tuple[Hook, ...] = ()
    """Hubs and caches that are told of changed documents."""
    agent: str = ""
    """What publishers see of us: the User-Agent, with a contact in it."""
    own: Mapping[str, bytes] = field(default_factory=dict)
    """Files that the house has in the place of the program's: its style, its favicon; by name."""

    def spacing(self) -> dict[str, timedelta]:
        """What every publisher is owed between two polls (C20); a directory has none."""
        return {s.id: self.owed(s) for s in self.sources.values() if not s.path}

    def owed(self, source: Source) -> timedelta:
        """What a source's publisher is owed between two polls."""
        return self.min_interval if source.min_interval is None else source.min_interval

    def channels_of(self, held: DeskItem, now: datetime) -> tuple[str, ...]:
        """The channels that take an item that is let out; none where nobody knows its source any more."""
        source = self.sources.get(held.item.source)
        if source is None:
            return ()
        return route(held.item, source, self.channels, now=now, published=held.published)

    def run_out(self, now: datetime) -> list[datetime]:
        """When rights of its sources have run out, as far as that is so by now."""
        ends = (end for source in self.sources.values() for end in instants(source))
        return sorted(end for end in ends if has_passed(end, now))

    def digest(self, version: str, now: datetime) -> str:
        """A hash of all that decides how what is held looks when it is published now.

        `version` is this program's: another one may make other bytes of the same items.
        """
        sources = [
            (s.id, s.provider, s.rights, s.media, s.future_dates, s.url, s.summary_words, s.carries)
            for s in self.sources.values()
        ]
        ends = [(s.rights_until, s.media_until) for s in self.sources.values()]
        own = sorted(self.own.items())
        seen = repr((version, self.site, self.channels, sources, ends, self.run_out(now), own))
        return hashlib.sha256(seen.encode("utf-8", "replace")).hexdigest()[:32]

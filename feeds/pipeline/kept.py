"""What release keeps of entries from one edition to the next: what was judged of items, and what was rendered
of them. A new item costs its own judgement and its own rendering, and no other's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from feeds.contracts import Renderer
from feeds.decide.select import Judged, judged, left, manner, style
from feeds.model import Candidate, Channel, DeskItem, Entry
from feeds.pipeline.house import House

K = TypeVar("K")
V = TypeVar("V")

_MOST = 5_000
"""Entries of each: some tens of megabytes."""
_Asked = tuple[tuple[object, ...], str]
"""The manner of a channel, which most have in common, and the id of an item."""
_Look = tuple[object, ...]
"""All that decides how an entry looks."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one house: another one has another of these."""

    judgements: OrderedDict[_Asked, Judged] = field(default_factory=OrderedDict)
    fragments: OrderedDict[_Look, dict[str, bytes]] = field(default_factory=OrderedDict)
    """By format."""

    def judged(
        self,
        candidates: Sequence[Candidate],
        load: Callable[[Sequence[str]], Iterable[DeskItem]],
        channel: Channel,
        house: House,
        now: datetime,
    ) -> list[Judged]:
        """What a channel may show of candidates now. Those of which that has to be asked are loaded, by id."""
        how = manner(channel)
        standing = {
            one.id: before
            for one in candidates
            if (before := self.judgements.get((how, one.id))) is not None and before.holds(one, now)
        }
        lacking = [one.id for one in candidates if one.id not in standing]
        for held in load(lacking) if lacking else ():
            source = house.sources.get(held.item.source)
            made = judged(held, source, channel, house.site, now)
            standing[held.id] = _put(self.judgements, (how, held.id), made)
        # What has left the store since it was a candidate is not shown as it was.
        return [standing[one.id] for one in candidates if one.id in standing]

    def pieces(
        self,
        entries: Iterable[Entry],
        channel: Channel,
        renderers: Sequence[Renderer],
        language: str,
    ) -> list[list[bytes]]:
        """Entries in the formats of a channel, for which the `renderers` are; those that are not kept are made,
        and kept. Raises RenderError.
        """
        how = style(channel)
        made: list[list[bytes]] = [[] for _ in renderers]
        for one in entries:
            look = _look(one, how)
            kept = self.fragments.get(look)
            if kept is None:
                kept = _put(self.fragments, look, {})
            for name, renderer, some in zip(channel.formats, renderers, made, strict=True):
                if name not in kept:
                    kept[name] = renderer.fragment(one, language)
                some.append(kept[name])
        return made

    def piece(self, name: str, shown: Entry, channel: Channel) -> bytes:
        """An entry in one format, where it is kept; else nothing."""
        return self.fragments.get(_look(shown, style(channel)), {}).get(name, b"")


def _look(shown: Entry, how: str) -> _Look:
    # Two summaries of one length: "to pier 7", and "to pier …" where only two words may be shown.
    return (how, left(shown), shown.summary, shown.id, shown.revision, shown.updated, shown.also)


def _put(kept: OrderedDict[K, V], key: K, value: V) -> V:
    if len(kept) >= _MOST and key not in kept:
        kept.popitem(last=False)  # most channels are done with the oldest
    kept[key] = value
    return value

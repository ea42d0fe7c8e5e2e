"""What release keeps of entries from one edition to the next: what was judged of items, and what was rendered
of them. A new item costs its own judgement and its own rendering, and no other's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from feeds.contracts import Renderer
from feeds.decide.select import Judged, judged, left, manner, style
from feeds.model import Candidate, Channel, DeskItem, Entry
from feeds.pipeline.house import House

K = TypeVar("K")
V = TypeVar("V")

_MOST_JUDGED = 48 * 1024 * 1024
_MOST_MADE = 96 * 1024 * 1024
"""Bytes: of five thousand stories as wires send them, or, where one sends books, of few."""
_BESIDE = 2048
"""Bytes that an entry takes beside its copy, about."""
_Asked = tuple[tuple[object, ...], str]
"""The manner of a channel, which most have in common, and the id of an item."""
_Look = tuple[object, ...]
"""All that decides how an entry looks."""


class Newest(Generic[K, V]):
    """What came last, as much of it as weighs no more than `most`; it says how much one value weighs."""

    def __init__(self, weigh: Callable[[V], int], most: int) -> None:
        self._weigh = weigh
        self._most = most
        self._found: OrderedDict[K, V] = OrderedDict()
        self.weight = 0

    def get(self, key: K) -> V | None:
        """The value, where it is kept."""
        return self._found.get(key)

    def put(self, key: K, value: V) -> V:
        """The value, which is kept from now on instead of another one of that key."""
        before = self._found.pop(key, None)  # what comes anew comes last
        self.weight += self._weigh(value) - (self._weigh(before) if before is not None else 0)
        self._found[key] = value
        while self.weight > self._most and len(self._found) > 1:
            _, oldest = self._found.popitem(last=False)  # most channels are done with it
            self.weight -= self._weigh(oldest)
        return value


def _size(one: Judged) -> int:
    # Two bytes a character: so many has copy that is not in Latin letters.
    return _BESIDE + (2 * len(one.entry.body_html) if one.entry is not None else 0)


def _sizes(by_format: Mapping[str, bytes]) -> int:
    return _BESIDE + sum(map(len, by_format.values()))


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one house: another one has another of these."""

    judgements: Newest[_Asked, Judged] = field(default_factory=lambda: Newest(_size, _MOST_JUDGED))
    fragments: Newest[_Look, Mapping[str, bytes]] = field(
        default_factory=lambda: Newest(_sizes, _MOST_MADE)
    )
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
            standing[held.id] = self.judgements.put((how, held.id), made)
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
            kept = self.fragments.get(look) or {}
            lacking = {
                name: renderer.fragment(one, language)
                for name, renderer in zip(channel.formats, renderers, strict=True)
                if name not in kept
            }
            if lacking:
                kept = self.fragments.put(look, {**kept, **lacking})
            for name, some in zip(channel.formats, made, strict=True):
                some.append(kept[name])
        return made

    def piece(self, name: str, shown: Entry, channel: Channel) -> bytes:
        """An entry in one format, where it is kept; else nothing."""
        kept = self.fragments.get(_look(shown, style(channel)))
        return kept.get(name, b"") if kept is not None else b""


def _look(shown: Entry, how: str) -> _Look:
    # Two summaries of one length: "to pier 7", and "to pier …" where only two words may be shown.
    return (how, left(shown), shown.summary, shown.id, shown.revision, shown.updated, shown.also)

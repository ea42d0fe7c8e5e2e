"""Which of several items with the same copy stands in a channel for all of them?

The one that could be seen first, the one of the provider that is liked most, or the longest, as the
channel has it. Only what may be seen there now counts: an item that waits, or whose rights have run
out, neither stands for others nor is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from feeds.decide.select import entry, is_open, opening
from feeds.model import Candidate, Channel, DeskItem, Entry, Lead, Site, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The items of a channel of which another one stands for them."""

    hidden: Mapping[str, str] = field(default_factory=dict)
    """By id, the id of the one that does."""
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the id of one that does, the other providers."""

    def named(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Entries, with the other providers of those that stand for others."""
        for one in entries:
            yield replace(one, also=self.also[one.id]) if one.id in self.also else one


def root(held: DeskItem | Candidate) -> str:
    """What all items with the same copy have in common: the id of the first of them."""
    return held.copy_of or held.id


def together(
    items: Iterable[DeskItem],
    *,
    channel: Channel,
    sources: Mapping[str, Source],
    site: Site,
    now: datetime,
) -> Together:
    """Which of the items that a channel takes stand for others, as far as they may be seen now."""
    groups: defaultdict[str, list[tuple[DeskItem, Entry, datetime]]] = defaultdict(list)
    for held in items:
        source = sources.get(held.item.source)
        opens = opening(held, source)
        if source is None or opens is None or not is_open(held, source, now):
            continue
        if channel.max_age is not None and held.published + channel.max_age <= opens:
            continue  # it came too late: nobody has seen it there
        if (shown := entry(held, source, channel, site, now)) is not None:
            groups[root(held)].append((held, shown, opens))
    hidden: dict[str, str] = {}
    also: dict[str, tuple[str, ...]] = {}
    for group in groups.values():
        ranked = sorted((_rank(*one, channel), one[0].id, one[0]) for one in group)
        lead, *others = (held for _, _, held in ranked)
        hidden.update((held.id, lead.id) for held in others)
        names = dict.fromkeys(held.item.provider for held in others)
        names.pop(lead.item.provider, None)
        if names:
            also[lead.id] = tuple(names)
    return Together(hidden=hidden, also=also)


def _rank(
    held: DeskItem, shown: Entry, opens: datetime, channel: Channel
) -> tuple[int, datetime, datetime]:
    """The lowest leads. What could be seen first goes first where nothing else tells: it stays the one
    whatever comes after it.
    """
    by_rule = 0
    if channel.lead is Lead.LONGEST:
        by_rule = -len(shown.body_html or shown.summary)
    elif channel.lead is Lead.PREFERRED:
        liked = [name.casefold() for name in channel.prefer]
        name = held.item.provider.casefold()
        by_rule = liked.index(name) if name in liked else len(liked)
    return by_rule, opens, held.received

"""What another config would have made of the items that are held: told, and nothing touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from feeds.decide.copies import Together, together
from feeds.decide.route import rejection, route, why_not
from feeds.decide.select import entry, is_open
from feeds.model import Channel, Copies, DeskItem, Entry, Item, Rights, Site, Source

_SAME_FOR_ALL = frozenset({"id", "revision", "published", "updated", "page", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What of a config decides who sees what, and how."""

    site: Site
    sources: Mapping[str, Source]
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item in one channel."""

    channel: str
    kind: str
    """``added``, ``dropped`` or ``changed``."""
    id: str
    headline: str
    what: str
    """Why, in words; of what changed, which parts."""


def changes(
    held: DeskItem,
    item: Item,
    old: Config,
    new: Config,
    now: datetime,
    *,
    same: Sequence[DeskItem] = (),
) -> Iterator[Change]:
    """How an item would stand in each channel now. `item` is its newest version as the new config reads
    it, `same` are all items with the same copy, where there are others.
    """
    before = _shown(held, held.item, old, now, same)
    after = _shown(held, item, new, now, same)
    for channel in dict.fromkeys((*before, *after)):
        was, would_be = before.get(channel), after.get(channel)
        shown = would_be or was
        assert shown is not None
        kind, what = "changed", ""
        if was is None:
            kind, what = "added", "the channel takes it"
        elif would_be is None:
            kind, what = "dropped", _why(channel, held, item, new, now)
        elif parts := _differing(was, would_be):
            what = ", ".join(parts)
        else:
            continue
        yield Change(
            channel=channel,
            kind=kind,
            id=held.id,
            headline=shown.headline,
            what=what,
        )


def _shown(
    held: DeskItem, item: Item, config: Config, now: datetime, same: Sequence[DeskItem]
) -> dict[str, Entry]:
    source = config.sources.get(item.source)
    if source is None or not is_open(held, source, now):
        return {}
    if rejection(item, source, held.published) is not None:
        return {}
    taken = route(item, source, config.channels, now=now, published=held.published)
    as_read = replace(held, item=item)
    found: dict[str, Entry] = {}
    for channel in config.channels:
        if channel.id not in taken:
            continue
        standing = _standing(as_read, channel, config, now, same)
        shown = entry(as_read, source, channel, config.site, now)
        if shown is not None and held.id not in standing.hidden:
            found[channel.id] = replace(shown, also=standing.also.get(held.id, ()))
    return found


def _standing(
    held: DeskItem, channel: Channel, config: Config, now: datetime, same: Sequence[DeskItem]
) -> Together:
    """Which of the items with the same copy would stand for the others in a channel."""
    if channel.copies is Copies.ALL:
        return Together()
    taken = [
        held if one.id == held.id else one
        for one in same
        if (source := config.sources.get(one.item.source)) is not None
        and channel.id in route(one.item, source, [channel], now=now, published=one.published)
    ]
    return together(taken, channel=channel, sources=config.sources, site=config.site, now=now)


def _why(channel: str, held: DeskItem, item: Item, config: Config, now: datetime) -> str:
    source = config.sources.get(item.source)
    named = next((one for one in config.channels if one.id == channel), None)
    if named is None:
        return "there is no such channel"
    if source is None:
        return f"its source {item.source!r} is not in the config"
    if (dropped := rejection(item, source, held.published)) is not None:
        return dropped.reason
    why = why_not(item, source, named, now=now, published=held.published)
    if not why and named.copies is Copies.ONE and source.rights is not Rights.INTERNAL:
        return "another item with the same copy stands for it"
    return why or f"its source has {source.rights} rights"


def _differing(was: Entry, would_be: Entry) -> list[str]:
    return [
        one.name
        for one in fields(Entry)
        if one.name not in _SAME_FOR_ALL and getattr(was, one.name) != getattr(would_be, one.name)
    ]

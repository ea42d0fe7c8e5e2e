"""What another config would have made of the items that are held: told, and nothing touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from feeds.decide.route import route
from feeds.decide.select import entry, opening
from feeds.model import Channel, DeskItem, Entry, Item, Site, Source

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


def changes(held: DeskItem, item: Item, old: Config, new: Config) -> Iterator[Change]:
    """How an item would stand in each channel. `item` is its newest version as the new config reads it."""
    before = _shown(held, held.item, old)
    after = _shown(held, item, new)
    for channel in dict.fromkeys((*before, *after)):
        was, would_be = before.get(channel), after.get(channel)
        shown = would_be or was
        assert shown is not None
        kind, what = "changed", ""
        if was is None:
            kind, what = "added", "the channel takes it"
        elif would_be is None:
            kind, what = "dropped", _why(channel, held, item, new)
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


def _shown(held: DeskItem, item: Item, config: Config) -> dict[str, Entry]:
    source = config.sources.get(item.source)
    if source is None or not held.usable or opening(held, source) is None:
        return {}
    taken = frozenset(route(item, source, config.channels))
    as_read = DeskItem(
        id=held.id,
        item=item,
        status=held.status,
        reason=held.reason,
        digest=held.digest,
        revision=held.revision,
        received=held.received,
        published=held.published,
        updated=held.updated,
        page=held.page,
    )
    return {
        channel.id: entry(as_read, source, channel, config.site)
        for channel in config.channels
        if channel.id in taken
    }


def _why(channel: str, held: DeskItem, item: Item, config: Config) -> str:
    source = config.sources.get(item.source)
    if channel not in {one.id for one in config.channels}:
        return "there is no such channel"
    if source is None:
        return f"its source {item.source!r} is not in the config"
    if opening(held, source) is None:
        return f"its source has {source.rights} rights"
    return "the channel does not select it"


def _differing(was: Entry, would_be: Entry) -> list[str]:
    return [
        one.name
        for one in fields(Entry)
        if one.name not in _SAME_FOR_ALL and getattr(was, one.name) != getattr(would_be, one.name)
    ]

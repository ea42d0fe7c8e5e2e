"""A selection from items of one source that have not been judged before."""

from __future__ import annotations

from datetime import datetime

from feeds.decide.select import Selected, judged, select
from feeds.model import Channel, DeskItem, Site, Source


def selected(
    *items: DeskItem, source: Source, channel: Channel, site: Site, now: datetime
) -> Selected:
    sources = {source.id: source}
    found = [judged(held, sources.get(held.item.source), channel, site, now) for held in items]
    return select(found, channel=channel, sources=sources, site=site, now=now)

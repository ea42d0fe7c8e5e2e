"""The front: what belongs to the site as a whole, and to no channel or story."""

from __future__ import annotations

import hashlib
from collections.abc import Container, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.contracts import Store
from feeds.decide.select import entry
from feeds.model import Document
from feeds.pipeline.coverage import PAGE
from feeds.pipeline.editions import Editions
from feeds.pipeline.house import House
from feeds.render import NEWEST, index_page, opml
from feeds.render.furniture import MEDIA_TYPES, furniture
from feeds.render.sitemap import (
    CHANNELS,
    DAYS,
    INDEX,
    MOST_NEWS,
    NEWS,
    channels_map,
    index_map,
    news_fragment,
    news_map,
)

NAME_STORIES = frozenset({"index.html", NEWS})
"""Those of its documents that stories are named in."""
PATHS = frozenset({*NAME_STORIES, "opml.xml", INDEX, CHANNELS, *MEDIA_TYPES})
"""Where its documents lie: all at the top of the folder that are no channel's."""

_NEWS_FOR = timedelta(days=2)
"""How old what a search engine takes for news may be."""
_NOBODY: Container[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Makes the front, with the parts that this takes."""

    house: House
    store: Store
    editions: Editions
    news: MutableMapping[tuple[str, int], bytes]
    """What the map of news says of each story, by id and revision, made before."""

    def furniture(self) -> tuple[Document, ...]:
        """What does not change with the stories: the style, the favicons, robots.txt."""
        return furniture(self.house.site, self.house.own)

    def fresh_furniture(self) -> tuple[Document, ...]:
        """Of the furniture what is not as it was published."""
        made = self.furniture()
        known = self.store.documents([one.path for one in made])
        return tuple(
            one
            for one in made
            if one.path not in known
            or known[one.path].sha256 != hashlib.sha256(one.body).hexdigest()
        )

    def documents(self, now: datetime, without: Container[str] = _NOBODY) -> tuple[Document, ...]:
        """What follows the editions that are published: the front page, the list of feeds, the map of
        maps, those of channels and of news, `without` the pages that are being taken away. Raises RenderError.
        """
        site, channels = self.house.site, self.house.channels
        editions = [
            edition
            for channel in channels
            if (edition := self.editions.newest(channel, now, NEWEST)) is not None
        ]
        modified = max((edition.updated for edition in editions), default=now)
        return (
            index_page(editions, site),
            opml(site, channels, modified),
            index_map(self.store.documents_under(DAYS), site),
            channels_map(channels, site),
            self._news(modified, now, without),
        )

    def _news(self, modified: datetime, now: datetime, without: Container[str]) -> Document:
        """The map of news. What it names goes by the last change of a channel, not by the hour: the same
        content gives the same bytes.
        """
        found = self.store.newest_pages(modified - _NEWS_FOR, MOST_NEWS)
        shown = [(id_, revision) for page, id_, revision in found if page not in without]
        lacking = [one for one in shown if one not in self.news]
        fresh = {
            (held.id, held.revision): news_fragment(made, self.house.site)
            for held in (self.store.at_revision(lacking) if lacking else ())
            if (source := self.house.sources.get(held.item.source)) is not None
            and (made := entry(held, source, PAGE, self.house.site, now)) is not None
        }
        kept = {one: self.news[one] for one in shown if one in self.news} | fresh
        self.news.clear()
        self.news.update(kept)
        return news_map(kept[one] for one in shown if one in kept)

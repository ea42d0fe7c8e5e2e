"""An edition as bytes: RSS, Atom, JSON Feed, OPML, pages and sitemaps. Pure: same edition, same bytes.

    Entry -> Renderer.fragment -> bytes, kept by the caller
    Edition + fragments -> Renderer.assemble -> Document

The formats' libraries are imported when the first document of a format is made, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import cast

from feeds.contracts import Renderer
from feeds.errors import RenderError
from feeds.model import Channel, Document, Edition, Entry, Site

_MADE_BY = {
    "rss": ("feeds.render.rss", "Rss"),
    "atom": ("feeds.render.atom", "Atom"),
    "json": ("feeds.render.jsonfeed", "JsonFeed"),
    "html": ("feeds.render.channelpage", "Html"),
}

FORMATS = tuple(_MADE_BY)
"""The names of the formats that `renderer` knows."""

ARCHIVED = ("rss", "atom", "json")
"""The names of those that have archives."""

ARCHIVE = "archive"
"""The folder of the archives' pages, which holds nothing else."""

NEWEST = 5
"""Stories that the front page names of each channel."""


@cache
def renderer(format: str) -> Renderer:  # noqa: A002 - the word that the seam and the config use
    """The renderer of a format. Raises RenderError where there is none of that name."""
    if format not in _MADE_BY:
        raise RenderError(f"no format is called {format!r}; there are {', '.join(_MADE_BY)}")
    module, name = _MADE_BY[format]
    return cast("Renderer", getattr(import_module(module), name)())


def document_path(channel: Channel, format: str) -> str:  # noqa: A002
    """Where a channel's document in one format lies below the published folder."""
    from feeds.render.formats import FEEDS, HTML, path

    return next(path(channel, form) for form in (*FEEDS, HTML) if form.format == format)


def archive_paths(channel: str, number: int) -> tuple[str, ...]:
    """Where a page of a channel's archive may lie, in every format that has archives."""
    from feeds.render.formats import FEEDS

    return tuple(f"{ARCHIVE}/{channel}/{number}{form.suffix}" for form in FEEDS)


def archive_page_of(path: str) -> tuple[str, int] | None:
    """The channel and the number of a page of an archive that lies at a path; None of another document."""
    _, channel, name = [*path.split("/"), "", ""][:3]
    digits = name.partition(".")[0]
    number = int(digits) if digits.isdecimal() and len(digits) < 10 else 0
    return (channel, number) if path in archive_paths(channel, number) else None


def story_page(
    entry: Entry,
    site: Site,
    own: Sequence[Channel],
    others: Sequence[Channel] = (),
    coverage: str = "",
) -> Document:
    """An item's own page, which names the feeds of the channels it stands in, then those of `others`, and
    leads to `coverage`, the address of its story's page, where there is one.

    Raises RenderError.
    """
    from feeds.render.story import story

    return story(entry, site, own, others, coverage)


def coverage_page(
    entries: Sequence[Entry], site: Site, path: str, channels: Sequence[Channel] = ()
) -> Document:
    """The page of a story, at a path, which names its items, newest first, and the feeds of the site's
    channels. Raises RenderError.
    """
    from feeds.render.story import coverage

    return coverage(entries, site, path, channels)


def index_page(editions: Sequence[Edition], site: Site) -> Document:
    """``index.html``: every channel, its formats and its newest stories. Raises RenderError."""
    from feeds.render.frontpage import index

    return index(editions, site)


def opml(site: Site, channels: Sequence[Channel], modified: datetime) -> Document:
    """``opml.xml``: every channel's feeds, under the date `modified`. Raises RenderError."""
    from feeds.render.outline import opml as make

    return make(site, channels, modified)

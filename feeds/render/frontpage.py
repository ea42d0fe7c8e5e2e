"""HTML: the front page, with the site's newest stories and its channels."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.model import Document, Edition, Entry, Site
from feeds.render import NEWEST, formats
from feeds.render.faults import our_fault
from feeds.render.page import announced, filled, listed, named, offers
from feeds.render.text import address, line

_MOST = 6
"""Stories that it shows with their summaries, the newest of all channels."""


def index(editions: Sequence[Edition], site: Site) -> Document:
    """``index.html``: the newest stories of all, then every channel with its formats and its own newest."""
    with our_fault("index.html"):
        body = filled(
            "index.html",
            site,
            site.language,
            kind="website",
            title=line(site.name),
            heading=line(site.name),
            about=line(site.description),
            canonical=address(site.base_url),
            opml=address(f"{site.base_url}opml.xml"),
            discovery=announced(site, (edition.channel for edition in editions)),
            newest=[listed(entry, site) for entry in _newest(editions)],
            channels=[_channel(edition) for edition in editions],
        )
    return Document(path="index.html", media_type=formats.HTML.media_type, body=body)


def _newest(editions: Sequence[Edition]) -> list[Entry]:
    """The newest stories, each once, whatever channels it stands in."""
    found: dict[str, Entry] = {}
    for edition in editions:
        for entry in _stories(edition):
            found.setdefault(entry.id, entry)
    newest = sorted(found.values(), key=lambda entry: (entry.published, entry.id), reverse=True)
    return newest[:_MOST]


def _stories(edition: Edition) -> list[Entry]:
    return [entry for entry in edition.entries if entry.withdrawn is None][:NEWEST]


def _channel(edition: Edition) -> dict[str, object]:
    site, channel = edition.site, edition.channel
    has_page = formats.HTML.format in channel.formats
    return {
        "id": channel.id,
        "title": named(channel),
        "about": line(channel.description),
        "page": formats.location(site, channel, formats.HTML) if has_page else "",
        "feeds": offers(site, channel),
        "stories": [listed(entry, site) for entry in _stories(edition)],
    }

"""Sitemaps (sitemaps.org, 0.9): what search engines are told of the pages.

    sitemap.xml             the index, which names all others
    sitemap-channels.xml    the front page and the channels' pages
    sitemap-news.xml        the newest stories, with what Google's news extension says of them
    story/sitemap-<day>.xml the pages of the stories of one day

A day's stories have a map of their own, so that a new story costs its day and no other. It lies above all
that it names, as the protocol asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from feeds.model import Channel, Document, DocumentRecord, Entry, Site
from feeds.render import formats, house
from feeds.render.faults import our_fault
from feeds.render.language import tag
from feeds.render.page import fragment
from feeds.render.stamps import stamp
from feeds.render.text import address, line

INDEX = "sitemap.xml"
CHANNELS = "sitemap-channels.xml"
NEWS = "sitemap-news.xml"
DAYS = "story/sitemap-"
"""How the paths of the days' maps begin."""
MOST_NEWS = 1000
"""Stories that a map of news may name."""
_MOST = 50_000
"""Pages that any map may name. With paths as short as ours it stays far below its 50 MB."""
_MEDIA_TYPE = "application/xml; charset=utf-8"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DAY = re.compile(r"story/(\d{4})/(\d\d)/(\d\d)/")


def day_of(path: str) -> str:
    """The day to whose map a story's page belongs, ``2026-11-02``; "" for any other document."""
    found = _DAY.match(path)
    return "-".join(found.groups()) if found else ""


def pages_of(day: str) -> str:
    """How the paths of a day's stories begin."""
    return f"story/{day.replace('-', '/')}/"


def maps_of(day: str) -> str:
    """How the paths of a day's maps begin."""
    return f"{DAYS}{day}"


def day_maps(day: str, pages: Sequence[DocumentRecord], site: Site) -> tuple[Document, ...]:
    """The maps of a day: one, or several where it has more pages than one may name; none where it has no
    page. Raises RenderError.
    """
    said = [(one.path, stamp(one.modified)) for one in pages]
    return tuple(
        _document(
            f"{maps_of(day)}{f'-{start // _MOST + 1}' if start else ''}.xml",
            _body("urlset", "url", said[start : start + _MOST], site),
            twins=False,
        )
        for start in range(0, len(said), _MOST)
    )


def index_map(days: Iterable[DocumentRecord], site: Site) -> Document:
    """``sitemap.xml``, which names the maps of `days` and the two others. Raises RenderError.

    Of each it says the day on which it changed last, no hour: so it changes once a day, and not with each
    story.
    """
    said = [(CHANNELS, ""), (NEWS, ""), *((one.path, f"{one.modified:%Y-%m-%d}") for one in days)]
    return _document(INDEX, _body("sitemapindex", "sitemap", said, site))


def channels_map(channels: Iterable[Channel], site: Site) -> Document:
    """``sitemap-channels.xml``: the front page, and each channel's. Raises RenderError."""
    paths = [
        formats.path(one, formats.HTML) for one in channels if formats.HTML.format in one.formats
    ]
    said = [(path, "") for path in ("", *paths)]
    return _document(CHANNELS, _body("urlset", "url", said, site))


def news_map(fragments: Iterable[bytes]) -> Document:
    """``sitemap-news.xml``, of the `news_fragment` of each story. Raises RenderError."""
    entries = Markup(b"\n".join(fragments).decode())  # noqa: S704 - a template's own output
    return _document(NEWS, fragment("newsmap.xml", entries=entries))


def news_fragment(entry: Entry, site: Site) -> bytes:
    """What the map of news says of a story. Raises RenderError."""
    with our_fault(f"news of {entry.id}"):
        return fragment(
            "newsmapentry.xml",
            loc=address(entry.page),
            name=line(site.name),
            language=_language(entry, site),
            published=stamp(entry.published),
            headline=house.headline(entry),
        )


def _document(path: str, body: bytes, *, twins: bool = True) -> Document:
    return Document(path=path, media_type=_MEDIA_TYPE, body=body, twins=twins)


def _body(root: str, name: str, said: Iterable[tuple[str, str]], site: Site) -> bytes:
    """Paths and when each changed, as a map says them. By strings: there are many thousands of them, all
    plain names, and they are made anew for each story.
    """
    base = escape(address(site.base_url))
    entries = [
        f"<{name}><loc>{base}{escape(path)}</loc>"
        f"{f'<lastmod>{changed}</lastmod>' if changed else ''}</{name}>\n"
        for path, changed in said
    ]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    return f"{head}{''.join(entries)}</{root}>\n".encode()


def _language(entry: Entry, site: Site) -> str:
    """As the news extension names languages: by ISO 639, but Chinese by where it is written."""
    primary, *rest = (tag(entry.language) or tag(site.language) or "en").casefold().split("-")
    if primary != "zh":
        return primary
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(rest) else "zh-cn"

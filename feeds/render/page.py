"""HTML: a story's page in the form of the site's own, a channel's page, and the front page.

Jinja2 with autoescape on; the only markup that comes from outside is the copy, which was
sanitised when it was taken in and is framed by a content security policy that runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from feeds.errors import RenderError
from feeds.model import Channel, Document, Edition, Entry, Site
from feeds.render import formats, house
from feeds.render.faults import our_fault
from feeds.render.language import differing, direction, tag
from feeds.render.media import attachments
from feeds.render.provenance import link, wire_page
from feeds.render.stamps import local, stamp
from feeds.render.text import address, line

_NEWEST = 5
"""Stories that the front page names of each channel."""

_TIME = re.compile(rb'(?<=<time datetime=")([^"]+)">[^<]*</time>')


class Html:
    """The `Renderer` of a channel's page."""

    format = formats.HTML.format
    suffix = formats.HTML.suffix

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        """A list item: headline, time, credit, summary. Raises RenderError.

        The time stands in UTC; `assemble` knows the site's zone and says it there.
        """
        with our_fault(f"html entry {entry.id}"):
            html = _template("entry.html").render(
                href=link(entry),
                headline=house.headline(entry),
                credit=line(entry.creditline),
                also=house.also(entry),
                summary=house.summary(entry),
                when=stamp(entry.published),
                language=differing(entry.language, site_language),
                direction=direction(entry.language),
            )
            return html.encode()

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        """``<channel>.html``. Raises RenderError."""
        site, channel = edition.site, edition.channel

        def in_zone(found: re.Match[bytes]) -> bytes:
            when = local(datetime.fromisoformat(found[1].decode()), site.timezone)
            return b'%b">%b</time>' % (found[1], when.encode())

        with our_fault(f"html page {channel.id}"):
            frame = _template("channel.html").render(
                **_house(site, site.language),
                title=formats.title(site, channel),
                heading=line(channel.title) or channel.id,
                about=line(channel.description),
                canonical=formats.location(site, channel, formats.HTML),
                discovery=_discovery(site, (channel,)),
                feeds=_feeds(site, (channel,)),
            )
            items = b"".join(_TIME.sub(in_zone, fragment) for fragment in fragments)
        before, _, after = frame.encode().partition(_ENTRIES)
        return Document(
            path=formats.path(channel, formats.HTML),
            media_type=formats.HTML.media_type,
            body=b"".join((before, items, after)),
        )


_ENTRIES = b"<!--entries-->"
"""Where the channel's template leaves room for its entries."""


def story(entry: Entry, site: Site, channels: Sequence[Channel], coverage: str = "") -> Document:
    """An item's page, at the path that its address has below the site's. `coverage` is the address of
    the page that names other items of its story. Raises RenderError.
    """
    path = entry.page.removeprefix(site.base_url)
    if path == entry.page or not path:
        raise RenderError(f"{entry.id}: its page {entry.page!r} is not below {site.base_url!r}")
    media = attachments(entry)
    headline = house.headline(entry)
    with our_fault(f"page of {entry.id}"):
        html = _template("story.html").render(
            **_house(site, entry.language),
            title=f"{headline} - {line(site.name)}",
            heading=headline,
            canonical=address(entry.page),
            discovery=_discovery(site, tuple(channels)),
            published=stamp(entry.published),
            when=local(entry.published, site.timezone),
            author=line(site.author),
            copy=Markup(house.shown(entry)),  # noqa: S704 - sanitised when it was taken in
            pictures=[one for one in media if one.in_place],
            files=[one for one in media if not one.in_place],
            wire=wire_page(entry),
            provider=line(entry.provider),
            notice=line(entry.copyrightnotice),
            coverage=address(coverage),
        )
        body = html.encode()
    return Document(path=path, media_type=formats.HTML.media_type, body=body, twins=False)


def coverage(entries: Sequence[Entry], site: Site, path: str) -> Document:
    """The page that names the items of a story, newest first. Raises RenderError."""
    newest = entries[0]
    with our_fault(path):
        html = _template("coverage.html").render(
            **_house(site, newest.language),
            title=f"{house.headline(newest)} - {line(site.name)}",
            heading=house.headline(newest),
            canonical=address(f"{site.base_url}{path}"),
            discovery="",
            items=[{**_named(entry, site), "provider": line(entry.provider)} for entry in entries],
        )
        body = html.encode()
    return Document(path=path, media_type=formats.HTML.media_type, body=body, twins=False)


def _named(entry: Entry, site: Site) -> dict[str, str]:
    """What a list of stories says of one."""
    return {
        "href": link(entry),
        "headline": house.headline(entry),
        "published": stamp(entry.published),
        "when": local(entry.published, site.timezone),
        "language": differing(entry.language, site.language),
        "direction": direction(entry.language),
    }


def index(editions: Sequence[Edition], site: Site) -> Document:
    """The front page: every channel with its formats and its newest stories."""
    with our_fault("index.html"):
        html = _template("index.html").render(
            **_house(site, site.language),
            title=line(site.name),
            about=line(site.description),
            canonical=address(site.base_url),
            opml=address(f"{site.base_url}opml.xml"),
            discovery=_discovery(site, tuple(edition.channel for edition in editions)),
            channels=[_channel(edition) for edition in editions],
        )
        body = html.encode()
    return Document(path="index.html", media_type=formats.HTML.media_type, body=body)


def _channel(edition: Edition) -> dict[str, object]:
    site, channel = edition.site, edition.channel
    return {
        "id": channel.id,
        "title": line(channel.title) or channel.id,
        "about": line(channel.description),
        "page": formats.location(site, channel, formats.HTML)
        if formats.HTML.format in channel.formats
        else "",
        "feeds": [
            {"href": formats.location(site, channel, form), "label": form.label}
            for form in formats.offered(channel)
        ],
        "stories": [
            _named(entry, site)
            for entry in [one for one in edition.entries if one.withdrawn is None][:_NEWEST]
        ],
    }


@lru_cache(maxsize=64)
def _house(site: Site, language: str) -> Mapping[str, object]:
    """What every page says of the house, and of its own language."""
    own = tag(language) or tag(site.language)
    return {
        "site_name": line(site.name),
        "site_link": address(site.link) or address(site.base_url),
        "site_language": tag(site.language),
        "site_direction": direction(site.language),
        "rights": line(site.rights),
        "language": own,
        "direction": direction(own),
    }


@lru_cache(maxsize=64)
def _discovery(site: Site, channels: tuple[Channel, ...]) -> Markup:
    """The links by which a reader finds the feeds from a page; thousands of pages share them."""
    html = _template("discovery.html").render(feeds=_feeds(site, channels))
    return Markup(html)  # noqa: S704 - a template's own output


def _feeds(site: Site, channels: Sequence[Channel]) -> list[dict[str, str]]:
    return [
        {
            "href": formats.location(site, channel, form),
            "type": form.essence,
            "title": f"{formats.title(site, channel)} ({form.label})",
            "label": form.label,
        }
        for channel in channels
        for form in formats.offered(channel)
    ]


@cache
def _environment() -> Environment:
    loader = PackageLoader("feeds.render")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    style, _, _ = loader.get_source(environment, "style.css")
    environment.globals["style"] = Markup(style)  # noqa: S704 - ours
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)

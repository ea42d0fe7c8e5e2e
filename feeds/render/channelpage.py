"""HTML: a channel's page, which is what a browser shows of its feeds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from feeds.model import Document, Edition, Entry
from feeds.render import formats, house
from feeds.render.faults import our_fault
from feeds.render.language import differing, direction
from feeds.render.page import announced, filled, fragment, menu_item, named, offers, readers
from feeds.render.provenance import link
from feeds.render.stamps import local, stamp
from feeds.render.text import line

_TIME = re.compile(rb'(?<=<time datetime=")([^"]+)">[^<]*</time>')
_ENTRIES = b"<!--entries-->"
"""Where the channel's template leaves room for its entries."""


class Html:
    """The `Renderer` of a channel's page."""

    format = formats.HTML.format
    suffix = formats.HTML.suffix

    def fragment(self, entry: Entry, site_language: str) -> bytes:
        """A list item: headline, time, credit, summary. Raises RenderError.

        The time stands in UTC; `assemble` knows the site's zone and says it there.
        """
        summary = house.summary(entry)
        with our_fault(f"html entry {entry.id}"):
            return fragment(
                "entry.html",
                href="" if entry.withdrawn is not None else link(entry),
                headline=house.headline(entry),
                place="" if summary else line(entry.city),
                credit=line(entry.creditline),
                also=house.also(entry),
                summary=summary,
                when=stamp(entry.published),
                language=differing(entry.language, site_language),
                direction=direction(entry.language),
            )

    def assemble(self, edition: Edition, fragments: Sequence[bytes]) -> Document:
        """``<channel>.html``. Raises RenderError."""
        site, channel = edition.site, edition.channel
        others = tuple(one for one in edition.channels if one.id != channel.id)
        feeds = offers(site, channel)
        pages = [menu_item(site, one) for one in others if formats.HTML.format in one.formats]

        with our_fault(f"html page {channel.id}"):
            frame = filled(
                "channel.html",
                site,
                site.language,
                kind="website",
                title=formats.title(site, channel),
                heading=named(channel),
                about=line(channel.description),
                canonical=formats.location(site, channel, formats.HTML),
                discovery=announced(site, (channel, *others)),
                feeds=feeds,
                readers=readers(feeds[0]["href"]) if feeds else (),
                others=Markup("".join(pages)),  # noqa: S704 - each is markup
            )
            items = b"".join(_in_zone(fragment, site.timezone) for fragment in fragments)
        before, _, after = frame.partition(_ENTRIES)
        return Document(
            path=formats.path(channel, formats.HTML),
            media_type=formats.HTML.media_type,
            body=b"".join((before, items, after)),
        )


@lru_cache(maxsize=5_000)
def _in_zone(fragment: bytes, timezone: str) -> bytes:
    """A fragment with its time as the site's zone has it; kept, as fragments are, since each document has
    nearly all of the last one's.
    """

    def said(found: re.Match[bytes]) -> bytes:
        when = local(datetime.fromisoformat(found[1].decode()), timezone)
        return b'%b">%b</time>' % (found[1], when.encode())

    return _TIME.sub(said, fragment)

"""HTML: an item's page in the form of the site's own, and the page that names the items of a story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from feeds.errors import RenderError
from feeds.model import Channel, Document, Entry, Site
from feeds.render import formats, house
from feeds.render.faults import our_fault
from feeds.render.media import attachments
from feeds.render.page import announced, filled, listed, named
from feeds.render.provenance import wire_page
from feeds.render.stamps import local, stamp
from feeds.render.structured import news_article
from feeds.render.text import address, line

_HEADING = re.compile(r"<(/?)h([1-6])\b")


def story(
    entry: Entry,
    site: Site,
    own: Sequence[Channel],
    others: Sequence[Channel] = (),
    coverage: str = "",
) -> Document:
    """An item's page, at the path that its address has below the site's. It stands in the channels `own`,
    and not in the `others` of the site; `coverage` is the address of the page that names other items of
    its story. Raises RenderError.
    """
    path = entry.page.removeprefix(site.base_url)
    if path == entry.page or not path:
        raise RenderError(f"{entry.id}: its page {entry.page!r} is not below {site.base_url!r}")
    media = attachments(entry)
    pictures = [one for one in media if one.in_place]
    headline = house.headline(entry)
    with our_fault(f"page of {entry.id}"):
        body = filled(
            "story.html",
            site,
            entry.language,
            kind="article",
            title=f"{headline} - {line(site.name)}",
            heading=headline,
            about=house.summary(entry),
            canonical=address(entry.page),
            discovery=announced(site, (*own, *others)),
            published=stamp(entry.published),
            modified=stamp(entry.updated),
            structured=news_article(entry, site, own, pictures),
            when=local(entry.published, site.timezone),
            author=line(site.author),
            copy=Markup(_in_order(house.shown(entry))),  # noqa: S704 - sanitised when it was taken in
            credited=bool(house.credit(entry)),
            pictures=pictures,
            files=[one for one in media if not one.in_place],
            sections=[
                {"href": formats.location(site, channel, formats.HTML), "title": named(channel)}
                for channel in own
                if formats.HTML.format in channel.formats
            ],
            wire=wire_page(entry),
            provider=line(entry.provider),
            notice=line(entry.copyrightnotice),
            coverage=address(coverage),
        )
    return Document(path=path, media_type=formats.HTML.media_type, body=body, twins=False)


def _in_order(copy: str) -> str:
    """Copy whose headings follow the page's own: the highest is of the second level, and none skips one."""
    found = sorted({one[2] for one in _HEADING.finditer(copy)})
    below = {level: rank for rank, level in enumerate(found, start=2)}
    last = 1

    def placed(heading: re.Match[str]) -> str:
        nonlocal last
        if not heading[1]:
            last = min(below[heading[2]], last + 1)
        return f"<{heading[1]}h{last}"

    return _HEADING.sub(placed, copy) if found else copy


def coverage(
    entries: Sequence[Entry], site: Site, path: str, channels: Sequence[Channel] = ()
) -> Document:
    """The page that names the items of a story, newest first, and the site's channels. Raises RenderError."""
    newest = entries[0]
    headline = house.headline(newest)
    with our_fault(path):
        body = filled(
            "coverage.html",
            site,
            newest.language,
            kind="website",
            title=f"{headline} - {line(site.name)}",
            heading=headline,
            about="",
            canonical=address(f"{site.base_url}{path}"),
            discovery=announced(site, channels),
            items=[listed(entry, site) for entry in entries],
        )
    return Document(path=path, media_type=formats.HTML.media_type, body=body, twins=False)

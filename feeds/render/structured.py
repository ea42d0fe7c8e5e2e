"""What a story's page says to machines: schema.org NewsArticle in JSON-LD 1.1, as far as its rights go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson
from markupsafe import Markup

from feeds.model import Channel, Entry, Site
from feeds.render import house
from feeds.render.language import tag
from feeds.render.media import Attachment
from feeds.render.page import named
from feeds.render.provenance import wire_page
from feeds.render.stamps import stamp
from feeds.render.text import address, line

# In a script element these would end it, or begin what hides its end (HTML, 4.12.1.3).
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def news_article(
    entry: Entry, site: Site, channels: Iterable[Channel], pictures: Sequence[Attachment]
) -> Markup:
    """The story as a NewsArticle, fit to stand in a script element; what is not known is left out.

    Its copy is not repeated, and of pictures only those that may be shown are named.
    """
    byline = line(entry.byline)
    credit = line(entry.creditline)
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": entry.id,
        "mainEntityOfPage": address(entry.page),
        "headline": house.headline(entry),
        "description": house.summary(entry),
        "inLanguage": tag(entry.language) or tag(site.language),
        "datePublished": stamp(entry.published),
        "dateModified": stamp(entry.updated),
        "author": _one("Person" if byline else "Organization", house.author(entry)),
        "publisher": {
            **_one("NewsMediaOrganization", line(site.name)),
            "url": address(site.link) or address(site.base_url),
        },
        "creditText": credit,
        "copyrightNotice": line(entry.copyrightnotice),
        "isBasedOn": wire_page(entry),
        "locationCreated": _one("Place", line(entry.city)),
        "articleSection": [named(channel) for channel in channels],
        "keywords": [subject.name for subject in house.subjects(entry)],
        "image": [picture.href for picture in pictures],
    }
    known = {key: value for key, value in said.items() if value}
    json = orjson.dumps(known).decode().translate(_ESCAPED)
    return Markup(json)  # noqa: S704 - nothing in it can end the element


def _one(kind: str, name: str) -> dict[str, str]:
    return {"@type": kind, "name": name} if name else {}

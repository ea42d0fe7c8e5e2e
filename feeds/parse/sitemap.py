"""Sitemaps, of which those for news say what a feed would: the headline, the date, the language."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Delivery, Enclosure, Hints, Payload, Subject, Text, WireItem
from feeds.parse.dates import read_date
from feeds.parse.fields import joined
from feeds.parse.safety import reachable, refuse_crowds
from feeds.parse.xml import every, first, line_of, name_of, root_of


def parse_sitemap(payload: Payload) -> Delivery:
    """The stories of a sitemap (sitemaps.org 0.9 with the extensions ``news`` 0.9 and ``image`` 1.1). A
    page without a headline is no story.

    Raises ParseError for what is no XML, no sitemap, an index of sitemaps, or has too many stories.
    """
    root = root_of(payload)
    if name_of(root) == "sitemapindex":
        raise ParseError(_instead(root), payload.media_type)
    if name_of(root) != "urlset":
        raise ParseError(
            f"not a sitemap: the root element is {name_of(root)[:60]}", payload.media_type
        )
    found = (_item(one, payload.url) for one in every(root, "url"))
    items = tuple(one for one in found if one is not None)
    refuse_crowds(items, payload)
    titles = {item.provider for item in items}
    return Delivery(
        format="sitemap",
        items=items,
        hints=Hints(title=titles.pop() if len(titles) == 1 else ""),
    )


def _instead(index: etree._Element) -> str:
    """What is said of an index: to follow it is the operator's choice, since each has its own times."""
    found = next(filter(None, (_said(one, "loc") for one in every(index, "sitemap"))), "")
    example = f", such as {found[:500]}" if found else ""
    return f"an index of sitemaps: name one of them as the source{example}"


def _item(page: etree._Element, base: str) -> WireItem | None:
    news, link = first(page, "news"), joined(base, reachable(_said(page, "loc")))
    headline = _said(news, "title")
    if not headline or not link:
        return None
    return WireItem(
        guid=link,
        link=link,
        headline=Text(value=headline),
        base=link,
        language=_said(news, "publication", "language"),
        published=read_date(_said(news, "publication_date")),
        updated=read_date(_said(page, "lastmod")),
        subjects=_subjects(_said(news, "keywords")),
        enclosures=tuple(dict.fromkeys(_pictures(page, link))),
        provider=_said(news, "publication", "name"),
    )


def _subjects(keywords: str) -> tuple[Subject, ...]:
    terms = filter(None, (one.strip() for one in keywords.split(",")))
    return tuple(Subject(code=term, name=term) for term in dict.fromkeys(terms))


def _pictures(page: etree._Element, base: str) -> Iterator[Enclosure]:
    for image in every(page, "image"):
        href = joined(base, reachable(_said(image, "loc")))
        if href:
            yield Enclosure(href=href, title=_said(image, "caption") or _said(image, "title"))


def _said(element: etree._Element | None, *path: str) -> str:
    return line_of(first(element, *path))

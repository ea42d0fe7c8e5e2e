"""A page that lists stories, read by selectors that the operator names: sites without feed and sitemap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from lxml import etree
from lxml.cssselect import CSSSelector

from feeds.errors import ParseError
from feeds.model import Delivery, Hints, Listing, Payload, Text, WireItem
from feeds.parse.dates import read_date
from feeds.parse.fields import joined
from feeds.parse.hypertext import base_of, links_of, tree_of, words_in
from feeds.parse.safety import MOST_ITEMS, reachable

# Where the config names none.
_HEADLINE = "h1, h2, h3, h4, h5, h6"
_LINK = "a[href]"
_DATE = "time[datetime]"
_DATED = ("datetime", "content")
_LONGEST_HEADLINE = 1000
"""What is longer is half a page: the selector means something else there."""
_LONGEST_SUMMARY = 10_000


def parse_list(payload: Payload, listing: Listing | None) -> Delivery:
    """The stories that a page lists, each address once, without copy (Selectors Level 3, in HTML).

    Raises ParseError without `listing`, for what is no page, is larger than any page of news or lists too
    much, and where the selectors find no story: the site has been built anew.
    """
    if listing is None:
        raise ParseError("a list is read by the selectors in [source.list]", payload.media_type)
    tree = tree_of(payload)
    places = _selector(listing.item)(tree)
    if not places:
        raise ParseError(f"the page has nothing that {listing.item!r} selects", payload.media_type)
    if len(places) > MOST_ITEMS:
        raise ParseError(f"more than {MOST_ITEMS} items", payload.media_type)
    reader = _Reader(listing, base_of(tree, payload.url), str(tree.get("lang") or ""))
    found: dict[str, WireItem] = {}
    for item in reader.items(places):
        found.setdefault(item.link, item)
    if not found:
        raise ParseError(
            f"nothing that {listing.item!r} selects has a headline and a link", payload.media_type
        )
    title = next((words_in(one) for one in tree.iter("title")), "")
    links = tuple(links_of(tree, payload.url))
    hints = Hints(
        title=title,
        self_link=next((href for rel, href in links if rel == "self"), ""),
        hubs=tuple(href for rel, href in links if rel == "hub"),
    )
    return Delivery(format="list", items=tuple(found.values()), hints=hints)


class _Reader:
    """The selectors of a source, compiled, and what all stories on the page have in common."""

    def __init__(self, listing: Listing, base: str, language: str) -> None:
        self._base = base
        self._language = language
        self._heading = _finder(listing.headline or _HEADLINE)
        self._is_headline_named = bool(listing.headline)
        self._link = _finder(listing.link or _LINK)
        self._any_link = _finder(_LINK)
        self._summary = _finder(listing.summary) if listing.summary else None
        self._date = _finder(listing.date or _DATE)

    def items(self, places: list[etree._Element]) -> Iterator[WireItem]:
        """The stories; a place without a headline or an address holds none."""
        for place in places:
            anchor = self._link(place)
            if anchor is not None and not anchor.get("href"):
                anchor = self._any_link(anchor)
            heading = self._heading(place)
            if heading is None and not self._is_headline_named:
                heading = anchor
            link = (
                joined(self._base, reachable(anchor.get("href") or ""))
                if anchor is not None
                else ""
            )
            headline = words_in(heading) if heading is not None else ""
            if 0 < len(headline) <= _LONGEST_HEADLINE and link.startswith(("http:", "https:")):
                under = self._summary(place) if self._summary is not None else None
                summary = words_in(under) if under is not None else ""
                yield WireItem(
                    guid=link,
                    link=link,
                    headline=Text(value=headline),
                    summary=Text(value=summary if len(summary) <= _LONGEST_SUMMARY else ""),
                    base=self._base,
                    language=self._language,
                    published=read_date(_dated(self._date(place))),
                )


def _dated(element: etree._Element | None) -> str:
    """The date that an element has for machines, else the one that it shows."""
    if element is None:
        return ""
    stated = (str(element.get(name) or "").strip() for name in _DATED)
    return next(filter(None, stated), "") or words_in(element)


def _finder(css: str) -> Callable[[etree._Element], etree._Element | None]:
    """What finds the first element that a selector selects."""
    selected = _selector(css)
    return lambda element: next(iter(selected(element)), None)


def _selector(css: str) -> Callable[[etree._Element], list[etree._Element]]:
    """What finds the elements that a selector selects, in document order; it raises ParseError where that
    is more work than libxml2 does.
    """
    select = CSSSelector(css, translator="html")

    def selected(element: etree._Element) -> list[etree._Element]:
        try:
            return cast("list[Any]", select(element))
        except etree.XPathError as fault:
            raise ParseError(f"{css!r} asks too much of this page") from fault

    return selected

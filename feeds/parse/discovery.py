"""Where a site has its feeds: what a page says of itself, and the places where most sites have them.

autodiscovery   <link rel="alternate" type="application/rss+xml" href="...">     (HTML, 4.6.7.1)
anchors         <a href="/world.rss">                                            whose address is like a feed's
usual places    /feed, /rss.xml, /news-sitemap.xml, ...                          guessed, where nothing else is said
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from feeds.model import Payload
from feeds.parse.fields import joined
from feeds.parse.hypertext import base_of, tree_of, words_in
from feeds.parse.opml import LONGEST_WORDS, shown
from feeds.parse.safety import reachable

MOST_LINKS = 50
"""Of a page; what stands behind them is not looked at."""

_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/json",  # JSON Feed 1.0
        "application/xml",
        "text/xml",
    }
)
_LIKE_A_FEED = re.compile(
    r"(?:^|[/._-])(?:rss|atom|rdf|feeds?)(?:[_-]?\d)?(?:\.(?:xml|json|php|aspx?))?/?$",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_PLACES = (
    "feed",
    "rss.xml",
    "atom.xml",
    "feed.xml",
    "index.xml",
    "rss",
    "feed.json",
    "news-sitemap.xml",
    "sitemap-news.xml",
)
"""Below a site's root, what is met most first; sitemaps for news come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link that may lead to a feed: an absolute address on the web, and what it is called."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says of feeds: those that it announces, and those that it links to, each address once.
    Feeds of comments come last.
    """

    announced: tuple[Linked, ...]
    anchors: tuple[Linked, ...]
    title: str
    language: str
    """As its ``lang`` states it; ``""`` where it does not."""


def parse_page_for_feeds(payload: Payload) -> Page:
    """The feeds of a page. Raises ParseError for what is no HTML, or larger than any page of news."""
    tree = tree_of(payload)
    base = base_of(tree, payload.url)
    announced = _once(_announced(tree, base), {payload.url})
    seen = {payload.url, *(one.url for one in announced)}
    return Page(
        announced=announced,
        anchors=_once(_anchors(tree, base), seen),
        title=line_of(next((words_in(one) for one in tree.iter("title")), "")),
        language=str(tree.get("lang") or "").strip(),
    )


def usual_places(url: str) -> tuple[str, ...]:
    """Where a site most often has a feed: below its root, and of a page below that ``<page>/feed`` first."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    own = f"{root.rstrip('/')}{parts.path.rstrip('/')}/feed"
    return tuple(dict.fromkeys((own, *(root + place for place in _PLACES))))


def _announced(tree: etree._Element, base: str) -> Iterator[Linked]:
    for one in tree.iter("link"):
        relations = str(one.get("rel") or "").lower().split()
        kind = str(one.get("type") or "").partition(";")[0].strip().lower()
        if "feed" in relations or ("alternate" in relations and kind in _TYPES):
            yield Linked(url=_address(one, base), title=line_of(str(one.get("title") or "")))


def _anchors(tree: etree._Element, base: str) -> Iterator[Linked]:
    for one in tree.iter("a"):
        kind = str(one.get("type") or "").partition(";")[0].strip().lower()
        url = _address(one, base)
        parts = urlsplit(url) if url else None
        if parts is not None and (_LIKE_A_FEED.search(parts.path) or kind in _TYPES):
            yield Linked(url=url, title=line_of(str(one.get("title") or "") or words_in(one)))


def _address(element: etree._Element, base: str) -> str:
    """What it leads to; ``""`` for what is not on the web, as ``javascript:``."""
    found = joined(base, reachable(str(element.get("href") or "").strip())).partition("#")[0]
    try:
        return found if urlsplit(found).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _once(links: Iterator[Linked], seen: set[str]) -> tuple[Linked, ...]:
    found: dict[str, Linked] = {}
    for one in links:
        if one.url and one.url not in seen:
            found.setdefault(one.url, one)
        if len(found) == MOST_LINKS:
            break
    return tuple(sorted(found.values(), key=_is_of_comments))


def _is_of_comments(one: Linked) -> bool:
    return _OF_COMMENTS.search(one.title) is not None or "/comments/" in one.url


def line_of(words: str) -> str:
    """A stranger's words for a thing, on one line that is no longer than any that means something."""
    return shown(words)[:LONGEST_WORDS].rstrip()

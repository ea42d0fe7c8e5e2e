"""The feed round its entries: what it is, what it says of itself, and its entries in their order."""

from __future__ import annotations

from collections.abc import Iterator

from feedparser.urls import _urljoin, make_safe_absolute_uri
from lxml import etree

from feeds.model import Delivery, Payload
from feeds.parse.elements import (
    ATOM,
    BASE,
    HTML,
    LANG,
    PLAIN,
    RDF,
    RSS1,
    Scope,
    Unsure,
    attribute,
    has_handler,
    must_be_leaf,
    must_be_no_cdf,
    must_mean_nothing,
    name_of,
    type_of,
    value_of,
)
from feeds.parse.entries import Entry
from feeds.parse.fields import hints
from feeds.parse.safety import MOST_ITEMS

_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_OTHER_VERSIONS = frozenset({RSS1, "http://my.netscape.com/rdf/simple/0.9/"})
_IN_IMAGE = frozenset({"url", "title", "link", "width", "height", "description", "name"})
_DESCRIPTIONS = frozenset({"description", "subtitle", "tagline"})
_SKIPS = frozenset({"skiphours", "skipdays"})
_SUMMARIES = frozenset({"itunes_summary", "description"})

_IN_FEED = {
    "title": "title",
    "link": "link",
    "language": "language",
    "dc_language": "language",
    "ttl": "ttl",
    "sy_updateperiod": "period",
    "sy_updatefrequency": "frequency",
    "item": "entry",
    "entry": "entry",
    "image": "image",
    "textinput": "textinput",
}
# Of a feed's other elements these change nothing that we keep.
_FEED_LEAVES = frozenset(
    {
        "description", "subtitle", "tagline", "copyright", "rights", "dc_rights", "managingeditor",
        "webmaster", "pubdate", "published", "lastbuilddate", "updated", "category", "generator", "docs",
        "cloud", "rating", "id", "author", "dc_creator", "dc_date", "dc_publisher", "dc_subject",
        "contributor", "skiphours", "skipdays", "itunes_author", "itunes_subtitle", "itunes_owner",
        "itunes_summary", "itunes_image", "itunes_explicit", "itunes_category", "itunes_keywords", "itunes_block",
        "itunes_name", "itunes_email", "dcterms_modified", "dcterms_created", "info",
        "feedburner_browserfriendly", "media_thumbnail", "media_keywords", "media_category",
        "media_credit", "media_rating", "admin_generatoragent", "admin_errorreportsto", "logo", "icon",
    }
)  # fmt: skip


def read_feed(payload: Payload, root: etree._Element) -> Delivery:
    """The feed whose root this is. Raises Unsure."""
    others = [uri for uri in root.nsmap.values() if uri.lower() in _OTHER_VERSIONS]
    scope = Scope(make_safe_absolute_uri(payload.url) or "", "").inside(root)
    if root.tag == RDF:
        if others != [RSS1] or ATOM in root.nsmap.values():
            raise Unsure
        return _Feed(payload, atom=False).read(root, scope, "rss10")
    must_be_no_cdf(root)
    if others:
        raise Unsure
    if root.tag == f"{{{ATOM}}}feed":
        return _Feed(payload, atom=True).read(root, scope, "atom10")
    channels = list(root)
    if root.tag != "rss" or len(channels) != 1 or channels[0].tag.lower() != "channel":
        raise Unsure
    must_be_no_cdf(channels[0])
    version = root.get("version", "")
    format_ = _VERSIONS.get(version) or ("rss20" if version.startswith("2.") else "rss")
    return _Feed(payload, atom=False).read(channels[0], scope.inside(channels[0]), format_)


def _children(feed: etree._Element) -> Iterator[etree._Element]:
    """The elements of a feed; in RDF the channel stands beside its items."""
    for child in feed:
        if child.tag == f"{{{RSS1}}}channel" and feed.tag == RDF:
            must_be_no_cdf(child)
            if child.get(BASE) is not None or child.get(LANG) is not None:
                raise Unsure
            yield from child
        else:
            yield child


class _Feed:
    """What a feed says of itself, gathered on the way to its entries."""

    def __init__(self, payload: Payload, *, atom: bool) -> None:
        self.payload = payload
        self.atom = atom
        self.entries: list[Entry] = []
        self.said: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self.skips = False
        # To feedparser a second summary is content, and so is every entry's until one has ended.
        self.has_summary = self.has_content = False

    def read(self, feed: etree._Element, scope: Scope, format_: str) -> Delivery:
        root = feed.getroottree().getroot()
        if root.get(LANG) and root.tag != RDF:
            self.said["language"] = root.get(LANG, "").replace("_", "-")
        for child in _children(feed):
            self._element(child, scope)
        return Delivery(
            format=format_,
            items=tuple([entry.item() for entry in self.entries]),
            hints=hints(
                title=self.said.get("title", ""),
                language=self.said.get("language", ""),
                links=self.links,
                ttl=self.said.get("ttl", ""),
                period=self.said.get("period", ""),
                frequency=self.said.get("frequency", ""),
                body=self.payload.body,
                skips=self.skips,
            ),
        )

    def _element(self, child: etree._Element, scope: Scope) -> None:
        name = name_of(child.tag, child.prefix)
        kind = _IN_FEED.get(name)
        if kind == "entry":
            self._entry(child, scope)
        elif kind is None:
            self._other(child, name)
        elif kind in {"image", "textinput"}:
            if any(name_of(one.tag, one.prefix) not in _IN_IMAGE or len(one) for one in child):
                raise Unsure
        elif kind == "title":
            if self.said.get("title"):
                raise Unsure
            type_of(child, PLAIN)
            self.said["title"] = value_of(child)
        elif kind == "link":
            must_be_leaf(child)
            href = attribute(child, "href") or attribute(child, "url")
            if href or child.get("href") is not None:
                rel = attribute(child, "rel").lower() or "alternate"
                self.links.append((rel, _urljoin(scope.inside(child).base, href)))
        else:
            must_be_leaf(child)
            if child.attrib:
                raise Unsure
            self.said[kind] = value_of(child)

    def _entry(self, child: etree._Element, scope: Scope) -> None:
        must_be_no_cdf(child)
        entry = Entry(
            scope.inside(child), url=self.payload.url, atom=self.atom, has_content=self.has_content
        )
        entry.read(child)
        self.entries.append(entry)
        self.has_content = False
        if len(self.entries) > MOST_ITEMS:
            raise Unsure

    def _other(self, child: etree._Element, name: str) -> None:
        if name not in _FEED_LEAVES:
            if has_handler(name):
                raise Unsure
            must_mean_nothing(child)
            return
        if name in _SKIPS:
            self.skips = True
        if name in _DESCRIPTIONS:
            type_of(child, HTML)
        if name in _SUMMARIES:
            self.has_content = self.has_content or self.has_summary
            self.has_summary = self.has_summary or name == "itunes_summary"

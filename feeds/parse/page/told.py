"""What a page's head says of its story: OpenGraph, the names that search engines know, links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from feeds.model import Enclosure
from feeds.parse.fields import joined
from feeds.parse.hypertext import words_in
from feeds.parse.safety import reachable

_HEADLINE = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_SUMMARY = ("og:description", "description", "twitter:description", "dc.description")
_AUTHOR = ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "pubdate",
    "publish-date", "dc.date.issued", "dcterms.created", "dc.date", "date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
_SECTION = ("article:section", "section")
_KEYWORDS = ("article:tag", "news_keywords", "keywords", "parsely-tags")
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A page's head: its metadata by name, in small letters, each with its values in their order."""

    tree: etree._Element
    base: str
    meta: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The first value of the first of some names that has one."""
        return next((value for name in names for value in self.meta.get(name, ())), "")

    @property
    def link(self) -> str:
        """The page's own address, as it states it; ``""`` where it does not."""
        hrefs = [
            str(one.get("href") or "")
            for one in self.tree.iter("link")
            if "canonical" in (one.get("rel") or "").lower().split()
        ]
        found = (joined(self.base, reachable(one)) for one in [*hrefs[:1], self.first("og:url")])
        return next((one for one in found if one.startswith(("http:", "https:"))), "")

    @property
    def headline(self) -> str:
        """The page's title for others, else its only heading of the first level, else its own."""
        tops = [said for one in self.tree.iter("h1") if (said := words_in(one))]
        titles = (said for one in self.tree.iter("title") if (said := words_in(one)))
        heading = tops[0] if len(tops) == 1 else ""
        return self._bare(self.first(*_HEADLINE) or heading or next(titles, ""))

    def _bare(self, title: str) -> str:
        """A title without the site's name behind it."""
        site = self.publisher
        start = title.removesuffix(site).rstrip() if site else title
        if start == title or not start.endswith(("|", "-", "–", "—", "·", ":", "»")):
            return title
        return start[:-1].rstrip() or title

    @property
    def summary(self) -> str:
        return self.first(*_SUMMARY)

    @property
    def publisher(self) -> str:
        return self.first("og:site_name")

    @property
    def authors(self) -> tuple[str, ...]:
        """Names; where only addresses of their pages are given, none."""
        for name in _AUTHOR:
            found = [one for one in self.meta.get(name, ()) if "://" not in one]
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    @property
    def published(self) -> str:
        """What the head says, else the first time on the page that is for machines."""
        times = (str(one.get("datetime")) for one in self.tree.iter("time") if one.get("datetime"))
        return self.first(*_PUBLISHED) or next(times, "")

    @property
    def updated(self) -> str:
        return self.first(*_UPDATED)

    @property
    def is_story(self) -> bool:
        return self.first("og:type").lower() == "article" or "article:published_time" in self.meta

    @property
    def language(self) -> str:
        root = (
            self.tree.get("lang")
            or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
            or ""
        )
        return root.strip() or self.first("og:locale", "content-language")

    @property
    def terms(self) -> tuple[str, ...]:
        """Its sections, then the keywords of the first kind that there is."""
        tags = next((self.meta[name] for name in _KEYWORDS if name in self.meta), [])
        parts = [
            part.strip()
            for one in [*self.meta.get(_SECTION[0], ()), *tags]
            for part in one.split(",")
        ]
        return tuple(dict.fromkeys(filter(None, parts)))[:_MOST]

    @property
    def pictures(self) -> Iterator[Enclosure]:
        """OpenGraph's pictures; the caption is the first one's."""
        for place, said in enumerate(self.meta.get("og:image", ())):
            if href := joined(self.base, reachable(said)):
                yield Enclosure(href=href, title=self.first("og:image:alt") if not place else "")


def told_by(tree: etree._Element, base: str) -> Told:
    """What a page's head says."""
    meta: dict[str, list[str]] = {}
    for one in tree.iter("meta"):
        name = (
            one.get("property") or one.get("name") or one.get("itemprop") or one.get("http-equiv")
        )
        value = " ".join(str(one.get("content") or "").split())
        if name and value:
            values = meta.setdefault(str(name).strip().lower(), [])
            if len(values) < _MOST:
                values.append(value)
    return Told(tree=tree, base=base, meta=meta)

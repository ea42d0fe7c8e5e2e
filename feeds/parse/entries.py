"""One entry of a feed, element by element, as feedparser would have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from feedparser.mixin import _FeedParserMixin
from feedparser.urls import _urljoin
from lxml import etree

from feeds.model import Origin, Person, Subject, Text, WireItem
from feeds.model.making import maker
from feeds.parse.constructs import Constructs
from feeds.parse.dates import read_date
from feeds.parse.elements import (
    ABOUT,
    HTML,
    MOST_NAMES,
    PLAIN,
    TYPES,
    Scope,
    Unsure,
    attribute,
    has_handler,
    mended,
    must_be_leaf,
    must_mean_nothing,
    name_of,
    type_of,
    value_of,
)
from feeds.parse.entrynames import IN_ENTRY
from feeds.parse.fields import Linked, enclosures, is_absolute, joined
from feeds.parse.people import read_person

_made = maker(WireItem)
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
# What of an Atom source changes nothing that we keep.
_IN_SOURCE = frozenset(
    {"updated", "subtitle", "author", "category", "rights", "generator", "icon", "logo", "published",
     "contributor"}
)  # fmt: skip


def _href(child: etree._Element) -> str:
    return attribute(child, "url") or attribute(child, "uri") or attribute(child, "href")


def _resolved(base: str, href: str) -> str:
    return href if is_absolute(href) else _urljoin(base, href)


class Entry(Constructs):
    """One entry, element by element, in their order."""

    guid = published = updated = rights = located = ""
    link: str | None = None

    def __init__(self, scope: Scope, *, url: str, atom: bool, has_content: bool = False) -> None:
        super().__init__(scope, url=url, atom=atom, has_content=has_content)
        self.authors: list[Person] = []
        self.tags: list[list[str | None]] = []
        self.enclosures: list[tuple[str, str, str, str]] = []
        self.media: list[tuple[str, str, str]] = []
        self.thumbnails: list[str] = []
        self.credits: list[str] = []

    def read(self, element: etree._Element) -> None:
        """Takes what each of the entry's elements says. Raises Unsure."""
        self.guid = element.get(ABOUT, "")
        for child in element:
            reader = _BY_TAG.get(child.tag)
            if reader is not None:
                reader(self, child)
            else:
                self._element(child)

    def _element(self, child: etree._Element) -> None:
        reader = _reader(child.tag, child.prefix)
        if reader is not None:
            reader(self, child)
        elif len(child):
            self._stranger(child)

    def _stranger(self, child: etree._Element) -> None:
        """An element that nobody knows, with elements in it, which feedparser takes for the entry's."""
        # Further in, a title or an id changes nothing once the entry has its own.
        idle = {"category"}
        idle.update({"title"} if self.has_title else ())
        idle.update({"id", "guid"} if self.guid and self.link is not None else ())
        must_mean_nothing(child, frozenset(idle))
        for one in child.iterdescendants():
            name = name_of(one.tag, one.prefix)
            if name == "category":
                self._category(one)
            elif name == "title":
                self.has_title = False  # nor does it stand, but the next one does

    # plain values

    def _published(self, child: etree._Element) -> None:
        must_be_leaf(child)
        self.published = value_of(child)

    def _updated(self, child: etree._Element) -> None:
        must_be_leaf(child)
        self.updated = value_of(child)

    def _rights(self, child: etree._Element) -> None:
        type_of(child, PLAIN)
        self.rights = value_of(child)

    def _located(self, child: etree._Element) -> None:
        must_be_leaf(child)
        self.located = value_of(child)

    def _nothing(self, child: etree._Element) -> None:
        must_be_leaf(child)

    def _guid(self, child: etree._Element) -> None:
        must_be_leaf(child)
        stated = child.get("isPermaLink") or attribute(child, "ispermalink")
        is_link = (stated or "true") == "true"
        self.guid = value_of(child)
        if is_link and self.link is None:
            self.link = self.guid

    def _link(self, child: etree._Element) -> None:
        must_be_leaf(child)
        if not child.attrib:
            self._link_in_words(child, self.scope)
            return
        scope = self.scope.inside(child)
        href = _href(child)
        if not href and child.get("href") is None:
            if child.get("url") is not None or child.get("uri") is not None:
                raise Unsure
            self._link_in_words(child, scope)
            return
        rel = attribute(child, "rel").lower() or "alternate"
        kind = attribute(child, "type").lower()
        if not kind:
            kind = "application/atom+xml" if rel == "self" else HTML
        href = _resolved(scope.base, href)
        if rel == "alternate" and TYPES.get(kind, kind) in {
            HTML,
            "xhtml",
            "application/xhtml+xml",
        }:
            self.link = href
        if rel == "enclosure":
            self._enclose(child, href, kind)

    def _link_in_words(self, child: etree._Element, scope: Scope) -> None:
        value = (child.text or "").strip()
        if value:
            value = mended(_resolved(scope.base, value))
            if "&" in value:
                value = _REFERENCE.sub(r"&\1", value.replace("&amp;", "&"))
        self.link = value

    def _enclosure(self, child: etree._Element) -> None:
        must_be_leaf(child)
        self._enclose(child, _href(child), attribute(child, "type").lower())

    def _enclose(self, child: etree._Element, href: str, kind: str) -> None:
        length, title = attribute(child, "length"), attribute(child, "title")
        self.enclosures.append((href, kind, length, title))

    # people, terms, where it comes from

    def _author(self, child: etree._Element) -> None:
        self.authors.append(self._person(child) if len(child) else read_person(value_of(child)))

    def _contributor(self, child: etree._Element) -> None:
        self._person(child)

    def _person(self, child: etree._Element) -> Person:
        found: dict[str, str] = {}
        if child.text is not None and child.text.strip():
            raise Unsure
        for one in child:
            name = name_of(one.tag, one.prefix)
            must_be_leaf(one)
            if name in {"name", "email"}:
                if name in found:
                    raise Unsure
                # These two feedparser keeps as they stand, without mending.
                found[name] = (one.text or "").strip()
            elif name in {"uri", "url", "homepage"}:
                value = (one.text or "").strip()
                if value:
                    value = _resolved(self.scope.inside(child).inside(one).base, value)
                found["uri"] = mended(value)
            elif has_handler(name):
                raise Unsure
        return Person(
            name=found.get("name", ""), email=found.get("email", ""), uri=found.get("uri", "")
        )

    def _category(self, child: etree._Element) -> None:
        must_be_leaf(child)
        if child.attrib:
            scheme = child.get("scheme", child.get("domain"))
            self._tag(child.get("term"), scheme, child.get("label"))
        value = value_of(child)
        if not value:
            return
        if self.tags and not self.tags[-1][0]:
            self.tags[-1][0] = value
        else:
            self._tag(value, None, None)

    def _keywords(self, child: etree._Element) -> None:
        self._terms(child, None)

    def _itunes_keywords(self, child: etree._Element) -> None:
        self._terms(child, "http://www.itunes.com/")

    def _terms(self, child: etree._Element, scheme: str | None) -> None:
        must_be_leaf(child)
        if child.attrib:
            return
        for term in value_of(child).split(","):
            if term.strip():
                self._tag(term.strip(), scheme, None)

    def _tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        one = [term, scheme, label]
        if any(one) and one not in self.tags:
            self.tags.append(one)

    def _source(self, child: etree._Element) -> None:
        self.has_title = False  # to feedparser, what is titled after it is titled anew
        if not len(child):
            found = Origin(title=value_of(child), link=attribute(child, "url"))
            self.origin = found if found.title or found.link else None
            return
        if child.get("url") is not None or (child.text or "").strip():
            raise Unsure
        inner = Entry(self.scope.inside(child), url=self.url, atom=self.atom)
        title = ""
        for one in child:
            name = name_of(one.tag, one.prefix)
            if name == "title":
                title = inner._construct(one, PLAIN)[0].value
            elif name in {"link", "id"}:
                inner._element(one)
            elif name not in _IN_SOURCE:
                raise Unsure
            elif name in {"subtitle", "rights", "icon", "logo"}:
                type_of(one, PLAIN)
        found = Origin(title=title, link=inner.link or "")
        self.origin = found if found.title or found.link else None

    # Media RSS

    def _media_group(self, child: etree._Element) -> None:
        for one in child:
            name = name_of(one.tag, one.prefix)
            if not name.startswith("media_") and has_handler(name):
                raise Unsure  # to feedparser one of the entry's own, but for how deep it stands
            self._element(one)

    def _media_content(self, child: etree._Element) -> None:
        self.media.append(
            (
                attribute(child, "url"),
                attribute(child, "type").lower(),
                attribute(child, "filesize"),
            )
        )
        self._media_group(child)

    def _media_thumbnail(self, child: etree._Element) -> None:
        must_be_leaf(child)
        if (child.text or "").strip():
            raise Unsure
        self.thumbnails.append(attribute(child, "url"))

    def _media_credit(self, child: etree._Element) -> None:
        must_be_leaf(child)
        self.credits.append(value_of(child))

    # all together

    def item(self) -> WireItem:
        """What was read, as one."""
        summary, body, title = self.summary or Text(), self.body or Text(), self.title or Text()
        if body and body.value == summary.value:
            summary = Text()
        base, language = self._bearings(body)
        credit = self.credits[0] if self.credits else ""
        return _made(
            guid=self.guid,
            link=joined(base, self.link or ""),
            headline=title or Text(html=title.html),
            summary=summary,
            body=body,
            base=base if base == self.url else joined(self.url, base) or self.url,
            language=language,
            authors=tuple([one for one in self.authors if one.name or one.email or one.uri]),
            published=read_date(self.published),
            updated=read_date(self.updated),
            subjects=tuple(
                [
                    Subject(code=term or "", name=label or term or "", scheme=scheme or "")
                    for term, scheme, label in self.tags
                    if term or label
                ]
            ),
            enclosures=enclosures(self._linked(credit), self.thumbnails, credit, base)
            if self.enclosures or self.media or self.thumbnails
            else (),
            origin=self.origin,
            copyrightnotice=self.rights,
            located=self.located,
        )

    def _linked(self, credit: str) -> Iterator[Linked]:
        for href, media_type, length, title in self.enclosures:
            yield href, media_type, length, title, ""
        for href, media_type, length in self.media:
            yield href, media_type, length, "", credit


@lru_cache(maxsize=MOST_NAMES)
def _reader(tag: str, prefix: str | None) -> Callable[[Entry, etree._Element], None] | None:
    """What reads an element; None where it says nothing to anybody. Raises Unsure."""
    name = name_of(tag, prefix)
    kind = IN_ENTRY.get(name)
    if kind is not None:
        found: Callable[[Entry, etree._Element], None] = getattr(Entry, f"_{kind}")
        return found
    if has_handler(name):
        raise Unsure
    return None


# The same by the tag alone, where that says all: a look is cheaper than a call.
_BY_TAG: dict[str, Callable[[Entry, etree._Element], None]] = {
    f"{{{uri}}}{local}" if uri else local: getattr(Entry, f"_{IN_ENTRY[name]}")
    for uri, prefix in (("", ""), *_FeedParserMixin.namespaces.items())
    for local in (*IN_ENTRY, "creator", "encoded", "pubDate")
    if (name := f"{prefix}_{local}" if prefix else local.lower()) in IN_ENTRY
}

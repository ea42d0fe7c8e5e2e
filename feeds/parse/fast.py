"""The strict reader: well-formed RSS and Atom over lxml, many times as fast as feedparser.

It gives exactly what `oracle.read` gives, or None where it is not sure to. What it does not know by name
it asks of feedparser itself: an element that feedparser has no handler for means nothing to either; one
that it has a handler for, and we have not, is feedparser's to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.urls import _urljoin, make_safe_absolute_uri
from lxml import etree

from feeds.model import (
    Delivery,
    Enclosure,
    Hints,
    Origin,
    Payload,
    Person,
    Subject,
    Text,
    WireItem,
)
from feeds.parse.dates import read_date
from feeds.parse.oracle import MOST_ITEMS, PERIODS, skip_days, skip_hours

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BASE, _LANG = f"{_XML}base", f"{_XML}lang"
_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_OTHER_VERSIONS = frozenset({"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})
_PREFIXES = {uri.lower(): prefix for uri, prefix in _FeedParserMixin.namespaces.items()}
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
_UTF8 = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_MAIL = re.compile(r"([A-Za-z0-9_.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,4})\s+\(([^()<>@]+)\)")
_C1 = re.compile("[\x80-\x9f]")
_PLAIN, _HTML = "text/plain", "text/html"
_TYPES = {"text": _PLAIN, "plain": _PLAIN, _PLAIN: _PLAIN, "html": _HTML, _HTML: _HTML}
_DEEPEST = 64

# Elements by feedparser's names for them, and what we do with them in an entry.
_IN_ENTRY = {
    "title": "title",
    "description": "description",
    "summary": "summary",
    "content": "content",
    "content_encoded": "encoded",
    "link": "link",
    "guid": "guid",
    "id": "guid",
    "author": "author",
    "dc_creator": "author",
    "category": "category",
    "dc_subject": "category",
    "enclosure": "enclosure",
    "source": "source",
    "pubdate": "published",
    "published": "published",
    "dcterms_issued": "published",
    "updated": "updated",
    "lastbuilddate": "updated",
    "dc_date": "updated",
    "dcterms_modified": "updated",
    "rights": "rights",
    "copyright": "rights",
    "dc_rights": "rights",
    "media_content": "media_content",
    "media_thumbnail": "media_thumbnail",
    "media_credit": "media_credit",
    "media_group": "media_group",
    "contributor": "contributor",
    "dc_contributor": "nothing",
    "dc_language": "nothing",
    "language": "nothing",
    "dc_publisher": "nothing",
    "webmaster": "nothing",
    "generator": "nothing",
    "dcterms_created": "nothing",
    "created": "nothing",
    "itunes_image": "nothing",
    "itunes_explicit": "nothing",
    "itunes_block": "nothing",
    "media_rating": "nothing",
    "cloud": "nothing",
}
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
}
# Of a feed's other elements these change nothing that we keep.
_FEED_LEAVES = frozenset(
    {
        "description", "subtitle", "tagline", "copyright", "rights", "dc_rights", "managingeditor",
        "webmaster", "pubdate", "published", "lastbuilddate", "updated", "category", "generator", "docs",
        "cloud", "rating", "id", "author", "dc_creator", "dc_date", "dc_publisher", "dc_subject",
        "contributor", "skiphours", "skipdays", "itunes_author", "itunes_subtitle", "itunes_owner",
        "itunes_image", "itunes_explicit", "itunes_category", "itunes_keywords", "itunes_block",
        "itunes_name", "itunes_email", "dcterms_modified", "dcterms_created", "info",
        "feedburner_browserfriendly", "media_thumbnail", "media_keywords", "media_category",
        "media_credit", "media_rating", "admin_generatoragent", "admin_errorreportsto", "logo", "icon",
    }
)  # fmt: skip
_IMAGE_LEAVES = frozenset({"url", "title", "link", "width", "height", "description"})


class _Unsure(Exception):
    """The document has something that feedparser reads in its own way."""


def read(payload: Payload) -> Delivery | None:
    """The document's items, or None where feedparser has to be asked."""
    body = payload.body
    if b"<!" in body and (b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"<!doctype" in body):
        return None
    if not _is_utf8(body, payload.media_type):
        return None
    # No entities, no network, no tree of unbounded depth: what is not plain XML is refused here.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(body, parser)
        if len(parser.error_log):
            return None
        return _Document(payload, root).delivery()
    except (etree.XMLSyntaxError, _Unsure, ValueError):
        return None


def _is_utf8(body: bytes, media_type: str) -> bool:
    declared = _DECLARED.match(body[:200].removeprefix(b"\xef\xbb\xbf"))
    if declared is not None and declared[1].decode().lower() not in _UTF8:
        return False
    charset = _CHARSET.search(media_type)
    if charset is not None and charset[1].lower() not in {"utf-8", "utf8"}:
        return False
    if body.isascii():
        return True
    if declared is not None and "ascii" in declared[1].decode().lower():
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


@cache
def _name(tag: str, prefix: str | None) -> str:
    """What feedparser calls an element: a prefix of its own choice, the local name in small letters."""
    uri, _, local = tag.rpartition("}")
    local = local.lower()
    if not uri:
        return local
    known = _PREFIXES.get(uri[1:].lower())
    if "backend.userland.com/rss" in uri.lower():
        known = ""
    if known is None:
        if prefix is None or prefix.lower() in _KNOWN_PREFIXES:
            raise _Unsure  # a default namespace that feedparser does not know, or one in disguise
        return f"{prefix.lower()}_{local}"
    return f"{known}_{local}" if known else local


_KNOWN_PREFIXES = frozenset(_PREFIXES.values())


@cache
def _has_handler(name: str) -> bool:
    return hasattr(_FeedParserMixin, f"_start_{name}") or hasattr(_FeedParserMixin, f"_end_{name}")


def _value(element: etree._Element) -> str:
    """An element's text as feedparser keeps it."""
    return _mended((element.text or "").strip())


def _mended(text: str) -> str:
    if text.isascii():
        return text
    try:
        text = text.encode("iso-8859-1").decode("utf-8")  # encoded twice, which is common
    except UnicodeError:
        pass
    return text.translate(_cp1252) if _C1.search(text) else text


def _leaf(element: etree._Element) -> None:
    if len(element):
        raise _Unsure


def _means_nothing(element: etree._Element) -> None:
    """Raises where an element, or anything in it, means something to feedparser."""
    for one in element.iterdescendants():
        if _has_handler(_name(one.tag, one.prefix)):
            raise _Unsure


class _Document:
    """One feed: what its items are read with."""

    def __init__(self, payload: Payload, root: etree._Element) -> None:
        self.url = payload.url
        self.body = payload.body
        self.root = root
        self.atom = False
        self.base = make_safe_absolute_uri(payload.url) or ""

    def delivery(self) -> Delivery:
        root = self.root
        if any(uri.lower() in _OTHER_VERSIONS for uri in root.nsmap.values()):
            raise _Unsure
        if root.tag == "rss":
            version = root.get("version", "")
            format_ = _VERSIONS.get(version) or ("rss20" if version.startswith("2.") else "rss")
            channels = list(root)
            if len(channels) != 1 or channels[0].tag.lower() != "channel":
                raise _Unsure
            if set(root.attrib) - {"version", _BASE, _LANG}:
                raise _Unsure
            context = _Scope(self.base, "").inside(root)
            feed = channels[0]
        elif root.tag == f"{{{_ATOM}}}feed":
            self.atom = True
            format_, feed, context = "atom10", root, _Scope(self.base, "")
        else:
            raise _Unsure
        if set(feed.attrib) - {_BASE, _LANG}:
            raise _Unsure
        return self._feed(feed, context.inside(feed), format_)

    def _feed(self, feed: etree._Element, scope: _Scope, format_: str) -> Delivery:
        items: list[WireItem] = []
        title, language, ttl, period, frequency = "", "", "", "", ""
        if self.root.get(_LANG):
            language = self.root.get(_LANG, "").replace("_", "-")
        links: list[tuple[str, str]] = []
        for child in feed:
            name = _name(child.tag, child.prefix)
            kind = _IN_FEED.get(name)
            if kind == "entry":
                if set(child.attrib) - {_BASE, _LANG}:
                    raise _Unsure
                items.append(_Entry(self, scope.inside(child)).read(child))
                if len(items) > MOST_ITEMS:
                    raise _Unsure
            elif kind is None:
                if name in _FEED_LEAVES:
                    if name in {"description", "subtitle", "tagline"}:
                        _known_type(child, _HTML)
                elif _has_handler(name):
                    raise _Unsure
                else:
                    _means_nothing(child)
            elif kind == "image":
                for one in child:
                    if _name(one.tag, one.prefix) not in _IMAGE_LEAVES or len(one):
                        raise _Unsure
            elif kind == "title":
                _leaf(child)
                if title:
                    raise _Unsure
                _known_type(child, _PLAIN)
                title = _value(child)
            elif kind == "link":
                _leaf(child)
                href = _attribute(child, "href") or _attribute(child, "url")
                if href:
                    rel = _attribute(child, "rel").lower() or "alternate"
                    links.append((rel, _urljoin(scope.inside(child).base, href)))
            elif child.attrib:
                raise _Unsure
            else:
                _leaf(child)
                value = _value(child)
                if kind == "language":
                    language = value
                elif kind == "ttl":
                    ttl = value
                elif kind == "period":
                    period = value
                else:
                    frequency = value
        often = int(frequency) if frequency.isdecimal() and int(frequency) else 1
        seconds = PERIODS.get(period.lower())
        return Delivery(
            format=format_,
            items=tuple(items),
            hints=Hints(
                title=title,
                language=language,
                self_link=next((href for rel, href in links if rel == "self"), ""),
                hubs=tuple(href for rel, href in links if rel == "hub"),
                ttl=timedelta(minutes=int(ttl[:7])) if ttl.isdecimal() and int(ttl[:7]) else None,
                update_period=timedelta(seconds=seconds / often) if seconds else None,
                skip_hours=skip_hours(self.body),
                skip_days=skip_days(self.body),
            ),
        )


class _Scope:
    """Base address and language in force at an element."""

    __slots__ = ("base", "language")

    def __init__(self, base: str, language: str) -> None:
        self.base = base
        self.language = language

    def inside(self, element: etree._Element) -> _Scope:
        if not element.attrib:
            return self
        base, language = element.get(_BASE), element.get(_LANG)
        if element.get("base") is not None or element.get("lang") is not None:
            raise _Unsure
        if base is None and language is None:
            return self
        if base is not None:
            base = (
                make_safe_absolute_uri(self.base, base) or self.base
                if self.base
                else _urljoin(self.base, base)
            )
        return _Scope(
            base if base is not None else self.base,
            language.replace("_", "-") if language is not None else self.language,
        )


def _attribute(element: etree._Element, name: str) -> str:
    found = element.get(name)
    if found is None and element.attrib:
        for key in element.attrib:
            if key.lower() == name:
                return element.attrib[key]
    return found or ""


def _known_type(element: etree._Element, default: str) -> str:
    """The type of a text construct; in doubt feedparser is asked."""
    if len(element):
        raise _Unsure
    if not element.attrib:
        return default
    if element.get("mode") is not None or element.get("src") is not None:
        raise _Unsure
    stated = _attribute(element, "type").lower()
    if not stated:
        return default
    found = _TYPES.get(stated)
    if found is None:
        raise _Unsure
    return found


class _Entry:
    """One entry, element by element, in their order."""

    def __init__(self, document: _Document, scope: _Scope) -> None:
        self.document = document
        self.scope = scope
        self.guid = self.published = self.updated = self.rights = ""
        self.link: str | None = None
        self.title: Text | None = None
        self.summary: Text | None = None
        self.body: Text | None = None
        self.titled = self.summed = self.bodied = scope
        self.authors: list[Person] = []
        self.tags: list[list[str | None]] = []
        self.enclosures: list[tuple[str, str, str, str]] = []
        self.media: list[tuple[str, str, str]] = []
        self.thumbnails: list[str] = []
        self.credits: list[str] = []
        self.origin: Origin | None = None

    def read(self, element: etree._Element) -> WireItem:
        for child in element:
            self._element(child)
        return self._item()

    def _element(self, child: etree._Element) -> None:
        name = _name(child.tag, child.prefix)
        kind = _IN_ENTRY.get(name)
        if kind is not None:
            getattr(self, f"_{kind}")(child)
        elif _has_handler(name):
            raise _Unsure
        elif len(child):
            _means_nothing(child)

    # text constructs

    def _title(self, child: etree._Element) -> None:
        if self.title is not None:
            raise _Unsure
        self.title, self.titled = self._construct(child, _PLAIN)

    def _description(self, child: etree._Element) -> None:
        if self.summary is not None:
            raise _Unsure
        self.summary, self.summed = self._construct(child, _HTML)

    def _summary(self, child: etree._Element) -> None:
        if self.summary is not None:
            raise _Unsure
        self.summary, self.summed = self._construct(child, _PLAIN)

    def _content(self, child: etree._Element) -> None:
        if self.body is not None:
            raise _Unsure
        self.body, self.bodied = self._construct(child, _PLAIN)

    def _encoded(self, child: etree._Element) -> None:
        if self.body is not None:
            raise _Unsure
        self.body, self.bodied = self._construct(child, _HTML)

    def _construct(self, child: etree._Element, default: str) -> tuple[Text, _Scope]:
        kind = _known_type(child, default)
        value = (child.text or "").strip()
        if kind == _PLAIN and not self.document.atom and _FeedParserMixin.looks_like_html(value):
            kind = _HTML
        return Text(value=_mended(value), html=kind == _HTML), self.scope.inside(child)

    # plain values

    def _published(self, child: etree._Element) -> None:
        _leaf(child)
        self.published = _value(child)

    def _updated(self, child: etree._Element) -> None:
        _leaf(child)
        self.updated = _value(child)

    def _rights(self, child: etree._Element) -> None:
        _known_type(child, _PLAIN)
        self.rights = _value(child)

    def _nothing(self, child: etree._Element) -> None:
        _leaf(child)

    def _guid(self, child: etree._Element) -> None:
        _leaf(child)
        is_link = (_attribute(child, "ispermalink") or "true") == "true"
        value = (child.text or "").strip()
        if value and is_link:
            value = _urljoin(self.scope.inside(child).base, value)
        self.guid = _mended(value)
        if is_link and self.link is None:
            self.link = self.guid

    def _link(self, child: etree._Element) -> None:
        _leaf(child)
        scope = self.scope.inside(child)
        href = _attribute(child, "url") or _attribute(child, "uri") or _attribute(child, "href")
        if not href:
            value = (child.text or "").strip()
            if child.attrib and any(key.lower() in {"url", "uri", "href"} for key in child.attrib):
                raise _Unsure
            if value:
                value = _mended(_urljoin(scope.base, value)).replace("&amp;", "&")
                value = _REFERENCE.sub(r"&\1", value)
            self.link = value
            return
        rel = _attribute(child, "rel").lower() or "alternate"
        kind = _attribute(child, "type").lower()
        if not kind:
            kind = "application/atom+xml" if rel == "self" else _HTML
        href = _urljoin(scope.base, href)
        if rel == "alternate" and _TYPES.get(kind, kind) in {_HTML, "xhtml", "application/xhtml+xml"}:
            self.link = href
        if rel == "enclosure":
            self.enclosures.append(
                (href, kind, _attribute(child, "length"), _attribute(child, "title"))
            )

    def _enclosure(self, child: etree._Element) -> None:
        _leaf(child)
        href = _attribute(child, "url") or _attribute(child, "uri") or _attribute(child, "href")
        self.enclosures.append(
            (
                href,
                _attribute(child, "type").lower(),
                _attribute(child, "length"),
                _attribute(child, "title"),
            )
        )

    # people, terms, where it comes from

    def _author(self, child: etree._Element) -> None:
        if len(child):
            self.authors.append(self._person(child))
            return
        text = _value(child)
        if "@" not in text:
            self.authors.append(Person(name=text))
            return
        hit = _MAIL.fullmatch(text)
        if hit is None:
            raise _Unsure
        self.authors.append(Person(name=hit[2].strip(), email=hit[1]))

    def _contributor(self, child: etree._Element) -> None:
        self._person(child)

    def _person(self, child: etree._Element) -> Person:
        found: dict[str, str] = {}
        if child.text is not None and child.text.strip():
            raise _Unsure
        for one in child:
            name = _name(one.tag, one.prefix)
            _leaf(one)
            if name in {"name", "email"}:
                if name in found:
                    raise _Unsure
                # These two feedparser keeps as they stand, without mending.
                found[name] = (one.text or "").strip()
            elif name in {"uri", "url", "homepage"}:
                value = (one.text or "").strip()
                if value:
                    value = _urljoin(self.scope.inside(child).inside(one).base, value)
                found["uri"] = _mended(value)
            elif _has_handler(name):
                raise _Unsure
        return Person(
            name=found.get("name", ""), email=found.get("email", ""), uri=found.get("uri", "")
        )

    def _category(self, child: etree._Element) -> None:
        _leaf(child)
        if child.attrib:
            scheme = child.get("scheme", child.get("domain"))
            self._tag(child.get("term"), scheme, child.get("label"))
        value = _value(child)
        if not value:
            return
        if self.tags and not self.tags[-1][0]:
            self.tags[-1][0] = value
        else:
            self._tag(value, None, None)

    def _tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        one = [term, scheme, label]
        if any(one) and one not in self.tags:
            self.tags.append(one)

    def _source(self, child: etree._Element) -> None:
        if not len(child):
            found = Origin(title=_value(child), link=_attribute(child, "url"))
            self.origin = found if found.title or found.link else None
            return
        if child.get("url") is not None or (child.text or "").strip():
            raise _Unsure
        inner = _Entry(self.document, self.scope.inside(child))
        title = ""
        for one in child:
            name = _name(one.tag, one.prefix)
            if name == "title":
                title = inner._construct(one, _PLAIN)[0].value
            elif name in {"link", "id"}:
                inner._element(one)
            elif name not in {"updated", "subtitle", "author", "category", "rights", "generator",
                              "icon", "logo", "published", "contributor"}:
                raise _Unsure
            elif name in {"subtitle", "rights", "icon", "logo"}:
                _known_type(one, _PLAIN)
        found = Origin(title=title, link=inner.link or "")
        self.origin = found if found.title or found.link else None

    # Media RSS

    def _media_group(self, child: etree._Element) -> None:
        for one in child:
            self._element(one)

    def _media_content(self, child: etree._Element) -> None:
        self.media.append(
            (_attribute(child, "url"), _attribute(child, "type").lower(), _attribute(child, "filesize"))
        )
        for one in child:
            self._element(one)

    def _media_thumbnail(self, child: etree._Element) -> None:
        _leaf(child)
        if (child.text or "").strip():
            raise _Unsure
        self.thumbnails.append(_attribute(child, "url"))

    def _media_credit(self, child: etree._Element) -> None:
        _leaf(child)
        self.credits.append(_value(child))

    # all together

    def _item(self) -> WireItem:
        summary, body, title = self.summary or Text(), self.body or Text(), self.title or Text()
        if body and body.value == summary.value:
            summary = Text()
        scopes = [
            scope
            for scope, text, stands in (
                (self.bodied, body, self.body),
                (self.summed, summary, self.summary),
                (self.titled, title, self.title),
            )
            if stands is not None and (text or scope is self.titled or stands is self.summary)
        ]
        base = next((scope.base for scope in scopes if scope.base), "") or self.document.url
        language = next((scope.language for scope in scopes if scope.language), "")
        return WireItem(
            guid=self.guid,
            link=_joined(base, self.link or ""),
            headline=title if title else Text(html=title.html),
            summary=summary,
            body=body,
            base=_joined(self.document.url, base) or self.document.url,
            language=language,
            authors=tuple(one for one in self.authors if one.name or one.email or one.uri),
            published=read_date(self.published),
            updated=read_date(self.updated),
            subjects=tuple(
                Subject(code=term or "", name=label or term or "", scheme=scheme or "")
                for term, scheme, label in self.tags
                if term or label
            ),
            enclosures=self._all_enclosures(base),
            origin=self.origin,
            copyrightnotice=self.rights,
        )

    def _all_enclosures(self, base: str) -> tuple[Enclosure, ...]:
        if not (self.enclosures or self.media or self.thumbnails):
            return ()
        found: dict[str, Enclosure] = {}
        credit = self.credits[0] if self.credits else ""
        for href, media_type, length, title, credited in self._listed(credit):
            address = _joined(base, href)
            if address:
                size = length.strip()
                found.setdefault(
                    address,
                    Enclosure(
                        href=address,
                        media_type=media_type,
                        length=int(size[:15]) if size.isdecimal() and int(size[:15]) else None,
                        title=title,
                        creditline=credited,
                    ),
                )
        if not found:
            for href in self.thumbnails[:1]:
                address = _joined(base, href)
                if address:
                    found[address] = Enclosure(href=address, creditline=credit)
        return tuple(found.values())

    def _listed(self, credit: str) -> Iterator[tuple[str, str, str, str, str]]:
        for href, media_type, length, title in self.enclosures:
            yield href, media_type, length, title, ""
        for href, media_type, length in self.media:
            yield href, media_type, length, "", credit


def _joined(base: str, href: str) -> str:
    from urllib.parse import urljoin

    if not href:
        return ""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""

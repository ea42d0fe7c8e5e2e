"""Elements as feedparser sees them: their names, their text, what holds inside them.

What is not known here by name is asked of feedparser itself: an element that it has no handler for means
nothing to it; one that it has a handler for, and we have not, makes the strict reader unsure.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache
from xml.sax.saxutils import escape

from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.urls import _urljoin, make_safe_absolute_uri
from lxml import etree

from feeds.finding import finder

ATOM = "http://www.w3.org/2005/Atom"
RSS1 = "http://purl.org/rss/1.0/"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML = "{http://www.w3.org/XML/1998/namespace}"
BASE, LANG = f"{_XML}base", f"{_XML}lang"
PLAIN, HTML = "text/plain", "text/html"
TYPES = {"text": PLAIN, "plain": PLAIN, PLAIN: PLAIN, "html": HTML, HTML: HTML}
XHTML = frozenset({"xhtml", "application/xhtml+xml"})

_PREFIXES = {uri.lower(): prefix for uri, prefix in _FeedParserMixin.namespaces.items()}
_KNOWN_PREFIXES = frozenset(_PREFIXES.values())
_behind_ascii = finder(map(chr, range(0x80, 0xC0)))
_controls = finder(map(chr, range(0x80, 0xA0)))
MOST_NAMES = 4096
"""Names of elements whose meaning is remembered: no document can fill the memory with its own."""
# What these say is for what stands round them; alone they say nothing.
_IDLE = frozenset({"name", "email", "width", "height"})


class Unsure(Exception):
    """The document has something that feedparser reads in its own way."""


@lru_cache(maxsize=MOST_NAMES)
def name_of(tag: str, prefix: str | None) -> str:
    """What feedparser calls an element: a prefix of its own choice, the local name in small letters."""
    uri, _, local = tag.rpartition("}")
    local = local.lower()
    if not uri:
        return local
    known = _PREFIXES.get(uri[1:].lower())
    if "backend.userland.com/rss" in uri.lower():
        known = ""
    if known is None and prefix is None:
        # A default namespace that feedparser does not know: it goes by the bare name.
        if has_handler(local):
            raise Unsure
        return local
    if known is None and prefix is not None:
        name = f"{prefix.lower()}_{local}"
        if prefix.lower() in _KNOWN_PREFIXES and has_handler(name):
            raise Unsure  # a namespace in disguise
        return name
    return f"{known}_{local}" if known else local


@lru_cache(maxsize=MOST_NAMES)
def has_handler(name: str) -> bool:
    return hasattr(_FeedParserMixin, f"_start_{name}") or hasattr(_FeedParserMixin, f"_end_{name}")


def value_of(element: etree._Element) -> str:
    """An element's text as feedparser keeps it."""
    return mended((element.text or "").strip())


def mended(text: str) -> str:
    """Without two faults of wires: UTF-8 that was encoded twice, and the quotes of Windows as control characters."""
    # Of either a text has such a sign, and many of them are looked for as fast as one.
    if text.isascii() or not _behind_ascii(text):
        return text
    with contextlib.suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")  # encoded twice, which is common
    return text.translate(_cp1252) if _controls(text) else text


def must_be_leaf(element: etree._Element) -> None:
    if len(element):
        raise Unsure


def must_mean_nothing(element: etree._Element, idle: frozenset[str] = frozenset()) -> None:
    """Raises where anything in an element means something to feedparser, `idle` names apart."""
    for one in element.iterdescendants():
        name = name_of(one.tag, one.prefix)
        if has_handler(name) and name not in _IDLE and name not in idle:
            raise Unsure


def must_be_no_cdf(element: etree._Element) -> None:
    """CDF has attributes where others have elements; feedparser looks for them everywhere."""
    if element.get("href") is not None or element.get("lastmod") is not None:
        raise Unsure


class Scope:
    """Base address and language in force at an element."""

    __slots__ = ("base", "language")

    def __init__(self, base: str, language: str) -> None:
        self.base = base
        self.language = language

    def inside(self, element: etree._Element) -> Scope:
        if not element.attrib:
            return self
        base, language = element.get(BASE), element.get(LANG)
        if base is not None and not base.isascii():
            raise Unsure
        if element.get("base") is not None or element.get("lang") is not None:
            raise Unsure
        if base is None and language is None:
            return self
        return Scope(
            _based(self.base, base) if base is not None else self.base,
            language.replace("_", "-") if language is not None else self.language,
        )


@lru_cache(maxsize=64)  # a feed states the same base for one entry after the other
def _based(outer: str, stated: str) -> str:
    if not outer:
        return str(_urljoin(outer, stated))
    return make_safe_absolute_uri(outer, stated) or outer


def attribute(element: etree._Element, name: str) -> str:
    found = element.get(name)
    if found is None:
        for key in element.attrib:
            if key.lower() == name:
                return str(element.attrib[key])
    return found or ""


def type_of(element: etree._Element, default: str) -> str:
    """The type of a text construct; in doubt feedparser is asked."""
    if len(element):
        raise Unsure
    if not element.attrib:
        return default
    if element.get("mode") is not None:
        raise Unsure
    stated = attribute(element, "type").lower()
    if not stated:
        return default
    found = TYPES.get(stated)
    if found is None:
        raise Unsure
    return found


def inline(element: etree._Element) -> str:
    """Inline XHTML written out as feedparser writes it: without prefixes, every element closed, and
    without the one div that Atom wants round it (RFC 4287, 3.1.1.3).
    """
    if element.get("mode") is not None or element.get("src") is not None:
        raise Unsure
    pieces = [_escaped(element.text)] if element.text else []
    for child in element:
        _write(child, pieces)
    while len(pieces) > 1 and not pieces[-1].strip():
        del pieces[-1]
    while len(pieces) > 1 and not pieces[0].strip():
        del pieces[0]
    if pieces and len(element) == 1 and pieces[-1] == "</div>":
        first = pieces[0]
        if first == "<div>" or first.startswith("<div "):
            pieces = pieces[1:-1]
    return "".join(pieces).strip()


def _write(element: etree._Element, pieces: list[str]) -> None:
    tag = _xhtml(element.tag)
    if element.attrib:
        stated = [_attribute(str(name), str(value)) for name, value in element.attrib.items()]
        pieces.append(f"<{tag}{''.join(stated)}>")
    else:
        pieces.append(f"<{tag}>")
    if text := element.text:
        pieces.append(_escaped(text))
    for child in element:
        _write(child, pieces)
    pieces.append(f"</{tag}>")
    if tail := element.tail:
        pieces.append(_escaped(tail))


@lru_cache(maxsize=MOST_NAMES)
def _xhtml(name: str) -> str:
    """The tag of an element of XHTML. Raises Unsure."""
    uri, _, local = name.rpartition("}")
    tag = local.lower()
    if uri not in {"{http://www.w3.org/1999/xhtml", ""} or tag in {"svg", "math"}:
        raise Unsure
    return tag


def _attribute(name: str, value: str) -> str:
    name = name.lower()
    if "}" in name or name in {"base", "lang"}:
        raise Unsure
    kept = value.lower() if name in {"rel", "type"} else value
    return f' {name}="{_escaped(kept).replace(chr(34), "&quot;")}"'


def _escaped(text: str) -> str:
    return escape(text) if "&" in text or "<" in text or ">" in text else text

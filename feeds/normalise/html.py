"""Copy as HTML: one allow-list, addresses made absolute, trackers out.

nh3 parses as HTML5 does and gives out only what stands in the list (X20 to X23). Text without a tag
never meets it.
"""

from __future__ import annotations

import contextlib
import html
import itertools
import re
import string
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import nh3

from feeds.finding import finder
from feeds.model import Text
from feeds.normalise.plain import is_legal, legal, paragraphs, without_controls

TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr", "div",
    "bdi", "bdo",
})  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "abbr": {"title"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}
# Elements whose content goes with them: what they hold was never copy.
_HOLLOWED = {
    "script", "style", "svg", "math", "iframe", "object", "embed", "applet", "noscript", "template",
    "textarea", "title", "select", "option", "audio", "video", "canvas", "form", "button",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
# These look at what the sanitiser gives out: names in small letters, values in double quotes, and
# every ``<`` and ``>`` that is no tag's written as an entity.
_NO_SIZE = re.compile(r" (?:width|height)=\"[01](?:px)?\"")
_TRACKERS = (
    "feedburner.com/~r", "feedburner.com/~f", "/pixel.gif", "/b.gif?", "doubleclick.net",
    "feedsportal.com", "stats.wordpress.com",
)  # fmt: skip
_HOLLOW = re.compile(
    r"<(p|div|span|strong|b|i|em|u|a|figure|h[2-6])\b[^>]*+>(?=[\s&<])(?:\s|&nbsp;|<br>)*+</\1>"
)
_IMAGE_OR_HOLLOW = re.compile(rf"{_HOLLOW.pattern}|<img [^>]*>")
# One look at every tag, for what hardly any copy has: elements that may hold nothing, tables, `pre`; and pictures.
_NOTABLE = re.compile(
    r"<(?:img [^>]*>|(?!br>)[a-z][^>]*+>(?=[\s&<])(?:\s|&nbsp;|<br>)*+</|table|pre[ >])"
)
# A word in angle brackets that is no tag: a RIC such as <GM.N>.
_RIC = re.compile(r"<(?=[A-Z0-9.=^]+\.[A-Z0-9]+>)")
_begins_of_rics = finder(f"<{sign}" for sign in f"{string.ascii_uppercase}{string.digits}.=^")
# All of it in one block or several: nobody writes so of tags.
_ESCAPED_TWICE = re.compile(
    r"\s*(?:<(p|div|ul|ol|blockquote|table)\b[^<>]*>.*</\1>|&(?:amp;){0,2}lt;(p|div)\b.*&(?:amp;){0,2}lt;/\2&(?:amp;){0,2}gt;)\s*",
    re.DOTALL,
)
_numbered = finder(("&#",))
_PRE = re.compile(r"<pre(?: [^<>]*)?>\n")
_ODD = re.compile(rf"<table|{_PRE.pattern}")
# What HTML moves out of a table: whatever stands in it and in no cell.
_MOVED = re.compile(
    r"<(?:/?(?:t(?:body|head|foot|r)|col|colgroup)|table|/t[dh]|/caption)\b[^<>]*>"
    r"\s*(?!\s|</?(?:t(?:able|body|head|foot|[dhr])|caption|col|colgroup)\b)",
    re.IGNORECASE,
)
# A tag with an angle bracket in it, behind which such a thing is not seen.
_HIDES = (
    re.compile(r"=\s*(?:\"[^\"<>]*[<>]|'[^'<>]*[<>])"),
    re.compile(r"<[A-Za-z/][^<>]*<"),
)
_TAG = re.compile(r"<[^>]*>")
_NAMES = re.compile("<(/?[a-z0-9]+)")
_VOID = frozenset({"br", "hr", "img", "wbr"})
# What may stand in one another.
_STEPS = {f"{slash}{name}": -1 if slash else 1 for name in TAGS - _VOID for slash in ("", "/")}
# In a value as it comes: they hold nothing, or the next of their kind ends them, so that what is left open
# of them lies side by side.
_BESIDE = _VOID | {
    "a", "area", "base", "body", "caption", "col", "colgroup", "dd", "dt", "embed", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "html", "input", "li", "link", "meta", "nobr", "option", "p", "param", "rp", "rt", "source", "tbody", "td",
    "tfoot", "th", "thead", "tr", "track",
}  # fmt: skip
_OPENS_OR_CLOSES = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)[^<>]*>?")
_BLOCK = re.compile(
    r"<(?:p|div|blockquote|figure|h[2-6]|ul|ol|dl|table|hr|pre|caption|li|dt|dd|t[dhr]|tbody)\b"
)
_BREAKS = re.compile(r"<br>(?:\s*<br>)+")
_DEEPEST = 100
"""Elements in one another that are looked at, each by a look of its own, and that are let through: readers go
down into each by a call of their own.
"""
_MANY_TAGS = 4000
"""Behind which what nests so deep is kept from the sanitiser: with every tag it looks at all that are open."""


def _cleaner(relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        clean_content_tags=_HOLLOWED,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        url_relative=relative,
    )


@lru_cache(maxsize=256)
def _cleaner_for(base: str) -> nh3.Cleaner:
    """The sanitiser that makes addresses absolute (WHATWG URL); without a base on the web an
    address that needs one leads nowhere, and goes (X23).
    """
    if base.startswith(("http://", "https://")):
        with contextlib.suppress(ValueError):  # a base that is no address is none
            return _cleaner(("rewrite_with_base", base))
    return _CLEANER


_CLEANER = _cleaner("deny")


def sanitised(text: Text, base: str) -> str:
    """A text construct as safe HTML; plain text becomes paragraphs. Its fixpoint: cleaning it
    again changes nothing (X22), unless elements that may not stand in one another, such as two
    headings, had one between them that is not let through.
    """
    return all_sanitised([(text, base)])[0]


def all_sanitised(texts: Iterable[tuple[Text, str]]) -> list[str]:
    """The same of several text constructs, each with its base."""
    # All through the sanitiser first: a processor that goes on with what it has at hand is through sooner.
    begun = [_begun(text, base) for text, base in texts]
    return [_tidied(clean, value) if value else clean for clean, value in begun]


def _begun(text: Text, base: str) -> tuple[str, str]:
    """A text construct as the sanitiser leaves it, and what was given to that; `""` for what is safe as it is."""
    value = text.value
    if not text.html:
        return paragraphs(legal(value)), ""
    if "<" not in value:
        # Entities are all there is; decoded once, written back in the sanitiser's own way.
        plain = html.unescape(value)
        if _ESCAPED_TWICE.fullmatch(plain) is not None:
            return _begun(Text(value=plain, html=True), base)
        return paragraphs(legal(plain)) if value.strip() else "", ""
    if len(value) > _MANY_TAGS and value.count("<") > _MANY_TAGS:
        value = _flat(value, _BESIDE)
    return _cleaned(value, base)


def _tidied(clean: str, value: str) -> str:
    """What the sanitiser made of a value, as far as it is copy."""
    if clean.count("<") > 2 * _DEEPEST:
        clean = _shallow(clean)
    if "&" in value and _numbered(value):
        clean = legal(clean)  # an entity may stand for what no document can carry
    if not all(map(_is_picture_to_show, _NOTABLE.findall(clean))):
        clean = _without_what_shows_nothing(clean, value)
    clean = clean.strip()
    return clean if "<" in clean else paragraphs(html.unescape(clean))


def _is_picture_to_show(found: str) -> bool:
    return found.startswith("<img ") and _shows_something(found)


def _without_what_shows_nothing(clean: str, value: str) -> str:
    if _may_move(clean, value):
        clean = _settled(clean)
    shown = _IMAGE_OR_HOLLOW.sub(_if_it_shows_something, clean)
    if shown != clean:  # what is gone may leave another element that holds nothing
        shown = without_hollow(shown)
        if _PRE.search(shown) is not None:
            shown = _settled(shown)
    return shown


def _shallow(clean: str) -> str:
    """Sanitised HTML without the tags that nest it deeper than `_DEEPEST`; what they hold stays."""
    steps = map(_STEPS.get, _NAMES.findall(clean), itertools.repeat(0))
    if max(itertools.accumulate(steps, initial=0)) <= _DEEPEST:
        return clean
    return _settled(_flat(clean, _VOID))


def _flat(value: str, beside: frozenset[str]) -> str:
    """HTML without the tags that would nest it deeper than `_DEEPEST`, but for those of the elements that are
    no step down.
    """
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in beside:
            return tag[0]
        shown = depth <= _DEEPEST if tag[1] else depth < _DEEPEST
        depth = max(0, depth - 1) if tag[1] else depth + 1
        return tag[0] if shown else ""

    return _OPENS_OR_CLOSES.sub(kept, value)


def _cleaned(value: str, base: str) -> tuple[str, str]:
    """What the sanitiser makes of a value, and the value itself without what no document may carry."""
    cleaner = _cleaner_for(base)
    try:
        clean = cleaner.clean(_without_rics(value))
        # Not before: the text now has the bytes at hand that the sanitiser has asked it for.
        if is_legal(value):
            return clean, value
    except UnicodeEncodeError:
        pass  # half a pair of surrogates, which is no more legal
    value = without_controls(value)
    return cleaner.clean(_without_rics(value)), value


def without_tags(value: str) -> str:
    """The words of a line of HTML, their entities as they are."""
    return _TAG.sub("", _CLEANER.clean(_without_rics(value)))


def _without_rics(value: str) -> str:
    return _RIC.sub("&lt;", value) if _begins_of_rics(value) else value


def _may_move(clean: str, value: str) -> bool:
    """Whether HTML may read what the sanitiser made of a value in another way than it was written:
    a line end that begins a `pre`, and what stands in a table and in no cell.
    """
    odd = _ODD.search(clean)
    if odd is None:
        return False
    if odd[0] != "<table" or _PRE.search(clean) is not None:
        return True
    return any(found.search(value) for found in (_MOVED, *_HIDES))


def _settled(clean: str) -> str:
    """Sanitised HTML as HTML reads it, looked at until it stays."""
    for _ in range(5):
        if (again := _CLEANER.clean(clean)) == clean:
            break
        clean = again
    return clean


def in_paragraphs(clean: str) -> str:
    """Sanitised HTML whose text stands in paragraphs: where it has none, and no other block either,
    two line breaks end one.
    """
    if not clean or _BLOCK.search(clean) is not None:
        return clean
    pieces = (piece.strip() for piece in _BREAKS.split(clean))
    trimmed = (piece.removeprefix("<br>").removesuffix("<br>").strip() for piece in pieces)
    parts = [part for part in trimmed if part]
    if len(parts) == 1:
        return f"<p>{parts[0]}</p>"
    # An element that two paragraphs share is closed in the first and opened again in the second.
    return _CLEANER.clean("".join(f"<p>{part}</p>" for part in parts))


def without_hollow(clean: str) -> str:
    """Sanitised HTML without elements that hold nothing, the innermost hundred where they hold one
    another.
    """
    for _ in range(_DEEPEST):
        clean, found = _HOLLOW.subn("", clean)
        if not found:
            break
    return clean


def _if_it_shows_something(found: re.Match[str]) -> str:
    return "" if found[1] or not _shows_something(found[0]) else found[0]


def _shows_something(picture: str) -> bool:
    if ' src="' not in picture or _NO_SIZE.search(picture) is not None:
        return False
    lowered = picture.lower()
    return not any(mark in lowered for mark in _TRACKERS)

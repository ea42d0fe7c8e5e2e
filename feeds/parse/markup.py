"""HTML in strings, as agencies put it into fields: as it is, escaped once too often, or none at all."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from html.entities import html5

from feeds.model import Text

_NAMES = (
    r"(?:p|br|div|span|a|b|i|em|strong|u|ul|ol|li|h[1-6]|table|section|article|blockquote|figure|img|"
    r"hr|html|body|sub|sup)"
)
_MARKUP = re.compile(rf"</?{_NAMES}(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|br|div|section|article|ul|table)\b", re.IGNORECASE)
_ESCAPED = re.compile(rf"&(?:amp;){{0,3}}(?:lt|#60|#x3c);/?{_NAMES}\b", re.IGNORECASE)
_TWICE = re.compile(
    r"&amp;(?:amp;)*(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MOST_TIMES = 4
# An element that was escaped inside markup; only one that ends, or has no end, is taken for one.
_LEFT_ESCAPED = re.compile(
    rf"&lt;(/?)({_NAMES[3:-1]}|iframe|script)((?:\s(?:(?!&gt;)[^<>]){{0,500}})?/?)&gt;",
    re.IGNORECASE,
)
_ENDLESS = frozenset({"br", "hr", "img"})
_ESCAPED_TAG = re.compile(
    r"&lt;(/?(?:a|b|blockquote|br|div|em|font|h[1-6]|i|li|ol|p|pre|span|strong|su[bp]|table|tbody|td|th|tr|u|ul)"
    r"(?:[\s/](?:(?!&[lg]t;)[^<>]){0,500})?)&gt;",
    re.IGNORECASE,
)
_TEXT_BREAK = re.compile(r"\n[ \t]*\n")
_BLANKS = re.compile(r"[ \t\r\n]+")


def is_markup(text: str) -> bool:
    """Whether there are elements of HTML in a text; a word in angle brackets is none."""
    return "<" in text and _MARKUP.search(text) is not None


def unescaped(text: str) -> str:
    """Markup that was escaped as a whole, however often, as markup; and entities that were escaped
    again as the entities they were.
    """
    if "&" not in text:
        return text
    for _ in range(_MOST_TIMES):
        if _BLOCK.search(text) is not None or _ESCAPED.search(text) is None:
            break
        text = characters(text)
    return _inner(_TWICE.sub(_escaped_twice, text))


def _inner(text: str) -> str:
    """Markup in which some elements were left escaped, with these as elements too."""
    if _BLOCK.search(text) is None:
        return text
    found = {(hit[1], hit[2].lower()) for hit in _LEFT_ESCAPED.finditer(text)}
    whole = {name for end, name in found if name in _ENDLESS or (end and ("", name) in found)}
    if not whole:
        return text
    return _LEFT_ESCAPED.sub(
        lambda hit: characters(hit[0]) if hit[2].lower() in whole else hit[0], text
    )


def one_line(text: str) -> str:
    """A short text without markup and entities, on one line."""
    return " ".join(characters(_MARKUP.sub(" ", unescaped(text))).split())


def characters(text: str) -> str:
    """A text with the characters that its entities name; `&copy=` in an address names none."""
    return _ENTITY.sub(lambda hit: html.unescape(hit[0]), text) if "&" in text else text


def _escaped_twice(found: re.Match[str]) -> str:
    """`&amp;nbsp;` is `&nbsp;`; what names no character stays as it was."""
    name = found[1]
    return f"&{name}" if name.startswith("#") or name in html5 else found[0]


def text_of_string(value: str) -> Text:
    """Text as HTML where tags are escaped in it (as often as may be), else as it is."""
    read = escaped(value, kept=True)
    if "<" in read:
        return Text(value=read.strip(), html=True)
    return Text(value=html.unescape(read).strip("\n\r\t "))


def escaped(text: str | None, *, kept: bool) -> str:
    """Text for HTML. Entities in it were escaped once too often, and so were tags."""
    if not text:
        return ""
    if not kept:
        text = _BLANKS.sub(" ", text)
    for _ in range(3):
        if "&" not in text or _ENTITY.search(text) is None:
            break
        text = html.unescape(text)
    text = html.escape(text, quote=False)
    return _ESCAPED_TAG.sub(_tag, text) if "&lt;" in text else text


def _tag(found: re.Match[str]) -> str:
    return f"<{html.unescape(found[1])}>"


def joined(texts: Sequence[Text]) -> Text:
    """Several texts as one, in their order: plain where all are."""
    texts = [one for one in texts if one.value.strip()]
    if all(not one.html for one in texts):
        return Text(value="\n\n".join(one.value for one in texts))
    return Text(value="\n".join(_as_html(one) for one in texts), html=True)


def _as_html(text: Text) -> str:
    if text.html:
        return text.value
    return "".join(
        f"<p>{html.escape(one, quote=False)}</p>" for one in _TEXT_BREAK.split(text.value)
    )

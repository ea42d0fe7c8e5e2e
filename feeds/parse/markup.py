"""HTML in strings, as agencies put it into fields: as it is, escaped once too often, or none at all."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from html.entities import html5

from feeds.model import Text
from feeds.parse.asides import without_asides

_NAMES = (
    r"(?:p|br|div|span|a|b|i|em|strong|u|ul|ol|li|h[1-6]|table|section|article|blockquote|figure|img|"
    r"hr|html|body|sub|sup)"
)
_MARKUP = re.compile(rf"</?{_NAMES}(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
_COMMENT = "&lt;!--", "--&gt;"
_BLOCK = re.compile(r"<(?:p|br|div|section|article|ul|table)\b", re.IGNORECASE)
_ESCAPED = re.compile(rf"&(?:amp;){{0,3}}(?:lt|#60|#x3c);/?{_NAMES}\b", re.IGNORECASE)
_TWICE = re.compile(
    r"&amp;(?:amp;)*(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MOST_TIMES = 4
# An element that was escaped inside markup; only one that ends, or has no end, is taken for one. None whose
# words would go with it, since people write of those.
_LEFT_ESCAPED = re.compile(
    rf"&lt;(/?)({_NAMES[3:-1]})((?:\s(?:(?!&gt;)[^<>]){{0,500}})?/?)&gt;",
    re.IGNORECASE,
)
_ENDLESS = frozenset({"br", "hr", "img"})
# What looks like an element; the code of a share does too.
_BARE = re.compile(r"<([^\s<>/!?][^\s<>/]*)>")
_CLOSED = re.compile(r"</([^\s<>/]+)")
_ALONE = frozenset(
    {
        "caption",
        "col",
        "dd",
        "dt",
        "pre",
        "q",
        "s",
        "small",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "wbr",
    }
)
# What WordPress puts into its texts for itself. What only stands in brackets is words: a code has settings, or
# an end, or stands alone.
_SHORTCODE = re.compile(
    r"(?<![^>\n])\[(?:gallery|playlist)\](?![^<\r\n])|\[/(?:wp_)?caption\]"
    r"|\[(caption|wp_caption|embed|gallery|youtube|audio|video|playlist|iframe|twitter|instagram)\b"
    r"([^\[\]]{0,2000})\](?:([^\[]{0,2000})(\[/\1\]))?",
    re.IGNORECASE,
)
_SETTING = re.compile(r"\s[\w-]+\s*=|\s*/\s*$")
_TEXT_BREAK = re.compile(r"\n[ \t]*\n")
_BLANKS = re.compile(r"[ \t\r\n]+")


def is_markup(text: str) -> bool:
    """Whether there are elements of HTML, or comments, in a text; a word in angle brackets is none."""
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
    """Markup in which some elements were left escaped, with these as elements too, and no comments that
    were.
    """
    if _BLOCK.search(text) is None:
        return text
    text = without(text, *_COMMENT)
    found = {(hit[1], hit[2].lower()) for hit in _LEFT_ESCAPED.finditer(text)}
    whole = {name for end, name in found if name in _ENDLESS or (end and ("", name) in found)}
    if not whole:
        return text
    return _LEFT_ESCAPED.sub(
        lambda hit: characters(hit[0]) if hit[2].lower() in whole else hit[0], text
    )


def without(text: str, start: str, end: str) -> str:
    """A text without what stands between two marks, and without the marks; to the last that ends."""
    kept, place = [], 0
    while (begun := text.find(start, place)) >= 0 and (ended := text.find(end, begun)) >= 0:
        kept.append(text[place:begun])
        place = ended + len(end)
    return "".join([*kept, text[place:]])


def without_shortcodes(text: str, *, kept: bool) -> str:
    """A text without the codes of WordPress; what stands between the two of a pair may be `kept`."""

    def left(hit: re.Match[str]) -> str:
        if hit[1] and not hit[4] and _SETTING.search(hit[2]) is None:
            return hit[0]
        return (hit[3] or "") if kept else ""

    return _SHORTCODE.sub(left, text) if "[" in text else text


def one_line(text: str) -> str:
    """A short text without markup and entities, on one line."""
    return " ".join(characters(_MARKUP.sub(" ", without(unescaped(text), "<!--", "-->"))).split())


def characters(text: str) -> str:
    """A text with the characters that its entities name; `&copy=` in an address names none."""
    return _ENTITY.sub(lambda hit: html.unescape(hit[0]), text) if "&" in text else text


def _escaped_twice(found: re.Match[str]) -> str:
    """`&amp;nbsp;` is `&nbsp;`; what names no character stays as it was."""
    name = found[1]
    return f"&{name}" if name.startswith("#") or name in html5 else found[0]


def text_of_string(value: str, *, is_html: bool = False) -> Text:
    """Text as HTML where there is markup in it (escaped as often as may be), or it is said to be;
    else as it is. What stands beside the story is left out of HTML.
    """
    read = unescaped(value)
    if is_html or is_markup(read):
        return Text(value=without_asides(_tidy(read)).strip(), html=True)
    return Text(value=characters(read).strip("\n\r\t "))


def written(text: str | None, *, kept: bool) -> str:
    """Text between elements as HTML, which it may be already, escaped; blanks fold unless they are `kept`."""
    if not text:
        return ""
    if not kept:
        text = _BLANKS.sub(" ", text)
    if "<" not in text and "&" not in text:
        return text
    read = unescaped(text)
    return _tidy(read) if is_markup(read) else html.escape(characters(read), quote=False)


def _tidy(text: str) -> str:
    """Markup in which words that stand in angle brackets are words."""
    closed = {name.lower() for name in _CLOSED.findall(text)} | _ALONE

    def kept(hit: re.Match[str]) -> str:
        known = hit[1].lower() in closed or _MARKUP.fullmatch(hit[0]) is not None
        return hit[0] if known else f"&lt;{hit[1]}&gt;"

    return _BARE.sub(kept, text)


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

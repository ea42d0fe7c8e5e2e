"""Copy as HTML: one allow-list, addresses made absolute, trackers out; and the text of it.

nh3 parses as HTML5 does and gives out only what stands in the list (X20 to X23). Text without a tag
never meets it.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import nh3

from feeds.model import Text

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr", "div",
    "bdi", "bdo",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "abbr": {"title"},
    "blockquote": {"cite"},
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
_ADDRESSES = frozenset({"href", "src", "cite"})
_RELATIVE = re.compile(r"(?:href|src|cite)\s*=\s*(?![\"']?\s*(?:https?:|mailto:))", re.IGNORECASE)
_PIXEL = re.compile(
    r"<img\b(?=[^>]*\b(?:width|height)=\"[01](?:px)?\")[^>]*>"
    r"|<img\b[^>]*\bsrc=\"[^\"]*(?:feedburner\.com/~[rf]|/pixel\.gif|/b\.gif\?|doubleclick\.net"
    r"|feedsportal\.com|stats\.wordpress\.com)[^\"]*\"[^>]*>",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"<(p|div|span|strong|b|i|em|u|a|figure|h[2-6])(?: [^>]*)?>(?:\s|&nbsp;|<br>)*</\1>"
)
_AT_AN_END = re.compile(r">(?:\s|&nbsp;)*</")
_NOWHERE = re.compile(r' (?:src|href|cite)=""')
# A word in angle brackets that is no tag: a RIC such as <GM.N>.
_RIC = re.compile(r"<(?=[A-Z0-9.=^]+\.[A-Z0-9]+>)")
_BLOCK = re.compile(
    r"</?(?:p|div|blockquote|figure|figcaption|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|hr|pre|caption)\b[^>]*>"
    r"|<br>\s*<br>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br>")
# Anything but what stands inside a line.
_BREAKS_LINES = re.compile(
    r"<(?!/?(?:a|b|i|em|strong|span|u|s|sub|sup|q|cite|abbr|small|mark|time|code|img)\b)"
)
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SHORT = 200
# What no joining and splitting of addresses would change.
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9/_~%!$&'()*+,;=:@-]*")
_C0 = bytes(sign for sign in range(32) if sign not in b"\t\n\r") + b"\x7f"

_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    clean_content_tags=_HOLLOWED,
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)


def sanitised(text: Text, base: str) -> str:
    """A text construct as safe HTML; plain text becomes paragraphs. Its fixpoint: cleaning it
    again changes nothing (X22).
    """
    value = legal(text.value)
    if not text.html:
        return paragraphs(value)
    if "<" not in value:
        # Entities are all there is; decoded once, written back in the sanitiser's own way.
        return paragraphs(html.unescape(value)) if value.strip() else ""
    if _RIC.search(value) is not None:
        value = _RIC.sub("&lt;", value)
    cleaner = _cleaner_for(base) if base and _has_relative(value) else _CLEANER
    clean = cleaner.clean(value)
    if "<img" in clean:
        clean = _PIXEL.sub("", clean)
    if '=""' in clean:
        clean = _NOWHERE.sub("", clean)
    return without_hollow(clean).strip()


def without_hollow(clean: str) -> str:
    """Sanitised HTML without elements that hold nothing."""
    # An element that holds nothing has, after spaces and breaks, its end right behind a ``>``.
    while _AT_AN_END.search(clean) is not None and (less := _EMPTY.sub("", clean)) != clean:
        clean = less
    return clean


def _has_relative(value: str) -> bool:
    """Whether any address may be relative; to call back for every attribute is dear."""
    return value.count("=") != value.count('="http') and _RELATIVE.search(value) is not None


def paragraphs(text: str) -> str:
    """Plain text as paragraphs: a blank line ends one, a line end inside one is a blank."""
    parts = _PARAGRAPHS.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        f"<p>{html.escape(' '.join(part.split()), quote=False)}</p>"
        for part in parts
        if part.strip()
    )


def text_of(clean: str) -> str:
    """The words of sanitised HTML: paragraphs with a blank line between, no markup."""
    # Most copy is paragraphs and nothing else that breaks a line: no pattern has to look for that.
    spread = clean.replace("</p>", "\n\n").replace("<p>", "") if "<p>" in clean else clean
    if "<" in spread:
        if _BREAKS_LINES.search(spread) is not None:
            spread = _BREAK.sub("\n", _BLOCK.sub("\n\n", spread))
        spread = _TAG.sub("", spread)
    plain = html.unescape(spread) if "&" in spread else spread
    parts = plain.strip().split("\n\n")
    return "\n\n".join(filter(None, map(_lines, parts)))


def _lines(part: str) -> str:
    if "\n" not in part:
        # To look costs less than to split and join what is in order already.
        tidy = "  " not in part and "\xa0" not in part and "\t" not in part
        return part.strip() if tidy else " ".join(part.split())
    lines = (" ".join(line.split()) for line in part.split("\n"))
    return "\n".join(line for line in lines if line)


def line_of(text: Text) -> str:
    """A headline: one line of plain text, its entities decoded, its markup gone.

    Wires escape headlines once too often: what still looks escaped afterwards is decoded again.
    """
    value = legal(text.value)
    if "&" not in value and "<" not in value:
        return " ".join(value.split())
    if text.html and "<" in value:
        value = _TAG.sub("", _CLEANER.clean(_RIC.sub("&lt;", value)))
        value = html.unescape(value)
    elif text.html:
        value = html.unescape(value)
    if "&" in value and ";" in value:
        value = html.unescape(value)
    return " ".join(legal(value).split())


def plain(text: Text) -> str:
    """A short note as one or more lines of plain text."""
    return text_of(sanitised(text, "")) if text.html else legal(text.value).strip()


def legal(value: str) -> str:
    """Without what no document may carry: control characters, lone surrogates, non-characters."""
    if len(value) < _SHORT and value.isprintable():
        return value
    if value.isascii() and len(value.encode().translate(None, _C0)) == len(value):
        return value  # ten times a pattern's speed
    return _CONTROL.sub("", value) if _CONTROL.search(value) else value


def web_address(href: str, base: str) -> str:
    """An absolute http or https address; ``""`` for anything else."""
    if _WEB_ADDRESS.fullmatch(href) is not None:
        return href
    try:
        found = urljoin(base, href.strip()) if base else href.strip()
        parts = urlsplit(found)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return ""
    return "".join(found.split())


@lru_cache(maxsize=64)
def _cleaner_for(base: str) -> nh3.Cleaner:
    def absolute(_tag: str, attribute: str, value: str) -> str | None:
        if attribute not in _ADDRESSES:
            return value
        try:
            found = urljoin(base, value.strip())
            scheme = urlsplit(found).scheme.lower()
        except ValueError:
            return None
        return found if scheme in _SCHEMES else None

    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_HOLLOWED,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        attribute_filter=absolute,
    )

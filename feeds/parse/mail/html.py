"""HTML of mails as lines, so that the rules for lines hold for it too, and back without some of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from feeds.parse.mail.text import Line

_PARSER = etree.HTMLParser(
    encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
)
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_HIDDEN = frozenset({"head", "style", "script", "title", "template", "noscript", "meta", "link"})
# What mail programs call the elements they put a signature or the line above a quotation into.
_OWN_NAMES = re.compile(
    r"(?:^|[\s_-])(?:gmail_signature|moz-signature|moz-cite-prefix|applemailsignature|"
    r"ms-outlook-mobile-signature|protonmail_signature_block\S*|yahoo_quoted|protonmail_quote)(?:$|\s)"
    r"|^(?:x_)*signature$",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"display\s?:\s?none|visibility\s?:\s?hidden|mso-hide\s?:\s?all", re.IGNORECASE
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_XML_START = re.compile(r"<\?xml[^<>]*>")


@dataclass(slots=True)
class _Slots:
    """What a line is made of: texts, and elements that show something themselves."""

    texts: list[tuple[etree._Element, bool]] = field(default_factory=list)
    shown: list[etree._Element] = field(default_factory=list)
    quoted: int = 0

    @property
    def line(self) -> Line:
        words = "".join((one.tail if tail else one.text) or "" for one, tail in self.texts)
        text = " ".join(words.split())
        # The blank behind it is what makes this the beginning of a signature.
        if text == "--" and not words.endswith("--"):
            text = "-- "
        return Line(text=text, quoted=self.quoted)


def without(
    html: str, kept: Callable[[Sequence[Line]], tuple[Sequence[int], dict[str, str]]]
) -> tuple[str, str, dict[str, str]]:
    """HTML of which only the lines are left whose places `kept` gives; their text; and what else it gives.

    Nothing where it is no HTML.
    """
    root = _root(html)
    if root is None:
        return "", "", {}
    _take_out(root)
    slots = list(_lines(root))
    lines = [one.line for one in slots]
    places, fields = kept(lines)
    left = set(places)
    for place, one in enumerate(slots):
        if place not in left:
            _empty(one)
    text = "\n".join(lines[place].text for place in places)
    return _written(root), re.sub(r"\n{3,}", "\n\n", text).strip(), fields


def _root(html: str) -> etree._Element | None:
    clean = _XML_START.sub("", _CONTROL.sub("", html), count=1)
    try:
        root = etree.fromstring(clean.encode("utf-8", "replace"), _PARSER)
    except (etree.LxmlError, ValueError):
        return None
    if root is None:
        return None
    body = root.find("body")
    return root if body is None else body


def _take_out(root: etree._Element) -> None:
    for one in list(root.iter()):
        if one is root or not isinstance(one.tag, str) or one.getparent() is None:
            continue
        named = f"{one.get('class') or ''} {one.get('id') or ''}".strip()
        unseen = one.tag in _HIDDEN or _UNSEEN.search(one.get("style") or "") is not None
        if unseen or (named and _OWN_NAMES.search(named) is not None):
            _hollow(one)


def _hollow(element: etree._Element) -> None:
    """Nothing is left of it but what stands behind it: to take it out would copy that each time."""
    tail = element.tail
    element.clear()
    element.tail = tail
    element.tag = "span"


def _lines(root: etree._Element) -> Iterator[_Slots]:
    current = _Slots()
    quoted = 0
    for event, one in etree.iterwalk(root, events=("start", "end")):
        name = one.tag if isinstance(one.tag, str) else ""
        block = name in _BLOCKS
        if block:
            yield from _ended(current)
            current = _Slots(quoted=quoted)
        if event == "start":
            quoted += _is_quotation(one)
            current.quoted = quoted
            current.texts.append((one, False))
            if name in {"img", "br"}:
                current.shown.append(one)
            continue
        quoted -= _is_quotation(one)
        if block or name == "br":
            if name == "br":
                yield current
            current = _Slots(quoted=quoted)
        if one is not root:
            current.texts.append((one, True))
    yield from _ended(current)


def _ended(current: _Slots) -> Iterator[_Slots]:
    """A line that a block ends, and the blank one that parts it from the next block."""
    if not current.line.blank or current.shown:
        yield current
    yield _Slots(quoted=current.quoted)


def _is_quotation(element: etree._Element) -> bool:
    if element.tag != "blockquote":
        return False
    return element.get("type") == "cite" or "quote" in (element.get("class") or "")


def _empty(slots: _Slots) -> None:
    for one, tail in slots.texts:
        if tail:
            one.tail = None
        else:
            one.text = None
    for one in slots.shown:
        _hollow(one)


def _written(root: etree._Element) -> str:
    start = (root.text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    rest = (etree.tostring(one, encoding="unicode", method="html") for one in root)
    return (start + "".join(rest)).replace("<span></span>", "").strip()

"""Copy that is cleaned, and what must hold of it as a second parser sees it."""

import re

import html5lib

from feeds.model import Text
from feeds.normalise.html import sanitised

BASE = "https://wire.example/news/today/"
FORBIDDEN = frozenset(
    {
        "script", "style", "svg", "math", "iframe", "object", "embed", "applet", "form", "input",
        "button", "textarea", "select", "option", "noscript", "template", "title", "xmp", "base",
        "meta", "link", "frame", "frameset", "audio", "video", "source", "canvas", "marquee",
        "plaintext", "noembed", "noframes", "details", "dialog", "slot", "portal", "isindex",
    }
)  # fmt: skip
ATTRIBUTES = frozenset(
    {
        "href", "src", "cite", "title", "alt", "width", "height", "dir", "lang", "datetime", "start",
        "colspan", "rowspan", "rel",
    }
)  # fmt: skip


def clean(markup: str, base: str = BASE) -> str:
    return sanitised(Text(value=markup, html=True), base)


def must_be_harmless(markup: str) -> None:
    """As another parser of HTML5 sees it, inside a page's body."""
    tree = html5lib.parse(f"<body>{markup}", treebuilder="etree", namespaceHTMLElements=False)
    body = tree.find("body")
    assert body is not None
    for element in body.iter():
        assert isinstance(element.tag, str), "a comment"
        assert element.tag not in FORBIDDEN, element.tag
        if element is body:
            assert not element.attrib
            continue
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES, name
            if name in {"href", "src", "cite"}:
                seen = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\ufeff]", "", value)
                scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
                assert scheme is None or scheme[1].lower() in {"http", "https", "mailto"}, value

"""The copy of a NewsML-G2 item: XHTML, NITF, or data that are plain or escaped."""

from __future__ import annotations

import re

from lxml import etree

from feeds.model import Enclosure, Person, Text, WireItem
from feeds.parse.asides import is_aside
from feeds.parse.bylines import names_in
from feeds.parse.markup import text_of_string
from feeds.parse.newsmlg2.item import (
    LANG,
    NewsItem,
    differs,
)
from feeds.parse.nitf import read_nitf
from feeds.parse.safety import reachable
from feeds.parse.xml import BLOCKS, anywhere, every, line_of, markup, name_of

# Elements of a page that are no part of its story.
_NO_STORY = frozenset({"head", "header", "footer", "nav", "script", "style", "figcaption", "h1"})
# What is no page but TT's own (application/ttnitf+xml), by the elements of HTML that it has names for.
_AS_HTML = {
    "rubrik": "h1", "mellis": "h2", "citat": "p", "ingress": "div", "brodtext": "div", "text": "section",
    "dat": "header", "bild": "header", "slugg": "header", "byline": "header",
}  # fmt: skip
_GONE = "no-story"
_BLANKS = re.compile(r"[ \t\r\n]+")


def copy_of(item: NewsItem, headline: str) -> WireItem:
    """The story: what a content set holds are renditions of one and the same, so that the first will do
    that is in the item's language.
    """
    held = [one for content in item.all("contentSet") for one in content]
    held.sort(key=lambda one: differs(one.get(LANG, ""), item.language))
    return next((read for one in held if (read := _rendition(one, headline)).body), WireItem())


def _rendition(content: etree._Element, headline: str) -> WireItem:
    """What the elements are tells what they are: `contenttype` is spelled in many ways, and may lie."""
    if name_of(content) not in {"inlineXML", "inlineData"} or content.get("encoding"):
        return WireItem()
    if not len(content):
        return WireItem(body=_data(content, content.get("contenttype", "").lower()))
    nitf = next(anywhere(content, "nitf", "body.content"), None)
    if nitf is not None:
        holder = nitf if name_of(nitf) == "nitf" else nitf.getparent()
        return read_nitf(nitf if holder is None else holder)
    page = next(anywhere(content, "html", "HTML"), content)
    body = next(anywhere(page, "body", "BODY"), page)
    if body is content and not any(name_of(one).lower() in BLOCKS for one in body.iter()):
        return WireItem()  # a table of results, or another language that is not a story's
    heads = (*anywhere(page, "h1", "H1"), *every(page, "head", "title"))
    title = Text(value=next(filter(None, map(line_of, heads)), ""))
    if not len(body):
        return WireItem(headline=title, body=_data(body, ""))
    bylines = map(line_of, anywhere(body, "BYLINE"))  # TT's
    authors = tuple(Person(name=name) for one in bylines for name in names_in(one))
    signoff, enclosures = _take_apart(body, headline or title.value)
    copy = text_of_string(markup(body), is_html=True) if line_of(body) else Text()
    return WireItem(
        headline=title,
        body=copy,
        authors=tuple(dict.fromkeys(authors)),
        signoff=signoff,
        enclosures=enclosures,
    )


def _take_apart(body: etree._Element, headline: str) -> tuple[str, tuple[Enclosure, ...]]:
    """Takes out what is no part of the story; the sign-off and the pictures that stood in it."""
    signoffs: list[str] = []
    pictures: list[Enclosure] = []
    gone: set[etree._Element] = set()
    verbatim: set[etree._Element] = set()
    for one in list(body.iterdescendants()):
        if one in gone:
            continue
        if (alias := _AS_HTML.get(name_of(one).lower())) is not None:
            one.tag = alias
        name = name_of(one).lower()
        picture = _figure(one) if name == "figure" else None
        if name == "h1" and line_of(one).casefold() != headline.casefold():
            one.tag = "h2"
        elif picture is not None or name in _NO_STORY or is_aside(one):
            signoffs += (
                [line_of(one)] if "closingline" in one.get("class", "").lower().split() else []
            )
            pictures += [picture] if picture is not None else []
            gone.update(one.iterdescendants())
            one.tag = _GONE
        elif name == "pre":
            verbatim.update(one.iter())
        # White space in XHTML is a blank, but for that in `pre`.
        if one.text and one not in verbatim:
            one.text = _BLANKS.sub(" ", one.text)
        if one.tail and (one not in verbatim or name == "pre"):
            one.tail = _BLANKS.sub(" ", one.tail)
    etree.strip_elements(body, _GONE, with_tail=False)
    return " ".join(signoffs), tuple(pictures)


def _figure(figure: etree._Element) -> Enclosure | None:
    shown = next(anywhere(figure, "img", "video", "audio", "source"), None)
    if shown is None:
        return None
    caption = line_of(next(anywhere(figure, "figcaption"), None))
    return Enclosure(href=reachable(shown.get("src", "")), title=caption or shown.get("alt", ""))


def _data(element: etree._Element, kind: str) -> Text:
    """Text that is data to XML: plain, or HTML that is escaped once or more."""
    if kind and not kind.startswith("text/") and "xml" not in kind and "html" not in kind:
        return Text()
    return text_of_string(element.text or "", is_html="html" in kind)

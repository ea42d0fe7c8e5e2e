"""The copy of a NITF document: elements of the standard as those of HTML."""

from __future__ import annotations

import html

from lxml import etree

from feeds.model import Text
from feeds.parse.asides import without_asides
from feeds.parse.markup import joined, text_of_string, written
from feeds.parse.nitf.parts import Parts
from feeds.parse.xml import (
    attribute,
    line_of,
    name_of,
)

# What is no copy, wherever it stands.
_NO_COPY = frozenset(
    ("abstract", "bibliography", "body.end", "body.head", "byline", "byttl", "col", "colgroup", "dateline",
     "distributor", "docdata", "ed-msg", "head", "hedline", "img", "media", "meta", "nitf-table-metadata",
     "pubdata", "revision-history", "rights", "script", "series", "style", "tagline", "title", "tobject")
)  # fmt: skip
# Elements as those of HTML; any other is only its words.
_HTML = {
    name: tag or name
    for names, tag in (
        ("a b blockquote br caption dd div dl dt em h2 h3 h4 h5 h6 hr i li ol p pre s span", ""),
        ("strong sub sup table tbody td tfoot th thead tr u ul", ""),
        ("hl1 hl2 h1", "h2"),
        ("block fn note", "div"),
        ("credit datasource", "p"),
        ("bq", "blockquote"),
        ("lang", "span"),
    )
    for name in names.split()
}
_VOID = frozenset({"br", "hr"})
_KEPT = {one: one for one in ("colspan", "href", "lang", "rowspan", "start", "title")}
_KEPT["iso"] = "lang"
_MARKS = frozenset("\"“”„«»‘’'‹「")


def copy_of(parts: Parts) -> Text:
    """All that ``body.content`` holds; where there is none, what stands in its place. A bibliography
    closes it.
    """
    contents = [
        one
        for one in parts.all("body.content")
        if one is parts.root
        or all(name_of(above) != "body.content" for above in one.iterancestors())
    ]
    if not contents and (place := parts.one("body")) is not None:
        contents = [place]
    told = [text_of(one) for one in contents or [parts.root]]
    sources = [Text(value=text) for one in parts.all("bibliography") if (text := line_of(one))]
    return joined([*told, *sources])


def text_of(element: etree._Element) -> Text:
    """What stands in an element: HTML where it has markup, written as such or escaped."""
    if len(element) == 0:
        return text_of_string(element.text or "")
    pieces: list[str] = []
    _write(element, pieces, kept=False)
    return Text(value=without_asides("".join(pieces)).strip(), html=True)


def _write(element: etree._Element, pieces: list[str], *, kept: bool) -> None:
    """The inside of an element as HTML, into `pieces`; `kept` are its blanks where it is preformatted.
    lxml bounds how deep this goes.
    """
    pieces.append(written(element.text, kept=kept))
    for child in element:
        name = name_of(child)
        tag = _HTML.get(name, "")
        public = name not in _NO_COPY and (name != "note" or attribute(child, "type") == "pa")
        if tag in _VOID:
            pieces.append(f"<{tag}>")
        elif public:
            quoted = name == "q" and (child.text or "").strip()[:1] not in _MARKS
            pieces.append(f"<{tag}{_attributes(child)}>" if tag else "“" * quoted)
            _write(child, pieces, kept=kept or tag == "pre")
            pieces.append(f"</{tag}>" if tag else "”" * quoted)
        pieces.append(written(child.tail, kept=kept))


def _attributes(element: etree._Element) -> str:
    found = {
        _KEPT[name]: str(value)
        for key, value in element.attrib.items()
        if (name := str(key).rpartition("}")[2]) in _KEPT
    }
    return "".join(f' {name}="{html.escape(value)}"' for name, value in found.items())

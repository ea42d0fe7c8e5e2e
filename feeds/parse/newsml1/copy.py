"""The texts of a NewsML item, and which of them are its story."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload, WireItem
from feeds.parse.markup import text_of_string
from feeds.parse.newsml1.components import (
    headline_of,
    is_media,
    may_tell,
)
from feeds.parse.nitf import read_nitf
from feeds.parse.xml import (
    anywhere,
    attribute,
    every,
    first,
    line_of,
    markup,
    name_of,
    root_name,
    root_of,
)

_KINDS = ("nitf", "html", "plain")
"""What a text may come as, the best first."""


class Piece(NamedTuple):
    """A text, the component it stands in, and what it comes as."""

    component: etree._Element
    kind: str
    said: WireItem


def pieces_of(component: etree._Element, payload: Payload) -> list[Piece]:
    """The texts of a component and of those in it, without captions and what else stands beside a story;
    of equivalents the best.
    """
    if not may_tell(component):
        return []
    contents = list(every(component, "ContentItem"))
    found = [
        Piece(component, *told)
        for content in contents
        if not is_media(content) and (told := _told(content, payload)) is not None
    ]
    if any(map(is_media, contents)):
        found = [
            one for one in found if one.kind != "plain"
        ]  # text beside a picture is its caption
    for inner in every(component, "NewsComponent"):
        found += pieces_of(inner, payload)
    if attribute(component, "EquivalentsList").lower() == "yes" and found:
        return [min(found, key=lambda one: _KINDS.index(one.kind))]
    return found


def story_of(found: Sequence[Piece]) -> list[Piece]:
    """The first of the texts and those that go on with it: none with a headline of its own, none that
    is the same in another format.
    """
    if not found:
        return []
    start = found[0].component
    mine = [one for one in found if one.component is start or not headline_of(one.component)]
    best = min((one.kind for one in mine), key=_KINDS.index)
    return [one for one in mine if one.kind == best]


def _told(content: etree._Element, payload: Payload) -> tuple[str, WireItem] | None:
    """What the data of a text are, and say; None where there are none that can be read."""
    data = first(content, "DataContent")
    if data is None:
        data = next(anywhere(content, "DataContent"), None)
        encoding = data.getparent() if data is not None else None
        if encoding is None or attribute(encoding, "Notation").lower().endswith("base64"):
            return None
    if data is None or not line_of(data):
        return None
    for one in data:
        if name_of(one) in {"nitf", "body.content"}:
            return "nitf", read_nitf(one)
        if name_of(one) == "html":
            body = first(one, "body")
            page = markup(one if body is None else body)
            return "html", WireItem(body=text_of_string(page, is_html=True))
    if len(data):
        return "html", read_nitf(data)
    return _string(data.text or "", payload)


def _string(text: str, payload: Payload) -> tuple[str, WireItem]:
    """Text, which may be a document of its own in a CDATA section."""
    if root_name(text[:2000]) == "nitf":
        with contextlib.suppress(ParseError):
            return "nitf", read_nitf(root_of(replace(payload, body=text.encode())))
    copy = text_of_string(text)
    return "html" if copy.html else "plain", WireItem(body=copy)

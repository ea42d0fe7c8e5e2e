"""Ritzau's RBNews: a flat document with an element a field, and the copy as HTML that is escaped in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Delivery, Enclosure, Payload, Person, PubStatus, Subject, Text, WireItem
from feeds.parse.bylines import names_in
from feeds.parse.dates import read_stamp
from feeds.parse.handling import urgency_of
from feeds.parse.markup import text_of_string
from feeds.parse.safety import refuse_crowds
from feeds.parse.xml import every, first, line_of, name_of, root_of

_TAG = re.compile(r"<[^<>]{0,300}>")
# What the parts of an attachment may be called, in Danish and in English.
_CAPTIONS = frozenset({"billedtekst", "caption", "description", "text", "tekst", "title", "titel"})
_CREDITS = frozenset({"byline", "credit", "copyright", "fotograf", "photographer"})
_TYPES = frozenset({"mimetype", "contenttype"})


def parse_ritzau(payload: Payload) -> Delivery:
    """The story of an ``RBNews`` document, or those of a list of them. Raises ParseError for what is no
    XML, no RBNews, or has too many items. There is no public standard for it.
    """
    root = root_of(payload)
    found = [root] if name_of(root) == "RBNews" else list(every(root, "RBNews"))
    if not found:
        raise ParseError(
            f"not RBNews: the root element is {name_of(root)[:60]}", payload.media_type
        )
    refuse_crowds(found, payload)
    items = tuple(_item(one, payload.url) for one in found)
    if not any(one.guid or one.headline or one.body for one in items):
        raise ParseError("the document has no story in it", payload.media_type)
    return Delivery(format="ritzau", items=items)


def _item(news: etree._Element, base: str) -> WireItem:
    published = read_stamp(_said(news, "PublishDate"))
    origin, town = _said(news, "origin"), _said(news, "town")
    headline = _plain(_said(news, "headline"))
    under = _raw(news, "subtitle") or _raw(news, "ContentShort")
    return WireItem(
        guid=_said(news, "NewsID"),
        headline=Text(value=headline),
        summary=under if _plain(under.value) != headline else Text(),
        body=_raw(news, "content"),
        base=base,
        authors=tuple(Person(name=one) for one in names_in(_said(news, "byLine"))),
        published=published,
        updated=published,
        subjects=tuple(dict.fromkeys(_subjects(news))),
        enclosures=tuple(dict.fromkeys(_enclosures(news))),
        provider=_provider(origin),
        dateline=town,
        located=town,
        signoff=origin,
        version=_said(news, "version"),
        slugline=_said(news, "strapline"),
        urgency=urgency_of(_said(news, "Priority")),
        pubstatus=PubStatus.CANCELED if _is_true(news, "Annuleret") else PubStatus.USABLE,
        ednote=_plain(_said(news, "TilRedaktionen")),
    )


def _raw(news: etree._Element, name: str) -> Text:
    element = first(news, name)
    return text_of_string("".join(map(str, element.itertext()))) if element is not None else Text()


def _said(news: etree._Element, name: str) -> str:
    return line_of(first(news, name))


def _plain(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split()) if "<" in text else text.strip()


def _is_true(news: etree._Element, name: str) -> bool:
    return _said(news, name).lower() in {"true", "1"}


def _provider(origin: str) -> str:
    """The first of the agencies that are credited: ``/ritzau/``, ``/ritzau/AFP/``."""
    name = origin.strip("/ ").partition("/")[0].strip()
    return "Ritzau" if name.lower() == "ritzau" else name


def _subjects(news: etree._Element) -> Iterator[Subject]:
    """The IPTC's codes, which are numbers here and have lost their zeros; keywords; the section."""
    for one in every(news, "IPTCList", "int"):
        code = line_of(one)
        if re.fullmatch("[0-9]{1,8}", code):
            yield Subject(code=code.zfill(8), scheme="IPTC")
    terms = [line_of(one) for one in every(news, "SubjectKeyword", "string")]
    for term in filter(None, [*terms, _said(news, "section")]):
        yield Subject(code=term, name=term)


def _enclosures(news: etree._Element) -> Iterator[Enclosure]:
    """What is attached and has an address on the web."""
    for attached in every(news, "MultimedieList"):
        for one in attached:
            said = {name_of(part).lower(): line_of(part) for part in one.iterdescendants()}
            href = next((text for text in said.values() if re.match("https?://", text)), "")
            if href:
                yield Enclosure(
                    href=href,
                    media_type=_one_of(said, _TYPES),
                    title=_one_of(said, _CAPTIONS),
                    creditline=_one_of(said, _CREDITS),
                )


def _one_of(said: dict[str, str], names: frozenset[str]) -> str:
    return next((text for name, text in said.items() if name in names and text), "")

"""NITF 3.x (IPTC News Industry Text Format), as it should be and as it comes.

Most NITF is not valid: elements are missing, empty or in the wrong place. What stands at the head of a
document is looked for wherever it is, and never published from there.
"""

from __future__ import annotations

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, Person, Text, WireItem
from feeds.parse.handling import urgency_of
from feeds.parse.nitf.copy import copy_of
from feeds.parse.nitf.dates import dates_of
from feeds.parse.nitf.fields import (
    bylines,
    copyright_notice,
    dateline,
    headline,
    language,
    located,
    notes,
    provider,
    subjects,
    summary,
    usageterms,
)
from feeds.parse.nitf.parts import Parts
from feeds.parse.nitf.pictures import enclosures
from feeds.parse.safety import refuse_crowds
from feeds.parse.xml import (
    anywhere,
    attribute,
    line_of,
    name_of,
    root_of,
)

_ROOTS = frozenset({"nitf", "body", "body.content"})


def parse_nitf(payload: Payload) -> Delivery:
    """The story of a NITF document, or those of several in one. Raises ParseError for what is no XML,
    no NITF, or says nothing (IPTC NITF 3.2 to 3.6).
    """
    root = root_of(payload)
    found = [root] if name_of(root) in _ROOTS else list(anywhere(root, "nitf"))
    if not found:
        raise ParseError(f"not NITF: the root element is {name_of(root)[:60]}", payload.media_type)
    refuse_crowds(found, payload)
    items = [read_nitf(one, base=payload.url) for one in found]
    told = tuple(one for one in items if one.headline or one.body or one.guid)
    if not told:
        raise ParseError("the document has no story in it", payload.media_type)
    return Delivery(format="nitf", items=told)


def read_nitf(root: etree._Element, *, base: str = "") -> WireItem:
    """What a ``nitf`` element states, or a ``body`` or ``body.content`` alone; namespaces do not matter.

    Any other element is read as if it were ``body.content``. What is not stated is left empty.
    """
    parts = Parts(root)
    names, byline, initials = bylines(parts)
    dates = dates_of(parts)
    return WireItem(
        guid=parts.says("doc-id", "id-string") or attribute(parts.one("nitf"), "uno"),
        headline=Text(value=headline(parts)),
        summary=summary(parts, byline),
        body=copy_of(parts),
        base=base,
        language=language(root, parts),
        authors=tuple(Person(name=one) for one in names),
        published=dates.first,
        updated=dates.issued,
        embargoed=dates.embargoed,
        subjects=subjects(parts),
        enclosures=tuple(dict.fromkeys(enclosures(parts))),
        provider=provider(parts),
        dateline=dateline(parts.one("dateline")),
        located=located(parts),
        signoff=" ".join(filter(None, map(line_of, parts.all("tagline")))) or initials,
        version=parts.says("du-key", "version", "generation") or parts.meta("version"),
        slugline=parts.meta("slugline", "slug", "ap-slug", "anpa-keyword")
        or parts.says("du-key", "key"),
        urgency=urgency_of(parts.says("urgency", "ed-urg")),
        pubstatus=dates.pubstatus,
        ednote="\n".join(notes(parts)),
        usageterms=usageterms(parts),
        copyrightnotice=copyright_notice(parts),
    )

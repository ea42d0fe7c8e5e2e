"""What the news lines and the metadata of a NewsML item say about its story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from feeds.model import Subject
from feeds.parse.bylines import INITIALS, is_a_sentence, names_in
from feeds.parse.newsml1.components import (
    Where,
    formal,
    squeezed,
)
from feeds.parse.xml import (
    anywhere,
    attribute,
    every,
    first,
    line_of,
    name_of,
)

_NOTES = frozenset(
    ("advisory", "advisoryline", "editorialnote", "editornote", "editorsnote", "ednote", "edsnote",
     "instructions", "note", "notetoeditors", "specialinstructions")
)  # fmt: skip
_SUBJECTS = frozenset({"Subject", "SubjectDetail", "SubjectMatter", "SubjectQualifier"})


def people(where: Where) -> tuple[tuple[str, ...], str]:
    """Who wrote it, and a headline under the headline, which some put into the byline."""
    bylines = [line_of(one) for one in where.all("NewsLines", "ByLine")]
    names = dict.fromkeys(name for one in bylines for name in names_in(one))
    under = [line_of(one) for one in where.all("NewsLines", "SubHeadLine")]
    under += [one for one in bylines if not names_in(one)]
    if not names:
        own = provider(where)
        makers = (formal(one) for one in where.all("AdministrativeMetadata", "Creator", "Party"))
        names = dict.fromkeys(name for one in makers if one != own for name in names_in(one))
    return tuple(names), next(filter(is_a_sentence, under), "")


def initials(where: Where) -> str:
    makers = (formal(one) for one in where.all("AdministrativeMetadata", "Creator", "Party"))
    bylines = (line_of(one) for one in where.all("NewsLines", "ByLine"))
    told = (one for one in (*bylines, *makers) if "/" in one and INITIALS.fullmatch(one))
    return next(told, "")


def language(where: Where) -> str:
    stated = where.formal("DescriptiveMetadata", "Language")
    lines = where.all("NewsLines", "HeadLine")
    places = (*where.chain[:1], *lines, *where.chain[1:], where.item, where.message.root)
    return stated or next(filter(None, (attribute(one, "lang") for one in places)), "")


def provider(where: Where) -> str:
    """Who provides it, else who sent it."""
    sender = first(where.message.envelope, "SentFrom", "Party")
    metadata = (
        where.formal("AdministrativeMetadata", name, "Party") for name in ("Provider", "Source")
    )
    return next(filter(None, metadata), "") or formal(sender)


def dateline(where: Where) -> str:
    """The dateline, unless it is a date in figures and no more: that names no place."""
    stated = where.line("NewsLines", "DateLine")
    return stated if any(sign.isalpha() for sign in stated) else ""


def located(where: Where) -> str:
    """The city that it comes from, else any that it is about."""
    found: list[tuple[bool, str]] = [
        (attribute(location, "HowPresent").lower() != "origin", attribute(one, "Value"))
        for location in where.all("DescriptiveMetadata", "Location")
        for one in every(location, "Property")
        if attribute(one, "FormalName").lower() == "city" and attribute(one, "Value")
    ]
    return min(found, key=lambda one: one[0], default=(True, ""))[1]


def slugline(where: Where) -> str:
    types = {"catchword", "slug", "slugline"}
    lines = (text for kind, text in where.newslines() if kind in types)
    label = line_of(first(where.item, "Identification", "NameLabel"))
    return where.line("NewsLines", "SlugLine") or next(filter(None, lines), "") or label


def subjects(where: Where, others: Sequence[Subject]) -> tuple[Subject, ...]:
    """Codes of the IPTC as a rule, with the names that the text's own head may have for them; keywords."""
    names = {one.code: one.name for one in others}
    found: dict[tuple[str, str], Subject] = {}
    codes = [
        one
        for subject in where.all("DescriptiveMetadata", "SubjectCode")
        for one in (subject, *anywhere(subject, *_SUBJECTS))
        if attribute(one, "FormalName")
    ]
    for one in codes:
        code, scheme = attribute(one, "FormalName"), attribute(one, "Scheme")
        if scheme.lower().startswith("iptc") or (not scheme and re.fullmatch("[0-9]{8}", code)):
            scheme = "IPTC"
        found.setdefault(
            (code, scheme), Subject(code=code, name=names.get(code, ""), scheme=scheme)
        )
    lines = (line_of(one) for one in where.all("NewsLines", "KeywordLine"))
    terms = [part.strip() for one in lines for part in re.split("[,;/]", one)]
    terms += where.properties({"keyword", "keywords"})
    for term in filter(None, terms):
        found.setdefault((term, ""), Subject(code=term, name=term))
    for other in others:
        found.setdefault((other.code, other.scheme), other)
    return tuple(found.values())


def notes(where: Where, management: etree._Element | None) -> Iterator[str]:
    yield from (text for kind, text in where.newslines() if kind in _NOTES)
    yield from where.properties(_NOTES)
    for one in every(management, "Property") if management is not None else ():
        if squeezed(attribute(one, "FormalName")) in _NOTES:
            yield attribute(one, "Value")


def usageterms(where: Where) -> str:
    rights = where.all("RightsMetadata", "UsageRights")
    told = [
        line_of(one)
        for each in rights
        for one in each
        if name_of(one) in {"UsageType", "Limitations"}
    ]
    told += [line_of(one) for one in where.all("NewsLines", "RightsLine")]
    return "\n".join(dict.fromkeys(filter(None, told)))


def copyright_notice(where: Where) -> str:
    parts = (
        where.formal("RightsMetadata", "Copyright", name)
        for name in ("CopyrightDate", "CopyrightHolder")
    )
    told = " ".join(filter(None, parts))
    return where.line("NewsLines", "CopyrightLine") or (f"Copyright {told}" if told else "")

"""What the metadata of a NewsML-G2 item say about its story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from lxml import etree

from feeds.model import Person, PubStatus, Subject, WireItem
from feeds.parse.bylines import names_in
from feeds.parse.dates import is_later, read_stamp
from feeds.parse.handling import held_until
from feeds.parse.newsmlg2.item import (
    NewsItem,
    code_of,
    concept_of,
    role_of,
)
from feeds.parse.xml import BLOCKS, every, first, line_of, name_of

_MOST_NOTES = 20
_WRITES = re.compile(r"author|writer|report|journalist|correspondent|byline|text")
_EDITS = re.compile(r"edit|desk|photo|camera|translat|produc|transmit|provider|source")
_DOMAIN = re.compile(r"(?:www\.)?([a-z0-9-]{2,63})(?:\.[a-z]{2,24}){1,3}")
# Vocabularies that need no catalog: the aliases that IPTC's own gives them.
_VOCABULARIES = {
    "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
    "subj": "http://cv.iptc.org/newscodes/subjectcode/",
}


def provider(item: NewsItem) -> str:
    """Who manages the item. A domain is no name: it is spelled as the item spells it elsewhere."""
    provider = first(item.root, "itemMeta", "provider")
    if provider is None:
        return ""
    is_code = provider.get("qcode") or "newsprovider" in provider.get("uri", "")
    stated = item.name(provider) or (code_of(provider) if is_code else "")
    domain = _DOMAIN.fullmatch(stated.lower())
    if domain is None:
        return stated
    parties = (*item.all("contentMeta", "infoSource"), *item.all("contentMeta", "creator"))
    told = [*map(item.name, parties), item.says("contentMeta", "creditline")]
    told.append(item.says("rightsInfo", "copyrightNotice"))
    name = re.compile(rf"(?<![\w.@/-]){re.escape(domain[1])}(?![\w.@/-]*\w)", re.IGNORECASE)
    found = (hit[0] for one in told for hit in name.finditer(one))
    return next((one for one in found if one != one.lower()), stated)


def located(item: NewsItem) -> str:
    """The city: the place that says it is one, else the first; without the state and the country."""
    places = [one for one in item.all("contentMeta", "located") if item.name(one)]
    places.sort(key=lambda one: "city" not in one.get("type", "").lower())
    return item.name(places[0]).partition(",")[0].strip() if places else ""


def authors(item: NewsItem, copy: WireItem) -> tuple[Person, ...]:
    """Those that the byline names, or the copy's own; else who has made the content, where that is a
    person: many a creator is an agency, a desk or somebody's login.
    """
    if names := names_in(item.says("contentMeta", "by")):
        return tuple(Person(name=one) for one in names)
    if copy.authors:
        return copy.authors
    paths = ("itemMeta provider", "contentMeta infoSource", "rightsInfo copyrightHolder")
    others = {item.name(one) for path in paths for one in item.all(*path.split())}
    made = [one for one in item.all("contentMeta", "creator") if not _EDITS.search(role_of(one))]
    made += [one for one in item.all("contentMeta", "contributor") if _WRITES.search(role_of(one))]
    told = dict.fromkeys(map(item.name, filter(_is_person, made)))
    return tuple(Person(name=one) for one in told if one and one not in others)


def _is_person(party: etree._Element) -> bool:
    kind = party.get("type", "").rpartition(":")[2].lower()
    if kind.startswith("org") or first(party, "organisationDetails") is not None:
        return False
    if kind == "person" or first(party, "personDetails") is not None:
        return True
    return any(names_in(line_of(one)) == (line_of(one),) for one in every(party, "name"))


def vocabularies_of(message: etree._Element) -> dict[str, str]:
    """The vocabularies that a message's catalog names, by their aliases, and those that need none."""
    return _VOCABULARIES | _aliases(every(message, "header", "catalog", "scheme"))


def _aliases(schemes: Iterable[etree._Element]) -> dict[str, str]:
    return {one.get("alias", ""): one.get("uri", "") for one in schemes}


def subjects(item: NewsItem, vocabularies: Mapping[str, str]) -> tuple[Subject, ...]:
    """What it is about. A name that a code has elsewhere in the item, in an `assert`, is its name too."""
    aliases = {**vocabularies, **_aliases(item.all("catalog", "scheme"))}
    names = {one.get("qcode"): item.best(every(one, "name")) for one in item.all("assert")}
    found = []
    for one in item.all("contentMeta", "subject"):
        scheme, code = concept_of(one)
        if code:
            name = item.best(every(one, "name")) or names.get(one.get("qcode"), "")
            found.append(Subject(code=code, name=name, scheme=aliases.get(scheme, scheme)))
        else:
            found.append(Subject(name=item.name(one)))
    found += [Subject(name=line_of(one)) for one in item.all("contentMeta", "keyword")]
    return tuple(dict.fromkeys(one for one in found if one.code or one.name))


def notes(item: NewsItem) -> tuple[str, str]:
    """The notes to editors, each once however often it is told, and the line that closes the copy."""
    notes: dict[str, str] = {}
    closing: list[str] = []
    for one in list(item.all("itemMeta", "edNote"))[:_MOST_NOTES]:
        paragraphs = _paragraphs(one)
        text = " ".join(paragraphs)
        if role_of(one) in {"closingline", "signoff"}:
            closing.append(text)
        elif not any(text in other for other in notes):
            notes[text] = "\n\n".join(paragraphs)
    return "\n\n".join(notes.values()), " ".join(closing)


def _paragraphs(element: etree._Element) -> list[str]:
    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        pieces.append("\n\n" if name_of(one).lower() in BLOCKS else "")
        said = one.text if event == "start" else one.tail if one is not element else ""
        pieces.append(said or "")
    parts = (" ".join(part.split()) for part in re.split(r"\n[^\S\n]*\n", "".join(pieces)))
    return [one for one in parts if one]


def embargo(item: NewsItem, copy: WireItem) -> tuple[datetime | None, PubStatus]:
    """When the embargo ends: an empty element says that there is none; one that nobody can read holds."""
    stated = first(item.root, "itemMeta", "embargoed")
    if stated is None:
        return copy.embargoed, PubStatus.USABLE
    until = read_stamp(line_of(stated))
    return until, held_until(line_of(stated), until)


def created(item: NewsItem, updated: datetime | None) -> datetime | None:
    """When the first version was made; else when the content was, if that was before this version."""
    content = item.date("contentMeta", "contentCreated")
    if content is not None and updated is not None and is_later(content, updated):
        content = None
    return item.date("itemMeta", "firstCreated") or content

"""What a NITF document says about its story."""

from __future__ import annotations

from lxml import etree

from feeds.model import Subject, Text
from feeds.parse.bylines import INITIALS, LONGEST_BYLINE, is_a_sentence, names_in, opens_with_by
from feeds.parse.dates import is_iso
from feeds.parse.nitf.copy import text_of
from feeds.parse.nitf.parts import Parts, first_of
from feeds.parse.xml import anywhere, attribute, every, first, line_of, name_of

_TITLES = frozenset({"byttl", "chron", "function", "location", "virtloc"})


def headline(parts: Parts) -> str:
    hedline = parts.one("hedline")
    if first(hedline, "hl1") is None and (text := line_of(hedline, without=("hl2",))):
        return text
    return parts.line("hl1", "title")


def summary(parts: Parts, byline: str) -> Text:
    """The abstract; else a headline under the headline, which some put into the byline."""
    for abstract in parts.all("abstract"):
        if (text := text_of(abstract)).value:
            return text
    under = (line_of(one) for hedline in parts.all("hedline") for one in every(hedline, "hl2"))
    told = (one for one in (*under, byline) if is_a_sentence(one))
    return Text(value=next(told, ""))


def bylines(parts: Parts) -> tuple[tuple[str, ...], str, str]:
    """The names in the bylines; what else stands there: a line of words, and somebody's initials."""
    names: dict[str, None] = {}
    others: list[str] = []
    initials = ""
    for byline in parts.all("byline"):
        people = [
            name
            for one in anywhere(byline, "person")
            if (text := line_of(one, without=_TITLES)) and len(text) <= LONGEST_BYLINE
            for name in names_in(text) or (text,)
        ]
        text = line_of(byline, without=_TITLES)
        found = tuple(people) or names_in(text)
        names |= dict.fromkeys(found)
        if not found and INITIALS.fullmatch(text):
            initials = initials or text
        elif not found and not opens_with_by(text):
            others.append(text)
    return tuple(names), next(filter(None, others), ""), initials


def language(root: etree._Element, parts: Parts) -> str:
    places = [root, parts.one("body"), parts.one("body.content")]
    values = (attribute(one, key) for one in places for key in ("lang", "baselang"))
    return next(filter(None, values), "") or parts.meta("language", "lang")


def provider(parts: Parts) -> str:
    """Who distributes it, else who is registered for it, whom it came from first, or whose it is."""
    sources = sorted(parts.all("from-src"), key=lambda one: attribute(one, "level-number")[:9])
    values = (
        parts.line("distributor"),
        parts.says("doc-id", "regsrc"),
        next(filter(None, (attribute(one, "src-name") for one in sources)), ""),
        parts.line("rights.owner"),
        parts.says("doc.copyright", "holder"),
    )
    return next(filter(None, values), "")


def dateline(element: etree._Element | None) -> str:
    """Its words, with commas between elements that leave them out; a time for machines is none."""
    pieces = (str(one) for one in element.itertext()) if element is not None else ()
    text = ""
    for piece in (" ".join(one.split()) for one in pieces):
        if piece and not is_iso(piece):
            apart = ", " if text and text[-1] not in ",(/-–—." and piece[0] not in "(/-–—" else " "
            text += piece if piece[0] in ",.;:)" else apart + piece
    return text.strip(" ,")


def located(parts: Parts) -> str:
    dateline = parts.one("dateline")
    location = next(anywhere(dateline, "location"), None) if dateline is not None else None
    city = first(location, "city")
    if text := line_of(city if city is not None else location):
        return text
    return parts.says("evloc", "city")


def notes(parts: Parts) -> list[str]:
    """Messages to editors, and all notes but those that are for the public and stand in the copy."""
    told = [attribute(one, "info") or line_of(one) for one in parts.all("ed-msg")]
    told += [
        line_of(one)
        for one in parts.all("note")
        if not _is_public(one) and attribute(one, "noteclass") != "cpyrt"
    ]
    return [one for one in dict.fromkeys(told) if one]


def _is_public(note: etree._Element) -> bool:
    inside = any(name_of(one) == "body.content" for one in note.iterancestors())
    return inside and attribute(note, "type") == "pa"


def usageterms(parts: Parts) -> str:
    told = [line_of(one) for one in parts.all("rights.limitations")]
    told += [attribute(one, "limitations") for one in parts.all("doc.rights")]
    return "\n".join(filter(None, dict.fromkeys(told)))


def copyright_notice(parts: Parts) -> str:
    for note in parts.all("note"):
        if attribute(note, "noteclass") == "cpyrt":
            return line_of(note)
    year, holder = parts.says("doc.copyright", "year"), parts.says("doc.copyright", "holder")
    return f"Copyright {year} {holder}".replace("  ", " ") if holder else parts.meta("copyright")


def subjects(parts: Parts) -> tuple[Subject, ...]:
    found = [
        Subject(
            code=attribute(one, "tobject.subject.refnum"),
            name=first_of(
                one, *(f"tobject.subject.{part}" for part in ("detail", "matter", "type"))
            ),
            scheme=attribute(one, "tobject.subject.ipr") or "IPTC",  # as the DTD has it
        )
        for one in parts.all("tobject.subject")
    ]
    for name, *keys in (("keyword", "key"), ("doc-scope", "scope"), ("fixture", "fix-id")):
        terms = (first_of(one, *keys) or line_of(one) for one in parts.all(name))
        found += [Subject(code=term, name=term) for term in terms]
    for content in parts.all("identified-content"):
        for one in content:
            name = line_of(one) or first_of(one, "value")
            code = first_of(one, "value", "location-code") or name
            found.append(Subject(code=code, name=name, scheme=first_of(one, "idsrc")))
    return tuple(dict.fromkeys(one for one in found if one.code or one.name))

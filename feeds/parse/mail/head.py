"""What desks write above the copy in a mail: ``Headline: ...``, ``Slug: ...``, ``Byline: ...``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feeds.model import Person, Subject
from feeds.parse.bylines import names_in, opens_with_by
from feeds.parse.dates import read_stamp
from feeds.parse.mail.text import Line

_LINE = re.compile(r"\*?([A-Za-z][A-Za-z '’/-]{0,28}?)\s?\*?:\*?(?:\s+(.*))?")
_EMBARGO = re.compile(
    r"[*\[(]?(?:strictly |under )?(embargo(?:ed)?)(?: (?:until|till|to|for)\b)?:?\s*(.*?)[\])*]?",
    re.IGNORECASE,
)
# What a desk calls a field, and what we do; "" for what is nobody's but the desk's.
_KEYS = {
    "headline": "headline", "head": "headline", "title": "headline", "hl": "headline",
    "slug": "slugline", "slugline": "slugline", "slug line": "slugline", "catchline": "slugline",
    "byline": "byline", "by-line": "byline", "author": "byline", "authors": "byline",
    "date": "date", "dateline": "dateline", "location": "located", "id": "guid",
    "story id": "guid", "version": "version", "urgency": "urgency", "priority": "urgency",
    "subjects": "subjects", "keywords": "subjects", "category": "subjects", "categories": "subjects",
    "language": "language", "summary": "summary", "abstract": "summary", "link": "link",
    "credit": "creditline", "credit line": "creditline", "source": "provider",
    "copyright": "copyrightnotice", "usage": "usageterms", "usage terms": "usageterms",
    "usageterms": "usageterms", "ednote": "ednote", "ed note": "ednote", "editor's note": "ednote",
    "editors' note": "ednote", "note to editors": "ednote", "embargo": "embargoed",
    "embargoed": "embargoed", "embargoed until": "embargoed", "embargo until": "embargoed",
    "words": "", "word count": "", "wordcount": "", "length": "", "desk": "", "service": "",
    "contact": "", "phone": "", "email": "", "e-mail": "", "from": "", "to": "", "sent": "",
    "subject": "", "attachments": "", "sender": "", "routing": "",
}  # fmt: skip
# What no story begins with, so that it tells a head from lines of speech.
_TELLING = frozenset(
    {"headline", "slugline", "byline", "ednote", "embargoed", "usageterms", "guid", "release"}
)
# What press offices write above their copy, a line of its own.
_RELEASES = frozenset(
    {
        "for immediate release", "for immediate use", "press release", "news release", "media release",
        "pressemitteilung", "communiqué de presse", "comunicado de prensa", "nota de prensa",
        "comunicato stampa", "persbericht",
    }
)  # fmt: skip
_NO_EMBARGO = frozenset({"", "none", "no", "n/a", "nil", "immediate", "for immediate release"})


def head_of(lines: Sequence[Line]) -> tuple[dict[str, str], int]:
    """The fields that stand above the copy, and how many lines they take; nothing and 0 where there
    is no head.
    """
    fields: dict[str, str] = {}
    place = taken = 0
    last = ""
    while place < len(lines):
        line = lines[place]
        found = _read(line.words)
        if line.blank:
            last = ""
        elif found is not None:
            last, value = found
            if last:
                fields[last] = f"{fields[last]}, {value}" if fields.get(last) else value
            taken = place + 1
        elif last and line.text[:1] in {" ", "\t"}:
            fields[last] = f"{fields[last]} {line.words}".strip()
            taken = place + 1
        elif taken and _stands_between(lines, place):
            last, taken = "", place + 1
        else:
            break
        place += 1
    return (fields, taken) if _TELLING & fields.keys() else ({}, 0)


def _read(words: str) -> tuple[str, str] | None:
    if words.casefold().strip(" *:.-–—") in _RELEASES:
        return "release", ""
    hit = _LINE.fullmatch(words)
    if hit is not None:
        name = _KEYS.get(hit[1].lower().replace("’", "'"))
        if name is not None:
            return name, (hit[2] or "").strip(" *")
    hit = _EMBARGO.fullmatch(words) if len(words) <= 120 else None
    if hit is not None and (hit[1].isupper() or words.endswith((")", "]")) or ":" in words[:24]):
        return "embargoed", hit[2].strip() or "?"
    return None


def _stands_between(lines: Sequence[Line], place: int) -> bool:
    """Whether a field that nobody here knows stands between two that are known: it is no copy."""
    if lines[place - 1].blank or place + 1 >= len(lines):
        return False
    return (
        _LINE.fullmatch(lines[place].words) is not None
        and _read(lines[place + 1].words) is not None
    )


def names(value: str) -> tuple[Person, ...]:
    """The people of a byline, which desks list with commas too."""
    first, *others = re.split("[,;]", value)
    parts = [first if opens_with_by(first) else f"By {first}", *others]
    return tuple(
        Person(name=name) for name in dict.fromkeys(name for one in parts for name in names_in(one))
    )


def subjects(value: str) -> tuple[Subject, ...]:
    """Terms with commas or semicolons between."""
    terms = (part.strip() for part in re.split("[,;]", value))
    return tuple(Subject(code=term.lower(), name=term) for term in terms if term)


def barred(value: str) -> bool:
    """Whether a story is under an embargo of which nobody can read when it ends."""
    return value.lower() not in _NO_EMBARGO and read_stamp(value) is None

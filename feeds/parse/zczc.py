"""Bulletins between ZCZC and NNNN without a header of IPTC 7901: fields, each a line begun by a sign.

ZCZC AAP            who sends it
%A  $J  &AAPIS  *07000000  @QLD     desk, category, routing, subject code, region: not for readers
#Bell_BC1           the keyword; so does ":" where nothing stands in brackets
$Divers raise a bell    the headline; so does "^"; one letter is a category
:(PUNE)             the dateline
Divers raised a bell from the bay.
AAP RTV
NNNN
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from feeds.model import Subject, Text, WireItem
from feeds.parse.wirebytes import are_wide, closing, flat, notebook, paragraphs
from feeds.parse.wiretext import first_line

_ZCZC = re.compile(r"[ \t]*ZCZC\b[ \t]*(?P<rest>[^\n]{0,200})")
_FIELD = re.compile(r"\s{0,8}(?P<sign>[%#$:&*@~^=+])(?P<value>\S[^\n]*)?\s*")
_AGAIN = frozenset(":%&@*")
_ROUTING = re.compile(r"([A-Z])\1 (?:[A-Z0-9(][A-Z0-9 ()./-]*|[A-Z]{2}[A-Za-z]{1,6})")
_SENDER = re.compile(r"[A-Za-z]{2,8}")
_PLACED = re.compile(
    r"\(([^()]{2,60})\)|([A-Z][A-Z .'/-]+, [A-Z][a-z]{2,8}\.? [0-9]{1,2}\b.{0,30})"
)
_SUBJECT = re.compile(r"[0-9]{8}")
_SCHEME = "http://cv.iptc.org/newscodes/subjectcode/"
# The first of the three levels of IPTC's subject codes.
_TOPICS = {
    f"{number:02}000000": name
    for number, name in enumerate(
        (
            "arts, culture and entertainment", "crime, law and justice", "disaster and accident",
            "economy, business and finance", "education", "environmental issue", "health", "human interest",
            "labour", "lifestyle and leisure", "politics", "religion and belief", "science and technology",
            "social issue", "sport", "unrest, conflicts and war", "weather",
        ),
        1,
    )
}  # fmt: skip
_DATELINED = re.compile(r".{0,80}\([^()]{2,30}\)")
_LONGEST_HEADLINE = 200

Fields = dict[str, list[str]]


def bulletin(message: str) -> WireItem | None:
    """The item of one bulletin, undated: it names no day. None where there is nothing in it."""
    hit = _ZCZC.search(message)
    sender = _SENDER.fullmatch(hit["rest"].split(" ")[0].strip()) if hit is not None else None
    lines = (message[hit.end() :] if hit is not None else message).split("\n")
    fields, text = _parted(lines)
    copy, private = notebook(text)
    provider = sender[0] if sender is not None else ""
    signoff = closing(copy, private, (provider,) if provider else ())
    keywords = [one for one in fields.get(":", []) if one and _PLACED.fullmatch(one) is None]
    datelines = [hit[1] or hit[2] for one in fields.get(":", []) if (hit := _PLACED.fullmatch(one))]
    headline = _stated(fields)
    if not headline:
        headline, copy = _first(copy)
    body = "\n\n".join(paragraphs(copy))
    if not headline and not body:
        return None
    return WireItem(
        headline=Text(value=headline or first_line(body)),
        body=Text(value=body),
        subjects=tuple(
            Subject(code=code, name=_TOPICS.get(code, ""), scheme=_SCHEME)
            for one in (*fields.get("*", []), *fields.get("+", []))
            for code in _SUBJECT.findall(one)
        ),
        provider=provider,
        dateline=next(iter(datelines), ""),
        signoff=signoff,
        slugline=next(iter((*fields.get("#", []), *keywords)), ""),
        ednote="\n".join(private).strip(),
    )


def _parted(lines: Sequence[str]) -> tuple[Fields, list[str]]:
    """The fields of a bulletin by their signs, and the lines of its text."""
    fields: Fields = {}
    full = [place for place, line in enumerate(lines) if line.strip()]
    last = -1
    for place in full:
        line = lines[place]
        if fields and place > last + 1 and not _goes_on(line):
            return fields, list(lines[last + 1 :])
        last = place
        hit = _FIELD.fullmatch(line)
        if hit is None or (hit["sign"] in fields and hit["sign"] not in _AGAIN):
            if _ROUTING.fullmatch(line.strip()[:_LONGEST_HEADLINE]) is not None:
                continue
            return fields, list(lines[place:])
        fields.setdefault(hit["sign"], []).append((hit["value"] or "").strip())
    return fields, []


def _goes_on(line: str) -> bool:
    """Whether a line behind a blank one is a field that only a head has: its dateline, its routing."""
    hit = _FIELD.fullmatch(line)
    if hit is None or hit["sign"] not in _AGAIN:
        return False
    value = (hit["value"] or "").strip()
    return hit["sign"] != ":" or not value or _PLACED.fullmatch(value) is not None


def _stated(fields: Fields) -> str:
    """The headline that has a field; of those of AAP's desks some have a category of one letter there."""
    found = (flat([one]) for sign in "^$" for one in fields.get(sign, []))
    return next((one for one in found if len(one) > 3), "")


def _first(lines: list[str]) -> tuple[str, list[str]]:
    """A first line that stands alone is the headline, and so is one that is no sentence where every line
    is a paragraph.
    """
    full = [place for place, line in enumerate(lines) if line.strip()]
    if len(full) < 2:
        return "", lines
    first = flat([lines[full[0]]])
    apart = full[1] > full[0] + 1 or (are_wide(lines) and first[-1].isalnum())
    if not apart:
        return "", lines
    if len(first) > _LONGEST_HEADLINE or _DATELINED.match(first) is not None:
        return "", lines
    return first.rstrip("=+ "), lines[full[0] + 1 :]

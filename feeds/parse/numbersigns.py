"""Wire text whose head has a line a field, each begun by two letters and a number sign.

zczc
AN#26945219           its number
KN#Bay Bites          who sends it
PD#02 November 2026 10:00:00
BY#Meher Rao          the byline
KY#BELL Baynews       the keyword
TI#Divers raise a bell
AB#Divers raised a bell from the bay.
TX#
Divers raised ...     the story, from here on
"""

from __future__ import annotations

import re

from feeds.model import Person, Text, WireItem
from feeds.parse.bylines import names_in
from feeds.parse.dates import read_date

_LINE = re.compile(r"(?P<name>[A-Z]{2})#[ \t]*(?P<value>[^\n]*)")
_START = re.compile(r"\s*ZCZC\b[^\n]*\n", re.IGNORECASE)
_END = re.compile(r"\n[ \t]*NNNN\b.*\Z", re.DOTALL)
_LONGEST_HEAD = 40


def signed_fields(text: str) -> WireItem | None:
    """The story under such a head; None where there is none, or where it does not say where the story
    begins.
    """
    start = _START.match(text)
    lines = text[start.end() if start is not None else 0 :].split("\n")
    fields: dict[str, str] = {}
    for place, line in enumerate(lines[:_LONGEST_HEAD]):
        hit = _LINE.fullmatch(line.rstrip())
        if hit is None:
            return None
        if hit["name"] == "TX":
            return _item(fields, "\n".join([hit["value"], *lines[place + 1 :]]))
        fields.setdefault(hit["name"], hit["value"].strip())
    return None


def _item(fields: dict[str, str], story: str) -> WireItem | None:
    paragraphs = (line.strip() for line in _END.sub("", story).split("\n"))
    body = "\n\n".join(filter(None, paragraphs))
    headline = fields.get("TI", "")
    if not headline or not body:
        return None
    published = read_date(fields.get("PD", ""))
    return WireItem(
        guid=fields.get("AN", ""),
        headline=Text(value=headline),
        summary=Text(value=fields.get("AB", "")),
        body=Text(value=body),
        authors=tuple(Person(name=one) for one in names_in(fields.get("BY", ""))),
        published=published,
        updated=published,
        provider=fields.get("KN", ""),
        slugline=fields.get("KY", ""),
    )

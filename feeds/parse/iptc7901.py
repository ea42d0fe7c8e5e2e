"""IPTC 7901, as agencies have sent it since teleprinters, and its relatives between ZCZC and NNNN.

SOH eca0124 3 i 93  dpa 1888      source, number, priority, category, words, what else there is
Bay/bells/                        the keyword
STX 1ST LEAD                      what kind of message it is
Divers raise a bell =             the headline, a byline behind it
By Meher Rao, dpa =

Pune (dpa) - Divers raised ...
# Notebook                        for editors, from here on
dpa mr ak
ETX 212101 GMT Nov 18 EOT         day and time; the month and the year are not in all
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, Person, PubStatus, Subject, Text, WireItem
from feeds.parse.bylines import printed
from feeds.parse.dates import month
from feeds.parse.safety import refuse_crowds
from feeds.parse.wirebytes import (
    SOH,
    STX,
    closing,
    day_of,
    decoded,
    ended,
    flat,
    instant,
    notebook,
    paragraphs,
    written,
)
from feeds.parse.wireheads import DATELINED, MARKED, block_at, titles_of
from feeds.parse.wiretext import first_line
from feeds.parse.zczc import bulletin

_MORE = r"(?:[ ]++(?P<more>[^\s][^\n\x02]{0,80}))?[^\S\n]*+(?=[\n\x02]|\Z)"
_HEADER = re.compile(
    r"\x01\s{0,20}(?P<source>[A-Za-z]{0,6})[ ]?(?P<number>[0-9]{1,5})[ ]+(?P<priority>[1-9])"
    rf"[ ]+(?P<category>[A-Za-z]{{1,3}})(?:[ ]+(?P<words>[0-9]{{1,5}}))?{_MORE}"
)
# Without its control character only a whole one is a header.
_BARE = (
    r"^[ \t]{0,8}[A-Za-z]{2,6}[0-9]{3,5}[ ]{1,4}[1-9][ ]{1,4}[A-Za-z]{1,3}[ ]{1,4}[0-9]{1,5}(?=\s)"
)
_BARE_HEADER = re.compile(
    r"^[ \t]{0,8}(?P<source>[A-Za-z]{2,6})(?P<number>[0-9]{3,5})[ ]{1,4}(?P<priority>[1-9])[ ]{1,4}"
    rf"(?P<category>[A-Za-z]{{1,3}})[ ]{{1,4}}(?P<words>[0-9]{{1,5}}){_MORE}",
    re.MULTILINE,
)
_START = re.compile(
    rf"\x01(?=\s{{0,20}}[A-Za-z]{{0,6}}[ ]?[0-9]{{1,5}}\s)|^[ \t]{{0,8}}ZCZC\b|{_BARE}",
    re.MULTILINE,
)
_END = re.compile(r"\x04|^[ \t]{0,8}NNNN\b[^\n]*", re.MULTILINE)
_NO_COPY = re.compile(r"\s*(?:\x01\s*)?(?:ZCZC[^\n]*)?\s*")

_STAMP = re.compile(
    r"(?P<day>[0-3][0-9])(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])"
    r"(?:\s*(?P<zone>Z|GMT|UTC|CES?T|MESZ|MEZ|BST|[ECMP][SD]T|AE[SD]T|NZ[SD]T|JST|IST|HKT|SGT|MSK)\b)?"
    r"(?:\s+(?P<month>[^\W\d_]{3,9})\.?)?(?:\s+(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_IN_BRACKETS = re.compile(r"\([^()\n]{1,60}\)")
_WORDS = re.compile(r"[^\W\d_]+")
# What dpa's desks, and others after them, call their services; of those that are not here only they know.
_CATEGORIES = {
    "e": "Entertainment", "f": "Finance", "i": "International", "ku": "Culture", "p": "Politics", "pl": "Politics",
    "s": "Sport", "sp": "Sport", "w": "Economy", "wi": "Economy",
}  # fmt: skip
_SERVICE = "rs"


def parse_iptc7901(payload: Payload) -> Delivery:
    """The items of a file of messages in IPTC 7901 (its header, text and trailer), and of bulletins between
    ZCZC and NNNN. Raises ParseError where there is no text, no message, no text in any, or more than 2000
    of them.
    """
    text = decoded(payload)
    found = _messages(text)
    if not found and (STX in text or SOH in text):
        found = [text]
    if not found:
        message = "no message of IPTC 7901: it has neither a header nor ZCZC"
        raise ParseError(message, payload.media_type, "line 1")
    refuse_crowds(found, payload)
    items = tuple(item for one in found if (item := _item(one, payload)) is not None)
    if not items:
        raise ParseError("the message has no text in it", payload.media_type)
    return Delivery(format="iptc7901", items=items)


def _messages(text: str) -> list[str]:
    """The messages of a text, each from its first mark to its end or to the next one."""
    found: list[str] = []
    for piece in _END.split(text):
        begin: int | None = None
        last = 0
        for hit in _START.finditer(piece):
            if begin is None:
                begin = hit.start()
            elif _NO_COPY.fullmatch(piece, last, hit.start()) is None:
                found.append(piece[begin : hit.start()])
                begin = hit.start()
            last = hit.start()
        if begin is not None:
            found.append(piece[begin:])
    return found


def _item(message: str, payload: Payload) -> WireItem | None:
    header = _HEADER.search(message, 0, 400) or _BARE_HEADER.search(message, 0, 400)
    if header is None and message.lstrip().startswith("ZCZC"):
        item = bulletin(ended(message)[0])
        return item if item is None else _dated(item, None, payload)
    if header is None:  # damaged: whatever its first line says, the text is behind it
        first, parted, rest = message.partition(STX)
        item = _copy(first if parted else "", rest if parted else message, {}, payload)
    else:
        before, parted, rest = message[header.end() :].partition(STX)
        fields = {name: value or "" for name, value in header.groupdict().items()}
        item = _copy(before if parted else "", rest if parted else before, fields, payload)
    return item


def _copy(before: str, text: str, fields: dict[str, str], payload: Payload) -> WireItem | None:
    """The item of a message: `before` is what stands between its header and its start of text."""
    text, after = ended(text)
    lines = text.split("\n")
    stamp = _stamp(after.split("\n"), lines, written(payload))
    keyword, lines = _keyword(before if fields else "", lines)
    titles, lines = titles_of(lines)
    copy, private = notebook(lines)
    tags = _WORDS.findall(fields.get("more", ""))
    signoff = closing(copy, private, tags)
    body = "\n\n".join(paragraphs(copy))
    if not titles.headline and not body:
        return None
    prefix = "CORRECTION: " if titles.correction else ""
    category = fields.get("category", "").lower()
    service = category == _SERVICE and keyword.strip("/ ").lower() == "impressum"
    names = printed(titles.byline)
    item = WireItem(
        guid=_guid(fields, stamp),
        headline=Text(value=prefix + (titles.headline or first_line(body))),
        body=Text(value=body),
        authors=(Person(name=names),) if names else (),
        subjects=tuple(
            Subject(code=category, name=name) for name in filter(None, [_CATEGORIES.get(category)])
        ),
        provider=_provider(tags, body, signoff),
        signoff=signoff,
        version=titles.version,
        slugline=keyword.strip("/ "),
        urgency=int(fields["priority"]) if fields else None,
        pubstatus=PubStatus.WITHHELD if service else titles.pubstatus,
        ednote="\n\n".join(filter(None, [titles.note, "\n".join(private).strip()])),
    )
    return _dated(item, stamp, payload)


def _dated(item: WireItem, stamp: datetime | None, payload: Payload) -> WireItem:
    if stamp is None and payload.modified_at is not None:
        stamp = payload.modified_at.astimezone(UTC).replace(microsecond=0)
    return replace(item, published=stamp, updated=stamp)


def _guid(fields: dict[str, str], stamp: datetime | None) -> str:
    """The number starts anew, as often as every day: it is one message's only beside the day."""
    if not fields or stamp is None:
        return ""
    return f"{fields['source']}{fields['number']}-{stamp.date().isoformat()}"


def _provider(tags: Sequence[str], body: str, signoff: str) -> str:
    """Which of the words that end the header is an agency: that which the copy is credited to."""
    credited = " ".join([*_IN_BRACKETS.findall(body[:600]), signoff])
    known = _WORDS.findall(credited)
    return next((tag for tag in tags if len(tag) > 1 and tag in known), "")


def _stamp(after: Sequence[str], lines: list[str], near: datetime) -> datetime | None:
    """The day and time behind the text; taken off it where no end of text parts them."""
    for line in after[:20]:
        if (hit := _STAMP.fullmatch(line[:80].strip())) is not None:
            return _instant(hit, near)
    while lines and not lines[-1].strip():
        lines.pop()
    hit = _STAMP.fullmatch(lines[-1][:80].strip()) if lines else None
    if hit is None or not (hit["zone"] or month(hit["month"] or "")):
        return None
    lines.pop()
    return _instant(hit, near)


def _instant(hit: re.Match[str], near: datetime) -> datetime | None:
    number = month(hit["month"] or "")
    year = hit["year"] if number and hit["year"] else ""
    return instant(
        day_of(year, number, int(hit["day"]), near), hit["hour"], hit["minute"], hit["zone"] or ""
    )


def _keyword(before: str, lines: list[str]) -> tuple[str, list[str]]:
    """The keyword stands before the start of text, or in a line of its own before the headline."""
    words = flat(before.split("\n"))
    if words:
        return words[:200], lines
    place = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    block = block_at(lines, place)
    first = block[0].strip() if block else ""
    if not first or len(first) > 80 or MARKED.search(first) or DATELINED.match(first):
        return "", lines
    if first.endswith("/") or len(block) == 1 or any(MARKED.search(line) for line in block):
        has_more = any(line.strip() for line in lines[place + 1 :])
        return (first, lines[place + 1 :]) if has_more else ("", lines)
    return "", lines

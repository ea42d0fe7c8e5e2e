"""ANPA 1312, the wire of American agencies, and what others have made of it.

SYN SYN SOH w2870 US asian                      service level and number, selector
r i DC3 DC1 BC-Bay-Bell 1stLd 11-13 0466        priority, category, keyword, version, date, words
STX ^BC-Bay-Bell, 1st Ld-Writethru,466<         the slug line, then the headline, notes, the byline
^Divers raise a bell<
^Eds: Adds quotes.<
^By MEHER RAO=
^Associated Press=
PUNE, India (AP) _ Divers raised ...        a tabulator begins a paragraph
ETX AP-WF-11-13-13 1509GMT< EOT
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, Person, PubStatus, Subject, Text, WireItem
from feeds.parse.anpalines import Top, bare, top_of
from feeds.parse.bylines import printed
from feeds.parse.safety import refuse_crowds
from feeds.parse.wirebytes import (
    EOT,
    SOH,
    STX,
    day_of,
    decoded,
    ended,
    instant,
    notebook,
    paragraphs,
    written,
)
from feeds.parse.wiretext import first_line

_SECOND_LINE = (
    r"(?P<priority>[A-Za-z])[ ](?P<category>[A-Za-z])[ ]{1,4}(?P<keyword>[^\n\x02]{0,80}?)"
    r"(?:[ ]{1,40}(?P<date>[0-3]?[0-9]-[0-3]?[0-9])(?:[ ]{1,8}[0-9]{1,5})?)?[ ]{0,20}(?=[\n\x02]|\Z)"
)
# Without its control character only a header of two lines is one.
_HEADER = re.compile(
    r"(?:\x01\s{0,8}\^?|^[ ^]{0,4})(?P<service>[A-Za-z])(?P<number>[0-9]{4})(?![0-9])\x01?"
    rf"[^\n\x02]{{0,40}}?[\n ]{{1,4}}{_SECOND_LINE}",
    re.MULTILINE,
)
_TRAILER = re.compile(
    r"(?P<agency>[A-Za-z]{2,6})-[A-Za-z]{2,6}-(?P<month>[01]?[0-9])-(?P<day>[0-3]?[0-9])-(?P<year>[0-9]{4}|[0-9]{2})"
    r"\s+(?P<hour>[0-2][0-9]):?(?P<minute>[0-5][0-9])\s?(?P<zone>[A-Za-z]{1,5})?"
)
# Kyodo's, whose days stand before their months.
_OTHER_TRAILER = re.compile(
    r"(?P<desk>[A-Z]{2,6})-(?P<hour>[0-2][0-9]):(?P<minute>[0-5][0-9])-(?P<day>[0-3][0-9])-(?P<month>[01][0-9])"
    r"-(?P<year>[0-9]{4}|[0-9]{2})"
)
_SIGNED = re.compile(r"==\s?(?P<agency>[A-Z][A-Za-z]{1,20})")
_VERSION = re.compile(
    r"\b(?P<number>[0-9]{1,2})(?:st|nd|rd|th) ?(?:Ld|Lead|Writethru|Update)", re.IGNORECASE
)
# Pieces of a story that was sent before: none is a story of its own.
_PARTS = re.compile(r"\b(?:[0-9]{1,2}(?:st|nd|rd|th) ?)?(?:Add|Insert|Sub|Pickup)\b")
_KILLED = re.compile(r"\b(?:Kill|Elimination|Eliminate|Disregard|Withdrawn)\b", re.IGNORECASE)
_HELD = re.compile(r"\b(?:Withhold|Hold|Advisory)\b", re.IGNORECASE)
_CORRECTED = re.compile(r"\bCorrect(?:ion|ive|ed|s)?\b", re.IGNORECASE)
_ADVANCE = re.compile(r"(?<![A-Za-z])Advs?\.?[ -]?(?P<day>[0-3]?[0-9])?(?![a-z])", re.IGNORECASE)
_MOST_OF_A_FLASH = 100
_TWO_MONTHS = 62
"""Days within which every day of a month comes round."""

_URGENCIES = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5}
_CATEGORIES = {
    "c": "Features", "d": "Food", "e": "Entertainment", "f": "Finance", "i": "International", "k": "Commentary",
    "l": "Lifestyle", "o": "Weather", "p": "Politics", "q": "Sports results", "s": "Sports", "t": "Travel",
}  # fmt: skip
_NOT_FOR_PRINT = "v"


def parse_anpa(payload: Payload) -> Delivery:
    """The items of a file of messages in ANPA 1312 (its header, text and trailer). Raises ParseError where
    there is no text, no message, no text in any, or more than 2000 of them.
    """
    text = decoded(payload)
    found = _messages(text)
    if not found and (STX in text or SOH in text or "^" in text):
        found = [text]
    if not found:
        raise ParseError("no message of ANPA 1312: it has no header", payload.media_type, "line 1")
    refuse_crowds(found, payload)
    items = tuple(item for one in found if (item := _item(one, payload)) is not None)
    if not items:
        raise ParseError("the message has no text in it", payload.media_type)
    return Delivery(format="anpa", items=items)


def _messages(text: str) -> list[str]:
    found = []
    for piece in text.split(EOT):
        starts = [hit.start() for hit in _HEADER.finditer(piece)]
        ends = [*starts[1:], len(piece)]
        found += [piece[start:end] for start, end in zip(starts, ends, strict=False)]
    return found


def _item(message: str, payload: Payload) -> WireItem | None:
    header = _HEADER.match(message)
    fields = {k: v or "" for k, v in header.groupdict().items()} if header is not None else {}
    text = message[header.end() :] if header is not None else message
    before, parted, rest = text.partition(STX)
    text, after = ended(rest if parted else before)
    lines = text.split("\n")
    provider, stamp = _trailer(after.split("\n"), lines, written(payload))
    top, lines = top_of(lines, fields.get("keyword", ""))
    copy, private = notebook([bare(line) for line in lines])
    body = paragraphs(copy)
    # One line more than the headline is a summary; several are text, as in tables and digests.
    summary = top.others[0] if len(top.others) == 1 and body else ""
    if not summary:
        body = [*top.others, *body]
    if not body and not top.headline:
        return None
    stamp = stamp or _other_date(fields.get("date", ""), payload)
    # The version stands in the slug line, and in the header behind the 24 signs of the keyword.
    stated = f"{top.rest} {fields.get('keyword', '')[24:]}"
    corrected = "CORRECTION: " if _CORRECTED.search(top.rest) is not None else ""
    embargoed, held = _embargo(f"{top.slug} {stated}", stamp or written(payload))
    version = _VERSION.search(stated)
    names = printed(top.byline)
    return WireItem(
        guid=_guid(fields, stamp),
        headline=Text(value=corrected + (top.headline or first_line(body[0]))),
        summary=Text(value=summary),
        body=Text(value="\n\n".join(body)),
        authors=(Person(name=names),) if names else (),
        published=stamp,
        updated=stamp,
        embargoed=embargoed,
        subjects=_subjects(fields),
        provider=provider or top.credit or _signed(body),
        version=version["number"] if version is not None else "",
        slugline=top.slug,
        urgency=_urgency(fields, top),
        pubstatus=_pubstatus(fields, top, held=held),
        ednote="\n\n".join(filter(None, [*top.notes, "\n".join(private).strip()])),
    )


def _trailer(after: Sequence[str], lines: list[str], near: datetime) -> tuple[str, datetime | None]:
    """The agency and the instant behind the text; taken off it where no end of text parts them."""
    for line in after[:20]:
        if (found := _read_trailer(line, near)) is not None:
            return found
    while lines and not lines[-1].strip():
        lines.pop()
    found = _read_trailer(lines[-1], near) if lines else None
    if found is None:
        return "", None
    lines.pop()
    return found


def _read_trailer(line: str, near: datetime) -> tuple[str, datetime | None] | None:
    stripped = line[:80].strip(" \t<^")
    hit = _TRAILER.fullmatch(stripped) or _OTHER_TRAILER.fullmatch(stripped)
    if hit is None:
        return None
    said = hit.groupdict()
    day = day_of(said["year"], int(said["month"]), int(said["day"]), near)
    stamp = instant(day, said["hour"], said["minute"], said.get("zone") or "")
    return said.get("agency") or "", stamp


def _other_date(stated: str, payload: Payload) -> datetime | None:
    """When the file was written, where it is known; else midnight of the header's day, of which some
    agencies write the day before the month.
    """
    if payload.modified_at is not None:
        return payload.modified_at.astimezone(UTC).replace(microsecond=0)
    if not stated:
        return None
    near = written(payload)
    first, second = map(int, stated.split("-"))
    pairs = ((first, second), (second, first))
    days = [day for pair in pairs if pair[0] and (day := day_of("", *pair, near)) is not None]
    day = min(days, key=lambda one: abs(one - near.date()), default=None)
    return instant(day, "00", "00", "")


def _guid(fields: dict[str, str], stamp: datetime | None) -> str:
    """The number starts anew, as often as every day: it is one message's only beside the day."""
    if not fields or stamp is None:
        return ""
    return f"{fields['service']}{fields['number']}-{stamp.date().isoformat()}"


def _signed(body: Sequence[str]) -> str:
    hit = _SIGNED.fullmatch(body[-1]) if body else None
    return hit["agency"] if hit is not None else ""


def _subjects(fields: dict[str, str]) -> tuple[Subject, ...]:
    code = fields.get("category", "").lower()
    return (Subject(code=code, name=_CATEGORIES[code]),) if code in _CATEGORIES else ()


def _urgency(fields: dict[str, str], top: Top) -> int | None:
    """By the priority letter. Features are sent with that of a flash; but none is as short."""
    found = _URGENCIES.get(fields.get("priority", "").lower())
    return None if found == 1 and top.words > _MOST_OF_A_FLASH else found


def _embargo(stated: str, near: datetime) -> tuple[datetime | None, bool]:
    """Advances name the day from which they may be used, which begins at midnight and is never past when
    they are sent; those that name none are held until somebody has read them.
    """
    hit = _ADVANCE.search(stated)
    if hit is None:
        return None, False
    day = _next_day(int(hit["day"]), near) if hit["day"] else None
    return instant(day, "00", "00", ""), day is None


def _next_day(number: int, near: datetime) -> date | None:
    """The first day of some month with this number that is not before `near`; None where there is none."""
    start = near.date().toordinal()
    days = map(date.fromordinal, range(start, min(start + _TWO_MONTHS, date.max.toordinal() + 1)))
    return next((one for one in days if one.day == number), None)


def _pubstatus(fields: dict[str, str], top: Top, *, held: bool) -> PubStatus:
    if _KILLED.search(top.rest) is not None:
        return PubStatus.CANCELED
    held = held or top.held or fields.get("category", "").lower() == _NOT_FOR_PRINT
    if held or _HELD.search(top.rest) is not None or _PARTS.search(top.rest) is not None:
        return PubStatus.WITHHELD
    return PubStatus.USABLE

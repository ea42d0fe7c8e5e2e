"""Plain wire text: one story a file, with or without a head of ``name: value`` lines.

    headline: Ferry service resumes            gnn9.com :http://www.gnn9.com/: Global News Network 9
    date: 2026-11-02 10:00
    id: ferry-1                                http://www.gnn9.com

    Pune, Nov 2 (IANS) The ferry ...           'Ferry service resumes'

    --IANS                                     02/11/2026 10:00 by admin

                                               Pune: The ferry ...

The right-hand form is a story's page as the site shows it, saved as text. A head of number signs has a module
of its own (`numbersigns`). The last form is a press release:

    Source: Bay Divers Ltd
    MEDIA RELEASE PR12345
    Divers raise a bell from
    the bay at Pune

    PUNE, India, Nov. 2, 2026 /PRNewswire-AsiaNet/ --
"""

from __future__ import annotations

import difflib
import email.utils
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, Person, Subject, Text, WireItem
from feeds.parse.numbersigns import signed_fields
from feeds.parse.wirebytes import characters, notebook

_HEAD = re.compile(r"([A-Za-z][\w-]{0,23}(?: [\w-]{1,23})?)[ \t]*:[ \t]*(.*)", re.ASCII)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_KEYS = frozenset(
    {
        "headline", "date", "id", "slugline", "byline", "language", "subjects", "link", "urgency",
        "version", "ednote", "usageterms",
    }
)  # fmt: skip
# What tells a head from lines of speech; the last two are never to be published.
_TELLING = frozenset({"headline", "date", "id", "ednote", "usageterms"})
_PAGE_SITE = re.compile(r"\S+\s*:\s*https?://\S+\s*:\s*\S.*")
_PAGE_STAMP = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2}) by \S.*")
_SITE_STAMP = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2}))?")
_DATELINE_SIGN = re.compile(r"^.{0,80}\([^()]{2,30}\)|^\S{2,20}电")
_DATELINE = re.compile(
    r"^(?:.{0,80}?\([^()]{2,30}\)[\s:–—_-]*|[A-Z][A-Z .'/-]{2,40}, [A-Z][a-z]{2,8}\.? [0-9]{1,2} [A-Z]{2,6} -+ )"
)
# Behind a headline that no blank line parts from it.
_OPENS = re.compile(
    r"[^\W\d_a-z][^\n(.!?]{0,60}\([^()\n]{2,30}\)\s?(?:[-–—:_।]|(?=[A-Z]))|\S{2,20}日电"
)
_KIND = re.compile(
    r"\(?(?:URGENT|FLASH|BREAKING|ALERT|BULLETIN|AVANCE|ALERTE|EIL|KILL|WITHDRAWN|HOLD|ADVISORY|EMBARGOED|CORRECTION|"
    r"CORRECTED|REFILE|RPT|REPEAT|UPDATE [0-9]{1,2}|(?:[0-9]{1,2}(?:ST|ND|RD|TH) )?LEAD)\)?:?"
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_RELEASE = re.compile(
    r"(?:MEDIA|PRESS|NEWS|Media|Press|News) (?:RELEASE|Release)(?:[ ]+(?P<id>[A-Z]{0,4}[0-9]{1,12}))?"
)
_RELEASED_BY = re.compile(r"(?:Source|SOURCE)[ \t]{0,8}:[ \t]*(?P<name>\S.*)")
_LONGEST_HEADLINE = 200


def parse_wiretext(payload: Payload) -> Delivery:
    """The one story of a text file. Raises ParseError where there is no text or no story."""
    text = characters(payload).replace("\r\n", "\n").replace("\r", "\n").strip("\n \t\ufeff\x1a")
    if not text.strip():
        raise ParseError("the file is empty", payload.media_type)
    if (hit := _BINARY.search(text)) is not None:
        line = text.count("\n", 0, hit.start()) + 1
        raise ParseError("the file is no text", payload.media_type, f"line {line}")
    copy, private = notebook(text.split("\n"))
    text = "\n".join(copy).strip("\n \t")
    item = (
        signed_fields(text)
        or _page(text)
        or _release(text)
        or _headed(text, payload)
        or _bare(text)
    )
    if not item.body:
        raise ParseError("the file has no story in it", payload.media_type)
    notes = [item.ednote, "\n".join(private).strip()]
    item = replace(item, ednote="\n\n".join(filter(None, notes)))
    if item.published is None and payload.modified_at is not None:
        item = _dated(item, payload.modified_at)
    return Delivery(format="wiretext", items=(item,))


def _page(text: str) -> WireItem | None:
    """A saved page of the site: its name, its address, headline, date, story."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text)]
    if len(blocks) < 4 or not _PAGE_SITE.fullmatch(blocks[0]):
        return None
    for place, block in enumerate(blocks[:5]):
        if (hit := _PAGE_STAMP.fullmatch(block)) is not None and place >= 1:
            day, month, year, hour, minute = map(int, hit.groups())
            return WireItem(
                headline=Text(value=blocks[place - 1]),
                body=Text(value="\n\n".join(blocks[place + 1 :])),
                published=_instant(year, month, day, hour, minute),
            )
    return None


def _release(text: str) -> WireItem | None:
    """A press release: whose it is, that it is one, its headline; None where it does not say so."""
    head, *rest = _BLANK_LINE.split(text, maxsplit=1)
    lines = [" ".join(line.split()) for line in head.split("\n")]
    source = _RELEASED_BY.fullmatch(lines[0])
    if source is not None:
        lines.pop(0)
    hit = _RELEASE.fullmatch(lines[0]) if lines else None
    if hit is None or not rest:
        return None
    headline = " ".join(lines[1:])
    if not headline:
        headline, *rest = _BLANK_LINE.split(rest[0].strip("\n"), maxsplit=1)
    if len(headline) > 2 * _LONGEST_HEADLINE or not "".join(rest).strip():
        return None
    return WireItem(
        guid=hit["id"] or "",
        headline=Text(value=" ".join(headline.split())),
        body=Text(value="".join(rest).strip("\n")),
        creditline=source["name"].strip() if source is not None else "",
    )


def _headed(text: str, payload: Payload) -> WireItem | None:
    """A head of known names, ended by a blank line, and the story under it; None where there is none.

    Raises ParseError where the first lines are a head, but not all of them can be read: what stands
    in them is not all for the public.
    """
    head, *rest = _BLANK_LINE.split(text, maxsplit=1)
    story = rest[0] if rest else ""
    hits = [_HEAD.fullmatch(line.rstrip()) for line in head.split("\n")]
    names = [hit[1].lower() if hit is not None else "" for hit in hits]
    known = _KEYS.intersection(names)
    if not _KEYS.issuperset(names):
        # A story may begin with "Date: the fruit ..."; with any other of these only a head does.
        if known & _TELLING and (all(names) or (names[0] in known and known != {"date"})):
            raise _unread(names, payload)
        return None
    fields = {
        name: hit[2].strip() for name, hit in zip(names, hits, strict=True) if hit is not None
    }
    published = _date(fields, payload)
    return WireItem(
        guid=fields.get("id", ""),
        link=fields.get("link", ""),
        headline=Text(value=fields.get("headline", "") or first_line(story)),
        body=Text(value=story.strip("\n")),
        language=fields.get("language", ""),
        authors=tuple(Person(name=name) for name in _listed(fields, "byline")),
        published=published,
        updated=published,
        subjects=tuple(
            Subject(code=term.lower(), name=term) for term in _listed(fields, "subjects")
        ),
        version=fields.get("version", ""),
        slugline=fields.get("slugline", ""),
        urgency=_urgency(fields, payload),
        ednote=fields.get("ednote", ""),
        usageterms=fields.get("usageterms", ""),
    )


def _unread(names: Sequence[str], payload: Payload) -> ParseError:
    """What is wrong with the first line of a head that cannot be read; never what it says."""
    place = next(place for place, name in enumerate(names) if name not in _KEYS)
    position = f"line {place + 1}"
    if not names[place]:
        message = "the head has a line that is no `name: value`, and no blank line before it"
        return ParseError(message, payload.media_type, position)
    nearest = difflib.get_close_matches(names[place], sorted(_KEYS), n=2, cutoff=0.5)
    expected = " or ".join(nearest) or ", ".join(sorted(_KEYS))
    message = f"the head has a line {names[place]!r}, expected {expected}"
    return ParseError(message, payload.media_type, position)


def _bare(text: str) -> WireItem:
    """No head: the first line is the headline if it stands alone and is not the story's own."""
    first, _, rest = text.partition("\n")
    if _KIND.fullmatch(first.strip()) is not None and (below := _bare(rest.lstrip("\n"))).body:
        # What kind of file it is stands over the headline, and before it means the same.
        headline = f"{first.strip(' ()')}: {below.headline.value}"
        return replace(below, headline=Text(value=headline))
    second = rest[:_LONGEST_HEADLINE].partition("\n")[0]
    if len(first) <= _LONGEST_HEADLINE and _OPENS.match(second) and not _DATELINE_SIGN.match(first):
        return WireItem(headline=Text(value=first.strip()), body=Text(value=rest))
    alone = rest.startswith("\n") and len(first) <= _LONGEST_HEADLINE
    if alone and rest.strip() and not _DATELINE_SIGN.match(first):
        return WireItem(headline=Text(value=first.strip()), body=Text(value=rest.strip("\n")))
    return WireItem(headline=Text(value=first_line(text)), body=Text(value=text))


def _dated(item: WireItem, written: datetime) -> WireItem:
    instant = written.astimezone(UTC).replace(microsecond=0)
    return replace(item, published=instant, updated=instant)


def first_line(story: str) -> str:
    """A headline for a story without one: its first words, the dateline aside."""
    first = story.strip().partition("\n")[0]
    story = _DATELINE.sub("", first)
    return " ".join((story or first).split()[:12])


def _listed(fields: Mapping[str, str], key: str) -> list[str]:
    return [part for one in fields.get(key, "").split(",") if (part := one.strip())]


def _urgency(fields: Mapping[str, str], payload: Payload) -> int | None:
    text = fields.get("urgency", "")
    if not text:
        return None
    if text.isdecimal() and 1 <= int(text) <= 9:
        return int(text)
    raise ParseError(f"urgency: found {text!r}, expected 1 to 9", payload.media_type)


def _date(fields: Mapping[str, str], payload: Payload) -> datetime | None:
    text = fields.get("date", "")
    if not text:
        return None
    readers: tuple[Callable[[str], datetime | None], ...] = (_site_form, _iso, _mail)
    for reader in readers:
        if (found := reader(text)) is not None:
            return found
    raise ParseError(
        f'date: found {text!r}, expected a date such as "2026-11-02 10:00"', payload.media_type
    )


def _site_form(text: str) -> datetime | None:
    hit = _SITE_STAMP.fullmatch(text)
    if hit is None:
        return None
    day, month, year, hour, minute = (int(part or 0) for part in hit.groups())
    return _instant(year, month, day, hour, minute)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _instant(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 -- the text names no zone
    except ValueError:
        return None

"""Takes the envelope off a story: what was found is cut out of the markup and told apart."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from feeds.normalise.envelope import dateline as datelines
from feeds.normalise.envelope import signoff as signoffs
from feeds.normalise.envelope.agencies import TAG, agency_of, credited, is_agency
from feeds.normalise.envelope.cut import cut_end, cut_start
from feeds.normalise.envelope.heads import take_head
from feeds.normalise.html import text_of

_HOUSE_FORM = frozenset({"IANS"})
"""Agencies whose copy sites print with "Moscow: " before it."""

_MOST_OPENING = 300
_MOST_CLOSING = 450
_LONGEST_PLACE = 80
_CREDIT_LINE = re.compile(rf"(?:\n|\A)\s*[-–—]{{1,2}}\s?(?:{TAG})\s*\Z")
_BYLINE = re.compile(
    r"\s*(?:By|BY)\s+(?P<names>(?!the\b|The\b)[A-Z][\w.'’-]*(?:[^\S\n]+(?:[A-Z][\w.'’-]*|de|van|von|bin|al))"
    r"{0,4}(?:[^\S\n]*(?:,|and|&)[^\S\n]*[A-Z][\w.'’-]*(?:[^\S\n]+[A-Z][\w.'’-]*){0,3}){0,3})\s*\n"
)
_TITLE = re.compile(r"\s*[A-Z][\w'’-]*(?:[^\S\n]+[\w'’-]+){0,5}[^\S\n]*\n")
_HEAD_LINE = re.compile(
    r"\s*(?:(?:URGENT|FLASH|BREAKING|EXTRA|REFILE|(?:\d+(?:ST|ND|RD|TH)\s+)?LEAD)\s*(?:\n|$)"
    r"|(?:Urgent|URGENT|Flash|FLASH)\s*:[^\n]{0,200}\n)"
)
_WRITERS = re.compile(
    r"\s*by\s+(?:Xinhua\s+writers?|Xinhua)\s+(?P<names>[A-Z][^\n]{2,80}?)\s*\n", re.IGNORECASE
)


class Opened(NamedTuple):
    """A story out of its envelope."""

    html: str
    text: str
    dateline: str = ""
    city: str = ""
    country: str = ""
    day: date | None = None
    byline: str = ""
    signoff: str = ""
    via: tuple[str, ...] = ()
    urgency: int | None = None


def open_envelope(clean: str, *, provider: str, headline: str, near: date) -> Opened:
    """The story in sanitised HTML, taken out of its envelope.

    `near` is the day, in the source's zone, that a dateline without a year is nearest to.
    """
    whole = text_of(clean)
    seen = whole[:_MOST_OPENING]
    tail = whole[-_MOST_CLOSING:]
    before, byline, urgency = _before(seen, headline)
    rest = seen[before:]
    house_form = agency_of(provider) in _HOUSE_FORM or (
        ":" in rest[:_LONGEST_PLACE] and _CREDIT_LINE.search(tail) is not None
    )
    found = datelines.find(rest, house_form=house_form)
    if found is not None and before + found.length >= len(whole):
        found = None  # a dateline with no story behind it is the story
    if found is None and not byline and not urgency:
        before = 0
    taken = before + (found.length if found is not None else 0)
    ended = signoffs.find(tail)
    if not whole[taken : len(whole) - ended].strip():
        ended = 0  # a sign-off with no story before it is the story
    story = cut_start(clean, whole[:taken]) if taken else clean
    signoff = ""
    if ended:
        story = cut_end(story, tail[len(tail) - ended :])
        signoff = " ".join(tail[len(tail) - ended :].split())
    text = whole[taken : len(whole) - ended].strip()
    tags = (*(found.tags if found is not None else ()), *signoffs.tags_in(signoff))
    return Opened(
        html=story,
        text=text,
        dateline=seen[before:taken],
        city=found.city if found is not None else "",
        country=found.country if found is not None else "",
        day=datelines.year_of(found, near) if found is not None else None,
        byline=byline or (found.byline if found is not None else ""),
        signoff=_canonical(signoff),
        via=credited(provider, tags, headline, text),
        urgency=urgency,
    )


def _before(text: str, headline: str) -> tuple[int, str, int | None]:
    """What stands before the dateline: heads, the headline once more, a byline. Its length, the
    names, the urgency.
    """
    place = 0
    byline = ""
    urgency: int | None = None
    for _ in range(6):
        rest = text[place:]
        if (hit := _HEAD_LINE.match(rest)) is not None:
            urgency = urgency or take_head(f"{rest[: hit.end()].strip().rstrip(':')}: x").urgency
        elif (hit := _WRITERS.match(rest) or _BYLINE.match(rest)) is not None:
            names = hit["names"].strip()
            byline = byline or ("" if is_agency(names) else names)
            place += _title(text, place + hit.end())
        elif headline and rest.lstrip().startswith(f"{headline}\n"):
            place += len(rest) - len(rest.lstrip()) + len(headline) + 1
            continue
        else:
            break
        place += hit.end()
    return place, byline, urgency


def _title(text: str, place: int) -> int:
    """How long the line is that says what the writer is; only a dateline behind it tells it from copy."""
    hit = _TITLE.match(text, place)
    if hit is None or datelines.find(text[hit.end() :], house_form=False) is None:
        return 0
    return hit.end() - place


def _canonical(signoff: str) -> str:
    """Dashes of every length are two hyphens: "–IANS" is the "--IANS" that left the agency."""
    return re.sub(r"^[–—‒―]+(?=\S)", "--", signoff)

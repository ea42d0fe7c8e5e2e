"""Takes the envelope off a story: what was found is cut out of the markup and told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from feeds.normalise.envelope import closing as closings
from feeds.normalise.envelope import dateline as datelines
from feeds.normalise.envelope import opening as openings
from feeds.normalise.envelope import signoff as signoffs
from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.closing import Closing
from feeds.normalise.envelope.cut import cut_end, cut_inside, cut_start
from feeds.normalise.envelope.opening import Opening
from feeds.normalise.envelope.parts import Part
from feeds.normalise.words import text_of

_HOUSE_FORM = frozenset({"IANS"})
"""Agencies whose copy sites print with "Moscow: " before it."""

_MOST_OPENING = 300
_LONGEST_PLACE = 80
_DASHES = re.compile(r"^[–—‒―]+(?=\S)")


class Opened(NamedTuple):
    """A story out of its envelope; `notes` are those to editors, in their order."""

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
    notes: tuple[str, ...] = ()


class Copy(NamedTuple):
    """A story in its envelope: sanitised HTML, the text of it, and what is known beside it.

    `near` is the day, in the source's zone, that a dateline without a year is nearest to; `place` is where
    the format says that the story is from.
    """

    clean: str
    whole: str
    agencies: Agencies
    headline: str
    near: date
    place: str = ""


def open_envelope(
    clean: str,
    whole: str,
    *,
    agencies: Agencies,
    headline: str,
    near: date,
    place: str = "",
) -> Opened:
    """A story taken out of its envelope, as `Copy` has it. Where there is nothing but notes to editors, there is
    no story.
    """
    return open_envelopes([Copy(clean, whole, agencies, headline, near, place)])[0]


def open_envelopes(copies: Sequence[Copy]) -> list[Opened]:
    """The same of several stories."""
    # A step for all of them, as in `normalise`: together these are a thirtieth of its time.
    opened = [
        _opening(copy.clean, copy.whole, copy.agencies, copy.headline, copy.place)
        for copy in copies
    ]
    closed = [
        _closing(copy.whole, opening, copy.agencies)
        for copy, opening in zip(copies, opened, strict=True)
    ]
    stories = [
        _story(copy.clean, copy.whole, opening, closing)
        for copy, opening, closing in zip(copies, opened, closed, strict=True)
    ]
    via = [
        copy.agencies.credited(_tags(copy, opening, closing), copy.headline, text, copy.whole)
        for copy, opening, closing, (_, text) in zip(copies, opened, closed, stories, strict=True)
    ]
    return list(map(_opened, copies, opened, closed, stories, via))


def _tags(copy: Copy, opening: Opening, closing: Closing) -> tuple[str, ...]:
    printed = opening.found.tags if opening.found is not None else ()
    return (*printed, *signoffs.tags_in(closing.signoff, copy.agencies))


def _opened(
    copy: Copy,
    opening: Opening,
    closing: Closing,
    story: tuple[str, str],
    via: tuple[str, ...],
) -> Opened:
    found = opening.found
    return Opened(
        html=story[0],
        text=story[1],
        dateline=opening.dateline,
        city=found.city if found is not None else "",
        country=found.country if found is not None else "",
        day=datelines.year_of(found, copy.near) if found is not None else None,
        byline=opening.byline or (found.byline if found is not None else ""),
        signoff=_canonical(closing.signoff),
        via=via,
        urgency=opening.urgency,
        notes=opening.notes + closing.notes,
    )


def parts_of(
    clean: str, whole: str, *, agencies: Agencies, headline: str, place: str = ""
) -> tuple[Part, ...]:
    """What `open_envelope` takes the same copy for, part by part, in the order of the text."""
    opening = _opening(clean, whole, agencies, headline, place)
    closing = _closing(whole, opening, agencies)
    return tuple(part.trimmed(whole) for part in opening.parts() + closing.parts(whole))


def _opening(clean: str, whole: str, agencies: Agencies, headline: str, place: str) -> Opening:
    opening = openings.read(
        whole,
        clean,
        headline,
        agencies=agencies,
        house_form=lambda: _is_in_house_form(whole, agencies),
    )
    if not opening.cuts and (found := _without_agency(whole, place, agencies)) is not None:
        return Opening(((0, found.length),), whole[: found.length], found)
    return opening


def _closing(whole: str, opening: Opening, agencies: Agencies) -> Closing:
    start = opening.cuts[-1][1] if opening.cuts else 0
    closing = closings.read(whole, start, agencies)
    if closing.length and not (
        opening.notes or closing.notes or _is_story(whole, opening, closing)
    ):
        return Closing()  # a sign-off with no story before it is the story
    return closing


def _story(clean: str, whole: str, opening: Opening, closing: Closing) -> tuple[str, str]:
    """The markup and the text of the story itself."""
    if (opening.notes or closing.notes) and not _is_story(whole, opening, closing):
        return "", ""
    return _without(clean, whole, opening.cuts, len(whole) - closing.length)


def _without_agency(whole: str, place: str, agencies: Agencies) -> datelines.Found | None:
    """A dateline that names no agency: one of the place that the format states, or of copy that its own agency
    signs in brackets, as PNA does.
    """
    if place:
        return datelines.stated(whole, place)
    if whole.endswith(")") and _own_tag(agencies).search(whole[-_LONGEST_PLACE:]) is not None:
        return datelines.in_capitals(whole)
    return None


@lru_cache(maxsize=256)
def _own_tag(agencies: Agencies) -> re.Pattern[str]:
    return re.compile(rf"\((?:{agencies.own_tag})\)\Z")


def _is_story(whole: str, opening: Opening, closing: Closing) -> bool:
    """Whether anything is left; bullets before the dateline are a story too."""
    start = opening.cuts[-1][1] if opening.cuts else 0
    left = whole[start : len(whole) - closing.length].strip()
    return bool(left) or opening.cuts not in {(), ((0, start),)}


def _is_in_house_form(whole: str, agencies: Agencies) -> bool:
    return agencies.provider in _HOUSE_FORM or (
        ":" in whole[:_MOST_OPENING]
        and _credit_line(agencies).search(whole[-_LONGEST_PLACE:]) is not None
    )


@lru_cache(maxsize=256)
def _credit_line(agencies: Agencies) -> re.Pattern[str]:
    return re.compile(rf"(?:\n|\A)\s*[-–—]{{1,2}}\s?(?:{agencies.tag})\s*\Z")


def _without(
    clean: str, whole: str, cuts: tuple[tuple[int, int], ...], end: int
) -> tuple[str, str]:
    """The markup and the text of a story that ends at `end` of the text, without some spans of it."""
    story = cut_end(clean, whole[end:]) if end < len(whole) else clean
    if not cuts:
        return story, whole[:end].strip()
    pieces: list[str] = []
    for start, stop in reversed(cuts):
        pieces.insert(0, whole[stop:end])
        end = start
        words = whole[start:stop]
        story = cut_inside(story, whole[:start], words) if start else cut_start(story, words)
    if end or len(cuts) > 1:
        return story, text_of(story)  # the ends of lines round what was cut are one another's now
    return story, "".join(pieces).strip()


def _canonical(signoff: str) -> str:
    """Dashes of every length are two hyphens: "–IANS" is the "--IANS" that left the agency."""
    return _DASHES.sub("--", signoff) if signoff else ""

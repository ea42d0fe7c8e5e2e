"""The lines over the text of a message in ANPA 1312: slug, headline, notes to editors, byline.

    ^BC-Bay-Bell, 1st Ld-Writethru,466<
    ^Divers raise a bell<
    ^AP Photo XBAY101<
    ^(Eds: Adds quotes.)<
    ^By MEHER RAO=
    ^AP Science Writer=

A caret begins such a line, "<" ends one that is set to the left, "=" one in the middle. Kyodo has neither, and
ends its headlines in "+".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from feeds.parse.wirebytes import flat
from feeds.parse.wireheads import FOR_RELEASE

_SLUG = re.compile(r"(?:BC|AM|PM)-", re.IGNORECASE)
_ROUTING = re.compile(r"\*?[0-9]{1,6}")
_WORDS_COUNTED = re.compile(r",\s*(?P<words>[0-9]{1,5})\s*\Z")

_BYLINE = re.compile(r"(?:By|BY)\s+(?P<names>\S.*)")
_CREDIT = re.compile(
    r"(?:The )?Associated Press|(?:For )?The Associated Press|.{0,40}\b(?:Writer|Editor|Correspondent|Reporter|"
    r"Columnist|Staff|News|Press|Service|Agency)s?",
)
_NOTE = re.compile(
    r"\W?(?:Eds|EDS|Editors|EDITORS|ATTN|Attention,? [Ee]ditors|Note(?: to [Ee]ditors)?|NOTE(?: TO EDITORS)?)\s*[:.].*"
    r"|\W?[A-Z]{2,5} (?:Laser|News ?)?(?:Photo|Graphic|Video|Audio|Interactive)s?\b.*"
    r"|\W?(?:With|WITH) (?:[A-Z]{2,5} )?(?:Photo|PHOTO|Graphic|Video|Audio)s?\b.{0,40}"
)
# Under a headline, what begins so says what is new, or how the copy is to be used.
_NOTE_BELOW = re.compile(
    r"\W?(?:Adds?|ADDS?|Updates?|UPDATES?|Recasts?|RECASTS?|TOPS?|Precedes?|PRECEDES?|For use|FOR USE|With|WITH)\b.*"
)
_ALERTS = re.compile(r"(?:URGENT|BULLETIN|FLASH|APNewsAlert|NewsAlert)", re.IGNORECASE)
_AP = re.compile(r"\b(?:The )?Associated Press\b|\AAP\b")
_AGENCY = re.compile(
    r"(?:The )?(?P<name>[A-Z][\w. ]{1,40} (?:Press|News|Service|Agency|International))"
)
_FEWEST_WORDS = 6
_CODES = re.compile(r"&[CLQTU][A-Z];")
_HALF = re.compile(r"(?<=[0-9])\{")
_KEYWORD = 24
"""The signs that a header has for the keyword, which goes without blanks there."""
_MARKS = re.compile(r"[<=+]+\s*\Z")


@dataclass(slots=True)
class Top:
    """What the lines over the text say."""

    slug: str = ""
    rest: str = ""
    words: int = 0
    headline: str = ""
    byline: str = ""
    credit: str = ""
    held: bool = False
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def top_of(lines: Sequence[str], keyword: str) -> tuple[Top, list[str]]:
    """What stands over the text, and the lines of the text."""
    whole = re.sub(r"<[ ]*\^", "<\n^", "\n".join(lines)).split("\n")
    heads, rest = _parted(whole, keyword)
    heads = [line for line in heads if _ROUTING.fullmatch(line.strip(" \t^<")) is None]
    top = Top(slug="" if heads and _is_slug(heads[0], keyword) else keyword[:_KEYWORD].strip())
    after_byline = False
    for line in heads:
        after_byline = _take(top, line, after_byline=after_byline)
    return top, rest


def bare(line: str) -> str:
    """A line of the text without the marks of the typesetter; "{" is a half in tables."""
    stripped = line.strip()
    if stripped.startswith("^"):
        line = f"\t{_MARKS.sub('', stripped[1:])}"  # it is no part of what stands over it
    elif stripped.endswith("<") or stripped == "___=":
        line = line.rstrip()[:-1]
    return _HALF.sub("½", _CODES.sub("", line))


def _parted(lines: list[str], keyword: str) -> tuple[list[str], list[str]]:
    """The lines over the text, and those of the text."""
    start = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    carets = start < len(lines) and lines[start].lstrip().startswith("^")
    place = start
    if carets:
        while place < len(lines) and (not lines[place].strip() or lines[place].lstrip()[0] == "^"):
            place += 1
        return [line for line in lines[start:place] if line.strip()], lines[place:]
    if start == len(lines) or not _is_slug(lines[start], keyword or "^"):
        return [], lines
    place += 1
    end = place
    while end < min(len(lines), start + 8) and lines[end].strip() and not lines[end][:1].isspace():
        end += 1
    marked = [at for at in range(place, end) if _MARKS.search(lines[at])]
    if not marked:
        return lines[start:place], lines[place:]
    # Without carets a headline may go on in the next line, up to its mark.
    return [lines[start], flat(lines[place : marked[-1] + 1])], lines[marked[-1] + 1 :]


def _is_slug(line: str, keyword: str) -> bool:
    text = "".join(line.split()).lstrip("^")
    start = "".join(keyword.split())[:12]
    return _SLUG.match(text) is not None or not start or text.startswith(start)


def _take(top: Top, line: str, *, after_byline: bool) -> bool:
    """Adds a line to what is known; whether the next one may say what the writer is."""
    marked = line.rstrip().endswith(("<", "="))
    text = flat([bare(line if line.lstrip().startswith("^") else f"^{line.lstrip()}")])
    if not text:
        return after_byline
    if not top.slug:
        _take_slug(top, text)
        return False
    byline = _BYLINE.fullmatch(text)
    if byline is not None:
        _take_byline(top, byline["names"])
        return True
    if after_byline and _CREDIT.fullmatch(text[:100]) is not None:
        top.credit = top.credit or _agency(text)
        return True
    if FOR_RELEASE.fullmatch(text) is not None:
        top.held = True
        top.notes.append(text)
    elif _NOTE.fullmatch(text) or (top.headline and _NOTE_BELOW.fullmatch(text)):
        top.notes.append(text)
    elif not top.headline:
        top.headline = "" if _ALERTS.fullmatch(text) is not None else text
    elif marked and line.rstrip().endswith("<") and len(text.split()) < _FEWEST_WORDS:
        top.notes.append(text)
    else:
        top.others.append(text)
    return False


def _take_slug(top: Top, text: str) -> None:
    counted = _WORDS_COUNTED.search(text)
    if counted is not None:
        top.words = int(counted["words"])
        text = text[: counted.start()]
    slug, _, rest = text.partition(",")
    top.slug = slug.strip()
    top.rest = rest.strip()


def _take_byline(top: Top, names: str) -> None:
    if (agency := _agency(names)) and not top.credit:
        top.credit = agency
    top.byline = top.byline or names


def _agency(text: str) -> str:
    """The agency that a line under a byline, or in its place, names; ``""`` for a writer's title."""
    if _AP.search(text) is not None:
        return "AP"
    hit = _AGENCY.fullmatch(text)
    return hit["name"] if hit is not None else ""

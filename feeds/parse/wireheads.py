"""The lines round the headline of a message: what kind it is, for whom, who wrote it.

REFILE                       a kind of message; 1ST LEAD names its version, KILL and HOLD its status
(Achtung)                    a note to editors
Divers raise a bell from     the headline, in lines of which the last ends in " =" or "+"
the bay at Pune =
By Meher Rao, dpa =
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from feeds.model import PubStatus
from feeds.parse.bylines import names_in
from feeds.parse.handling import stricter
from feeds.parse.wirebytes import flat

MARKED = re.compile(r"[=+]\s*\Z")
DATELINED = re.compile(r".{0,80}\([^()]{2,30}\)\s*[-–—:.A-ZÀ-Þ]")
_BYLINE = re.compile(r"(?:By|BY|Von|Par|Por|Di|Door)\s+(?P<names>\S.*)")
_WORDS = re.compile(r"[^\W\d_]+")
_ORDINAL = re.compile(r"(?P<number>[0-9]{1,2})(?:ST|ND|RD|TH|[.ºª])?\s*(?=[^\W\d])", re.IGNORECASE)
FOR_RELEASE = re.compile(
    r"\W?(?:(?i:embargoed (?:until|till|for|to))\b|(?i:embargo|sperrfrist) (?i:until|till|bis)\b"
    r"|(?i:embargo|embargoed|sperrfrist)\s*:|FOR RELEASE\b|(?:For|Not for) release (?:on|at|after|before|[A-Z0-9])"
    r"|NOT FOR RELEASE\b|HOLD FOR\b|Hold for release\b|ADVANCE FOR\b).*"
)
"""A line that says from when on a message may be used."""

# What may stand in a line before the headline: words that say what kind of message it is.
_LEADS = frozenset(
    {"lead", "ld", "net", "update", "nightlead", "zusammenfassung", "zf", "neu", "writethru"}
)
_CANCELS = frozenset(
    {"kill", "withdrawn", "withdrawal", "retraction", "annulé", "annule", "anulado"}
)
_WITHHOLDS = frozenset({"hold", "advisory", "embargo", "embargoed", "sperrfrist", "avis"})
_CORRECTS = frozenset(
    {"correction", "corrected", "corrects", "berichtigung", "korrektur", "correctif", "corrección"}
)
_KINDS = frozenset(
    {
        "all", "alert", "analysis", "background", "breaking", "bulletin", "eil", "eilmeldung", "extra", "factbox",
        "feature", "flash", "focus", "interview", "mandatory", "news", "night", "photo", "preview", "profile", "refile", "repeat",
        "roundup", "rpt", "snap", "special", "story", "summary", "urgent", "wrap", "wrapup",
    }
)  # fmt: skip
_HEADS = _LEADS | _CANCELS | _WITHHOLDS | _CORRECTS | _KINDS
# KILL:    MANDATORY KILL -    Kill:    HOLD HOLD HOLD
_BEFORE_HEADLINE = re.compile(
    r"\W{0,3}(?P<head>(?:KILL|HOLD)(?:[\s,!-]{1,3}(?:KILL|HOLD)){2}\b"
    r"|[^\W\d_]+(?: [^\W\d_]+){0,3}(?=\s?[:–—-]))[\s!:–—-]*"
)
_MOST_BEFORE_HEADLINE = 4


class Titles(NamedTuple):
    """What stands between the keyword and the text."""

    headline: str = ""
    byline: str = ""
    version: str = ""
    note: str = ""
    correction: bool = False
    pubstatus: PubStatus = PubStatus.USABLE


def block_at(lines: Sequence[str], place: int) -> list[str]:
    """The lines from a place to the next blank one; a headline is no longer than a dozen."""
    end = place
    while end < len(lines) and end < place + 12 and lines[end].strip():
        end += 1
    return list(lines[place:end])


def titles_of(lines: list[str]) -> tuple[Titles, list[str]]:
    """The headline and the lines round it, and the lines of the text."""
    found: list[str] = []
    place = 0
    for _ in range(4):
        while place < len(lines) and not lines[place].strip():
            place += 1
        lot = block_at(lines, place)
        marked = [at for at, line in enumerate(lot) if MARKED.search(line)]
        others = [at for at, line in enumerate(lot) if not _is_head(line)]
        length = marked[-1] + 1 if marked else len(lot)
        if not marked and others and not _stands_alone(lot[others[0] :], lines[place + length :]):
            length = others[0]  # the text begins here: the message has no headline
        found += lot[:length]
        place += length
        if marked or others or not lot:
            break
    return _read([flat([line]) for line in found]), lines[place:]


def _stands_alone(lot: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether lines that have no mark are a headline: no sentence, no dateline, and text below them."""
    words = flat(lot)
    return (
        len(lot) <= 3
        and len(words) <= 250
        and not words.endswith((".", '?"', '."'))
        and DATELINED.match(words) is None
        and any(line.strip() for line in rest)
    )


def _is_head(line: str) -> bool:
    text = line.rstrip(" =+").strip()
    if len(text) > 60 or not text:
        return False
    if text[0] == "(" and text[-1] == ")":
        return True
    words = _words(text)
    return (text.isupper() or len(words) == 1) and bool(words) and _HEADS.issuperset(words)


def _read(lines: Sequence[str]) -> Titles:
    heads = [line for line in lines if _is_head(line)]
    notes = [line for line in heads if line[0] == "(" and not _is_head(line.strip(" ()=+"))]
    said = {word for line in heads if line not in notes for word in _words(line)}
    plain = [line.rstrip(" =+") for line in lines if not _is_head(line)]
    others: list[str] = []
    byline = ""
    for line in plain:
        names = _byline(line) if len(plain) > 1 and not byline else ""
        if names:
            byline = names
        elif FOR_RELEASE.fullmatch(line) is not None:
            notes.append(line)
            said.add("embargo")
        elif not (byline and others):  # below a byline stands what its writer is
            others.append(line)
    ordinals = [hit["number"] for line in heads if (hit := _ORDINAL.search(line))]
    return Titles(
        headline=" ".join(filter(None, others)),
        byline=byline,
        version=next(iter(ordinals), ""),
        note="\n\n".join(notes),
        correction=bool(said & _CORRECTS),
        pubstatus=_status(said),
    )


def status_before(headline: str) -> PubStatus:
    """What the words say that desks put before a headline: whether it may be published."""
    found = PubStatus.USABLE
    for _ in range(_MOST_BEFORE_HEADLINE):
        hit = _BEFORE_HEADLINE.match(headline)
        words = _words(hit["head"]) if hit is not None else []
        if hit is None or not _HEADS.issuperset(words):
            break
        # In small letters they are words of headlines too: "Hold: a ship's belly".
        if hit["head"].isupper() or (hit["head"] == "Kill" and ":" in hit[0]):
            found = stricter(found, _status(set(words)))
        headline = headline[hit.end() :]
    return found


def _status(said: AbstractSet[str]) -> PubStatus:
    if said & _CANCELS:
        return PubStatus.CANCELED
    return PubStatus.WITHHELD if said & _WITHHOLDS else PubStatus.USABLE


def _words(line: str) -> list[str]:
    return _WORDS.findall(_ORDINAL.sub("", line, count=1).casefold())


def _byline(line: str) -> str:
    """Whom a line names that is a byline. But for "By" they are common words: a name must follow."""
    hit = _BYLINE.fullmatch(line)
    if hit is None or not (line[:2].lower() == "by" or names_in(hit["names"])):
        return ""
    return hit["names"]

"""When are two headlines, slugs or numbers the same? Typography, heads and versions are not what tells them apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KEPT = 1 << 15
"""Headlines and slugs that are folded once: those of some days of a busy wire."""

_MARK = r"\s*(?::|--|[-–—])\s*"
_HEADS = re.compile(
    r"\s*(?:(?:(?:URGENT|FLASH|BREAKING|(?:AP)?NEWSALERT|ALERT|EXTRA|BULLETIN|EXCLUSIVE|SNAP|KILL|HOLD|"
    r"(?:STORY )?WITHDRAWN|CORRECT(?:ED|ION|S)|ADVISORY|REFILE|RPT|REPEAT|(?:UPDATE|WRAPUP)\s*\d+|LEAD|"
    r"EILMELDUNG|EIL|BERICHTIGUNG|KORREKTUR|STORNO|URGENTE|AVANCE|ANULACI[OÓ]N|CORRECCI[OÓ]N|ANNULATION|"
    rf"RECTIFICATIF|ALERTE|STORNIERUNG|ANNULLIERUNG|ANULAÇÃO|STORY REMOVED|निरस्त|АННУЛИРОВАНО|撤稿){_MARK})"
    rf"|\(?\d+(?:ST|ND|RD|TH)\s+(?:LEAD|LD)(?:\)|{_MARK}|\s)|\((?:LEAD|LD|URGENT)\))\s*",
    re.IGNORECASE,
)
_QUOTES = dict.fromkeys(map(ord, "'’‘`´\"“”„«»‹›"))
_ARTICLES = frozenset({"a", "an", "the"})
_FEWEST_WORDS = 4
_MOST_CHANGED = 2
_TRUNCATED = 5
_SHORTEST_STEM = 3
_ENDING = 2

# BC-Bay-Bell, 1st Ld-Writethru    BELL/ (UPDATE 2)    Bay-Bell,0123    BC-Bay-Bell-Kill    BELL/2
_CYCLE = re.compile(r"(?:bc|am|pm|ap)-+(?=\w)")
_VERSION = (
    r"\(?(?:\d+(?:st|nd|rd|th)\s+(?:ld|lead|add|take|sub)(?:[ -]?writethru)?|(?:update|wrapup|take|version|v|ld)"
    r"\s*\d+|(?:\d+(?:st|nd|rd|th)[ -]?)?writethru|urgent|pix|tv|graphic|kill|hold|advisory|withdrawn|withdrawal|"
    r"corrective|correction|corrected)\)?"
)
_SUFFIX = re.compile(
    rf"[\s,;:/_-]+(?:{_VERSION}|(?<=,)\s*\d{{3,5}}|(?<=/)\d{{1,2}})\s*\Z|[\s,;:/_-]+\Z"
)
_NUMBER = re.compile(r"([a-z]*)[ -]?0*(\d+)\Z")
_DATES = re.compile(r"(?<!\d)(?:19|20)\d\d[-/]?(?:0[1-9]|1[0-2])[-/]?(?:[0-2]\d|3[01])(?!\d)")
_ENDS = re.compile(r"(?:[a-z]{1,12}[-_.:]+){0,3}(?P<number>[a-z]{0,8}\d{2,6})", re.ASCII)


@lru_cache(maxsize=_KEPT)
def words(headline: str) -> tuple[str, ...]:
    """A headline's words without heads, case, accents, quotes, dashes and articles."""
    text = headline
    while (head := _HEADS.match(text)) is not None and text[head.end() :].strip():
        text = text[head.end() :]
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES)).casefold()
    kept = "".join([_plain(sign) for sign in text])
    return tuple([word for word in kept.split() if word not in _ARTICLES])


def _plain(sign: str) -> str:
    if "\u0300" <= sign <= "\u036f":
        return ""
    return " " if unicodedata.category(sign)[0] in "PSZC" else sign


def same(one: str, other: str) -> bool:
    """Whether two headlines have the same words."""
    return bool(words(one)) and words(one) == words(other)


def alike(one: str, other: str) -> bool:
    """Whether a word or two tell two headlines apart, or one of them was cut short."""
    ours, theirs = words(one), words(other)
    if ours and (_is_cut(ours, theirs) or misspelt(one, other)):
        return True
    shorter, longer = sorted((len(ours), len(theirs)))
    most = min(_MOST_CHANGED, longer // _FEWEST_WORDS)
    if most == 0 or longer - shorter > most or len(_set(ours) ^ _set(theirs)) > 2 * most:
        return False
    return _changed(ours, theirs) <= most


def misspelt(one: str, other: str) -> bool:
    """Whether nothing but the ends of a word or two tell two headlines apart, or one of them was cut short: there
    is no other figure and no other word in them, as follow-ups have.
    """
    ours, theirs = words(one), words(other)
    if len(ours) != len(theirs):
        return _is_cut(ours, theirs)
    changed = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    most = min(_MOST_CHANGED, len(ours) // 2)
    return len(changed) <= most and all(_inflected(*pair) for pair in changed)


def _is_cut(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    shorter, longer = sorted((ours, theirs), key=len)
    return len(shorter) >= _TRUNCATED and longer[: len(shorter)] == shorter


def _inflected(one: str, other: str) -> bool:
    stem = max(_SHORTEST_STEM, max(len(one), len(other)) - _ENDING)
    return one[:stem] == other[:stem] and one.isalpha() and other.isalpha()


@lru_cache(maxsize=_KEPT)
def _set(found: tuple[str, ...]) -> frozenset[str]:
    return frozenset(found)


def _changed(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """How many words have to be put in, left out or exchanged to make one of the other."""
    row = list(range(len(theirs) + 1))
    for count, word in enumerate(ours, start=1):
        last, row = row, [count]
        for place, other in enumerate(theirs, start=1):
            row.append(min(last[place] + 1, row[-1] + 1, last[place - 1] + (word != other)))
    return row[-1]


@lru_cache(maxsize=_KEPT)
def slug(text: str) -> tuple[str, ...]:
    """A slug's words without its cycle, version, take and trailing slashes."""
    folded = text.translate(_QUOTES).casefold().strip()
    folded = _CYCLE.sub("", folded, count=1) if _CYCLE.match(folded) else folded
    while (hit := _SUFFIX.search(folded)) is not None and hit.start() > 0:
        folded = folded[: hit.start()]
    return tuple(filter(None, re.split(r"[\s/_.,:;-]+", folded)))


def number(text: str) -> tuple[str, str]:
    """A service number as its letters, folded, and its digits without noughts before them."""
    hit = _NUMBER.match(text.casefold().strip())
    return ("", "") if hit is None else (hit[1], hit[2])


def same_number(one: str, other: str) -> bool:
    """Whether two service numbers are one: "dpa 157" and "0157" are, "V157" and "A157" are not."""
    (letters, digits), (others, theirs) = number(one), number(other)
    return bool(digits) and digits == theirs and (letters == others or not (letters and others))


def same_kind(one: str, other: str) -> bool:
    """Whether two numbers could be one: they have the same letters, or one of them has none."""
    (letters, digits), (others, theirs) = number(one), number(other)
    return bool(digits and theirs) and (letters == others or not (letters and others))


@lru_cache(maxsize=_KEPT)
def number_of(guid: str) -> str:
    """The wire's own number in an id that ends in one, dates apart: ``ians-20261102-0412`` has 0412. An id of
    more than that (an address, a digest) has none; ``""``.
    """
    hit = _ENDS.fullmatch(_DATES.sub("", guid.casefold()).rstrip("-_.:"))
    return "" if hit is None else hit["number"]

"""What stands before a story: notes, heads, the headline once more, a byline, and the dateline.

    [note] [head] [headline] [byline [title]] [bullets or a caption] DATELINE story

Most copy begins with its dateline, and that is all there is to look for. Bullets and captions are the
story's own: they stay, and the dateline behind them is taken out from between.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from feeds.normalise.envelope import dateline as datelines
from feeds.normalise.envelope import notes
from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.heads import take_head
from feeds.normalise.envelope.parts import Part
from feeds.normalise.words import text_of

_MOST_OPENING = 300
_FURTHEST = 2000
_MOST_PIECES = 8
_SHORT = 200
_LONGEST_PLACE = 100
_LONGEST_CAPTION = 600

_NAME = (
    r"[A-ZÀ-Þ][\w.'’-]*(?:[^\S\n]+(?:[A-ZÀ-Þ][\w.'’-]*|de|del|la|las|los|da|dos|di|du|van|von|der|den|bin|ben|al|el))"
    r"{0,5}"
)
_TITLE = re.compile(
    r"\s*(?=[^\n]*\b(?i:writers?|reporters?|correspondents?|editors?|staff|press|bureau|agency|news|chief|"
    r"columnists?|analysts?|contributors?|photographers?|producers?|service)\b)"
    r"[A-Z][\w'’-]*(?:[^\S\n]+[\w'’-]+){0,5}[^\S\n]*\n"
)
_HEAD_LINE = re.compile(
    r"(?:URGENT|FLASH|BREAKING|EXTRA|REFILE|(?:\d+(?:ST|ND|RD|TH)\s+)?LEAD)\s*(?:\n|$)"
    r"|(?:Urgent|URGENT|Flash|FLASH|Avance|AVANCE|Alerte|ALERTE|Urgente|URGENTE|快讯)\s*[:：][^\n]{0,200}\n"
)
_WRITERS = re.compile(
    r"by\s+(?:Xinhua\s+writers?|Xinhua)\s+(?P<names>[A-Z][^\n]{2,80}?)\s*\n", re.IGNORECASE
)
_OF_THE_SITE = re.compile(r"(?:Reuters Staff|\d+ Min(?:ute)?s? Read)\s*\n")
_BULLET = re.compile(r"(?:[*•·▪●◦]|[-–](?=\s))\s*\S[^\n]{0,300}\n")
_MARKUP = ("<figure", "<ul", "<ol", "<div")
_FIGURE = re.compile(r"(?:<div[^>]*>\s*)*<(figure|ul|ol)\b")
_SENTENCE_ENDS = frozenset(".!?।。…:;\"”’'»")


@lru_cache(maxsize=256)
def _by(agencies: Agencies) -> re.Pattern[str]:
    """By R. Deshmane, IANS    By Xinhua writers"""
    tag = rf"(?:{agencies.tag})"
    more = rf"[^\S\n]*(?:,|and|&)[^\S\n]*(?!{tag}(?!\w)){_NAME}"
    return re.compile(
        rf"(?:By|BY)\s+(?:(?P<names>(?!the\b|The\b){_NAME}(?:{more}){{0,3}})"
        rf"(?:,\s*{tag})?|{tag}\s+(?:correspondents?|reporters?|writers?|staff))\s*=?\s*\n"
    )


@lru_cache(maxsize=256)
def _by_elsewhere(agencies: Agencies) -> re.Pattern[str]:
    """By Luc MOREL    Par Luc MOREL    Por Ana Díaz    Von Eva Kern, dpa: words that begin copy as well"""
    tag = rf"(?:{agencies.tag})"
    return re.compile(
        rf"(?:by|Par|Por|Von)\s+(?P<names>{_NAME}(?:[^\S\n]*(?:,|and|et|y|und)[^\S\n]*(?!{tag}(?!\w)){_NAME}){{0,3}})"
        rf"(?:,\s*{tag})?\s*=?\s*\n"
    )


@lru_cache(maxsize=256)
def _another(agencies: Agencies) -> re.Pattern[str]:
    """The tag of another dateline, further down."""
    return re.compile(rf"\n\n[^\n(]{{2,60}}[(/]\s*(?:{agencies.tag})(?!\w)")


class Opening(NamedTuple):
    """What was found before a story; `cuts` are the spans of the text that are none of it."""

    cuts: tuple[tuple[int, int], ...] = ()
    dateline: str = ""
    found: datelines.Found | None = None
    byline: str = ""
    urgency: int | None = None
    notes: tuple[str, ...] = ()
    pieces: tuple[Part, ...] = ()
    """What the cuts are made of, where it is more than a dateline."""

    def parts(self) -> tuple[Part, ...]:
        """What stands before the story, part by part."""
        return self.pieces or tuple(Part("dateline", *cut) for cut in self.cuts)


class _Piece(NamedTuple):
    """One line or paragraph before a dateline."""

    start: int
    end: int
    kind: str
    value: str = ""


_NOTHING = Opening()
# Of what is no story, what says so itself; and the story's own, which stays.
_CERTAIN = frozenset({"note", "head", "byline", "headline"})
_KEPT = frozenset({"bullet", "caption"})


def read(
    whole: str, clean: str, headline: str, *, agencies: Agencies, house_form: Callable[[], bool]
) -> Opening:
    """What stands before the story of a text; `clean` is the markup that it is the text of.

    `house_form` says whether it may begin with "Moscow: ", which is a dateline only in copy of agencies
    that sites print so.
    """
    seen = whole[:_MOST_OPENING]
    found = datelines.printed(seen, agencies)
    if found is None:
        if not _has_more(whole, clean, headline):
            found = datelines.house(seen) if ":" in seen[:_LONGEST_PLACE] and house_form() else None
        else:
            return _searched(whole, clean, headline, agencies=agencies, house_form=house_form())
    if found is None or found.length >= len(whole):
        return _NOTHING  # a dateline with no story behind it is the story
    return Opening(((0, found.length),), seen[: found.length], found)


def _has_more(whole: str, clean: str, headline: str) -> bool:
    """Whether there may be anything before the story but a dateline: by its first sign, a first paragraph
    that is no sentence, a picture or a list. Hardly any copy has.
    """
    if _readers(whole, 0) or (headline and whole.startswith(headline)):
        return True
    stop = whole.find("\n\n", 0, _SHORT)
    return (stop > 0 and whole[stop - 1] not in _SENTENCE_ENDS) or clean.startswith(_MARKUP)


def _searched(
    whole: str, clean: str, headline: str, *, agencies: Agencies, house_form: bool
) -> Opening:
    """The same where the dateline does not come first."""
    text = whole[:_FURTHEST]
    pieces: list[_Piece] = []
    while True:
        place = _gather(pieces, text, headline, agencies)
        found = _dateline(whole, place, pieces, agencies=agencies, house_form=house_form)
        if found is not None or not (end := _caption_end(text, clean, place, pieces)):
            break
        pieces.append(_Piece(place, end, "caption"))
    if found is not None:
        dateline = (place, place + found.length)
        return _opening(text, pieces, [*_spans(pieces), dateline], found)
    certain = list(itertools.takewhile(lambda piece: piece.kind in _CERTAIN, pieces))
    if not any(piece.kind in {"byline", "head"} for piece in certain):
        certain = [piece for piece in certain if piece.kind == "note"]
    return _opening(text, certain, _spans(certain), None) if certain else _NOTHING


def _opening(
    text: str, pieces: list[_Piece], spans: list[tuple[int, int]], found: datelines.Found | None
) -> Opening:
    cuts: list[tuple[int, int]] = []
    for start, end in spans:
        joins = bool(cuts) and cuts[-1][1] == start
        cuts.append((cuts.pop()[0] if joins else start, end))
    heads = [piece.value for piece in pieces if piece.kind == "head"]
    urgencies = (take_head(f"{head.strip().rstrip(':')}: x").urgency for head in heads)
    names = [piece.value for piece in pieces if piece.kind.endswith("byline") and piece.value]
    told = [piece.value for piece in pieces if piece.kind in {"note", "perhaps a note"}]
    return Opening(
        cuts=tuple(cuts),
        dateline=text[slice(*spans[-1])] if found is not None else "",
        found=found,
        byline=names[0] if names else found.byline if found is not None else "",
        urgency=next(filter(None, urgencies), None),
        notes=tuple(told),
        pieces=_parts(pieces, spans[-1] if found is not None else None),
    )


def _parts(pieces: list[_Piece], dateline: tuple[int, int] | None) -> tuple[Part, ...]:
    parts = [
        Part(piece.kind.removeprefix("perhaps a ").removeprefix("perhaps "), piece.start, piece.end)
        for piece in pieces
        if piece.kind not in _KEPT
    ]
    return tuple(parts if dateline is None else [*parts, Part("dateline", *dateline)])


def _spans(pieces: list[_Piece]) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in pieces if piece.kind not in _KEPT]


def _gather(pieces: list[_Piece], text: str, headline: str, agencies: Agencies) -> int:
    """Adds the pieces that follow those there are; where the next thing begins."""
    place = pieces[-1].end if pieces else 0
    while (
        len(pieces) < _MOST_PIECES
        and (piece := _piece(text, place, headline, agencies)) is not None
    ):
        pieces.append(piece)
        place = piece.end
    return place


def _piece(text: str, place: int, headline: str, agencies: Agencies) -> _Piece | None:
    """The piece that begins at a place, with the blanks behind it."""
    if headline and text.startswith(headline, place):
        end = place + len(headline)
        if (line := text[end : end + 3]).startswith(("\n", " =\n")):
            return _made(text, place, end + line.index("\n"), "headline")
    for reader in _readers(text, place):
        if (piece := reader(text, place, agencies)) is not None:
            return piece
    return None


def _note(text: str, place: int, agencies: Agencies) -> _Piece | None:
    if (end := notes.marked(text, place, agencies)) > place:
        return _made(text, place, end, "note", text[place:end].strip())
    return None


def _unmarked_note(text: str, place: int, _: Agencies) -> _Piece | None:
    if (end := notes.unmarked(text, place)) > place:
        return _made(text, place, end, "perhaps a note", text[place:end].strip())
    return None


def _head(text: str, place: int, _: Agencies) -> _Piece | None:
    hit = _HEAD_LINE.match(text, place)
    return _made(text, place, hit.end(), "head", hit[0]) if hit is not None else None


def _byline(text: str, place: int, agencies: Agencies) -> _Piece | None:
    kind = "byline"
    hit = _WRITERS.match(text, place) or _by(agencies).match(text, place)
    if hit is None:
        kind = "perhaps a byline"
        hit = _by_elsewhere(agencies).match(text, place)
    if hit is None:
        return None
    names = (hit["names"] or "").strip()
    if names and " " not in names:
        kind = "perhaps a byline"  # By Train
    end = hit.end() + _title(text, hit.end(), agencies)
    return _made(text, place, end, kind, "" if agencies.has(names) else names)


def _of_the_site(text: str, place: int, _: Agencies) -> _Piece | None:
    hit = _OF_THE_SITE.match(text, place)
    return _made(text, place, hit.end(), "perhaps of the site") if hit is not None else None


def _bullet(text: str, place: int, _: Agencies) -> _Piece | None:
    hit = _BULLET.match(text, place)
    return _made(text, place, hit.end(), "bullet") if hit is not None else None


_Reader = Callable[[str, int, Agencies], _Piece | None]
_DIGITS = tuple("0123456789")
# What reads a piece, and what such a piece begins with: two letters, or another sign.
_READS: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    (notes.STARTS, _note),
    (
        ("UR", "Ur", "FL", "Fl", "AV", "Av", "AL", "Al", "快讯", "BR", "EX", "RE", "LE", *_DIGITS),
        _head,
    ),
    (("By", "BY", "by", "Pa", "Po", "Vo"), _byline),
    (notes.UNMARKED_STARTS, _unmarked_note),
    (("Re", *_DIGITS), _of_the_site),
    (tuple("*•·▪●◦-–"), _bullet),
)
_READERS = {
    start: tuple(read for starts, read in _READS if start in starts)
    for start in itertools.chain.from_iterable(starts for starts, _ in _READS)
}


def _readers(text: str, place: int) -> tuple[_Reader, ...]:
    """What may read what stands at a place: most stories begin with nothing of the kind."""
    two = text[place : place + 2]
    return _READERS.get(two) or _READERS.get(two[:1], ())


def _made(text: str, start: int, end: int, kind: str, value: str = "") -> _Piece:
    while end < len(text) and text[end].isspace():
        end += 1
    return _Piece(start, end, kind, value)


def _title(text: str, place: int, agencies: Agencies) -> int:
    """How long the line is that says what the writer is; only a dateline behind it tells it from copy."""
    hit = _TITLE.match(text, place)
    if hit is None or datelines.printed(text[hit.end() :].lstrip(), agencies) is None:
        return 0
    return hit.end() - place


def _dateline(
    whole: str, place: int, pieces: list[_Piece], *, agencies: Agencies, house_form: bool
) -> datelines.Found | None:
    """The dateline at a place, if nothing that stands before it makes it doubtful."""
    kinds = {piece.kind for piece in pieces}
    rest = whole[place : place + _MOST_OPENING]
    found = datelines.printed(rest, agencies) if place else None
    if found is None and house_form and not kinds & _KEPT:
        found = datelines.house(rest)
    if found is None or place + found.length >= len(whole):
        return None  # a dateline with no story behind it is the story
    if "caption" in kinds:
        # A story's own paragraph may have a dateline behind it as well: that of another story.
        sure = found.city and found.month and all(map(agencies.has, found.tags or ("",)))
        if not sure or _another(agencies).search(whole, place + found.length) is not None:
            return None
    return found


def _caption_end(text: str, clean: str, place: int, pieces: list[_Piece]) -> int:
    """Where a paragraph ends that may stand before a dateline: a picture's caption, a list, or a few
    words that are no sentence; 0 where there is none.
    """
    if any(piece.kind == "caption" for piece in pieces):
        return 0
    end = 0
    if place == 0 and (hit := _FIGURE.match(clean)) is not None:
        close = clean.find(f"</{hit[1]}>", 0, _FURTHEST)
        caption = text_of(clean[:close]) if close > 0 else ""
        if caption and len(caption) <= _LONGEST_CAPTION and text.startswith(f"{caption}\n"):
            end = len(caption)
    elif (stop := text.find("\n\n", place, place + _SHORT)) > place:
        end = stop if text[stop - 1] not in _SENTENCE_ENDS else 0
    if not end or not any(sign in text[end : end + _MOST_OPENING] for sign in "(/电"):
        return 0
    return _made(text, place, end, "caption").end

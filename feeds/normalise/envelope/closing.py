"""What stands under a story: the sign-off in all its parts, and notes to editors before and behind it.

story [note] [sign-off] [notebook]
"""

from __future__ import annotations

from typing import NamedTuple

from feeds.finding import finder
from feeds.normalise.envelope import notes, signoff
from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.parts import Part

_MOST_CLOSING = 450
_MOST_PIECES = 6
_SIGNS = (*notes.SIGNS, *signoff.LINE_SIGNS)
_in_tail = finder(("___", *notes.CONTACT_SIGNS))
_FIRST = frozenset(sign[0] for sign in _SIGNS)


class Closing(NamedTuple):
    """What was found under a story: how many characters all of it takes, and what it says."""

    length: int = 0
    signoff: str = ""
    notes: tuple[str, ...] = ()
    pieces: tuple[Part, ...] = ()
    """What it is made of, where it is more than a sign-off."""

    def parts(self, whole: str) -> tuple[Part, ...]:
        """What stands under the story of a text, part by part."""
        signed = Part("sign-off", len(whole) - self.length, len(whole))
        return self.pieces or ((signed,) if self.length else ())


def read(whole: str, story: int, agencies: Agencies) -> Closing:
    """What stands under the story of a text, which begins at `story`."""
    tail = whole[-_MOST_CLOSING:]
    ended = signoff.find(tail, agencies)
    left = len(whole) - ended
    if _has_more(whole, tail, left):
        return _searched(whole, story, agencies)
    if not ended:
        return _NOTHING
    signed = tail[-ended:]
    if "dpa" in signed and notes.notebook(whole) < left:
        return _searched(whole, story, agencies)
    return Closing(ended, _flat(signed))


def _has_more(whole: str, tail: str, left: int) -> bool:
    """Hardly any copy has more under it than one sign-off: how what is left ends, and how its last
    line begins, tells.
    """
    while left and whole[left - 1].isspace():
        left -= 1
    line = whole.rfind("\n", 0, left) + 1
    return (
        whole[left - 1 : left] in {")", "]"}
        or (whole[line : line + 1] in _FIRST and whole.startswith(_SIGNS, line))
        or bool(_in_tail(tail))
        or notes.has_press_notes(whole)
    )


_NOTHING = Closing()


def _searched(whole: str, story: int, agencies: Agencies) -> Closing:
    """The same part by part, each at the end of what the one behind it leaves."""
    signed: list[str] = []
    told: list[str] = []
    pieces: list[Part] = []
    left = len(whole)
    for _ in range(_MOST_PIECES):
        start, is_note = _part(whole, story, left, agencies)
        if start >= left or whole[start:story].strip():
            break
        (told if is_note else signed).insert(0, whole[start:left].strip())
        pieces.insert(0, Part("note" if is_note else "sign-off", start, left))
        left = len(whole[:start].rstrip())
    return Closing(len(whole) - left, _flat(" ".join(signed)), tuple(told), tuple(pieces))


def _part(whole: str, story: int, left: int, agencies: Agencies) -> tuple[int, bool]:
    """Where the last part of the text up to `left` begins, and whether it is a note."""
    if (start := notes.closing(whole, story, left)) < left:
        return start, True
    if (start := notes.contacts(whole, left)) < left:
        return start, True
    if found := signoff.find(whole[max(0, left - _MOST_CLOSING) : left], agencies):
        return left - found, False
    if (start := signoff.lines(whole, left)) < left:
        return start, False
    return min(left, notes.notebook(whole), notes.press(whole, agencies)), True


def _flat(words: str) -> str:
    return " ".join(words.split())

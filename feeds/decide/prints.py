"""What is kept of an item's copy, so that the same copy is known again?

A MinHash of its telling words, cut into bands that an index can hold, and the names and figures
that stand in it. Single words, not runs of them: where three words in ten were exchanged, one run
of three words in ten is left, but seven words in ten.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Sequence
from hashlib import blake2b
from operator import eq

from rensa import RMinHash

from feeds.decide.words import fold, has_figures, words
from feeds.model import Print

_BANDS, _ROWS = 64, 2
_SEED = 9

SCHEME = f"1.{RMinHash.ALGORITHM_VERSION}"
"""The first number is ours, the second the library's: it counts up when hashes change."""

FEWEST_WORDS = 30
"""Copy with fewer different telling words is not judged."""

# Of longer copy the beginning is enough, and the time for it has an end.
_MOST_TEXT = 50_000
_MOST_MARKS = 200

# Before a capital letter these say that a sentence begins, and that it may be no name.
_BEGINS = frozenset(".!?:\"“”„«»'‘’-–—•*\n")
_ALPHABETIC = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_CALENDAR = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec
"""
_DATES = frozenset(_CALENDAR.split())


def take(text: str, *, apart: Collection[str] = ()) -> Print | None:
    """The print of a text; None where it is too short to be judged.

    `apart` are names that say nothing of it: of the agency, of the city it was filed from.
    """
    found = frozenset(telling(text))
    if len(found) < FEWEST_WORDS:
        return None
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(sorted(found))
    signature = struct.pack(f"<{_BANDS * _ROWS}I", *sketch.digest())
    return Print(
        scheme=SCHEME,
        words=len(found),
        signature=signature,
        bands=_bands(signature),
        names=tuple(sorted(names(text, apart=apart))[:_MOST_MARKS]),
        figures=tuple(sorted(w for w in found if has_figures(w))[:_MOST_MARKS]),
    )


def telling(text: str) -> Sequence[str]:
    """The words of a text that tell something of it, folded, in order."""
    return [folded for word in words(text[:_MOST_TEXT]) if (folded := fold(word))]


def names(text: str, *, apart: Collection[str] = ()) -> frozenset[str]:
    """The words of a text, folded, that are names by their capital letter.

    It tells nothing where a sentence begins, unless another follows ("Sergei Lavrov said"), and
    where the same word stands elsewhere in small letters ("Mill Road ... the road").
    """
    found, small = set(), {fold(word) for name in apart for word in words(name)}
    for match in _ALPHABETIC.finditer(text[:_MOST_TEXT]):
        word = match.group()
        if not word[0].isupper():
            small.add(fold(word))
        elif word not in _DATES and (
            not _begins(text, match.start()) or _goes_on(text, match.end())
        ):
            found.add(fold(word))
    return frozenset(found - small - {""})


def _begins(text: str, at: int) -> bool:
    before = text[max(0, at - 2) : at].rstrip(" ")
    return not before or before[-1] in _BEGINS


def _goes_on(text: str, at: int) -> bool:
    return text[at : at + 1] == " " and text[at + 1 : at + 2].isupper()


def estimate(one: Print, other: Print) -> float:
    """How many of all words of both stand in both (Jaccard), as the signatures have it."""
    mine, theirs = memoryview(one.signature).cast("I"), memoryview(other.signature).cast("I")
    agree: int = sum(map(eq, mine, theirs))
    return agree / len(mine)


def _bands(signature: bytes) -> tuple[int, ...]:
    width = _ROWS * 4
    return tuple(
        int.from_bytes(
            blake2b(
                signature[at * width : (at + 1) * width],
                digest_size=8,
                person=f"{SCHEME}/{at}".encode(),
            ).digest(),
            "little",
            signed=True,
        )
        for at in range(_BANDS)
    )

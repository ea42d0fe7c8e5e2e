"""What is kept of each item to find others like it, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What is kept of an item's copy to know the same copy again."""

    scheme: str
    """How it was made; prints of two schemes say nothing of each other."""
    words: int
    """Running words of the copy."""
    signature: bytes
    """MinHash of its words, four bytes a value."""
    bands: tuple[int, ...]
    """Whole numbers of 64 bits, signed: what is looked up. Of two schemes none are equal."""
    names: tuple[str, ...]
    """The names in the copy, sorted."""
    figures: tuple[str, ...]
    """The figures in the copy, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """An item that shares bands with another."""

    id: str
    shared: int
    """How many bands."""
    print: Print
    text: str = ""
    """Its copy, where that is at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two items' copy is."""

    id: str
    """The item that was compared."""
    same: bool
    """Whether it is the same copy, cut, reordered or touched up."""
    score: float
    """0 to 1."""
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a headline, in the form that headlines are compared in."""

    text: str
    word: str
    """As it stands in the headline."""
    name: bool = False
    """Whether it is a name or a figure beyond doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a headline is about: what is kept of an item to find its story."""

    terms: tuple[Term, ...] = ()
    """Each once, in the order of the headline."""
    city: str = ""
    """Of the dateline, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """How many stories had an item since an instant, and in how many of them a term stood."""

    stories: int
    counts: Mapping[str, int]
    """For the terms that were asked for; what is missing stood in none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySoFar:
    """A story as it is known before an item joins it."""

    id: str
    items: int
    counts: Mapping[str, int]
    """In how many of its headlines a term stood, for the terms that were asked for."""
    cities: frozenset[str] = frozenset()
    """Of its datelines, folded."""
    last: datetime
    """When its newest item was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Which story an item joins; `story` is ``""`` where it begins one of its own."""

    story: str = ""
    score: float
    """What speaks for the best story over chance, in nats."""
    rule: str
    reason: str

"""What does somebody look for who types words? Each word, and each phrase in quotes, has to be there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from feeds.model import DeskItem, Phrase

_PHRASE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_APART = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")
_LONGEST, _MOST = 200, 12
_SHORTEST = 3
"""Letters of a word's beginning: with fewer begins a good part of all words."""


def phrases(typed: str) -> tuple[Phrase, ...]:
    """The phrases in what was typed, the first dozen of the first two hundred signs; a ``*`` behind three letters or
    more says that a word begins so. Signs that are in no word tell nothing.
    """
    found = []
    for phrase, word in _PHRASE.findall(typed[:_LONGEST]):
        said = phrase or word
        if split := " ".join(tokens(said)):
            begins = not phrase and said.endswith("*") and len(split) >= _SHORTEST
            found.append(Phrase(words=split, begins=begins))
    return tuple(found[:_MOST])


def words(held: DeskItem) -> str:
    """The words of an item in a row, each field's for themselves."""
    fields = (held.item.headline, f"{held.item.summary} {held.item.body_text}")
    return "\n".join(f" {' '.join(tokens(field))} " for field in fields)


def has(text: str, term: Phrase) -> bool:
    """Whether a phrase is among the `words` of an item."""
    return f" {term.words}{'' if term.begins else ' '}" in text


def tokens(text: str) -> Iterator[str]:
    """The words of a text as they are compared: small, and Latin letters without their marks."""
    for piece in _APART.split(text):
        if piece.isascii():  # nearly all; a look at each sign takes ten times as long
            if piece:
                yield piece.lower()
        else:
            yield from _signs_of(piece)


def _signs_of(piece: str) -> Iterator[str]:
    word = ""
    for sign in f"{piece} ":
        if unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) in _MARKS:
            word += sign
        elif word:
            yield _plain(word)
            word = ""


_MARKS = ("Co", "Mn", "Mc")


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.lower())
    if "LATIN" not in unicodedata.name(parts[0], ""):
        return word.lower()
    return "".join(sign for sign in parts if not unicodedata.combining(sign))

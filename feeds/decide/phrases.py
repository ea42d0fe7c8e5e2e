"""Texts as rows of words, case aside: whole words and phrases are found in them, and summaries cut.

Scripts that put no blanks between words have a word for each sign.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Python's \w leaves out the marks that are part of a word: accents, points, vowel signs of India.
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
_INDIC = "\u0900-\u0963\u0971-\u0de5\u0df2\u0df3"
_JOINERS = "\u200c\u200d"
_WITHOUT_BLANKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_WIDE = "\U00020000-\U0003ffff"
_RUN = re.compile(rf"[\w{_MARKS}{_INDIC}{_JOINERS}{_WITHOUT_BLANKS}]+")
_WORD = re.compile(
    rf"[{_WITHOUT_BLANKS}{_WIDE}]|(?:(?![{_WITHOUT_BLANKS}{_WIDE}])[\w{_MARKS}{_INDIC}{_JOINERS}])+"
)
_QUOTED = re.compile(r'"([^"]*)"')
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")
_POINTS = re.compile(r"[.'’‘`]+")

Phrase = tuple[str, ...]
"""Words that stand side by side."""


@lru_cache(maxsize=64)
def row(*texts: str) -> str:
    """The words of texts, a blank before and behind each; no phrase reaches from one text to the next."""
    return "".join(f" {' '.join(_WORD.findall(text.casefold()))} \n" for text in texts)


def stands(phrase: Phrase, in_row: str) -> bool:
    """Whether words stand side by side in a `row`."""
    return f" {' '.join(phrase)} " in in_row


@lru_cache(maxsize=1024)
def phrase(text: str) -> Phrase:
    """A text as words that have to stand side by side."""
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=1024)
def wanted(text: str) -> tuple[Phrase, ...]:
    """What a `text` of the config asks for: each word, and what stands in quotation marks as a phrase."""
    quoted = [phrase(one) for one in _QUOTED.findall(text)]
    alone = [phrase(one) for one in _RUN.findall(_QUOTED.sub(" ", text))]
    return tuple(filter(None, [*quoted, *alone]))


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """The name of a place without what houses write differently: capitals, accents, points, blanks."""
    plain = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", name))
    whole = unicodedata.normalize("NFC", _POINTS.sub("", plain))
    return " ".join(whole.replace("-", " ").casefold().split())


def cut(text: str, words: int) -> str:
    """The first words of a text, and no more of them; a sign says where something is left out."""
    ends = [hit.end() for hit in _WORD.finditer(text)]
    if len(ends) <= words:
        return text
    return f"{text[: ends[words - 1]]} …"

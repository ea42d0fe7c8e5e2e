"""What words are in a text, as stories are compared by them?

Small letters, without endings that change with the sentence, without words that stand in every
text. Scripts that set no blanks between words give pairs of letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Signs that belong to a letter are no letters to `\w`: the vowels of Indian scripts are such.
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff])"
_WORD = re.compile(rf"{_LETTER}+(?:[.,'’]{_LETTER}+)*")
_UNSEGMENTED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_GROUPED = re.compile(r"(?<=\d)[,.](?=\d{3}(?:\D|$))")
# US, WHO and IT are none of the words that tell nothing.
_ACRONYM = range(2, 5)
_LONGEST = 60
_POSSESSIVE = ("'s", "’s")

_IN_EVERY_TEXT = """
a about after again against all also am an and any are as at be because been before being between
both but by can could did do does down during each few for from further had has have having he her
here him his how i if in into is it its itself just later like made make many may me might more most
much must my near new no nor not now of off on once one only or other our out over own said same say
says she should since so some still such than that the their them then there these they this those
through to told too two under until up us very via vs was we well were what when where which while
who whom whose why will with within would year years yet you your aber als auch auf aus bei bis das
dass dem den der des die durch ein eine einem einen einer er es für haben hat im ist mit nach nicht
noch nur oder sein sich sie sind über um und unter von vor war werden wie wird zu zum zur au aux
avec ce ces cette dans de deux du elle en est et été il ils la le les leur mais ne ont ou par pas
plus pour que qui sa se ses son sont sur un une al como con del desde dos el ella entre era esta
este fue ha han hasta las lo los más muy para pero por porque según ser sin sobre su sus también
tras una uno y ya ao aos com da e foi na nas nos não o os pela pelo sem seu sua são uma che dal dei
della di ed gli ma nel non per più si sono tra
"""

COMMON = frozenset(_IN_EVERY_TEXT.split())
"""Words that tell nothing of what a story is about."""


def words(text: str) -> Iterable[str]:
    """The words as they stand in the text, in order; of unsegmented scripts pairs of letters."""
    found = _WORD.findall(text)
    if text.isascii() or not _UNSEGMENTED.search(text):
        return found
    return (part for word in found for part in _segments(word))


def _segments(word: str) -> Iterator[str]:
    at = 0
    for run in _UNSEGMENTED.finditer(word):
        if run.start() > at:
            yield word[at : run.start()]
        letters = run.group()
        yield from (letters[i : i + 2] for i in range(max(1, len(letters) - 1)))
        at = run.end()
    if at < len(word):
        yield word[at:]


def fold(word: str) -> str:
    """A word in the form that words are compared in; ``""`` for one that tells nothing."""
    return _folded(word[:_LONGEST])


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    if word[-2:] in _POSSESSIVE:
        word = word[:-2]
    if has_figures(word):
        return _GROUPED.sub("", word).casefold()
    folded = word.casefold().replace("’", "").replace("'", "").replace(".", "")
    if len(folded) < 2 and folded.isascii():
        return ""
    if folded in COMMON and not (word.isupper() and len(folded) in _ACRONYM):
        return ""
    return stem(folded)


def has_figures(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def stem(word: str) -> str:
    """A word without the endings of English plurals and verbs: light, so that names stay apart."""
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word

"""Kills and holds: texts in which a desk asks its takers to throw a story away, or to wait with it.

They come as copy, with a dateline like any other, and the word that counts is in the first sentence.
Stories about killings have the same words: what is read here is the form in which desks write to desks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.verdicts import NOTHING, Said, hold, kill

_LEAD = 300
"""Characters within which a kill says that it is one."""

_KILL = kill("the copy asks to kill a story")
_WITHDRAWN = kill("the copy says that a story is withdrawn")
_HOLD = hold("the copy asks to hold a story")

# Attention subscribers:    EDITORS:    (    Australia-Harbour/    KILL KILL KILL =    MANDATORY KILL:
_CALLED = (
    r"\s*\(?\s*(?:(?:Attention|ATTENTION|ATTN|Eds|EDS|Editors|EDITORS|Dear|Subscribers|SUBSCRIBERS)\b"
    r"[\w ,]{0,40}[:.,–—-]+\s*|\S{1,40}/\s+)?"
    r"(?:(?:(?:KILL|HOLD)(?:[\s,!-]+(?:KILL|HOLD)){2}|(?:MANDATORY |STORY )?(?:KILL|HOLD)(?=\s*[:–—-]))"
    r"[!\s=.:–—-]*)?"
)
_WORD = r"\w[\w.’'-]*"
_QUOTED = r"[\"“«‘][^\"”»’\n]{1,200}[\"”»’]"
_PIECE = r"(?:story|item|report|article|dispatch|alert)s?\b"
_NAMED = rf"(?:headlined|headed|titled|slugged)\s+(?:{_QUOTED}|[A-Z0-9][\w./-]*(?:\s[A-Z0-9/-]+)*)"
# It is: that something was withdrawn, or by whom, or that somebody said so, is news.
_IS_GONE = (
    r"(?:\s*,[^.\n]{1,80},)?\s+(?:is|are|has been|have been)\s+(?:hereby\s+)?(?:withdrawn|killed|retracted)"
    r"(?=\s*(?:[.,;)]|\Z|\n)|\s+(?:because|as|after|and|pending|due|until|owing|since|following)\b)"
    r"(?![^.\n]*\b(?:said|says|told|announced|reported|according)\b)"
)
_OF_A_STORY = (
    rf"(?:The|This|Our)\s+(?:{_WORD}\s+){{0,4}}?{_PIECE}\s+(?:[^.\n\"“]{{1,60}}\s)?{_NAMED}"
)


def _asked(verb: str) -> str:
    """Please kill the story slugged ..."""
    return (
        rf"(?:Please|PLEASE)\s+(?:\w+ly\s+)?(?:{verb})\s+"
        rf"(?:{_WORD}\s+){{0,5}}?(?:{_QUOTED}\s+)?{_PIECE}"
        # "Please kill the story", he said: a sentence that goes on so only quotes one.
        r"(?!,?[\"”’?]|,\s+(?:he|she|they|said|the)\b|\s+(?:was|were|is|are|had|he|she|they)\b)"
    )


# The words to look for first; without one of them there is nothing to match.
_FORMS: tuple[tuple[tuple[str, ...], re.Pattern[str], Said], ...] = tuple(
    (signs, re.compile(pattern), said)
    for signs, pattern, said in (
        (("kill",), _CALLED + _asked("kill|KILL|eliminate"), _KILL),
        (("kill",), rf"{_CALLED}(?i:(?:this is )?a (?:kill is mandatory|mandatory kill)\b)", _KILL),
        (("hold",), _CALLED + _asked("hold|HOLD"), _HOLD),
        (("withdrawn", "killed", "retracted"), _CALLED + _OF_A_STORY + _IS_GONE, _WITHDRAWN),
        # alone in its line, or behind a slug
        (("kill",), r"(?:\S{1,60}\s+)?KILL(?:[\s,!-]+KILL){2}(?!\w)", _KILL),
        (("hold",), r"(?:\S{1,60}\s+)?HOLD(?:[\s,!-]+HOLD){2}(?!\w)", _HOLD),
    )
)


def judge(text: str, agencies: Agencies) -> Said:
    """What a text out of its envelope says of a story of its own agency."""
    folded = text[:_LEAD].lower()
    if "kill" in folded or "hold" in folded or "withdr" in folded or "retract" in folded:
        return _judge(text[:_LEAD], folded, agencies)
    return NOTHING


def _judge(lead: str, folded: str, agencies: Agencies) -> Said:
    for signs, pattern, said in _FORMS:
        if any(sign in folded for sign in signs) and pattern.match(lead) is not None:
            return said
    if _own_withdrawal(agencies).match(lead) is not None:
        return _WITHDRAWN
    return NOTHING


@lru_cache(maxsize=256)
def _own_withdrawal(agencies: Agencies) -> re.Pattern[str]:
    """The Associated Press has withdrawn its story about ..."""
    names = "|".join(map(re.escape, agencies.names()))
    return re.compile(
        rf"\s*\(?(?:The\s+)?(?:{names})\s+(?:has|is)\s+(?:withdrawn|withdrawing|retracted|retracting)\s+"
        rf"(?:its|the|this|an?)\s+(?:{_WORD}\s+){{0,4}}?{_PIECE}(?!\s+(?:by|of)\b)"
    )

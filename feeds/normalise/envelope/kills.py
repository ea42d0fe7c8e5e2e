"""Kills and holds: texts in which a desk asks its takers to throw a story away, or to wait with it.

They come as copy, with a dateline like any other, and the word that counts is in the first sentence.
Stories about killings have the same words: what is read here is the form in which desks write to desks.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from feeds.finding import finder
from feeds.model import NOT_YET
from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.verdicts import NOTHING, Said, hold, kill

_LEAD = 300
"""Characters within which a kill says that it is one."""

_KILL = kill("the copy asks to kill a story")
_WITHDRAWN = kill("the copy says that a story is withdrawn")
_HOLD = hold("the copy asks to hold a story")
_EMBARGOED = hold(NOT_YET)

# Attention subscribers:    EDITORS:    (    Australia-Harbour/    KILL KILL KILL =    MANDATORY KILL:
_CALLED = (
    r"\s*\(?\s*(?:(?:Attention|ATTENTION|ATTN|Eds|EDS|Editors|EDITORS|Dear|Subscribers|SUBSCRIBERS)\b"
    r"[\w ,]{0,40}[:.,–—-]+\s*|\S{1,40}/\s+)?"
    r"(?:(?:(?:KILL|HOLD)(?:[\s,!-]+(?:KILL|HOLD)){2}|(?:MANDATORY |STORY )?(?:KILL|HOLD)(?=\s*[:–—-]))"
    r"[!\s=.:–—-]*)?"
)
_WORD = r"\w[\w.’'-]*"
_QUOTED = r"[\"“«‘'][^\"”»’'\n]{1,200}[\"”»’']"
_PIECE = r"(?:story|item|report|article|dispatch|alert)s?\b"
# By what it is called, or by its number on the wire: dpa 157 "Divers raise a bell"
_NAMED = (
    rf"(?:(?:headlined|headed|titled|slugged)\s+(?:{_QUOTED}|[A-Z0-9][\w./-]*(?:\s[A-Z0-9/-]+)*)"
    rf"|[A-Za-z]{{2,8}}\s[0-9]{{1,5}}(?:\s+{_QUOTED})?)"
)
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
        rf"(?:Please|PLEASE|Kindly|KINDLY)\s+(?:\w+ly\s+)?(?:{verb})\s+"
        rf"(?:{_WORD}\s+){{0,5}}?(?:{_QUOTED}\s+)?{_PIECE}"
        # "Please kill the story", he said: a sentence that goes on so only quotes one.
        r"(?!,?[\"”’?]|,\s+(?:he|she|they|said|the)\b|\s+(?:was|were|is|are|had|he|she|they)\b)"
    )


# Words of everyday as well: only of a story that is named, or was sent, are they a desk's.
_DROP = "disregard|ignore|withdraw|delete|DISREGARD|IGNORE|WITHDRAW|DELETE"
_SENT = (
    rf"(?=\s+(?:[^.\n]{{0,80}}\s)?(?:{_NAMED}|{_QUOTED}|(?:sent|issued|moved|filed|transmitted)\b))"
)
_GERMAN_ASKED = (
    r"Bitte\s+(?:\w+\s+){0,3}?(?:Meldung|Bericht|Beitrag)\b[^.\n]{0,160}?"
    r"\bnicht\s+(?:mehr\s+)?(?:verwenden|veröffentlichen|nutzen)\b"
)
_GERMAN_GONE = rf"Die\s+Meldung\s+(?:\w+\s[0-9]+\s*)?{_QUOTED}[^.\n]{{0,80}}?\s(?:ist|wird|wurde)\s[^.\n]{{0,30}}?zurückgezogen\b"
# In capitals, at the top of the copy: EMBARGOED UNTIL 1800 GMT    NOT FOR PUBLICATION BEFORE MAY 10
_NOT_YET = (
    r"\W*(?:(?:STRICTLY|UNDER|ACHTUNG)\W+)*(?:EMBARGO(?:ED)?|SPERRFRIST|HOLD FOR RELEASE"
    r"|NOT FOR (?:PUBLICATION|RELEASE|BROADCAST|USE) (?:BEFORE|UNTIL))\b(?!\W+[a-z])"
)

# The words to look for first; without one of them there is nothing to match.
_FORMS: tuple[tuple[tuple[str, ...], re.Pattern[str], Said], ...] = tuple(
    (signs, re.compile(pattern), said)
    for signs, pattern, said in (
        (("kill", "eliminate"), _CALLED + _asked("kill|KILL|eliminate"), _KILL),
        (("ignore", "disregard", "withdraw", "delete"), _CALLED + _asked(_DROP) + _SENT, _KILL),
        (("nicht",), _GERMAN_ASKED, _KILL),
        (("zurückgezogen",), _GERMAN_GONE, _WITHDRAWN),
        (("embargo", "sperrfrist", "not for", "hold"), _NOT_YET, _EMBARGOED),
        (("kill",), rf"{_CALLED}(?i:(?:this is )?a (?:kill is mandatory|mandatory kill)\b)", _KILL),
        (("hold",), _CALLED + _asked("hold|HOLD"), _HOLD),
        (("withdrawn", "killed", "retracted"), _CALLED + _OF_A_STORY + _IS_GONE, _WITHDRAWN),
        # alone in its line, or behind a slug
        (("kill",), r"(?:\S{1,60}\s+)?KILL(?:[\s,!-]+KILL){2}(?!\w)", _KILL),
        (("hold",), r"(?:\S{1,60}\s+)?HOLD(?:[\s,!-]+HOLD){2}(?!\w)", _HOLD),
    )
)


_signs = finder((*itertools.chain(*(signs for signs, _, _ in _FORMS)), "withdr", "retract"))


def judge(text: str, agencies: Agencies) -> Said:
    """What a text out of its envelope says of a story of its own agency."""
    folded = text[:_LEAD].lower()
    return _judge(text[:_LEAD], folded, agencies) if _signs(folded) else NOTHING


def _judge(lead: str, folded: str, agencies: Agencies) -> Said:
    for signs, pattern, said in _FORMS:
        if any(sign in folded for sign in signs) and pattern.match(lead) is not None:
            return said
    if _own_withdrawal(agencies).match(lead) is not None:
        return _WITHDRAWN
    return NOTHING


@lru_cache(maxsize=256)
def _own_withdrawal(agencies: Agencies) -> re.Pattern[str]:
    """The Associated Press has withdrawn its story about ...    We are killing our story ..."""
    names = "|".join(map(re.escape, agencies.names()))
    return re.compile(
        rf"{_CALLED}(?:(?:The\s+)?(?:{names})\s+(?:has|is)|We\s+(?:are|have))\s+"
        r"(?:withdrawn|withdrawing|retracted|retracting|killed|killing)\s+"
        rf"(?:its|our|the|this|an?)\s+(?:{_WORD}\s+){{0,4}}?{_PIECE}(?!\s+(?:by|of)\b)"
    )

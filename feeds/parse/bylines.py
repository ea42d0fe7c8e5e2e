"""The people that a byline in a news format names, and what else is put into one."""

from __future__ import annotations

import re

_BY = re.compile(
    r"(?:by|von|par|por|di|door|av|af)\b[\s:]*|(?:de|da|story|texte?)\s*:\s*", re.IGNORECASE
)
_AND = re.compile(r"\s*[&;|/]\s*|\s+(?:and|AND|with|WITH|und|UND|et|ET|y|e|och|og)\s+")
_PLACE = re.compile(r"\s*\(.*|\s+(?:in|at|of|for|à|en|aus)(?:\s.*)?")
INITIALS = re.compile(r"[A-Za-z]{1,5}(?:/[A-Za-z]{1,5}){1,6}|[a-z]{2,4}(?:-[a-z]{2,4})?")
_PARTICLE = re.compile(
    "(?:d|l|al|an|ash?|el)[-'’].+|al|ap|ben|bin|d[aeiou]|dal|del|della|de[nr]|dos|el|ibn|l[ae]|te[nr]|van|von|y|zu"
)
LONGEST_BYLINE = 500
_NO_NAME = re.compile(
    r"agen[ctz]\w*|analysts?|associat\w*|bureau|columnists?|correspond\w*|desk|editor\w*|journalist\w*|media|news|"
    r"newspapers?|newsroom|our|own|photograph\w*|presse?|reda[ck]\w*|reporter\w*|service|special|sports?|staff|team|"
    r"the|wire|writers?",
    re.IGNORECASE,
)


def names_in(byline: str) -> tuple[str, ...]:
    """The people that a byline names, without "By", titles, agencies and places; none where it holds
    something else.

    A comma ends the last name; before an "and" it parts names.
    """
    text = " ".join(byline.split())
    if len(text) > LONGEST_BYLINE:
        return ()
    stripped = _BY.sub("", text, count=1) if _BY.match(text) else text
    *lists, last = _AND.split(stripped)
    parts = [part for one in lists for part in one.split(",")] + [last.partition(",")[0]]
    names = [_PLACE.sub("", part.strip()).strip(" .:-–—") for part in parts]
    if len(names) == 1 and stripped != text and " " not in names[0]:
        return tuple(names) if names[0] and not _NO_NAME.fullmatch(names[0]) else ()
    whole = stripped.partition(",")[0]
    found = [one for one in names if _is_name(one)] or ([whole] if _is_name(whole) else [])
    return tuple(dict.fromkeys(found))


def printed(byline: str) -> str:
    """The people that a byline names, joined as it joins them where nothing else stands between them;
    ``""`` where it names none.
    """
    names = names_in(byline)
    together = r"(?:,?\s*[&;|/]\s*|,\s*|,?\s+\w{1,4}\s+)".join(map(re.escape, names))
    hit = re.search(together, " ".join(byline.split())) if names else None
    return hit[0] if hit is not None else ", ".join(names)


def _is_name(text: str) -> bool:
    """Two to five words with capital letters, or of a script that has none; particles aside."""
    told = text.split()
    if not 2 <= len(told) <= 5 or any(one.isdigit() for one in text):
        return False
    if any(_NO_NAME.fullmatch(one) for one in told):
        return False
    return all(_PARTICLE.fullmatch(one) or not one[0].islower() for one in told)


def opens_with_by(line: str) -> bool:
    """Whether a line begins as bylines do, with "By" in one of the languages."""
    return _BY.match(line) is not None


def is_a_sentence(line: str) -> bool:
    """Whether a line says something; one of a word or two or three is a keyword."""
    return len(line.split()) > 3

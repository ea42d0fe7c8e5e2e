"""Does a text ask for a story to be thrown away, held back or corrected? Where, and in what words, is in `forms`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.decide.notices.forms import FORMS, GRAVITY, OWN_SIGNS, Verb, own
from feeds.decide.notices.hearing import heard

_LEAD = 700
"""Characters of copy in which a notice says what it wants."""
_WHOLE = 150
"""Words of a text that may be nothing but a notice; of a longer one only the start is looked at."""
_BEFORE = re.compile(
    r"\s*\(?\s*(?:(?:Attention|ATTENTION|ATTN|Eds|EDS|Editors|EDITORS|Dear|Subscribers|SUBSCRIBERS|Achtung|ACHTUNG|"
    r"Atención|ATENCIÓN|Note|NOTE|ADVISORY|Advisory|MANDATORY KILL|KILL|HOLD|CORRECTION|Correction)\b[^.:\n]{0,60}"
    r"[:.,–—=-]*\s*|\S{1,60}/\s*)*"
)
_SIGNS = frozenset(sign for _, signs, _ in FORMS for sign in signs)
_STOPS = frozenset(".!?:;=)]/–—-।。(")


def asked(text: str, provider: str, *, suspected: bool) -> tuple[Verb, int] | None:
    """What a text wants done with a story, and where it says so; None where it wants nothing.

    `suspected` texts are those that call themselves a kill, a hold or a correction already: they are believed
    wherever they say what they want.
    """
    if not text:
        return None
    lead = text[:_LEAD]
    found = [
        (verb, place)
        for verb, place in _found(lead, provider)
        if _is_said(lead, place) and (suspected or _is_short(text) or place <= _opening(lead))
    ]
    if not found:
        return heard(lead, provider, suspected=suspected) if suspected or _is_short(text) else None
    return max(found, key=lambda one: (GRAVITY.index(one[0]), -one[1]))


def _found(lead: str, provider: str) -> Iterator[tuple[Verb, int]]:
    folded = lead.lower()
    signs = {sign for sign in _SIGNS if sign in folded}
    for verb, of_form, form in FORMS:
        if not signs.isdisjoint(of_form):
            for hit in form.finditer(lead):
                yield verb, hit.start()
    if provider and any(sign in folded for sign in OWN_SIGNS):
        for hit in own(provider).finditer(lead):
            yield Verb.KILL, hit.start()


def _opening(lead: str) -> int:
    hit = _BEFORE.match(lead)
    return 0 if hit is None else hit.end()


def _is_short(text: str) -> bool:
    return len(text.split(None, _WHOLE)) < _WHOLE


def _is_said(lead: str, place: int) -> bool:
    """Whether a sentence begins here, and not one that somebody is quoted with."""
    before = lead[:place].rstrip()
    if not before or "\n" in lead[len(before) : place]:
        return True
    return before[-1] in _STOPS or place <= _opening(lead)

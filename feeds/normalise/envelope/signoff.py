"""The sign-off: what an agency puts under its copy to say that it is all."""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.normalise.envelope.agencies import TAG

_DASHED = r"(?:--|==|[-–—‒―]{1,2})"
# Initials of those who handled the copy: "ms/vd", "na/", "int/khz".
_CODE = r"(?:[a-z]{1,5}(?:[/-][a-z]{1,6}){0,3}/?|[a-z]{1,4}/)"
_NAMED = rf"(?:{TAG})(?:\s?/\s?[\w ]{{2,12}}?)?"

_LONGEST = 420
_HANDLED = r"(?:Additional\s+|Additional\sr|R|Writing|Compiled|Edit)(?:eporting|ing)?"
# What ends a sentence. Of the sign-offs but one ends so: "Enditem." of a hasty desk.
_SENTENCE_ENDS = frozenset(".!?।…:;\"”’'»")
_TAGS = re.compile(rf"(?<!\w)(?:{TAG})(?!\w)")


class _Ending(NamedTuple):
    """What may end a text: looked for in its last `window` characters, if those hold a `sign`."""

    signs: tuple[str, ...]
    window: int
    pattern: re.Pattern[str]


# Each matches at the end of the text. What may stand glued to the last sentence needs a mark that no
# sentence has; what is a line of its own may be plainer.
_ENDINGS = tuple(
    _Ending(signs, window, re.compile(rf"(?:{pattern})\s*\Z"))
    for signs, window, pattern in (
        # --IANS    --IANS ms/vd    - IANS    ==Kyodo    -- BERNAMA
        (
            ("-", "=", "–", "—", "‒", "―"),
            60,
            rf"(?:(?<=\n)|(?<=\A)|(?<=[.!?”\"'’)।]\s)){_DASHED}\s?{_NAMED}(?:\s+{_CODE})?",
        ),
        (
            ("Enditem",),
            140,
            r"(?:\((?:By|Compiled by)\s[^()]{2,80}\)\s*)?(?<!\w)Enditem(?:/[A-Za-z]+)?\.?",
        ),
        (("■",), 20, r"■+"),
        (("（完）",), 10, r"（完）"),
        (("END", "Fin", "(end)"), 40, r"(?<=\n)(?:END|Fin|\(END\)|\(end\)(?:\s+[a-z]{2,4})?)"),
        (("Fin",), 20, r"(?<=[.!?»] )Fin"),
        # The tag alone: (IANS), (ANI)
        ((")",), 40, rf"(?:(?<=[.!?”\"'’।]\s)|(?<=\n))\((?:{TAG})\)"),
        (
            ("by ",),
            _LONGEST,
            rf"\({_HANDLED}[^()]{{0,20}}\bby\s[^()]{{3,400}}\)",
        ),
        (
            ("UNI", "PTI", "BSS", "APP", "WAM", "dpa"),
            60,
            r"(?:(?<=\n)|(?<=[.!?”\"]\s))(?:UNI|PTI|BSS|APP|WAM|dpa)[ /](?:[A-Za-z0-9]{1,12}[ /]?){1,5}",
        ),
    )
)


def find(text: str) -> int:
    """How many characters at the end of a text are its sign-off; 0 where it has none.

    A sign-off may have several parts, each found at the end of what the next one leaves.
    """
    left = end = len(text.rstrip())
    for _ in range(3):
        cut = _one(text, left)
        if cut is None:
            break
        left = len(text[:cut].rstrip())
    return len(text) - left if left < end else 0


def _one(text: str, end: int) -> int | None:
    """Where the last part of the sign-off begins in the text up to `end`."""
    if not end or (text[end - 1] in _SENTENCE_ENDS and not text.endswith("item.", 0, end)):
        return None
    for signs, window, pattern in _ENDINGS:
        start = max(0, end - window)
        tail = text[start:end]
        for sign in signs:
            if sign in tail:
                break
        else:
            continue
        if (hit := pattern.search(tail)) is not None and (hit.start() or not start):
            return start + hit.start()
    return None


def tags_in(signoff: str) -> tuple[str, ...]:
    """The agencies named in a sign-off."""
    return tuple(_TAGS.findall(signoff)) if signoff else ()

"""The sign-off: what an agency puts under its copy to say that it is all."""

from __future__ import annotations

import re

from feeds.normalise.envelope.agencies import TAG

_DASHED = r"(?:--|==|[-–—‒―]{1,2})"
# Initials of those who handled the copy: "ms/vd", "na/", "int/khz".
_CODE = r"(?:[a-z]{1,5}(?:[/-][a-z]{1,6}){0,3}/?|[a-z]{1,4}/)"
_NAMED = rf"(?:{TAG})(?:\s?/\s?[\w ]{{2,12}}?)?"

# Each matches at the end of the text. What may stand glued to the last sentence needs a mark that no
# sentence has; what is a line of its own may be plainer.
_ENDINGS = tuple(
    re.compile(rf"(?:{pattern})\s*$")
    for pattern in (
        # --IANS    --IANS ms/vd    - IANS    ==Kyodo    -- BERNAMA
        rf"(?:(?<=\n)|(?<=^)|(?<=[.!?”\"'’)।])\s+){_DASHED}\s?{_NAMED}(?:\s+{_CODE})?",
        # Enditem    Enditem/AW    Fin    (End)    ■    （完）
        r"(?:\((?:By|Compiled by)\s[^()]{2,80}\)\s*)?(?<![\w])Enditem(?:/[A-Za-z]+)?\.?",
        r"■+",
        r"（完）",
        r"(?<=\n)(?:END|Fin|\(END\)|\(end\)(?:\s+[a-z]{2,4})?)",
        r"(?<=[.!?»] )Fin",
        # The tag alone: (IANS), (ANI)
        rf"(?<=[.!?”\"'’।]\s)\((?:{TAG})\)",
        rf"(?<=\n)\((?:{TAG})\)",
        # (Reporting by A; editing by B)
        r"\((?:Additional\s+|Additional\sr|R|Writing|Compiled|Edit)(?:eporting|ing)?[^()]{0,20}\bby\s[^()]{3,400}\)",
        # UNI XC ANV    PTI SKL ZMN
        r"(?:(?<=\n)|(?<=[.!?”\"]\s))(?:UNI|PTI|BSS|APP|WAM|dpa)[ /](?:[A-Za-z0-9]{1,12}[ /]?){1,5}",
    )
)


def find(text: str) -> int:
    """How many characters at the end of a text are its sign-off; 0 where it has none.

    A sign-off may have several parts, each found at the end of what the next one leaves.
    """
    left = len(text.rstrip())
    end = left
    for _ in range(3):
        cut = _one(text[:left])
        if cut is None:
            break
        left = len(text[:cut].rstrip())
    return len(text) - left if left < end else 0


def _one(text: str) -> int | None:
    for ending in _ENDINGS:
        if (hit := ending.search(text, max(0, len(text) - 500))) is not None:
            # Blanks before it belong to neither.
            return hit.start()
    return None


def tags_in(signoff: str) -> tuple[str, ...]:
    """The agencies named in a sign-off."""
    return tuple(re.findall(rf"(?<![\w])(?:{TAG})(?![\w])", signoff))

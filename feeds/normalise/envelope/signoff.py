"""The sign-off: what an agency puts under its copy to say that it is all, and who had a hand in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from feeds.normalise.envelope.agencies import Agencies

_DASHED = r"(?:--|==|[-–—‒―]{1,2})"
# Initials of those who handled the copy: "ms/vd", "na/", "int/khz".
_CODE = (
    r"(?:[a-z]{1,5}(?:[/-][a-z]{1,6}){0,3}/?|[a-z]{1,4}/"
    r"|[\u0900-\u097f]{1,8}(?:/[\u0900-\u097f]{1,8}){0,3}/?)"
)
# 18:22 Local Time 15:22 GMT    0041
_STAMPED = r"(?:\s+\d\d:\d\d Local Time \d\d:\d\d GMT)?(?:\s+\d{4})?"
# In Arabic each has its stop.
_ARABIC_CODE = r"(?:[\u0621-\u064a]\.){1,3}[\u0621-\u064a]?"

_LONGEST = 420
_HANDLED = r"(?:Additional\s+|Additional\sr|R|Writing|Compiled|Edit)(?:eporting|ing)?"
# What has a verb is a sentence: (Reporting by companies is voluntary)
_SENTENCE = r"[^()]*\s(?:is|are|was|were|has|have|had|will|can|may)\s"
_HANDLED_ELSEWHERE = (
    r"\([^()]{0,300}\b(?i:(?:édité|rédigé)\s+par|(?:re)?editado\s+(?:en\s+\w+\s+)?por|traducido\s+por|redigiert\s+von)"
    r"\s[^()]{3,200}\)|\(Reportes?\s+(?:de|por)\s[A-ZÀ-Þ][^()]{3,200}\)"
)
# FEO/YMU ====== Edited by Olu Ade, as NAN has it under its tag
_NIGERIAN = (
    r"(?:(?:\s+[A-Z]{2,5}(?:/[A-Z]{2,5}){0,3})?\s+={3,}\s+Edited\s+by\s+[A-Z][^()\n]{2,60})?"
)
# What ends a sentence. Of the sign-offs but three end so: "Enditem." of a hasty desk, "./." and "(ANSA)."; and
# an agency's name may.
_STOPPED = ("item.", "./.", ").")
_SENTENCE_ENDS = frozenset(".!?।…:;\"”’'»")


_FINISHED = r"(?:(?<=[.!?”\"»)]\s)|(?<=[.!?”\"»)]\n\n))"
"""Behind a sentence that is over."""
_OVER = r"(?:(?<=[.!?…।”\"’»)\]–—-]\n)|(?<=[.!?…।”\"’»)\]–—-]\n\n))"
"""In a line of its own behind one that is over, as the last of a list or of a table is not."""
_BEHIND = r"(?:(?<=\n)|(?<=[.!?”\"]\s)|(?<=\.\)\s))"
"""Behind a sentence that is over, or in a line of its own."""


# With inputs from agencies    Additional inputs from PTI and A. Rao: who else had a hand in it, by name
_WHO = (
    r"(?:(?:our\s|other\s|news\s|wire\s)?(?:agenc(?:y|ies)|services?|correspondents?|reporters?|bureaus?)"
    r"|[A-Z][\w.&'’-]*(?:\s[A-Z][\w.&'’-]*){0,4})"
)
_FROM = rf"\s+from\s+{_WHO}(?:(?:\s*[,/&]\s*|\s+and\s+){_WHO}){{0,6}}"
_INPUTS = (
    rf"(?:[Ww]ith\s+(?:(?:additional|some)\s+)?inputs?{_FROM}|[Ww]ith\s+(?:{_WHO}\s+)inputs?"
    rf"|(?:Additional\s+)?[Ii]nputs?{_FROM})"
)


class _Ending(NamedTuple):
    """What may end a text: looked for in its last `window` characters, if those hold a `sign`."""

    signs: tuple[str, ...]
    window: int
    pattern: re.Pattern[str]


@lru_cache(maxsize=256)
def _endings(agencies: Agencies) -> tuple[_Ending, ...]:
    """Each matches at the end of the text. What may stand glued to the last sentence needs a mark that no
    sentence has; what is a line of its own may be plainer.
    """
    tag = agencies.tag
    named = rf"(?:{tag})(?:\s?/\s?[\w ]{{2,12}}?)?"
    own = rf"(?:{agencies.own_tag})(?: [A-Z]{{2,8}}(?:-[A-Z]{{2,8}})?)?(?: [a-z]{{2,3}}/?)?(?: \d{{4}})?"
    ends = r"(?<=\n)" if agencies.provider == "PA" else _FINISHED
    return tuple(
        _Ending(signs, window, re.compile(rf"(?:{pattern})\s*\Z"))
        for signs, window, pattern in (
            (
                ("(By", "(Compiled"),
                140,
                r"\((?:By|Compiled by)\s[^()]{2,80}\)\s*Enditem(?:/[A-Za-z]+)?\.?",
            ),
            (("Enditem",), 30, r"(?<!\w)Enditem(?:/[A-Za-z]+)?\.?"),
            # --IANS    --IANS ms/vd    - IANS    ==Kyodo    -- BERNAMA
            (
                ("-", "=", "–", "—", "‒", "―"),
                60,
                rf"(?:(?<=\n)|(?<=\A)|(?<=[.!?”\"'’)।]\s)){_DASHED}\s?{named}(?:\s+{_CODE})?{_STAMPED}",
            ),
            (("■",), 20, r"■+"),
            (("完",), 10, r"（完）|\(完\)"),
            # A line of its own, in small letters behind a sentence or in copy of PA; with dashes as press
            # releases have it.
            (
                ("END", "Fin", "nds"),
                40,
                rf"(?<=\n)(?:ENDS?|Fin|{_DASHED}\s?(?i:ends?)\s?{_DASHED})|{ends}[Ee]nds",
            ),
            (("Fin",), 20, r"(?<=[.!?»] )Fin"),
            (
                ("(END)", "(end)", "(النهاية)"),
                40,
                (
                    r"(?:(?<=[.!?”\"'’؟]\s)|(?<=\n))\((?:END|end|النهاية)\)(?:\s+[a-z]{2,4}(?:\.[a-z]{2,4})?)?"
                    r"|(?<=[.؟!\s])\(النهاية\)(?:\s+[\u0621-\u064a](?!\w)){0,4}"
                ),
            ),
            (
                ("by ",),
                _LONGEST,
                rf"\({_HANDLED}(?!{_SENTENCE})[^()]{{0,20}}\bby\s[^()]{{3,400}}\)",
            ),
            # Reporting by A; Editing by B    on sites without brackets, in a line of its own
            (
                ("diting by",),
                _LONGEST,
                rf"(?<=\n){_HANDLED}[^()\n]{{0,20}}\bby\s[^()\n]{{3,200}}[;,]\s[Ee]diting\s+by\s[^()\n]{{3,80}}",
            ),
            # (Reportage Luc Morel, édité par Anne Roy)    (Bericht von Eva Kern, redigiert von Jan Holm)
            (
                ("dité", "dit", "redigiert", "Redigiert", "Report", "raducido"),
                _LONGEST,
                _HANDLED_ELSEWHERE,
            ),
            # jane@wire.example, in a line of its own
            (("@",), 80, r"(?<=\n)[\w.+-]{1,40}@[\w-]{1,30}(?:\.[\w-]{1,20}){1,4}"),
            # The tag alone: (IANS), (ANI), (ANI/Xinhua), (NAN)(www.nan.example), (SDA/sj)
            (
                (")",),
                140,
                "|".join(
                    (
                        rf"(?:(?<=[.!?”\"'’।]\s)|(?<=\n))\((?:{tag})(?:/(?:{tag}))*\)\.?(?:\s?\(www\.[\w./-]{{3,30}}\))?{_NIGERIAN}",
                        rf"(?<=\n)\((?:{tag}|SDA)/[a-z]{{2,6}}\)",
                        rf"(?<=\n){_ARABIC_CODE}(?:\s?/\s?{_ARABIC_CODE})*\s\((?:{tag})\)",
                    )
                ),
            ),
            (
                ("nput", "(Agenc", "(AGENC"),
                200,
                rf"(?<=\s)\({_INPUTS}\)|(?:(?<=[.!?”\"'’।)]\s)|(?<=\n))\((?:Agencies|AGENCIES)\)",
            ),
            # hh/ph/ts/hd    bur-ab/cd
            (
                ("/",),
                60,
                (
                    rf"(?:{_OVER}|(?<=\n)(?:{tag})\s+|{_FINISHED}(?:{tag})\n+)"
                    r"(?!and/or)[a-z]{2,5}(?:[/-][a-z]{2,5}){0,5}/[a-z]{2,5}"
                ),
            ),
            # /ritzau/
            (("/",), 20, rf"(?<=\n)/(?i:{tag})/"),
            # The name of the source's own agency, with the desk's and initials or without: EFE    AAP RTV mr.
            # Another's with initials that are no word: AFP sn
            (
                (" ", "\n"),
                40,
                rf"{_FINISHED}(?:{own}|(?:{tag}) (?:[b-df-hj-np-tv-xz]{{2,3}}/?|[a-z]{{2,3}}/))",
            ),
            (("./.",), 10, r"(?<=\w)\./\."),
            (("تحرير",), _LONGEST, r"\((?:تغطية|إعداد|كتابة|تحرير)[^()]{3,400}\)"),
            (
                ("भाषा", "एपी"),
                60,
                r"(?:(?<=\n)|(?<=[।.”\"]\s))(?:भाषा|एपी)(?:\s[\u0900-\u097f]{2,16}){0,4}",
            ),
            # PTI SKL ZMN    UNI GV 1320    BSS/AU/ASG/    WAM/Layla Noor: a desk's codes are no words
            (
                ("UNI", "PTI", "BSS", "APP", "WAM"),
                60,
                (
                    rf"{_BEHIND}(?:(?:UNI|PTI)(?:(?:/|\s+)[A-Z]{{2,4}}){{1,4}}(?: \d{{4}})?"
                    r"|(?:BSS|APP|WAM)/\w{1,12}(?:(?:/ ?| )\w{1,12}){0,4}/?)"
                ),
            ),
            # dpa al rmo hct: their words are as short as those of a sentence, which has no line of its own
            (("dpa",), 60, r"(?<=\n)dpa(?: [a-z]{1,5}\d?){1,6}"),
            # (AP) RUP, as PTI has it under the copy of others
            ((")",), 60, rf"{_BEHIND}\((?:{tag})\)(?:\s+[A-Z]{{2,4}}){{1,3}}"),
        )
    )


@lru_cache(maxsize=256)
def _tags(agencies: Agencies) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{agencies.tag})(?!\w)")


@lru_cache(maxsize=256)
def _stopped(agencies: Agencies) -> tuple[str, ...]:
    return (*_STOPPED, *(word for word in sorted(agencies.words) if word[-1] in _SENTENCE_ENDS))


# What makes lines of its own, and may end as a sentence does: who else had a hand in it, whose it is.
_MORE = r"(?:contributed to this (?:report|story)|[Ww]riters?\s[^\n]{3,120}\bcontributed\b|can be reached at|Follow [^\n]{2,60} (?:on|at) \S|https?://)"
_PERSON = r"[A-ZÀ-Þ][\w'’-]*\.?(?:[ ,/]+[A-ZÀ-Þ][\w'’-]*\.?){1,6}"
_LINES = re.compile(
    r"(?<=\n)(?:"
    rf"___\s*\n(?:[^\n]*\n+){{0,4}}[^\n]*{_MORE}[^\n]*"
    # -- Bloomberg News contributed to this story --    ((jane.roe@wire.example; +44 20 7946 0000))
    rf"|{_DASHED}\s[^\n]{{3,120}}contributed to this (?:report|story)\.?\s{_DASHED}"
    r"|\(\([^()\n]{3,300}\)\)"
    r"|Our Standards: The (?:Thomson Reuters )?Trust Principles\.?"
    r"|[(\[]?(?:Copyright|COPYRIGHT)\s+(?:\(c\)|©|[12]\d{3}\b|The\s[A-Z])[^\n]{0,300}"
    r"|©\s?(?:[12]\d{3}|dpa\b|[^\W\d_a-zß-ÿ])[^\n]{0,300}"
    rf"|(?:Reporter|Editor|Translator)\s*:\s*{_PERSON}"
    rf"|(?:{_DASHED}\s?)?\(?{_INPUTS}\.?\)?\.?"
    r")\s*\Z"
)
LINE_SIGNS = (
    "©", "((", "-- ", "– ", "— ", "Our Standards:", "Copyright", "COPYRIGHT", "[Copyright", "(Copyright", "Reporter", "Editor", "Translator",
    *(f"{mark}{word}" for mark in ("", "(", "-", "- ", "--", "-- ", "–", "– ", "—", "— ")
      for word in ("With ", "with ", "Additional inputs ", "Inputs ")),
)  # fmt: skip
"""What such lines begin with, but for those under a line of three underscores."""


def find(text: str, agencies: Agencies) -> int:
    """How many characters at the end of a text are its sign-off; 0 where it has none.

    A sign-off may have several parts, each found at the end of what the next one leaves.
    """
    left = end = len(text.rstrip())
    for _ in range(3):
        cut = _one(text, left, agencies)
        if cut is None:
            break
        left = len(text[:cut].rstrip())
    return len(text) - left if left < end else 0


def lines(text: str, end: int) -> int:
    """Where the lines begin with which the text up to `end` closes; `end` where there are none."""
    hit = _LINES.search(text, max(0, end - _LONGEST), end)
    return end if hit is None else hit.start()


def _one(text: str, end: int, agencies: Agencies) -> int | None:
    """Where the last part of the sign-off begins in the text up to `end`."""
    if not end or (
        text[end - 1] in _SENTENCE_ENDS and not text.endswith(_stopped(agencies), 0, end)
    ):
        return None
    for signs, window, pattern in _endings(agencies):
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


def tags_in(signoff: str, agencies: Agencies) -> tuple[str, ...]:
    """The agencies named in a sign-off."""
    return tuple(_tags(agencies).findall(signoff)) if signoff else ()

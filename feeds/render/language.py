"""Language tags (BCP 47) and the direction in which their script runs."""

from __future__ import annotations

import re
from typing import Literal

_TAG = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

_RTL_LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "azb",
        "bal",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "iw",
        "khw",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
_RTL_SCRIPTS = frozenset(
    [
        "adlm",
        "arab",
        "aran",
        "hebr",
        "mand",
        "mend",
        "nkoo",
        "rohg",
        "samr",
        "syrc",
        "syre",
        "syrj",
        "syrn",
        "thaa",
    ]
)


def tag(language: str) -> str:
    """The language's tag where it is well-formed, as documents can carry it; else ""."""
    return language if _TAG.fullmatch(language) else ""


def direction(language: str) -> Literal["rtl", "ltr"]:
    """How text of a language runs; the tag's script decides where it names one (``az-Arab``)."""
    primary, *rest = language.casefold().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary in _RTL_LANGUAGES else "ltr"


def differing(language: str, house: str) -> str:
    """An entry's tag where it is not the house's own; "" where saying it again adds nothing."""
    own = tag(language)
    return "" if own.casefold() == house.casefold() else own

"""Does a new version say anything new? Typography, blanks, and parameters that count clicks do not."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape

from feeds.model import Item

RULE = "revise.silent/1"
"""The rule of a version that says nothing new."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
    }
)
_DASHES = re.compile(r"\s*-{1,3}\s+|\s+-{1,3}\s*")
_TAG = re.compile(r"<[^>]*>")
_HREF = re.compile(r"(?:href|src)=\"([^\"]*)\"")
_STRUCK = re.compile(r"</?(?:del|ins|s|strike|sup|sub)\b")
_COMPATIBLE = re.compile(r"<(?:super|sub|fraction)> ")
_COUNTS_CLICKS = re.compile(
    r"(?:^|(?<=[?&;]))(?:utm_\w+|fbclid|gclid|mc_[ce]id|cmpid|ocid)=[^&#]*(?:&(?:amp;)?)?"
)


def is_silent(item: Item, old: Item) -> bool:
    """Whether readers would see no difference worth their time: then nothing is bumped."""
    return _said(item) == _said(old)


def _said(item: Item) -> tuple[object, ...]:
    return (
        _folded(item.headline),
        _folded(unescape(_TAG.sub(" ", item.body_html))),
        tuple(map(_bare, _HREF.findall(item.body_html))),
        tuple(_STRUCK.findall(item.body_html)),
        _folded(item.summary),
        _bare(item.link),
        _folded(item.byline),
        _folded(item.creditline),
        item.via,
        _folded(item.signoff),
        _folded(item.dateline.text),
        item.located,
        item.language,
        tuple(sorted((one.code, one.name, one.scheme) for one in item.subjects)),
        item.enclosures,
        item.urgency,
        item.embargoed,
        item.usageterms,
        item.copyrightnotice,
        item.pubstatus,
        item.verdict,
    )


def _folded(text: str) -> str:
    plain = "".join(map(_compatible, unicodedata.normalize("NFC", text))).translate(_SIGNS)
    return " ".join(_DASHES.sub(" - ", plain).split())


@cache
def _compatible(sign: str) -> str:
    """The same sign in its plain form, unless it says something else there: 10² is not 102."""
    if _COMPATIBLE.match(unicodedata.decomposition(sign)):
        return sign
    return unicodedata.normalize("NFKC", sign)


def _bare(href: str) -> str:
    """An address without its scheme, and without parameters that only count clicks."""
    counted = _COUNTS_CLICKS.sub("", href).rstrip("?&")
    return counted.partition("://")[2] or counted

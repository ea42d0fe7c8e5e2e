"""Heads of headlines: what an agency puts before a headline to say what kind of file it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.normalise.envelope.verdicts import NOTHING, Said, correction, gravest, hold, kill


class Head(NamedTuple):
    """A headline without its head, and what the head says."""

    headline: str
    urgency: int | None = None
    said: Said = NOTHING


_MARK = r"\s*(?:[:：]|--|[-–—](?=\s)|\s[-–—])\s*"
_KILL = kill("the headline says that it is withdrawn")
_HOLD = hold("the headline says that it is not to be published")
_CORRECTION = correction("the headline says that it is a correction")
_KILLS = (
    r"(?:MANDATORY |STORY |BULLETIN )?(?:KILL|WITHDRAWN|WITHDRAWAL|RETRACTION|RETRACTED|ELIMINATION)"
    r"|ANNULATION|ANULACIÓN|ZURÜCKGEZOGEN|撤稿"
)
_CORRECTIONS = r"CORRECTED|CORRECTION|CORRECTS?|KORREKTUR|BERICHTIGUNG|CORRECCIÓN|RECTIFICATIF|CORRECTIF|更正|تصحيح"
_HOLDS = r"HOLD(?: FOR RELEASE)?|(?:NEWS |EDITORIAL |COVERAGE )?ADVISORY|EMBARGO(?:ED)?|SPERRFRIST"
# Until when stands in it too, and has a colon of its own: EMBARGOED until 18:00 BST: Divers
_UNTIL = r"(?:EMBARGO(?:ED)?|SPERRFRIST)\b[^\n]{1,60}?(?:[:：]\s|\s?--\s|\s[-–—]\s)\s*"

# Head, whether its case is free, and what it means. A head is followed by a mark, so that "Urgent care
# centre opens" has none; only one that is said three times, or stands in brackets, needs no other.
_HEADS: tuple[tuple[re.Pattern[str], Head], ...] = tuple(
    (
        re.compile(rf"\s*(?:{pattern})", re.IGNORECASE if fold else 0),
        Head("", urgency=urgency, said=said),
    )
    for pattern, fold, urgency, said in (
        (rf"(?:FLASH|APNewsAlert|NewsAlert|快讯){_MARK}", 1, 1, NOTHING),
        (rf"(?:URGENT|BREAKING(?: NEWS)?|ALERT|BULLETIN|عاجل){_MARK}|\(URGENT\)\s*", 1, 2, NOTHING),
        (rf"URGENT-|(?:URGENTE|ALERTE|EIL(?:MELDUNG)?|Eil(?:meldung)?){_MARK}", 0, 2, NOTHING),
        (rf"AVANCE{_MARK}", 1, 3, NOTHING),
        (
            rf"KILL(?:[\s,!-]+KILL){{2,}}\b[!\s]*(?:{_MARK})?|(?:{_KILLS})(?:-|{_MARK})",
            0,
            None,
            _KILL,
        ),
        (rf"HOLD(?:[\s,!-]+HOLD){{2,}}\b[!\s]*(?:{_MARK})?", 0, None, _HOLD),
        (
            rf"(?:{_CORRECTIONS})(?:-(?:\(OFFICIAL\)-)?|{_MARK})|\((?:{_CORRECTIONS})\)\s*",
            0,
            None,
            _CORRECTION,
        ),
        # In small letters only before a colon, and only what is no word of headlines there.
        (r"(?:Correction|Corrected|Korrektur|Berichtigung)\s*:\s*", 0, None, _CORRECTION),
        (r"(?:Update|Refile)(?:\s+\d+)?\s*:\s*", 0, None, NOTHING),
        (rf"(?:{_HOLDS})(?:-|{_MARK})|{_UNTIL}", 0, None, _HOLD),
        (rf"(?:REFILE|RPT|REPEAT|UPDATE\s*\d+|WRAPUP\s*\d+)(?:-|{_MARK})", 0, None, NOTHING),
        (
            (
                r"\d+(?:ST|ND|RD|TH)\s+(?:LEAD|LD)-WRITETHRU\s*[:,-]\s*"
                r"|\(?(?:\d+(?:ST|ND|RD|TH)\s+)?(?:LEAD|LD)\)\s*|\d+(?:st|nd|rd|th) (?:LEAD|LD)\s*[:-]\s*"
            ),
            1,
            None,
            NOTHING,
        ),
        (r"(?:UPDATE|LEAD|LD)\s*:\s*|\d+(?:ST|ND|RD|TH) (?:LEAD|LD)\s+", 0, None, NOTHING),
    )
)

# Hardly any headline has a head: one look tells.
_ANY_HEAD = re.compile(
    "|".join(
        f"(?i:{one.pattern})" if one.flags & re.IGNORECASE else one.pattern for one, _ in _HEADS
    )
)


def take_head(headline: str) -> Head:
    """The headline without its heads; of several the most telling counts.

    One with nothing behind it stays the headline; what it forbids is forbidden all the same.
    """
    if _ANY_HEAD.match(headline) is None:
        return Head(headline)
    urgency: int | None = None
    said = NOTHING
    text = headline
    for _ in range(4):
        for pattern, head in _HEADS:
            hit = pattern.match(text)
            if hit is None:
                continue
            said = gravest(said, head.said)
            if not text[hit.end() :].strip():
                return Head(text, urgency, said)
            text = text[hit.end() :].strip()
            urgency = urgency or head.urgency
            break
        else:
            break
    return Head(text, urgency, said)

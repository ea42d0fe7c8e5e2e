"""Heads of headlines: what an agency puts before a headline to say what kind of file it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.model import PubStatus, Status


class Head(NamedTuple):
    """A headline without its head, and what the head says."""

    headline: str
    urgency: int | None = None
    verdict: Status = Status.NEW
    pubstatus: PubStatus | None = None
    reason: str = ""


_MARK = r"\s*(?::|--|[-–—](?=\s)|\s[-–—])\s*"

# Head, and what it means. A head is followed by a mark, so that "Urgent care centre opens" has none.
_HEADS: tuple[tuple[re.Pattern[str], Head], ...] = tuple(
    (re.compile(rf"\s*(?:{pattern})", re.IGNORECASE if fold else 0), head)
    for pattern, fold, head in (
        (rf"(?:FLASH|APNewsAlert|NewsAlert){_MARK}", 1, Head(headline="", urgency=1)),
        (rf"(?:URGENT|BREAKING|ALERT|BULLETIN){_MARK}", 1, Head(headline="", urgency=2)),
        (rf"AVANCE{_MARK}", 1, Head(headline="", urgency=3)),
        (
            rf"(?:KILL|WITHDRAWN|RETRACTION|MANDATORY KILL)(?:-|{_MARK})",
            0,
            Head(
                headline="",
                verdict=Status.WITHDRAWN,
                pubstatus=PubStatus.CANCELED,
                reason="the headline says that it is withdrawn",
            ),
        ),
        (
            rf"(?:CORRECTED|CORRECTION|CORRECTS)(?:-(?:\(OFFICIAL\)-)?|{_MARK})",
            0,
            Head(
                headline="",
                verdict=Status.CORRECTION,
                reason="the headline says that it is a correction",
            ),
        ),
        (
            rf"(?:HOLD|ADVISORY|EMBARGOED)(?:-|{_MARK})",
            0,
            Head(
                headline="",
                verdict=Status.HELD,
                pubstatus=PubStatus.WITHHELD,
                reason="the headline says that it is not to be published",
            ),
        ),
        (rf"(?:REFILE|RPT|REPEAT|UPDATE\s*\d+|WRAPUP\s*\d+)(?:-|{_MARK})", 0, Head(headline="")),
        (
            r"\(?(?:\d+(?:ST|ND|RD|TH)\s+)?(?:LEAD|LD)\)\s*|\d+(?:st|nd|rd|th) (?:LEAD|LD)\s*[:-]\s*",
            1,
            Head(headline=""),
        ),
    )
)


# Hardly any headline has a head: one look tells.
_ANY_HEAD = re.compile(
    "|".join(
        f"(?i:{one.pattern})" if one.flags & re.IGNORECASE else one.pattern for one, _ in _HEADS
    )
)


_GRAVITY = (Status.NEW, Status.CORRECTION, Status.HELD, Status.WITHDRAWN)


def take_head(headline: str) -> Head:
    """The headline without its heads; of several the most telling counts."""
    if _ANY_HEAD.match(headline) is None:
        return Head(headline)
    urgency: int | None = None
    said = Head(headline=headline)
    text = headline
    for _ in range(4):
        for pattern, head in _HEADS:
            hit = pattern.match(text)
            if hit is None or not text[hit.end() :].strip():
                continue
            text = text[hit.end() :].strip()
            urgency = urgency or head.urgency
            if _GRAVITY.index(head.verdict) > _GRAVITY.index(said.verdict):
                said = head
            break
        else:
            break
    return Head(
        headline=text,
        urgency=urgency,
        verdict=said.verdict,
        pubstatus=said.pubstatus,
        reason=said.reason,
    )

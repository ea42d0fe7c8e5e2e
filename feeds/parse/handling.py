"""How an item is to be handled, as news formats say it: its urgency, and whether it may be published."""

from __future__ import annotations

import re
from datetime import datetime

from feeds.model import PubStatus

_STRICTNESS = (PubStatus.USABLE, PubStatus.WITHHELD, PubStatus.CANCELED)
# The publishing statuses of the IPTC, and how agencies spell them and what they say besides.
_STATUSES = {
    **dict.fromkeys(("usable", "useable", "published", "corrected", "updated"), PubStatus.USABLE),
    **dict.fromkeys(("withheld", "withhold", "hold", "held", "embargoed"), PubStatus.WITHHELD),
    **dict.fromkeys(
        ("canceled", "cancelled", "cancel", "killed", "kill", "withdrawn", "withdraw", "deleted",
         "delete", "retracted"),
        PubStatus.CANCELED,
    ),
}  # fmt: skip
_NO_EMBARGO = frozenset({"", "none", "no", "n/a", "nil", "immediate", "for immediate release"})


def status_of(stated: str, unknown: PubStatus = PubStatus.WITHHELD) -> PubStatus:
    """A publishing status in an agency's words, of which a code's vocabulary is no part: usable where none
    is stated, withheld where nobody knows it, for somebody to look at.
    """
    code = re.split("[:/#]", stated.strip().lower())[-1].strip()
    return _STATUSES.get(code, unknown) if code else PubStatus.USABLE


def held_until(stated: str, until: datetime | None) -> PubStatus:
    """What an embargo that is stated makes of a story, and `until` is what could be read of it: one of which
    nobody can read when it ends is not over.
    """
    unclear = until is None and stated.strip().lower() not in _NO_EMBARGO
    return PubStatus.WITHHELD if unclear else PubStatus.USABLE


def urgency_of(stated: str) -> int | None:
    """The editorial urgency, 1 (most urgent) to 9; None where none is stated."""
    return int(stated) if re.fullmatch("[1-9]", stated) else None


def stricter(*found: PubStatus) -> PubStatus:
    """The one of several statuses that lets the least through; usable where there are none."""
    return max(found, key=_STRICTNESS.index, default=PubStatus.USABLE)

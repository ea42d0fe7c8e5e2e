"""How an item is to be handled, as news formats say it: its urgency, and whether it may be published."""

from __future__ import annotations

import re

from feeds.model import PubStatus

_STRICTNESS = (PubStatus.USABLE, PubStatus.WITHHELD, PubStatus.CANCELED)


def urgency_of(stated: str) -> int | None:
    """The editorial urgency, 1 (most urgent) to 9; None where none is stated."""
    return int(stated) if re.fullmatch("[1-9]", stated) else None


def stricter(*found: PubStatus) -> PubStatus:
    """The one of several statuses that lets the least through."""
    return max(found, key=_STRICTNESS.index)

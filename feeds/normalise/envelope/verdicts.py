"""What copy says of itself beside its story: that it is a correction, not to be published, or withdrawn."""

from __future__ import annotations

from typing import NamedTuple

from feeds.model import PubStatus, Status


class Said(NamedTuple):
    """A verdict on an item out of its own mouth, and why, in words."""

    verdict: Status = Status.NEW
    pubstatus: PubStatus = PubStatus.USABLE
    reason: str = ""


NOTHING = Said()
_GRAVITY = (Status.NEW, Status.CORRECTION, Status.HELD, Status.WITHDRAWN)


def correction(reason: str) -> Said:
    return Said(Status.CORRECTION, PubStatus.USABLE, reason)


def hold(reason: str) -> Said:
    return Said(Status.HELD, PubStatus.WITHHELD, reason)


def kill(reason: str) -> Said:
    return Said(Status.WITHDRAWN, PubStatus.CANCELED, reason)


def gravest(*said: Said) -> Said:
    """The one that forbids most; of equals the first."""
    return max(said, key=lambda one: _GRAVITY.index(one.verdict))

"""Hosts that have asked to be left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

LONGEST_PAUSE = timedelta(hours=48)
"""Whoever asks for more is asked again after that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A host that is asked nothing until an instant, by no source."""

    host: str
    """As `host_of` has it."""
    until: datetime
    source: str
    """Whose poll was told so."""


def host_of(url: str) -> str:
    """The host of an address, as pauses know it; ``""`` where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""

"""What sites let machines ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """That a site's robots.txt lets us ask for an address, as was read there (RFC 9309)."""

    url: str
    until: datetime
    """When it is to be read again."""

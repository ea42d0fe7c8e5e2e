"""How much an engine does at once, and what it goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often, how many, how long."""

    concurrency: int
    lease: timedelta
    archive: timedelta
    per_host: int = 1

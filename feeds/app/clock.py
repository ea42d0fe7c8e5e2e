"""The one real clock. By itself, since a pass with nothing to do needs no other part."""

from __future__ import annotations

from datetime import UTC, datetime


def clock() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)

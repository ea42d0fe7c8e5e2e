"""Dates to aware UTC: a naive one takes the zone of its source."""

from __future__ import annotations

from datetime import UTC, date, datetime

from feeds.model.zones import zone_of


def in_utc(stated: datetime | None, zone: str) -> datetime | None:
    """The instant that a wire stated; None where it stated none that can be."""
    if stated is None or stated.tzinfo is UTC:
        return stated
    try:
        aware = stated if stated.tzinfo is not None else stated.replace(tzinfo=zone_of(zone))
        return aware.astimezone(UTC)
    except OverflowError:
        return None


def day_in(when: datetime, zone: str) -> date:
    """The day that an instant falls on in a zone; in UTC where that zone's calendar has no such day."""
    try:
        return when.astimezone(zone_of(zone)).date()
    except OverflowError:
        return when.date()

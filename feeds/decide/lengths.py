"""Lengths of time and rates, as people say them."""

from __future__ import annotations

from datetime import timedelta

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
_WEEK_HOURS = 168


def in_words(length: timedelta) -> str:
    """A length with the largest unit that it fills: ``32 min``, ``1.5 h``."""
    seconds = length.total_seconds()
    for size, name in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.3g} {name}"
    return f"{seconds:.3g} s"


def rate_in_words(an_hour: float) -> str:
    """A rate with the shortest time in which something comes: ``3 an hour``, ``5 a week``."""
    for times, name in ((1, "an hour"), (24, "a day"), (_WEEK_HOURS, "a week")):
        if an_hour * times >= 0.95:
            return (
                f"{an_hour * times:.2g} {name}"
                if an_hour * times < 10
                else f"{an_hour * times:.0f} {name}"
            )
    return "less than one a week"

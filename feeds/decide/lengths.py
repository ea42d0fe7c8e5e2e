"""Lengths of time and rates, as people say them."""

from __future__ import annotations

from datetime import timedelta

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
_WEEK_HOURS = 168
_ABOUT_ONE = 0.95
_EXACT = 9.95
"""From here on a number needs no decimals."""


def in_words(length: timedelta) -> str:
    """A length with the largest unit that it fills: ``32 min``, ``1.5 h``."""
    seconds = length.total_seconds()
    for size, name in _UNITS:
        if seconds >= size:
            return f"{_short(seconds / size)} {name}"
    return f"{_short(seconds)} s"


def in_a_row(times: int) -> str:
    """``once``, ``3 times in a row``."""
    return "once" if times == 1 else f"{times} times in a row"


def rate_in_words(an_hour: float, *, like: float | None = None) -> str:
    """A rate with the shortest time in which something comes, ``3 an hour`` or ``5 a week``; or only its
    number, for the time that the rate `like` is told with.
    """
    unit = an_hour if like is None else like
    for times, name in ((1, "an hour"), (24, "a day"), (_WEEK_HOURS, "a week")):
        if unit * times >= _ABOUT_ONE:
            return f"{_short(an_hour * times)} {name}" if like is None else _short(an_hour * times)
    return "less than one a week" if like is None else f"{_short(an_hour * _WEEK_HOURS)} a week"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= _EXACT else f"{number:.2g}"

"""crontab(5): the five fields of a schedule, read and checked. What fires when is `engine`'s to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = dict(zip(range(1, 13), (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
"""The days that a month has at most."""
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_EXPECTED = 'a crontab(5) expression of five fields, such as "*/15 * * * *"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Crontab:
    """The values each field allows; days of the week count from Sunday, which is 0."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    """The day of the month is not restricted: its field begins with a star."""
    any_weekday: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    first: int = 0
    """The value of the first name."""


_FIELDS = (
    _Field(name="minute", low=0, high=59),
    _Field(name="hour", low=0, high=23),
    _Field(name="day of the month", low=1, high=31),
    _Field(name="month", low=1, high=12, names=_MONTHS, first=1),
    _Field(name="day of the week", low=0, high=7, names=_DAYS),
)


def read_crontab(expression: str) -> Crontab:
    """The expression's fields. Raises ValueError with what was expected."""
    text = _NICKNAMES.get(expression.strip().lower(), expression)
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(_EXPECTED)
    minutes, hours, days, months, weekdays = (
        _values(part.lower(), field) for part, field in zip(parts, _FIELDS, strict=True)
    )
    cron = Crontab(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=frozenset(day % 7 for day in weekdays),
        any_day=parts[2].startswith("*"),
        any_weekday=parts[4].startswith("*"),
    )
    if _never_comes(cron):
        raise ValueError(f"{_EXPECTED}; its day of the month never comes in the months it names")
    return cron


def _never_comes(cron: Crontab) -> bool:
    """30 February. Where the day of the week may do instead, some day always comes; and 29 February
    falls on every day of the week.
    """
    instead = not cron.any_day and not cron.any_weekday
    return not instead and min(cron.days) > max(_LONGEST[month] for month in cron.months)


def _values(text: str, field: _Field) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step_text = part.partition("/")
        step = int(step_text) if re.fullmatch("[0-9]{1,4}", step_text) else 0
        if slash and step < 1:
            raise ValueError(f"{_EXPECTED}; the {field.name} has no step {step_text!r}")
        if span == "*":
            low, high = field.low, field.high
        else:
            first, hyphen, last = span.partition("-")
            low = _number(first, field)
            # crontab(5) of Debian: a step after a single value runs to the end of the range.
            high = _number(last, field) if hyphen else field.high if slash else low
        if low > high:
            raise ValueError(f"{_EXPECTED}; the {field.name} {span!r} runs backwards")
        found.update(range(low, high + 1, step or 1))
    return frozenset(found)


def _number(text: str, field: _Field) -> int:
    if text in field.names:
        return field.names.index(text) + field.first
    if re.fullmatch("[0-9]{1,4}", text) and field.low <= int(text) <= field.high:
        return int(text)
    raise ValueError(f"{_EXPECTED}; the {field.name} is {field.low} to {field.high}, not {text!r}")

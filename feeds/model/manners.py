"""What is remembered of a source to ask it no more than needs be: its rhythm, and its validators' worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When a source has news, learnt from the dates of its own items; what is old weighs less.

    The counts begin with one story in one hour, which is what is thought of a source that nobody knows.
    """

    seen: datetime | None = None
    """Up to when it has been watched; None before the first poll that went well."""
    watched: float = 1.0
    """Hours for which it was watched."""
    stories: float = 1.0
    """Stories that came in these hours."""
    hours: tuple[float, ...] = (0.0,) * 24
    """Of them, those of each hour of the day in UTC."""
    days: tuple[float, ...] = (0.0,) * 7
    """Of them, those of each day of the week in UTC, Monday first."""
    lately: int = 0
    """Stories since a poll that was livelier than all that had been lately, its own among them."""
    expected: float = 0.0
    """Stories that the rhythm had let expect in that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What conditional requests to a source have shown (RFC 9110, 13)."""

    useless_etags: int = 0
    """Answers with another ETag and the body that we had, since an ETag was last answered with a 304."""
    whole: datetime | None = None
    """When a body last came, and no 304."""
    bare: datetime | None = None
    """When it was last asked without the validators that we had."""
    refused: datetime | None = None
    """Since when it has answered nothing but 403 and 429; None where it has not."""


class Odd(StrEnum):
    """How a source publishes otherwise than it always does."""

    NONE = ""
    QUIET = "quiet"
    FLOOD = "flood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Whether a source publishes as it always does, against its own profile of the week."""

    since: datetime | None = None
    """When its last story came; None before the first poll."""
    silent: float = 0.0
    """Stories that were to be expected since then."""
    odd: Odd = Odd.NONE
    stories: int = 0
    """Of a flood, those that came."""


class EtagFault(StrEnum):
    """What is wrong with the ETag of an answer."""

    NONE = ""
    USELESS = "useless_etag"
    """Another one than was sent, on the body that we had (C09)."""
    LIES = "etag_lies"
    """The one that was sent, on another body (C08)."""

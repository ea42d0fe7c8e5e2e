"""How often is a source worth asking? Learnt from when its own items came (C26).

    rate       stories an hour at an instant: the mean of the last weeks, times what its hour of the day has
               of that, times what its day of the week has
    liveliness what came lately over what the rate had let expect: news raises it, silence lowers it
    wait       until the density of polls from now on adds up to one; the density is the root of the rate

For sources whose items come at random at a rate, the root is what makes all stories together wait least
for a given number of requests (Sia, Cho and Cho, 2007): four times as many stories, twice as many polls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import sqrt

from feeds.decide.lengths import rate_in_words
from feeds.model import Rhythm

HALF_LIFE = timedelta(days=14)
"""What was so long ago counts half."""
_HOUR = timedelta(hours=1)
_DAY_HOURS, _WEEK_HOURS = 24, 168
_POLLS_AT_ONE = 2.0
"""Polls an hour of a source that has one story an hour."""
_LONGEST_BACK = timedelta(days=28)
_LONGEST_GAP = timedelta(days=1)
"""One poll tells of no longer time than this: where more has passed, a clock was set on, or nothing ran."""
_SHORTEST_HISTORY = _HOUR
"""Items that are all younger than this are dated by when they were asked for."""
_FEWEST = 2.0
_DAYS_OF_DOUBT, _WEEKS_OF_DOUBT = 3.0, 1.0
_LIVELIEST = 8.0
_QUIETEST = 1 / 1024
_SHORTEST_TO_TELL = 3.0
"""Hours after which a rate is worth telling people."""
_TELLING = 2.0
"""What is so many times as much as something else is told beside it."""


def rate(rhythm: Rhythm, at: datetime) -> float:
    """Stories an hour that are to be expected at an instant."""
    shares = _share(rhythm.hours, at.hour, rhythm, _DAY_HOURS, _DAYS_OF_DOUBT)
    return mean(rhythm) * shares * _share(rhythm.days, at.weekday(), rhythm, _WEEK_HOURS, _WEEKS_OF_DOUBT)  # fmt: skip


def mean(rhythm: Rhythm) -> float:
    """Stories an hour, over day and night."""
    return rhythm.stories / rhythm.watched


def liveliness(rhythm: Rhythm) -> float:
    """How much more has come lately than was to be expected; 1 where it is as ever."""
    return min(max(_ratio(rhythm.lately, rhythm.expected), _QUIETEST), _LIVELIEST)


def _ratio(came: float, expected: float) -> float:
    return (_FEWEST + came) / (_FEWEST + expected)


def worth_asking(rhythm: Rhythm, now: datetime, least: timedelta, most: timedelta) -> timedelta:
    """How long to wait from now on, between `least` and `most`."""
    lively = liveliness(rhythm)
    polls, at = 0.0, now
    end = now + min(most, timedelta(hours=_WEEK_HOURS))
    while at < end:
        following = min(_next_hour(at), end)
        density = _POLLS_AT_ONE * sqrt(lively * rate(rhythm, at))
        gained = density * _in_hours(following - at)
        if polls + gained >= 1:
            return max(least, at + timedelta(hours=(1 - polls) / density) - now)
        polls, at = polls + gained, following
    return max(least, most)


def in_words(rhythm: Rhythm, at: datetime) -> str:
    """What the rhythm says, for people."""
    if rhythm.seen is None or rhythm.watched < _SHORTEST_TO_TELL:
        return "how often it publishes is not known yet"
    usual, now = mean(rhythm), rate(rhythm, at)
    told = f"publishes {rate_in_words(usual)}"
    if max(usual, now) > _TELLING * min(usual, now):
        told += f" ({rate_in_words(now, like=usual)} at this hour)"
    lively = liveliness(rhythm)
    if lively > _TELLING:
        return f"{told}; livelier than usual"
    return f"{told}; quieter than usual" if lively < 1 / _TELLING else told


def observed(
    rhythm: Rhythm, dates: Sequence[datetime | None], now: datetime, *, overlaps: bool
) -> Rhythm:
    """The rhythm after a poll that brought new stories of these dates, or none.

    `overlaps` says whether the document held something that was known: where it did not, stories may
    have come and gone since the last poll, and it says nothing of the time before its oldest.
    """
    begin = _begin(rhythm, dates, now, overlaps=overlaps)
    if begin is None:
        return replace(rhythm, seen=now)
    first = rhythm.seen is None
    # What is older than the time that is told of is not of it, but where the wire dates by another clock.
    whole = begin == rhythm.seen
    came = _within([at for at in dates if whole or at is None or at >= begin], begin, now)
    lately, expected = (0, 0.0) if first else _lately(rhythm, len(came), begin, now)
    kept = 1.0 if first else 0.5 ** ((now - begin) / HALF_LIFE)
    hours = [count * kept for count in rhythm.hours]
    days = [count * kept for count in rhythm.days]
    for at in came:
        hours[at.hour] += 1
        days[at.weekday()] += 1
    return Rhythm(
        seen=now,
        watched=rhythm.watched * kept + _in_hours(now - begin),
        stories=rhythm.stories * kept + len(came),
        hours=tuple(hours),
        days=tuple(days),
        lately=lately,
        expected=expected,
    )


def _begin(
    rhythm: Rhythm, dates: Sequence[datetime | None], now: datetime, *, overlaps: bool
) -> datetime | None:
    """Since when the source was watched; None where nothing is to be learnt."""
    if rhythm.seen is not None and rhythm.seen >= now:  # the clock was set back
        return None
    dated = [at for at in dates if at is not None and now - _LONGEST_BACK <= at <= now]
    oldest = min(dated, default=None)
    if rhythm.seen is None:
        return oldest if oldest is not None and now - oldest >= _SHORTEST_HISTORY else None
    begin = max(rhythm.seen, now - _LONGEST_GAP)
    return max(begin, oldest) if oldest is not None and not overlaps else begin


def _within(dates: Sequence[datetime | None], begin: datetime, end: datetime) -> list[datetime]:
    """Instants between two for dates as the wire has them; evenly placed where it has none to believe."""
    step = (end - begin) / (len(dates) + 1)
    return [
        at if at is not None and begin <= at <= end else begin + step * number
        for number, at in enumerate(dates, 1)
    ]


def _lately(rhythm: Rhythm, came: int, begin: datetime, now: datetime) -> tuple[int, float]:
    """What has come lately, and what was to be expected of that time, which grows with each poll until
    one is livelier than all of it: there it begins anew.
    """
    expected = _expected(rhythm, begin, now)
    all_came, all_expected = rhythm.lately + came, rhythm.expected + expected
    if came and _ratio(came, expected) > _ratio(all_came, all_expected):
        return came, expected
    return all_came, all_expected


def _expected(rhythm: Rhythm, begin: datetime, end: datetime) -> float:
    total, at = 0.0, begin
    while at < end:
        following = min(_next_hour(at), end)
        total += rate(rhythm, at) * _in_hours(following - at)
        at = following
    return total


def _share(
    counts: Sequence[float], of: int, rhythm: Rhythm, period: int, periods_of_doubt: float
) -> float:
    """What one of equal parts of a period has, over what it would have if all had the same. The fewer
    stories are known, and the fewer such periods, the nearer to 1.
    """
    even = sum(counts) / len(counts)
    doubt = _FEWEST + even * periods_of_doubt * period / rhythm.watched
    return (counts[of] + doubt) / (even + doubt)


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _HOUR


def _in_hours(length: timedelta) -> float:
    return length / _HOUR

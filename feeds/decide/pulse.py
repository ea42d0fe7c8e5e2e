"""Does a source publish as it always does? Silence and floods, against its own profile of the week.

quiet    nothing has come since its last story, where its hours and weekdays let expect a dozen and more
flood    one poll brought thirty stories or more, ten times what was to be expected since the one before

Nothing is told of a source that has been
watched for less than two weeks, and nothing of hours and weekdays at which it never publishes. Its first hour and its
last count for nothing: twice a year they are other ones, as clocks are put forward and back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from feeds.model import Odd, Pulse, Rhythm

WAY_OUT = "look whether its feed has moved or was given up"
"""What to do about a source that is quiet."""
_KNOWN_AFTER = 240.0
"""Hours for which a source was watched, those long ago counting less: two weeks."""
_SILENCE = 12.0
"""Stories that did not come: of what comes at random, one in a hundred thousand such waits is as long."""
_SHORTEST_SILENCE = timedelta(hours=6)
_FLOOD, _TIMES = 30, 10.0
_HOUR = timedelta(hours=1)
_LONGEST = timedelta(days=1)
"""Of which one poll tells that nothing came: what was not watched was not silent."""
_AWAY = timedelta(weeks=4)
"""For which stories that one poll brings may have gathered, at most; a clock may be far ahead."""
_A_DAY, _A_WEEK = 24, 7


def felt(before: Pulse, rhythm: Rhythm, came: int, now: datetime) -> Pulse:
    """What is known of a source's pulse after a poll that went well and brought so many new stories; `rhythm` is
    what was known of it before that poll. A clock that was set back tells nothing.
    """
    if rhythm.seen is None:
        return Pulse(since=before.since or now)
    if now <= rhythm.seen:  # a flood was one poll's
        return before if before.odd is not Odd.FLOOD else Pulse(since=before.since)
    if came:
        expected = _expected(rhythm, max(rhythm.seen, now - _AWAY), now)
        flood = came >= _FLOOD and came >= _TIMES * (1 + expected) and _is_known(rhythm)
        return Pulse(since=now, odd=Odd.FLOOD if flood else Odd.NONE, stories=came if flood else 0)
    expected = _expected(rhythm, max(rhythm.seen, now - _LONGEST), now)
    since, silent = before.since or rhythm.seen, before.silent + expected
    long = now - since >= _SHORTEST_SILENCE and silent - _edges(rhythm, since, now) >= _SILENCE
    quiet = before.odd is Odd.QUIET or (long and _is_known(rhythm))
    return Pulse(since=since, silent=silent, odd=Odd.QUIET if quiet else Odd.NONE)


def flood(pulse: Pulse) -> str:
    """That a poll has brought a flood, in words; ``""`` where it has not."""
    if pulse.odd is not Odd.FLOOD:
        return ""
    return f"it has brought {pulse.stories} stories at once, ten times what was to be expected"


def quiet(pulse: Pulse) -> str:
    """That a source is quiet, in words; ``""`` where it is not."""
    if pulse.odd is not Odd.QUIET or pulse.since is None:
        return ""
    return (
        f"it has published nothing since {pulse.since:%Y-%m-%d %H:%M} UTC, where {pulse.silent:.0f} stories were to be "
        "expected"
    )


def standing(pulse: Pulse) -> str:
    """That a source is quiet, in words, with what to do; ``""`` where it is not."""
    return f"{words}: {WAY_OUT}" if (words := quiet(pulse)) else ""


def _is_known(rhythm: Rhythm) -> bool:
    return rhythm.watched >= _KNOWN_AFTER


def _edges(rhythm: Rhythm, since: datetime, now: datetime) -> float:
    """Stories of the first and the last hour of a silence."""
    return _expected(rhythm, since, since + _HOUR) + _expected(rhythm, now - _HOUR, now)


def _expected(rhythm: Rhythm, begin: datetime, end: datetime) -> float:
    """Stories between two instants, by what came at such hours on such days, and by nothing else: what never
    came at an hour is not missed then.
    """
    hours, days = sum(rhythm.hours), sum(rhythm.days)
    if not (hours and days):
        return 0.0
    a_story = rhythm.stories / rhythm.watched * _A_DAY / hours * _A_WEEK / days
    total, at = 0.0, begin
    while at < end:
        following = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        share = rhythm.hours[at.hour] * rhythm.days[at.weekday()]
        total += a_story * share * ((following - at) / _HOUR)
        at = following
    return total

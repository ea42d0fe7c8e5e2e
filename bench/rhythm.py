"""Ways to say how often a source is polled, side by side over simulated wires: how long stories wait, and
how many polls that takes.

    .venv/bin/python -m bench.rhythm

Stories come as an inhomogeneous Poisson process, thinned from a steady one. Four weeks are learnt from, five
are counted. Nothing is random but by one seed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import mean

from feeds.decide.rhythm import observed, worth_asking
from feeds.model import Rhythm

_BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
_LEARNT = timedelta(days=28)
_COUNTED = timedelta(days=35)
_LEAST, _MOST = timedelta(minutes=15), timedelta(days=1)
_WEEK = timedelta(days=7)
_SHOWN = 30
_PEAK = 4.0

Policy = Callable[[Sequence[datetime], datetime, bool], timedelta]
"""The next wait, for what came since the last poll, now, and whether this is the first."""


def days(at: datetime) -> float:
    """Busy from four to six, UTC, and less at weekends."""
    hour = 1.9 if 4 <= at.hour < 18 else 0.6 if at.hour in {2, 3, 18, 19, 20} else 0.08
    return hour * _week(at)


def office(at: datetime) -> float:
    """Nearly nothing but from three to eleven, UTC."""
    return (2.9 if 3 <= at.hour < 11 else 0.02) * _week(at)


def always(_: datetime) -> float:
    """The same at any time."""
    return 1.0


def _week(at: datetime) -> float:
    return 0.35 if at.weekday() >= 5 else 1.25


def arrivals(a_day: float, shape: Callable[[datetime], float]) -> list[datetime]:
    """When stories come, `a_day` of them."""
    dice, at, found = Random(5), _BEGIN, []
    while at < _BEGIN + _LEARNT + _COUNTED:
        at += timedelta(days=dice.expovariate(a_day * _PEAK))
        if dice.random() < shape(at) / _PEAK:
            found.append(at)
    return found


def steady(every: timedelta) -> Policy:
    """The same wait each time."""
    return lambda _came, _now, _first: every


def weekly() -> Policy:
    """A week over the number of the last week's stories, as Miniflux does with `entry_frequency`."""
    seen: list[datetime] = []

    def wait(came: Sequence[datetime], now: datetime, _first: bool) -> timedelta:  # noqa: FBT001
        seen[:] = [at for at in (*seen, *came) if at > now - _WEEK]
        return min(max(_WEEK / len(seen), _LEAST), _MOST) if seen else _MOST

    return wait


def halving() -> Policy:
    """Half the wait after news, half as much again after nothing."""
    last = [_LEAST]

    def wait(came: Sequence[datetime], _now: datetime, _first: bool) -> timedelta:  # noqa: FBT001
        last[0] = min(max(last[0] / 2 if came else last[0] * 1.5, _LEAST), _MOST)
        return last[0]

    return wait


def ours() -> Policy:
    """What the program does."""
    rhythm = [Rhythm()]

    def wait(came: Sequence[datetime], now: datetime, first: bool) -> timedelta:  # noqa: FBT001
        rhythm[0] = observed(rhythm[0], came, now, overlaps=not first)
        return worth_asking(rhythm[0], now, _LEAST, _MOST)

    return wait


def played(stories: Sequence[datetime], policy: Policy) -> tuple[float, float]:
    """Minutes that a story waits in the mean, and polls a day."""
    begin = at = _BEGIN + _LEARNT
    before = max(0, bisect_right(stories, at) - _SHOWN)
    waited: list[float] = []
    polls = 0
    while at < begin + _COUNTED:
        now = bisect_right(stories, at)
        came = stories[before:now]
        if polls:
            waited += [(at - one) / timedelta(minutes=1) for one in came]
        at, before = at + policy(came, at, polls == 0), now
        polls += 1
    return mean(waited), polls / (_COUNTED / timedelta(days=1))


def main() -> None:
    print("stories a day, when    each 30 min       weekly      halving         ours")
    for a_day, shape in (
        (200, days), (72, days), (24, days), (24, office), (6, office), (3, days), (1, always),
    ):  # fmt: skip
        stories = arrivals(a_day, shape)
        policies = (steady(timedelta(minutes=30)), weekly(), halving(), ours())
        cells = ["{:.0f} min ({:.0f})".format(*played(stories, one)).rjust(13) for one in policies]
        print(f"{a_day:>4} {shape.__name__:14}", *cells)


if __name__ == "__main__":
    main()

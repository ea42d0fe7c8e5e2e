"""What the answers of servers say beside what was asked for: how long a certificate is good for, and how our
clock stands to those of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from feeds.decide.lengths import in_words
from feeds.model import Alarm, AlarmKind, Witness

_SOON, _VERY_SOON = timedelta(days=14), timedelta(days=3)
_FRESH = timedelta(days=1)
_APART = timedelta(minutes=2)
_WITNESSES = 3


def alarms(witnesses: Iterable[Witness], now: datetime) -> Iterator[Alarm]:
    """Of the witnesses of all sources, what people have to see to."""
    newest: dict[str, Witness] = {}
    for one in witnesses:
        if one.at <= now + _APART and (
            one.host not in newest or newest[one.host].at < one.at
        ):  # what lies ahead was dated by a clock that has been set back since
            newest[one.host] = one
    for host in sorted(newest):
        yield from _certificate(newest[host], now)
    yield from _clock([one for one in newest.values() if now - one.at <= _FRESH])


def _certificate(one: Witness, now: datetime) -> Iterator[Alarm]:
    if one.certificate is None:
        return
    left = one.certificate - now
    soon, very_soon = _SOON, _VERY_SOON
    if one.lasts is not None:  # such as are made out for days are renewed every few days
        soon, very_soon = min(soon, one.lasts / 3), min(very_soon, one.lasts / 10)
    if left > soon:
        return
    ends = f"{one.certificate:%Y-%m-%d %H:%M} UTC"
    words = f"the certificate of {one.host} ends in {in_words(left)}, at {ends}"
    if left <= timedelta(0):
        words = f"the certificate of {one.host} has ended at {ends}"
    yield Alarm(
        kind=AlarmKind.CERTIFICATE,
        subject=one.host,
        words=words,
        advice="tell its publisher: from then on none of its sources can be polled",
        grade=int(left <= very_soon),
    )


def _clock(witnesses: list[Witness]) -> Iterator[Alarm]:
    """A majority on one side: a cache that sends old dates is behind, and alone."""
    ahead = [one.ahead for one in witnesses if one.ahead is not None]
    if len(ahead) < _WITNESSES:
        return
    behind_them = [one for one in ahead if one > _APART]
    before_them = [-one for one in ahead if one < -_APART]
    for lag, side in ((behind_them, "behind"), (before_them, "ahead of")):
        if len(lag) * 2 > len(ahead):
            yield Alarm(
                kind=AlarmKind.CLOCK,
                subject="this machine",
                words=f"our clock is {in_words(sorted(lag)[len(lag) // 2])} {side} those of {len(lag)} of {len(ahead)} hosts",
                advice="set it, and run chrony or systemd-timesyncd: dates of stories, embargoes and polls go by it",
            )

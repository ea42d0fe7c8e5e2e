"""Certificates that end, and a clock that is wrong, are known from what servers say anyway."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide.witness import alarms
from feeds.model import Alarm, Witness

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def seen(host: str, *, ends: float | None = None, ahead: float = 0, ago: float = 0) -> Witness:
    """What a host has shown: days until its certificate ends, minutes that it is ahead, minutes ago."""
    return Witness(
        host=host,
        at=NOON - ago * MINUTE,
        ahead=ahead * MINUTE,
        certificate=None if ends is None else NOON + ends * DAY,
    )


def told(*witnesses: Witness) -> list[Alarm]:
    return list(alarms(witnesses, NOON))


@pytest.mark.parametrize(
    ("days", "grade", "words"),
    [
        (14.5, None, ""),
        (13.9, 0, "the certificate of a.example ends in 14 d"),
        (3.1, 0, "ends in 3.1 d"),
        (2.9, 1, "ends in 2.9 d"),
        (-1, 1, "the certificate of a.example has ended at 2026-11-01 12:00 UTC"),
    ],
)
def test_a_certificate_is_told_of_two_weeks_before_its_end_and_again_three_days_before(
    days: float, grade: int | None, words: str
) -> None:
    found = told(seen("a.example", ends=days))
    assert [alarm.grade for alarm in found] == ([] if grade is None else [grade])
    assert all(words in alarm.words for alarm in found)


@pytest.mark.parametrize(("days", "grade"), [(3, None), (2, 0), (0.7, 0), (0.6, 1)])
def test_a_certificate_that_is_made_out_for_days_is_told_of_when_it_should_have_been_renewed(
    days: float, grade: int | None
) -> None:
    found = told(replace(seen("a.example", ends=days), lasts=timedelta(hours=160)))
    assert [alarm.grade for alarm in found] == ([] if grade is None else [grade])


def test_of_a_host_the_newest_certificate_counts() -> None:
    assert told(seen("a", ends=1, ago=60), seen("a", ends=300), seen("a", ends=2, ago=90)) == []


@pytest.mark.parametrize(("ahead", "side"), [(7, "behind"), (-7, "ahead of")])
def test_a_clock_of_which_most_hosts_say_so_is_wrong(ahead: float, side: str) -> None:
    (alarm,) = told(*(seen(host, ahead=ahead) for host in "abc"), seen("d"), seen("e"))
    assert alarm.words == f"our clock is 7 min {side} those of 3 of 5 hosts"
    assert "chrony" in alarm.advice


@pytest.mark.parametrize(
    "witnesses",
    [
        [seen("a", ahead=9), seen("b", ahead=9)],
        [seen("a", ahead=9), seen("b", ahead=9), seen("c"), seen("d")],
        [seen("a", ahead=9), seen("b", ahead=-9), seen("c", ahead=9), seen("d", ahead=-9)],
        [seen(host, ahead=1.9) for host in "abcde"],
        [seen(host, ahead=9, ago=1500) for host in "abcde"],
        [seen(host, ahead=9, ago=-500) for host in "abcde"],
        [*(seen("a", ahead=9) for _ in range(9)), seen("b"), seen("c")],
    ],
    ids=["two", "half", "both sides", "a little", "long ago", "from the future", "one host"],
)
def test_fewer_or_of_two_minds_or_long_ago_are_no_proof(witnesses: list[Witness]) -> None:
    assert told(*witnesses) == []

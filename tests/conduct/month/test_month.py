"""A month of five hundred publishers of thirty kinds, as their servers saw it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conduct.month.rules import Report, reports
from tests.conduct.month.servers import KINDS
from tests.conduct.month.world import month

SOURCES, DAYS = 510, 30


@dataclass(frozen=True)
class Seen:
    """What became of each source, and how many stories the desk has of it."""

    reports: dict[str, Report]
    stories: Counter[str]

    def of_kind(self, kind: str) -> list[Report]:
        name = kind.replace(" ", "-").replace(".", "").lower()
        return [one for source, one in self.reports.items() if source.rpartition("-")[0] == name]


@pytest.mark.timeout(900)
def test_no_publisher_has_anything_to_complain_of(tmp_path: Path) -> None:
    """C01-C07, C09-C12, C14, C15, C20-C24, C30-C36, C41-C43, C50-C52, C60, C62: through nine restarts, passes
    beside, and passes for every source by its name. ``python -m tests.conduct.month.world`` prints the figures.

    One test, since a month is dear: in several processes it would pass several times.
    """
    log, room = month(tmp_path, count=SOURCES, days=DAYS)
    seen = Seen(reports(log), Counter(held.item.source for held in room.items()))
    nobody_complains(seen)
    who_has_something_to_say_is_read(seen)
    bodies_are_sent_where_there_is_something_to_send(seen)


def nobody_complains(seen: Seen) -> None:
    for kind in KINDS:
        assert len(seen.of_kind(kind)) == math.ceil(SOURCES / len(KINDS)), kind
    broken = [one for one in seen.reports.values() if one.broken]
    assert [line for one in broken for line in one.lines()] == []


def who_has_something_to_say_is_read(seen: Seen) -> None:
    """Who asks for nothing offends nobody."""
    silent = {"dead", "403"}
    for kind in KINDS:
        for one in seen.of_kind(kind):
            assert bool(seen.stories[one.source]) is (kind not in silent), one.source
    assert sum(one.polls for one in seen.reports.values()) > SOURCES * DAYS


def bodies_are_sent_where_there_is_something_to_send(seen: Seen) -> None:
    """C06: of a server that answers conditions, a body comes for each change, at first, and once a week."""
    for one in seen.of_kind("steady"):
        assert one.statuses[200] <= seen.stories[one.source] + 2 + DAYS // 7

"""A month of five hundred publishers of thirty kinds, as their servers saw it."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from tests.conduct.month.rules import Report, reports
from tests.conduct.month.servers import KINDS
from tests.conduct.month.world import month

SOURCES, DAYS = 510, 30


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Report], Counter[str]]:
    """What became of each source; and how many stories the desk has of it."""
    log, room = month(tmp_path_factory.mktemp("month"), count=SOURCES, days=DAYS)
    return reports(log), Counter(held.item.source for held in room.items())


def of_kind(seen: tuple[dict[str, Report], Counter[str]], kind: str) -> list[Report]:
    name = kind.replace(" ", "-").replace(".", "").lower()
    return [one for source, one in seen[0].items() if source.rpartition("-")[0] == name]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_no_publisher_has_anything_to_complain_of(seen, kind: str) -> None:
    """C01-C07, C09-C12, C14, C15, C20-C24, C30-C36, C41-C43, C50-C52, C60, C62: through nine restarts, passes
    beside, and passes for every source by its name. ``python -m tests.conduct.month.world`` prints the figures.
    """
    found = of_kind(seen, kind)
    assert len(found) == math.ceil(SOURCES / len(KINDS))
    assert [line for one in found if one.broken for line in one.lines()] == []


@pytest.mark.timeout(900)
def test_what_the_publishers_had_to_say_was_read(seen) -> None:
    """Who asks for nothing offends nobody."""
    found, stories = seen
    silent = {"dead", "403"}
    for kind in KINDS:
        for one in of_kind(seen, kind):
            assert bool(stories[one.source]) is (kind not in silent), one.source
    polls = sum(one.polls for one in found.values())
    assert polls > SOURCES * DAYS


@pytest.mark.timeout(900)
def test_bodies_are_sent_where_there_is_something_to_send(seen) -> None:
    """C06: of a server that answers conditions, a body comes for each change, at first, and once a week."""
    for one in of_kind(seen, "steady"):
        assert one.statuses[200] <= seen[1][one.source] + 2 + DAYS // 7

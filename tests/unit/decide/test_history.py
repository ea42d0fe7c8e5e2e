"""Which page of an archive an item has its place in, and when a page changes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide.history import FULL, Piece, dated, ends, filled, placed, stands
from feeds.model import ALWAYS, ArchivePage, Channel

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PAGE = ArchivePage(channel="all", number=1, newest=NOON)


def pieces(first: int, last: int, size: int = 100) -> list[Piece]:
    return [
        Piece(id=str(number), published=NOON + timedelta(minutes=number), size=size)
        for number in range(first, last)
    ]


def sizes(pages: list[list[Piece]]) -> list[int]:
    return [len(page) for page in pages]


def test_a_page_takes_fifty_and_what_is_there_already_counts() -> None:
    assert sizes(filled([], pieces(0, 120))) == [FULL, FULL, 20]
    assert sizes(filled(pieces(0, 30), pieces(30, 50))) == [FULL]
    assert sizes(filled(pieces(0, 30), pieces(30, 51))) == [FULL, 1]
    assert sizes(filled([], [])) == [0]


def test_a_page_takes_no_more_copy_than_a_document_may_have_but_one_story_whatever_its_size() -> (
    None
):
    assert sizes(filled([], pieces(0, 7, size=300_000))) == [3, 3, 1]
    assert sizes(filled([], pieces(0, 3, size=5_000_000))) == [1, 1, 1]
    assert sizes(filled(pieces(0, 2, size=400_000), pieces(2, 4, size=400_000))) == [2, 2]


def test_all_pages_but_the_last_take_no_more_and_are_as_old_as_their_newest_story() -> None:
    here, fresh = pieces(0, 2), pieces(2, 120)
    given = placed(7, filled(here, fresh), {"0", "1"}, closes=False)
    assert [one.number for one in given] == [7, 8, 9]
    assert [len(one.items) for one in given] == [48, 50, 20]
    assert [one.newest for one in given] == [
        NOON + timedelta(minutes=49),
        NOON + timedelta(minutes=99),
        None,
    ]


def test_the_last_page_takes_no_more_when_it_is_full_or_the_document_lacks_something_of_it() -> (
    None
):
    (full,) = placed(1, filled([], pieces(0, 50)), (), closes=False)
    (short,) = placed(1, filled([], pieces(0, 3)), (), closes=True)
    (open_,) = placed(1, filled([], pieces(0, 3)), (), closes=False)
    assert full.newest == NOON + timedelta(minutes=49)
    assert short.newest == NOON + timedelta(minutes=2)
    assert open_.newest is None


@pytest.mark.parametrize(
    ("reaches", "end"), [(None, None), (ALWAYS, None), (30 * DAY, NOON + 30 * DAY)]
)
def test_a_page_ends_when_its_newest_story_is_older_than_the_archive_reaches(reaches, end) -> None:
    channel = Channel(id="all", title="All", archive=reaches)
    assert ends(PAGE, channel) == end
    assert stands(PAGE, channel, NOON) == (reaches is not None)
    if end is not None:
        assert stands(PAGE, channel, end - timedelta(seconds=1))
        assert not stands(PAGE, channel, end)


def test_a_page_is_dated_by_its_last_change_and_never_goes_back() -> None:
    made = replace(PAGE, updated=NOON, fingerprint="a")
    assert dated(made, (), "a", NOON + DAY) == NOON
    assert dated(made, (), "b", NOON + DAY) == NOON + DAY
    assert dated(made, (), "b", NOON - DAY) == NOON, "the clock was set back"

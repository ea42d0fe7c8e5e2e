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


def ids(pieces: list[Piece]) -> list[str]:
    return [one.id for one in pieces]


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
    ("page", "rest", "split"),
    [
        (pieces(0, 2), [], [["0"], ["1"]]),
        (pieces(0, 5), [], [["0", "1"], ["2", "3", "4"]]),
        (pieces(0, FULL), pieces(FULL, FULL + 1), None),
    ],
)
def test_a_page_that_would_stand_alone_is_two_and_what_takes_more_comes_behind(
    page, rest, split
) -> None:
    seen = {one.id for one in [*page, *rest]}
    pages = filled([], [*page, *rest])
    given = placed(4, pages, (), closes=not rest, alone=seen)
    ended = [one for one in given if one.newest is not None]
    assert [one.number for one in given] == list(range(4, 4 + len(given)))
    assert [list(one.items) for one in ended] == (split or [ids(page[:25]), ids(page[25:])])
    assert [one.newest for one in ended] == [
        page[len(ended[0].items) - 1].published,
        page[-1].published,
    ]
    assert [list(one.items) for one in given[2:]] == [ids(rest)] * bool(rest)


def test_a_page_is_made_two_by_what_of_it_may_be_seen_and_moves_what_had_its_place_there() -> None:
    given = placed(1, [pieces(0, 6)], {"0", "1", "4"}, closes=True, alone={"1", "4", "5"})
    assert [one.items for one in given] == [("2", "3"), ("4", "5")]
    (single,) = placed(1, [pieces(0, 6)], (), closes=True, alone={"3"})
    assert len(single.items) == 6


def test_no_page_is_made_two_that_others_stand_beside_or_that_takes_more() -> None:
    seen = {str(number) for number in range(120)}
    assert len(placed(7, filled([], pieces(0, 30)), (), closes=True)) == 1
    assert len(placed(1, filled([], pieces(0, 30)), (), closes=False, alone=seen)) == 1
    assert len(placed(1, filled([], pieces(0, 120)), (), closes=True, alone=seen)) == 3


@pytest.mark.parametrize(
    ("reaches", "end"), [(None, None), (ALWAYS, None), (30 * DAY, NOON + 30 * DAY)]
)
def test_a_page_ends_when_its_newest_story_is_older_than_the_archive_reaches(reaches, end) -> None:
    channel = Channel(id="all", title="All", archive=reaches)
    assert ends(NOON, channel) == end
    assert stands(NOON, channel, NOON) == (reaches is not None)
    if end is not None:
        assert stands(NOON, channel, end - timedelta(seconds=1))
        assert not stands(NOON, channel, end)


def test_a_page_is_dated_by_its_last_change_and_never_goes_back() -> None:
    made = replace(PAGE, updated=NOON, fingerprint="a")
    assert dated(made, (), "a", NOON + DAY) == NOON
    assert dated(made, (), "b", NOON + DAY) == NOON + DAY
    assert dated(made, (), "b", NOON - DAY) == NOON, "the clock was set back"

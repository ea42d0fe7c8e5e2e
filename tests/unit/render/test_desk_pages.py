"""What the desk's pages are made of: differences, plots, copy."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from feeds.render.desk.differences import difference
from feeds.render.desk.page import copy, link
from feeds.render.desk.plots import bars, sparkline

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("one two", "one two", "one two"),
        ("one two three", "one three", "one <del>two </del>three"),
        ("one three", "one two three", "one <ins>two </ins>three"),
        ("Mumbai falls", "Pune falls", "<del>Mumbai </del><ins>Pune </ins>falls"),
        ("", "all new", "<ins>all new</ins>"),
        ("<b>", "<i>", "<del>&lt;b&gt;</del><ins>&lt;i&gt;</ins>"),
    ],
)
def test_what_has_gone_and_what_has_come_is_marked_word_by_word(
    old: str, new: str, said: str
) -> None:
    assert difference(old, new) == said


@pytest.mark.parametrize(
    ("old", "new"),
    [("a " * 3000, "b a " * 1500), ("a b " * 1500, "b a " * 1500), ("a " * 3000, "a " * 2999)],
)
@pytest.mark.processor(30)
def test_words_that_come_again_and_again_keep_nobody_waiting(old: str, new: str) -> None:
    assert difference(old, new) is not None


def test_what_nobody_would_read_is_not_compared() -> None:
    assert difference("a " * 3000, "b " * 3001) is None


def drawn(markup: str) -> ElementTree.Element:
    """A plot as a browser reads it, which is in a page of HTML."""
    named = str(markup).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    return ElementTree.fromstring(named)


def test_the_tallest_bar_has_the_whole_height_and_each_says_what_it_shows() -> None:
    found = drawn(bars([("00:00", 0, 0), ("01:00", 8, 4), ("02:00", 2, 2)], 'a "title" <x>'))
    assert found.get("aria-label") == 'a "title" <x>'
    heights = [float(one.get("height", "")) for one in found.iter(f"{SVG}rect")]
    assert heights == [0, 0, 96, 48, 24, 24]
    titles = [one.text for one in found.iter(f"{SVG}title")]
    assert titles[1] == "01:00: 8 came, 4 of them are out"
    assert [one.text for one in found.iter(f"{SVG}text")] == ["00:00"]


@pytest.mark.parametrize("counts", [[], [0], [0, 0, 0], [5], [1, 9, 3]])
def test_a_line_stays_in_its_drawing_whatever_it_goes_through(counts: list[int]) -> None:
    line = drawn(sparkline(counts, "t")).find(f"{SVG}polyline")
    assert line is not None
    for point in line.get("points", "").split():
        assert 0 <= float(point.partition(",")[2]) <= 22


def test_copy_shows_no_picture_and_runs_nothing() -> None:
    """X20, X21: whatever the store says, it is cleaned once more."""
    hostile = (
        '<p style="x" onclick="y">Words <img src="http://evil.example/p.gif" alt="a"></p><script>z</script>'
        '<a href="javascript:alert(1)" id="main">l</a><a href="http://a.example/">m</a><svg><b>n</b></svg>'
    )
    shown = str(copy(hostile))
    for bad in ("img", "script", "style", "onclick", "javascript", "svg", "id="):
        assert bad not in shown
    assert '<a href="http://a.example/" rel="noopener noreferrer nofollow">m</a>' in shown


def test_an_address_says_what_is_asked_and_leaves_out_what_is_not() -> None:
    assert link("/items", q="a b&c", status="") == "/items?q=a+b%26c"
    assert link("/item", id="tag:x,2015:a") == "/item?id=tag%3Ax%2C2015%3Aa"
    assert link("/") == "/"

"""What a reader would not notice bumps nothing; what he would is never silent."""

from dataclasses import replace

import pytest

from feeds.decide.silent import is_silent
from feeds.model import Dateline, Item

OLD = Item(
    guid="1",
    source="ians",
    provider="IANS",
    headline='Divers raise "bell" - port',
    body_text="The bell rang once -- it's ten years old... They said so.",
    body_html='<p>The bell rang once -- it\'s <a href="http://port.example/b?utm_source=x&amp;id=1">ten</a> years old...</p>',
    summary="The bell rang once.",
    link="http://wire.example/bell?id=1",
    byline="A. Nair",
    dateline=Dateline(text="PUNE, Nov 2 (IANS) - ", city="PUNE"),
)


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Divers raise “bell” – port"},
        {"headline": "Divers raise  “bell”\u00a0— port"},
        {"body_html": OLD.body_html.replace("--", "—").replace("it's", "it’s").replace("...", "…")},
        {"body_html": OLD.body_html.replace("utm_source=x&amp;", "").replace("http:", "https:")},
        {"body_html": OLD.body_html.replace("<p>", "<div><p>")},
        {"link": "https://wire.example/bell?id=1&utm_medium=rss"},
        {"ednote": "another note", "slugline": "BELL"},
    ],
)
def test_typography_blanks_and_click_counters_are_silent(change: dict[str, str]) -> None:
    assert is_silent(replace(OLD, **change), OLD)


@pytest.mark.parametrize(
    "change",
    [
        {"headline": 'Divers raise "bells" - port'},
        {"headline": 'Divers raise "bell" port'},
        {"body_html": OLD.body_html.replace("ten", "12")},
        {"body_html": OLD.body_html.replace("id=1", "id=2")},
        {"link": "http://wire.example/bell?id=2"},
        {"byline": "B. Nair"},
        {"via": ("TASS",)},
        {"urgency": 1},
        {"summary": "The bell never rang."},
        {"body_html": OLD.body_html.replace("ten", "<del>ten</del>")},
    ],
)
def test_whatever_says_something_else_is_not(change: dict[str, object]) -> None:
    assert not is_silent(replace(OLD, **change), OLD)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>It has 102 rooms</p>", "<p>It has 10² rooms</p>"),
        ("<p>It cost 11⁄2 dollars</p>", "<p>It cost 1½ dollars</p>"),
        ("<p>He is not guilty</p>", "<p>He is <s>not</s> guilty</p>"),
        (
            '<p><img src="http://a.example/the-accused.jpg"> He</p>',
            '<p><img src="http://a.example/a-neighbour.jpg"> He</p>',
        ),
    ],
)
def test_numbers_pictures_and_what_is_struck_out_are_never_silent(before: str, after: str) -> None:
    assert not is_silent(replace(OLD, body_html=after), replace(OLD, body_html=before))

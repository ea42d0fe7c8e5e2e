"""Whole words, phrases, names of places, and summaries that are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.phrases import cut, folded, phrase, row, stands, wanted


@pytest.mark.parametrize(
    ("told", "asked", "is_there"),
    [
        ("The ferry service resumes", "ferry service", True),
        ("The ferry service resumes", "FERRY  Service", True),
        ("The ferry service resumes", "service ferry", False),
        ("The ferry services resume", "ferry service", False),
        ("The well-known ferry", "well known", True),
        ("The ferry. Service resumes", "ferry service", True),
        ("Crème brûlée", "brûlée", True),
        ("STRASSE", "Straße", True),
        ("हिन्दी समाचार", "समाचार", True),
        ("हिन्दी समाचार", "समा", False),
        ("हिन्दी समाचार", "हिन", False),
        ("新华社北京电", "北京", True),
        ("新华社北京电", "京北", False),
        ("ข่าวกรุงเทพ", "กรุงเทพ", True),
        ("خبر مُهمّ", "مُهمّ", True),
    ],
)
def test_a_phrase_is_whole_words_side_by_side(told: str, asked: str, is_there: bool) -> None:
    assert stands(phrase(asked), row(told)) is is_there


def test_no_phrase_reaches_from_the_headline_into_the_copy() -> None:
    assert not stands(phrase("ferry service"), row("The ferry", "Service resumes"))


def test_words_are_asked_for_one_by_one_and_what_is_quoted_as_it_stands() -> None:
    assert wanted('flood "ferry service" Pune-Mumbai') == (
        ("ferry", "service"),
        ("flood",),
        ("pune",),
        ("mumbai",),
    )
    assert wanted("") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PUNE", "Pune"),
        ("São Paulo", "SAO PAULO"),
        ("St. Petersburg", "St Petersburg"),
        ("N'Djamena", "N’DJAMENA"),
        ("Stratford-upon-Avon", "Stratford upon  Avon"),
    ],
)
def test_a_place_is_known_however_a_house_prints_it(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_vowel_signs_are_no_accents() -> None:
    assert folded("पुणे") != folded("पण")


@pytest.mark.parametrize(
    ("text", "count", "left"),
    [
        ("The ferry left at noon.", 9, "The ferry left at noon."),
        ("The ferry left at noon.", 5, "The ferry left at noon."),
        ("The ferry, it seems, left.", 2, "The ferry …"),
        ("新华社北京电", 3, "新华社 …"),
        ("", 1, ""),
    ],
)
def test_a_summary_is_cut_to_so_many_words(text: str, count: int, left: str) -> None:
    assert cut(text, count) == left


@given(text=st.text(), count=st.integers(1, 20))
def test_what_is_left_of_a_text_is_its_beginning_and_never_longer_than_allowed(
    text: str, count: int
) -> None:
    left = cut(text, count)
    assert text.startswith(left.removesuffix(" …")) or left == text
    assert len(phrase(left)) <= count

"""Words in a text, looked for all at once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.finding import byte_finder, finder

WORDS = st.lists(st.text("ab<é“", min_size=1, max_size=4), min_size=1, max_size=40, unique=True)


@given(WORDS, st.text("ab<é“ ", max_size=60))
def test_it_finds_what_an_expression_of_the_longest_first_finds(
    words: list[str], text: str
) -> None:
    longest_first = sorted(words, key=len, reverse=True)
    assert finder(words)(text) == re.findall("|".join(map(re.escape, longest_first)), text)


def test_a_name_inside_a_longer_one_is_part_of_that() -> None:
    find = finder(["Press", "Associated Press", "Associated Press of Pakistan"])
    text = "The Associated Press of Pakistan and the Associated Press told the Press."
    assert find(text) == ["Associated Press of Pakistan", "Associated Press", "Press"]


def test_half_a_pair_of_surrogates_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        finder(["bell"])("a bell \ud800")


@given(st.binary(min_size=1, max_size=4), st.binary(max_size=200))
def test_bytes_have_others_in_them_or_not(sign: bytes, signs: bytes) -> None:
    assert byte_finder(sign)(signs) is (sign in signs)
    assert byte_finder(sign)(signs + sign) is True

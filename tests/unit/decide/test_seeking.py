"""What somebody looks for who types words."""

from __future__ import annotations

import pytest

from feeds.decide.seeking import phrases, tokens


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("Ferry  Kochi", ["ferry", "kochi"]),
        ('"Queen of the Bay" raised', ["queen of the bay", "raised"]),
        ('an "unfinished phrase', ["an", "unfinished phrase"]),
        ("ferr*", ["ferr*"]),
        ("fe*", ["fe"]),
        ("Saint-Malo", ["saint malo"]),
        ('-- * "" \'', []),
        ("NOT a OR b", ["not", "a", "or", "b"]),
        ("\x00ferry\x00", ["ferry"]),
    ],
)
def test_each_word_and_each_phrase_in_quotes_is_looked_for(typed: str, found: list[str]) -> None:
    assert [f"{one.words}{'*' if one.begins else ''}" for one in phrases(typed)] == found


def test_no_more_is_looked_for_than_a_dozen() -> None:
    assert len(phrases("a b c " * 1000)) == 12


def test_latin_letters_lose_their_marks_and_others_keep_them() -> None:
    assert list(tokens("Pêcheurs à l'Île; मुंबई, İstanbul")) == [
        "pecheurs", "a", "l", "ile", "मुंबई", "istanbul",
    ]  # fmt: skip

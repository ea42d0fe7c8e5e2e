"""Sources put into the text of a config: what was there stays, sign for sign, and nothing else is said."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.config.values import identifier
from feeds.config.written import new_id, with_sources

ROOT = Path(__file__).parents[3]
ROW = {"id": "bell", "provider": "The Bell", "url": "https://bell.example/", "rights": "summary"}
TABLE = """
[[source]]
id = "bell"
provider = "The Bell"
url = "https://bell.example/"
rights = "summary"
"""

PLACES = {
    "an empty file": "|",
    "no source": '[site]\nname = "H"  # the house\n|',
    "the end": '[[source]]\nid = "a"\n|',
    "no last line": '[[source]]\nid = "a"|',
    "before channels and their comment": (
        '[[source]]\nid = "a"\n|\n# --- channels ---\n\n# All.\n[[channel]]\nid = "a"\n'
    ),
    "behind the last of several": (
        '[[source]]\nid = "a"\n\n[[channel]]\nid = "a"\n\n# B\n[[source]]\nid = "b"\n|\n[[channel]]\nid = "b"\n'
    ),
    "behind tables of a source": (
        '[[source]]\nid = "a"\n[source.auth]\nheader = "X"\n[[ source.rules ]]\nid = "r"\n|\n[desk]\n'
    ),
    "behind keys that are commented out": (
        '[[source]]\nid = "a"\n# every = "5m"\n# enabled = false\n|\n# Channels\n[[channel]]\n'
    ),
    "before a comment that belongs to what follows": (
        '[[source]]\nid = "a"\n|# Channels\n[[channel]]\n'
    ),
    "the end, where heads in a text lead astray": (
        '[[source]]\nid = "a"\nx = """\n[[source]]\ny\n\n[z]\n"""\n\n[[channel]]\nid = "a"\n|'
    ),
    "what looks like a head in a list": '[[source]]\nx = [\n  [1],\n  [2],\n]\n\n[desk]\ny = 1\n|',
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_source_goes_behind_the_last_one_and_nothing_else_changes(
    name: str, newline: str
) -> None:
    newline = newline if "\n" in PLACES[name] else "\n"
    before, after = PLACES[name].replace("\n", newline).split("|")
    ended = before if before.endswith("\n") or not before else before + newline
    wanted = ended + TABLE.replace("\n", newline) + after
    assert with_sources(before + after, [ROW]) == wanted


def test_in_the_shipped_config_sources_stand_with_sources() -> None:
    text = (ROOT / "config.toml").read_text()
    lines = with_sources(text, [ROW, {**ROW, "id": "two"}]).splitlines()
    at = lines.index('id = "bell"')
    assert lines[at - 3 : at] == ["enabled = false", "", "[[source]]"]
    assert lines[at + 10 : at + 12] == ["", next(one for one in lines if "--- channels" in one)]
    assert [one for one in lines if one not in text.splitlines()] == [
        'id = "bell"', 'provider = "The Bell"', 'url = "https://bell.example/"',
        'id = "two"', 'provider = "The Bell"', 'url = "https://bell.example/"',
    ]  # fmt: skip


def test_sources_in_brackets_take_no_table() -> None:
    with pytest.raises(ValueError, match=r"tables under \[\[source\]\]"):
        with_sources('source = [{ id = "a" }]\n', [ROW])


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text("ab\"'\\[]\n#\x7f\x00")))
def test_whatever_a_row_says_is_what_the_file_says(text: str, words: list[str]) -> None:
    """X32: no text is anything but a text, whatever stands in it."""
    row = {**ROW, "provider": text, "subjects": words}
    before = '[[source]]\nid = "a"\n\n[[channel]]\nid = "a"\n'
    found = tomllib.loads(with_sources(before, [row, ROW]))
    assert found == {"source": [{"id": "a"}, row, ROW], "channel": [{"id": "a"}]}


@pytest.mark.parametrize(
    ("names", "id_"),
    [
        (["The Bell"], "the-bell"),
        (["  Süd & Nord: Zürich!  "], "sud-nord-zurich"),
        (["नवभारत", "navbharat.example"], "navbharat-example"),
        (["", "--", "!"], "source"),
        (["x" * 90], "x" * 40),
        (["a" * 39 + " bell"], "a" * 39),
        (["../../etc/passwd"], "etc-passwd"),
    ],
)
def test_an_id_is_made_of_the_first_name_that_has_letters(names: list[str], id_: str) -> None:
    """X32."""
    assert new_id(names, set()) == id_


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert new_id(["Bell"], {"bell", "bell-2"}) == "bell-3"


@given(st.lists(st.text(max_size=60), max_size=2), st.integers(0, 12))
def test_every_id_is_one_and_nobody_has_it(names: list[str], others: int) -> None:
    """X32."""
    taken: set[str] = set()
    for _ in range(others):
        taken.add(new_id(names, taken))
    assert len(taken) == others
    assert all(identifier(one) == one for one in taken)

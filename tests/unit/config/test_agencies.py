"""`[[agency]]`: rows that the config adds to the table of agencies."""

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import Fault
from feeds.model import Agency

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]


def row(*lines: str, name: str = "HPA") -> str:
    return "".join(f"{line}\n" for line in ("[[agency]]", f'name = "{name}"', *lines))


def test_every_source_knows_the_rows_as_they_stand_there(
    config_of: ConfigOf, a_source: ASource
) -> None:
    text = row('tags = ["HPA", "Harbour  Press"]', 'plain = ["Harbour Press Agency"]')
    config = config_of(a_source(id="a") + text + row(name="Bulletin") + a_source(id="b"))
    rows = (
        Agency(name="HPA", tags=("HPA", "Harbour Press"), plain=("Harbour Press Agency",)),
        Agency(name="Bulletin"),
    )
    assert [source.agencies for source in config.sources] == [rows, rows]


def test_a_config_without_rows_adds_none(config_of: ConfigOf, a_source: ASource) -> None:
    assert config_of(a_source()).sources[0].agencies == ()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("[[agency]]\ntags = ['HPA']\n", "agency number 1: name"),
        (row(name=""), 'agency "": name'),
        (row(name="H"), 'agency "H": name'),
        (row(name="24/7"), 'agency "24/7": name'),
        (row(name="x" * 41), f'agency "{"x" * 41}": name'),
        ("[[agency]]\nname = 5\n", "agency number 1: name"),
        (row("tags = 'HPA'"), 'agency "HPA": tags'),
        (row("tags = ['HPA', '--']"), 'agency "HPA": tags[1]'),
        (row("tags = ['(HPA)']"), 'agency "HPA": tags[0]'),
        (row("tags = ['HPA/dpa']"), 'agency "HPA": tags[0]'),
        (row('tags = ["H\\nP"]'), 'agency "HPA": tags[0]'),
        (row("tags = [5]"), 'agency "HPA": tags[0]'),
        (row("plain = ['']"), 'agency "HPA": plain[0]'),
        (row(f"plain = ['{'x' * 81}']"), 'agency "HPA": plain[0]'),
        (row("tag = ['HPA']"), 'agency "HPA": tag'),
        ("[agency]\nname = 'HPA'\n", "agency"),
        (row() * 3, 'agency "HPA"'),
    ],
)
def test_what_is_no_row_is_one_fault(written: str, key: str, faults_of: FaultsOf) -> None:
    faults = faults_of(written)
    assert list(faults) == [key]
    assert faults[key].expected


def test_a_key_that_is_misspelt_names_the_nearest(faults_of: FaultsOf) -> None:
    assert faults_of(row("tag = ['HPA']"))['agency "HPA": tag'].nearest == "tags"


@pytest.mark.parametrize(
    ("second", "key"),
    [
        (row(name="hpa"), 'agency "hpa": name'),
        (row("tags = ['HB', 'hp']", name="HB"), 'agency "HB": tags[1]'),
        (row("plain = ['Harbour  Press']", name="HB"), 'agency "HB": plain[0]'),
        (row("tags = ['HB', 'Harbour Press']", name="HB"), 'agency "HB": tags[1]'),
    ],
)
def test_a_word_that_stands_for_two_agencies_is_refused(
    second: str, key: str, faults_of: FaultsOf
) -> None:
    faults = faults_of(row("tags = ['HP']", "plain = ['Harbour Press']") + second)
    assert list(faults) == [key]
    assert 'agency "HPA"' in faults[key].found


def test_a_word_may_stand_twice_in_a_row(config_of: ConfigOf) -> None:
    assert config_of(row("tags = ['HPA', 'hpa']", "plain = ['HPA']"))


def test_its_faults_are_told_with_all_others(faults_of: FaultsOf, a_source: ASource) -> None:
    text = a_source("colour = 1") + row("tags = ['-']") + row("tags = ['HPA']", name="HB")
    assert set(faults_of(text, site="colour = 1")) == {
        "site.colour",
        'source "ians": colour',
        'agency "HPA": tags[0]',
        'agency "HB": tags[0]',
    }


def test_what_may_be_a_secret_is_not_said_again(faults_of: FaultsOf) -> None:
    word = "https://u:hunter2@wire.example"
    faults = faults_of(row(f"tags = ['{word}']") + row(f"tags = ['{word}']", name="HB"))
    assert set(faults) == {'agency "HPA": tags[0]', 'agency "HB": tags[0]'}
    assert "hunter2" not in str(list(faults.values()))

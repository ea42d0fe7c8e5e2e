"""How long things are kept: read, handed down from the house to its sources, or refused in words."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from feeds.config import Config
from feeds.errors import Fault
from feeds.model import ALWAYS, Keep, Keeping

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

DAY = timedelta(days=1)
CHANNEL = '[[channel]]\nid = "a"\ntitle = "A"\n'


def test_where_nobody_says_anything_all_is_kept_for_good(
    config_of: ConfigOf, a_source: ASource
) -> None:
    keeping = config_of(a_source() + CHANNEL).keeping
    assert not keeping.ends
    assert keeping == Keeping(sources={"ians": Keep()}, channels={"a": Keep()})


def test_a_source_has_the_limits_of_the_house_but_for_those_of_its_own(
    config_of: ConfigOf, a_source: ASource
) -> None:
    keeping = config_of(
        '[store]\nkeep_for = "365d"\nkeep_items = 1000\nkeep_ledger = "3650d"\n'
        + a_source(id="plain")
        + a_source('keep_for = "30d"', id="short")
        + a_source('keep_for = "always"', 'keep_items = "all"', id="archive")
        + f'{CHANNEL}keep_for = "730d"\nkeep_items = 200\n'
    ).keeping
    assert keeping.ends
    assert keeping.of("plain") == Keep(age=365 * DAY, items=1000)
    assert keeping.of("short") == Keep(age=30 * DAY, items=1000)
    assert keeping.of("archive") == Keep()
    assert not keeping.of("archive").ends
    assert keeping.of("of a config before") == keeping.of("plain")
    assert keeping.channels == {"a": Keep(age=730 * DAY, items=200)}
    assert keeping.ledger == 3650 * DAY


def test_an_archive_that_is_asked_for_keeps_what_it_reaches_back_to_and_the_default_keeps_nothing(
    config_of: ConfigOf, a_source: ASource
) -> None:
    for lines, archive, age in (
        ("", 60 * DAY, None),
        ('archive = "60d"\n', 60 * DAY, 60 * DAY),
        ('archive = "365d"\nkeep_for = "30d"\n', 365 * DAY, 365 * DAY),
        ('archive = "30d"\nkeep_for = "365d"\n', 30 * DAY, 365 * DAY),
        ('archive = "always"\n', ALWAYS, ALWAYS),
        ("archive = false\n", None, None),
        ('archive = false\nkeep_for = "30d"\n', None, 30 * DAY),
    ):
        config = config_of(a_source() + CHANNEL + lines)
        assert config.channels[0].archive == archive
        assert config.keeping.channels == {"a": Keep(age=age)}


def test_a_ledger_that_is_always_kept_ends_nothing(config_of: ConfigOf) -> None:
    keeping = config_of('[store]\nkeep_ledger = "always"\n').keeping
    assert keeping.ledger is None
    assert not keeping.ends


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("keep_for = 30", 'a duration from "1s" to "36500d", or "always"'),
        ('keep_for = "0s"', 'a duration from "1s" to "36500d", or "always"'),
        ('keep_for = "for good"', 'a duration from "1s" to "36500d", or "always"'),
        ('keep_for = "36501d"', 'a duration from "1s" to "36500d", or "always"'),
        ("keep_items = 0", 'a whole number from 1 to 1000000000, or "all"'),
        ("keep_items = true", 'a whole number from 1 to 1000000000, or "all"'),
        ('keep_items = "many"', 'a whole number from 1 to 1000000000, or "all"'),
    ],
)
def test_what_is_no_limit_is_refused(
    line: str, expected: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    key = line.split(maxsplit=1)[0]
    texts = {
        f"store.{key}": f"[store]\n{line}\n",
        f'source "ians": {key}': a_source(line),
        f'channel "a": {key}': f"{CHANNEL}{line}\n",
    }
    for where, text in texts.items():
        faults = faults_of(text)
        assert faults[where].expected == expected

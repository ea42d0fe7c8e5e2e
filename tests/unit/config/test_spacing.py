"""How often sources are polled, as the config may say it. Statements C20, C22 and C26 of good conduct."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from feeds.config import Config
from feeds.errors import Fault

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

DAY = timedelta(days=1)


@pytest.mark.parametrize("written", ["", 'every = "auto"'])
def test_a_source_is_polled_by_its_rhythm_unless_the_config_says_how_often(
    written: str, config_of: ConfigOf, a_source: ASource
) -> None:
    """C26."""
    assert config_of(a_source(written)).sources[0].every is None
    assert config_of(a_source('every = "30m"')).sources[0].every == timedelta(minutes=30)


def test_what_is_neither_a_duration_nor_auto_is_refused(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    assert '"15m"' in faults_of(a_source('every = "often"'))['source "ians": every'].expected


def test_a_source_has_the_longest_and_shortest_waits_of_all_or_its_own(
    config_of: ConfigOf, a_source: ASource
) -> None:
    """C20, C22."""
    plain, own = config_of(
        a_source(id="a") + a_source('min_interval = "1m"\nmax_interval = "2h"', id="b"),
        fetch='max_interval = "6h"',
    ).sources
    assert (plain.min_interval, plain.max_interval) == (None, timedelta(hours=6))
    assert (own.min_interval, own.max_interval) == (timedelta(minutes=1), timedelta(hours=2))


def test_a_source_that_is_polled_more_often_than_is_polite_is_a_warning(
    config_of: ConfigOf, a_source: ASource
) -> None:
    """C20."""
    (hasty,) = config_of(a_source('min_interval = "1m"')).warnings
    assert 'source "ians"' in hasty
    assert "15m" in hasty


@pytest.mark.parametrize(
    ("fetch", "source", "key"),
    [
        ('max_interval = "5m"', "", "fetch.max_interval"),
        ('min_interval = "2h"\nmax_interval = "1h"', "", "fetch.max_interval"),
        ("", 'max_interval = "5m"', 'source "ians": max_interval'),
        ('max_interval = "1h"', 'min_interval = "2h"', 'source "ians": min_interval'),
        ('min_interval = "2h"', 'max_interval = "1h"', 'source "ians": max_interval'),
    ],
)
def test_a_longest_wait_that_is_shorter_than_the_shortest_is_refused(
    fetch: str, source: str, key: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source(source), fetch=fetch)
    assert list(faults) == [key]
    assert "min_interval" in faults[key].expected


def test_a_shortest_wait_above_the_longest_that_nobody_has_set_is_well(
    config_of: ConfigOf, a_source: ASource
) -> None:
    """What ran before there was a longest one runs still."""
    config = config_of(a_source('every = "3d"'), fetch='min_interval = "2d"')
    assert config.fetch.max_interval == DAY

"""Fields that get worse are told of, against the source's own past; a source that was always so is not blamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from feeds.decide.degraded import alarms, felt
from feeds.model import Fields, Item, Source

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

WELL = {
    "guid": "1",
    "body_text": "Something happened.",
    "language": "en",
    "firstcreated": NOON + timedelta(minutes=7),
}
WORSE = {
    "dates": {"firstcreated": datetime(2026, 11, 1, 18, 30, tzinfo=UTC)},
    "bodies": {"body_text": "", "summary": ""},
    "ids": {"guid": ""},
    "language": {"language": "hi-IN"},
}
"""By kind, what is wrong with an item; the date is midnight in Kolkata."""


@pytest.fixture
def told(a_source: Callable[..., Source], an_item: Callable[..., Item]) -> Callable[..., list[str]]:
    """The kinds of all alarms after items that came one an hour, and what is known then."""

    def run(*items: dict[str, object], known: Fields | None = None) -> tuple[list[str], Fields]:
        source, fields, now = a_source(), known or Fields(), NOON
        if known is not None:
            now += 200 * HOUR
        for changes in items:
            now += HOUR
            fields = felt(fields, source, [an_item(**{**WELL, **changes})], now)
        return [alarm.kind.value for alarm in alarms(source, fields)], fields

    return run


@pytest.mark.parametrize("kind", sorted(WORSE))
def test_what_gets_worse_is_told_and_is_over_when_it_is_mended(told, kind: str) -> None:
    assert told(*[{}] * 120, *[WORSE[kind]] * 10)[0] == []
    found, known = told(*[{}] * 120, *[WORSE[kind]] * 30)
    assert found == [kind]
    assert told(*[{}] * 30, known=known)[0] == []


@pytest.mark.parametrize("kind", sorted(WORSE))
def test_who_was_always_so_is_not_blamed(told, kind: str) -> None:
    assert told(*[WORSE[kind]] * 400)[0] == []


@pytest.mark.parametrize("kind", sorted(WORSE))
def test_nothing_is_told_of_a_source_that_nobody_knows_yet(told, kind: str) -> None:
    assert told(*[{}] * 40, *[WORSE[kind]] * 40)[0] == []


def test_a_source_in_which_a_third_is_so_is_never_told_of(told) -> None:
    for seed in range(5):
        dice = Random(seed)
        items = [
            WORSE[dice.choice(sorted(WORSE))] if dice.random() < 1 / 3 else {} for _ in range(900)
        ]
        assert told(*items)[0] == []


def test_after_two_weeks_a_manner_is_the_sources_own(told) -> None:
    _, known = told(*[{}] * 120, *[WORSE["bodies"]] * 30)
    assert told(*[WORSE["bodies"]] * 24 * 11, known=known)[0] == ["bodies"]
    assert told(*[WORSE["bodies"]] * 24 * 16, known=known)[0] == []


def test_the_words_say_how_many_and_how_it_was_and_name_the_command(
    told, a_source: Callable[..., Source]
) -> None:
    _, known = told(*[{}] * 120, *[WORSE["language"]] * 30)
    (alarm,) = alarms(a_source(), known)
    assert "are in another language than 'en'" in alarm.words
    assert "of those before" in alarm.words
    assert "feeds items --source ians --all" in alarm.advice
    assert alarm.since is not None


def test_a_poll_without_news_teaches_nothing(a_source: Callable[..., Source]) -> None:
    known = Fields(items=7)
    assert felt(known, a_source(), [], NOON) is known


def test_a_zone_may_be_an_offset(a_source: Callable[..., Source]) -> None:
    """As Xinhua's is in the config as shipped."""
    assert felt(Fields(), a_source(timezone="+08:00"), [], NOON) == Fields()

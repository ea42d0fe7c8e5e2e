"""What a store promises of stories, held by every store there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.contracts import Store
from feeds.decide.cluster import read
from feeds.store.memory import MemoryStore
from feeds.store.sql import open_store

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = (
        open_store(f"sqlite:///{tmp_path}/feeds.db") if request.param == "sql" else MemoryStore()
    )
    yield made
    made.close()


@pytest.fixture
def told(store: Store) -> Store:
    """Two stories of three headlines, a day apart."""
    store.join("tower", read("Tower falls in Porto", city="Porto"), NOON - DAY)
    store.join("tower", read("Divers at the tower"), NOON - HOUR)
    store.join("mill", read("Mill burns in Porto", city="Lisbon"), NOON)
    return store


def test_a_term_counts_once_a_story_however_often_it_is_told(told: Store) -> None:
    found = told.frequencies(["tower", "porto", "nowhere"], since=NOON - 2 * DAY)
    assert found.stories == 2
    assert found.counts == {"tower": 1, "porto": 2}


def test_what_was_told_on_an_earlier_day_is_not_counted(told: Store) -> None:
    found = told.frequencies(["tower", "porto", "diver"], since=NOON)
    assert found.stories == 1
    assert found.counts == {"porto": 1, "diver": 1}


def test_a_story_comes_with_what_its_headlines_have_of_the_terms_asked_for(told: Store) -> None:
    (found,) = told.sharing(["tower"], ["tower", "porto", "mill"], since=NOON - DAY, limit=9)
    assert (found.id, found.items, found.last) == ("tower", 2, NOON - HOUR)
    assert found.counts == {"tower": 2, "porto": 1}
    assert found.cities == {"porto"}


def test_stories_with_most_rare_terms_come_first_and_then_the_newest(told: Store) -> None:
    def found(*rare: str, limit: int = 9, since: datetime = NOON - DAY) -> list[str]:
        return [one.id for one in told.sharing(rare, [], since=since, limit=limit)]

    assert found("porto") == ["mill", "tower"]
    assert found("porto", "diver") == ["tower", "mill"]
    assert found("porto", limit=1) == ["mill"]
    assert found("porto", since=NOON) == ["mill"]
    assert found("nowhere") == []


def test_a_headline_that_comes_late_sets_no_story_back(told: Store) -> None:
    told.join("mill", read("Mill"), NOON - 3 * DAY)
    (found,) = told.sharing(["mill"], ["mill"], since=NOON, limit=9)
    assert (found.items, found.last, found.counts) == (2, NOON, {"mill": 2})


def test_a_headline_without_words_begins_a_story_without_terms(told: Store) -> None:
    told.join("empty", read(""), NOON)
    assert told.frequencies([], since=NOON).stories == 2


def test_stories_that_have_not_moved_are_forgotten_with_their_terms(told: Store) -> None:
    assert told.drop_stories(NOON) == 1
    assert told.drop_stories(NOON) == 0
    found = told.frequencies(["tower", "porto"], since=NOON - 2 * DAY)
    assert found.stories == 1
    assert found.counts == {"porto": 1}
    assert [one.id for one in told.sharing(["tower", "mill"], [], since=NOON - DAY, limit=9)] == [
        "mill"
    ]

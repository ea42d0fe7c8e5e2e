"""What a store promises of the prints of items' copy, held by every store there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.contracts import Store
from feeds.model import Print
from feeds.store.memory import MemoryStore
from feeds.store.sql import open_store

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LARGE = 2**63 - 1


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = (
        open_store(f"sqlite:///{tmp_path}/feeds.db") if request.param == "sql" else MemoryStore()
    )
    yield made
    made.close()


def a_print(*bands: int) -> Print:
    return Print(
        scheme="1.1",
        words=40,
        signature=b"signature",
        bands=bands,
        names=("lavrov", "moscow"),
        figures=("14",),
    )


def kin(store: Store, *bands: int, since: datetime = NOON - DAY, limit: int = 9) -> list[str]:
    return [one.id for one in store.kin(bands, since=since, limit=limit)]


def test_a_print_comes_back_as_it_was(store: Store) -> None:
    made = a_print(1, -LARGE - 1, LARGE)
    store.remember("bell", made, NOON)
    (found,) = store.kin([LARGE, 5, 1], since=NOON, limit=9)
    assert (found.id, found.shared, found.print, found.text) == ("bell", 2, made, "")


def test_those_that_share_most_bands_come_first_and_then_the_newest(store: Store) -> None:
    store.remember("one", a_print(1, 7, 8), NOON)
    store.remember("two", a_print(1, 2, 8), NOON)
    store.remember("later", a_print(1, 9, 10), NOON)
    assert kin(store, 1, 2, 3) == ["two", "later", "one"]
    assert kin(store, 1, 2, 3, limit=1) == ["two"]
    assert kin(store, 4) == []
    assert kin(store) == []


def test_of_a_band_that_very_many_have_the_newest_fifty_are_looked_at(store: Store) -> None:
    for number in range(60):
        store.remember(f"{number}", a_print(1), NOON + timedelta(seconds=number))
    assert kin(store, 1, limit=100) == [f"{number}" for number in range(59, 9, -1)]


def test_what_was_remembered_before_an_instant_is_no_kin(store: Store) -> None:
    store.remember("old", a_print(1), NOON - DAY)
    store.remember("new", a_print(1), NOON)
    assert kin(store, 1, since=NOON - timedelta(hours=1)) == ["new"]


def test_an_item_has_its_newest_print_and_no_other(store: Store) -> None:
    store.remember("bell", a_print(1, 2), NOON)
    store.remember("bell", a_print(3, 4), NOON)
    assert kin(store, 1, 2) == []
    assert kin(store, 3) == ["bell"]


def test_old_prints_are_forgotten_with_their_bands(store: Store) -> None:
    store.remember("old", a_print(1, 2), NOON - DAY)
    store.remember("new", a_print(1, 2), NOON)
    assert store.drop_prints(NOON) == 1
    assert store.drop_prints(NOON) == 0
    assert kin(store, 1, since=NOON - 2 * DAY) == ["new"]

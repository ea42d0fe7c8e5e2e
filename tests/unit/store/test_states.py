"""What a process remembers of the states that it has written holds as long as the store has them so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feeds.store import states
from feeds.store.sql import SqlStore, open_store
from tests.contract.store.filings import LEASE, NOW, a_source, record


def opened(path: Path) -> SqlStore:
    return open_store(f"sqlite:///{path}")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(opened(tmp_path / "feeds.db")) as made:
        made.enrol([a_source("ians")], NOW)
        yield made


def test_what_another_has_written_since_is_what_counts(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(store, reason="ours")
    seen = dict(states._WRITTEN)
    with closing(opened(tmp_path / "feeds.db")) as other:
        record(other, reason="theirs")
    monkeypatch.setattr(states, "_WRITTEN", seen)  # of another process
    (claimed,) = store.claim(["ians"], NOW + LEASE, LEASE, 1)
    assert claimed.reason == "theirs"


def test_two_stores_have_their_own_states_of_one_source(store: SqlStore, tmp_path: Path) -> None:
    record(store, reason="of the one")
    with closing(opened(tmp_path / "other.db")) as other:
        other.enrol([a_source("ians")], NOW)
        record(other, reason="of the other")
        assert [one.states()["ians"].reason for one in (store, other)] == [
            "of the one",
            "of the other",
        ]


def test_no_more_is_remembered_than_there_is_room_for(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "_WRITTEN", {})
    monkeypatch.setattr(states, "_MOST_WRITTEN", 3)
    store.enrol([a_source(str(n)) for n in range(5)], NOW)
    assert 0 < len(states._WRITTEN) <= 3
    before = set(states._WRITTEN)
    record(store, source="4")  # what is written anew takes no room
    assert set(states._WRITTEN) == before == {"3", "4"}
    assert set(store.states()) == {"ians", *map(str, range(5))}

"""A copy of the store is one moment of it, and what is damaged, or half done, never takes a good file's name."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.store import exchange
from feeds.store.exchange import check, copy, private
from feeds.store.sql import open_store

_PAIRS = 400


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A store with a table of numbers in it, in the mode that ours is in."""
    path = tmp_path / "feeds.db"
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as one:
        one.execute("CREATE TABLE pair (a, b, filling)")
        one.executemany(
            "INSERT INTO pair VALUES (?, ?, ?)", [(n, n, "x" * 9000) for n in range(_PAIRS)]
        )
        one.commit()
    return path


def test_a_copy_is_of_one_moment_while_somebody_writes(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes is not held up, and the copy comes to an end all the same."""
    monkeypatch.setattr(exchange, "_PAGES", 50)
    told: list[tuple[int, int]] = []

    def beside(done: int, all_of_it: int) -> None:
        told.append((done, all_of_it))
        with closing(sqlite3.connect(database, timeout=1)) as one:
            one.execute("UPDATE pair SET a = a + 1, b = b + 1")
            one.commit()

    copy(database, tmp_path / "copy.db", beside)
    assert len(told) > 5
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert [one.name for one in tmp_path.glob("copy.db*")] == ["copy.db"]
    with closing(sqlite3.connect(tmp_path / "copy.db")) as one:
        assert one.execute("SELECT count(*), min(a - b), max(a - b) FROM pair").fetchone() == (
            _PAIRS,
            0,
            0,
        )
        assert one.execute("SELECT DISTINCT a - rowid FROM pair").fetchall() == [(-1,)]


def test_a_damaged_store_gives_no_copy(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as one:
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = one.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'item_key'"
        ).fetchone()
        (size,) = one.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 512)
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        copy(database, tmp_path / "copy.db")


@pytest.mark.parametrize("what", [b"", b"no store at all " * 100])
def test_what_is_no_store_is_told_from_one(tmp_path: Path, what: bytes) -> None:
    (tmp_path / "some.db").write_bytes(what)
    with pytest.raises(StoreError, match="is no store"):
        check(tmp_path / "some.db")


def test_a_file_takes_its_name_when_it_is_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    to = tmp_path / "copy.db"
    to.write_bytes(b"the one before")
    with pytest.raises(KeyError):
        _half(to)
    assert to.read_bytes() == b"the one before"
    with private(to) as part:
        part.write_bytes(b"whole")
        assert to.read_bytes() == b"the one before"
    assert to.read_bytes() == b"whole"
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [to]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match=r"nowhere/copy.db cannot be written"),
        private(tmp_path / "nowhere" / "copy.db"),
    ):
        pass


def _half(to: Path) -> None:
    with private(to) as part:
        part.write_bytes(b"half")
        raise KeyError

"""A copy of the store is one moment of it, and what is damaged, or half done, never takes a good file's name."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.store import exchange
from feeds.store.exchange import check, copy, making, private, take_place
from feeds.store.files import beside, with_logs
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


def test_what_sqlite_leaves_beside_a_copy_for_which_there_is_no_room_goes_away(
    tmp_path: Path,
) -> None:
    """A journal, each time under another name: a daemon that is started again all night leaves thousands."""
    with pytest.raises(KeyError):
        _half(tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def a_log(database: Path) -> bytes:
    """What a writer has in its log: whole pages, that SQLite writes into whatever lies beside it."""
    with closing(sqlite3.connect(database)) as one:
        one.execute("CREATE TABLE later AS SELECT * FROM pair")
        one.commit()
        return beside(database, "-wal").read_bytes()


def tables(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as one:
        return {name for (name,) in one.execute("SELECT name FROM sqlite_master")}


@pytest.fixture
def made(database: Path) -> Path:
    copy(database, beside(database, ".restore"))
    return beside(database, ".restore")


@pytest.mark.parametrize("left", ["-wal", "-journal"])
def test_the_log_of_a_store_that_has_gone_is_no_part_of_the_one_that_comes(
    database: Path, made: Path, left: str
) -> None:
    log, old = a_log(database), beside(database, ".before-restore")
    for one in with_logs(database):
        one.unlink(missing_ok=True)
    beside(database, left).write_bytes(log)
    assert take_place(made, database, old) is None
    assert beside(old, left).read_bytes() == log, "it may be all that is left"
    assert not beside(database, left).exists()
    check(database)
    assert "later" not in tables(database)


def test_an_older_store_that_was_kept_gets_no_log_of_another_one(
    database: Path, made: Path
) -> None:
    log, old = a_log(database), beside(database, ".before-restore")
    copy(database, old)
    was = old.read_bytes()
    database.unlink()
    beside(database, "-wal").write_bytes(log)
    assert take_place(made, database, old) is None
    assert "later" not in tables(database)
    assert (old.read_bytes(), beside(old, "-wal").exists()) == (was, False)


def test_a_store_that_is_damaged_at_its_head_makes_room_and_takes_its_log_along(
    database: Path, made: Path
) -> None:
    log, old = a_log(database), beside(database, ".before-restore")
    database.write_bytes(b"\xff" * 20_000)
    beside(database, "-wal").write_bytes(log)
    assert take_place(made, database, old) == old
    check(database)
    assert "later" not in tables(database)
    assert old.read_bytes() == b"\xff" * 20_000
    assert [beside(one, "-wal").exists() for one in (database, old)] == [False, True]


def test_a_store_that_somebody_holds_stays_where_it_is(
    database: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **more: connect(path, **{**more, "timeout": 0.01})
    )
    with closing(connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            take_place(made, database, beside(database, ".before-restore"))
    assert "pair" in tables(database)
    assert not beside(database, ".before-restore").exists()


def test_the_name_that_a_store_has_taken_is_on_the_disk(
    database: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, synced = made.read_bytes(), list[tuple[Path, bool]]()
    monkeypatch.setattr(
        exchange, "sync", lambda path: synced.append((path, database.read_bytes() == new))
    )
    a_log(database)
    take_place(made, database, beside(database, ".before-restore"))
    assert synced == [(database.parent, True)]


def test_a_store_in_the_making_is_its_owners_alone_and_gone_when_it_fails(database: Path) -> None:
    there = set(database.parent.iterdir())
    beside(database, ".restore-wal").write_bytes(b"of somebody who was killed")
    with pytest.raises(KeyError):
        _half_made(database)
    assert set(database.parent.iterdir()) == there


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match=r"nowhere/copy.db cannot be written"),
        private(tmp_path / "nowhere" / "copy.db"),
    ):
        pass


def _half(to: Path) -> None:
    with private(to) as part:
        part.write_bytes(b"half")
        beside(part, "-journal").touch()
        raise KeyError


def _half_made(database: Path) -> None:
    with making(database, "restore") as made:
        copy(database, made)
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        beside(made, "-wal").write_bytes(b"half")
        raise KeyError


def test_without_room_a_copy_is_not_begun(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade that is tried again and again does not fill the disk each time."""
    usage = exchange.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(exchange.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(StoreError, match=r"no room in .*: a copy of .* needs \d+\.\d MiB"):
        copy(database, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()

"""What is no backup takes no store's place, and a backup no store's name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from feeds.app.backups import back_up, restore
from feeds.app.loading import load
from feeds.app.parts import open_store
from feeds.config import Config
from feeds.errors import BusyError, SchemaError, StoreError
from feeds.store.lock import hold


@pytest.fixture
def house(config: Path) -> Config:
    loaded = load(config)
    open_store(loaded).close()
    return loaded


@pytest.fixture
def folder(config: Path) -> Path:
    return config.parent


def test_a_backup_is_one_file_for_its_owner_alone_and_leaves_nothing_else(
    house: Config, folder: Path
) -> None:
    (folder / "kept").mkdir()
    made = back_up(house, folder / "kept" / "feeds.db")
    assert made.journal is None
    found = [(path.name, path.stat().st_mode & 0o777) for path in (folder / "kept").iterdir()]
    assert found == [("feeds.db", 0o600)]
    assert made.size == (folder / "kept" / "feeds.db").stat().st_size


@pytest.mark.parametrize("name", ["feeds.db", "feeds.db.journal", "feeds.db-wal", "drop"])
def test_no_backup_is_written_over_the_store_or_a_folder(
    house: Config, folder: Path, name: str
) -> None:
    with pytest.raises(StoreError, match="no file that a backup can be written to"):
        back_up(house, folder / name)


def test_a_store_that_is_not_there_is_not_made_by_a_backup(config: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        back_up(load(config), config.parent / "backup.db")
    assert not (config.parent / "feeds.db").exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("config.toml", "is no store"),
        ("cut.db", "cut.db"),
        ("feeds.db", "is the store itself"),
        ("gone.db", "there is no backup"),
    ],
)
def test_what_is_no_backup_takes_no_stores_place(
    house: Config, folder: Path, name: str, why: str
) -> None:
    back_up(house, folder / "backup.db")
    (folder / "cut.db").write_bytes((folder / "backup.db").read_bytes()[:9000])
    before = (folder / "feeds.db").read_bytes()
    with pytest.raises(StoreError, match=why):
        restore(house, folder / name)
    assert (folder / "feeds.db").read_bytes() == before
    open_store(house).close()


def test_a_backup_of_a_newer_program_is_refused(house: Config, folder: Path) -> None:
    back_up(house, folder / "backup.db")
    with closing(sqlite3.connect(folder / "backup.db")) as one:
        one.execute("UPDATE alembic_version SET version_num = '9999'")
        one.commit()
    with pytest.raises(SchemaError, match="9999"):
        restore(house, folder / "backup.db")
    open_store(house).close()


def test_nobody_restores_a_store_that_somebody_writes(house: Config, folder: Path) -> None:
    back_up(house, folder / "backup.db")
    with hold(folder / "feeds.db", kind="run"), pytest.raises(BusyError, match="the daemon holds"):
        restore(house, folder / "backup.db")


def test_of_two_journals_no_line_is_lost_and_none_comes_twice(house: Config, folder: Path) -> None:
    line = '{{"at": "2026-11-02T12:00:00+00:00", "verb": "kill", "target": "tag:{}", "reason": "asked"}}'
    mine, theirs = (
        [line.format(name) for name in names] for names in (("a", "b", "d"), ("a", "c"))
    )
    back_up(house, folder / "backup.db")
    for name, lines in (("feeds.db.journal", mine), ("backup.db.journal", theirs)):
        (folder / name).write_text("".join(f"{one}\n" for one in lines))
    old = restore(house, folder / "backup.db")
    assert (folder / "feeds.db.journal").read_text().splitlines() == [*mine, theirs[1]]
    assert old == folder / "feeds.db.before-restore"
    assert old.exists()

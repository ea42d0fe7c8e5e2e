"""A store of each earlier schema, killed at every statement of its way to this one, comes out whole."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event

from feeds.errors import StoreError
from feeds.model import Status
from feeds.store import sql
from feeds.store.sql import SCHEMA, old_store, open_store
from tests.contract.store.filings import CHANNELS, DIGESTS, NOW, a_filing, a_source, record
from tests.contract.test_migrations import is_fts5s_own

EARLIER = tuple(f"{number:04}" for number in range(1, int(SCHEMA)))

# A process that is killed by the operating system as it is about to run the statement of a number.
_KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from feeds.store.sql import open_store

left = [int(sys.argv[2])]

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

open_store(sys.argv[1], keep_old=True)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of this schema with something in it."""
    path = tmp_path_factory.mktemp("filled") / "feeds.db"
    with closing(open_store(_url(path))) as store:
        store.enrol([a_source("ians")], NOW)
        store.enrol_channels(CHANNELS, DIGESTS)
        some = [a_filing(f"{n:03}", channels=("all", "world")) for n in range(60)]
        record(store, *some, a_filing("held", status=Status.HELD))
        store.paged([(one.desk_item.id, 1) for one in some])
        store.enter("kill", "tag:x:001", "asked", NOW)
    return path


@pytest.fixture(scope="module")
def fresh(filled: Path) -> dict[str, str]:
    return _schema(filled)


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def _older(path: Path, revision: str, filled: Path) -> Path:
    """A store as the program of an earlier schema had it, with what it could know of the filled one."""
    config = Config()
    config.set_main_option("script_location", "feeds.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine(_url(path))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(path)) as old:
        old.execute("ATTACH ? AS new", (str(filled),))
        for table, columns in _columns(old).items():
            if table != "alembic_version":
                old.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}")
        old.commit()
        old.execute("DETACH new")
        old.execute("PRAGMA journal_mode = WAL")
    return path


def _columns(one: sqlite3.Connection) -> dict[str, str]:
    """The columns of each table but for those of the index of words, as a list for a statement."""
    found = one.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
    return {
        table: ", ".join(f'"{row[1]}"' for row in one.execute(f"PRAGMA main.table_info({table})"))
        for (table,) in found
        if not table.startswith("sqlite_") and not is_fts5s_own(table)
    }


def _rows(path: Path, columns: dict[str, str]) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as one:
        return {
            table: sorted(one.execute(f"SELECT {names} FROM {table}").fetchall())
            for table, names in columns.items()
            if table != "alembic_version"
        }


def _schema(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as one:
        rows = one.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(said.split()) for name, said in rows}


def _revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as one:
        return str(one.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _is_whole(path: Path, fresh: dict[str, str], before: dict[str, list[Any]]) -> None:
    """Opened as every start opens it, it has the tables of a new store and all that it had."""
    with closing(open_store(_url(path), keep_old=True)) as store:
        assert len(list(store.items(limit=100))) == 60
        assert store.state("ians") is not None
    with closing(sqlite3.connect(path)) as one:
        columns = {table: names for table, names in _columns(one).items() if table in before}
        assert one.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert one.execute("PRAGMA foreign_key_check").fetchall() == []
        (places,) = one.execute("SELECT COUNT(*) FROM archived").fetchone()
        assert places == len(before["route"])
    assert _revision(path) == SCHEMA
    assert _schema(path) == fresh
    for table, rows in _rows(path, columns).items():
        width = len(before[table][0]) if before[table] else 0  # what is new stands behind the rest
        assert sorted(row[:width] for row in rows) == before[table], table


@contextmanager
def _photographed(path: Path, into: Path) -> Iterator[list[Path]]:
    """What a kill before each statement would leave on the disk: a copy for each state that differs."""
    found: dict[str, Path] = {}
    taken: list[Path] = []

    def take(*_: object) -> None:
        files = sorted(path.parent.glob(f"{path.name}*"))
        state = sha256(b"".join(one.name.encode() + one.read_bytes() for one in files)).hexdigest()
        if state not in found:
            found[state] = into / str(len(found))
            found[state].mkdir(parents=True)
            for one in files:
                shutil.copy(one, found[state])
        taken.append(found[state] / path.name)

    event.listen(Engine, "before_cursor_execute", take)
    event.listen(Engine, "commit", take)
    try:
        yield taken
    finally:
        event.remove(Engine, "before_cursor_execute", take)
        event.remove(Engine, "commit", take)


@pytest.mark.parametrize("revision", EARLIER)
def test_a_store_that_is_killed_at_any_statement_of_an_upgrade_is_whole_after_the_next_start(
    revision: str, tmp_path: Path, filled: Path, fresh: dict[str, str]
) -> None:
    (tmp_path / "own").mkdir()
    path = _older(tmp_path / "own" / "feeds.db", revision, filled)
    with closing(sqlite3.connect(path)) as one:
        before = _rows(path, _columns(one))
    with _photographed(path, tmp_path / "left") as taken:
        open_store(_url(path), keep_old=True).close()
    assert len(taken) > 5
    for left in sorted(set(taken)):
        _is_whole(left, fresh, before)
    _is_whole(path, fresh, before)


@pytest.mark.parametrize("share", [0.2, 0.6, 1.0])
def test_a_process_that_is_killed_in_the_middle_of_an_upgrade_leaves_the_store_as_it_was(
    share: float, tmp_path: Path, filled: Path, fresh: dict[str, str]
) -> None:
    path = _older(tmp_path / "feeds.db", EARLIER[0], filled)
    (tmp_path / "rehearsal").mkdir()
    rehearsal = _older(tmp_path / "rehearsal" / "feeds.db", EARLIER[0], filled)
    with closing(sqlite3.connect(path)) as one:
        before = _rows(path, _columns(one))
    with _photographed(rehearsal, tmp_path / "left") as taken:
        open_store(_url(rehearsal), keep_old=True).close()
    statements = len(taken) - 1  # the last one is the commit
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, _url(path), str(round(share * statements))],
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert killed.returncode == -signal.SIGKILL
    assert _revision(path) == EARLIER[0]
    _is_whole(path, fresh, before)


def test_a_store_stays_beside_itself_as_it_was_before_an_upgrade(
    tmp_path: Path, filled: Path
) -> None:
    path = _older(tmp_path / "feeds.db", "0010", filled)
    (tmp_path / "feeds.db.before-0009").touch()  # of an upgrade that was long ago
    (tmp_path / "feeds.db.before-restore").touch()
    (tmp_path / ".feeds.db.before-0012.part-1").touch()
    with closing(sqlite3.connect(path)) as one:
        columns = _columns(one)
    before = _rows(path, columns)
    open_store(_url(path), keep_old=True).close()
    kept = old_store(path)
    assert kept.name == f"feeds.db.before-{SCHEMA}"
    assert (_revision(kept), _rows(kept, columns)) == ("0010", before)
    assert kept.stat().st_mode & 0o777 == 0o600
    first = kept.stat().st_mtime_ns
    open_store(_url(path), keep_old=True).close()
    assert kept.stat().st_mtime_ns == first, "a store that is up to date is kept anew"
    left = {one.name for one in tmp_path.glob("*before*")} | {
        one.name for one in tmp_path.glob(".*")
    }
    assert left == {kept.name, "feeds.db.before-restore"}


def test_a_store_that_cannot_be_kept_is_not_brought_up_to_date(
    tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _older(tmp_path / "feeds.db", "0010", filled)

    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(sql, "copy", full)
    with pytest.raises(StoreError, match="the disk is full"):
        open_store(_url(path), keep_old=True)
    assert _revision(path) == "0010"
    assert not old_store(path).exists()


def test_copy_that_is_removed_for_good_is_in_no_store_that_an_upgrade_has_left(
    tmp_path: Path, filled: Path
) -> None:
    path = _older(tmp_path / "feeds.db", "0010", filled)
    with closing(open_store(_url(path), keep_old=True)) as store:
        (tmp_path / ".feeds.db.before-0009.part-1").touch()  # of one that was killed
        assert old_store(path).exists()
        store.compact()
    assert not list(tmp_path.glob("*before*")) + list(tmp_path.glob(".*"))

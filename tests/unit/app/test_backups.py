"""What is no backup takes no store's place, and a backup no store's name."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from feeds.app.backups import back_up, restore
from feeds.app.loading import load
from feeds.app.parts import open_store
from feeds.config import Config
from feeds.errors import BusyError, SchemaError, StoreError
from feeds.pipeline.release import Release
from feeds.store import files, sql
from feeds.store.exchange import check, private
from feeds.store.lock import hold
from tests.contract.store.filings import NOW, a_source
from tests.contract.test_migrations import go_back

LINE = (
    '{{"at": "2026-11-02T12:00:00+00:00", "verb": "kill", "target": "tag:{}", "reason": "asked"}}'
)


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


KILLED = """
import os, signal, sys
from pathlib import Path
from feeds.store.exchange import private
to = Path(sys.argv[1])
with private(to) as part, private(to.with_name(f"{to.name}.journal")) as lines:
    for one in (part, part.with_name(f"{part.name}-journal"), lines):
        one.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_backup_clears_what_one_that_was_killed_has_left_and_nothing_else(
    house: Config, folder: Path
) -> None:
    kept = folder / "kept"
    kept.mkdir()
    names = (
        "feeds.db.part-1",
        ".feeds.db.part-of mine",
        ".other.db.part-1",
        ".feeds.db.part-1.bak",
        # As versions before call what they write, without a lock on the folder: one may be at it.
        ".feeds.db.part-4711",
        ".feeds.db.part-4711-journal",
        ".feeds.db.journal.part-4194303",
    )
    for name in names:
        (kept / name).touch()
    before = {*kept.iterdir()}
    command = [sys.executable, "-c", KILLED, str(kept / "feeds.db")]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    assert len({*kept.iterdir()} - before) == 3
    back_up(house, kept / "feeds.db")
    assert {*kept.iterdir()} - before == {kept / "feeds.db"}
    assert before < {*kept.iterdir()}


def test_what_another_one_is_writing_stays(house: Config, folder: Path) -> None:
    kept = folder / "kept"
    kept.mkdir()
    with private(kept / "feeds.db") as part:
        back_up(house, kept / "feeds.db")
        assert part.exists()
        part.write_bytes(b"the later one")
    assert [path.name for path in kept.iterdir()] == ["feeds.db"]
    assert (kept / "feeds.db").read_bytes() == b"the later one"


@pytest.mark.parametrize(
    "name",
    [
        *("feeds.db", "feeds.db.journal", "feeds.db-wal", "feeds.db-journal", "drop"),
        *("feeds.db.restore", "feeds.db.replay", "feeds.db.restore-wal"),
        *("feeds.db.before-restore", "feeds.db.before-replay"),
    ],
)
def test_no_backup_is_written_over_the_store_or_a_folder(
    house: Config, folder: Path, name: str
) -> None:
    with pytest.raises(StoreError, match="no file that a backup can be written to"):
        back_up(house, folder / name)


def test_a_backup_of_a_house_that_has_decided_nothing_has_no_journal_of_another_one(
    house: Config, folder: Path
) -> None:
    (folder / "backup.db.journal").write_text(LINE.format("a") + "\n")
    assert back_up(house, folder / "backup.db").journal is None
    assert not (folder / "backup.db.journal").exists()


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
        ("feeds.db.restore", "is the store itself"),
        ("feeds.db.replay", "is the store itself"),
        ("link.db", "is the store itself"),
        ("gone.db", "there is no backup"),
    ],
)
def test_what_is_no_backup_takes_no_stores_place(
    house: Config, folder: Path, name: str, why: str
) -> None:
    back_up(house, folder / "backup.db")
    (folder / "cut.db").write_bytes((folder / "backup.db").read_bytes()[:9000])
    for name_of_ours in ("feeds.db.restore", "feeds.db.replay"):
        (folder / name_of_ours).write_bytes((folder / "backup.db").read_bytes())
    (folder / "link.db").symlink_to("feeds.db.restore")
    there = (folder / name).read_bytes() if (folder / name).exists() else b""
    before = (folder / "feeds.db").read_bytes()
    with pytest.raises(StoreError, match=why):
        restore(house, folder / name)
    assert (folder / "feeds.db").read_bytes() == before
    assert not there or (folder / name).read_bytes() == there, "nor does it go"
    open_store(house).close()


def test_a_backup_of_a_newer_program_is_refused(house: Config, folder: Path) -> None:
    back_up(house, folder / "backup.db")
    with closing(sqlite3.connect(folder / "backup.db")) as one:
        one.execute("UPDATE alembic_version SET version_num = '9999'")
        one.commit()
    with pytest.raises(SchemaError) as refused:
        restore(house, folder / "backup.db")
    said = f"{folder}/backup.db is a backup made by a newer version: its schema is 9999, this program needs "
    assert str(refused.value).startswith(f"{said}{sql.SCHEMA} or an earlier one; restore it with")
    open_store(house).close()
    assert not list(folder.glob("feeds.db.restore*"))


@pytest.mark.parametrize("stands", [b"", b"\xff" * 20_000])
def test_a_store_that_was_lost_or_is_damaged_comes_back_whatever_is_left_of_it(
    house: Config, folder: Path, stands: bytes
) -> None:
    back_up(house, folder / "backup.db")
    database = folder / "feeds.db"
    with closing(sqlite3.connect(database)) as one:
        one.execute("CREATE TABLE later (a)")
        one.commit()
        log = (folder / "feeds.db-wal").read_bytes()
    database.unlink()
    (folder / "feeds.db-wal").write_bytes(log)
    if stands:
        database.write_bytes(stands)
    old = restore(house, folder / "backup.db")
    assert (old.read_bytes() if old is not None else b"") == stands
    check(database)
    with closing(sqlite3.connect(database)) as one:
        assert not one.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()


def test_the_store_as_it_was_can_be_restored(house: Config, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "feeds.db")) as one:
        one.execute("CREATE TABLE mine (a)")
        one.commit()
    back_up(house, folder / "backup.db")
    with closing(sqlite3.connect(folder / "feeds.db")) as one:
        one.execute("DROP TABLE mine")
        one.commit()
    old = restore(house, folder / "backup.db")
    assert old is not None
    restore(house, old)
    with closing(sqlite3.connect(folder / "feeds.db")) as one:
        assert not one.execute("SELECT 1 FROM sqlite_master WHERE name = 'mine'").fetchall()


def test_a_purge_takes_what_a_restoring_has_left_and_no_backup_of_anybody(
    house: Config, folder: Path
) -> None:
    gone = ("feeds.db.before-restore", "feeds.db.before-replay-wal", "feeds.db.replay-journal")
    kept = (
        "feeds.db.before-upgrade",
        "feeds.db.before-2026-11-29",
        "feeds.db.restored",
        "feeds.db.replay.bak",
        "feeds.db.old",
    )
    for name in (*gone, *kept):
        (folder / name).write_bytes(b"")
    with closing(open_store(house)) as store:
        store.compact()
    left = {path.name for path in folder.iterdir()}
    assert left.issuperset(kept)
    assert left.isdisjoint(gone)


def test_root_leaves_nothing_of_a_restoring_to_itself(
    house: Config, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(house, folder / "backup.db")
    (folder / "feeds.db").unlink()
    (folder / "backup.db.journal").write_text(LINE.format("a") + "\n")
    given: list[str] = []

    def chown(file: Path | int, *_: int) -> None:
        name = Path(f"/proc/self/fd/{file}").readlink() if isinstance(file, int) else file
        given.append(Path(name).name)

    monkeypatch.setattr(files.os, "geteuid", lambda: 0)
    monkeypatch.setattr(files.os, "chown", chown)
    restore(house, folder / "backup.db")
    assert given[0] == "feeds.db.lock"
    assert "feeds.db.restore" in given
    assert [one for one in given if one.startswith(".feeds.db.journal.part-")]


def test_nobody_restores_a_store_that_somebody_writes(house: Config, folder: Path) -> None:
    back_up(house, folder / "backup.db")
    with hold(folder / "feeds.db", kind="run"), pytest.raises(BusyError, match="the daemon holds"):
        restore(house, folder / "backup.db")


def test_of_two_journals_no_line_is_lost_and_none_comes_twice(house: Config, folder: Path) -> None:
    mine, theirs = (
        [LINE.format(name) for name in names] for names in (("a", "b", "d"), ("a", "c"))
    )
    back_up(house, folder / "backup.db")
    for name, lines in (("feeds.db.journal", mine), ("backup.db.journal", theirs)):
        (folder / name).write_text("".join(f"{one}\n" for one in lines))
    old = restore(house, folder / "backup.db")
    assert (folder / "feeds.db.journal").read_text().splitlines() == [*mine, theirs[1]]
    assert old == folder / "feeds.db.before-restore"
    assert old.exists()


def test_the_version_before_has_its_store_back_and_what_was_decided_since(
    house: Config, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = f"{int(sql.SCHEMA) - 1:04}"
    with closing(open_store(house)) as store:
        store.enrol([a_source("ians")], NOW)
    go_back(house.store.url, before)
    open_store(house).close()
    line = (
        '{"at": "2026-11-02T12:00:00+00:00", "verb": "kill", "target": "tag:a", "reason": "asked"}'
    )
    (folder / "feeds.db.journal").write_text(f"{line}\n")
    kept = sql.old_store(folder / "feeds.db")
    monkeypatch.setattr(sql, "SCHEMA", before)  # the program of that version,
    for verb in ("withdraw", "run"):  # whose queries for pages are its own
        monkeypatch.setattr(Release, verb, lambda self: True)
    restore(house, kept)
    with closing(open_store(house, readonly=True)) as store:
        assert store.state("ians") is not None
        assert [one.target for one in store.journal()] == ["tag:a"]

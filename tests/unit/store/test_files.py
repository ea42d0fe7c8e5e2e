"""What lies beside the store is the store's owner's, whoever has made it."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import JournalLine
from feeds.store import files
from feeds.store.files import before_schema, hand_over, kept_by_upgrades
from feeds.store.journalfile import append
from feeds.store.lock import hold
from feeds.store.sql import open_store

LINE = JournalLine(
    seq=0, at=datetime(2026, 11, 2, tzinfo=UTC), verb="kill", target="tag:a", reason=""
)
Given = list[tuple[str, int, int]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """What root gives away, as name, user and group."""
    told: Given = []

    def chown(file: Path | int, user: int, group: int) -> None:
        name = Path(f"/proc/self/fd/{file}").readlink() if isinstance(file, int) else file
        told.append((Path(name).name, user, group))

    monkeypatch.setattr(files.os, "geteuid", lambda: 0)
    monkeypatch.setattr(files.os, "chown", chown)
    return told


def test_root_makes_store_lock_and_journal_for_whoever_has_the_folder(
    tmp_path: Path, given: Given
) -> None:
    database = tmp_path / "feeds.db"
    with hold(database, kind="once"):
        open_store(f"sqlite:///{database}").close()
        append(tmp_path / "feeds.db.journal", LINE)
    mine = tmp_path.stat()
    assert given == [
        (name, mine.st_uid, mine.st_gid)
        for name in ("feeds.db.lock", "feeds.db", "feeds.db.journal")
    ]


def test_nobody_else_gives_anything_away(
    tmp_path: Path, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.os, "geteuid", lambda: 1000)
    open_store(f"sqlite:///{tmp_path}/feeds.db").close()
    assert given == []


def test_root_that_may_give_nothing_away_keeps_it(
    tmp_path: Path, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(files.os, "chown", refused)
    hand_over(tmp_path, tmp_path)


def test_a_store_is_its_owners_alone_and_one_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    database = tmp_path / "feeds.db"
    for mode in (0o600, 0o640):
        open_store(f"sqlite:///{database}").close()
        assert stat.S_IMODE(database.stat().st_mode) == mode
        database.chmod(0o640)


def test_what_an_upgrade_has_left_is_found_whatever_the_store_is_called(tmp_path: Path) -> None:
    """A purge that misses it leaves copy behind."""
    database = tmp_path / "feeds[1].db"
    kept = before_schema(database, "0009")
    part = tmp_path / ".feeds[1].db.before-0009.part-7"
    others = tmp_path / "feeds1.db.before-0009"
    for one in (kept, part, others):
        one.touch()
    assert {*kept_by_upgrades(database)} >= {kept, part}
    assert others not in kept_by_upgrades(database)

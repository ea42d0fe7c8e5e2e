"""The journal's file: every line durable, whatever a crash leaves of the last one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.model import JournalLine
from feeds.store.journalfile import Reader, append, journal_path

AT = datetime(2026, 11, 2, 12, 0, 0, 17, tzinfo=UTC)


def line(target: str, reason: str = "asked for") -> JournalLine:
    return JournalLine(seq=0, at=AT, verb="kill", target=target, reason=reason)


def test_what_was_appended_is_read_once_and_in_order(tmp_path: Path) -> None:
    path = journal_path(tmp_path / "feeds.db")
    read = Reader(path)
    assert read() == ()
    append(path, line("tag:a", "“घंटी”\nline"))
    append(path, line("tag:b"))
    assert read() == (line("tag:a", "“घंटी”\nline"), line("tag:b"))
    assert read() == ()
    append(path, line("tag:c"))
    assert read() == (line("tag:c"),)
    assert Reader(path)() == (line("tag:a", "“घंटी”\nline"), line("tag:b"), line("tag:c"))


def test_half_a_line_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.journal"
    append(path, line("tag:a"))
    with path.open("ab") as file:
        file.write(b'{"at": "2026-11-0')
    read = Reader(path)
    assert read() == (line("tag:a"),)
    append(path, line("tag:b"))
    assert read() == (line("tag:b"),)


def test_it_is_for_nobody_elses_eyes(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.journal"
    append(path, line("tag:a"))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_journal_that_was_put_back_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.journal"
    append(path, line("tag:a"))
    append(path, line("tag:b"))
    read = Reader(path)
    read()
    path.unlink()
    append(path, line("tag:a"))
    assert read() == (line("tag:a"),)


def test_a_journal_that_cannot_be_written_is_a_fault_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="journal"):
        append(tmp_path / "nowhere" / "feeds.db.journal", line("tag:a"))

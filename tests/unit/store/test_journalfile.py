"""The journal's file: every line durable, whatever a crash leaves of the last one."""

import os
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
    read.heard()
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
    read.heard()
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
    read.heard()
    path.unlink()
    append(path, line("tag:a"))
    assert read() == (line("tag:a"),)


def test_a_journal_that_cannot_be_written_is_a_fault_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="journal"):
        append(tmp_path / "nowhere" / "feeds.db.journal", line("tag:a"))


def test_what_nobody_has_heard_is_said_again(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.journal"
    read = Reader(path)
    append(path, line("tag:a"))
    assert read() == read() == (line("tag:a"),)
    append(path, line("tag:b"))
    assert read() == (line("tag:a"), line("tag:b"))


@pytest.mark.parametrize(
    ("damaged", "fault"),
    [
        (b"\x00\xff", "it is no JSON"),
        (b"7", "it is no JSON object"),
        (b'{"at": "2026-11-0', "Unterminated string starting at at column 8"),
        (b"[" * 100_000, "it is no JSON"),
        (
            b'{"at": "2026-11-02T12:00:00", "verb": "kill", "target": "x", "reason": "no zone"}',
            "its `at` names no zone",
        ),
        (
            b'{"at": "yesterday", "verb": "kill", "target": "x", "reason": ""}',
            "its `at` is no instant",
        ),
        (
            b'{"at": "2026-11-02T12:00:00Z", "verb": ["kill"], "target": "x", "reason": ""}',
            "its `verb` is no text",
        ),
        (
            b'{"at": "2026-11-02T12:00:00Z", "verb": "kill", "target": "\\ud800", "reason": ""}',
            "its `target` is no text",
        ),
        (
            b'{"at": "2026-11-02T12:00:00Z", "verb": "kill", "target": "x"}',
            "it has no `reason`",
        ),
    ],
)  # fmt: skip
def test_a_line_that_is_damaged_keeps_up_no_other_and_is_told_once(
    tmp_path: Path, damaged: bytes, fault: str
) -> None:
    path = tmp_path / "feeds.db.journal"
    append(path, line("tag:a"))
    with path.open("ab") as file:
        file.write(damaged + b"\n")
    append(path, line("tag:b"))
    told: list[str] = []
    read = Reader(path, told.append)
    assert read() == read() == (line("tag:a"), line("tag:b"))
    read.heard()
    append(path, line("tag:c"))
    assert read() == (line("tag:c"),)
    (said,) = told
    assert f"{path}: line 2 cannot be read ({fault})" in said


def test_each_line_that_is_damaged_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.journal"
    told: list[str] = []
    read = Reader(path, told.append)
    path.write_bytes(b"one\n\n")
    assert read() == ()
    append(path, line("tag:a"))
    with path.open("ab") as file:
        file.write(b"four\nfive")
    assert read() == (line("tag:a"),)
    read.heard()
    append(path, line("tag:b"))
    assert read() == (line("tag:b"),)
    assert [said.partition(" cannot")[0].rpartition(" ")[2] for said in told] == ["1", "4", "5"]


def test_a_reason_that_is_no_text_is_written_as_far_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "feeds.db.journal"
    append(path, line("tag:a", "caf\udce9"))
    assert Reader(path)() == (line("tag:a", "caf?"),)


def test_a_line_that_the_disk_takes_in_parts_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feeds.db.journal"
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, body: write(handle, body[:7]))
    append(path, line("tag:a"))
    assert Reader(path)() == (line("tag:a"),)

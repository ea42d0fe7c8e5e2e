"""Files that cannot be dealt with as usual: told of in words, with what they need, and never in a loop."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from feeds.errors import FetchError
from feeds.fetch import directory
from feeds.fetch.directory import DirectoryFetcher, waiting
from feeds.model import Fetched, Rights, Source, SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(id="ians", provider="IANS", rights=Rights.FULL, path=str(tmp_path))


@pytest.fixture
def poll(source: Source) -> Callable[..., Fetched]:
    """Fetches and acknowledges, with what was wrong with a file."""
    fetcher = DirectoryFetcher(clock=lambda: NOON, max_bytes=1000)
    cursors = [""]

    def run(**faults: str) -> Fetched:
        state = SourceState(id="ians", next_due=NOON, cursor=cursors[-1])
        found = asyncio.run(fetcher.fetch(source, state))
        cursors.append(found.cursor)
        told = {(Path(source.path) / name).as_uri(): why for name, why in faults.items()}
        asyncio.run(fetcher.acknowledge(source, told))
        return found

    return run


Poll = Callable[..., Fetched]


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_bad_file_that_could_not_be_moved_gets_its_note_when_it_can(
    poll: Poll, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.txt").write_text("copy")
    with monkeypatch.context() as disk:
        disk.setattr(os, "rename", full)
        poll(**{"bad.txt": "the file is no text"})
        told = poll()
        ((url, why),) = told.faults
        assert url.endswith("/bad.txt")
        assert why == "the file is no text, and cannot be moved to failed/: " + os.strerror(28)
        assert told.payloads == ()
        assert not waiting(source, told.cursor)
    assert poll().faults == ()
    note = (tmp_path / "failed" / "bad.txt.note.txt").read_text()
    assert "fault: the file is no text\n" in note


def test_a_file_that_breaks_off_while_it_is_read_is_set_aside(
    poll: Poll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "a.txt").write_text("copy")
    with monkeypatch.context() as disk:
        disk.setattr(directory.os, "fdopen", broken)
        ((url, why),) = poll().faults
    assert url.endswith("/a.txt")
    assert why == f"cannot be read: {os.strerror(errno.EIO)}"
    assert (tmp_path / "failed" / "a.txt").read_text() == "copy"


def test_a_lock_that_the_system_refuses_holds_up_no_look(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "a.txt").write_text("copy")
    monkeypatch.setattr(directory.fcntl, "fcntl", broken)
    assert waiting(source, "")


def test_a_folder_on_another_file_system_is_named_before_anything_is_read(
    poll: Poll, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "done").mkdir()
    (tmp_path / "a.txt").write_text("copy")
    real = Path.stat

    def stat(path: Path, **more: bool) -> object:
        seen = real(path, **more)
        if path.name != "done":
            return seen
        return SimpleNamespace(st_dev=seen.st_dev + 1, st_mode=seen.st_mode)

    monkeypatch.setattr(Path, "stat", stat)
    with pytest.raises(FetchError, match="done is on another file system"):
        poll()
    assert not waiting(source, "")

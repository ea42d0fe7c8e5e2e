"""What of a drop directory cannot be read, and a directory that will not do."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from feeds.errors import FetchError
from feeds.fetch import directory
from tests.unit.fetch.directory.drops import LIMIT, Drop, before_opening, names_of


def test_what_could_not_be_read_is_set_aside_with_a_note_that_says_why(drop: Drop) -> None:
    drop.put("bad.txt")
    drop.put("good.txt")
    drop.fetch()
    drop.acknowledge(**{"bad.txt": "the file has no story in it"})
    assert drop.holds("done") == ["good.txt"]
    assert drop.holds("failed") == ["bad.txt", "bad.txt.note.txt"]
    note = (drop.folder / "failed" / "bad.txt.note.txt").read_text()
    for part in (
        "bad.txt",
        "source: ians",
        "the file has no story in it",
        "2026-11-02 12:00:00 UTC",
    ):
        assert part in note
    assert not drop.waits()


def test_a_file_that_is_put_back_is_read_again(drop: Drop) -> None:
    drop.put("bad.txt")
    drop.fetch()
    drop.acknowledge(**{"bad.txt": "damaged"})
    (drop.folder / "failed" / "bad.txt").rename(drop.folder / "bad.txt")
    assert drop.poll() == ["bad.txt"]


def test_a_file_that_is_too_large_is_set_aside_unread(drop: Drop) -> None:
    drop.put("large.txt", "x" * (LIMIT + 1))
    drop.put("full.txt", "x" * LIMIT)
    found = drop.fetch()
    assert names_of(found) == ["full.txt"]
    assert drop.faults(found) == {"large.txt": "is larger than 1000 bytes"}
    assert drop.holds() == ["full.txt", "large.txt"], "not before it is recorded"
    drop.acknowledge()
    assert drop.holds("failed") == ["large.txt", "large.txt.note.txt"]


def make_link(path: Path) -> None:
    outside = path.parent.parent / "secret.txt"
    outside.write_text("not for the wire")
    path.symlink_to(outside)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (make_link, "cannot be opened"),
        (lambda path: path.symlink_to("nowhere"), "cannot be opened"),
        (os.mkfifo, "is not an ordinary file"),
        (make_socket, "cannot be opened"),
    ],
    ids=["link", "broken link", "fifo", "socket"],
)
def test_what_is_no_ordinary_file_is_refused_and_nobody_waits_for_it(
    drop: Drop, make, why: str
) -> None:
    """A link would bring in whatever it points to; a pipe would never end."""
    make(drop.folder / "odd.txt")
    drop.put("good.txt")
    assert drop.waits()
    found = drop.fetch()
    assert names_of(found) == ["good.txt"]
    assert why in drop.faults(found)["odd.txt"]
    drop.acknowledge()
    assert drop.holds("failed") == ["odd.txt", "odd.txt.note.txt"]
    assert not drop.waits()


def test_a_file_that_turns_into_a_link_before_it_is_read_is_refused(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap(path: Path) -> None:
        if not path.is_symlink():
            path.unlink()
            make_link(path)

    drop.put("a.txt")
    with before_opening(monkeypatch, drop.folder / "a.txt", swap):
        found = drop.fetch()
    assert found.payloads == ()
    assert "cannot be opened" in drop.faults(found)["a.txt"]


@pytest.mark.parametrize(
    "name", [b"caf\xe9.txt", "स्टोरी.txt".encode(), b"a b%20c#.txt", b"-rf.txt"]
)
def test_a_name_may_be_of_any_bytes(drop: Drop, name: bytes) -> None:
    path = drop.put(name)
    found = drop.fetch()
    assert [payload.url for payload in found.payloads] == [path.as_uri()]
    asyncio.run(drop.fetcher.acknowledge(drop.source, {path.as_uri(): "damaged"}))
    assert (drop.folder / "failed" / os.fsdecode(name)).exists()
    assert len(drop.holds("failed")) == 2


def test_a_name_too_long_for_a_note_is_set_aside_all_the_same(drop: Drop) -> None:
    name = "x" * 250 + ".txt"
    drop.put(name)
    drop.fetch()
    drop.acknowledge(**{name: "damaged"})
    assert drop.holds("failed") == [name]


# a directory that will not do


def test_a_directory_that_is_not_there_is_the_wires_fault(drop: Drop) -> None:
    drop.folder.rmdir()
    with pytest.raises(FetchError, match="cannot be read: No such file or directory"):
        drop.fetch()
    assert not drop.waits()


def test_a_file_in_place_of_the_directory_is_the_wires_fault(drop: Drop) -> None:
    drop.folder.rmdir()
    drop.folder.write_text("a file")
    with pytest.raises(FetchError, match="cannot be read: Not a directory"):
        drop.fetch()
    assert not drop.waits()


@pytest.mark.parametrize("taken", ["done", "failed"])
def test_where_files_could_not_be_moved_none_is_read_and_the_poll_says_why(
    drop: Drop, taken: str
) -> None:
    """Else the same files would be read at every look, four times a second."""
    (drop.folder / taken).write_text("in the way")
    drop.put("a.txt")
    with pytest.raises(FetchError, match=f"{taken} is no directory"):
        drop.fetch()
    assert not drop.waits()
    (drop.folder / taken).unlink()
    assert drop.waits()
    assert drop.poll() == ["a.txt"]


def test_a_directory_that_may_not_be_written_to_says_so_unless_its_files_are_to_stay(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory.os, "access", lambda path, mode: False)
    drop.put("a.txt")
    with pytest.raises(FetchError, match="may not be written to"):
        drop.fetch()
    assert not drop.waits()
    staying = Drop(drop.folder, keep_files=True)
    assert staying.poll() == ["a.txt"]


@pytest.mark.parametrize("keep", [False, True])
def test_a_file_that_cannot_be_moved_is_told_of_and_passed_over_until_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    """In a directory where only its owner may move a file, say."""
    drop = Drop(tmp_path, keep_files=keep)
    drop.put("bad.txt", "x" * (LIMIT + 1))
    drop.put("good.txt")
    with monkeypatch.context() as patched:
        patched.setattr(directory, "_moved", forbidden)
        assert drop.poll() == ["good.txt"]
        again = drop.fetch()
        drop.acknowledge()
        assert again.payloads == ()
        assert "cannot be moved to failed/" in drop.faults(again)["bad.txt"]
        assert ("good.txt" in drop.faults(again)) is not keep
        assert not drop.waits()
    assert drop.poll() == []
    assert "bad.txt" in drop.holds("failed")
    assert ("good.txt" in drop.holds("done")) is not keep
    assert drop.fetch().faults == ()


def forbidden(path: Path, folder: Path) -> Path:
    raise PermissionError(1, "Operation not permitted", str(path))


def test_a_link_in_a_circle_stops_no_directory(tmp_path) -> None:
    from feeds.fetch.directory import _waiting

    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "a.txt").write_text("x")
    assert sorted(file.path.name for file in _waiting(tmp_path, {})) == ["a.txt", "loop"]

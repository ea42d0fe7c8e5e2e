"""A drop directory: what is read and when, in which order, and where it goes from there."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest

from feeds.errors import FetchError
from feeds.fetch import directory
from feeds.fetch.directory import DirectoryFetcher, waiting
from feeds.model import Fetched, Rights, Source, SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LIMIT = 1000


class Drop:
    """A drop directory, the fetcher that looks into it, and what is remembered between two polls."""

    def __init__(self, folder: Path, *, keep_files: bool = False) -> None:
        self.folder = folder
        self.source = Source(
            id="ians",
            provider="IANS",
            rights=Rights.FULL,
            path=str(folder),
            keep_files=keep_files,
        )
        self.now = NOON
        self.state = SourceState(id="ians", next_due=NOON)
        self.restart()

    def restart(self) -> None:
        self.fetcher = DirectoryFetcher(clock=lambda: self.now, max_bytes=LIMIT)

    def put(self, name: str | bytes, body: str = "copy", *, minute: int = 0) -> Path:
        path = self.folder / os.fsdecode(name)
        path.write_text(body)
        self.age(path, minute)
        return path

    @staticmethod
    def age(path: Path, minute: int) -> None:
        when = (NOON - timedelta(hours=1) + timedelta(minutes=minute)).timestamp()
        os.utime(path, (when, when))

    def fetch(self) -> Fetched:
        found = asyncio.run(self.fetcher.fetch(self.source, self.state))
        self.state = replace(self.state, cursor=found.cursor)
        return found

    def acknowledge(self, **faults: str) -> None:
        told = {(self.folder / name).as_uri(): why for name, why in faults.items()}
        asyncio.run(self.fetcher.acknowledge(self.source, told))

    def poll(self) -> list[str]:
        """Fetches and acknowledges; the names of what was brought, in order."""
        found = self.fetch()
        self.acknowledge()
        return names_of(found)

    def holds(self, where: str = "") -> list[str]:
        folder = self.folder / where
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def faults(self, found: Fetched) -> dict[str, str]:
        return {url.rpartition("/")[2]: why for url, why in found.faults}

    def waits(self) -> bool:
        return waiting(self.source, self.state.cursor)


def names_of(found: Fetched) -> list[str]:
    return [payload.url.rpartition("/")[2] for payload in found.payloads]


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    (tmp_path / "drop").mkdir()
    return Drop(tmp_path / "drop")


@pytest.fixture
def kept(tmp_path: Path) -> Drop:
    (tmp_path / "drop").mkdir()
    return Drop(tmp_path / "drop", keep_files=True)


# what is read


def test_a_finished_file_is_read_and_put_away_when_it_is_recorded(drop: Drop) -> None:
    path = drop.put("a.txt", "The ferry left.")
    assert drop.waits()
    found = drop.fetch()
    (payload,) = found.payloads
    assert payload.body == b"The ferry left."
    assert (payload.source, payload.url, payload.media_type) == ("ians", path.as_uri(), "")
    assert (payload.fetched_at, payload.modified_at) == (NOON, NOON - timedelta(hours=1))
    assert (found.unchanged, found.wire_bytes, found.faults) == (False, 15, ())
    assert drop.holds() == ["a.txt"], "not before it is recorded"
    drop.acknowledge()
    assert drop.holds() == ["done"]
    assert drop.holds("done") == ["a.txt"]
    assert not drop.waits()


def test_an_empty_directory_has_nothing_new(drop: Drop) -> None:
    found = drop.fetch()
    assert (found.unchanged, found.payloads, found.faults, found.cursor) == (True, (), (), "")
    assert not drop.waits()


def test_the_oldest_comes_first_and_names_decide_between_equals(drop: Drop) -> None:
    drop.put("c.txt", minute=1)
    drop.put("a.txt", minute=3)
    drop.put("z.txt", minute=0)
    drop.put("b.txt", minute=1)
    assert drop.poll() == ["z.txt", "b.txt", "c.txt", "a.txt"]


@pytest.mark.parametrize(
    "name",
    [".a.txt", ".a.txt.x8f2", "a.txt.tmp", "a.TMP", "a.part", "a.filepart", "a.crdownload", "a.txt~",
     "a.partial", ".a.txt.swp"],
)  # fmt: skip
def test_a_name_that_is_not_finished_is_left_alone_until_it_is(drop: Drop, name: str) -> None:
    path = drop.put(name)
    assert not drop.waits()
    assert drop.poll() == []
    assert drop.holds() == [name]
    path.rename(drop.folder / "a.txt")
    assert drop.waits()
    assert drop.poll() == ["a.txt"]


def test_a_file_that_somebody_writes_is_left_alone_until_it_is_closed(drop: Drop) -> None:
    with (drop.folder / "a.txt").open("w") as writer:
        writer.write("half a st")
        writer.flush()
        drop.age(drop.folder / "a.txt", 0)
        assert not drop.waits()
        assert drop.poll() == []
        assert drop.holds() == ["a.txt"]
        writer.write("ory")
    assert drop.waits()
    (payload,) = drop.fetch().payloads
    assert payload.body == b"half a story"


def test_a_file_that_somebody_only_reads_is_finished(drop: Drop) -> None:
    with drop.put("a.txt").open() as reader:
        reader.read()
        assert drop.poll() == ["a.txt"]


def test_where_the_system_cannot_tell_a_file_is_finished_when_it_has_settled(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(directory.fcntl, "F_SETLEASE")
    path = drop.put("a.txt")
    just_now = (NOON - timedelta(seconds=1)).timestamp()
    os.utime(path, (just_now, just_now))
    assert drop.poll() == []
    assert drop.holds() == ["a.txt"]
    drop.now = NOON + timedelta(seconds=1)
    assert drop.poll() == ["a.txt"]


def test_folders_are_not_looked_into(drop: Drop) -> None:
    (drop.folder / "sub.txt").mkdir()
    (drop.folder / "sub.txt" / "a.txt").write_text("copy")
    assert not drop.waits()
    assert drop.poll() == []
    assert drop.holds() == ["sub.txt"]


def test_no_more_than_some_hundred_files_come_at_once_and_none_is_left_behind(drop: Drop) -> None:
    for number in range(450):
        drop.put(f"{number:03}.txt", minute=0)
    polls = [drop.poll() for _ in range(4)]
    assert [len(poll) for poll in polls] == [200, 200, 50, 0]
    assert list(chain.from_iterable(polls)) == [f"{number:03}.txt" for number in range(450)]


def test_a_file_that_is_taken_back_before_it_is_read_is_not_missed(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop.put("a.txt")
    drop.put("b.txt", minute=1)
    with before_opening(monkeypatch, drop.folder / "a.txt", lambda path: path.unlink()):
        found = drop.fetch()
    assert names_of(found) == ["b.txt"]
    assert found.faults == ()


@contextmanager
def before_opening(monkeypatch: pytest.MonkeyPatch, path: Path, do) -> Iterator[None]:
    """Does something to a file between the look into the directory and the look into the file."""
    real = os.open

    def opening(name, *args, **kwargs):
        if name == path and path.exists():
            do(path)
        return real(name, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(directory.os, "open", opening)
        yield


# no double reading, nothing lost


def test_what_was_read_but_not_recorded_is_read_again(drop: Drop) -> None:
    drop.put("a.txt")
    assert names_of(drop.fetch()) == ["a.txt"]
    drop.restart()
    assert names_of(drop.fetch()) == ["a.txt"]
    drop.acknowledge()
    assert drop.poll() == []


def test_what_has_come_under_the_same_name_since_is_not_put_away_unread(drop: Drop) -> None:
    """An agency that sends a correction under the old name while the first is being read."""
    drop.put("a.txt", "first")
    first = drop.fetch()
    newer = drop.put(".a.txt.part", "second", minute=5)
    newer.rename(drop.folder / "a.txt")
    drop.acknowledge()
    assert drop.holds() == ["a.txt"]
    second = drop.fetch()
    assert [p.body for p in (*first.payloads, *second.payloads)] == [b"first", b"second"]
    drop.acknowledge()
    assert drop.holds("done") == ["a.txt"]


def test_another_file_of_the_same_name_size_and_date_is_another_file(drop: Drop) -> None:
    """Programs that copy keep dates; two stories may well be of one length."""
    drop.put("a.txt", "first!")
    drop.fetch()
    newer = drop.put(".a.txt.part", "second")
    newer.rename(drop.folder / "a.txt")
    drop.acknowledge()
    assert [payload.body for payload in drop.fetch().payloads] == [b"second"]


def test_a_fault_is_not_laid_at_the_door_of_what_came_after(drop: Drop) -> None:
    drop.put("a.txt", "\0")
    drop.fetch()
    newer = drop.put(".a.txt.part", "second", minute=5)
    newer.rename(drop.folder / "a.txt")
    drop.acknowledge(**{"a.txt": "the file is no text"})
    assert drop.holds("failed") == []
    assert drop.poll() == ["a.txt"]


def test_a_name_that_comes_again_overwrites_nothing(drop: Drop) -> None:
    for number in range(3):
        drop.put("a.txt", f"story {number}", minute=number)
        drop.poll()
    assert drop.holds("done") == ["a-2.txt", "a-3.txt", "a.txt"]
    assert [(drop.folder / "done" / name).read_text() for name in ("a.txt", "a-2.txt", "a-3.txt")] == [
        "story 0", "story 1", "story 2",
    ]  # fmt: skip


def test_to_acknowledge_twice_or_without_a_fetch_is_no_error(drop: Drop) -> None:
    drop.acknowledge()
    drop.put("a.txt")
    drop.fetch()
    drop.acknowledge()
    drop.acknowledge()
    assert drop.holds("done") == ["a.txt"]


# what cannot be read


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


# where files stay


def test_files_that_stay_are_read_once_and_again_when_they_change(kept: Drop) -> None:
    kept.put("a.txt", "first")
    kept.put("b.txt", minute=1)
    assert kept.poll() == ["a.txt", "b.txt"]
    assert kept.holds() == ["a.txt", "b.txt"]
    assert not kept.waits()
    kept.restart()
    assert kept.poll() == []
    kept.put("a.txt", "second", minute=2)
    assert kept.waits()
    assert kept.poll() == ["a.txt"]


def test_a_file_of_the_same_size_that_was_written_later_has_changed(kept: Drop) -> None:
    kept.put("a.txt", "first")
    kept.poll()
    kept.put("a.txt", "other", minute=1)
    assert kept.poll() == ["a.txt"]


def test_what_is_remembered_of_files_goes_with_them(kept: Drop) -> None:
    kept.put("a.txt")
    kept.put("b.txt")
    kept.poll()
    (kept.folder / "a.txt").unlink()
    assert kept.fetch().cursor.count("txt") == 1
    (kept.folder / "b.txt").unlink()
    assert kept.fetch().cursor == ""


def test_a_bad_file_among_those_that_stay_is_set_aside(kept: Drop) -> None:
    kept.put("bad.txt")
    kept.put("good.txt")
    kept.fetch()
    kept.acknowledge(**{"bad.txt": "damaged"})
    assert kept.holds() == ["failed", "good.txt"]
    assert not kept.waits()


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

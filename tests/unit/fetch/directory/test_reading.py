"""What is read of a drop directory and when, in which order, and where it goes from there."""

from __future__ import annotations

import os
from datetime import timedelta
from itertools import chain

import pytest

from feeds.fetch import directory
from tests.unit.fetch.directory.drops import NOON, Drop, before_opening, names_of


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

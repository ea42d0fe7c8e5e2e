"""A drop directory's copy on its way through the desk: the real fetcher under the real reader."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.fetch.directory import DirectoryFetcher

STORY = """id: {id}
headline: {headline}
date: 2026-11-02 16:30
{more}
PUNE, Nov 2 (IANS) {words}

--IANS
"""


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def put(drop: Path):
    """Puts a finished file into the directory, a minute younger than the one before."""
    written = iter(range(1000))

    def write(name: str, headline: str, words: str = "The ferry left.", **head: str) -> None:
        more = "".join(f"{key}: {value}\n" for key, value in head.items() if key != "id")
        copy = STORY.format(id=head.get("id", name), headline=headline, words=words, more=more)
        raw(name, copy.encode())

    def raw(name: str, body: bytes) -> None:
        (drop / name).write_bytes(body)
        when = datetime(2026, 11, 2, 11, next(written), tzinfo=UTC).timestamp()
        os.utime(drop / name, (when, when))

    write.raw = raw
    return write


@pytest.fixture
def room(new_room, a_source, drop: Path):
    def make(**changes: object):
        made = new_room(a_source(url="", path=str(drop), **changes))
        made.fetcher = DirectoryFetcher(clock=made.clock, max_bytes=10_000)
        made.start()
        return made

    return make


def move(path: Path, to: Path) -> None:
    path.rename(to)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


async def test_a_file_becomes_a_story_and_is_put_away(room, put, drop: Path) -> None:
    put("a.txt", "Ferry resumes")
    desk = room()
    await desk.poll()
    desk.release()
    assert desk.headlines() == ["Ferry resumes"]
    assert names(drop) == ["done"]
    assert names(drop / "done") == ["a.txt"]
    (shown,) = desk.feed()["items"]
    assert shown["date_published"].startswith("2026-11-02T11:00:00")


async def test_a_bad_document_among_good_ones_costs_only_itself(room, put, drop: Path) -> None:
    put("a.txt", "Ferry")
    put.raw("b.txt", b"\x00\x01\x02" * 50)
    put("c.txt", "Rain")
    desk = room()
    await desk.poll()
    desk.release()
    assert sorted(desk.headlines()) == ["Ferry", "Rain"]
    assert names(drop / "done") == ["a.txt", "c.txt"]
    assert names(drop / "failed") == ["b.txt", "b.txt.note.txt"]
    assert "no text" in (drop / "failed" / "b.txt.note.txt").read_text()
    state = desk.state()
    assert state.failures == 0, "the directory itself is well"
    assert "b.txt" in state.error


async def test_what_was_wrong_with_a_file_is_told_once_and_stands_until_another_is_read(
    room, put
) -> None:
    put.raw("b.txt", b"\x00\x01\x02" * 50)
    desk = room()
    await desk.poll()
    await desk.poll()
    assert "b.txt" in desk.state().error
    assert [bool(poll.error) for poll in desk.told()] == [True, False]
    put("c.txt", "Rain")
    await desk.poll()
    assert desk.state().error == ""


async def test_a_directory_of_bad_documents_alone_is_no_reason_to_wait_longer(room, put) -> None:
    put.raw("b.txt", b"\x00\x01\x02" * 50)
    desk = room()
    await desk.poll()
    assert desk.state().next_due == desk.clock() + desk.sources[0].every


async def test_of_two_files_with_one_id_in_one_poll_the_later_is_the_story(room, put) -> None:
    put("z.txt", "Ferry, first lead", id="ferry")
    put("a.txt", "Ferry, second lead", id="ferry")
    desk = room()
    await desk.poll()
    desk.release()
    assert desk.headlines() == ["Ferry, second lead"]
    assert len(desk.items()) == 1


async def test_files_of_one_id_over_several_polls_are_versions_of_one_story(room, put) -> None:
    desk = room()
    for headline in ("Ferry stops", "Ferry resumes"):
        put(f"{headline}.txt", headline, id="ferry")
        desk.clock.advance(minutes=15)
        await desk.poll()
    assert [one.item.headline for one in desk.store.versions(desk.item("ferry").id)] == [
        "Ferry stops", "Ferry resumes",
    ]  # fmt: skip


async def test_files_that_stay_are_read_once(room, put, drop: Path) -> None:
    put("a.txt", "Ferry")
    desk = room(keep_files=True)
    await desk.poll()
    desk.release()
    before = desk.remembers()
    desk.start()
    await desk.poll()
    desk.release()
    assert desk.remembers() == before
    assert desk.told()[-1].payloads == 0
    assert names(drop) == ["a.txt"]


async def test_a_crash_before_the_record_leaves_the_files_where_they_are(
    room, put, drop: Path
) -> None:
    """R01 in small: what was not recorded is read again, and what was is known."""
    from feeds.errors import StoreError

    put("a.txt", "Ferry")
    desk = room()
    desk.store.fails = StoreError("the disk is full")
    with pytest.raises(StoreError):
        await desk.poll()
    assert names(drop) == ["a.txt"]
    desk.store.fails = None
    desk.start()
    await desk.poll()
    desk.release()
    assert desk.headlines() == ["Ferry"]
    assert names(drop / "done") == ["a.txt"]


async def test_a_crash_after_the_record_doubles_nothing(room, put, drop: Path) -> None:
    put("a.txt", "Ferry")
    desk = room()
    await desk.poll()
    desk.release()
    before = desk.remembers()
    move(drop / "done" / "a.txt", drop / "a.txt")  # as if it had not been put away
    desk.start()
    await desk.poll()
    desk.release()
    assert desk.remembers() == before
    assert names(drop / "done") == ["a.txt"]


async def test_a_directory_that_is_gone_is_a_failed_source_and_comes_back(
    room, put, drop: Path
) -> None:
    desk = room()
    elsewhere = drop.with_name("elsewhere")
    move(drop, elsewhere)
    await desk.poll()
    assert desk.state().failures == 1
    assert "cannot be read" in desk.state().error
    move(elsewhere, drop)
    put("a.txt", "Ferry")
    await desk.poll()
    desk.release()
    assert desk.headlines() == ["Ferry"]


async def test_notes_to_the_desk_stay_on_the_desk(room, put) -> None:
    put("a.txt", "Ferry", ednote="zqnote", slugline="zqslug", usageterms="zqterms")
    desk = room()
    await desk.poll()
    desk.release()
    assert desk.item("a.txt").item.ednote == "zqnote"
    for word in ("zqnote", "zqslug", "zqterms"):
        assert desk.published_with(word) == [], word

"""Copy that lies on another machine on its way through the desk: real servers, the real fetcher."""

import pytest

from feeds.errors import StoreError
from feeds.fetch import Fetchers
from feeds.fetch.directory import waiting
from tests.house import LIMITS
from tests.pipeline.engine import an_engine

STORY = """id: {id}
headline: {headline}
date: 2026-11-02 16:30

PUNE, Nov 2 (IANS) {headline}, it was said.

--IANS
"""


def story(id_: str, headline: str) -> bytes:
    return STORY.format(id=id_, headline=headline).encode()


@pytest.fixture
async def room(new_room, a_source, remote):
    desk = new_room(a_source(url=remote.url, auth=remote.auth))
    desk.fetcher = Fetchers(LIMITS, user_agent="test", clock=desk.clock)
    desk.start()
    yield desk
    await desk.fetcher.aclose()


async def test_what_is_delivered_is_published_once(room, remote) -> None:
    remote.deliver("a.txt", story("1", "Ferry resumes"))
    await room.poll()
    room.release()
    assert room.headlines() == ["Ferry resumes"]
    before = room.remembers()
    await room.poll()
    room.release()
    assert room.remembers() == before
    assert room.told()[-1].outcome == "unchanged"
    remote.deliver("b.txt", story("2", "Rain"), minute=1)
    await room.poll()
    room.release()
    assert sorted(room.headlines()) == ["Ferry resumes", "Rain"]


async def test_a_poll_that_was_not_recorded_is_made_again_and_each_story_comes_once(
    room, remote
) -> None:
    remote.deliver("a.txt", story("1", "Ferry resumes"))
    remote.deliver("b.txt", story("2", "Rain"), minute=1)
    room.store.fails = StoreError("the disk is full")
    with pytest.raises(StoreError):
        await room.poll()
    room.store.fails = None
    room.start()
    await room.poll()
    await room.poll()
    room.release()
    assert sorted(room.headlines()) == ["Ferry resumes", "Rain"]
    assert len(room.items()) == 2


async def test_a_bad_document_costs_only_itself_and_is_told_until_another_is_read(
    room, remote
) -> None:
    remote.deliver("a.txt", b"\x00\x01\x02" * 50)
    remote.deliver("b.txt", story("2", "Rain"), minute=1)
    await room.poll()
    room.release()
    assert room.headlines() == ["Rain"]
    state = room.state()
    assert state.failures == 0
    assert "no text" in state.error
    await room.poll()
    assert "no text" in room.state().error
    assert [bool(poll.error) for poll in room.told()] == [True, False]
    remote.deliver("c.txt", story("3", "Sun"), minute=2)
    await room.poll()
    assert room.state().error == ""


async def test_a_later_delivery_of_one_id_is_a_version_of_the_story(room, remote) -> None:
    remote.deliver("a.txt", story("1", "Ferry stops"))
    await room.poll()
    room.clock.advance(minutes=15)
    remote.deliver("b.txt", story("1", "Ferry resumes"), minute=5)
    await room.poll()
    assert [one.item.headline for one in room.store.versions(room.item("1").id)] == [
        "Ferry stops", "Ferry resumes",
    ]  # fmt: skip


async def test_where_a_wire_is_delivered_is_told_to_nobody(room, remote) -> None:
    remote.deliver("a.txt", story("1", "Ferry resumes"))
    await room.poll()
    room.release()
    assert room.published_with(remote.url.partition(":")[0] + "://") == []
    assert room.published_with("zqsecret") == []


# --- a source that moves -------------------------------------------------------------------


@pytest.mark.parametrize("keep_files", [True, False])
async def test_a_wire_that_is_delivered_to_this_machine_from_now_on_is_read_there(
    room, remote, a_source, tmp_path, keep_files: bool
) -> None:
    remote.deliver("a.txt", story("1", "Ferry resumes"))
    await room.poll()
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "a.txt").write_bytes(story("2", "Rain"))
    room.change(sources=[a_source(url="", path=str(drop), keep_files=keep_files)])
    assert looked_into(room) == ["ians"]
    await room.poll()
    room.release()
    assert sorted(room.headlines()) == ["Ferry resumes", "Rain"]
    assert room.state().failures == 0
    await room.poll()
    assert room.told()[-1].outcome == "unchanged"


async def test_a_wire_that_moves_to_a_directory_that_is_not_there_yet_finds_it_later(
    room, remote, a_source, tmp_path
) -> None:
    remote.deliver("a.txt", story("1", "Ferry resumes"))
    await room.poll()
    drop = tmp_path / "drop"
    room.change(sources=[a_source(url="", path=str(drop), keep_files=True)])
    await room.poll()
    assert room.state().failures == 1
    drop.mkdir()
    (drop / "a.txt").write_bytes(story("2", "Rain"))
    assert looked_into(room) == ["ians"]
    await room.poll()
    assert room.state().failures == 0


async def test_a_directory_that_becomes_a_wire_is_read_from_its_beginning(
    room, remote, a_source, tmp_path
) -> None:
    (tmp_path / "a.txt").write_bytes(story("2", "Rain"))
    room.change(sources=[a_source(url="", path=str(tmp_path), keep_files=True)])
    await room.poll()
    remote.deliver("a.txt", story("1", "Ferry resumes"))
    room.change(sources=[a_source(url=remote.url, auth=remote.auth)])
    await room.poll()
    room.release()
    assert sorted(room.headlines()) == ["Ferry resumes", "Rain"]


async def test_another_address_is_another_directory_or_mailbox(room, remote, a_source) -> None:
    room.change(sources=[a_source(url=remote.url.rpartition("/")[0], auth=remote.auth)])
    await room.poll()
    remote.deliver("a.txt", story("1", "Ferry resumes"))
    room.change(sources=[a_source(url=remote.url, auth=remote.auth)])
    await room.poll()
    room.release()
    assert room.headlines() == ["Ferry resumes"]


async def test_a_document_with_which_the_connection_breaks_costs_the_others_nothing(
    room, remote
) -> None:
    """Neither when it is the oldest: the poll fails, and the next one begins with another."""
    for number in range(3):
        remote.deliver(f"{number}.txt", story(str(number), f"Ferry {number}"), minute=number)
    remote.dies("read", about="0.txt")
    await room.poll()
    assert (room.state().outcome, room.state().failures) == ("failed", 1)
    await room.poll()
    room.release()
    assert sorted(room.headlines()) == ["Ferry 1", "Ferry 2"]
    state = room.state()
    assert state.failures == 0
    assert "it broke the connection off" in state.error or "cut short" in state.error
    remote.on.clear()
    await room.poll()
    room.release()
    assert sorted(room.headlines()) == ["Ferry 0", "Ferry 1", "Ferry 2"]


def looked_into(room) -> list[str]:
    """Drop directories that the daemon's look finds something in."""

    def alarm(what: str, fault: BaseException) -> None:
        raise fault

    return an_engine(room, waiting=waiting, alarm=alarm)._directories_with_files()

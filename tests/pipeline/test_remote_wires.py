"""Copy that lies on another machine on its way through the desk: real servers, the real fetcher."""

from datetime import timedelta
from ipaddress import ip_network

import pytest

from feeds.config import FetchSettings
from feeds.errors import StoreError
from feeds.fetch import Fetchers

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
    limits = FetchSettings(
        contact="",
        min_interval=timedelta(minutes=15),
        timeout=timedelta(seconds=20),
        max_bytes=10_000,
        allow_networks=(ip_network("127.0.0.0/8"),),
        concurrency=4,
        per_host=1,
        host_gap=None,
    )
    desk.fetcher = Fetchers(limits, user_agent="test", clock=desk.clock)
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

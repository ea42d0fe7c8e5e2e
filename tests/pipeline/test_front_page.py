"""The front page and the list of feeds follow the channels, whatever happens in between."""

from __future__ import annotations

import pytest

from feeds.model import Channel


async def test_a_release_that_is_cut_short_before_the_front_page_is_taken_up_again(
    new_room, a_feed, an_item
) -> None:
    room = new_room()
    await room.take("ians", a_feed(an_item("1", title="First")))
    room.wire.will("ians", a_feed(an_item("2", title="Second")))
    await room.poll()

    class Killed(BaseException):
        pass

    def kill(path: str) -> bool:
        if path == "index.html":
            raise Killed
        return False

    room.shelf.fails_for = kill
    with pytest.raises(Killed):
        room.release()
    assert room.published_with("Second") != []
    assert "index.html" not in room.published_with("Second")
    room.shelf.fails_for = lambda path: False
    room.start()
    room.release()
    assert "index.html" in room.published_with("Second")


async def test_a_feed_is_never_older_than_an_entry_in_it(new_room, a_feed, an_item) -> None:
    """Items of one instant are told apart within the second that follows it."""
    room = new_room()
    await room.take("ians", a_feed(*(an_item(str(n), title=f"Story {n}") for n in range(30))))
    edition = room.store.edition("all")
    assert edition is not None
    items = room.items()
    assert len({held.updated for held in items}) == 30
    assert all(held.published <= held.updated <= edition.updated for held in items)


@pytest.fixture
def several(new_room):
    """A room with two channels that both take everything."""
    return new_room(
        channels=[Channel(id=name, title=f"All for {name}") for name in ("one", "other")]
    )


@pytest.mark.parametrize("broken", [("one",), ("other",), ("one", "other")])
@pytest.mark.parametrize("by", ["desk", "wire"])
async def test_what_is_withdrawn_leaves_it_though_documents_cannot_be_made(
    several, a_feed, an_item, broken: tuple[str, ...], by: str
) -> None:
    room = several
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    assert "index.html" in room.published_with("Bell")
    room.broken.update(broken)
    room.clock.advance(minutes=20)
    if by == "desk":
        room.kill("1")
    else:
        await room.take(
            "ians", a_feed(an_item("1", title="KILL: Bell"), an_item("2", title="Bridge"))
        )
    assert "index.html" not in room.published_with("Bell")
    assert "index.html" in room.published_with("Bridge")
    room.broken.clear()
    room.release()
    assert room.published_with("Bell") == []
    assert "index.html" in room.published_with("Bridge")


async def test_what_is_withdrawn_leaves_it_though_documents_cannot_be_written(
    several, a_feed, an_item
) -> None:
    room = several
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    room.shelf.fails_for = lambda path: path.startswith("one.")
    room.kill("1")
    assert "index.html" not in room.published_with("Bell")


async def test_a_front_page_that_could_not_be_written_is_when_it_can(
    several, a_feed, an_item
) -> None:
    """And the pages are gone meanwhile: to take them away needs no room on the disk."""
    room = several
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    room.broken.update(("one", "other"))
    room.shelf.fails_for = lambda path: True
    room.kill("1")
    assert not [path for path in room.pages() if "bell" in path]
    room.shelf.fails_for = lambda path: False
    room.release()
    assert "index.html" not in room.published_with("Bell")
    assert not room.release()  # the channels are still to be made


async def test_a_story_whose_notice_a_channel_has_is_not_on_it_again(
    several, a_feed, an_item
) -> None:
    room = several
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    room.kill("1")
    before = room.documents()
    room.start()
    room.shelf.documents.pop("one.json")
    room.restore()
    assert room.documents() == before

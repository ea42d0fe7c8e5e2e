"""The front page and the list of feeds follow the channels, whatever happens in between."""

from __future__ import annotations

import pytest


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

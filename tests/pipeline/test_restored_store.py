"""An older store that is put back beside the folder and the journal as they are now."""

import pytest

from feeds.decide.rulings import of_version
from feeds.errors import PublishError
from feeds.model import JournalLine
from feeds.pipeline.restoring import Restoring

SECRET = "<p>The minister resigned over a bell, it is said in the capital today.</p>"


@pytest.fixture
def put_back(room, a_feed, an_item):
    """A room whose store of an hour ago is put back; what came in this hour is given as items."""

    async def put(before, *since):
        await room.take("ians", a_feed(*before))
        backup = room.store._tables.copy()
        for one in since:
            room.clock.advance(minutes=20)
            await room.take("ians", a_feed(*one))
        room.store._tables = backup
        room.start()
        room.rulings.run()
        bereft = Restoring(release=room._release).is_bereft()
        room.release()
        room.restore()
        return bereft

    return put


async def test_a_page_that_the_store_knows_nothing_of_is_taken_away(
    room, put_back, an_item, a_feed
) -> None:
    """Nobody would take it away when the wire withdraws it, or its right ends."""
    old, new = an_item("1"), an_item("2", title="Minister resigns", content_html=SECRET)
    assert await put_back([old], [old, new])
    assert room.published_with("minister") == []
    assert len(room.pages()) == 1
    assert room.headlines() == ["Ferry 1 resumes after the flood"]
    await room.take("ians", a_feed(old, {**new, "title": "KILL: Minister resigns"}))
    assert room.published_with("over a bell") == []


async def test_what_cannot_be_taken_away_keeps_up_nothing_else_and_is_named(
    room, a_feed_of_one, monkeypatch
) -> None:
    """As a folder of somebody else's below the pages."""
    await room.take("ians", a_feed_of_one)
    before = room.documents()
    room.shelf.documents.clear()
    stays, goes = "story/2026/11/01/stays-1.html", "story/2026/11/01/goes-2.html"
    room.shelf.documents.update({stays: b"", goes: b""})
    remove = room.shelf.remove

    def removing(paths) -> None:
        if stays in paths:
            raise PublishError("it cannot be removed")
        remove(paths)

    monkeypatch.setattr(room.shelf, "remove", removing)
    assert not Restoring(release=room._release).restore(lambda: False)
    assert room.documents() == {**before, stays: b""}
    assert room.released()[-1].error == f"missing files: {stays}: it cannot be removed"


async def test_documents_are_those_of_the_store_again(room, put_back, an_item) -> None:
    old = an_item("1")
    newer = an_item("1", title="Minister resigns", date_modified="2026-11-02T12:10:00Z")
    assert await put_back([old], [newer])
    assert room.published_with("resigns") == []
    assert len(room.pages()) == 1


async def test_a_store_that_is_as_it_was_costs_no_second_look(room, put_back, an_item) -> None:
    assert not await put_back([an_item("1")])


async def test_what_was_let_out_is_the_version_that_was_looked_at(room, a_feed, an_item) -> None:
    await room.take(
        "ians", a_feed(an_item("1", title="HOLD: Minister resigns", content_html=SECRET))
    )
    backup = room.store._tables.copy()
    room.clock.advance(minutes=20)
    stamp = room.clock().isoformat()
    second = an_item("1", title="HOLD: Minister stays", date_modified=stamp)
    await room.take("ians", a_feed(second))
    room.journal.append(
        JournalLine(
            seq=0,
            at=room.clock(),
            verb="release",
            target=of_version(room.item("1")),
            reason="it is confirmed",
        )
    )
    room.rulings.run()
    room.release()
    assert room.headlines() == ["Minister stays"]

    room.store._tables = backup
    room.shelf.documents.clear()
    room.start()
    room.rulings.run()
    room.release()
    assert room.item("1").status == "held"
    assert room.published_with("minister") == []
    # The wire sends it again, and a person has to look again.
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(second))
    assert room.item("1").status == "held"

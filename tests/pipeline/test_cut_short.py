"""Whoever was killed between a file and the record of it has left a page that the store knows nothing of."""

from collections.abc import Callable

import pytest

from feeds.decide.rulings import with_headline
from feeds.errors import PublishError
from feeds.model import Channel, JournalLine, Selection
from feeds.store.sql import open_store
from tests.pipeline.public.places import Cut, Failing

FERRY = "Ferry with 40 pilgrims sinks off Kollam harbour"
FERRY_AGAIN = "Pilgrims drown as ferry sinks near Kollam"
SECRET = "<p>The minister resigned over a bell, it is said in the capital today.</p>"


@pytest.mark.parametrize("then", ["kill by the wire", "hold", "embargo", "kill by people"])
async def test_its_page_goes_when_the_story_may_no_longer_be_seen(
    room, a_feed, an_item, then: str
) -> None:
    story = an_item("1", title="Minister resigns", content_html=SECRET)
    await room.take("ians", a_feed(an_item("2")))
    room.wire.will("ians", a_feed(story, an_item("2")))
    await room.poll()
    failing = Failing(room.shelf)
    failing.cut_at = (0, True)
    room.shelf, shelf = failing, room.shelf
    room.start()
    with pytest.raises(Cut):
        room.release()
    room.shelf = shelf
    assert len(room.pages()) == 2

    room.start()
    room.clock.advance(minutes=20)
    stamp = room.clock().isoformat()
    heads = {"kill by the wire": "KILL: ", "hold": "HOLD: "}
    if then == "embargo":
        room.reader.says["1"] = {"embargoed": room.clock.now.replace(hour=23)}
    if then == "kill by people":
        room.kill("1")
    else:
        title = f"{heads.get(then, '')}Minister resigns soon"
        again = {**story, "title": title, "date_modified": stamp}
        await room.take("ians", a_feed(again, an_item("2")))
    assert room.published_with("resign") == []
    assert len(room.pages()) == 1


@pytest.mark.parametrize("then", ["kill by the wire", "embargo", "kill by people"])
async def test_the_page_of_its_story_goes_as_well(room, a_feed, an_item, then: str) -> None:
    told = an_item("1", title=FERRY), an_item("2", title=FERRY_AGAIN)
    await room.take("ians", a_feed(an_item("0")))
    room.wire.will("ians", a_feed(*told))
    await room.poll()
    failing = Failing(room.shelf)
    failing.cut_at = (0, True)
    room.shelf, shelf = failing, room.shelf
    room.start()
    with pytest.raises(Cut):
        room.release()
    room.shelf = shelf
    assert len([path for path in room.documents() if "coverage" in path]) == 1

    room.start()
    room.clock.advance(minutes=20)
    if then == "embargo":
        room.reader.says["1"] = {"embargoed": room.clock.now.replace(hour=23)}
    if then == "kill by people":
        room.kill("1")
    else:
        head = "" if then == "embargo" else "KILL: "
        stamp = room.clock().isoformat()
        again = an_item("1", title=f"{head}{FERRY}", urgency=1, date_modified=stamp)
        await room.take("ians", a_feed(again, told[1]))
    assert room.published_with("40 pilgrims") == []


@pytest.fixture
def cut_short(new_room, a_feed, an_item, tmp_path, monkeypatch):
    """A room whose channel has been written with a new story, of which the store has nothing."""
    rooms = []

    async def made():
        room = new_room(store=open_store(f"sqlite:///{tmp_path}/feeds.db"))
        rooms.append(room)
        await room.take("ians", a_feed(an_item("2")))
        story = an_item("1", title="Minister resigns", content_html=SECRET)
        room.wire.will("ians", a_feed(story, an_item("2")))
        await room.poll()
        write = room.shelf.write

        def cut(documents, known, now):
            done = write(documents, known, now)
            if any(one.path == "all.rss" for one in documents):
                raise Cut
            return done

        with monkeypatch.context() as patch:
            patch.setattr(room.shelf, "write", cut)
            with pytest.raises(Cut):
                room.release()
        assert "all.rss" in room.published_with("resigned over a bell")
        room.start()
        return room

    yield made
    for room in rooms:
        room.store.close()


@pytest.mark.parametrize("verb", ["hold", "correct", "kill"])
async def test_its_channel_follows_what_people_decide_at_once(
    cut_short: Callable, verb: str
) -> None:
    """Before all pages that are to be made, of which there may be thousands."""
    room = await cut_short()
    reason = with_headline("Minister stays", "he does") if verb == "correct" else "he does not"
    line = JournalLine(seq=0, at=room.clock(), verb=verb, target=room.item("1").id, reason=reason)
    room.journal.append(line)
    assert room.rulings.run()
    assert room._release.withdraw()
    feeds = {f"all.{name}" for name in ("rss", "atom", "json", "html")}
    if verb == "correct":
        assert feeds <= set(room.published_with("Minister stays"))
    else:
        assert room.published_with("resigned over a bell") == []


async def test_a_channel_that_stands_as_it_is_known_waits_for_its_turn(cut_short: Callable) -> None:
    room = await cut_short()
    room.release()
    room.store.mark_dirty(["all"])
    room.shelf.written.clear()
    assert room._release.withdraw()
    assert room.shelf.written == []


async def test_a_channel_that_cannot_be_read_keeps_up_no_other(
    new_room, a_source, a_feed, an_item, monkeypatch
) -> None:
    """Nobody can say what it shows; where a killed story is known to stand, that goes at once."""
    theirs, ours = (
        Channel(id=id_, title=id_, select=Selection(providers=(provider,)))
        for id_, provider in (("theirs", "AFP"), ("ours", "IANS"))
    )
    room = new_room(a_source("ians"), a_source("afp", provider="AFP"), channels=(theirs, ours))
    await room.take("ians", a_feed(an_item("1", title="Bell rings"), an_item("2")))
    await room.take("afp", a_feed(an_item("3")))
    room.store.mark_dirty(["theirs"])

    def read(path: str) -> bytes:
        raise PublishError(f"{path} cannot be read")

    monkeypatch.setattr(room.shelf, "read", read)
    line = JournalLine(seq=0, at=room.clock(), verb="kill", target=room.item("1").id, reason="")
    room.journal.append(line)
    assert room.rulings.run()
    assert not room._release.withdraw()
    assert room.published_with("bell rings") == []

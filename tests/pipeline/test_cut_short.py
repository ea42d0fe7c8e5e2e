"""Whoever was killed between a file and the record of it has left a page that the store knows nothing of."""

import pytest

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

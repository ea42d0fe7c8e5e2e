"""A daemon that catches up: a kill waits for a small step of it, whatever there is to be made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from feeds.model import Channel, JournalLine, Selection
from feeds.pipeline.editions import Editions
from tests.pipeline.test_archives import ALL, deliver, history, numbers, settle

MORE = Channel(id="more", title="More", size=5, window=timedelta(0))


@pytest.fixture
def room(new_room):
    return new_room(channels=(ALL,))


@pytest.fixture
def catch_up(room, monkeypatch) -> Callable[[Callable[[], bool]], list[Counter[str]]]:
    """Passes with a look, until nothing is left to do; what was done before each look since the one before."""
    done: Counter[str] = Counter()
    gives = room.store.give_places

    def give(channel, pages) -> None:
        done["places"] += sum(len(page.items) for page in pages)
        gives(channel, pages)

    makes, lists = Editions.made, room.store.placed

    def make(self, channel, now):
        done["channels"] += 1
        return makes(self, channel, now)

    def listed(channel, number=0):
        found = lists(channel, number)
        done["long lists"] += len(found) > 500
        return found

    monkeypatch.setattr(room.store, "give_places", give)
    monkeypatch.setattr(room.store, "placed", listed)
    monkeypatch.setattr(Editions, "made", make)

    def run(heed: Callable[[], bool]) -> list[Counter[str]]:
        steps: list[Counter[str]] = []

        def look() -> bool:
            steps.append(done + Counter(path.partition("/")[0] for path in room.shelf.written))
            done.clear()
            room.shelf.written.clear()
            return heed()

        done.clear()
        for _ in range(100):
            before = len(steps)
            is_through = room._release.run(look)
            look()
            if is_through and not any(step.total() for step in steps[before:]):
                return steps
        raise AssertionError("it never comes to rest")

    return run


async def all_anew(room, a_feed, an_item, stories: int) -> None:
    """A new channel of all that is held, and another look for every page."""
    await deliver(room, a_feed, an_item, *numbers(1, stories))
    room.change(channels=(ALL, MORE))
    room.shelf.written.clear()


async def test_what_a_kill_may_have_to_wait_for_is_little_however_much_is_to_be_made(
    room, a_feed, an_item, catch_up
) -> None:
    await all_anew(room, a_feed, an_item, 1200)
    steps = catch_up(lambda: False)
    total = sum(steps, Counter[str]())
    assert (total["places"], total["archive"]) == (1200, 24 * 3)
    assert total["story"] >= 1200
    assert max(step["story"] for step in steps) <= 60  # fifty, and what names several of them
    assert max(step["channels"] + step["long lists"] for step in steps) == 1
    assert max(step["places"] for step in steps) <= 500
    assert (
        max(step["archive"] for step in steps) <= 5 * 3
    )  # pages that a document fills, each in every format


async def test_a_kill_between_any_two_steps_is_gone_at_once_and_nothing_else_is(
    room, new_room, a_feed, an_item, catch_up, monkeypatch
) -> None:
    monkeypatch.setattr("feeds.pipeline.history._A_STEP", 25)
    monkeypatch.setattr("feeds.pipeline.release._PAGES_AT_ONCE", 40)
    await all_anew(room, a_feed, an_item, 130)
    killed: list[str] = []

    def kill_one() -> bool:
        number = str(3 * len(killed) + 1)
        if len(killed) == 40:
            return False
        line = JournalLine(
            seq=0, at=room.clock(), verb="kill", target=room.item(number).id, reason=""
        )
        room.journal.append(line)
        assert room.rulings.run()
        assert room._release.withdraw()
        killed.append(number)
        assert room.published_with(f"ferry {number} ") == []
        return True

    catch_up(kill_one)
    assert len(killed) == 40
    settle(room)
    alive = {held.item.headline for held in room.items() if held.usable}
    assert len(alive) == 90
    for channel in ("all", "more"):
        assert alive <= set(history(room, channel=channel).values())
    assert not any(room.published_with(f"ferry {number} ") for number in killed)


async def test_a_kill_waits_for_no_channel_that_never_showed_the_story(
    new_room, a_source, a_feed, an_item
) -> None:
    ours = Channel(id="ours", title="Ours", select=Selection(providers=("IANS",)))
    theirs = Channel(id="theirs", title="Theirs", select=Selection(providers=("AFP",)))
    room = new_room(a_source("ians"), a_source("afp", provider="AFP"), channels=(ours, theirs))
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    room.wire.will("afp", a_feed(an_item("3")))
    await room.poll("afp")
    room.shelf.written.clear()
    line = JournalLine(seq=0, at=room.clock(), verb="kill", target=room.item("1").id, reason="")
    room.journal.append(line)
    assert room.rulings.run()
    assert room._release.withdraw()
    assert room.published_with("ferry 1 ") == []
    assert {path for path in room.shelf.written if path.startswith("ours.")} == {
        f"ours.{name}" for name in ours.formats
    }
    assert not any(path.startswith("theirs.") for path in room.shelf.written)
    settle(room)
    assert room.published_with("ferry 3 ")


async def test_whatever_is_made_of_an_archive_already_leads_to_no_page_that_is_not(
    room, a_feed, an_item
) -> None:
    await all_anew(room, a_feed, an_item, 1100)
    for _ in range(12):
        room.release()
        assert len(history(room, channel="more")) >= 5  # each page that is led to stands
    settle(room)
    assert len(history(room, channel="more")) == 1100

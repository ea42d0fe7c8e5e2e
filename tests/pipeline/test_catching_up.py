"""A daemon that catches up: a kill waits for a small step of it, whatever there is to be made."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from feeds.model import Channel, JournalLine, Selection
from feeds.pipeline.editions import Editions
from feeds.pipeline.restoring import Restoring
from tests.pipeline.archives.channel import ALL, deliver, history, numbers, settle
from tests.pipeline.engine import an_engine

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

    def make(self, channel, now, **how):
        done["channels"] += 1
        return makes(self, channel, now, **how)

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


def links(room) -> set[str]:
    """The pages that a subscriber of the channel is led to."""
    urls = (one["url"].removeprefix(room.site.base_url) for one in room.feed()["items"])
    return set(filter(None, urls))  # a notice leads to the house alone


def kill(room, guid: str) -> None:
    """Somebody does, and what the daemon does at once is done."""
    line = JournalLine(seq=0, at=room.clock(), verb="kill", target=room.item(guid).id, reason="")
    room.journal.append(line)
    assert room.rulings.run()
    assert room._release.withdraw()


def named_in(room, words: str) -> list[str]:
    """The feeds, and pages of archives, in which words stand."""
    return [path for path in room.published_with(words) if path.startswith(("all.", "archive/"))]


@pytest.mark.parametrize("look", range(1, 6))
async def test_a_pass_puts_nothing_back_that_has_ended_while_it_went_on(
    new_room, a_source, a_feed, an_item, noon, look: int
) -> None:
    """A kill has taken it out in the middle of the pass, together with the killed story."""
    hour = timedelta(hours=1)
    ends = a_source("tass", rights_until=noon + 3 * hour)
    room = new_room(a_source("ians"), ends, channels=(ALL, MORE))
    await deliver(room, a_feed, an_item, *numbers(1, 30))
    room.wire.will("tass", a_feed(*(an_item(f"t{n}", title=f"Gong {n}") for n in range(30))))
    await room.poll("tass")
    await deliver(room, a_feed, an_item, *numbers(31, 40))
    late, later = ((noon + n * hour).isoformat() for n in (1, 2))
    room.reader.says["50"] = {"embargoed": noon + 3 * hour}
    room.clock.now = noon + 2.9 * hour
    fresh = (an_item(f"t{n}", title=f"Gong {n}", date_published=later) for n in range(50, 54))
    room.wire.will("tass", a_feed(*fresh))
    await room.poll("tass")
    settle(room)
    assert {"all.rss", "archive/all/3.rss"} <= set(named_in(room, "Gong"))
    room.wire.will("ians", a_feed(*(an_item(n, date_published=late) for n in numbers(41, 180))))
    await room.poll("ians")
    looks = 0

    def heed() -> bool:
        nonlocal looks
        looks += 1
        if looks != look:
            return False
        room.clock.now = noon + 3.1 * hour
        kill(room, "20")
        kill(room, "t50")
        assert named_in(room, "Gong") == []
        return True

    room._release.run(heed)
    assert looks >= look
    assert named_in(room, "Gong") == []
    assert links(room) <= set(room.pages())


async def test_a_kill_has_no_feed_name_a_story_before_its_page_stands(
    room, a_feed, an_item, noon
) -> None:
    """Pages of a busy hour take longer than it may."""
    await deliver(room, a_feed, an_item, *numbers(1, 20))
    room.clock.advance(minutes=20)
    stamp = room.clock().isoformat()
    room.wire.will("ians", a_feed(*(an_item(n, date_published=stamp) for n in numbers(21, 120))))
    await room.poll()
    kill(room, "20")
    assert links(room) <= set(room.pages())
    settle(room)
    assert len(links(room)) == ALL.size


# a lost folder


@pytest.fixture
async def lost(room, a_feed, an_item):
    """The folder of 1,200 stories is lost; what stood in it."""
    await deliver(room, a_feed, an_item, *numbers(1, 1200))
    before = room.documents()
    room.shelf.documents.clear()
    room.shelf.written.clear()
    return before


async def test_a_kill_waits_for_a_small_step_of_a_lost_folder_that_is_made_again(
    room, lost
) -> None:
    """The first look comes before anything is listed or made; the feeds come before the stories, and what tells
    that all is there comes last.
    """
    steps: list[list[str]] = []

    def look() -> bool:
        steps.append(list(room.shelf.written))
        room.shelf.written.clear()
        return False

    assert Restoring(release=room._release).restore(look)
    assert room.documents() == lost
    written = [path for step in steps for path in step]
    assert steps[0] == []
    assert max(map(len, steps)) <= 60
    first_page = min(n for n, path in enumerate(written) if path.startswith("story/2"))
    assert {f"all.{name}" for name in ALL.formats} <= set(written[:first_page])
    assert "index.html" in steps[-1]


async def test_however_little_is_lost_people_are_looked_at_every_five_hundred(room, lost) -> None:
    room.shelf.documents.update(lost)
    del room.shelf.documents[room.item("1200").page]
    looks: list[None] = []
    assert Restoring(release=room._release).restore(lambda: bool(looks.append(None)))
    assert room.documents() == lost
    assert len(looks) >= len(lost) / 500 + 1200 / 500


async def test_a_lost_folder_is_made_again_however_often_people_decide(
    room, lost, monkeypatch
) -> None:
    """Each time it goes on with what is left: it neither lists nor reads all again."""
    listed: list[None] = []
    strays = room.shelf.strays
    monkeypatch.setattr(room.shelf, "strays", lambda known: listed.append(None) or strays(known))
    restoring = Restoring(release=room._release)
    killed: list[str] = []
    looks = 0

    def stops() -> bool:
        nonlocal looks
        looks += 1
        return looks % 2 == 0  # somebody decides something in each step

    for number in map(str, range(1, 1000)):
        if restoring.restore(stops):
            break
        assert restoring.is_halfway
        if len(killed) < 20:
            kill(room, number)
            killed.append(number)
            assert room._release.run()
    assert len(listed) == 1
    assert not restoring.is_halfway
    settle(room)
    assert not any(room.published_with(f"ferry {number} ") for number in killed)
    assert len(room.pages()) == 1200 - len(killed)
    assert not room.shelf.missing(room.store.documents())


async def test_what_cannot_be_made_again_is_left_alone_for_a_while_and_what_was_stopped_is_not(
    room, lost
) -> None:
    engine = an_engine(room)
    stops = iter([True])
    engine._goes_well = lambda: next(stops, False)
    engine._changed.set()
    task = asyncio.create_task(engine._release_changes())
    async with asyncio.timeout(20):
        await asyncio.sleep(0)
        assert engine._restoring.is_halfway
        room.shelf.fails_for = lambda path: path == "all.rss"
        for _ in range(2):  # it goes on, meets the fault, and waits
            engine._changed.set()
            await asyncio.sleep(0)
        assert "index.html" in room.documents()
        assert "all.rss" not in room.documents()
        room.shelf.fails_for = lambda path: False
        engine._changed.set()
        await asyncio.sleep(0)
        assert "all.rss" not in room.documents()
        room.clock.advance(seconds=31)
        engine._changed.set()
        await asyncio.sleep(0)
        assert "all.rss" in room.documents()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

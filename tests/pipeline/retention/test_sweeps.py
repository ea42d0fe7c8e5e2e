"""How a sweep is made: once an hour, in steps, over whatever fails, is killed, replayed or restored in between."""

from datetime import timedelta

from feeds.errors import PublishError
from feeds.model import ALWAYS, Channel, Keep, Keeping, Selection
from feeds.pipeline.read import read
from feeds.pipeline.replay import Replay
from feeds.pipeline.retention import BATCH
from feeds.store.sql import open_store
from tests.pipeline.retention.month import DAY, MONTH, aged, bring_news, of


async def test_a_sweep_is_made_of_steps_and_goes_on_where_it_was_left(
    a_room, a_feed, an_item
) -> None:
    room = a_room()
    many = 2 * BATCH + 10
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(many))))
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    steps = room.retention.sweep()
    next(steps)
    assert len(room.items()) == many - BATCH + 1
    steps.close()  # whoever is killed here has done one step, and nothing by halves
    assert room.swept()[-1].items == BATCH
    assert len(room.pages()) == many - BATCH + 1
    room.start()
    assert room.sweep() == many - BATCH
    assert len(room.pages()) == 1


async def test_what_stays_holds_up_nothing_behind_it(a_room, a_source, a_feed, an_item) -> None:
    """A sweep that is left after each step comes to the end, past a thousand that are kept."""
    room = a_room(
        a_source("ians"),
        a_source("xinhua"),
        channels=(Channel(id="all", title="All", select=Selection(providers=("IANS",))),),
        keeping=Keeping(
            default=MONTH.default,
            sources={"ians": Keep(age=30 * DAY), "xinhua": Keep(age=30 * DAY)},
            channels={"all": Keep(age=ALWAYS)},
        ),
    )
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(2 * BATCH + 1))))
    await room.take("xinhua", a_feed(an_item("x1")))
    room.clock.advance(days=31)
    for _ in range(5):
        steps = room.retention.sweep()
        next(steps, None)
        steps.close()
    assert of(room, "x1") == []
    assert len(room.items()) == 2 * BATCH + 1


async def test_a_sweep_is_made_once_an_hour(a_room, a_feed, an_item) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1")
    room.sweep()
    room.change(keeping=Keeping(default=Keep(age=timedelta(seconds=1)), sources={}))
    await bring_news(room, a_feed, an_item, "later")
    room.clock.advance(minutes=50)
    assert room.sweep() == 0
    room.clock.advance(minutes=20)
    await bring_news(room, a_feed, an_item, "last")
    assert room.sweep() == 2


async def test_a_page_that_cannot_be_taken_away_keeps_its_story(
    a_room, a_feed, an_item, monkeypatch
) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1")

    def fails(paths):
        raise PublishError("the folder cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr(room.shelf, "remove", fails)
        assert room.sweep() == 0
    assert room.swept()[-1].error == "the folder cannot be written"
    assert of(room, "1") == ["1"]
    assert room.sweep() == 1


async def test_a_kill_between_two_steps_keeps_what_takes_the_place_of_the_story(
    a_room, a_feed, an_item
) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, *(str(n) for n in range(BATCH + 1)))
    steps = room.retention.sweep()
    next(steps)
    (left,) = [held for held in room.items() if held.item.guid != "news"]
    room.kill("news")
    assert left.item.headline in room.headlines()
    for _ in steps:
        pass
    assert of(room, left.item.guid) == [left.item.guid]


async def test_a_replay_makes_nothing_again_that_has_gone(
    a_room, a_feed, an_item, tmp_path
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/feeds.db")
    room = a_room(keeping=Keeping(sources={"ians": Keep(items=2)}), store=store)
    began = room.clock()
    dates = [(began - timedelta(hours=n)).isoformat() for n in range(5)]
    some = [an_item(f"g{n}", date_published=date) for n, date in enumerate(dates)]
    twin = an_item("twin", title=some[4]["title"], content_html=some[4]["content_html"])
    await room.take("ians", a_feed(*some))
    room.clock.advance(minutes=1)
    await room.take("ians", a_feed(*some, twin))
    room.clock.advance(hours=2)
    room.release()
    assert room.sweep() == 4
    before = room.remembers()
    done = Replay(house=room.ingest.house, store=store, read=read, version="test").run(
        began, room.clock()
    )
    assert (done.made, done.kept, done.otherwise) == (len(room.items()), 0, ())
    assert room.remembers() == before
    assert [len(store.gone(f"g{n}")) for n in range(5)] == [0, 1, 1, 1, 1]
    store.close()


async def test_a_store_that_is_restored_lets_go_once_more(a_room, a_feed, an_item) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1", "2")
    backup = room.store._tables.copy()
    room.sweep()
    after = room.remembers()
    room.store._tables = backup
    room.start()
    assert room.restore() == 5  # two pages, that of their story, the maps that name them
    room.sweep()
    assert room.remembers()[0] == after[0]
    assert set(room.documents()) == set(after[4])

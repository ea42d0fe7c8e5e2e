"""Retention: what is kept no more leaves the store; nothing that is still published does, nor comes back."""

from datetime import timedelta

import pytest

from feeds.decide.page import coverage_path
from feeds.errors import PublishError
from feeds.model import ALWAYS, Channel, Copies, FutureDates, Keep, Keeping, Rights, Rule, Selection
from feeds.pipeline.read import read
from feeds.pipeline.replay import Replay
from feeds.pipeline.retention import BATCH
from feeds.store.sql import open_store
from tests.pipeline.test_copies import IANS, XINHUA
from tests.pipeline.test_kills import SECRET, purged, remembered

DAY = timedelta(days=1)
MONTH = Keeping(default=Keep(age=30 * DAY), sources={"ians": Keep(age=30 * DAY)})
SMALL = Channel(id="all", title="All stories", size=1, window=timedelta(hours=1))


@pytest.fixture
def a_room(new_room):
    """Makes rooms with a channel that shows one story, in which things are kept for a month."""

    def make(*sources, channels=(SMALL,), keeping=MONTH, **more):
        return new_room(*sources, channels=channels, keeping=keeping, **more)

    return make


def of(room, *guids):
    """Those of the items that still have their copy."""
    return [guid for guid in guids if room.store.find(guid)]


async def aged(room, a_feed, an_item, *guids, days=31):
    """Stories that came so many days ago, and one that is new and takes their place in the channel."""
    await room.take("ians", a_feed(*(an_item(guid) for guid in guids)))
    room.clock.advance(days=days)
    await bring_news(room, a_feed, an_item)


async def bring_news(room, a_feed, an_item, guid="news"):
    await room.take("ians", a_feed(an_item(guid, date_published=room.clock().isoformat())))


# what goes


async def test_nothing_goes_where_nobody_has_asked_for_it(new_room, a_feed, an_item) -> None:
    room = new_room()
    await aged(room, a_feed, an_item, "1", "2", days=4000)
    assert room.sweep() == 0
    assert of(room, "1", "2") == ["1", "2"]
    assert room.store.sweep() is None


async def test_what_is_older_than_its_source_keeps_goes(a_room, a_feed, an_item) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1", "2", days=29)
    assert room.sweep() == 0
    room.clock.advance(days=2)
    assert room.sweep() == 2
    assert of(room, "1", "2", "news") == ["news"]


async def test_a_story_that_has_changed_since_is_as_young_as_its_change(
    a_room, a_feed, an_item
) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    room.clock.advance(days=20)
    await room.take("ians", a_feed(an_item("1", title="Ferry stops again after a second flood")))
    room.clock.advance(days=20)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 0
    room.clock.advance(days=11)
    assert room.sweep() == 1


async def test_beyond_a_number_of_items_the_oldest_go(a_room, a_feed, an_item) -> None:
    room = a_room(keeping=Keeping(sources={"ians": Keep(items=2)}))
    for guid in ("1", "2", "3", "4"):
        date = room.clock().isoformat()
        await room.take("ians", a_feed(an_item(guid, date_published=date)))
        room.clock.advance(hours=2)
    room.release()
    assert room.sweep() == 2
    assert of(room, "1", "2", "3", "4") == ["3", "4"]


async def test_of_items_that_came_together_as_many_stay_as_are_kept(
    a_room, a_feed, an_item
) -> None:
    room = a_room(keeping=Keeping(sources={"ians": Keep(items=2)}))
    dates = [(room.clock() - timedelta(hours=n)).isoformat() for n in range(5)]
    await room.take("ians", a_feed(*(an_item(day, date_published=day) for day in dates)))
    room.clock.advance(hours=2)
    room.release()
    assert room.sweep() == 3
    assert of(room, *dates) == dates[:2]


async def test_each_source_has_its_own_limits(a_room, a_source, a_feed, an_item) -> None:
    keeping = Keeping(
        default=Keep(age=30 * DAY),
        sources={"ians": Keep(age=30 * DAY), "xinhua": Keep()},
    )
    room = a_room(a_source("ians"), a_source("xinhua"), keeping=keeping)
    await room.take("ians", a_feed(an_item("i1")))
    await room.take("xinhua", a_feed(an_item("x1")))
    room.clock.advance(days=400)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 1
    assert of(room, "i1", "x1") == ["x1"]


async def test_a_source_that_has_left_the_config_has_the_limits_of_the_house(
    a_room, a_source, a_feed, an_item
) -> None:
    room = a_room(a_source("ians"), a_source("xinhua"))
    await room.take("xinhua", a_feed(an_item("x1")))
    room.change(sources=[a_source("ians")])
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 1
    assert of(room, "x1") == []


async def test_what_was_never_published_goes_as_well(a_room, a_source, a_feed, an_item) -> None:
    drops = Rule(id="ferries", keeps=False, select=Selection(text="second"))
    room = a_room(a_source(rules=(drops,)), a_source("hidden", rights=Rights.INTERNAL))
    await room.take("ians", a_feed(an_item("1", title="A second ferry")))
    await room.take("hidden", a_feed(an_item("h1")))
    assert room.item("1").status == "rejected"
    room.clock.advance(days=31)
    assert room.sweep() == 2
    assert of(room, "1", "h1") == []


# what stays


async def test_what_a_channel_shows_stays_however_old(a_room, a_feed, an_item) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    room.clock.advance(days=4000)
    room.release()
    assert room.headlines() == ["Ferry 1 resumes after the flood"]
    assert room.sweep() == 0
    assert room.item("1").page in room.documents()


async def test_each_link_in_a_feed_leads_to_a_page_after_each_sweep(
    a_room, a_feed, an_item
) -> None:
    channels = (SMALL, Channel(id="long", title="Long", size=7, window=timedelta(hours=1)))
    room = a_room(channels=channels)
    for n in range(40):
        await bring_news(room, a_feed, an_item, f"n{n}")
        room.clock.advance(days=2)
        room.release()
        room.sweep()
        base = room.site.base_url
        for channel in ("all", "long"):
            links = {entry["url"].removeprefix(base) for entry in room.feed(channel)["items"]}
            assert links <= set(room.pages())
    assert len(room.feed("long")["items"]) == 7
    assert 7 < len(room.items()) < 20


async def test_a_channel_keeps_what_it_takes_for_as_long_as_it_asks(
    a_room, a_source, a_feed, an_item
) -> None:
    asks = Keeping(sources=MONTH.sources, channels={"all": Keep(age=365 * DAY)})
    room = a_room(keeping=asks)
    await aged(room, a_feed, an_item, "1", days=364)
    assert room.sweep() == 0
    room.clock.advance(days=2)
    assert room.sweep() == 1


async def test_a_channel_keeps_as_many_as_it_asks(a_room, a_feed, an_item) -> None:
    asks = Keeping(sources=MONTH.sources, channels={"all": Keep(items=3)})
    room = a_room(keeping=asks)
    for guid in ("1", "2", "3", "4"):
        await bring_news(room, a_feed, an_item, guid)
        room.clock.advance(days=1)
    room.clock.advance(days=400)
    room.release()
    assert room.sweep() == 1
    assert of(room, "1", "2", "3", "4") == ["2", "3", "4"]


async def test_a_channel_that_asks_for_ever_keeps_all_that_it_takes(
    a_room, a_feed, an_item
) -> None:
    room = a_room(keeping=Keeping(sources=MONTH.sources, channels={"all": Keep(age=ALWAYS)}))
    await aged(room, a_feed, an_item, "1", days=4000)
    assert room.sweep() == 0


async def test_an_item_that_waits_for_an_editor_stays(a_room, a_feed, an_item) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1", days=0)
    held = an_item("2", title="ADVISORY: Week ahead", content_html="<p>For planning only.</p>")
    await room.take("ians", a_feed(held))
    assert room.item("2").status == "held"
    room.clock.advance(days=400)
    room.sweep()
    assert of(room, "2") == ["2"]


async def test_an_item_that_waits_for_its_day_stays(a_room, a_source, a_feed, an_item) -> None:
    room = a_room(a_source(future_dates=FutureDates.HOLD))
    later = (room.clock() + 90 * DAY).isoformat()
    await room.take("ians", a_feed(an_item("1", date_published=later)))
    room.clock.advance(days=60)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 0
    room.clock.advance(days=31)
    room.release()
    assert "Ferry 1 resumes after the flood" in room.headlines()


async def test_what_says_that_it_is_withdrawn_stays_as_long_as_it_is_said(
    a_room, a_feed, an_item
) -> None:
    room = a_room(keeping=Keeping(sources={"ians": Keep(age=1 * DAY)}))
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    room.kill("1")
    room.clock.advance(days=29)
    room.release()
    room.sweep()
    assert of(room, "1") == ["1"]
    assert "Story withdrawn" in room.headlines()
    room.clock.advance(days=2)
    room.release()
    assert room.sweep() >= 1
    assert of(room, "1") == []


# what has gone


async def test_a_page_goes_with_its_story_and_its_address_says_so(a_room, a_feed, an_item) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    page = room.item("1").page
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    assert page in room.documents()
    room.sweep()
    assert page not in room.documents()
    assert page not in room.store.documents()
    assert room.store.was_let_go(page)
    assert room.swept()[-1].pages == 1
    assert room.restore() == 0


async def test_what_the_wire_sends_again_is_no_news(a_room, a_feed, an_item) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1", "2")
    room.sweep()
    room.release()  # its place in the archive
    held, written = room.items(), len(room.shelf.written)
    changed = an_item("2", title="Another headline for the same entry", content_html="<p>Else.</p>")
    await room.take("ians", a_feed(an_item("1"), changed))
    assert room.items() == held
    assert len(room.shelf.written) == written
    assert room.told()[-1].counts == ()


async def test_a_publisher_who_gives_old_entries_new_ids_makes_no_news_of_them(
    a_room, a_feed, an_item
) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1", "2", "3")
    room.sweep()
    held = room.items()
    old = [an_item(guid) for guid in ("1", "2", "3")]
    old[1]["url"] = "http://elsewhere.example/2"  # headline and copy still say which it is
    old[2]["title"] = "An edited headline of the third one"  # copy and address do
    await room.take("ians", a_feed(*({**one, "id": f"new-{one['id']}"} for one in old)))
    assert room.items() == held


async def test_another_story_at_the_address_of_one_that_has_gone_is_news(
    a_room, a_feed, an_item
) -> None:
    room = a_room()
    await aged(room, a_feed, an_item, "1")
    room.sweep()
    other = an_item(
        "other",
        url="http://wire.example/1",
        date_published=room.clock().isoformat(),
        content_html="<p>Today's weather: it will rain all over the coast until the evening, with "
        "winds from the west, and it will be dry tomorrow.</p>",
    )
    await room.take("ians", a_feed(other))
    assert of(room, "other") == ["other"]


async def test_an_id_is_never_given_to_other_copy(a_room, a_feed, an_item) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    id_ = room.item("1").id
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    room.sweep()
    for days in (1, 400):
        room.clock.advance(days=days)
        date = room.clock().isoformat()
        await room.take("ians", a_feed(an_item("1", title="All else", date_published=date)))
        assert id_ not in {held.id for held in room.items()}


async def test_a_killed_story_never_comes_again(a_room, a_feed, an_item) -> None:
    room = a_room(keeping=Keeping(sources=MONTH.sources, ledger=1 * DAY))
    await room.take("ians", a_feed(an_item("1")))
    id_ = room.item("1").id
    room.kill("1")
    for _ in range(4):
        room.clock.advance(days=40)
        await bring_news(room, a_feed, an_item, f"n{room.clock():%j}")
        room.sweep()
        await room.take("ians", a_feed(an_item("1"), an_item("1", title="It is back")))
        assert of(room, "1") == []
    assert "killed by the desk: the agency asks for it" in [
        line.reason for line in room.store.ledger(id_)
    ]
    # The same words on another day wait for an editor, as they did while it was held.
    date = room.clock().isoformat()
    words = {key: an_item("1")[key] for key in ("title", "content_html")}
    await room.take("ians", a_feed(an_item("other", date_published=date, **words)))
    assert room.item("other").status == "held"


# the ledger


async def test_a_ledger_stays_and_says_since_when_the_copy_is_gone(a_room, a_feed, an_item) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1")))
    id_, before = room.item("1").id, room.store.ledger(room.item("1").id)
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    room.sweep()
    *others, last = room.store.ledger(id_)
    assert tuple(others) == before
    assert (last.stage, last.rule, last.at) == ("keep", "keep.age/1", room.clock())
    assert last.reason == "unchanged for longer than 30d; its copy is gone"
    room.clock.advance(days=4000)
    room.sweep()
    assert room.store.ledger(id_) == (*others, last)


async def test_a_ledger_goes_when_its_own_time_is_over(a_room, a_feed, an_item) -> None:
    room = a_room(keeping=Keeping(sources=MONTH.sources, ledger=60 * DAY))
    await room.take("ians", a_feed(an_item("1")))
    id_ = room.item("1").id
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    room.sweep()
    room.clock.advance(days=59)
    room.sweep()
    assert room.store.ledger(id_) != ()
    room.clock.advance(days=2)
    room.sweep()
    assert room.store.ledger(id_) == ()
    assert room.swept()[-1].ledgers == 1
    assert [gone.id for gone in room.store.gone("1")] == [id_]
    await room.take("ians", a_feed(an_item("1")))
    assert of(room, "1") == []


# how


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


@pytest.mark.parametrize("is_first", ["purged", "let go"])
@pytest.mark.parametrize(
    "again",
    [{"id": "1"}, {"id": "new", "url": "http://wire.example/new"}, {"id": "new", "title": "Bell"}],
)
async def test_what_was_purged_does_not_come_back_where_it_is_kept_no_more(
    a_room, a_feed, an_item, is_first: str, again: dict[str, str]
) -> None:
    room = a_room()
    await room.take("ians", a_feed(an_item("1", **SECRET)))
    if is_first == "purged":
        await purged(room, "source:ians")
    room.clock.advance(days=61)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 1
    if is_first == "let go":
        await purged(room, "source:ians")
    assert remembered(room, "Zqsecret") == []
    for number in range(2):
        room.clock.advance(minutes=20)
        news = an_item(f"more {number}", date_published=room.clock().isoformat())
        await room.take("ians", a_feed(an_item("1", **{**SECRET, **again}), news))
        assert room.item(f"more {number}").status == "new"
        assert remembered(room, "Zqsecret") == []


async def test_a_copy_that_a_shown_story_names_the_provider_of_stays(
    a_room, a_source, a_feed, an_item
) -> None:
    channel = Channel(id="all", title="All", size=1, window=timedelta(hours=1), copies=Copies.ONE)
    keeping = Keeping(default=Keep(age=30 * DAY))
    room = a_room(a_source("ians"), a_source("xinhua"), channels=(channel,), keeping=keeping)
    await room.take("ians", a_feed(an_item("i1", content_html=IANS)))
    before = (room.clock() - timedelta(hours=2)).isoformat()
    await room.take("xinhua", a_feed(an_item("x1", content_html=XINHUA, date_published=before)))
    room.clock.advance(days=31)
    room.release()
    (shown,) = room.feed()["items"]
    assert len(shown["_gnn9"]["also"]) == 1
    assert room.sweep() == 0
    room.clock.advance(hours=2)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 2


async def test_copy_that_readers_had_does_not_come_up_when_what_stood_for_it_is_old(
    a_room, a_source, a_feed, an_item
) -> None:
    channel = Channel(id="all", title="All", size=1, window=40 * DAY, copies=Copies.ONE)
    keeping = Keeping(default=Keep(age=30 * DAY))
    room = a_room(a_source("ians"), a_source("xinhua"), channels=(channel,), keeping=keeping)
    for wire, copy in (("ians", IANS), ("xinhua", XINHUA)):
        date = room.clock().isoformat()
        await room.take(wire, a_feed(an_item(wire, content_html=copy, date_published=date)))
        room.clock.advance(days=10)
    room.clock.advance(days=25)
    await bring_news(room, a_feed, an_item)
    assert len(room.headlines()) == 1
    room.sweep()
    room.clock.advance(minutes=20)
    await bring_news(room, a_feed, an_item, "more")
    assert len(room.headlines()) == 2
    room.clock.advance(days=10)
    await bring_news(room, a_feed, an_item, "last")
    assert room.sweep() == 2


FERRY = "Ferry with 40 pilgrims sinks off Kollam harbour"
FERRY_AGAIN = "Pilgrims drown as ferry sinks near Kollam"
FERRY_ONCE_MORE = "Divers reach Kollam ferry, find pilgrims"


@pytest.mark.parametrize("stay", [0, 1, 2])
async def test_the_page_of_a_story_names_no_item_that_has_gone(
    a_room, a_source, a_feed, an_item, stay
) -> None:
    sources = (a_source("ians"), a_source("xinhua"), a_source("tass"))
    keeping = Keeping(
        sources={one.id: Keep(age=30 * DAY) for one in sources[: len(sources) - stay]}
    )
    room = a_room(*sources, keeping=keeping)
    titles = dict(
        zip(("ians", "xinhua", "tass"), (FERRY, FERRY_AGAIN, FERRY_ONCE_MORE), strict=True)
    )
    for wire, title in titles.items():
        room.clock.advance(minutes=20)
        await room.take(wire, a_feed(an_item(wire, title=title)))
    path = coverage_path(room.item("ians").story)
    assert {room.item(wire).story for wire in titles} == {room.item("ians").id}
    assert path in room.documents()
    room.clock.advance(days=31)
    await bring_news(room, a_feed, an_item)
    assert room.sweep() == 3 - stay
    room.release()
    left = [held for held in room.items() if held.item.guid in titles]
    assert (path in room.documents()) == (len(left) > 1)
    assert (path in room.store.documents()) == (len(left) > 1)
    for words in list(titles.values())[: 3 - stay]:
        assert room.published_with(words) == []
    for held in left:
        page = room.documents()[held.page].decode()
        assert ("More on this story" in page) == (len(left) > 1)
    assert room.store.unpublished(room.clock(), 10) == ()

"""Retention: what is kept no more leaves the store; nothing that is still published, or waits to be, does."""

from datetime import timedelta

from feeds.model import ALWAYS, Channel, Copies, FutureDates, Keep, Keeping, Rights, Rule, Selection
from tests.pipeline.retention.month import DAY, MONTH, SMALL, aged, bring_news, of
from tests.pipeline.test_copies import IANS, XINHUA

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

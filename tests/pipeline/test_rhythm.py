"""How often a source is asked, and how, as it shows what it is like. Over the whole pipe."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from feeds.errors import FetchError, ParseError
from feeds.model import EtagFault, Rhythm, Validators

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room(new_room, a_source):
    """A newsroom with one source that is polled as its rhythm says."""
    return new_room(a_source(every=None))


async def run(room, *, until, answer=None):
    """Polls when it is due and not before; the instants."""
    polled = []
    while room.state().next_due < until:
        room.clock.now = max(room.clock.now, room.state().next_due)
        if answer is not None:
            answer(room.clock.now)
        assert await room.poll(early=False) == ["ians"]
        polled.append(room.clock.now)
    return polled


async def test_a_busy_source_is_polled_often_and_a_quiet_one_seldom(
    new_room, a_source, a_feed, an_item
) -> None:
    """C26."""
    counts = {}
    for minutes in (10, 12 * 60):
        room = new_room(a_source(every=None))

        def answer(now, room=room, minutes=minutes):
            newest = int((now - room.began) / (minutes * MINUTE))
            room.wire.will(
                "ians",
                a_feed(*(
                    an_item(str(n), date_published=(room.began + n * minutes * MINUTE).isoformat())
                    for n in range(newest, newest - 10, -1)
                )),
            )  # fmt: skip

        room.began = room.clock.now
        counts[minutes] = len(await run(room, until=room.clock.now + 2 * DAY, answer=answer))
        assert "publishes" in room.state().reason
    assert counts[10] > 150
    assert counts[12 * 60] < 30


async def test_a_source_that_never_changes_is_left_alone_more_and_more(room, a_feed_of_one) -> None:
    """C26: a 304 is a look in which nothing came."""
    await room.take("ians", a_feed_of_one, etag='"a"')
    polled = await run(room, until=room.clock.now + 60 * DAY)
    waits = [later - at for at, later in pairwise(polled)]
    assert waits[0] <= HOUR
    assert waits[-1] > 8 * HOUR
    assert max(waits) <= DAY
    assert all(wait >= QUARTER for wait in waits)


@pytest.mark.parametrize("asked", ["ttl", "freshness"])
async def test_news_brings_no_poll_before_the_time_that_the_publisher_asks_for(
    room, an_rss, asked
) -> None:
    """C22, C26: a burst least of all."""
    head = "<ttl>120</ttl>" if asked == "ttl" else ""
    items = [(str(n), f"Story {n}", "Word") for n in range(40)]
    more = {} if asked == "ttl" else {"max_age": 2 * HOUR}
    await room.take("ians", an_rss(*items[:3], head=head), **more)
    room.clock.now = room.state().next_due
    await room.take("ians", an_rss(*items, head=head), **more)
    assert room.state().next_due == room.clock() + 2 * HOUR


async def test_a_source_has_its_own_longest_wait_whatever_it_asks_for(
    new_room, a_source, an_rss
) -> None:
    """C22: a lifetime of sixteen years has been seen."""
    room = new_room(a_source(max_interval=4 * HOUR))
    await room.take("ians", an_rss(("1", "One", "Word")), max_age=16 * 365 * DAY)
    assert room.state().next_due == room.clock() + 4 * HOUR


async def test_a_source_has_its_own_shortest_wait(new_room, a_source, a_feed_of_one) -> None:
    """C20: a wire under contract, and nobody else."""
    room = new_room(a_source(every=MINUTE, min_interval=MINUTE))
    await room.take("ians", a_feed_of_one)
    assert room.state().next_due == room.clock() + MINUTE
    assert room.ingest.house.spacing() == {"ians": MINUTE}


async def test_a_feed_that_skips_every_hour_is_not_believed_and_that_is_told(room, an_rss) -> None:
    """C24."""
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    await room.take("ians", an_rss(("1", "One", "Word"), head=f"<skipHours>{hours}</skipHours>"))
    assert room.state().next_due <= room.clock() + HOUR
    assert "not believed" in room.state().reason


@pytest.mark.parametrize("years", [1, -1])
async def test_a_clock_that_jumps_a_year_brings_one_poll_and_then_the_rhythm_as_it_was(
    room, a_feed_of_one, years
) -> None:
    """C27: in either direction, and when it is set right."""
    await room.take("ians", a_feed_of_one, etag='"a"')
    for jump in (years, -years):
        room.clock.advance(days=365 * jump)
        assert await room.poll(early=False) == ["ians"]
        assert await room.poll(early=False) == []
        assert QUARTER <= room.state().next_due - room.clock() <= DAY
    assert len(await run(room, until=room.clock() + DAY)) > 2


async def test_a_server_with_a_new_etag_each_time_is_asked_by_date_after_ten(
    new_room, a_source, a_feed_of_one
) -> None:
    """C09: nothing is published for it."""
    room = new_room(a_source())
    for n in range(12):
        await room.take("ians", a_feed_of_one, etag=f'"{n}"', last_modified="Monday")
        room.clock.now = room.state().next_due
        if n == 0:
            before = room.remembers()
        assert room.remembers() == before
    carried = [asked.validators for asked in room.wire.asked]
    assert [one.etag for one in carried[1:11]] == [f'"{n}"' for n in range(10)]
    assert carried[11] == Validators(last_modified="Monday")
    assert [event.etag for event in room.told()] == [
        EtagFault.NONE, *[EtagFault.USELESS] * 10, EtagFault.NONE
    ]  # fmt: skip


async def test_a_server_whose_etag_stays_while_the_news_change_hides_none(
    room, a_feed, an_item
) -> None:
    """C08: counted, and read all the same."""
    for n in range(3):
        await room.take("ians", a_feed(an_item(str(n), title=f"Story {n}")), etag='"stuck"')
        room.clock.now = room.state().next_due
    assert len(room.headlines()) == 3
    assert [event.etag for event in room.told()][1:] == [EtagFault.LIES, EtagFault.LIES]


async def test_a_server_that_answers_304_for_ever_is_asked_for_a_body_each_week(
    room, a_feed_of_one
) -> None:
    """C10: whatever it answers then, and never twice within a day."""
    await room.take("ians", a_feed_of_one, etag='"a"')
    began = room.clock()
    await run(room, until=began + 30 * DAY)
    bare = [asked.at for asked in room.wire.asked if asked.validators == Validators()]
    assert bare[0] == began
    assert 7 * DAY <= bare[1] - began <= 9 * DAY
    assert all(later - one >= DAY for one, later in pairwise(bare))
    assert room.state().validators == Validators(etag='"a"')
    room.wire.will("ians", a_feed_of_one, etag='"b"')
    await run(room, until=room.clock() + 7 * DAY)
    later = [asked for asked in room.wire.asked if asked.at > began + 30 * DAY]
    assert all(asked.validators == Validators(etag='"b"') for asked in later[2:])


@pytest.mark.parametrize("fault", [FetchError("busy", status=500), ParseError("no feed")])
async def test_what_fails_teaches_nothing_of_a_rhythm(room, a_feed_of_one, fault) -> None:
    await room.take("ians", a_feed_of_one)
    before = room.state().rhythm
    room.wire.will_fail("ians", fault)
    await room.poll()
    assert room.state().rhythm == before


async def test_sources_that_begin_together_are_polled_apart(new_room, a_source) -> None:
    """C25."""
    room = new_room(*(a_source(f"s{n}") for n in range(60)))
    room.ingest = replace(room.ingest, spread=True)
    await room.poll()
    dues = sorted(room.state(f"s{n}").next_due for n in range(60))
    assert dues[-1] - dues[0] > 10 * MINUTE
    assert dues[0] >= room.clock() + QUARTER


async def test_who_is_turned_away_for_a_week_is_told_of_it_once(room, a_feed_of_one) -> None:
    """C55: no answer at all changes nothing, and any other answer ends it."""
    await room.take("ians", a_feed_of_one)
    answers = [403, 429, 0, 403] * 5
    for status in answers:
        room.wire.will_fail("ians", FetchError("it does not want us", status=status))
        room.clock.advance(days=1)
        await room.poll()
        await room.look()
    (alarm,) = [said for said in room.alarms() if "nothing but" in said]
    assert "ians.example has answered nothing but 403 and 429" in alarm
    assert not room.state().paused
    assert room.state().asking.refused is not None
    room.wire.will_fail("ians", FetchError("busy", status=500))
    await room.poll()
    assert room.state().asking.refused is None


async def test_that_a_publisher_has_ended_a_feed_is_told_once_with_the_way_out(
    room, a_feed_of_one
) -> None:
    """C33."""
    await room.take("ians", a_feed_of_one)
    for _ in range(3):
        room.wire.will_fail("ians", FetchError("gone", status=410, permanent=True))
        room.clock.advance(days=1, minutes=1)
        await room.poll()
    assert await room.look() == ["gone ians"]
    (alarm,) = room.store.standing_alarms()
    assert "gone for good" in alarm.alarm.words
    assert "feeds sources --resume ians" in alarm.alarm.advice


@pytest.mark.parametrize("shorter", [{"every": QUARTER}, {"max_interval": HOUR / 4}])
async def test_a_shorter_wait_in_the_config_is_not_waited_for_until_the_longer_one_is_over(
    new_room, a_source, a_feed_of_one, shorter
) -> None:
    room = new_room(a_source(every=DAY if "every" in shorter else None))
    await room.take("ians", a_feed_of_one, max_age=DAY if "every" not in shorter else None)
    last = room.clock()
    assert room.state().next_due == last + DAY
    room.clock.advance(minutes=5)
    room.change(
        sources=[
            a_source(every=None, max_interval=DAY)
            if "every" not in shorter
            else a_source(every=DAY)
        ]
    )
    assert room.state().next_due == last + DAY, "nothing has changed"
    room.change(sources=[a_source(**({"every": None} | shorter))])
    assert room.state().next_due == last + QUARTER


async def test_what_a_source_waits_for_beside_its_config_is_waited_for_after_a_restart(
    room, an_rss
) -> None:
    """C22, C24, C30, C34."""
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(12, 23))
    head = f"<ttl>120</ttl><skipHours>{hours}</skipHours>"
    for fault in (None, FetchError("busy", status=503, retry_after=DAY), FetchError("down")):
        if fault is None:
            room.wire.will("ians", an_rss(("1", "One", "Word"), head=head))
        else:
            room.wire.will_fail("ians", fault)
        await room.poll()
        due = room.state().next_due
        room.start()
        assert room.state().next_due == due


async def test_what_an_older_program_has_left_learns_from_the_first_document_that_comes(
    room, a_feed, an_item, noon
) -> None:
    """Most of it is known: it tells of the rhythm all the same."""
    items = [
        an_item(str(n), date_published=(noon - n * 10 * MINUTE).isoformat()) for n in range(30)
    ]
    await room.take("ians", a_feed(*items), etag='"a"')
    room.store.save_state(replace(room.state(), rhythm=Rhythm()))
    await room.poll()
    assert room.state().rhythm == Rhythm(), "a 304 shows no items"
    await room.take("ians", a_feed(an_item("31"), *items))
    assert room.state().rhythm.stories > 25
    assert room.state().next_due == room.clock() + QUARTER


async def test_a_folder_has_no_rhythm(new_room, a_source) -> None:
    room = new_room(a_source(url="", path="/wire", every=None))
    await room.take("ians", "headline: Ferry\n\nIt left.\n")
    assert room.state().rhythm == Rhythm()
    assert room.state().next_due == room.clock() + QUARTER

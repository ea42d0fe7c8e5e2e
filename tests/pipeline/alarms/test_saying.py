"""What is not as it should be is said once when it begins and once when it is over: over restarts, and whatever a poll
has brought.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from feeds.errors import StoreError
from feeds.model import Witness
from tests.pipeline.alarms.postbox import DAY, fails, passes

CALLBACK = "https://feeds.gnn9.com/hub/"
HUB = {
    "feed_url": "http://ians.example/feed",
    "hubs": [{"type": "WebSub", "url": "https://h.example/"}],
}


# saying


async def test_what_goes_wrong_is_said_once_by_every_way_and_its_end_once(desk, post) -> None:
    await fails(desk, "ians")
    assert await passes(desk, hours=5) == ["failing ians"]
    await desk.poll("ians")
    assert await passes(desk, minutes=58) == []
    assert await passes(desk, minutes=10) == ["over: failing ians"]
    assert post.said() == [["failing ians"], ["over: failing ians"]]
    (alarm,) = post.got[0].raised
    assert (
        "failed 3 times in a row, and was never well: it refuses the connection"
        in alarm.alarm.words
    )
    assert alarm.alarm.advice


async def test_one_poll_in_vain_is_no_alarm(desk) -> None:
    await fails(desk, "ians", times=2)
    await desk.poll("ians")
    await fails(desk, "ians", times=2)
    assert await passes(desk, hours=2) == []


async def test_a_restart_says_nothing_again_and_forgets_nothing(desk, post) -> None:
    await fails(desk, "ians")
    await desk.look()
    for _ in range(3):
        desk.start()
        assert await passes(desk, minutes=3) == []
    await desk.poll("ians")
    desk.start()
    await passes(desk, minutes=30)
    desk.start()
    await passes(desk, minutes=50)
    assert post.said() == [["failing ians"], ["over: failing ians"]]


async def test_all_that_is_new_goes_into_one_message_and_one_a_minute_goes_out(desk, post) -> None:
    await fails(desk, "ians", "ani", "tass")
    await desk.look()
    desk.clock.advance(seconds=61)
    await fails(desk, "xinhua")
    begun = len(post.got)
    for _ in range(3):
        await desk.look()
        desk.clock.advance(seconds=1)
    assert post.said()[0] == ["failing ians", "failing ani", "failing tass"]
    assert len(post.got) == begun + 1
    desk.disks["the store"] = 1
    await passes(desk, seconds=50)
    assert len(post.got) == begun + 1, "not before a minute is over"
    await passes(desk, minutes=2)
    assert post.said()[-1] == ["disk the store"]


async def test_a_flood_of_alarms_is_one_message_that_counts_the_rest(
    new_room, a_source, post
) -> None:
    many = tuple(f"s{n:03}" for n in range(120))
    room = new_room(a_source("ians"), *map(a_source, many), messengers=(post,))
    for _ in range(3):
        await fails(room, *many, times=1)
        await room.poll("ians")
    assert len(await passes(room, hours=2)) == 120, "the log has each"
    (alert,) = post.got
    assert (len(alert.raised), alert.left_out) == (40, 80)


async def test_a_source_that_leaves_the_config_ends_its_alarms(desk, a_source) -> None:
    await fails(desk, "ians", "ani")
    await desk.look()
    desk.change(sources=[a_source("ani"), a_source("ians", enabled=False)])
    assert await passes(desk, hours=2) == ["over: failing ians"]
    assert [one.alarm.subject for one in desk.store.standing_alarms()] == ["ani"]


async def test_a_clock_that_was_set_back_hides_no_source_that_fails(desk) -> None:
    await desk.poll("ians")
    desk.clock.advance(days=-30)
    await fails(desk, "ians")
    assert await passes(desk, minutes=5) == ["failing ians"]


async def test_the_metrics_are_told_of_every_kind_at_each_look(desk) -> None:
    await fails(desk, "ians", "ani")
    await desk.look()
    stand = dict(desk.events[-1].standing)
    assert stand.pop("failing") == 2
    assert set(stand.values()) == {0}


# what polls bring


async def test_what_a_poll_brings_is_raised_with_its_record_or_not_at_all(
    desk, a_feed, an_item
) -> None:
    kill = an_item(
        "9", title="KILL: a bell", content_html="<p>Kill the story on a bell of Pune.</p>"
    )
    await desk.take("ians", a_feed(an_item("1")))
    desk.store.fails = StoreError("the disk is full")
    desk.wire.will("ians", a_feed(kill))
    with pytest.raises(StoreError):
        await desk.poll("ians")
    assert desk.store.standing_alarms() == ()
    desk.store.fails = None
    desk.clock.advance(minutes=20)
    desk.wire.will("ians", a_feed(kill))
    desk.store.release_claims(desk.clock())
    await desk.poll("ians")
    (alarm,) = desk.store.standing_alarms()
    assert (alarm.alarm.kind, alarm.alarm.subject) == ("notice", desk.item("9").id)


async def test_a_publisher_gone_wrong_does_not_fill_the_table_with_notices(
    desk, a_feed, an_item
) -> None:
    await desk.take("ians", a_feed(an_item("1")))
    for first in (100, 200):
        desk.clock.advance(minutes=20)
        kills = [
            an_item(
                f"{n}",
                title=f"KILL: {hashlib.sha256(b'%d' % n).hexdigest()}",
                content_html=f"<p>Kill the story on {hashlib.sha256(b'%d' % n).hexdigest()}.</p>",
            )
            for n in range(first, first + 60)
        ]
        await desk.take("ians", a_feed(*kills))
    stand = [one.alarm for one in desk.store.standing_alarms()]
    assert len(stand) == 20 + 1 + 20
    assert [one.words for one in stand if one.subject == "ians"] == [
        "one poll has brought 40 notices more that only people can follow"
    ]


async def test_stories_that_lose_their_copy_are_told_of_until_they_have_it_again(
    desk, a_feed, an_item
) -> None:
    async def brings(first: int, count: int, **changes: object) -> None:
        for number in range(first, first + count, 5):
            desk.clock.advance(minutes=20)
            now = desk.clock().isoformat()
            items = [
                an_item(f"{n}", title=f"Story {hashlib.sha256(b'%d' % n).hexdigest()}", date_published=now,
                        content_html=f"<p>{hashlib.sha256(b'%d' % n).hexdigest()} happened.</p>") | changes
                for n in range(number, number + 5)
            ]  # fmt: skip
            await desk.take("ians", a_feed(*items))

    await brings(1000, 120)
    assert await desk.look() == []
    await brings(2000, 40, content_html="")
    assert await desk.look() == ["bodies ians"]
    await brings(3000, 40)
    assert await passes(desk, minutes=30) == ["over: bodies ians"]


async def test_a_hub_that_confirms_and_pushes_nothing_is_told_of_until_it_pushes(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians"), callback=CALLBACK)
    room.outside.says = lambda call: 202
    room.wire.will("ians", a_feed(an_item("0"), **HUB))
    await room.poll()
    room.subscribing.settle()
    await room.subscribing.run()
    form = dict(parse_qsl(room.outside.calls[0].body.decode()))
    token = form["hub.callback"].removeprefix(CALLBACK)
    said = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "c"}
    assert await room.subscribing.verify(token, said)
    for number in range(1, 6):
        assert await room.look() == []
        room.clock.advance(minutes=20)
        room.wire.will("ians", a_feed(an_item(f"{number}", title=f"Story {number}"), **HUB))
        await room.poll("ians")
    assert await passes(room, minutes=2) == ["hub ians"]
    assert (
        "h.example has confirmed the subscription and pushes nothing: 5 polls" in room.alarms()[0]
    )
    body = a_feed(an_item("7", title="Story 7"), **HUB)
    digest = hmac.new(form["hub.secret"].encode(), body, hashlib.sha256).hexdigest()
    assert await room.pushing.take(token, "", f"sha256={digest}", body, body)
    assert await passes(room, minutes=20) == ["over: hub ians"]


async def test_certificates_and_the_clock_are_known_from_polls_and_over_a_restart(
    desk, a_feed_of_one
) -> None:
    async def polled(ahead: timedelta, ends: timedelta) -> None:
        for id_ in ("ians", "ani", "tass"):
            now = desk.clock()
            seen = Witness(host=f"{id_}.example", at=now, ahead=ahead, certificate=now + ends)
            desk.wire.will(id_, a_feed_of_one, witness=seen)
        await desk.poll("ians", "ani", "tass")

    await polled(timedelta(minutes=7), 10 * DAY)
    said = await desk.look()
    assert said == [
        *(f"certificate {id_}.example" for id_ in ("ani", "ians", "tass")),
        "clock this machine",
    ]
    desk.start()
    assert await passes(desk, hours=2) == []
    desk.clock.advance(hours=1)
    await polled(timedelta(0), 300 * DAY)
    assert sorted(await passes(desk, hours=2)) == sorted(f"over: {one}" for one in said)


async def test_a_certificate_of_which_nothing_new_is_seen_is_no_alarm(desk, a_feed_of_one) -> None:
    now = desk.clock()
    seen = Witness(host="ians.example", at=now, certificate=now + 10 * DAY)
    desk.wire.will("ians", a_feed_of_one, witness=seen)
    await desk.poll("ians")
    assert await desk.look() == ["certificate ians.example"]
    desk.store.save_state(replace(desk.store.states()["ians"], paused=True))
    desk.clock.advance(days=20)
    assert await passes(desk, minutes=30) == ["over: certificate ians.example"]


async def test_a_disk_that_was_full_is_well_when_it_has_had_room_for_an_hour(desk) -> None:
    desk.disks["the store"] = 2**29
    assert await passes(desk, minutes=5) == ["disk the store"]
    for free in (2**31, 2**29) * 5:
        desk.disks["the store"] = free
        assert await passes(desk, minutes=30) == []
    desk.disks["the store"] = 2**31
    assert await passes(desk, hours=2) == ["over: disk the store"]

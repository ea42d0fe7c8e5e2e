"""What is not as it should be is said once when it begins and once when it is over: over restarts, by every way
out, and by one that was away for a week.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from urllib.parse import parse_qsl

import pytest

from feeds.errors import PublishError, StoreError
from feeds.model import Alert, Witness

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALLBACK = "https://feeds.gnn9.com/hub/"
HUB = {
    "feed_url": "http://ians.example/feed",
    "hubs": [{"type": "WebSub", "url": "https://h.example/"}],
}


@dataclass
class Postbox:
    """A `Messenger` that keeps what it is given, fails or hangs."""

    name: str = "e-mail"
    got: list[Alert] = field(default_factory=list)
    asked: int = 0
    fails: bool = False
    hangs: asyncio.Event | None = None

    async def send(self, alert: Alert) -> None:
        self.asked += 1
        if self.hangs is not None:
            await self.hangs.wait()
        if self.fails:
            raise PublishError("mail.example cannot be had")
        self.got.append(alert)

    def said(self) -> list[list[str]]:
        """By message, what was raised, and what was over."""
        return [
            [
                *(f"{one.alarm.kind} {one.alarm.subject}" for one in alert.raised),
                *(f"over: {one.alarm.kind} {one.alarm.subject}" for one in alert.over),
            ]
            for alert in self.got
        ]


@pytest.fixture
def post() -> Postbox:
    return Postbox()


@pytest.fixture
def desk(new_room, a_source, post: Postbox):
    """A newsroom of four sources with a postbox."""
    return new_room(
        *(a_source(id_) for id_ in ("ians", "ani", "tass", "xinhua")), messengers=(post,)
    )


async def fails(room, *ids: str, times: int = 3) -> None:
    """These sources fail so often, an hour apart."""
    for _ in range(times):
        room.clock.advance(hours=1)
        for id_ in ids:
            room.wire.will_fail(id_)
        await room.poll(*ids)


async def passes(room, **length: float) -> list[str]:
    """What is said while a daemon looks each second, or so."""
    end, said = room.clock() + timedelta(**length), []
    while room.clock() < end:
        said += await room.look()
        room.clock.advance(seconds=20)
    return said


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


# many sources at once

MANY = tuple(f"s{n:02}" for n in range(20))


async def test_a_network_that_is_down_is_one_alarm_and_so_is_its_end(
    new_room, a_source, post
) -> None:
    room = new_room(*map(a_source, MANY), messengers=(post,))
    await room.poll(*MANY)
    said = []
    for _ in range(8):
        for id_ in MANY:
            room.wire.will_fail(id_)
        await room.poll(*MANY)
        said += await passes(room, hours=1)
    assert said == ["network this machine"]
    assert room.alarms()[0].startswith("the network, or 20 sources at once: none was well since")
    for id_ in MANY:  # one after the other, as each is due
        await room.poll(id_)
        said += await passes(room, minutes=2)
    assert await passes(room, hours=2) == ["over: network this machine"]
    assert post.said() == [["network this machine"], ["over: network this machine"]]


async def test_who_fails_on_when_the_network_is_back_is_told_of_by_itself(
    new_room, a_source
) -> None:
    room = new_room(*map(a_source, MANY))
    await room.poll(*MANY)
    await fails(room, *MANY)
    said = await passes(room, hours=1)
    room.clock.advance(hours=1)
    room.wire.will_fail(MANY[0])
    await room.poll(*MANY)
    said += await passes(room, hours=2)
    assert said == ["network this machine", "over: network this machine", f"failing {MANY[0]}"]


async def test_sources_that_fail_while_others_are_well_are_told_of_each(new_room, a_source) -> None:
    """What each of them says is wrong is its own affair."""
    room = new_room(*map(a_source, MANY))
    await room.poll(*MANY)
    for _ in range(3):
        room.clock.advance(hours=1)
        for id_ in MANY[:6]:
            room.wire.will_fail(id_, "it answers 404")
        await room.poll(*MANY)
    assert await passes(room, minutes=5) == [f"failing {id_}" for id_ in MANY[:6]]


async def test_a_third_that_falls_silent_together_is_one_alarm_and_who_stays_silent_another(
    new_room, a_source, post
) -> None:
    room, lost = new_room(*map(a_source, MANY), messengers=(post,)), MANY[:7]
    await room.poll(*MANY)
    said = []
    for number in range(8):
        room.clock.advance(minutes=40)
        for id_ in lost:
            room.wire.will_fail(
                id_, "it does not answer in time" if number % 2 else "it refuses the connection"
            )
        await room.poll(*MANY)
        said += await passes(room, minutes=20)
    assert said == ["outage making connections"]
    assert "7 of 20 sources, of 7 hosts, have fallen silent together" in room.alarms()[0]
    room.wire.will_fail(lost[0])
    await room.poll(*lost[:5])
    said += await passes(room, hours=3)
    assert said[1:] == ["over: outage making connections", f"failing {lost[0]}"]
    assert await passes(room, hours=40) == [], "the others were not asked since"
    room.wire.will_fail(lost[5])
    await room.poll(*lost[5:])
    assert await passes(room, minutes=5) == [f"failing {lost[5]}"]
    assert [one for message in post.said() for one in message] == [*said, f"failing {lost[5]}"]


async def test_a_host_that_is_down_is_one_alarm_for_all_of_its_sources(new_room, a_source) -> None:
    feeds = tuple(
        a_source(f"desk{n}", url=f"http://rss.ians.example/feed/{n}") for n in range(1, 5)
    )
    room = new_room(*map(a_source, MANY), *feeds)
    ids = [one.id for one in feeds]
    await room.poll(*MANY, *ids)
    said = []
    for _ in range(4):
        room.clock.advance(minutes=30)
        for id_ in ids:
            room.wire.will_fail(id_, "it answers 403")
        await room.poll(*MANY, *ids)
        said += await passes(room, minutes=10)
    assert said == ["outage rss.ians.example"]
    assert "or 4 of its sources at once (desk1, desk2, desk3, desk4)" in room.alarms()[0]
    await room.poll("desk1")
    for id_ in ids[1:]:
        room.wire.will_fail(id_, "it answers 403")
    await room.poll(*ids[1:])
    said = await passes(room, hours=2)
    assert said == ["over: outage rss.ians.example", *(f"failing {id_}" for id_ in ids[1:])]


async def test_what_is_told_of_by_itself_is_not_over_since_others_follow(
    new_room, a_source
) -> None:
    room = new_room(*map(a_source, MANY))
    await room.poll(*MANY)
    await fails(room, MANY[0])
    await room.poll(*MANY[1:])
    said = await passes(room, minutes=2)
    for _ in range(3):
        room.clock.advance(minutes=40)
        for id_ in MANY[:7]:
            room.wire.will_fail(id_)
        await room.poll(*MANY)
        said += await passes(room, hours=2)
    assert said == [f"failing {MANY[0]}", "outage making connections"]
    await room.poll(*MANY)
    said = await passes(room, hours=2)
    assert said == [f"over: failing {MANY[0]}", "over: outage making connections"]


async def test_a_machine_that_never_had_a_network_is_one_alarm(new_room, a_source) -> None:
    room = new_room(*map(a_source, MANY))
    await fails(room, *MANY)
    assert await passes(room, hours=2) == ["network this machine"]
    assert "none was well ever" in room.alarms()[0]


async def test_a_clock_that_was_set_back_hides_no_source_that_fails(desk) -> None:
    await desk.poll("ians")
    desk.clock.advance(days=-30)
    await fails(desk, "ians")
    assert await passes(desk, minutes=5) == ["failing ians"]


async def test_a_certificate_of_which_nothing_new_is_seen_is_no_alarm(desk, a_feed_of_one) -> None:
    now = desk.clock()
    seen = Witness(host="ians.example", at=now, certificate=now + 10 * DAY)
    desk.wire.will("ians", a_feed_of_one, witness=seen)
    await desk.poll("ians")
    assert await desk.look() == ["certificate ians.example"]
    desk.store.save_state(replace(desk.store.states()["ians"], paused=True))
    desk.clock.advance(days=20)
    assert await passes(desk, minutes=30) == ["over: certificate ians.example"]


# ways out that fail


async def test_mail_that_was_away_for_a_week_gets_what_stands_and_nothing_is_sent_twice(
    desk, post
) -> None:
    post.fails = True
    await fails(desk, "ians", "ani")
    await passes(desk, hours=2)
    await desk.poll("ani")
    await passes(desk, hours=2)
    desk.start()
    desk.clock.now += 7 * DAY
    await fails(desk, "tass")
    await passes(desk, hours=2)
    post.fails = False
    await passes(desk, hours=2)
    assert post.said() == [["failing ians", "failing tass"]]
    assert await passes(desk, hours=2) == []


async def test_mail_that_fails_is_an_alarm_that_the_other_way_tells(desk, post) -> None:
    hook = Postbox(name="webhook")
    desk.messengers = (post, hook)
    desk.start()
    post.fails = True
    await fails(desk, "ians")
    said = await passes(desk, hours=3)
    assert said == ["failing ians", "delivery e-mail"]
    assert hook.said() == [["failing ians"], ["delivery e-mail"]]
    assert "e-mail: mail.example cannot be had" in hook.got[1].raised[0].alarm.words
    post.fails = False
    assert await passes(desk, hours=2) == ["over: delivery e-mail"]
    assert post.said() == [["failing ians"]], "what it did not let through it need not hear of"
    assert hook.said()[-1] == ["over: delivery e-mail"]


async def test_a_server_of_mail_that_is_down_is_one_alarm_for_all_mailboxes(desk) -> None:
    boxes = [Postbox(name=f"e-mail to {who}@gnn9.example") for who in ("ops", "night", "desk")]
    hook = Postbox(name="webhook")
    desk.messengers = (*boxes, hook)
    desk.start()
    for one in boxes:
        one.fails = True
    await fails(desk, "ians")
    said = await passes(desk, hours=3)
    assert said == ["failing ians", "delivery e-mail"]
    assert "by e-mail to any of 3 mailboxes: mail.example" in desk.alarms()[1]
    for one in boxes[1:]:
        one.fails = False
    said = await passes(desk, hours=3)
    assert said == ["over: delivery e-mail", "delivery e-mail to ops@gnn9.example"]
    assert [one.said() for one in boxes] == [
        [],
        *([["failing ians"], ["delivery e-mail to ops@gnn9.example"]] for _ in range(2)),
    ]
    assert hook.said()[1:] == [["delivery e-mail"], [said[0]], [said[1]]]
    for one in boxes:
        one.fails = True
    await fails(desk, "ani")
    assert await passes(desk, hours=3) == ["failing ani", "delivery e-mail"], "as it was before"
    for one in boxes:
        one.fails = False
    assert sorted(await passes(desk, hours=3)) == [
        f"over: {one}" for one in ("delivery e-mail", said[1])
    ]


async def test_a_mailbox_that_is_full_is_no_server_that_is_down_when_another_fails_once(
    desk,
) -> None:
    full, other = boxes = [
        Postbox(name=f"e-mail to {who}@gnn9.example") for who in ("ops", "night")
    ]
    desk.messengers = tuple(boxes)
    desk.start()
    full.fails = True
    await fails(desk, "ians")
    assert await passes(desk, hours=1) == ["failing ians", "delivery e-mail to ops@gnn9.example"]
    other.fails = True
    await fails(desk, "ani")
    said = await passes(desk, minutes=1)
    assert other.asked == 3, "it has failed once"
    other.fails = False
    assert said + await passes(desk, hours=3) == ["failing ani"]


async def test_a_mailbox_that_is_lost_a_minute_before_the_others_is_no_alarm_of_its_own(
    desk,
) -> None:
    boxes = [Postbox(name=f"e-mail to {who}@gnn9.example") for who in ("ops", "night")]
    desk.messengers = tuple(boxes)
    desk.start()
    boxes[0].fails = True
    await fails(desk, "ians")
    said = await passes(desk, minutes=2)
    boxes[1].fails = True
    await fails(desk, "ani")
    assert said + await passes(desk, hours=3) == ["failing ians", "failing ani", "delivery e-mail"]


async def test_a_server_of_mail_that_hangs_holds_up_nothing(desk, post) -> None:
    post.hangs = asyncio.Event()
    await fails(desk, "ians")
    hanging = asyncio.create_task(desk.alarming.run())
    while not post.asked:
        await asyncio.sleep(0)
    desk.clock.advance(minutes=2)
    desk.disks["the store"] = 1
    assert await desk.look() == ["disk the store"]
    post.hangs.set()
    await hanging
    await passes(desk, minutes=3)
    assert post.said() == [["failing ians"], ["disk the store"]]


async def test_how_often_a_server_of_mail_that_is_down_is_asked(desk, post) -> None:
    asked = []

    async def send(alert: Alert) -> None:
        asked.append(desk.clock())
        raise PublishError("no")

    post.send = send
    await fails(desk, "ians")
    await passes(desk, hours=24)
    assert 24 <= len(asked) <= 32
    assert min(later - one for one, later in pairwise(asked)) >= timedelta(minutes=1)


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


async def test_a_disk_that_was_full_is_well_when_it_has_had_room_for_an_hour(desk) -> None:
    desk.disks["the store"] = 2**29
    assert await passes(desk, minutes=5) == ["disk the store"]
    for free in (2**31, 2**29) * 5:
        desk.disks["the store"] = free
        assert await passes(desk, minutes=30) == []
    desk.disks["the store"] = 2**31
    assert await passes(desk, hours=2) == ["over: disk the store"]


async def test_a_new_way_out_is_told_what_stands(desk, post) -> None:
    desk.messengers = ()
    desk.start()
    await fails(desk, "ians", "ani")
    await passes(desk, hours=2)
    await desk.poll("ani")
    await passes(desk, hours=30)
    desk.messengers = (post,)
    desk.start()
    await passes(desk, minutes=10)
    assert post.said() == [["failing ians"]]


async def test_the_metrics_are_told_of_every_kind_at_each_look(desk) -> None:
    await fails(desk, "ians", "ani")
    await desk.look()
    stand = dict(desk.events[-1].standing)
    assert stand.pop("failing") == 2
    assert set(stand.values()) == {0}

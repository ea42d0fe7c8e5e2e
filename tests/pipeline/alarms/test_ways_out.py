"""A way out that fails is an alarm for the others, and has what stands when it is back: be it away for a week, or new."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

from feeds.errors import PublishError
from feeds.model import Alert
from tests.pipeline.alarms.postbox import DAY, Postbox, fails, passes


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

"""What our own hub delivers (W3C WebSub, 7), and when again; who does not answer keeps nobody waiting."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import timedelta

import pytest

from feeds.model import Attended, Call, Called, Distributed
from tests.pipeline.hub.reader import CALLBACK, TOPIC, Reader, told, until

# 7: content distribution


async def test_what_is_delivered_is_what_is_published_whole_with_its_type_and_links(
    reader: Reader, publish
) -> None:
    """7, S14: to the callback exactly as it was named."""
    callback = f"{CALLBACK}?foo=a%20b"
    await reader.asks(callback=callback)
    body = await publish()
    (call,) = reader.got(callback)
    headers = dict(call.headers)
    assert call.body == body
    assert call.is_foreign
    assert headers["content-type"] == "application/rss+xml"
    hub = f"{reader.room.site.base_url}hub"
    assert headers["link"] == f'<{hub}>; rel="hub", <{TOPIC}>; rel="self"'
    assert "x-hub-signature" not in headers


async def test_what_is_delivered_is_signed_with_the_secret_of_its_subscriber(
    reader: Reader, publish
) -> None:
    """7.1."""
    await reader.asks(secret="s\N{SNOWMAN}")
    await reader.asks(callback="https://other.example/", secret="another")
    body = await publish()
    for callback, secret in ((CALLBACK, "s\N{SNOWMAN}"), ("https://other.example/", "another")):
        (call,) = reader.got(callback)
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        assert dict(call.headers)["x-hub-signature"] == f"sha256={digest}"


async def test_who_has_just_subscribed_has_what_stands_and_gets_what_comes(
    reader: Reader, publish
) -> None:
    await publish()
    await reader.asks()
    await reader.waits(minutes=5)
    assert reader.got() == []
    await publish()
    await reader.waits(minutes=5)
    assert len(reader.got()) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_2xx_is_a_success_whatever_stands_in_it(
    reader: Reader, publish, status: int
) -> None:
    """7: nothing of the body is read."""
    reader.says = lambda call: status
    await reader.asks()
    await publish()
    await reader.waits(hours=1)
    (call,) = reader.got()
    assert call.reads == 0
    (event,) = told(reader, Distributed)
    assert (event.delivered, event.failed, event.sent_bytes) == (1, 0, len(call.body))


@pytest.mark.parametrize(
    "answer",
    [302, 307, 400, 404, 500, 503, "it took longer than 10 s", "it refuses the connection"],
)
async def test_any_other_answer_is_a_failure_that_is_tried_again_with_what_is_newest_then(
    reader: Reader, publish, answer
) -> None:
    """7, S14: ten changes later it is one delivery."""
    reader.says = lambda call: answer
    await reader.asks()
    await publish()
    reader.says = lambda call: 204
    for _ in range(10):
        body = await publish()
    assert len(reader.got()) == 1
    await reader.waits(seconds=13)
    assert [call.body for call in reader.got()[1:]] == [body]
    (one,) = reader.room.store.subscribers()
    assert (one.failures, one.failing, one.error) == (0, None, "")
    assert reader.asked()[1:] == [], "no redirect is followed"


async def test_who_answers_410_is_subscribed_no_more(reader: Reader, publish) -> None:
    """7."""
    await reader.asks()
    reader.says = lambda call: 410
    await publish()
    await publish()
    assert len(reader.got()) == 1
    assert reader.room.store.subscribers() == ()
    assert [event.gone for event in told(reader, Distributed)] == [1]


async def test_the_wait_grows_to_an_hour_and_no_two_subscribers_have_the_same(
    reader: Reader, publish
) -> None:
    reader.says = lambda call: 500
    for n in range(3):
        await reader.asks(callback=f"https://r{n}.example/cb")
    await publish()
    waits: list[list[float]] = []
    for _ in range(12):
        now = reader.room.clock()
        dues = [one.due for one in reader.room.store.subscribers()]
        waits.append([(due - now).total_seconds() for due in dues])
        await reader.waits(seconds=max(waits[-1]))
    for number, found in enumerate(waits):
        whole = min(10 * 2**number, 3600)
        assert all(0.75 * whole <= wait <= 1.25 * whole for wait in found)
        assert len(set(found)) == 3


@pytest.mark.parametrize(("asked", "kept"), [(300, 300), (7200, 3600)])
async def test_who_asks_to_be_left_alone_is_up_to_an_hour(
    reader: Reader, publish, asked: int, kept: int
) -> None:
    reader.says = lambda call: Called(status=503, retry_after=timedelta(seconds=asked))
    await reader.asks()
    await publish()
    await reader.waits(seconds=kept - 1)
    assert len(reader.got()) == 1
    await reader.waits(seconds=1)
    assert len(reader.got()) == 2


async def test_after_a_day_content_is_given_up_and_the_next_one_is_tried(
    reader: Reader, publish
) -> None:
    """7: the subscription stays to the end of its lease, and the operator sees that it fails."""
    reader.says = lambda call: 500
    await reader.asks()
    await publish()
    for _ in range(60):
        await reader.waits(minutes=30)
    (one,) = reader.room.store.subscribers()
    assert one.given_up is not None
    assert one.failing is not None
    assert one.given_up - one.failing >= timedelta(days=1)
    assert one.error == "it answers 500"
    tries = len(reader.got())
    await reader.waits(hours=12)
    assert len(reader.got()) == tries, "nothing is owed any more"
    reader.says = lambda call: 204
    body = await publish()
    assert reader.got()[-1].body == body
    (one,) = reader.room.store.subscribers()
    assert (one.failures, one.given_up) == (0, None)
    assert sum(event.given_up for event in told(reader, Distributed)) == 1


async def test_who_is_given_up_is_not_tried_at_each_change(reader: Reader, publish) -> None:
    reader.says = lambda call: 500
    await reader.asks()
    await publish()
    for _ in range(60):
        await reader.waits(minutes=30)
    await reader.waits(hours=6)
    tries = len(reader.got())
    for _ in range(12):
        await publish()
        await reader.waits(minutes=20)
    assert len(reader.got()) == tries + 1
    (attended,) = {e.subscribers for e in told(reader, Attended)[-1:]}
    assert attended == (("given up", 1),)


async def test_who_renews_gets_what_was_given_up(reader: Reader, publish) -> None:
    reader.says = lambda call: 500
    await reader.asks(lease_seconds="1209600")
    body = await publish()
    for _ in range(60):
        await reader.waits(minutes=30)
    reader.says = lambda call: 204
    await reader.asks()
    await reader.room.hub.run()
    assert reader.got()[-1].body == body
    (one,) = reader.room.store.subscribers()
    assert one.delivered is not None


# what survives, and what waits for nothing


async def test_what_is_owed_survives_a_restart_and_nothing_is_delivered_twice(
    reader: Reader, publish
) -> None:
    for n in range(5):
        await reader.asks(callback=f"https://r{n}.example/cb")
    await publish(delivers=False)
    reader.room.start()
    await reader.room.hub.run()
    await reader.room.hub.run()
    assert [len(reader.got(f"https://r{n}.example/cb")) for n in range(5)] == [1] * 5
    reader.room.start()
    await reader.waits(minutes=5)
    assert len(reader.sent()) == 5


async def test_who_hangs_keeps_nobody_else_waiting_nor_the_next_release(
    reader: Reader, publish
) -> None:
    """S14: and gets the next content too late, not twice."""
    room = reader.room
    for n in range(4):
        await reader.asks(callback=f"https://r{n}.example/cb")
    room.outside.hangs = lambda call: call.method == "POST" and "r0." in call.url
    first = asyncio.create_task(publish())
    await until(lambda: len(reader.sent()) == 4)
    body = await publish()
    await asyncio.sleep(0)
    assert [len(reader.got(f"https://r{n}.example/cb")) for n in range(4)] == [1, 2, 2, 2]
    room.outside.go_on.set()
    await first
    room.outside.hangs = lambda call: False
    await room.hub.run()
    assert reader.got("https://r0.example/cb")[-1].body == body
    assert len(reader.got("https://r0.example/cb")) == 2


async def test_a_hundred_that_hang_leave_room_for_whoever_never_failed(
    reader: Reader, publish
) -> None:
    """Who failed before shares a quarter of the places."""
    room = reader.room
    for n in range(100):
        await reader.asks(callback=f"https://bad{n}.example/cb")
    await reader.asks(callback="https://good.example/cb")
    reader.says = lambda call: 500 if "bad" in call.url else 204
    await publish()
    room.outside.hangs = lambda call: "bad" in call.url
    room.clock.advance(minutes=1)
    body = await publish(delivers=False)
    hanging = asyncio.create_task(room.hub.run())
    await until(lambda: [c for c in reader.got("https://good.example/cb") if c.body == body])
    assert sum("bad" in call.url for call in room.outside.calls[202:]) <= 16
    room.outside.go_on.set()
    await hanging


async def test_at_one_host_eight_are_served_at_a_time(reader: Reader, publish) -> None:
    room = reader.room
    for n in range(40):
        await reader.asks(callback=f"https://one.example/{n}")
    under_way: list[int] = []
    most = 0

    async def call(call: Call) -> Called:
        nonlocal most
        under_way.append(1)
        most = max(most, len(under_way))
        await asyncio.sleep(0)
        under_way.pop()
        room.outside.calls.append(call)
        return Called(status=204)

    room.outside.call = call
    await publish()
    assert most == 8
    assert len(reader.sent()) == 40


async def test_a_killed_story_goes_to_nobody_who_still_waits_for_it(
    reader: Reader, a_feed, an_item
) -> None:
    """S16: what is sent is read when its turn has come."""
    room = reader.room
    for n in range(9):
        await reader.asks(callback=f"https://one.example/{n}")
    room.outside.hangs = lambda call: call.method == "POST"
    await room.take("ians", a_feed(an_item("1", title="Ferry sinks"), an_item("2")))
    sending = asyncio.create_task(room.hub.run())
    await until(lambda: len(reader.sent()) == 8)
    assert all(b"Ferry sinks" in call.body for call in reader.sent())
    room.kill("1")
    room.outside.hangs = lambda call: False
    room.outside.go_on.set()
    await sending
    (last,) = reader.got("https://one.example/8")
    assert last.body == room.documents()["all.rss"]
    assert b"Ferry sinks" not in last.body


async def test_a_subscriber_that_left_while_it_was_sent_something_has_left(
    reader: Reader, publish
) -> None:
    room = reader.room
    await reader.asks()
    room.outside.hangs = lambda call: call.method == "POST"
    sending = asyncio.create_task(publish())
    await until(reader.got)
    await reader.asks("unsubscribe")
    room.outside.go_on.set()
    await sending
    assert room.store.subscribers() == ()

"""Our own hub as the standard wants it (W3C WebSub, by its sections): what it hears, whom it asks, what it delivers,
and what it does when nobody answers.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from feeds.model import Attended, Call, Called, Confirmed, Distributed, Document, Verdict, host_of
from tests.pipeline.newsroom import Newsroom

TOPIC = "https://feeds.gnn9.com/all.rss"
CALLBACK = "https://reader.example/cb/9f"
DAYS = timedelta(days=10)


class Reader:
    """Who subscribes, at any callback: it confirms what it is asked, and takes what it is sent."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.says: Callable[[Call], int | Called | str] = lambda call: 204
        """To a delivery."""
        self.confirms: Callable[[dict[str, str]], Called | int | str] = lambda said: Called(
            status=200, body=said.get("hub.challenge", "").encode()
        )
        room.outside.says = self._answer

    def _answer(self, call: Call) -> int | Called | str:
        if call.method == "POST":
            return self.says(call)
        return self.confirms(dict(parse_qsl(urlsplit(call.url).query)))

    async def asks(self, mode: str = "subscribe", callback: str = CALLBACK, **more: Any) -> Verdict:
        """A request, which the hub deals with at once."""
        fields = {"mode": mode, "callback": callback, "topic": TOPIC, **more}
        form = {f"hub.{name}": value for name, value in fields.items()}
        verdict = await self.room.hub.hear(form)
        await self.room.hub.run()
        return verdict

    def asked(self) -> list[dict[str, str]]:
        """What callbacks were asked, or told, by GET."""
        calls = [call for call in self.room.outside.calls if call.method == "GET"]
        return [dict(parse_qsl(urlsplit(call.url).query)) for call in calls]

    def sent(self) -> list[Call]:
        """What was delivered, or tried to be."""
        return [call for call in self.room.outside.calls if call.method == "POST"]

    def got(self, callback: str = CALLBACK) -> list[Call]:
        """What a callback was sent."""
        return [call for call in self.sent() if call.url == callback]

    async def waits(self, **length: float) -> None:
        """Time passes, and the hub looks once."""
        self.room.clock.advance(**length)
        await self.room.hub.run()


@pytest.fixture
def reader(new_room) -> Reader:
    return Reader(new_room(topics={TOPIC: "all.rss"}))


@pytest.fixture
def publish(reader: Reader):
    """Publishes other bytes; the hub delivers at once, unless told not to."""
    room = reader.room
    numbers = itertools.count()

    async def make(*, delivers: bool = True) -> bytes:
        body = b"<rss>%d</rss>" % next(numbers)
        document = Document(path="all.rss", media_type="", body=body)
        known = room.store.documents(["all.rss"])
        room.store.save_documents(room.shelf.write([document], known, room.clock()))
        if delivers:
            await room.hub.run()
        return body

    return make


async def until(true: Callable[[], object]) -> None:
    """Lets tasks go on until something is so."""
    for _ in range(10_000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


def told(reader: Reader, kind: type) -> list[Any]:
    return [event for event in reader.room.events if isinstance(event, kind)]


def outcomes(reader: Reader) -> list[str]:
    return [event.outcome for event in told(reader, Confirmed)]


# 5.1, 5.2: requests


async def test_a_request_is_accepted_before_anybody_is_asked(reader: Reader) -> None:
    """5.2: the answer depends on what the request says, and on no outcome of its verification."""
    said = {"hub.mode": "subscribe", "hub.callback": CALLBACK, "hub.topic": TOPIC}
    assert await reader.room.hub.hear(said) == Verdict()
    assert reader.room.outside.calls == []
    assert await reader.room.hub.hear({**said, "hub.secret": "s", "x": "unknown"}) == Verdict()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mode", "publish"),
        ("mode", "denied"),
        ("mode", ""),
        ("topic", ""),
        ("topic", "https://feeds.gnn9.com/all.atom"),
        ("topic", "https://feeds.gnn9.com/all.rss?x"),
        ("callback", ""),
        ("callback", "ftp://reader.example/"),
        ("callback", "https://reader.example/#a"),
        ("callback", "https://reader.example/\N{LATIN SMALL LETTER E WITH ACUTE}"),
        pytest.param("callback", f"https://reader.example/{'x' * 2000}", id="callback-long"),
        pytest.param("secret", "x" * 200, id="secret-200"),
        pytest.param("secret", "\N{SNOWMAN}" * 67, id="secret-201"),
        ("lease_seconds", "0"),
        ("lease_seconds", "-1"),
        ("lease_seconds", "1.5"),
        ("lease_seconds", "\N{ARABIC-INDIC DIGIT FIVE}"),
    ],
)
async def test_what_is_wrong_with_a_request_is_said_and_nobody_is_asked(
    reader: Reader, field: str, value: str
) -> None:
    """5.1, 5.2. Topics are our own feeds, by exactly the address that they give themselves."""
    verdict = await reader.asks(**{field: value})
    assert f"hub.{field}" in verdict.refusal
    assert not verdict.is_full
    assert reader.room.store.intents() == ()
    assert reader.room.outside.calls == []


@pytest.mark.parametrize("more", [{"secret": "x" * 199}, {"lease_seconds": ""}, {"secret": ""}])
async def test_what_is_just_within_the_bounds_is_accepted(reader: Reader, more) -> None:
    assert await reader.asks(**more) == Verdict()
    assert outcomes(reader) == ["subscribed"]


# 5.3: verification of intent


async def test_a_callback_is_asked_with_a_challenge_and_the_lease_that_it_gets(
    reader: Reader,
) -> None:
    """5.1.1, 5.3: what a callback has in its own query stays in front; each question has a challenge of its own."""
    await reader.asks(callback=f"{CALLBACK}?foo=a%20b&bar=%E9+x", lease_seconds="86400")
    (call,) = reader.room.outside.calls
    assert (call.method, call.is_foreign) == ("GET", True)
    assert call.url.startswith(f"{CALLBACK}?foo=a%20b&bar=%E9+x&hub.")
    asked = reader.asked()[0]
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == TOPIC
    assert asked["hub.lease_seconds"] == "86400"
    assert call.reads == len(asked["hub.challenge"])
    await reader.asks()
    assert reader.asked()[1]["hub.challenge"] != asked["hub.challenge"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "864000"),
        ("864000", "864000"),
        ("1", "3600"),
        ("99999999999999999999", "1209600"),
    ],
)
async def test_a_lease_is_never_without_end(reader: Reader, asked: str, given: str) -> None:
    """5.1, 5.3: ten days unless another is asked for; between an hour and a fortnight."""
    await reader.asks(lease_seconds=asked)
    assert reader.asked()[0]["hub.lease_seconds"] == given
    (one,) = reader.room.store.subscribers()
    assert one.until == reader.room.clock() + timedelta(seconds=int(given))


@pytest.mark.parametrize(
    "answer",
    [
        404,
        500,
        Called(status=302, location="https://reader.example/other"),
        Called(status=200),
        Called(status=200, body=b"another"),
        Called(status=404, body=b"echo"),
    ],
)
async def test_nothing_is_subscribed_that_is_not_confirmed_by_its_challenge(
    reader: Reader, publish, answer
) -> None:
    """5.3.1: any 2xx with the challenge and nothing else; every other answer is a failure, and final."""

    def refuse(said: dict[str, str]) -> Called | int:
        if isinstance(answer, Called) and answer.body == b"echo":
            return Called(status=404, body=said["hub.challenge"].encode())
        return answer

    reader.confirms = refuse
    await reader.asks()
    await reader.waits(days=1)
    await publish()
    assert len(reader.room.outside.calls) == 1
    assert (reader.room.store.intents(), reader.room.store.subscribers()) == ((), ())
    assert outcomes(reader) == ["failed"]


async def test_a_challenge_with_something_behind_it_is_none(reader: Reader) -> None:
    """5.3.1."""
    reader.confirms = lambda said: Called(status=200, body=f"{said['hub.challenge']}\n".encode())
    await reader.asks()
    assert outcomes(reader) == ["failed"]


async def test_a_callback_that_cannot_be_reached_is_asked_three_times_at_most(
    reader: Reader,
) -> None:
    """X08."""
    reader.confirms = lambda said: "it refuses the connection"
    await reader.asks()
    await reader.waits(seconds=59)
    assert len(reader.asked()) == 1
    await reader.waits(seconds=1)
    await reader.waits(minutes=10)
    assert len(reader.asked()) == 3
    assert len({asked["hub.challenge"] for asked in reader.asked()}) == 3
    await reader.waits(days=1)
    assert len(reader.asked()) == 3
    assert [(e.outcome, e.error) for e in told(reader, Confirmed)] == [
        ("failed", "it refuses the connection")
    ]


async def test_a_request_that_was_heard_is_dealt_with_after_a_restart(reader: Reader) -> None:
    said = {"hub.mode": "subscribe", "hub.callback": CALLBACK, "hub.topic": TOPIC}
    await reader.room.hub.hear(said)
    reader.room.start()
    await reader.room.hub.run()
    assert outcomes(reader) == ["subscribed"]


async def test_of_two_requests_for_the_same_the_later_counts(reader: Reader) -> None:
    """5.1: also where the callback is being asked for the earlier one."""
    room = reader.room
    room.outside.hangs = lambda call: len(room.outside.calls) == 1
    first = asyncio.create_task(reader.asks(secret="first"))
    await until(lambda: room.outside.calls)
    await reader.asks(secret="second")
    room.outside.go_on.set()
    await first
    (one,) = room.store.subscribers()
    assert one.secret == "second"
    assert outcomes(reader) == ["subscribed"]


async def test_a_renewal_lengthens_the_lease_and_owes_nothing_anew(reader: Reader, publish) -> None:
    """5.1: a subscription may be asked for again, and is overridden when that is confirmed."""
    await publish()
    await reader.asks(secret="old")
    await publish()
    await reader.waits(days=9)
    await reader.asks(secret="new")
    (one,) = reader.room.store.subscribers()
    assert (one.until, one.secret) == (reader.room.clock() + DAYS, "new")
    assert len(reader.got()) == 1
    assert outcomes(reader) == ["subscribed", "renewed"]


async def test_what_a_renewal_does_not_confirm_leaves_the_subscription_as_it_was(
    reader: Reader, publish
) -> None:
    """5.1: so that nobody else changes it, or ends it."""
    await reader.asks(secret="old")
    before = reader.room.store.subscribers()
    reader.confirms = lambda said: 404
    await reader.asks(secret="of a stranger")
    await reader.asks("unsubscribe")
    assert reader.room.store.subscribers() == before
    assert outcomes(reader) == ["subscribed", "failed", "failed"]


async def test_whoever_confirms_that_it_wants_no_more_gets_no_more(reader: Reader, publish) -> None:
    """5.1, 5.3: a lease means nothing then, and is not read."""
    await reader.asks()
    await reader.asks("unsubscribe", lease_seconds="nonsense")
    assert reader.asked()[1]["hub.mode"] == "unsubscribe"
    assert "hub.lease_seconds" not in reader.asked()[1]
    await publish()
    assert reader.got() == []
    assert outcomes(reader) == ["subscribed", "unsubscribed"]


async def test_a_lease_that_ends_ends_the_subscription(reader: Reader, publish) -> None:
    """5.3.1: leases are enforced."""
    await reader.asks(lease_seconds="3600")
    await reader.waits(seconds=3599)
    await publish()
    assert len(reader.got()) == 1
    await reader.waits(seconds=1)
    await publish()
    assert len(reader.got()) == 1
    await reader.waits(minutes=1)
    assert reader.room.store.subscribers() == ()


# 5.2: denial


async def test_subscribers_of_a_feed_that_is_published_no_more_are_told(
    reader: Reader, publish
) -> None:
    """5.2: so are those whose request was accepted and not yet dealt with."""
    await reader.asks()
    room = reader.room
    said = {"hub.mode": "subscribe", "hub.topic": TOPIC}
    await room.hub.hear({**said, "hub.callback": "https://other.example/cb"})
    room.topics = {}
    room.start()
    await room.hub.run()
    denied = [asked for asked in reader.asked() if asked["hub.mode"] == "denied"]
    assert [(one["hub.topic"], bool(one["hub.reason"])) for one in denied] == [(TOPIC, True)] * 2
    assert not any("hub.challenge" in one for one in denied)
    assert (room.store.intents(), room.store.subscribers()) == ((), ())
    assert outcomes(reader) == ["subscribed", "denied", "denied"]
    await publish()
    assert reader.got() == []


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


# limits


async def test_requests_that_wait_for_callbacks_are_bounded_for_a_host_and_in_all(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X08: and once they are dealt with there is room again."""
    monkeypatch.setattr("feeds.pipeline.hub.MOST_PENDING", 20)
    monkeypatch.setattr("feeds.pipeline.hub.MOST_PENDING_AT_A_HOST", 5)
    hear = reader.room.hub.hear

    def form(callback: str) -> dict[str, str]:
        return {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": callback}

    for n in range(5):
        assert await hear(form(f"https://one.example/{n}")) == Verdict()
    assert (await hear(form("https://one.example:443/x"))).is_full
    for n in range(15):
        assert await hear(form(f"https://h{n}.example/")) == Verdict()
    assert (await hear(form("https://other.example/"))).is_full
    assert reader.room.outside.calls == []
    await reader.room.hub.run()
    assert await hear(form("https://one.example/x")) == Verdict()


async def test_a_hub_that_is_full_takes_nobody_new_and_keeps_whom_it_has(reader: Reader) -> None:
    reader.room.most_subscriptions = 2
    reader.room.start()
    for n in range(2):
        await reader.asks(callback=f"https://r{n}.example/")
    assert (await reader.asks(callback="https://r2.example/")).is_full
    assert await reader.asks(callback="https://r1.example/") == Verdict()
    assert await reader.asks("unsubscribe", callback="https://r0.example/") == Verdict()
    assert await reader.asks(callback="https://r2.example/") == Verdict()


async def test_no_event_says_more_of_a_callback_than_its_host(reader: Reader, publish) -> None:
    """X34: whoever knows a callback can send to it."""
    reader.says = lambda call: 500
    await reader.asks(secret="zqsecret")
    await publish()
    said = repr([e for e in reader.room.events if isinstance(e, (Confirmed, Distributed))])
    assert host_of(CALLBACK) in said
    assert "9f" not in said
    assert "zqsecret" not in repr(reader.room.store.subscribers())

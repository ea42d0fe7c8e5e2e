"""Our own hub as the standard wants it (W3C WebSub, by its sections): what it hears and whom it asks, within limits."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from feeds.model import Called, Confirmed, Distributed, Verdict, host_of
from tests.pipeline.hub.reader import CALLBACK, DAYS, TOPIC, Reader, outcomes, told, until

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

"""A hub is asked to push, is confirmed what it was asked for, and told when it is over; whatever it does wrong costs
nothing but that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.errors import FetchError
from feeds.model import Call, Called, Mode
from tests.pipeline.websub.hub import CALLBACK, HUB, NAMED, TEN_DAYS, TOPIC, one, outcomes

# asking


async def test_the_hub_that_a_feed_names_is_asked_to_push_the_address_that_it_gives_itself(
    hub,
) -> None:
    """C70."""
    made = await hub()
    (call,) = made.room.outside.calls
    (form,) = made.asked()
    assert (call.method, call.url, call.is_foreign) == ("POST", HUB, True)
    assert form == {
        "hub.callback": CALLBACK + one(made).token,
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.lease_seconds": "864000",
        "hub.secret": one(made).secret,
    }
    await made.room.subscribing.run()
    made.room.subscribing.settle()
    assert len(made.asked()) == 1, "nothing else is asked for while it may come back"


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"feed_url": TOPIC},
        {"hubs": NAMED["hubs"]},
        {**NAMED, "hubs": [{"type": "WebSub", "url": "ftp://hub.example/"}]},
        {**NAMED, "feed_url": "mailto:desk@ians.example"},
    ],
)
async def test_without_a_hub_or_an_address_of_its_own_nobody_is_asked(hub, named) -> None:
    """C70."""
    made = await hub(named=named)
    assert made.asked() == []


@pytest.mark.parametrize(
    "changes", [{"websub": False}, {"enabled": False}, {"url": "http://other.example/"}]
)
async def test_nobody_is_asked_for_a_source_that_is_not_to_be_pushed(
    hub, a_source, changes
) -> None:
    made = await hub()
    made.room.store.end_subscription(one(made).token)
    made.room.outside.calls.clear()
    made.room.change(sources=[a_source("ians", **changes)])
    made.room.subscribing.settle()
    await made.room.subscribing.run()
    assert made.asked() == []


async def test_nobody_is_asked_where_hubs_cannot_reach_us(hub) -> None:
    made = await hub()
    made.room.store.end_subscription(one(made).token)
    made.room.callback = ""
    made.room.start()
    made.room.subscribing.settle()
    assert made.room.store.subscriptions() == ()


async def test_a_hub_that_can_be_told_a_secret_goes_before_one_that_cannot(hub) -> None:
    plain = {"type": "WebSub", "url": "http://hub.example/"}
    made = await hub(named={**NAMED, "hubs": [plain, NAMED["hubs"][0]]})
    assert [call.url for call in made.room.outside.calls] == [HUB]


async def test_no_secret_ever_goes_to_a_hub_in_the_clear(hub) -> None:
    plain = {"type": "WebSub", "url": "http://hub.example/"}
    made = await hub(named={**NAMED, "hubs": [plain]})
    assert "hub.secret" not in made.asked()[0]
    assert one(made).secret == ""


async def test_a_hub_that_has_moved_is_followed_but_never_to_where_a_secret_could_be_read(
    hub, a_feed, an_item
) -> None:
    made = await hub()
    calls = made.room.outside.calls
    to = {"now": "https://new.example/"}

    def says(call: Call) -> Called:
        moved = call.url != to["now"] or call.url.startswith("http:")
        return Called(status=307 if moved else 202, location=to["now"] if moved else "")

    made.room.outside.says = says
    for target, urls in (
        ("https://new.example/", [HUB, "https://new.example/"]),
        ("http://new.example/", [HUB]),
    ):
        to["now"] = target
        calls.clear()
        made.room.clock.advance(days=1)
        await made.room.subscribing.run()
        assert [call.url for call in calls] == urls
    assert one(made).error == "it redirects from https to http"
    assert len({call.body for call in calls}) == 1


async def test_each_callback_and_each_secret_is_another(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source("ians"), a_source("xinhua"), callback=CALLBACK)
    for id_ in ("ians", "xinhua"):
        room.wire.will(id_, a_feed(an_item(id_), **NAMED))
    await room.poll()
    room.subscribing.settle()
    first, second = room.store.subscriptions()
    assert len({first.token, second.token, first.secret, second.secret}) == 4
    assert repr(first).count(first.token) == repr(first).count(first.secret) == 0


@pytest.mark.parametrize("says", [503, 404, "it refuses the connection"])
async def test_a_hub_that_fails_is_asked_again_later_and_later(hub, says) -> None:
    made = await hub()
    made.room.outside.says = lambda call: says
    waits = []
    for _ in range(12):
        before = made.room.clock()
        while not made.room.store.subscriptions_due(made.room.clock(), 1):
            made.room.clock.advance(minutes=1)
        waits.append((made.room.clock() - before) / timedelta(minutes=1))
        await made.room.subscribing.run()
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440]
    assert str(says) in one(made).error


async def test_a_hub_that_asks_to_be_left_alone_is(hub) -> None:
    made = await hub()
    made.room.outside.says = lambda call: Called(status=429, retry_after=timedelta(hours=3))
    made.room.clock.advance(minutes=5)
    await made.room.subscribing.run()
    assert one(made).due == made.room.clock() + timedelta(hours=3)


async def test_a_hub_whose_address_is_refused_is_not_asked_again_that_day(hub, monkeypatch) -> None:
    made = await hub()

    async def refuse(call: Call) -> Called:
        raise FetchError("its address is refused: 10.0.0.1 is private", permanent=True)

    monkeypatch.setattr(made.room.outside, "call", refuse)
    made.room.clock.advance(minutes=5)
    await made.room.subscribing.run()
    assert one(made).due == made.room.clock() + timedelta(days=1)
    assert "10.0.0.1 is private" in one(made).error


# verification of intent


async def test_a_hub_that_comes_back_for_what_it_was_asked_is_confirmed_once(hub) -> None:
    """C71."""
    made = await hub()
    assert await made.verify()
    assert not await made.verify(), "nothing is pending any more"
    assert (one(made).until, one(made).failures) == (made.room.clock() + TEN_DAYS, 0)
    assert outcomes(made) == ["asked", "verified"]


@pytest.mark.parametrize(
    "said",
    [
        {"topic": "http://ians.example/feed/"},
        {"mode": "unsubscribe"},
        {"mode": ""},
        {"mode": "Subscribe"},
        {"topic": ""},
    ],
)
async def test_anything_else_than_what_is_pending_is_not_confirmed(hub, said) -> None:
    """C71."""
    made = await hub()
    assert not await made.verify(**said)
    assert one(made).until is None
    assert not await made.room.subscribing.verify("x" * 43, {"hub.mode": "subscribe"})


async def test_a_hub_may_come_back_before_it_has_answered(hub) -> None:
    """C71."""
    made = await hub()
    made.room.clock.advance(minutes=5)
    confirmed = []

    async def call(call: Call) -> Called:
        made.room.outside.calls.append(call)
        confirmed.append(await made.verify())
        return Called(status=500)

    made.room.outside.call = call
    await made.room.subscribing.run()
    assert confirmed == [True]
    assert (one(made).until, one(made).error) == (made.room.clock() + TEN_DAYS, "")


async def test_a_hub_that_denies_is_believed_shown_and_asked_again_after_a_day(hub) -> None:
    made = await hub()
    assert await made.verify(mode="denied", reason="not\n yours <b>", challenge="")
    assert one(made).error == "it has denied the subscription: not  yours <b>"
    assert one(made).due == made.room.clock() + timedelta(days=1)
    assert not await made.verify(), "nothing is pending any more"
    assert not await made.verify(mode="denied", topic="http://other.example/")


# an end


async def test_a_hub_is_told_when_a_source_has_left_and_pushes_are_gone(pushing, a_source) -> None:
    """C76."""
    made = await pushing()
    made.room.change(sources=[a_source("xinhua")])
    made.room.subscribing.settle()
    await made.room.subscribing.run()
    form = made.asked()[-1]
    assert (form["hub.mode"], form["hub.topic"]) == ("unsubscribe", TOPIC)
    assert form["hub.callback"] == made.asked()[0]["hub.callback"]
    assert "hub.secret" not in form
    assert not await made.room.pushing.wants(made.token())
    assert not await made.push("5")
    assert len(made.room.items()) == 2
    assert not await made.verify(mode="subscribe")
    assert await made.verify()
    assert made.room.store.subscriptions() == ()
    assert outcomes(made)[-1] == "ended"


@pytest.mark.parametrize("how", ["switch", "callback", "disabled", "paused", "moved"])
async def test_whatever_ends_a_subscription_the_hub_is_told(pushing, a_source, how) -> None:
    """C76."""
    made = await pushing()
    room = made.room
    changes = {"switch": {"websub": False}, "disabled": {"enabled": False}}
    room.callback = {"callback": "", "moved": "https://new.gnn9.com/hub/"}.get(how, CALLBACK)
    if how == "paused":
        room.store.save_state(replace(room.state(), paused=True))
    room.change(sources=[a_source("ians", **changes.get(how, {}))])
    room.subscribing.settle()
    await room.subscribing.run()
    modes = [(one["hub.mode"], one["hub.callback"]) for one in made.asked()[1:]]
    assert ("unsubscribe", made.asked()[0]["hub.callback"]) in modes
    assert len(modes) == (2 if how == "moved" else 1)
    assert "/hub/" in room.subscribing.paths(), "it has to be able to come back"


async def test_a_hub_that_never_confirms_the_end_is_left_alone_after_a_while(
    pushing, a_source
) -> None:
    """C76."""
    made = await pushing()
    made.room.change(sources=[a_source("xinhua")])
    made.room.subscribing.settle()
    for _ in range(600):
        made.room.clock.advance(minutes=1)
        await made.room.subscribing.run()
    assert len(made.asked()) == 1 + 5
    assert made.room.store.subscriptions() == ()


async def test_a_feed_that_names_another_hub_each_time_does_not_cost_a_request_each(
    hub, a_feed, an_item
) -> None:
    made = await hub()
    await made.verify()
    room = made.room
    for number in range(90):
        url = f"https://hub{number % 7}.example/"
        named = {"feed_url": TOPIC, "hubs": [{"type": "WebSub", "url": url}]}
        room.clock.advance(minutes=16)
        room.wire.will("ians", a_feed(an_item(str(number)), **named))
        await room.poll()
        room.subscribing.settle(["ians"])
        await room.subscribing.run()
    assert len([form for form in made.asked() if form["hub.mode"] == "subscribe"]) == 2
    (kept,) = [one for one in room.store.subscriptions() if one.mode is Mode.SUBSCRIBE]
    assert kept.hub != HUB

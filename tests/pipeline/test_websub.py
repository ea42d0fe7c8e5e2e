"""A hub is asked to push, pushes, and the source is polled less; whatever the hub does wrong costs nothing
but that.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from feeds.decide.rhythm import mean
from feeds.errors import DeadlyError, FetchError, StoreError
from feeds.model import (
    Call,
    Called,
    Mode,
    Pause,
    Payload,
    Pushed,
    Subscribed,
    Subscription,
    host_of,
)
from feeds.pipeline.brought import CUT_OFF
from tests.pipeline.newsroom import QUARTER, Newsroom

CALLBACK = "https://feeds.gnn9.com/hub/"
HUB, TOPIC = "https://hub.example/", "http://ians.example/feed"
NAMED = {"feed_url": TOPIC, "hubs": [{"type": "WebSub", "url": HUB}]}
TEN_DAYS = timedelta(days=10)


@dataclass
class Hub:
    """A hub that does what the standard wants, with the newsroom at its other end."""

    room: Newsroom
    feed: Callable[..., bytes]
    item: Callable[..., dict[str, Any]]

    def asked(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(call.body.decode())) for call in self.room.outside.calls]

    def token(self, number: int = -1) -> str:
        return self.asked()[number]["hub.callback"].removeprefix(CALLBACK)

    async def verify(self, number: int = -1, **changes: str) -> bool:
        """Whether its challenge comes back, for the request that came last."""
        form = self.asked()[number]
        said = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "c",
            "hub.lease_seconds": form.get("hub.lease_seconds", ""),
        }
        changed = {f"hub.{name}": value for name, value in changes.items()}
        return await self.room.subscribing.verify(self.token(number), said | changed)

    async def push(self, *guids: str, body: bytes = b"", sign: bool = True, **more: Any) -> bool:
        body = body or self.feed(*(self.item(guid) for guid in guids))
        sent = gzip.compress(body) if more.get("gzipped") else body
        signed = sent if more.get("signed_as_sent") else body
        secret = self.asked()[0].get("hub.secret", "")
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        signature = more.get("signature", f"sha256={digest}" if sign else "")
        return await self.room.pushing.take(self.token(), "", signature, body, sent)


@pytest.fixture
def hub(new_room, a_source, a_feed, an_item) -> Callable[..., Any]:
    """A room whose one source names a hub, polled once at noon; the hub is asked."""

    async def make(*, named: dict[str, Any] = NAMED, **changes: Any) -> Hub:
        room = new_room(a_source("ians", **{"every": QUARTER, **changes}), callback=CALLBACK)
        room.outside.says = lambda call: 202
        room.wire.will("ians", a_feed(an_item("1"), **named), etag='"1"')
        await room.poll()
        room.subscribing.settle()
        await room.subscribing.run()
        return Hub(room, a_feed, an_item)

    return make


@pytest.fixture
def pushing(hub) -> Callable[..., Any]:
    """The same, verified, and the hub has pushed."""

    async def make(**changes: Any) -> Hub:
        made: Hub = await hub(**changes)
        assert await made.verify()
        assert await made.push("1", "2")
        made.room.outside.calls[1:] = []
        return made

    return make


def one(hub: Hub) -> Subscription:
    (found,) = hub.room.store.subscriptions()
    return found


async def polls(hub: Hub, **length: float) -> int:
    """How often the source is asked while a daemon runs for so long, looking each minute."""
    room, before = hub.room, len(hub.room.wire.asked)
    end = room.clock() + timedelta(**length)
    while room.clock() < end:
        room.clock.advance(minutes=1)
        room.subscribing.rest(room.clock())
        await room.poll(early=False)
    return len(room.wire.asked) - before


def outcomes(hub: Hub) -> list[str]:
    return [e.outcome for e in hub.room.events if isinstance(e, (Pushed, Subscribed))]


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


# the lease


@pytest.mark.parametrize(
    ("given", "lasts", "renewed"),
    [
        ("864000", timedelta(days=10), timedelta(days=8)),
        ("7200", timedelta(hours=2), timedelta(minutes=96)),
        ("600", timedelta(minutes=10), timedelta(hours=1)),
        ("99999999999999", timedelta(days=14), timedelta(days=11.2)),
        ("", timedelta(days=10), timedelta(days=8)),
        ("-5", timedelta(days=10), timedelta(days=8)),
        ("²", timedelta(days=10), timedelta(days=8)),
        ("0", timedelta(0), timedelta(hours=1)),
    ],
)
async def test_a_lease_is_renewed_at_four_fifths_of_what_the_hub_gave(
    hub, given, lasts, renewed
) -> None:
    """C72."""
    made = await hub()
    await made.verify(lease_seconds=given)
    now = made.room.clock()
    assert (one(made).until, one(made).due) == (now + lasts, now + renewed)
    token = one(made).token
    made.room.clock.now = one(made).due
    made.room.start()  # another process: it is all in the store
    await made.room.subscribing.run()
    assert len(made.asked()) == 2
    assert await made.verify()
    assert (one(made).token, one(made).until) == (token, made.room.clock() + TEN_DAYS)


async def test_a_lease_that_has_lapsed_brings_the_usual_polls_back_at_once(pushing) -> None:
    """C72."""
    made = await pushing()
    made.room.outside.says = lambda call: 503
    assert await polls(made, hours=6) == 0
    lapse = one(made).until
    made.room.clock.now = lapse - timedelta(hours=1)
    await polls(made, minutes=2)  # the back-up poll that is due
    assert await polls(made, minutes=57) == 0
    assert await polls(made, minutes=14) == 1
    assert await polls(made, hours=1) == 4


@pytest.mark.parametrize("is_late", [True, False])
async def test_what_was_pushed_for_a_lease_that_lapsed_proves_nothing_for_the_next(
    pushing, is_late
) -> None:
    """C72, C75: nobody knows what was pushed in between."""
    made = await pushing()
    made.room.clock.now = one(made).until + timedelta(minutes=1)
    await polls(made, minutes=2)
    if is_late:
        assert await made.push("1", "2", "3")
        assert len(made.room.items()) == 3, "it is copy all the same"
    await made.room.subscribing.run()
    assert await made.verify()
    assert await polls(made, hours=1) == 4
    await made.push("4")
    await polls(made, minutes=16)
    assert await polls(made, hours=6) == 0


# pushes


async def test_what_is_pushed_is_judged_as_if_a_poll_had_brought_it(pushing) -> None:
    """C74."""
    made = await pushing()
    room = made.room
    assert {held.item.guid for held in room.items()} == {"1", "2"}
    room.release()
    assert len(room.headlines()) == 2
    held = room.item("2")
    (line,) = [found for found in room.store.ledger(held.id) if found.payload is not None]
    payload = room.store.payload(line.payload)
    assert isinstance(payload, Payload)
    assert (payload.url, b"Ferry 2" in payload.body) == ("http://ians.example/feed", True)
    (event,) = [e for e in room.events if isinstance(e, Pushed)]
    assert (event.outcome, dict(event.counts)) == ("new", {"new": 1})
    assert room.woken == 1


async def test_a_push_leaves_what_the_next_poll_needs_as_it_was(hub) -> None:
    """C74."""
    made = await hub()
    before = made.room.state()
    await made.verify()
    made.room.clock.advance(minutes=1)
    await made.push("1", "2")
    after = made.room.state()
    taught = {"rhythm": before.rhythm, "pulse": before.pulse, "fields": before.fields}
    assert replace(after, **taught) == before
    assert made.room.state().validators.etag == '"1"'
    assert made.room.woken == 1
    await made.push("1", "2")
    assert outcomes(made)[-1] == "same"
    assert made.room.woken == 1
    assert len(made.room.items()) == 2


async def test_a_push_while_a_poll_is_under_way_spoils_neither(hub, a_feed, an_item) -> None:
    """C74."""
    made = await hub()
    room = made.room
    await made.verify()
    room.clock.advance(hours=1)
    (claimed,) = room.store.claim(["ians"], room.clock(), timedelta(seconds=90), 9)
    await made.push("1", "2")
    assert room.state().lease_until == claimed.lease_until
    room.wire.will("ians", a_feed(an_item("2"), an_item("3")), etag='"3"')
    await room.ingest.run([claimed], lambda: None)
    assert sorted(held.item.guid for held in room.items()) == ["1", "2", "3"]
    assert room.state().validators.etag == '"3"'


@pytest.mark.parametrize("body", [b"", b"ping", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}'])  # fmt: skip
async def test_what_brings_no_items_has_the_source_polled_but_not_before_it_may_be(
    hub, body
) -> None:
    """C74."""
    made = await hub(every=timedelta(hours=6))
    room = made.room
    await made.verify()
    room.clock.advance(minutes=5)
    await made.push(body=body or b" ")
    assert outcomes(made)[-1] == "hint"
    assert room.state().next_due == room.state().last_poll + QUARTER, "C20"
    room.clock.advance(hours=1)
    await made.push(body=body or b" ")
    assert room.state().next_due <= room.clock()
    assert room.woken == 2
    assert await polls(made, minutes=1) == 1


async def test_a_hint_shortens_no_back_off_of_a_server_that_fails(hub) -> None:
    """C74."""
    made = await hub()
    await made.verify()
    made.room.clock.advance(hours=1)
    made.room.wire.will_fail("ians")
    await made.room.poll()
    due = made.room.state().next_due
    made.room.clock.advance(minutes=20)
    await made.push(body=b"ping")
    assert made.room.state().next_due == due


async def test_what_an_unsigned_hub_pushes_is_never_copy_but_has_the_source_polled(
    hub,
) -> None:
    """C73."""
    plain = {"type": "WebSub", "url": "http://hub.example/"}
    made = await hub(named={**NAMED, "hubs": [plain]}, every=timedelta(hours=6))
    await made.verify()
    made.room.clock.advance(hours=1)
    assert await made.push("1", "2")
    assert len(made.room.items()) == 1
    assert made.room.state().next_due == made.room.clock()
    assert one(made).pushed is None
    assert await polls(made, hours=12) >= 2, "and it proves nothing"


@pytest.mark.parametrize("as_sent", [True, False])
async def test_what_comes_compressed_is_signed_as_it_was_sent_or_as_it_was_before(
    pushing, as_sent
) -> None:
    """C73."""
    made = await pushing()
    assert await made.push("7", gzipped=True, signed_as_sent=as_sent)
    assert outcomes(made)[-1] == "new"
    assert len(made.room.items()) == 3


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "md5=00", "zq"])
async def test_what_is_signed_wrongly_is_ignored_counted_and_proves_nothing(
    pushing, signature
) -> None:
    """C73."""
    made = await pushing()
    due = made.room.state().next_due
    assert await made.push("7", signature=signature), "the hub is told that all is well"
    assert outcomes(made)[-1] == "ignored"
    assert len(made.room.items()) == 2
    assert made.room.state().next_due == due, "nobody is made to poll by it"
    assert one(made).pushed is None
    assert await polls(made, hours=2) == 8


async def test_what_cannot_be_recorded_is_not_acknowledged_and_what_is_missed_is_polled_for(
    pushing,
) -> None:
    made = await pushing()
    room = made.room
    room.clock.advance(minutes=1)
    room.store.fails = StoreError("the disk is full")
    with pytest.raises(StoreError):
        await made.push("1", "2", "3")
    room.store.fails = None
    for whose in (made.token(), ""):
        room.subscribing.miss(whose)
        assert await polls(made, minutes=16) == 1
        assert await polls(made, hours=6) == 0
    assert await made.push("1", "2", "3")
    assert len(room.items()) == 3


async def test_what_ends_its_readers_is_set_aside_though_it_is_pushed(hub) -> None:
    """C74, R14."""
    made = await hub()
    room = made.room
    await made.verify()
    room.reader.breaks["ians"] = DeadlyError("reading it took longer than 10 s")
    before = room.reader.reads
    for _ in range(6):
        room.clock.advance(minutes=1)
        assert await made.push("1", "2")
    assert room.reader.reads == before + 3
    assert room.state().deadly[0].deaths == 3
    await room.look()
    (told,) = room.alarms()
    assert "is set aside" in told
    room.reader.breaks.clear()
    assert await made.push("1", "2", "3"), "another document is read as ever"
    assert len(room.items()) == 3


async def test_of_what_is_cut_off_the_rest_is_polled_for(pushing) -> None:
    """C12, C74: what is whole is news, and the hub has not shown that it pushes all."""
    made = await pushing()
    room = made.room
    room.clock.advance(hours=1)
    room.reader.cuts_off.add("ians")
    assert await made.push("3")
    assert len(room.items()) == 3
    assert [event.error for event in room.events if isinstance(event, Pushed)][-1] == CUT_OFF
    assert room.state().next_due <= room.clock()
    room.reader.cuts_off.clear()
    assert await polls(made, hours=2) > 1, "it is polled as ever until it is pushed well again"


async def test_a_source_that_is_paused_takes_no_pushes_from_that_moment_on(pushing) -> None:
    """C76."""
    made = await pushing()
    room = made.room
    room.store.save_state(replace(room.state(), paused=True))
    assert not await made.push("3")
    assert len(room.items()) == 2


async def test_a_hub_whose_host_has_asked_for_a_pause_is_left_alone_too(hub) -> None:
    """C30: whoever was told so, and hubs are on the hosts of feeds as often as not."""
    made = await hub()
    room, calls = made.room, len(made.room.outside.calls)
    until = room.clock() + timedelta(hours=5)
    room.store.pause_hosts([Pause(host=host_of(HUB), until=until, source="ians")], room.clock())
    room.clock.advance(minutes=30)
    await room.subscribing.run()
    assert len(room.outside.calls) == calls
    room.clock.now = until
    await room.subscribing.run()
    assert len(room.outside.calls) == calls + 1


async def test_the_rhythm_of_a_source_is_learnt_from_what_is_pushed(hub) -> None:
    """C26, C72: when its lease ends it is polled as often as it publishes."""
    made = await hub(every=None)
    room = made.room
    await made.verify()
    for number in range(72):
        room.clock.advance(hours=1)
        stamp = room.clock().isoformat()
        item = made.item(f"n{number}", date_published=stamp)
        await made.push(body=made.feed(item))
    assert mean(room.state().rhythm) > 0.8


# polls stay


async def test_a_source_that_is_pushed_is_polled_once_a_day_all_the_same(pushing) -> None:
    """C75."""
    made = await pushing()
    assert await polls(made, hours=23.5) == 0
    assert await polls(made, hours=0.5) == 1
    assert await polls(made, days=3) in {3, 4}
    asked = [one.at for one in made.room.wire.asked]
    assert max(b - a for a, b in itertools.pairwise(asked)) <= timedelta(days=1)


async def test_a_hub_that_takes_everything_and_never_pushes_slows_no_poll(hub) -> None:
    """C75."""
    made = await hub()
    await made.verify()
    assert await polls(made, hours=6) == 24


async def test_a_poll_that_brings_what_was_not_pushed_ends_the_trust(
    pushing, a_feed, an_item
) -> None:
    """C75."""
    made = await pushing()
    made.room.wire.will("ians", a_feed(an_item("1"), an_item("3"), **NAMED))
    assert await polls(made, hours=24) == 1
    assert await polls(made, hours=6) == 24
    await made.push("3", "4")
    assert await polls(made, hours=6) == 0, "until it pushes again"


async def test_a_process_that_starts_polls_once_for_what_may_have_been_pushed_to_nobody(
    pushing,
) -> None:
    """C75."""
    made = await pushing()
    assert await polls(made, hours=2) == 0
    made.room.clock.advance(minutes=1)
    made.room.start()
    assert await polls(made, minutes=16) == 1
    assert await polls(made, hours=6) == 0


async def test_what_no_daemon_takes_care_of_is_polled_as_ever(pushing) -> None:
    """C75."""
    made = await pushing()
    for _ in range(8):  # passes of cron
        made.room.clock.advance(minutes=15)
        assert await made.room.poll(early=False) == ["ians"]


@pytest.mark.parametrize("changes", [{"schedule": "*/15 * * * *"}, {"every": timedelta(days=2)}])
async def test_times_that_the_operator_names_and_seldom_polls_stay(pushing, changes) -> None:
    """C75."""
    made = await pushing(**changes)
    expected = 96 if "schedule" in changes else 1
    assert await polls(made, days=2) in {expected, expected * 2, expected * 2 - 1}


async def test_a_source_that_begins_to_fail_is_polled_as_ever(pushing) -> None:
    made = await pushing()
    made.room.wire.will_fail("ians")
    assert await polls(made, hours=24) == 1
    assert made.room.state().failures == 1
    assert await polls(made, hours=1) == 1


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

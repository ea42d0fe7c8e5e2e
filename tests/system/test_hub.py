"""Our own hub, as a daemon serves it to subscribers on loopback."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message

import pytest

from feeds.model import Subscriber
from feeds.store.sql import open_store
from tests.servers.ports import free_port
from tests.servers.subscriber import Subscribers
from tests.system.conftest import House

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]


def story(name: str) -> str:
    return f"id: {name}\nheadline: Divers raise the {name}\n\nPune, Nov 2 (IANS) It was up.\n\n--IANS\n"


@pytest.fixture
def house(house):
    """A house with a hub of its own, beside one of others."""
    house.drop_source()
    house.publish = 'hubs = ["https://hub.example/"]\n[hub]\nenabled = true\n'
    house.fetch = 'min_interval = "1s"\nallow_networks = ["127.0.0.0/8"]'
    house.write()
    return house


@pytest.fixture
def publish(house, wait_until: Until):
    """Delivers a story; gives the feed that has it, as readers get it."""

    def run(name: str) -> bytes:
        house.put(f"{name}.txt", story(name))
        wait_until(lambda: f"the {name}".encode() in house.get("all.rss")[1], 20, f"{name} is out")
        return bytes(house.get("all.rss")[1])

    return run


def head(house, path: str) -> Message:
    with urllib.request.urlopen(f"{house.base}{path}", timeout=10) as answer:
        return answer.headers


def subscribe(
    house, subscribers: Subscribers, callback: str, wait_until: Until, **more: str
) -> None:
    topic = f"{house.base}all.rss"
    assert subscribers.request(f"{house.base}hub", topic, callback, **more) == 202
    wait_until(lambda: callback in held(house), 20, "it is subscribed")


def held(house) -> dict[str, Subscriber]:
    """The subscribers in the store, by callback."""
    with closing(open_store(f"sqlite:///{house.folder}/feeds.db", readonly=True)) as store:
        return {one.callback: one for one in store.subscribers()}


def test_who_subscribes_is_asked_and_gets_what_is_published_the_moment_it_is(
    house, subscribers: Subscribers, publish, wait_until: Until
) -> None:
    """S13, S14; WebSub 4, 5.1, 5.3, 7 and 7.1: with the links, the type and the bytes of what is served."""
    daemon = house.start()
    publish("bell")
    hub, topic = f"{house.base}hub", f"{house.base}all.rss"
    assert f'<{topic}>; rel="self"' in head(house, "all.rss")["Link"]
    links = head(house, "all.rss")["Link"].split(", ")
    assert next(one for one in links if 'rel="hub"' in one) == f'<{hub}>; rel="hub"'
    assert f'rel="hub" href="{hub}"'.encode() in house.get("all.rss")[1]
    named = json.loads(house.get("all.json")[1])["hubs"]
    assert [one["url"] for one in named] == [hub, "https://hub.example/"]

    callback = subscribers.callback(query="?of=a+b")
    subscribe(house, subscribers, callback, wait_until, secret="zqsecret")
    (asked,) = subscribers.asked
    assert (asked.query["hub.mode"], asked.query["hub.topic"]) == ("subscribe", topic)
    assert asked.query["of"] == "a b"
    assert subscribers.got == []

    body = publish("ferry")
    wait_until(lambda: subscribers.got, 5, "it is delivered")
    (got,) = subscribers.got
    assert (got.callback, got.body) == (callback, body)
    assert got.headers["content-type"] == head(house, "all.rss")["Content-Type"]
    assert got.headers["link"] == f'<{hub}>; rel="hub", <{topic}>; rel="self"'
    digest = hmac.new(b"zqsecret", body, hashlib.sha256).hexdigest()
    assert got.headers["x-hub-signature"] == f"sha256={digest}"

    # The daemon counts it when it has the subscriber's answer, which is after the subscriber had the feed.
    delivered = b'feeds_hub_deliveries_total{outcome="delivered"} 1.0'
    wait_until(lambda: delivered in house.get("metrics")[1], 5, "it is counted")
    metrics = house.get("metrics")[1].decode()
    assert 'feeds_hub_requests_total{outcome="subscribed"} 1.0' in metrics
    assert house.stop(daemon) == 0
    assert '"event": "delivery"' in house.log()
    assert "zqsecret" not in house.log()
    assert "/take" not in house.log()


def test_hubs_that_a_reload_brings_are_named_in_link_as_in_the_feed(
    house, publish, wait_until: Until
) -> None:
    """S13."""
    daemon = house.start()
    publish("bell")
    assert "https://hub.example/" in head(house, "all.rss")["Link"]
    house.publish = house.publish.replace("hub.example", "other.example")
    house.write()
    daemon.send_signal(signal.SIGHUP)
    wait_until(
        lambda: b"https://other.example/" in house.get("all.rss")[1], 20, "the feed names it"
    )
    link = head(house, "all.rss")["Link"]
    assert f'<{house.base}hub>; rel="hub", <https://other.example/>; rel="hub"' in link
    assert "hub.example/>" not in link.replace("other.example", "")
    assert house.stop(daemon) == 0


def test_what_was_owed_when_the_daemon_was_killed_is_delivered_once_it_runs_again(
    house, subscribers: Subscribers, publish, wait_until: Until
) -> None:
    """S14: who had it already is not sent it again; who failed gets the newest."""
    daemon = house.start()
    publish("bell")
    taker, other = subscribers.callback(), subscribers.callback(host="127.1.2.3")
    subscribe(house, subscribers, taker, wait_until)
    subscribe(house, subscribers, other, wait_until)
    subscribers.does[other] = "500"
    first = publish("ferry")
    wait_until(lambda: subscribers.bodies(other), 20, "it is tried")
    wait_until(lambda: subscribers.bodies(taker), 20, "it is delivered")
    wait_until(
        lambda: [one["delivered"] for one in house.json("hub")].count(None) == 1,
        20,
        "it is on disk",
    )
    house.stop(daemon, signal.SIGKILL)
    del subscribers.does[other]
    house.put("tram.txt", story("tram"))
    daemon = house.start()
    wait_until(lambda: b"the tram" in house.get("all.rss")[1], 20, "tram is out")
    second = bytes(house.get("all.rss")[1])
    wait_until(lambda: subscribers.bodies(other)[-1] == second, 25, "it is tried again")
    wait_until(lambda: subscribers.bodies(taker)[-1] == second, 20, "it is delivered")
    assert subscribers.bodies(taker) == [first, second]
    assert house.stop(daemon) == 0


def test_from_cron_a_server_hears_requests_and_each_pass_asks_and_delivers(
    house, subscribers: Subscribers, wait_until: Until
) -> None:
    house.put("bell.txt", story("bell"))
    house.feeds("once")
    server = house.start("serve")
    hub, topic = f"{house.base}hub", f"{house.base}all.rss"
    callbacks = [subscribers.callback(does) for does in ("take", "410", "silent")]
    for callback in callbacks:
        assert subscribers.request(hub, topic, callback) == 202
    assert subscribers.request(hub, f"{house.base}all.html", callbacks[0]) == 400
    assert subscribers.asked == []
    house.feeds("once")
    assert len(subscribers.asked) == 3
    house.put("ferry.txt", story("ferry"))
    house.feeds("once", "--source", "ians")
    assert sorted(one.callback for one in subscribers.got) == sorted(callbacks[:2])
    assert subscribers.bodies(callbacks[0]) == [house.get("all.rss")[1]]
    assert [(one.callback, one.failures) for one in held(house).values()] == [(callbacks[0], 0)]
    house.feeds("kill", "ferry", "--reason", "the agency asks for it")  # no pass is waited for
    last = subscribers.bodies(callbacks[0])[-1]
    assert last == house.get("all.rss")[1]
    assert b"the ferry" not in last
    assert house.stop(server) == 0


def test_another_house_that_subscribes_has_a_story_without_a_poll(
    house, publish, tmp_path, wait_until: Until
) -> None:
    """Both sides of the standard, each by its own daemon."""
    daemon = house.start()
    publish("bell")
    (tmp_path / "other").mkdir()
    other = House(folder=tmp_path / "other", port=free_port(), site="Another")
    other.source("ours", f"{house.base}all.rss", every="1h")
    other.publish = f'[websub]\ncallback = "{other.base}hub"\n'
    other.write()
    try:
        process = other.start()
        wait_until(lambda: held(house), 20, "it has subscribed")
        publish("ferry")
        wait_until(lambda: b"the ferry" in other.get("all.rss")[1], 20, "it was pushed")
        (one,) = held(house).values()
        assert one.secret
        wait_until(lambda: next(iter(held(house).values())).delivered, 20, "it was acknowledged")
        assert other.stop(process) == 0
    finally:
        for process in other.running:
            process.kill()
    assert house.stop(daemon) == 0


@pytest.mark.alone
def test_a_thousand_subscribers_of_whom_a_hundred_are_dead_delay_nothing(
    house, subscribers: Subscribers, publish, wait_until: Until
) -> None:
    """S14: refused, failed or hung up on; the next release is out while the dead are still waited for."""
    house.feeds("once")
    now = datetime.now(UTC)
    like = Subscriber(
        callback="",
        topic=f"{house.base}all.rss",
        path="all.rss",
        secret="zq",
        created=now,
        until=now + timedelta(days=1),
        mark="",
        due=now,
    )
    closed = free_port()

    def address(n: int) -> str:
        host = f"127.{1 + n // 250}.{n % 250}.{1 + n % 200}"
        if n % 10:
            return subscribers.callback(host=host)
        kind = n // 10 % 3
        return (
            f"http://{host}:{closed}/",
            subscribers.callback("500", host),
            subscribers.callback("hang", host),
        )[kind]

    with closing(open_store(f"sqlite:///{house.folder}/feeds.db")) as store, store.transaction():
        for n in range(1000):
            store.save_subscriber(replace(like, callback=address(n)))
    alive = {address(n) for n in range(1000) if n % 10}

    daemon = house.start()
    begun = time.monotonic()
    publish("bell")
    wait_until(lambda: subscribers.got, 20, "deliveries are under way")
    again = time.monotonic()
    second = publish("ferry")
    released = time.monotonic() - again
    wait_until(
        lambda: len({one.callback for one in subscribers.got if one.body == second} & alive) == 900,
        60,
        "everybody who is alive has the second",
    )
    took = time.monotonic() - begun
    assert released < 8, "whoever hangs does so for ten seconds"
    counts = Counter((one.callback, one.body) for one in subscribers.got if one.callback in alive)
    assert set(counts.values()) == {1}, "nobody gets anything twice"
    print(f"1000 subscribers, 100 dead: next release {released:.2f} s, both delivered {took:.2f} s")
    assert house.stop(daemon) == 0

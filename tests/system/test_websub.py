"""A hub on loopback and the real daemon: what is published at the origin is in our feed without a poll, and
whatever the hub does wrong, polls bring it.
"""

from __future__ import annotations

import signal
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable

import pytest

from tests.servers.hub import WebSubHub, send

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]


class Origin:
    """The publisher of one feed, who names the hub in it."""

    def __init__(self, publisher, hub: WebSubHub) -> None:
        self._publisher = publisher
        self._hub = hub
        self.topic = f"http://{publisher.address}/feed"
        self.publish("bell")

    def publish(self, *names: str) -> bytes:
        items = "".join(
            f"<item><title>Divers raise the {name} of Pune</title><guid>{name}</guid>"
            f"<link>http://wire.example/{name}</link>"
            f"<description>The {name} came out of the bay on Monday.</description></item>"
            for name in names
        )
        links = (
            f'<atom:link rel="hub" href="{self._hub.address}"/>'
            f'<atom:link rel="self" href="{self.topic}"/>'
        )
        self.body = (
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>W</title>'
            f"{links}{items}</channel></rss>"
        ).encode()
        self._publisher.publish("/feed", self.body)
        return self.body

    def push(self, *names: str) -> list[int]:
        """Publishes, and the hub distributes it; what we have answered."""
        return self._hub.push(self.topic, self.publish(*names))

    def polls(self) -> int:
        return len(self._publisher.requests)


@pytest.fixture
def origin(publisher, websub_hub: WebSubHub) -> Origin:
    return Origin(publisher, websub_hub)


@pytest.fixture
def start(house, origin: Origin, websub_hub: WebSubHub, wait_until: Until):
    """Starts the daemon with one source; returns when the hub has it."""

    def run(*, every: str = "1h", verified: bool = True, **keys: object) -> object:
        house.sources.clear()
        house.source("wire", origin.topic, every=every, **keys)
        house.publish = f'[websub]\ncallback = "{house.base}hub"\n'
        house.write()
        process = house.start()
        if verified:
            wait_until(lambda: websub_hub.subscribers, 20, "the hub is asked, and confirmed")
        return process

    return run


def says(house, words: str) -> Callable[[], bool]:
    return lambda: words.encode() in house.get("all.rss")[1]


def reason(house) -> str:
    (report,) = house.json("sources")
    return str(report["reason"])


def metrics(house) -> str:
    return house.get("metrics")[1].decode()


def test_what_is_published_is_in_our_feed_without_a_poll(
    house, origin: Origin, websub_hub: WebSubHub, start, wait_until: Until
) -> None:
    """C70, C71, C74."""
    daemon = start()
    (asked,) = websub_hub.asked
    assert (asked["hub.topic"], asked["hub.mode"]) == (origin.topic, "subscribe")
    wait_until(lambda: websub_hub.verified, 5, "the hub has its challenge")
    assert websub_hub.verified == [("subscribe", 200, True)]
    assert "which has pushed nothing yet" in reason(house)
    wait_until(says(house, "bell of Pune"), 20, "the poll's story is out")

    took = []
    for name in ("ferry", "tram", "lift"):  # what else this machine does can spoil one
        begun = time.monotonic()
        assert origin.push("bell", name) == [204]
        wait_until(says(house, f"{name} of Pune"), 20, "what was pushed is out")
        took.append(time.monotonic() - begun)
    assert min(took) < 2
    assert origin.polls() == 1
    assert websub_hub.faults == []
    assert f"pushed by {websub_hub.address} until 2" in reason(house)
    assert 'feeds_pushes_total{outcome="new"} 3.0' in metrics(house)
    assert house.stop(daemon) == 0


def test_what_was_acknowledged_outlives_the_process(
    house, origin: Origin, websub_hub: WebSubHub, start, wait_until: Until
) -> None:
    """C72, C74."""
    daemon = start()
    wait_until(says(house, "bell of Pune"), 20, "the poll's story is out")
    assert origin.push("ferry") == [204]
    house.stop(daemon, signal.SIGKILL)
    origin.publish("bell")  # and no poll will bring it
    start()
    wait_until(says(house, "ferry of Pune"), 20, "what was pushed is out")
    assert origin.polls() == 1
    assert len(websub_hub.asked) == 1, "the lease is remembered"
    assert origin.push("ferry", "tram") == [204], "and so is its secret"
    wait_until(says(house, "tram of Pune"), 20, "the next process takes pushes")


def test_what_is_signed_wrongly_is_ignored_and_counted(
    house, origin: Origin, websub_hub: WebSubHub, start, wait_until: Until
) -> None:
    """C73."""
    start()
    websub_hub.forges = True
    assert origin.push("ferry") == [204]
    wait_until(
        lambda: 'feeds_pushes_total{outcome="ignored"} 1.0' in metrics(house), 10, "it is counted"
    )
    websub_hub.forges = False
    for websub_hub.method in ("sha1", "sha512"):
        assert origin.push("tram", websub_hub.method) == [204]
    wait_until(says(house, "sha512 of Pune"), 20, "what is signed is out")
    assert b"ferry" not in house.get("all.rss")[1]
    assert origin.polls() == 1
    assert "its signature is wrong" in house.log()


def test_polls_rest_while_a_hub_pushes(house, origin: Origin, start, wait_until: Until) -> None:
    """C75."""
    start(every="1s")
    wait_until(lambda: origin.polls() >= 3, 30, "nothing was pushed: it is polled")
    assert origin.push("bell", "ferry") == [204]
    # A poll that is under way may bring it as well, and be taken for what the hub has missed.
    wait_until(lambda: origin.push("bell", "ferry") and rests(origin), 60, "it is left to its hub")
    assert "pushed by" in reason(house)


def rests(origin: Origin) -> bool:
    """Whether a source is not asked that is to be asked each second."""
    before = origin.polls()
    threading.Event().wait(3)
    return origin.polls() == before


def test_polls_are_back_when_the_lease_of_a_hub_ends(
    house, origin: Origin, websub_hub: WebSubHub, start, wait_until: Until
) -> None:
    """C72."""
    websub_hub.lease = 15
    start(every="1s")
    assert origin.push("bell", "ferry") == [204]
    wait_until(lambda: "has ended" in reason(house), 40, "the lease ends")
    polls = origin.polls()
    wait_until(lambda: origin.polls() >= polls + 3, 30, "it is polled")


def test_a_hub_that_takes_everything_and_never_pushes_costs_nothing(
    house, origin: Origin, websub_hub: WebSubHub, start, wait_until: Until
) -> None:
    """C75."""
    websub_hub.is_silent = True
    start(every="1s")
    assert origin.push("bell", "ferry") == []
    wait_until(says(house, "ferry of Pune"), 20, "a poll has brought it")
    polls = origin.polls()
    wait_until(lambda: origin.polls() >= polls + 3, 20, "and others follow")


@pytest.mark.parametrize("how", ["refuses", "denies"])
def test_a_hub_that_will_not_is_shown_and_polls_go_on(
    house, origin: Origin, websub_hub: WebSubHub, start, wait_until: Until, how: str
) -> None:
    websub_hub.refuses = 403 if how == "refuses" else 0
    websub_hub.denies = "not for you" if how == "denies" else ""
    start(every="1s", verified=False)
    said = {"refuses": "it answers 403", "denies": "denied the subscription: not for you"}[how]
    wait_until(lambda: said in reason(house), 20, "what the hub has said is shown")
    origin.publish("bell", "ferry")
    wait_until(says(house, "ferry of Pune"), 20, "a poll has brought it")


def test_a_source_that_leaves_the_config_leaves_its_hub(
    house, origin: Origin, websub_hub: WebSubHub, start, wait_until: Until
) -> None:
    """C76."""
    daemon = start()
    callback = websub_hub.asked[0]["hub.callback"]
    kept = dict(websub_hub.subscribers)
    house.sources.clear()
    house.publish = ""  # the switch goes off as well: it has to come back all the same
    house.write()
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: not websub_hub.subscribers, 20, "the hub has it confirmed that it is over")
    assert [one["hub.mode"] for one in websub_hub.asked] == ["subscribe", "unsubscribe"]
    assert websub_hub.asked[1]["hub.callback"] == callback
    assert websub_hub.verified[-1] == ("unsubscribe", 200, True)
    websub_hub.subscribers.update(kept)
    assert origin.push("ferry") == [410]
    assert b"ferry" not in house.get("all.rss")[1]


def test_who_does_not_know_a_callback_finds_none(house, origin: Origin, start) -> None:
    """C71."""
    start()
    topic = urllib.parse.quote(origin.topic, safe="")
    for token in ("", "x" * 43, "x" * 42):
        query = f"hub.mode=subscribe&hub.topic={topic}&hub.challenge=c&hub.lease_seconds=9"
        assert house.get(f"hub/{token}?{query}")[0] == 404
    request = urllib.request.Request(f"{house.base}hub/{'x' * 43}", origin.body, method="POST")
    assert send(request)[0] == 410

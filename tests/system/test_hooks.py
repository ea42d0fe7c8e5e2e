"""Hubs and caches on loopback: a kill reaches both and the receipt says so; who hangs delays nobody; nothing
is lost when the process ends in between.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.servers.outside import Outside
from tests.system.test_kill import traces

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]

SECRET = "quiet bell of Pune"
STORY = (
    f"id: bell\nheadline: Divers raise the {SECRET}\n\n"
    f"Pune, Nov 2 (IANS) Divers have raised the {SECRET} from the bay.\n\n--IANS\n"
)
OTHER = "id: ferry\nheadline: Ferry resumes\n\nPune, Nov 2 (IANS) It left at noon.\n\n--IANS\n"
FEEDS = ["all.rss", "all.atom", "all.json"]
REASON = ("--reason", "the agency asks for it")


@pytest.fixture
def hub(outside) -> Outside:
    return outside()


@pytest.fixture
def cache(outside) -> Outside:
    return outside()


@pytest.fixture
def house(house, hub: Outside, cache: Outside):
    """A house with a hub and a cache, and its feeds in that cache."""
    house.drop_source()
    house.publish = (
        f'hubs = ["{hub.address}"]\n[[publish.purge]]\nurl = "{cache.address}{{path}}"\n'
    )
    house.write()
    cache.behind = house.base
    house.here = True
    return house


def outcomes(lines: list[dict[str, object]]) -> list[tuple[object, object]]:
    """Of hubs and caches, in the order of their stages."""
    found = [(one["stage"], one["status"]) for one in lines]
    return sorted(one for one in found if one[0] in {"hub", "cache"})


def page_of(house, guid: str = "bell") -> str:
    (held,) = [one for one in house.json("items", "--all") if one["guid"] == guid]
    return str(held["page"]).removeprefix(house.base)


def test_a_kill_on_a_daemon_reaches_the_hub_and_the_cache_and_its_receipt_says_so(
    house, hub: Outside, cache: Outside, wait_until: Until
) -> None:
    daemon = house.start()
    house.put("bell.txt", STORY)
    house.put("ferry.txt", OTHER)
    wait_until(lambda: b"Ferry resumes" in house.get("all.rss")[1], 20, "the stories are out")
    wait_until(lambda: f"{house.base}all.json" in hub.topics(), 20, "the hub is told of them")
    page = page_of(house)
    read = ["all.rss", "all.atom", "all.json", "all.html", "index.html", "", page]
    assert any(SECRET.encode() in cache.get(path)[1] for path in read)
    hub.asked.clear()

    lines = house.json("kill", "bell", *REASON)
    assert outcomes(lines) == [("cache", "purged"), ("hub", "told")]
    assert not any(SECRET.encode() in cache.get(path)[1] for path in read)
    assert cache.get(page)[0] == 410
    # It may be told of the last story only now: of each feed once or twice.
    assert set(hub.topics()) == {f"{house.base}{path}" for path in FEEDS}
    assert outcomes(house.json("explain", "bell")) == [("cache", "purged"), ("hub", "told")]
    at = {one["stage"]: datetime.fromisoformat(str(one["at"])) for one in lines}
    assert at["cache"] >= at["publish"] <= at["hub"]

    metrics = house.get("metrics")[1].decode()
    assert 'feeds_hook_documents_total{kind="hub",outcome="told"}' in metrics
    assert house.stop(daemon) == 0


@pytest.mark.alone
def test_a_hub_that_hangs_delays_neither_kill_nor_cache_nor_publication(
    house, hub: Outside, cache: Outside, wait_until: Until
) -> None:
    """S14."""
    house.here = False
    daemon = house.start()
    house.put("bell.txt", STORY)
    house.put("ferry.txt", OTHER)
    house.put("tram.txt", OTHER.replace("ferry", "tram").replace("Ferry", "Tram"))
    wait_until(lambda: b"Ferry resumes" in house.get("all.rss")[1], 20, "a story is out")
    wait_until(lambda: b"Tram resumes" in house.get("all.rss")[1], 20, "so are the others")
    wait_until(hub.topics, 20, "the hub is told of them")
    page = page_of(house)
    cache.get(page)
    hub.free.clear()

    begun = time.monotonic()
    took = []
    for guid in ("bell", "ferry", "tram"):  # what else this machine does can spoil one
        lines = house.json("kill", guid, *REASON)
        files = [
            datetime.fromisoformat(str(one["at"])) for one in lines if one["stage"] == "publish"
        ]
        decided = min(datetime.fromisoformat(str(one["at"])) for one in lines)
        took.append((max(files) - decided).total_seconds())
        assert outcomes(lines) == [("cache", "purged"), ("hub", "waiting")]
    assert time.monotonic() - begun < 60
    assert min(took) < 1
    assert cache.get(page)[0] == 410

    house.put("lift.txt", OTHER.replace("ferry", "lift").replace("Ferry", "Lift"))
    wait_until(lambda: b"Lift resumes" in house.get("all.rss")[1], 20, "a later story is out")
    hub.free.set()
    wait_until(
        lambda: ("hub", "told") in outcomes(house.json("explain", "bell")), 40, "the hub is told"
    )
    assert house.stop(daemon) == 0


def test_what_a_daemon_that_was_killed_had_not_told_the_next_one_tells(
    house, hub: Outside, cache: Outside, wait_until: Until
) -> None:
    """S14."""
    daemon = house.start()
    house.put("bell.txt", STORY)
    wait_until(lambda: SECRET.encode() in house.get("all.rss")[1], 20, "the story is out")
    wait_until(lambda: f"{house.base}all.json" in hub.topics(), 20, "the hub is told of it")
    hub.status = cache.status = 503
    lines = house.json("kill", "bell", *REASON)
    assert ("hub", "waiting") in outcomes(lines)
    house.stop(daemon, signal.SIGKILL)
    hub.asked.clear()
    cache.asked.clear()
    hub.status = cache.status = 204

    daemon = house.start()
    both = [("cache", "purged"), ("hub", "told")]
    wait_until(
        lambda: set(both) <= set(outcomes(house.json("explain", "bell"))), 30, "both are told"
    )
    assert sorted(set(hub.topics())) == sorted(f"{house.base}{path}" for path in FEEDS)
    assert page_of(house) in cache.purged()
    warned = [line for line in house.log().splitlines() if '"told"' in line and "warning" in line]
    assert 0 < len(warned) <= 4, "once for each, by each daemon"
    assert house.stop(daemon) == 0


def test_without_a_daemon_a_pass_tells_and_so_does_a_kill(
    house, hub: Outside, cache: Outside, wait_until: Until
) -> None:
    house.put("bell.txt", STORY)
    house.put("ferry.txt", OTHER)
    assert {"hook": f"hub {hub.address}", "told": 3, "failed": 0, "error": ""} in house.json("once")
    assert sorted(hub.topics()) == sorted(f"{house.base}{path}" for path in FEEDS)
    lines = house.json("kill", "bell", *REASON)
    assert outcomes(lines) == [("cache", "purged"), ("hub", "told")]

    hub.status = 500
    said = house.feeds("kill", "ferry", *REASON).stdout
    assert (
        f"hub {hub.address} could not be told of all.rss, all.atom, all.json: it answers 500"
        in said
    )
    assert f"hub {hub.address} is still to be told of all.rss, all.atom, all.json" in said
    hub.asked.clear()
    hub.status = 204

    def told() -> bool:
        house.feeds("once")
        return ("hub", "told") in outcomes(house.json("explain", "ferry"))

    wait_until(told, 30, "a later pass tells it, though nothing else is to be done")


def test_a_hub_that_is_away_is_named_by_the_first_pass_alone(
    house, hub: Outside, wait_until: Until
) -> None:
    hub.status = 500
    house.put("bell.txt", STORY)
    first = house.feeds("once")
    assert f"hub {hub.address}: it answers 500 Internal Server Error" in first.stderr

    def again() -> bool:
        asked = len(hub.asked)
        assert house.feeds("once").stderr == ""
        return len(hub.asked) > asked

    wait_until(again, 30, "it is tried again")


def test_a_hub_out_of_reach_is_named_by_a_check(house) -> None:
    house.fetch = 'min_interval = "1s"'
    house.write()
    said = house.feeds("check", status=1).stderr
    assert "hub http://127.0.0.1" in said
    assert "{path}: 127.0.0.1 is loopback" in said


@pytest.mark.parametrize("daemon", [True, False])
def test_what_is_purged_leaves_the_cache_and_no_word_in_the_outbox(
    house, cache: Outside, wait_until: Until, daemon: bool
) -> None:
    running = house.start()
    house.put("bell.txt", STORY)
    wait_until(lambda: SECRET.encode() in house.get("all.rss")[1], 20, "the story is out")
    page = page_of(house)
    if not daemon:
        house.stop(running)
    house.feeds("purge", "--source", "ians")
    assert page in cache.purged()
    assert [path for path in traces(house.folder) if house.drop not in path.parents] == []

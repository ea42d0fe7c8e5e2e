"""A channel gets another name while the daemon runs: who still asks for the old one is led to it, and finds the same stories."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.system.conftest import House, until

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

COPY = Path(__file__).parents[2] / "wire" / "ians"


def test_a_renamed_channel_redirects_and_a_retired_one_is_gone_from_a_reload_on(
    house: House,
) -> None:
    """S12, S19: ids of items do not change with it."""
    house.drop_source()
    for one in sorted(COPY.glob("*.txt")):
        house.put(one.name, one.read_bytes())
    house.channels = [
        '[[channel]]\nid = "foreign"\ntitle = "World"\n',
        '[[channel]]\nid = "chess"\ntitle = "Chess"\n',
    ]
    house.write()
    daemon = house.start()
    until(lambda: b"<guid" in house.get("foreign.rss")[1], 30, "stories are published")
    before = house.get("foreign.rss")[1]
    assert house.get("chess.rss")[0] == 200

    house.channels = ['[[channel]]\nid = "world"\ntitle = "World"\nformerly = ["foreign"]\n']
    house.publish = 'retired = ["chess"]'
    house.write()
    daemon.send_signal(signal.SIGHUP)
    until(lambda: house.get("chess.rss")[0] == 410, 30, "the old files are gone")
    old, new = f"{house.base}foreign.rss", f"{house.base}world.rss"
    until(lambda: leads(old)[0] == new, 30, "the old address leads to the new")
    after = leads(old)[1]
    assert guids(after) == guids(before)
    assert house.stop(daemon) == 0


def guids(feed: bytes) -> list[bytes]:
    found = [part.partition(b"</guid>")[0] for part in feed.split(b"<guid")[1:]]
    assert found
    return found


def leads(address: str) -> tuple[str, bytes]:
    """Where an address leads, and what stands there; nowhere while there is nothing."""
    try:
        with urllib.request.urlopen(address, timeout=10) as found:
            return found.geturl(), found.read()
    except urllib.error.HTTPError as fault:
        with fault:
            return "", b""

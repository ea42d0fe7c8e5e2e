"""The command against servers that deliver, and a pass that is killed in the middle."""

import re
import signal
import subprocess

import pytest

from tests.system.conftest import COMMAND

STORY = "headline: {headline}\ndate: 2026-11-02 16:30\nid: {id}\n\nPUNE, Nov 2 (IANS) It was so.\n"


@pytest.fixture
def house(house):
    house.here = True
    return house


@pytest.fixture
def wired(house, remote):
    house.source("ians", remote.url, every="1s")
    house.sources[-1] += remote.auth_table(house.folder)
    house.write()
    for number in range(3):
        copy = STORY.format(headline=f"Ferry {number}", id=number)
        remote.deliver(f"{number}.txt", copy.encode(), minute=number)
    return house


def headlines(house) -> list[str]:
    return re.findall(r"<title>(Ferry \d)</title>", (house.public / "all.rss").read_text())


def kill_after_reading(house, remote) -> None:
    """A pass that is killed when it has read, and before it records."""
    reached, go_on = remote.hold_after_reading()
    process = subprocess.Popen(
        [COMMAND, "once"], cwd=house.folder, stderr=subprocess.PIPE, text=True
    )
    try:
        assert reached.wait(60), process.communicate(timeout=60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
        go_on.set()
    remote.on.clear()


@pytest.mark.system
def test_a_pass_that_is_killed_between_reading_and_recording_loses_and_doubles_nothing(
    wired, remote
) -> None:
    kill_after_reading(wired, remote)
    assert wired.json("items") == []
    wired.feeds("once")
    assert sorted(headlines(wired)) == ["Ferry 0", "Ferry 1", "Ferry 2"]
    assert len(wired.json("items", "--all")) == 3


@pytest.mark.system
def test_a_kill_in_a_later_pass_leaves_what_is_remembered_as_the_pass_before_left_it(
    wired, remote
) -> None:
    wired.feeds("once")
    before = [(one["id"], one["version"]) for one in wired.json("items", "--all")]
    for number in range(3, 6):
        copy = STORY.format(headline=f"Ferry {number}", id=number)
        remote.deliver(f"{number}.txt", copy.encode(), minute=number)
    kill_after_reading(wired, remote)
    assert [(one["id"], one["version"]) for one in wired.json("items", "--all")] == before
    wired.feeds("once")
    wired.feeds("once")
    assert sorted(headlines(wired)) == [f"Ferry {number}" for number in range(6)]
    assert len(wired.json("items", "--all")) == 6


@pytest.mark.system
def test_an_online_check_says_what_a_source_has_and_takes_nothing(wired, remote) -> None:
    done = wired.feeds("check", "--online")
    assert re.search(r"3 items \((?:wiretext|mail)\)", done.stdout)
    wired.feeds("once")
    assert len(headlines(wired)) == 3


@pytest.mark.system
def test_no_password_stands_in_what_is_written(wired, remote) -> None:
    wired.feeds("once", "--verbose", status=None)
    for path in wired.folder.rglob("*"):
        if path.is_file() and path.name != "password":
            assert b"zqsecret" not in path.read_bytes(), path


def test_a_source_that_may_not_be_reached_is_named_beforehand(house, remote) -> None:
    house.fetch = 'min_interval = "1s"'
    house.source("ians", remote.url)
    house.sources[-1] += remote.auth_table(house.folder)
    house.write()
    done = house.feeds("check", status=None)
    assert "127.0.0.1 is loopback" in done.stdout + done.stderr

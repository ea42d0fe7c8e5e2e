"""The daemon as ops know it: signals, one writer, reload, and what a command tells it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]


@pytest.mark.alone
def test_a_file_in_the_drop_directory_is_on_the_feed_within_two_seconds(
    house, wait_until: Until
) -> None:
    house.drop_source()
    house.write()
    house.start()
    house.put("a.txt", "id: a\nheadline: Ferry resumes\n\nPune, Nov 2 (IANS) It left.\n\n--IANS\n")
    start = time.monotonic()
    wait_until(lambda: b"Ferry resumes" in house.get("all.rss")[1], 10, "the story is out")
    assert time.monotonic() - start < 5  # two seconds are promised; this machine may be busy
    assert (house.drop / "done" / "a.txt").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_time_with_nothing_half_written(house, number: int) -> None:
    house.drop_source()
    house.write()
    daemon = house.start()
    house.put("a.txt", "id: a\nheadline: Ferry\n\nPune, Nov 2 (IANS) It left.\n\n--IANS\n")
    begin = time.monotonic()
    assert house.stop(daemon, number) == 0
    assert time.monotonic() - begin < 30
    assert not [path for path in house.public.rglob("*") if ".tmp" in path.name]


def test_a_second_writer_is_refused_and_told_who_holds_the_store(house) -> None:
    house.drop_source()
    house.write()
    daemon = house.start()
    for command in ("run", "once"):
        refused = house.feeds(command, status=1, seconds=10)
        assert str(daemon.pid) in refused.stderr


def test_a_damaged_line_of_the_journal_is_told_once_and_the_next_is_applied(
    house, wait_until: Until
) -> None:
    house.drop_source()
    house.write()
    house.start()
    house.put("a.txt", "id: a\nheadline: Ferry\n\nPune, Nov 2 (IANS) It left.\n\n--IANS\n")
    wait_until(lambda: b"Ferry" in house.get("all.rss")[1], 10, "the story is out")
    (journal := house.folder / "feeds.db.journal").write_text("{half a line\n")
    house.feeds("kill", "a", "--reason", "asked for")
    assert b"Ferry" not in house.get("all.rss")[1]
    told = [line for line in house.log().splitlines() if '"journal"' in line]
    assert len(told) == 1
    assert f"{journal}: line 1 cannot be read" in told[0]
    assert '"level": "error"' in told[0]


def test_a_reload_takes_the_new_config_and_refuses_a_bad_one(house, wait_until: Until) -> None:
    house.drop_source()
    house.write()
    daemon = house.start()
    house.put("a.txt", "id: a\nheadline: Ferry\n\nPune, Nov 2 (IANS) It left.\n\n--IANS\n")
    wait_until(lambda: b"Ferry" in house.get("all.rss")[1], 10, "the story is out")

    path = house.folder / "config.toml"
    good = path.read_text()
    path.write_text(good + '\n[[channel]]\nid = "x"\ntitel = "Typo"\n')
    os.kill(daemon.pid, signal.SIGHUP)
    wait_until(lambda: "titel" in house.log(), 10, "the fault is named")
    assert daemon.poll() is None

    path.write_text(good + '\n[[channel]]\nid = "second"\ntitle = "Second"\n')
    os.kill(daemon.pid, signal.SIGHUP)
    wait_until(lambda: house.get("second.rss")[0] == 200, 15, "the new channel is out")
    assert b"Ferry" in house.get("second.rss")[1]


def test_a_source_that_is_added_is_polled_by_the_running_daemon(
    house, publisher, an_rss, wait_until: Until
) -> None:
    house.drop_source()
    house.write()
    house.start()
    said = house.feeds("add", publisher.publish("/feed", an_rss(("1", "Ferry", "It left."))))
    assert said.returncode == 0
    assert "written; the daemon reads it" in said.stderr
    wait_until(lambda: b"Ferry" in house.get("all.rss")[1], 15, "its story is out")


def test_a_reload_that_narrows_a_right_takes_the_copy_back_at_once(
    house, publisher, an_rss, wait_until: Until
) -> None:
    words = " ".join(f"word{n}" for n in range(200)) + " kumquat"
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", words))), every="1h")
    path = house.write()
    daemon = house.start()
    wait_until(lambda: b"kumquat" in house.get("all.rss")[1], 10, "the full copy is out")
    page = next((house.public / "story").rglob("*.html"))
    path.write_text(path.read_text().replace('rights = "full"', 'rights = "summary"'))
    os.kill(daemon.pid, signal.SIGHUP)
    wait_until(lambda: b"kumquat" not in house.get("all.rss")[1], 15, "the copy is taken back")
    wait_until(lambda: "kumquat" not in page.read_text(), 15, "from its page too")
    house.stop(daemon)
    everything = b"".join(path.read_bytes() for path in _files(house) if path.suffix != ".gz")
    assert b"kumquat" not in everything


def test_a_channel_that_leaves_the_config_leaves_the_folder(
    house, publisher, an_rss, wait_until: Until
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))), every="1h")
    house.channels = [
        '[[channel]]\nid = "all"\ntitle = "All"\n',
        '[[channel]]\nid = "old"\ntitle = "Old"\n',
    ]
    path = house.write()
    daemon = house.start()
    wait_until(lambda: house.get("old.rss")[0] == 200, 10, "both are out")
    text = path.read_text().replace('[[channel]]\nid = "old"\ntitle = "Old"\n', "")
    path.write_text(text.replace('title = "All"', 'title = "All"\nformats = ["rss", "html"]'))
    os.kill(daemon.pid, signal.SIGHUP)
    wait_until(lambda: house.get("old.rss")[0] == 404, 15, "the channel is gone")
    wait_until(lambda: house.get("all.atom")[0] == 404, 15, "the format is gone")
    assert house.get("all.rss")[0] == 200
    assert not list(house.public.glob("old.*"))
    assert not list(house.public.glob("all.atom*"))


def test_the_page_of_a_withdrawn_story_answers_that_it_is_gone(
    house, publisher, an_rss, wait_until: Until
) -> None:
    story = ("1", "Ferry resumes", "Word")
    house.source("wire", publisher.publish("/feed", an_rss(story)))
    house.write()
    daemon = house.start()
    wait_until(lambda: b"Ferry" in house.get("all.rss")[1], 10, "the story is out")
    page = next((house.public / "story").rglob("*.html")).relative_to(house.public).as_posix()
    assert house.get(page)[0] == 200
    publisher.publish("/feed", an_rss(("1", "KILL: Ferry resumes", "Word")))
    wait_until(lambda: house.get(page)[0] == 410, 10, "its page is gone")
    assert b"Ferry" not in house.get(page)[1]
    wait_until(lambda: b"Ferry" not in house.get("all.rss")[1], 10, "it is out of the feed")
    assert house.get("story/2026/11/02/never-was.html")[0] == 404
    house.stop(daemon)
    house.start("serve")
    assert house.get(page)[0] == 410


def test_a_source_that_is_asked_for_is_polled_at_once(
    house, publisher, an_rss, wait_until: Until
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))), every="1h")
    house.write()
    house.start()
    wait_until(lambda: b"One" in house.get("all.rss")[1], 10, "the first story")
    publisher.publish("/feed", an_rss(("1", "One", "Word"), ("2", "Two", "Word")))
    wait_until(lambda: house.feeds("sources", "--poll", "wire").returncode == 0, 5, "told")
    wait_until(lambda: b"Two" in house.get("all.rss")[1], 5, "the second story")


def test_a_paused_source_is_left_alone_until_it_is_resumed(
    house, publisher, an_rss, wait_until: Until
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))))
    house.source("other", publisher.publish("/other", an_rss(("2", "Two", "Word"))))
    house.write()
    house.start()

    def asked(path: str) -> int:
        return sum(one == path for one, _ in list(publisher.requests))

    wait_until(lambda: asked("/feed") and asked("/other"), 10, "polled")
    house.feeds("sources", "--pause", "wire")
    (report,) = (one for one in house.json("sources") if one["id"] == "wire")
    assert report["state"] == "paused"
    others = asked("/other")
    wait_until(lambda: asked("/other") > others, 10, "what was under way is through")
    mine, others = asked("/feed"), asked("/other")
    wait_until(lambda: asked("/other") > others + 2, 20, "others are polled on")
    assert asked("/feed") == mine
    house.feeds("sources", "--resume", "wire")
    wait_until(lambda: asked("/feed") > mine, 10, "polled again")


def test_what_is_missing_is_rebuilt_at_the_start_byte_for_byte_with_its_old_date(
    house, publisher, an_rss, wait_until: Until
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))), every="1h")
    house.write()
    daemon = house.start()
    wait_until(lambda: b"One" in house.get("all.rss")[1], 10, "out")
    house.stop(daemon)
    files = {path: (path.read_bytes(), int(path.stat().st_mtime)) for path in _files(house)}
    assert len(files) > 10
    for path in files:
        path.unlink()
    house.start()
    wait_until(lambda: all(path.exists() for path in files), 10, "all there again")
    for path, (body, modified) in files.items():
        assert path.read_bytes() == body, path
        assert int(path.stat().st_mtime) == modified, path


def test_a_restart_changes_no_byte_and_no_date(house, publisher, an_rss, wait_until: Until) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))), every="1h")
    house.write()
    daemon = house.start()
    wait_until(lambda: b"One" in house.get("all.rss")[1], 10, "out")
    house.stop(daemon)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in _files(house)}
    house.stop(house.start())
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in _files(house)} == before


def _files(house) -> list:
    """All that has an address: where generations lie, and which number one has, is nobody's business."""
    found = (path for path in house.public.rglob("*") if path.is_file())
    return [path for path in found if not path.relative_to(house.public).parts[0].startswith(".")]

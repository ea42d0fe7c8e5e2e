"""One pass from cron: what it polls, what it leaves, what it says and how it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.store.lock import hold

pytestmark = pytest.mark.system


def test_a_second_pass_is_all_304_and_writes_nothing(house, publisher, an_rss) -> None:
    house.source(
        "wire", publisher.publish("/feed", an_rss(("1", "One", "Word"), ("2", "Two", "Word")))
    )
    house.write()
    house.feeds("once")
    files = {path: path.stat().st_mtime_ns for path in house.public.rglob("*") if path.is_file()}
    items = house.json("items", "--all")
    ledgers = [house.json("explain", str(item["id"])) for item in items]
    house.feeds("once", "--source", "wire", status=None)
    house.feeds("once")
    assert publisher.statuses[-1] == 304
    assert files == {
        path: path.stat().st_mtime_ns for path in house.public.rglob("*") if path.is_file()
    }
    assert house.json("items", "--all") == items
    assert [house.json("explain", str(item["id"])) for item in items] == ledgers


def test_a_headline_edit_changes_the_item_and_makes_no_second_one(house, publisher, an_rss) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "First headline", "Word"))))
    house.write()
    house.feeds("once")
    (before,) = house.json("items")
    publisher.publish("/feed", an_rss(("1", "Second headline", "Word")))
    house.feeds("once")
    (after,) = house.json("items")
    assert after["headline"] == "Second headline"
    assert (after["id"], after["page"], after["firstcreated"]) == (
        before["id"],
        before["page"],
        before["firstcreated"],
    )
    assert after["status"] == "update"


def test_every_failed_source_is_named_and_costs_the_others_nothing(
    house, publisher, an_rss
) -> None:
    house.source("good", publisher.publish("/feed", an_rss(("1", "One", "Word"))))
    house.source("missing", f"http://{publisher.address}/nothing")
    house.source(
        "page", publisher.publish("/page", "<html><body>Log in</body></html>", "text/html")
    )
    house.write()
    done = house.feeds("once", status=1)
    assert "source missing: " in done.stderr
    assert "404" in done.stderr
    assert "source page: " in done.stderr
    assert "source good" not in done.stderr
    assert len(house.json("items")) == 1


def test_a_broken_feed_keeps_the_items_that_were_there(house, publisher, an_rss) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))))
    house.write()
    house.feeds("once")
    before = (house.public / "all.rss").read_bytes()
    publisher.publish("/feed", "<html><body>Under repair</body></html>", "text/html")
    done = house.feeds("once", status=1)
    assert "source wire: " in done.stderr
    assert (house.public / "all.rss").read_bytes() == before


def test_an_unreadable_file_is_moved_aside_with_a_note_and_the_others_are_read(house) -> None:
    house.drop_source()
    house.write()
    house.put("bad.txt", b"\x00\x01\x02" * 50)
    house.put("good.txt", "id: a\nheadline: Ferry\n\nPune, Nov 2 (IANS) It left.\n\n--IANS\n")
    done = house.feeds("once", status=1)
    assert "source ians: " in done.stderr
    assert "bad.txt" in done.stderr
    assert (house.drop / "failed" / "bad.txt").exists()
    assert (house.drop / "failed" / "bad.txt.note.txt").read_text()
    assert (house.drop / "done" / "good.txt").exists()
    assert [item["headline"] for item in house.json("items")] == ["Ferry"]


def test_files_that_cannot_be_put_away_cost_their_source_alone_and_are_taken_in_afterwards(
    house, publisher, an_rss
) -> None:
    house.drop_source()
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))))
    house.write()
    house.put("ferry.txt", "id: a\nheadline: Ferry\n\nPune, Nov 2 (IANS) It left.\n\n--IANS\n")
    (house.drop / "done").write_text("in the way")
    done = house.feeds("once", status=1)
    (told,) = done.stderr.splitlines()
    assert "source ians: " in told
    assert str(house.drop / "done") in told
    assert [item["headline"] for item in house.json("items")] == ["One"]
    (house.drop / "done").unlink()
    house.feeds("once", "--source", "ians")
    assert sorted(str(item["headline"]) for item in house.json("items")) == ["Ferry", "One"]
    assert (house.drop / "done" / "ferry.txt").exists()


@pytest.mark.parametrize("arguments", [["once"], ["check", "--online"]], ids=" ".join)
def test_a_command_that_is_interrupted_ends_with_130_and_no_traceback(
    house, arguments: list[str]
) -> None:
    # Tests that a shell runs in the background ignore it, and so would what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        house.source("wire", f"http://127.0.0.1:{silent.getsockname()[1]}/feed")
        house.write()
        with subprocess.Popen(
            [*_command(house), *arguments],
            cwd=house.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as waiting:
            asked, _ = silent.accept()
            with asked:
                waiting.send_signal(signal.SIGINT)
                said, complained = waiting.communicate(timeout=30)
    assert (waiting.returncode, said) == (130, "")
    assert "Traceback" not in complained


def test_a_pass_that_is_terminated_puts_down_what_it_holds_and_says_nothing(
    house, publisher, an_rss, wait_until
) -> None:
    with socket.create_server(("127.0.0.2", 0)) as silent:
        silent.settimeout(30)
        house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))))
        house.source("silent", f"http://127.0.0.2:{silent.getsockname()[1]}/feed")
        house.write()
        with subprocess.Popen(
            [*_command(house), "once"], cwd=house.folder, stderr=subprocess.PIPE, text=True
        ) as waiting:
            asked, _ = silent.accept()
            with asked:
                wait_until(lambda: house.json("items"), 20, "what the other brought is recorded")
                waiting.terminate()
                _, complained = waiting.communicate(timeout=30)
    assert (waiting.returncode, complained) == (143, "")
    house.feeds("once", status=1)  # nobody answers for the other any more
    assert [item["headline"] for item in house.json("items")] == ["One"]
    assert "One" in (house.public / "all.rss").read_text()


def test_a_pass_that_waits_for_another_ends_at_once_when_it_is_terminated(
    house, wait_until
) -> None:
    house.drop_source()
    house.write()
    house.feeds("once")
    (database,) = house.folder.glob("**/*.db")
    with hold(database, kind="once"):
        waiting = subprocess.Popen([*_command(house), "once"], cwd=house.folder)
        lock = database.with_name(f"{database.name}.lock")
        waits = {str(lock), "anon_inode:[eventpoll]"}  # in its loop, not at its first look
        wait_until(lambda: waits <= _open_files(waiting.pid), 20, "it waits for the lock")
        waiting.terminate()
        assert waiting.wait(timeout=5) in {-signal.SIGTERM, 128 + signal.SIGTERM}


def test_a_named_source_is_polled_early_but_never_against_the_pause_it_owes(
    house, publisher, an_rss
) -> None:
    house.fetch = 'min_interval = "1h"\nallow_networks = ["127.0.0.0/8"]'
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "Word"))), every="2h")
    house.write()
    house.feeds("once")
    done = house.feeds("once", "--source", "wire", status=1)
    assert "source wire: may be polled from " in done.stderr
    assert len(publisher.requests) == 1


def test_a_config_with_faults_ends_with_status_2_and_all_of_them(house) -> None:
    path = house.write()
    path.write_text(
        path.read_text()
        + '\n[[source]]\nid = "x"\nprovider = "X"\nurl = "gopher://x.example/"\nrigths = "full"\n'
        + '[[channel]]\nid = "UPPER"\ntitle = "T"\n'
    )
    done = house.feeds("check", status=2)
    for part in ("rigths", "rights", "UPPER", "gopher"):
        assert part in done.stderr, part


@pytest.mark.timeout(300)
def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(
    house, publisher, an_rss, wait_until: Callable[..., object]
) -> None:
    """Twenty times kill -9 in the middle of a pass: R01 in small."""
    import gzip
    import json
    import time
    import xml.etree.ElementTree as ET

    sources = 6
    for n in range(sources):
        house.source(f"wire{n}", f"http://{publisher.address}/feed{n}")
    house.write()
    filed = 0
    for turn in range(20):
        filed += 1
        for n in range(sources):
            publisher.publish(
                f"/feed{n}",
                an_rss(
                    *((f"{n}-{k}", f"Story {k} of wire {n}", "Word " * 40) for k in range(filed))
                ),
            )
        asked = len(publisher.requests)
        with subprocess.Popen(
            [*_command(house), "once"], cwd=house.folder, stderr=subprocess.DEVNULL
        ) as once:
            # From the first request on it fetches, reads, records and publishes: another moment of
            # that each time.
            wait_until(lambda n=asked: len(publisher.requests) > n, 20, "the pass is under way")
            time.sleep(turn * 0.02)
            os.kill(once.pid, signal.SIGKILL)
        for path in house.public.rglob("*"):
            if not path.is_file() or path.name.startswith("."):
                continue
            if path.suffix in (".rss", ".atom"):
                ET.fromstring(path.read_bytes())
            elif path.suffix == ".json":
                json.loads(path.read_bytes())
            elif path.suffix == ".gz":
                gzip.decompress(path.read_bytes())
            elif path.suffix == ".html":
                assert path.read_bytes().rstrip().endswith(b"</html>")

    def settled() -> bool:
        return (
            house.feeds("once", status=None).returncode == 0
            and len(house.json("items", "--all")) == sources * filed
        )

    wait_until(settled, 120, "every story is there")
    items = house.json("items", "--all")
    assert len({item["guid"] for item in items}) == len(items) == sources * filed
    assert all(item["status"] == "new" for item in items)
    for item in items:
        assert (house.public / str(item["page"]).removeprefix(house.base)).exists()


def _open_files(pid: int) -> set[str]:
    found: set[str] = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            found.add(str(one.readlink()))
    return found


def _command(house) -> list[str]:
    import sys

    return [str(Path(sys.executable).with_name("feeds"))]

"""Real readers subscribe to the running daemon and see every story once, an edit included."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]
Titles = Callable[[], list[str]]

FIRST = ("1", "Ferry resumes", "Word " * 20)
SECOND = ("2", "Bridge opens", "Other " * 20)
EDITED = ("1", "Ferry resumes at noon", "Word " * 20)


def newsboat(base: str, folder: Path) -> Titles:
    urls, config, cache = folder / "urls", folder / "config", folder / "cache.db"
    urls.write_text(f"{base}all.rss\n{base}all.atom\n")
    # Ours is to be read as soon as it changes; the reader would wait for the ttl.
    config.write_text("ignore-mode display\nreload-threads 1\n")

    def titles() -> list[str]:
        command = ["newsboat", "-u", str(urls), "-C", str(config), "-c", str(cache)]
        subprocess.run([*command, "-x", "reload"], check=True, timeout=60, capture_output=True)
        listed = subprocess.run(
            [sys.executable, "-c", _LIST, str(cache)],
            check=True,
            timeout=60,
            capture_output=True,
            text=True,
        )
        return listed.stdout.splitlines()

    return titles


_LIST = (
    "import sqlite3, sys\n"
    "for row in sqlite3.connect(sys.argv[1]).execute("
    "\"select title from rss_item where feedurl like '%all.atom' and deleted = 0\"): print(row[0])"
)


def sfeed(base: str, folder: Path) -> Titles:
    feeds = folder / "feeds"
    feeds.mkdir()
    # Its stock merge keys on id, title and link, and so keeps a line for each headline that any
    # feed's item ever had. sfeedrc(5) leaves the key to the subscriber: here it is the id.
    (folder / "sfeedrc").write_text(
        f'sfeedpath="{feeds}"\nfetch() {{ curl -s -f "$2"; }}\n'
        'merge() { sort -t \'\t\' -u -s -k6,6 "$3" "$2"; }\n'
        f'feeds() {{ feed "all" "{base}all.rss"; }}\n'
    )

    def titles() -> list[str]:
        command = ["sfeed_update", str(folder / "sfeedrc")]
        subprocess.run(command, check=True, timeout=60, capture_output=True)
        return [line.split("\t")[1] for line in (feeds / "all").read_text().splitlines()]

    return titles


def lemon(base: str, folder: Path) -> Titles:
    from reader import make_reader

    found = make_reader(str(folder / "reader.sqlite"))
    found.add_feed(f"{base}all.atom")

    def titles() -> list[str]:
        found.update_feeds(scheduled=False)
        return [entry.title or "" for entry in found.get_entries()]

    return titles


@pytest.mark.parametrize("subscribe", [newsboat, sfeed, lemon])
def test_a_reader_sees_every_story_once_before_and_after_a_headline_edit(
    house,
    publisher,
    an_rss,
    wait_until: Until,
    tmp_path: Path,
    subscribe: Callable[[str, Path], Titles],
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(FIRST, SECOND)))
    house.write()
    house.start()
    wait_until(lambda: b"Bridge opens" in house.get("all.rss")[1], 15, "both stories are out")
    folder = tmp_path / "reader"
    folder.mkdir()
    titles = subscribe(house.base, folder)
    assert sorted(titles()) == ["Bridge opens", "Ferry resumes"]
    assert sorted(titles()) == ["Bridge opens", "Ferry resumes"]

    publisher.publish("/feed", an_rss(EDITED, SECOND))
    wait_until(lambda: b"at noon" in house.get("all.atom")[1], 15, "the edit is out")
    assert sorted(titles()) == ["Bridge opens", "Ferry resumes at noon"]

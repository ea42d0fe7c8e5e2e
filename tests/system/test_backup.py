"""A backup taken while the daemon works, and what it is worth when the store is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]
_ROUNDS = 4


def story(guid: str) -> str:
    return f"id: {guid}\nheadline: Ferry {guid} sails\n\nPune, Nov 2 (IANS) The ferry {guid} left.\n\n--IANS\n"


def heads(house) -> set[str]:
    return {str(one["guid"]) for one in house.json("items")}


def test_backups_under_load_are_whole_each_and_the_last_one_restores_everything(
    house, wait_until: Until
) -> None:
    house.drop_source()
    house.write()
    daemon = house.start()
    last = house.folder / "backup.db"
    known: list[int] = []
    for number in range(_ROUNDS):
        house.put(f"{number}.txt", story(f"f{number}"))
        (said,) = house.json("backup", "backup.db")
        assert said["file"] == "backup.db"
        with closing(sqlite3.connect(last)) as one:
            (count,) = one.execute("SELECT count(*) FROM item").fetchone()
        known.append(count)
    assert known == sorted(known)
    wait_until(lambda: b"Ferry f3 sails" in house.get("all.rss")[1], 20, "the last is out")
    house.feeds("kill", "f1", "--reason", "asked for")
    (said,) = house.json("backup", "backup.db")
    assert said["journal"] == "backup.db.journal"
    assert house.stop(daemon) == 0
    for path in house.folder.glob("feeds.db*"):
        path.unlink()
    house.feeds("restore", "backup.db")
    assert heads(house) == {f"f{number}" for number in range(_ROUNDS)} - {"f1"}
    assert not list(house.public.rglob("*ferry-f1-*"))


def test_what_was_decided_after_the_backup_stands_when_it_is_restored(house) -> None:
    house.drop_source()
    house.write()
    for name in ("a", "b", "c"):
        house.put(f"{name}.txt", story(name))
    house.feeds("once")
    house.feeds("backup", "backup.db")
    house.feeds("kill", "a", "--reason", "asked for")
    house.feeds("purge", "--item", "b")
    said = house.feeds("restore", "backup.db").stdout
    assert "restored from backup.db, and published" in said
    assert heads(house) == {"c"}
    pages = [path.name for path in house.public.rglob("*.html") if path.parent != house.public]
    assert [name for name in pages if name.startswith("ferry-")] == [
        name for name in pages if name.startswith("ferry-c-")
    ]
    # What was removed for good is in no file that is left, the store as it was among them.
    left = [path for path in house.folder.glob("feeds.db*") if b"ferry b left" in path.read_bytes()]
    assert left == []
    house.put("d.txt", story("d"))  # and it goes on
    house.feeds("once", "--source", "ians")
    assert heads(house) == {"c", "d"}

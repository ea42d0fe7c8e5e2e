"""The store made anew from its archive: the same ids and versions, and the same bytes published."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.system


def story(guid: str, words: str, head: str = "") -> str:
    return (
        f"id: {guid}\nheadline: {head}Divers raise bell {guid}\n\n"
        f"Pune, Nov 2 (IANS) The bell {guid} {words}.\n\n--IANS\n"
    )


def published(folder: Path) -> dict[str, tuple[str, float]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def told(house) -> list[tuple[object, ...]]:
    """Everything that the desk says of its items, their ledgers included."""
    found = []
    for one in house.json("items", "--all"):
        lines = house.json("explain", str(one["id"]))
        found.append((one, [{**line, "payload": None} for line in lines]))
    return found


def test_a_replay_changes_nothing_that_anybody_can_see(house) -> None:
    house.drop_source()
    house.write()
    for number, copies in enumerate(
        (
            [("a", story("a", "rang")), ("b", story("b", "fell")), ("c", story("c", "sank"))],
            [("a", story("a", "rang twice")), ("d", story("d", "came back"))],
            [("b", story("b", "fell", head="KILL: ")), ("e", story("e", "is new"))],
        )
    ):
        for name, copy in copies:
            house.put(f"{name}{number}.txt", copy)
        house.feeds("once", "--source", "ians")
    house.feeds("kill", "c", "--reason", "asked for")
    before = (told(house), published(house.public))
    said = house.json("replay", "--since", "1d")
    assert said == [{"made": 5, "kept": 0, "otherwise": []}]
    assert (told(house), published(house.public)) == before
    assert (house.folder / "feeds.db.before-replay").exists()
    house.put("f.txt", story("f", "came after"))
    house.feeds("once", "--source", "ians")
    assert b"bell f" in (house.public / "all.rss").read_bytes()


def test_what_a_config_reads_otherwise_is_made_otherwise_and_named(house) -> None:
    house.drop_source()
    house.write()
    house.put("a.txt", story("a", "rang"))
    house.feeds("once")
    path = house.folder / "config.toml"
    path.write_text(path.read_text().replace('language = "en"\n\n', 'language = "hi"\n\n'))
    text = path.read_text().replace('provider = "IANS"', 'provider = "IANS"\nsubjects = ["bells"]')
    path.write_text(text)
    done = house.feeds("replay", "--since", "1d")
    assert "1 items made again, 0 kept as they were, 1 otherwise" in done.stdout
    (held,) = house.json("items")
    assert str(held["id"]) in done.stderr
    assert [one["name"] for one in held["subjects"]] == ["bells"]
    assert held["status"] == "new"


def test_it_is_refused_while_a_daemon_writes_and_for_a_time_that_is_none(house) -> None:
    house.drop_source()
    house.write()
    house.feeds("once")
    house.feeds("replay", "--since", "yesterday", status=2)
    daemon = house.start()
    assert str(daemon.pid) in house.feeds("replay", "--since", "1d", status=1).stderr

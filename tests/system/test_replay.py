"""The store made anew from its archive: the same ids and versions, and the same bytes published."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.system


@pytest.fixture
def house(house):
    house.here = True
    return house


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


def test_a_changed_config_is_followed_for_all_that_is_held(house) -> None:
    """Made again or not: of one the archive has no document, and one was let in and out by former configs."""

    def rules(drops: str) -> None:
        house.sources = []
        house.drop_source(rules="RULES")
        rule = f'[{{ id = "no", drop = {{ text = "bell {drops}" }} }}]' if drops else "[]"
        house.sources = [one.replace('"RULES"', rule) for one in house.sources]
        house.write()

    rules("a")
    for name in "abc":
        house.put(f"{name}.txt", story(name, "rang"))
    house.feeds("once")
    rules("")
    house.feeds("once", "--source", "ians")
    assert [one["status"] for one in house.json("items", "--all")] == ["new"] * 3
    with closing(sqlite3.connect(house.folder / "feeds.db")) as store, store:
        store.execute(
            "DELETE FROM payload WHERE number = (SELECT payload FROM version JOIN item ON item.id = "
            "version.item WHERE item.guid = 'b')"
        )
    house.channels = ['[[channel]]\nid = "second"\ntitle = "Second"\n']
    rules("b")
    assert house.json("replay", "--since", "1d")[0]["kept"] == 1
    stands = {one["guid"]: (one["status"], one["channels"]) for one in house.json("items", "--all")}
    assert stands == {"a": ("new", ["second"]), "b": ("rejected", []), "c": ("new", ["second"])}
    rules("a")
    house.feeds("replay", "--since", "1d")
    stands = {one["guid"]: one["status"] for one in house.json("items", "--all")}
    assert stands == {"a": "rejected", "b": "new", "c": "new"}
    second = (house.public / "second.rss").read_bytes()
    assert b"bell a" not in second
    assert b"bell b" in second


def test_it_is_refused_while_a_daemon_writes_and_for_a_time_that_is_none(house) -> None:
    house.drop_source()
    house.write()
    house.feeds("once")
    house.feeds("replay", "--since", "yesterday", status=2)
    daemon = house.start()
    assert str(daemon.pid) in house.feeds("replay", "--since", "1d", status=1).stderr


def test_a_notice_acts_once_on_its_story(house) -> None:
    house.drop_source()
    house.write()
    notice = (
        "id: k\nheadline: KILL: Divers raise bell a\n\nPune, Nov 2 (IANS) Editors, please kill the story "
        'headlined "Divers raise bell a".\n\n--IANS\n'
    )
    copies = (("a", story("a", "rang")), ("b", story("b", "fell")), ("k", notice))
    for hour, (name, copy) in enumerate(copies, 9):
        # Of one second and one headline they would be two versions of one story.
        dated = copy.replace("\n", f"\ndate: 2026-11-02T{hour:02}:00:00+05:30\n", 1)
        house.put(f"{name}.txt", dated)
        house.feeds("once", "--source", "ians")
    before = (told(house), published(house.public))
    assert max(str(one["status"]) for one in house.json("items", "--all")) == "withdrawn"
    assert house.json("replay", "--since", "1d") == [{"made": 3, "kept": 0, "otherwise": []}]
    assert (told(house), published(house.public)) == before


def test_kills_hold_in_a_replay_though_the_clock_was_set_back(house) -> None:
    """One was decided when the clock stood far ahead, before its item came; one is older than its item."""
    house.drop_source()
    house.write()
    house.put("a.txt", story("a", "rang"))
    house.feeds("once")
    house.feeds("kill", "a", "--reason", "asked for")
    for path in house.folder.glob("feeds.db*"):
        if path.suffix != ".journal":
            path.unlink()
    journal = house.folder / "feeds.db.journal"
    journal.write_text(re.sub('"at": "....', '"at": "2999', journal.read_text()))
    for name in "ab":
        house.put(f"{name}.txt", story(name, "rang"))
    house.feeds("once")
    house.feeds("kill", "b", "--reason", "asked for")
    with closing(sqlite3.connect(house.folder / "feeds.db")) as store, store:
        store.execute("UPDATE version SET recorded = recorded - 86400000000 WHERE revision = 2")
    assert [one["status"] for one in house.json("items", "--all")] == ["withdrawn"] * 2
    assert house.json("replay", "--since", "1d") == [{"made": 2, "kept": 0, "otherwise": []}]
    assert [one["status"] for one in house.json("items", "--all")] == ["withdrawn"] * 2


def test_items_of_a_source_that_left_the_config_stand_as_they_were(house) -> None:
    house.drop_source()
    house.write()
    house.put("a.txt", story("a", "rang"))
    house.feeds("once")
    house.feeds("kill", "a", "--reason", "asked for")
    before = house.json("items", "--all")
    house.sources = [one.replace('"ians"', '"other"') for one in house.sources]
    house.write()
    assert house.json("replay", "--since", "1d") == [{"made": 0, "kept": 1, "otherwise": []}]
    after = house.json("items", "--all")
    assert [(one["id"], one["status"]) for one in after] == [
        (one["id"], one["status"]) for one in before
    ]


def test_what_no_document_brings_any_more_stands_as_it_was_and_is_named(house) -> None:
    house.drop_source()
    house.write()
    house.put("a.txt", story("a", "rang"))
    house.put("b.txt", story("b", "fell"))
    house.feeds("once")
    before = {one["guid"]: one["id"] for one in house.json("items")}
    # As an archive is whose reader has learned to read another id.
    with closing(sqlite3.connect(house.folder / "feeds.db")) as store, store:
        (number,) = store.execute(
            "SELECT payload FROM version WHERE item = ?", (before["a"],)
        ).fetchone()
        body = zlib.compress(story("another", "rang").encode())
        store.execute("UPDATE payload SET body = ? WHERE number = ?", (body, number))
    assert house.json("replay", "--since", "1d") == [
        {"made": 1, "kept": 1, "otherwise": [before["a"]]}
    ]
    assert {one["guid"]: one["id"] for one in house.json("items")} == before


def test_a_page_that_comes_out_otherwise_is_made_anew_or_goes(house) -> None:
    house.drop_source(subjects=["boats"])
    house.channels = ['[[channel]]\nid = "all"\ntitle = "All"\nselect = { subjects = ["boats"] }\n']
    house.write()
    house.put("a.txt", story("a", "rang"))
    house.feeds("once")
    (page,) = house.public.glob("story/**/*.html")
    house.sources = [one.replace('"boats"', '"bells"') for one in house.sources]
    house.write()
    house.feeds("replay", "--since", "1d")
    assert not page.exists()


def test_the_store_that_stays_behind_is_whole_though_somebody_reads_it(house) -> None:
    house.drop_source()
    house.write()
    house.put("a.txt", story("a", "rang"))
    house.feeds("once")
    with closing(sqlite3.connect(house.folder / "feeds.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM item").fetchone()
        house.put("b.txt", story("b", "fell"))
        house.feeds("once", "--source", "ians")
        house.feeds("replay", "--since", "1d")
    with closing(sqlite3.connect(house.folder / "feeds.db.before-replay")) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert kept.execute("SELECT count(*) FROM item").fetchone() == (2,)


def test_the_store_belongs_to_whom_it_belonged(house) -> None:
    house.drop_source()
    house.write()
    house.feeds("once")
    (house.folder / "feeds.db").chmod(0o660)
    house.feeds("replay", "--since", "1d")
    assert (house.folder / "feeds.db").stat().st_mode & 0o777 == 0o660


def test_a_source_that_has_begun_to_reuse_its_ids_is_told_apart_as_it_was_then(
    house, publisher, an_rss, wait_until
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(("1", "One", "It rang."))))
    house.write()
    house.feeds("once")
    reused = an_rss(("1", "One", "It rang."), ("2", "Two", "It fell."), ("3", "Three", "It sank."))
    for guid in "23":
        reused = reused.replace(f">{guid}</guid>", ">same</guid>")
    publisher.publish("/feed", reused)
    again = ("once", "--source", "wire")
    wait_until(lambda: house.feeds(*again, status=None).returncode == 0, 20, "it may be polled")
    before = (told(house), published(house.public))
    assert len(before[0]) == 3
    assert house.json("replay", "--since", "1d") == [{"made": 3, "kept": 0, "otherwise": []}]
    assert (told(house), published(house.public)) == before


def test_a_source_that_has_begun_to_put_old_ids_on_new_stories_is_told_apart_as_it_was_then(
    house, publisher, an_rss, wait_until
) -> None:
    feed = an_rss(*((name, f"Bell {name} is raised", f"Bell {name} rang.") for name in "abcd"))
    head, *items, foot = re.split("(?=<item>)|(?=</channel>)", feed)
    stories = dict(zip("abcd", items, strict=True))

    def numbered(names: str) -> str:
        """These stories, with their places for ids."""
        told = (
            re.sub(r">\w</guid>", f">{place}</guid>", stories[one])
            for place, one in enumerate(names)
        )
        return "".join((head, *told, foot))

    first, second = numbered("abc"), numbered("dab")
    house.source("wire", publisher.publish("/feed", first))
    house.write()
    house.feeds("once")
    publisher.publish("/feed", second)
    again = ("once", "--source", "wire")
    wait_until(lambda: house.feeds(*again, status=None).returncode == 0, 20, "it may be polled")
    before = (told(house), published(house.public))
    assert len(before[0]) == 4
    assert "it puts ids of old stories on new ones" in house.json("sources")[0]["reason"]
    assert house.json("replay", "--since", "1d") == [{"made": 4, "kept": 0, "otherwise": []}]
    assert (told(house), published(house.public)) == before


def test_items_of_several_sources_recorded_together_keep_their_instants(
    house, publisher, an_rss
) -> None:
    for name in "abcd":
        feed = an_rss(
            (f"{name}1", f"One {name}", "It rang."), (f"{name}2", f"Two {name}", "It fell.")
        )
        house.source(name, publisher.publish(f"/{name}", feed))
    house.write()
    house.feeds("once")
    before = (told(house), published(house.public))
    assert house.json("replay", "--since", "1d") == [{"made": 8, "kept": 0, "otherwise": []}]
    assert (told(house), published(house.public)) == before

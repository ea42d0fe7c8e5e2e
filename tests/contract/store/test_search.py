"""What every store promises to whoever looks for something again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.decide.seeking import phrases
from feeds.model import Arrivals, LedgerLine, Place, Sought, Status
from feeds.store.sql import SqlStore
from tests.contract.store.filings import MINUTE, NOW, a_filing, an_item, record

HOUR = timedelta(hours=1)


def heads(store: Store, typed: str = "", **more: object) -> list[str]:
    """The guids that are found, looked for to the end."""
    sought, found = Sought(phrases=phrases(typed), **more), []  # type: ignore[arg-type]
    place: Place | None = None
    while True:
        some = store.seek(sought, after=place, limit=2)
        found += [one.item.guid for one in some.items]
        if some.next is None:
            return found
        assert some.next != place
        place = some.next


def told(store: Store) -> None:
    """Five items, a minute apart, the first of them the oldest; all are indexed."""
    said = {
        "a": "Ferry sinks off Kochi",
        "b": "Ferries: “Queen of the bay” raised",
        "c": "Pêcheurs de Saint-Malo",
        "d": "मुंबई में बारिश",
        "e": "The ferry is raised",
    }
    record(
        store,
        *(
            a_filing(
                guid,
                published=NOW - MINUTE * (9 - n),
                channels=("all", "world") if n % 2 else ("all",),
                item=an_item(guid, headline=words, summary="", body_text=f"{words} as copy."),
            )
            for n, (guid, words) in enumerate(said.items())
        ),
    )
    while store.index(2):
        pass


@pytest.mark.parametrize(
    ("typed", "guids"),
    [
        ("ferry", "ea"),
        ("FERRY raised", "e"),
        ("ferr*", "eba"),
        ('"queen of the bay"', "b"),
        ('"bay of the queen"', ""),
        ("queen bay the", "b"),
        ("pecheurs", "c"),
        ("pêcheurs saint-malo", "c"),
        ("मुंबई", "d"),
        ("bay AND NOT ferry", ""),
        ("headline:ferry", ""),
        ('fer"ry', ""),
        ("'; DROP TABLE item; -- ferry", ""),
        ('* " ( ) ^ ferry', "ea"),
        ("nothing", ""),
    ],
)
def test_what_has_all_the_words_is_found_newest_first(store: Store, typed: str, guids: str) -> None:
    told(store)
    assert heads(store, typed) == list(guids)


def test_what_comes_is_found_when_it_is_indexed_the_newest_first(store: Store) -> None:
    old, new = (a_filing(guid, published=NOW - MINUTE * n) for guid, n in (("old", 2), ("new", 1)))
    record(store, old, new)
    assert heads(store, "story") == []
    assert store.index(1)
    assert heads(store, "story") == ["new"]
    assert not store.index(1)
    assert heads(store, "story") == ["new", "old"]
    assert not store.index(1)


def test_items_of_one_instant_are_all_found(store: Store) -> None:
    record(store, *(a_filing(guid) for guid in "abcde"))
    store.index(9)
    assert sorted(heads(store, "story")) == list("abcde")
    assert sorted(heads(store)) == list("abcde")


def test_a_changed_item_is_found_by_its_new_words_alone(store: Store) -> None:
    told(store)
    changed = an_item("a", headline="Boat sinks", body_text="A boat.")
    record(store, a_filing("a", revision=2, item=changed, published=NOW - MINUTE * 9))
    store.index(9)
    assert heads(store, "boat") == ["a"]
    assert heads(store, "ferry") == ["e"]


@pytest.mark.parametrize("how", ["withdrawn", "erased", "let go"])
def test_what_is_gone_is_found_by_no_word_at_once(store: Store, how: str) -> None:
    told(store)
    record(store, a_filing("a", revision=2, status=Status.HELD, published=NOW - MINUTE * 9))
    if how == "withdrawn":
        gone = a_filing("a", revision=3, status=Status.WITHDRAWN, published=NOW - MINUTE * 9)
        record(store, gone)
    elif how == "erased":
        store.erase(id_="tag:x:a", until=NOW)
    else:
        line = LedgerLine(at=NOW, stage="keep", status="new", rule="k", reason="old", revision=2)
        store.let_go([("tag:x:a", line)])
    for _ in range(2):
        assert heads(store, "ferry") == ["e"]
        assert heads(store, "sinks") == heads(store, "kochi") == []
        store.index(9)


def test_items_are_listed_by_source_by_status_and_by_channel(store: Store) -> None:
    told(store)
    held = a_filing("h", status=Status.HELD, channels=(), published=NOW)
    record(store, held)
    other = an_item("x", source="xinhua", headline="Ferry")
    record(store, a_filing("x", item=other, published=NOW - HOUR), source="xinhua")
    assert heads(store) == list("hedcbax")
    assert heads(store, source="ians") == list("hedcba")
    assert heads(store, source="xinhua") == ["x"]
    assert heads(store, status=Status.HELD) == ["h"]
    assert heads(store, status=Status.NEW) == list("edcbax")
    assert heads(store, status=Status.HELD, source="xinhua") == []
    assert heads(store, status=Status.NEW, source="xinhua") == ["x"]
    assert heads(store, channel="world") == ["d", "b"]
    assert heads(store, channel="world", status=Status.HELD) == []
    store.index(9)
    assert heads(store, "ferry", source="xinhua") == ["x"]
    assert heads(store, "ferry", channel="all") == list("eax")
    assert heads(store, "ferry", status=Status.HELD) == []


def test_what_answers_to_little_is_found_far_back(store: Store, monkeypatch) -> None:
    monkeypatch.setattr("feeds.store.search._WINDOWS", (2, 3))
    told(store)
    first = store.seek(Sought(phrases=phrases("copy"), channel="world"), limit=5)
    if isinstance(store, SqlStore):
        assert [one.item.guid for one in first.items] == ["d"], "no look goes through all"
    assert heads(store, "copy", channel="world") == ["d", "b"]
    assert heads(store, status=Status.NEW, source="xinhua") == []


def test_what_came_is_counted_by_the_hour(store: Store) -> None:
    told(store)
    late = replace(a_filing("h", status=Status.HELD, channels=()).desk_item, received=NOW + HOUR)
    record(store, replace(a_filing("h"), desk_item=late))
    whole = NOW.replace(minute=0, second=0, microsecond=0)
    assert store.arrivals(["ians", "nobody"], NOW - HOUR) == (
        Arrivals(source="ians", hour=whole, came=5, out=5),
        Arrivals(source="ians", hour=whole + HOUR, came=1, out=0),
    )
    assert store.arrivals(["ians"], NOW + MINUTE) == (
        Arrivals(source="ians", hour=whole + HOUR, came=1, out=0),
    )
    assert (store.standing(Status.NEW, 9), store.standing(Status.NEW, 3)) == (5, 3)
    assert store.standing(Status.HELD, 9) == 1


def test_items_are_found_by_what_their_ids_begin_with(store: Store) -> None:
    record(store, *(a_filing(guid) for guid in ("ab2", "abz", "ac", "ab")))
    assert [one.id for one in store.beginning("tag:x:ab")] == ["tag:x:ab2", "tag:x:abz"]
    assert store.beginning("tag:x:d") == ()

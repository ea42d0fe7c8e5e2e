"""What a store promises of what hubs and caches are still to be told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.model import Owed
from tests.contract.store.filings import MINUTE, NOW, record

HUB, CACHE = "hub https://hub.example/", "cache http://cache.example/{path}"
LATER = NOW + MINUTE


def due(path: str, item: str = "", hook: str = HUB, revision: int = 0) -> Owed:
    return Owed(hook=hook, path=path, item=item, revision=revision)


def paths(store: Store, hook: str = HUB) -> list[tuple[str, str]]:
    return [(one.path, one.item) for one in store.owed(hook, 100)]


def numbers(store: Store, hook: str = HUB) -> list[int]:
    return [one.number for one in store.owed(hook, 100)]


def test_what_is_owed_is_there_until_it_is_settled(store: Store) -> None:
    store.owe([due("all.rss"), due("all.atom"), due("x.html", hook=CACHE)], NOW)
    assert store.owing([HUB, CACHE, "hub of nobody"], NOW) == (HUB, CACHE)
    first, second = store.owed(HUB, 9)
    assert (first.path, first.queued, first.tries) == ("all.rss", NOW, 0)
    store.settle(HUB, [first.number])
    assert store.owed(HUB, 9) == (second,)
    store.settle(HUB, [second.number])
    assert (store.owing([HUB, CACHE], NOW), paths(store)) == ((CACHE,), [])


def test_a_document_that_changes_again_is_owed_once_and_not_settled_by_what_was_told_before(
    store: Store,
) -> None:
    """S14."""
    store.owe([due("all.rss")], NOW)
    (old,) = store.owed(HUB, 9)
    store.owe([due("all.rss"), due("all.rss")], LATER)
    store.settle(HUB, [old.number])
    (new,) = store.owed(HUB, 9)
    assert new.number > old.number
    assert new.queued == LATER


def test_what_a_withdrawn_item_waits_for_comes_first_and_beside_all_else(store: Store) -> None:
    store.owe([due("all.rss"), due("world.rss")], NOW)
    store.owe([due("all.rss", "tag:x:1", revision=2), due("all.rss", "tag:x:2")], LATER)
    assert paths(store) == [
        ("all.rss", "tag:x:1"),
        ("all.rss", "tag:x:2"),
        ("all.rss", ""),
        ("world.rss", ""),
    ]
    (one,) = store.owed_for("tag:x:1")
    assert (one.hook, one.path, one.revision) == (HUB, "all.rss", 2)
    assert store.owed_for("tag:x:3") == store.owed_for("") == ()
    assert len(store.owed(HUB, 3)) == 3


def test_what_was_tried_waits_behind_what_was_not(store: Store) -> None:
    store.owe([due("a"), due("b")], NOW)
    first, _ = numbers(store)
    store.put_off(HUB, [first], failures=1, until=LATER)
    assert paths(store) == [("b", ""), ("a", "")]
    assert [one.tries for one in store.owed(HUB, 9)] == [0, 1]


def test_a_hook_that_does_not_answer_is_left_alone_and_no_other(store: Store) -> None:
    store.owe([due("a"), due("b", hook=CACHE)], NOW)
    assert store.failures(HUB) == 0
    store.put_off(HUB, numbers(store), failures=3, until=LATER)
    assert store.owing([HUB, CACHE], NOW) == (CACHE,)
    assert store.failures(HUB) == 3
    store.owe([due("c")], NOW)
    assert store.owing([HUB], LATER - timedelta(microseconds=1)) == ()
    assert store.owing([HUB], LATER) == (HUB,)
    store.settle(HUB, [])
    assert store.failures(HUB) == 0
    assert store.owing([HUB], NOW) == (HUB,)


def test_for_a_withdrawn_item_it_is_tried_at_once_all_the_same(store: Store) -> None:
    store.owe([due("a")], NOW)
    store.put_off(HUB, numbers(store), failures=3, until=NOW + 10 * MINUTE)
    store.owe([due("a", "tag:x:1")], LATER)
    assert store.owing([HUB], LATER) == (HUB,)
    assert store.failures(HUB) == 3


def test_what_is_owed_to_a_hook_that_has_left_is_forgotten(store: Store) -> None:
    store.owe([due("a"), due("b", "tag:x:1", hook=CACHE)], NOW)
    store.put_off(CACHE, numbers(store, CACHE), failures=1, until=LATER)
    store.keep_hooks([HUB])
    assert store.owing([HUB, CACHE], LATER) == (HUB,)
    assert (store.owed_for("tag:x:1"), store.failures(CACHE)) == ((), 0)
    store.keep_hooks([])
    assert store.owing([HUB], LATER) == ()


def test_a_debt_that_is_undone_was_never_made(store: Store) -> None:
    def half() -> None:
        with store.transaction():
            store.owe([due("a")], NOW)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    assert store.owing([HUB], NOW) == ()


def test_more_than_fits_into_one_statement_is_owed_and_settled(store: Store) -> None:
    store.owe([due(f"story/{n}.html") for n in range(1200)], NOW)
    all_of_them = [one.number for one in store.owed(HUB, 2000)]
    assert len(all_of_them) == 1200
    store.settle(HUB, all_of_them)
    assert store.owed(HUB, 9) == ()


def test_whoever_is_to_be_told_something_now_ends_the_rest(store: Store) -> None:
    for id_ in ("ians", "xinhua"):
        record(store, source=id_)
    store.leave_word("hash", ["ians", "xinhua"])
    store.owe([due("a")], NOW)
    assert not store.at_rest("hash", NOW)
    store.put_off(HUB, numbers(store), failures=1, until=NOW + timedelta(seconds=5))
    assert store.at_rest("hash", NOW)
    assert not store.at_rest("hash", NOW + timedelta(seconds=5))
    store.settle(HUB, numbers(store))
    assert store.at_rest("hash", NOW)

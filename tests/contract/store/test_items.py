"""What a store promises of items: how they are known, kept, listed and written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.model import Poll, SourceState, Status
from tests.contract.store.filings import LEASE, MINUTE, NOW, a_filing, an_item, record


def test_an_item_comes_back_as_it_went_in(store: Store) -> None:
    filing = a_filing("1")
    (poll,) = record(store, filing)
    assert poll.filings == (filing,)
    assert store.find("tag:x:1") == (filing.desk_item,)
    assert store.find("1") == (filing.desk_item,)
    assert store.find("nothing") == ()


def test_one_wire_guid_may_be_several_items(store: Store) -> None:
    one = a_filing("1")
    other = a_filing("2", item=an_item("1"))
    record(store, one, other)
    assert [held.id for held in store.find("1")] == ["tag:x:1", "tag:x:2"]


def test_an_item_is_known_by_each_of_its_keys_within_its_source(store: Store) -> None:
    record(store, a_filing("1"))
    keys = [("ians", "guid:1"), ("ians", "link:http://x.example/1"), ("ians", "guid:2")]
    found = store.match([*keys, ("xinhua", "guid:1")])
    assert set(found) == {("ians", "guid:1"), ("ians", "link:http://x.example/1")}
    held = found["ians", "guid:1"]
    assert (held.id, held.digest, held.revision, held.status) == (
        "tag:x:1",
        "digest-1-1",
        1,
        Status.NEW,
    )
    assert held.versioncreated == NOW - MINUTE


def test_a_key_that_points_to_an_item_is_left_pointing_to_it(store: Store) -> None:
    record(store, a_filing("1"))
    thief = replace(a_filing("2"), keys=("guid:1", "guid:2"))
    record(store, thief)
    found = store.match([("ians", "guid:1"), ("ians", "guid:2")])
    assert found["ians", "guid:1"].id == "tag:x:1"
    assert found["ians", "guid:2"].id == "tag:x:2"


def test_many_keys_can_be_matched_at_once(store: Store) -> None:
    record(store, *(a_filing(str(n), updated=NOW + n * MINUTE) for n in range(700)))
    assert len(store.match([("ians", f"guid:{n}") for n in range(1500)])) == 700


def test_a_stale_claim_records_nothing(store: Store) -> None:
    (first,) = store.claim(["ians"], NOW, LEASE, 1)
    (second,) = store.claim(["ians"], NOW + LEASE, LEASE, 1)
    assert store.record([Poll(state=first, filings=(a_filing("1"),), at=NOW)]) == ()
    assert store.find("tag:x:1") == ()
    assert len(store.record([Poll(state=second, filings=(a_filing("1"),), at=NOW)])) == 1


def test_every_version_is_kept_and_the_ledger_says_why(store: Store) -> None:
    first = a_filing("1")
    second = a_filing(
        "1",
        revision=2,
        status=Status.UPDATE,
        updated=NOW,
        item=an_item("1", headline="Another headline"),
    )
    record(store, first)
    record(store, second, at=NOW + MINUTE)
    assert store.versions("tag:x:1") == (first.desk_item, second.desk_item)
    assert store.versions("tag:x:1", most=1) == (second.desk_item,)
    assert store.versions("tag:x:1", most=9) == (first.desk_item, second.desk_item)
    assert [
        (line.revision, line.status, line.rule, line.reason, line.at)
        for line in store.ledger("tag:x:1")
    ] == [
        (1, "new", "rule/1", "because", NOW),
        (2, "update", "rule/1", "because", NOW + MINUTE),
    ]
    assert store.find("1") == (second.desk_item,)
    assert store.at_revision([("tag:x:1", 2), ("tag:x:1", 1), ("tag:x:9", 1)]) == (
        second.desk_item,
        first.desk_item,
    )


def test_what_stands_in_a_channel_is_told_of_many_items_at_once(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2"), a_filing("3", channels=()))
    gone = a_filing("2", revision=2, status=Status.WITHDRAWN, channels=(), updated=NOW + MINUTE)
    record(store, gone, at=NOW + MINUTE)
    asked = [f"tag:x:{n}" for n in ("1", "2", "3", "nobody")]
    assert store.publishable(asked) == {"tag:x:1": 1}
    assert store.publishable([f"tag:x:{n}" for n in range(2000)]) == {"tag:x:1": 1}
    assert store.publishable([]) == {}
    record(store, a_filing("1", revision=2, updated=NOW + 2 * MINUTE), at=NOW + 2 * MINUTE)
    assert store.publishable(asked) == {"tag:x:1": 2}


def test_no_two_items_share_an_instant_of_update(store: Store) -> None:
    (poll,) = record(store, a_filing("1", updated=NOW), a_filing("2", updated=NOW))
    (later,) = record(store, a_filing("3", updated=NOW))
    instants = [f.desk_item.updated for f in (*poll.filings, *later.filings)]
    assert instants[0] == NOW
    assert len(set(instants)) == 3
    assert all(abs(instant - NOW) < timedelta(seconds=1) for instant in instants)
    assert store.find("tag:x:3")[0].updated == instants[2]


def test_items_come_newest_first_by_channel_source_and_status(store: Store) -> None:
    record(
        store,
        a_filing("old", published=NOW - 9 * MINUTE),
        a_filing("new", published=NOW - MINUTE, channels=("all", "world")),
        a_filing("held", published=NOW, status=Status.HELD, channels=()),
    )
    assert [held.item.guid for held in store.items()] == ["new", "old"]
    assert [held.item.guid for held in store.items(usable=False)] == ["held", "new", "old"]
    assert [held.item.guid for held in store.items(channel="world")] == ["new"]
    assert [held.item.guid for held in store.items(limit=1)] == ["new"]
    assert list(store.items(source="xinhua")) == []


def test_items_of_a_source_are_counted_from_when_they_were_received(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", updated=NOW))
    assert store.counts("ians", NOW) == 2
    assert store.counts("ians", NOW + MINUTE) == 0
    assert store.counts("xinhua", NOW) == 0


def test_a_transaction_is_written_as_a_whole_or_not_at_all(store: Store) -> None:
    def half() -> None:
        with store.transaction():
            record(store, a_filing("1"))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    assert store.find("tag:x:1") == ()
    assert store.state("ians") == SourceState(id="ians", next_due=NOW)
    with store.transaction():
        record(store, a_filing("1"))
    assert len(store.find("tag:x:1")) == 1


def test_a_poll_that_brought_nothing_touches_its_source_and_nothing_else(store: Store) -> None:
    record(store)
    assert store.dirty(NOW) == ()
    assert store.unpublished(NOW, 10) == ()
    assert list(store.items(usable=False)) == []


def test_it_counts_what_it_holds_as_far_as_it_is_asked(store: Store) -> None:
    assert store.holds(5) == 0
    record(store, a_filing("1"), a_filing("2", status=Status.HELD, channels=()))
    assert (store.holds(1), store.holds(2), store.holds(5)) == (1, 2, 2)


def test_copies_may_get_another_first(store: Store) -> None:
    copies = [
        replace(one, desk_item=replace(one.desk_item, copy_of="tag:x:1"))
        for one in (a_filing("2"), a_filing("3"))
    ]
    record(store, a_filing("1"), *copies)
    store.regroup({"tag:x:2": "", "tag:x:3": "tag:x:2"})
    assert store.same_copy(["tag:x:1"]) == ()
    assert [one.id for one in store.same_copy(["tag:x:2"])] == ["tag:x:2", "tag:x:3"]
    assert [one.copy_of for one in store.at_revision([("tag:x:3", 1)])] == ["tag:x:2"]
    store.regroup({})


def test_items_with_the_same_copy_are_found_by_the_first_of_them(store: Store) -> None:
    first, copy, other = a_filing("1"), a_filing("2"), a_filing("3")
    copy = replace(copy, desk_item=replace(copy.desk_item, copy_of="tag:x:1"))
    record(store, first, copy, other)
    assert [one.id for one in store.same_copy(["tag:x:1", "tag:x:3"])] == ["tag:x:1", "tag:x:2"]
    assert store.same_copy(["tag:x:3", "tag:x:2"]) == ()
    assert store.same_copy(["tag:x:1"], "world") == ()
    assert len(store.same_copy(["tag:x:1"], "all")) == 2


def test_copy_that_is_withdrawn_is_in_no_channel_any_more(store: Store) -> None:
    first, copy = a_filing("1"), a_filing("2")
    record(store, first, replace(copy, desk_item=replace(copy.desk_item, copy_of="tag:x:1")))
    gone = a_filing("1", status=Status.WITHDRAWN, channels=(), revision=2, updated=NOW)
    record(store, gone, at=NOW + MINUTE)
    assert [one.id for one in store.same_copy(["tag:x:1"], "all")] == ["tag:x:2"]
    assert [one.id for one in store.same_copy(["tag:x:1"])] == ["tag:x:1", "tag:x:2"]


def test_each_version_is_known_by_when_it_was_recorded(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2"))
    record(store, a_filing("1", revision=2), at=NOW + MINUTE)
    first, again, other = ("tag:x:1", 1), ("tag:x:1", 2), ("tag:x:2", 1)
    found = store.recorded([again, other, ("tag:x:2", 7), ("tag:x:none", 1)])
    assert found == {again: NOW + MINUTE, other: NOW}
    assert store.recorded([first]) == {first: NOW}
    assert store.recorded([]) == {}

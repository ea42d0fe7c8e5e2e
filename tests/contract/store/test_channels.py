"""What a store promises of channels: what makes them dirty, and what they hold."""

from __future__ import annotations

import pytest

from feeds.contracts import Store
from feeds.model import EditionRecord, PubStatus, Status
from tests.contract.store.filings import CHANNELS, LEASE, MINUTE, NOW, a_filing, an_item, record


def test_a_recorded_item_makes_its_channels_dirty_and_dates_the_change(store: Store) -> None:
    record(store, a_filing("1", channels=("world",)), at=NOW + MINUTE)
    assert store.dirty(NOW) == ("world",)
    assert store.changed_at("world") == NOW + MINUTE
    assert store.changed_at("all") is None
    store.clean(["world"])
    assert store.dirty(NOW) == ()


def test_an_item_that_leaves_a_channel_makes_that_one_dirty_too(store: Store) -> None:
    record(store, a_filing("1", channels=("all", "world")))
    store.clean(["all", "world"])
    record(store, a_filing("1", revision=2, channels=("all",), updated=NOW))
    assert store.dirty(NOW) == ("all", "world")
    assert store.candidates("world", 10, NOW) == ()


def test_a_withdrawn_item_is_in_no_channel(store: Store) -> None:
    record(store, a_filing("1"))
    store.clean(["all"])
    record(store, a_filing("1", revision=2, status=Status.WITHDRAWN, channels=(), updated=NOW))
    assert store.dirty(NOW) == ("all",)
    assert store.candidates("all", 10, NOW) == ()
    assert list(store.items()) == []


@pytest.mark.parametrize("status", [Status.HELD, Status.DUPLICATE, Status.REJECTED])
def test_what_is_not_published_is_no_candidate(store: Store, status: Status) -> None:
    record(store, a_filing("1", status=status))
    assert store.candidates("all", 10, NOW - LEASE) == ()


def test_a_canceled_item_is_no_candidate(store: Store) -> None:
    record(store, a_filing("1", item=an_item("1", pubstatus=PubStatus.CANCELED)))
    assert store.candidates("all", 10, NOW - LEASE) == ()


def test_candidates_are_the_newest_and_all_that_are_younger_than_an_instant(store: Store) -> None:
    record(store, *(a_filing(str(n), published=NOW - n * MINUTE) for n in range(6)))
    newest = [one.id for one in store.candidates("all", 2, NOW)]
    assert newest == ["tag:x:0", "tag:x:1"]
    younger = store.candidates("all", 2, NOW - 3 * MINUTE)
    assert [one.id for one in younger] == [f"tag:x:{n}" for n in range(4)]
    assert [one.id for one in store.candidates("all", 99, NOW)] == [f"tag:x:{n}" for n in range(6)]


def test_a_candidate_is_its_item_without_the_copy(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", published=NOW - 2 * MINUTE))
    record(store, a_filing("1", revision=2, updated=NOW))
    found = store.candidates("all", 2, NOW)
    assert found == tuple(held.candidate for held in store.items(channel="all"))
    assert [one.revision for one in found] == [2, 1]


def test_an_edition_is_remembered_and_time_makes_its_channel_dirty(store: Store) -> None:
    edition = EditionRecord(
        channel="all",
        updated=NOW,
        fingerprint="f",
        members=(("tag:x:1", 1),),
        next_change=NOW + MINUTE,
    )
    assert (store.edition("all"), store.editions()) == (None, {})
    store.save_edition(edition)
    assert (store.edition("all"), store.editions()) == (edition, {"all": edition})
    assert store.dirty(NOW) == ()
    assert store.dirty(NOW + MINUTE) == ("all",)


def test_a_channel_that_takes_other_items_than_it_did_is_named_until_it_is_rerouted(
    store: Store,
) -> None:
    record(store, a_filing("1"))
    store.clean(["all"])
    other = {"all": "a", "world": "changed"}
    assert store.enrol_channels(CHANNELS, other) == ("world",)
    store.reroute({"tag:x:1": ("all", "world")}, other)
    assert store.enrol_channels(CHANNELS, other) == ()
    assert [one.id for one in store.candidates("world", 5, NOW)] == ["tag:x:1"]
    assert [held.channels for held in store.held(["tag:x:1"])] == [("all", "world")]
    assert set(store.dirty(NOW)) == {"all", "world"}


def test_a_channel_that_is_gone_is_forgotten(store: Store) -> None:
    assert store.enrol_channels(CHANNELS[:1], {"all": "a"}) == ("world",)  # items may name it
    assert store.edition("world") is None
    assert "world" not in store.dirty(NOW)


def test_a_house_that_looks_different_is_made_anew_once(store: Store) -> None:
    record(store, a_filing("1"))
    store.paged([("tag:x:1", 1)])
    store.clean(["all", "world"])
    assert store.remake("one")
    assert set(store.dirty(NOW)) == {"all", "world"}
    assert len(store.unpublished(NOW, 5)) == 1
    assert not store.remake("one")

"""When a store says that nothing is left to do."""

from __future__ import annotations

from datetime import timedelta

from feeds.contracts import Store
from tests.contract.store.filings import LEASE, MINUTE, NOW, a_filing, record


def test_a_store_is_at_rest_when_all_that_a_config_asked_for_is_done(store: Store) -> None:
    assert not store.at_rest("hash", NOW)
    for id_ in ("ians", "xinhua"):
        record(store, source=id_)
    store.leave_word("hash", ["ians", "xinhua"])
    assert store.at_rest("hash", NOW)
    assert not store.at_rest("another", NOW)
    assert not store.at_rest("hash", NOW + MINUTE)


def test_a_clock_that_was_set_back_ends_the_rest(store: Store) -> None:
    for id_ in ("ians", "xinhua"):
        record(store, source=id_, last_poll=NOW)
    store.leave_word("hash", ["ians", "xinhua"])
    assert not store.at_rest("hash", NOW - timedelta(days=365))


def test_a_source_that_a_config_does_not_poll_disturbs_no_rest(store: Store) -> None:
    record(store, source="ians")  # and "xinhua" has never been polled
    store.leave_word("hash", ["ians"])
    assert store.at_rest("hash", NOW)
    store.leave_word("hash", ["ians", "xinhua"])
    assert not store.at_rest("hash", NOW)


def test_a_lease_a_changed_channel_or_a_page_that_lags_behind_ends_the_rest(store: Store) -> None:
    for id_ in ("ians", "xinhua"):
        record(store, source=id_)
    store.leave_word("hash", ["ians", "xinhua"])
    store.mark_dirty(["all"])
    assert not store.at_rest("hash", NOW)
    store.clean(["all"])
    assert store.at_rest("hash", NOW)
    record(store, a_filing("1"))
    store.clean(["all"])
    assert not store.at_rest("hash", NOW)  # its page is due
    store.paged([("tag:x:1", 1)])
    assert store.at_rest("hash", NOW)
    store.claim(["ians"], NOW, LEASE, 1, early=True)
    assert not store.at_rest("hash", NOW)

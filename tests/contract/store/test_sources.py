"""What a store promises of sources: claims, states and pauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.model import (
    Asking,
    Deadly,
    Fields,
    Hints,
    IdFault,
    Ids,
    Move,
    Odd,
    Permit,
    Poll,
    Pulse,
    Rhythm,
    SourceState,
    Trait,
    Validators,
    Witness,
)
from feeds.store import states
from tests.contract.store.filings import LEASE, MINUTE, NOW, a_source, record


def test_a_new_source_is_due_at_once_and_enrolling_again_changes_nothing(store: Store) -> None:
    assert store.state("ians") == SourceState(id="ians", next_due=NOW)
    store.enrol([a_source("ians"), a_source("ani")], NOW + MINUTE)
    assert store.state("ians") == SourceState(id="ians", next_due=NOW)
    assert set(store.states()) == {"ians", "xinhua", "ani"}
    assert store.state("nobody") is None


def test_a_claim_takes_what_is_due_and_nothing_twice(store: Store) -> None:
    claimed = store.claim(["ians", "xinhua"], NOW, LEASE, 10)
    assert [(state.id, state.fence, state.last_poll) for state in claimed] == [
        ("ians", 1, None),
        ("xinhua", 1, None),
    ]
    assert all(state.lease_until == NOW + LEASE for state in claimed)
    assert store.claim(["ians", "xinhua"], NOW, LEASE, 10) == ()
    stored = store.state("ians")
    assert stored is not None
    assert (stored.last_poll, stored.lease_until) == (NOW, NOW + LEASE)


def test_a_claim_takes_only_the_sources_it_is_asked_for_and_no_more_than_its_limit(
    store: Store,
) -> None:
    assert [state.id for state in store.claim(["xinhua"], NOW, LEASE, 10)] == ["xinhua"]
    store.release_claims(NOW)
    assert len(store.claim(["ians", "xinhua"], NOW, LEASE, 1)) == 1


def test_a_claim_takes_what_is_chosen_of_all_that_may_be_claimed(store: Store) -> None:
    """Whoever is not chosen is not touched: neither leased nor put off."""
    seen: list[list[str]] = []

    def choose(due: Sequence[SourceState]) -> tuple[SourceState, ...]:
        seen.append([state.id for state in due])
        return tuple(state for state in due if state.id == "xinhua")

    before = store.state("ians")
    ids = ["ians", "xinhua"]
    assert [state.id for state in store.claim(ids, NOW, LEASE, 2, choose=choose)] == ["xinhua"]
    assert seen
    assert all(asked == ids for asked in seen)
    assert store.state("ians") == before
    assert store.claim(ids, NOW, LEASE, 2, choose=choose) == ()
    assert [state.id for state in store.claim(ids, NOW, LEASE, 2)] == ["ians"]


def test_a_lease_that_ran_out_can_be_claimed_again_under_a_higher_fence(store: Store) -> None:
    store.claim(["ians"], NOW, LEASE, 1)
    assert store.claim(["ians"], NOW + LEASE - timedelta(seconds=1), LEASE, 1) == ()
    (again,) = store.claim(["ians"], NOW + LEASE, LEASE, 1)
    assert (again.fence, again.last_poll) == (2, NOW)


def test_what_is_not_due_is_claimed_only_early(store: Store) -> None:
    record(store)
    assert store.claim(["ians"], NOW, LEASE, 1) == ()
    assert len(store.claim(["ians"], NOW, LEASE, 1, early=True)) == 1


def test_whoever_is_alone_ends_every_lease(store: Store) -> None:
    store.claim(["ians", "xinhua"], NOW, LEASE, 2)
    assert store.release_claims(NOW) == 2
    assert store.release_claims(NOW) == 0
    assert len(store.claim(["ians", "xinhua"], NOW, LEASE, 2)) == 2


def test_a_state_comes_back_as_it_went_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (poll,) = record(
        store,
        outcome="new",
        error="a fault — with a dash",
        failures=3,
        reason="every 15m",
        url="http://ians.example/",
        validators=Validators(etag='W/"x\\"', last_modified="Sometime", address="http://a/"),
        move=Move(
            adopted="a", adopted_since=NOW, leads_to="b", since=NOW, polls=3, back=True, lost=True
        ),
        body_sha256="00",
        cursor='{"a": 1}',
        hints=Hints(title="T", ttl=MINUTE, skip_hours=(1, 2), skip_days=(6,), hubs=("h",)),
        max_age=timedelta(seconds=1.5),
        ids=Ids(fault=IdFault.CHANGING, since=NOW, renewals=2, last=("a", "b")),
        not_before=NOW + LEASE,
        gone_since=NOW,
        deadly=(Deadly(sha256="00", url="file:///a", how="it died", deaths=2, last=NOW),),
        permits=(Permit(url="http://a/", until=NOW),),
        last_success=NOW,
        last_poll=NOW,
        rhythm=Rhythm(
            seen=NOW,
            watched=2.5,
            stories=1.25,
            hours=(0.5,) * 24,
            days=(0.75,) * 7,
            lately=3,
            expected=0.125,
        ),
        pulse=Pulse(since=NOW, silent=1.5, odd=Odd.FLOOD, stories=40),
        asking=Asking(useless_etags=3, whole=NOW, bare=NOW + MINUTE, refused=NOW - MINUTE),
        fields=Fields(
            items=12.5,
            midnight=Trait(always=0.1, lately=0.9, since=NOW),
            nameless=Trait(always=0.2, lately=0.3),
            empty=Trait(always=0.4),
            foreign=Trait(lately=0.5),
            language="en",
            votes=7,
        ),
        witness=Witness(host="a", at=NOW, ahead=MINUTE / 2, certificate=NOW + LEASE, lasts=LEASE),
    )
    assert store.state("ians") == poll.state
    monkeypatch.setattr(states, "_WRITTEN", {})  # as in another process
    assert store.state("ians") == poll.state
    blank = SourceState(id="ians", next_due=NOW)
    left = {
        one.name
        for one in fields(blank)
        if getattr(poll.state, one.name) == getattr(blank, one.name)
    }
    assert left == {"id", "lease_until", "paused"}, "every other field says something here"


def test_a_source_can_be_made_due_but_never_later_than_it_was(store: Store) -> None:
    record(store)
    store.make_due("ians", NOW)
    state = store.state("ians")
    assert state is not None
    assert state.next_due == NOW
    store.make_due("ians", NOW + LEASE)
    assert store.state("ians") == state


def test_a_pause_made_while_a_poll_ran_survives_its_record(store: Store) -> None:
    (claimed,) = store.claim(["ians"], NOW, LEASE, 1)
    paused = store.state("ians")
    assert paused is not None
    store.save_state(replace(paused, paused=True, reason="paused by asha"))
    store.record([Poll(state=replace(claimed, lease_until=None, reason="its rhythm"), at=NOW)])
    after = store.state("ians")
    assert after is not None
    assert (after.paused, after.reason) == (True, "paused by asha")
    assert store.claim(["ians"], NOW, LEASE, 1, early=True) == ()


def test_a_poll_can_pause_its_source(store: Store) -> None:
    record(store, paused=True)
    after = store.state("ians")
    assert after is not None
    assert after.paused


def test_a_claim_that_nobody_follows_up_keeps_the_spacing_that_is_owed(store: Store) -> None:
    """C20: a process that is killed over and over asks a publisher no more often for that."""
    owed = {"ians": timedelta(hours=1)}
    (claimed,) = store.claim(["ians"], NOW, LEASE, 1, spacing=owed)
    assert claimed.next_due == NOW
    store.release_claims(NOW)
    assert store.claim(["ians"], NOW + MINUTE, LEASE, 1, spacing=owed) == ()
    assert len(store.claim(["ians"], NOW + timedelta(hours=1), LEASE, 1, spacing=owed)) == 1
    store.claim(["xinhua"], NOW, LEASE, 1, spacing=owed)
    store.release_claims(NOW)
    assert len(store.claim(["xinhua"], NOW + MINUTE, LEASE, 1, spacing=owed)) == 1

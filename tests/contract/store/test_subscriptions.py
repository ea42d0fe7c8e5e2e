"""What a store promises of hubs that push sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.model import Mode, Subscription
from tests.contract.store.filings import MINUTE, NOW

LATER = NOW + MINUTE


def one(token: str = "t1", source: str = "ians", **changes) -> Subscription:
    return Subscription(
        **{
            "token": token,
            "callback": "https://feeds.example/hub/",
            "source": source,
            "hub": "https://hub.example/",
            "topic": f"https://{source}.example/feed",
            "created": NOW,
            "due": NOW,
            **changes,
        }
    )


FULL = one(
    "t9",
    secret="zq",
    mode=Mode.UNSUBSCRIBE,
    asked=NOW,
    failures=3,
    until=NOW + timedelta(days=10, microseconds=7),
    pushed=LATER,
    error="it answers 500",
)


def tokens(found) -> list[str]:
    return [each.token for each in found]


@pytest.mark.parametrize("subscription", [one(), FULL])
def test_a_subscription_comes_back_as_it_was_saved(
    store: Store, subscription: Subscription
) -> None:
    store.save_subscription(subscription)
    assert store.subscription(subscription.token) == subscription
    assert store.subscriptions() == store.subscriptions("ians") == (subscription,)
    assert store.subscription("t0") is None
    assert store.subscriptions("xinhua") == ()


def test_one_of_the_same_token_takes_the_place_of_the_older(store: Store) -> None:
    store.save_subscription(one())
    store.save_subscription(one(failures=2))
    assert store.subscriptions() == (one(failures=2),)
    store.end_subscription("t1")
    store.end_subscription("t1")
    assert store.subscriptions() == ()


def test_subscriptions_come_the_oldest_first(store: Store) -> None:
    for token, at in (("b", LATER), ("c", NOW), ("a", LATER)):
        store.save_subscription(one(token, created=at))
    assert tokens(store.subscriptions("ians")) == tokens(store.subscriptions()) == ["c", "a", "b"]


def test_those_are_due_whose_hub_is_to_be_asked_by_now_the_longest_due_first(store: Store) -> None:
    dues = {"a": NOW, "b": NOW - MINUTE, "c": NOW + timedelta(microseconds=1), "d": NOW}
    for token, due in dues.items():
        store.save_subscription(one(token, due=due))
    assert tokens(store.subscriptions_due(NOW, 9)) == ["b", "a", "d"]
    assert tokens(store.subscriptions_due(NOW, 2)) == ["b", "a"]
    assert tokens(store.subscriptions_due(NOW - timedelta(hours=1), 9)) == []


def test_a_source_that_is_due_is_told_with_what_has_pushed_it(store: Store) -> None:
    store.save_subscription(one("t1", pushed=NOW))
    store.save_subscription(one("t2", "xinhua"))
    store.save_subscription(one("t3", "nobody", pushed=NOW))
    assert tokens(store.pushed_and_due(NOW)) == ["t1"]
    assert tokens(store.pushed_and_due(NOW - MINUTE)) == []
    store.claim(["ians"], NOW, MINUTE, 1)
    assert tokens(store.pushed_and_due(NOW)) == [], "it is being polled"
    assert tokens(store.pushed_and_due(LATER)) == ["t1"], "that lease has run out"
    state = store.state("ians")
    assert state is not None
    store.save_state(replace(state, paused=True))
    assert tokens(store.pushed_and_due(LATER)) == []


def test_what_is_doubted_has_not_pushed(store: Store) -> None:
    store.save_subscription(one("t1", pushed=NOW))
    store.save_subscription(one("t2", "xinhua", pushed=NOW))
    store.doubt(["ians", "nobody"])
    assert [each.pushed for each in store.subscriptions()] == [None, NOW]
    assert tokens(store.pushed_and_due(NOW)) == ["t2"]
    store.doubt([])
    assert store.subscription("t2") == one("t2", "xinhua", pushed=NOW)


def test_a_transaction_that_fails_leaves_them_as_they_were(store: Store) -> None:
    store.save_subscription(one("t1", pushed=NOW))

    def fail() -> None:
        with store.transaction():
            store.save_subscription(one("t2"))
            store.doubt(["ians"])
            store.end_subscription("t1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.subscriptions() == (one("t1", pushed=NOW),)

"""What a store promises of the house's own hub."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.model import DocumentRecord, Intent, Mode, Subscriber
from tests.contract.store.filings import MINUTE, NOW

LATER = NOW + MINUTE
MICROSECOND = timedelta(microseconds=1)
DAYS = timedelta(days=10)


def asked(name: str = "a", **changes) -> Intent:
    return Intent(
        **{
            "callback": f"https://{name}.example/cb?x=1",
            "topic": "https://feeds.example/all.rss",
            "path": "all.rss",
            "mode": Mode.SUBSCRIBE,
            "lease": DAYS,
            "created": NOW,
            "due": NOW,
            **changes,
        }
    )


def one(name: str = "a", **changes) -> Subscriber:
    return Subscriber(
        **{
            "callback": f"https://{name}.example/cb",
            "topic": "https://feeds.example/all.rss",
            "path": "all.rss",
            "created": NOW,
            "until": NOW + DAYS,
            "mark": "old",
            "due": NOW,
            **changes,
        }
    )


FULL = one(
    secret="zq",
    failures=3,
    failing=LATER,
    delivered=NOW - MICROSECOND,
    given_up=LATER + MICROSECOND,
    error="it answers 500",
)


def names(found) -> list[str]:
    return [each.callback.removeprefix("https://")[0] for each in found]


@pytest.fixture
def published(store: Store) -> Store:
    """A store of which all.rss and all.json are published."""
    store.save_documents(
        [DocumentRecord(path=p, sha256="new", modified=NOW) for p in ("all.rss", "all.json")]
    )
    return store


# requests


@pytest.mark.parametrize(
    "intent",
    [
        asked(),
        asked(
            mode=Mode.DENIED, secret="zq", lease=timedelta(hours=1), reason="it has gone", tries=2
        ),
    ],
)
def test_a_request_comes_back_as_it_was_made_with_a_number(store: Store, intent: Intent) -> None:
    store.intend(intent)
    (found,) = store.intents()
    assert found.number > 0
    assert replace(found, number=0) == intent
    assert store.intents_due(NOW, 9) == (found,)


def test_a_request_takes_the_place_of_an_earlier_one_for_the_same_under_another_number(
    store: Store,
) -> None:
    store.intend(asked(secret="first"))
    (first,) = store.intents()
    store.intend(asked(mode=Mode.UNSUBSCRIBE))
    store.intend(asked(topic="https://feeds.example/all.json"))
    assert [each.mode for each in store.intents()] == [Mode.UNSUBSCRIBE, Mode.SUBSCRIBE]
    assert first.number not in {each.number for each in store.intents()}
    assert not store.end_intent(first.number)
    store.put_off_intent(replace(first, due=LATER, tries=1))
    assert {each.due for each in store.intents()} == {NOW}


def test_an_ended_number_is_given_to_nobody_again(store: Store) -> None:
    store.intend(asked())
    (first,) = store.intents()
    assert store.end_intent(first.number)
    assert store.intents() == ()
    store.intend(asked())
    assert store.intents()[0].number > first.number


def test_those_requests_are_due_that_are_by_now_the_longest_due_first(store: Store) -> None:
    for name, due in {"a": NOW, "b": NOW - MINUTE, "c": NOW + MICROSECOND}.items():
        store.intend(asked(name, due=due))
    assert names(store.intents_due(NOW, 9)) == ["b", "a"]
    assert names(store.intents_due(NOW, 1)) == ["b"]
    (late, *_) = store.intents_due(NOW, 1)
    store.put_off_intent(replace(late, due=LATER, tries=1))
    assert names(store.intents_due(NOW, 9)) == ["a"]
    assert [each.tries for each in store.intents_due(LATER, 9) if each.tries] == [1]


def test_requests_are_counted_in_all_and_for_a_host(store: Store) -> None:
    for topic in ("1", "2"):
        store.intend(asked("a", topic=topic))
        store.intend(asked("b", topic=topic, callback=f"https://B.example:443/{topic}"))
    store.intend(asked("c"))
    assert [store.pending(), store.pending("b.example"), store.pending("x.example")] == [5, 2, 0]


# subscribers


@pytest.mark.parametrize("subscriber", [one(), FULL])
def test_a_subscriber_comes_back_as_it_was_saved_with_a_number(
    store: Store, subscriber: Subscriber
) -> None:
    store.save_subscriber(subscriber)
    (found,) = store.subscribers()
    assert found.number > 0
    assert replace(found, number=0) == subscriber
    assert store.subscriber(subscriber.callback, subscriber.topic) == found
    assert store.subscriber(subscriber.callback, "https://feeds.example/all.json") is None


def test_who_is_saved_again_keeps_the_number(store: Store) -> None:
    store.save_subscriber(one("a"))
    store.save_subscriber(one("b"))
    (first, second) = store.subscribers()
    store.save_subscriber(one("a", secret="s"))
    assert store.subscribers() == (replace(first, secret="s"), second)
    store.end_subscribers([first.number, 99])
    assert store.subscribers() == (second,)
    store.save_subscriber(one("c"))
    assert store.subscribers()[-1].number > second.number


def test_a_lease_that_has_ended_counts_for_nothing_and_is_forgotten(published: Store) -> None:
    store = published
    store.save_subscriber(one("a", until=NOW))
    store.save_subscriber(one("b", until=NOW + MICROSECOND))
    assert store.subscribed(NOW) == 1
    assert names(store.deliveries_due(NOW, 9)) == ["b"]
    assert [store.lapse(NOW), store.lapse(NOW)] == [1, 0]
    assert names(store.subscribers()) == ["b"]


def test_owed_is_what_is_published_and_not_settled(published: Store) -> None:
    store = published
    store.save_subscriber(one("a"))
    store.save_subscriber(one("b", mark="new"))
    store.save_subscriber(one("c", path="gone.rss"))
    store.save_subscriber(one("d", due=LATER))
    store.save_subscriber(one("e", mark="", path="all.json"))
    assert names(store.deliveries_due(NOW, 9)) == ["a", "e"]
    assert names(store.deliveries_due(LATER, 9)) == ["a", "e", "d"]
    (first, *_) = store.deliveries_due(NOW, 9)
    assert store.delivery(first.number, NOW) == first
    store.save_subscriber(replace(first, mark="new"))
    assert store.delivery(first.number, NOW) is None
    store.save_documents([DocumentRecord(path="all.rss", sha256="newer", modified=LATER)])
    assert set(names(store.deliveries_due(LATER, 9))) == {"a", "b", "d", "e"}


def test_who_fails_comes_after_who_does_not(published: Store) -> None:
    store = published
    store.save_subscriber(one("a", failures=2))
    store.save_subscriber(one("b", due=NOW - MICROSECOND, failures=1))
    store.save_subscriber(one("c"))
    store.save_subscriber(one("d", due=NOW - MINUTE))
    assert names(store.deliveries_due(NOW, 9)) == ["d", "c", "b", "a"]
    assert names(store.deliveries_due(NOW, 2)) == ["d", "c"]


def test_a_store_is_not_at_rest_while_its_hub_has_to_ask_or_to_deliver(store: Store) -> None:
    for channel in store.dirty(NOW):
        store.clean([channel])
    store.leave_word("hash", [])
    assert store.at_rest("hash", NOW)
    store.intend(asked(due=LATER))
    assert store.at_rest("hash", NOW)
    assert not store.at_rest("hash", LATER)
    (intent,) = store.intents()
    store.end_intent(intent.number)
    store.save_documents([DocumentRecord(path="all.rss", sha256="new", modified=NOW)])
    store.save_subscriber(one(due=LATER))
    assert store.at_rest("hash", NOW)
    assert not store.at_rest("hash", LATER)
    store.save_subscriber(one(due=LATER, mark="new"))
    assert store.at_rest("hash", LATER)


def test_a_transaction_that_fails_leaves_the_hub_as_it_was(store: Store) -> None:
    store.intend(asked())
    store.save_subscriber(one())
    before = (store.intents(), store.subscribers())

    def fail() -> None:
        with store.transaction():
            store.end_intent(before[0][0].number)
            store.end_subscribers([before[1][0].number])
            store.save_subscriber(one("b"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (store.intents(), store.subscribers()) == before


def test_who_cannot_be_delivered_to_comes_by_how_long_that_is_so(store: Store) -> None:
    for each in (
        one("a"),
        one("b", failures=1, failing=LATER),
        one("c", failures=9, failing=NOW, given_up=LATER),
        one("d", failures=1, failing=NOW - MINUTE, until=LATER),
    ):
        store.save_subscriber(each)
    assert names(store.undelivered(NOW, 9)) == ["d", "c", "b"]
    assert names(store.undelivered(NOW, 2)) == ["d", "c"]
    assert names(store.undelivered(LATER, 9)) == ["c", "b"]

"""Who has subscribed at our own hub is shown, and how each stands."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.model import Intent, Mode, Subscriber
from feeds.store.sql import open_store

TOPIC = "https://feeds.example/all.rss"


@pytest.fixture
def followed(house: Path) -> Path:
    """A house with a subscriber of each kind, and requests."""
    now = datetime.now(UTC)
    like = Subscriber(
        callback="https://active.example/cb",
        topic=TOPIC,
        path="all.rss",
        secret="zqsecret",
        created=now,
        until=now + timedelta(days=2, minutes=1),
        mark="",
        due=now,
        delivered=now - timedelta(hours=3),
    )
    failing = {"failures": 4, "failing": now, "error": "it answers 500", "secret": ""}
    with closing(open_store(f"sqlite:///{house}/feeds.db")) as store:
        store.save_subscriber(like)
        store.save_subscriber(replace(like, callback="https://failing.example/cb", **failing))
        dead = replace(like, callback="https://dead.example/cb", given_up=now, **failing)
        store.save_subscriber(dead)
        store.save_subscriber(replace(like, callback="https://lapsed.example/cb", until=now))
        for mode in (Mode.SUBSCRIBE, Mode.UNSUBSCRIBE, Mode.DENIED):
            store.intend(
                Intent(
                    callback=f"https://{mode}.example/",
                    topic=TOPIC,
                    path="all.rss",
                    mode=mode,
                    created=now,
                    due=now,
                )
            )
    return house


def test_subscribers_and_requests_are_shown_with_how_they_stand(followed, feeds) -> None:
    found = feeds("hub", "--json").objects
    assert [one["state"] for one in found] == [
        "active",
        "failing",
        "given up",
        "lapsed",
        "to confirm: subscribe",
        "to confirm: unsubscribe",
        "to be denied",
    ]
    assert [one["signed"] for one in found[:3]] == [True, False, False]
    assert [one["failures"] for one in found[:3]] == [0, 4, 4]
    assert [bool(one["next_try"]) for one in found[:3]] == [False, True, True]
    assert [bool(one["given_up"]) for one in found[:3]] == [False, False, True]
    assert found[1]["error"] == "it answers 500"


def test_people_are_told_in_columns_and_no_secret_is(followed, feeds) -> None:
    """X34."""
    said = feeds("hub").out
    rows = [line for line in said.splitlines() if "active.example" in line]
    assert rows
    assert all(part in rows[0] for part in ("active", TOPIC, "in 2d", "3h ago"))
    assert "zqsecret" not in said + feeds("hub", "--json").out


def test_a_house_without_a_store_has_no_subscribers(house, feeds) -> None:
    assert feeds("hub", "--json").out == ""
    assert feeds("hub").out == "nobody has subscribed\n"

"""How a source stands with its hub is shown, and what an operator asks for goes before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.model import Rights, Source, Subscription
from feeds.store.sql import SqlStore, open_store

HUB = "https://hub.example/"
CALLBACK = "https://feeds.example/hub/"
SECRETS = ("t" * 43, "zqsecret")


@contextmanager
def opened(house: Path) -> Iterator[SqlStore]:
    with closing(open_store(f"sqlite:///{house}/feeds.db")) as store:
        yield store


def changed(house: Path, old: str, new: str) -> None:
    """Another text in the config."""
    config = (house / "config.toml").read_text(encoding="utf-8")
    assert config.count(old) == 1
    (house / "config.toml").write_text(config.replace(old, new), encoding="utf-8")


@pytest.fixture
def pushed(house: Path) -> Path:
    """A house whose source `down` is pushed."""
    changed(house, "[publish]", f'[websub]\ncallback = "{CALLBACK}"\n\n[publish]')
    now = datetime.now(UTC)
    token, secret = SECRETS
    with opened(house) as store:
        store.enrol([Source(id="down", provider="Xinhua", rights=Rights.SUMMARY)], now)
        store.save_subscription(
            Subscription(
                token=token,
                callback=CALLBACK,
                source="down",
                hub=HUB,
                topic="http://127.0.0.1:1/feed",
                secret=secret,
                created=now,
                due=now + timedelta(days=8),
                until=datetime(2099, 1, 2, 3, 4, tzinfo=UTC),
                pushed=now,
            )
        )
    return house


def test_it_is_shown_who_pushes_a_source_and_until_when(pushed, feeds) -> None:
    said = feeds("sources", "--json")
    reasons = {one["id"]: one["reason"] for one in said.objects}
    assert reasons["down"] == f"not polled yet; pushed by {HUB} until 2099-01-02 03:04 UTC"
    assert "pushed" not in reasons["ians"]
    table = feeds("sources").out
    assert f"pushed by {HUB} until 2099-01-02 03:04 UTC" in table
    assert not any(secret in said.out + table for secret in SECRETS)


def test_a_source_whose_polls_rest_is_due_when_it_is_polled_all_the_same(pushed, feeds) -> None:
    """And not when the daemon looks at it next, which polls nothing."""
    well = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    with opened(pushed) as store:
        state = store.state("down")
        store.save_state(
            replace(
                state,
                url="http://127.0.0.1:1/feed",
                last_poll=well,
                last_success=well,
                outcome="new",
            )
        )
    latest = well + timedelta(days=1)
    (told,) = [one for one in feeds("sources", "--json").objects if one["id"] == "down"]
    assert told["next_due"] == f"{latest:%Y-%m-%dT%H:%M:%SZ}"
    assert told["reason"].endswith(f"; polled by {latest:%Y-%m-%d %H:%M} UTC at the latest")
    (row,) = [one for one in feeds("sources").out.splitlines() if one.startswith("down")]
    assert "in 22h" in row
    with opened(pushed) as store:  # its lease has lapsed: it is polled as any other
        (one,) = store.subscriptions()
        store.save_subscription(replace(one, until=well))
    (told,) = [one for one in feeds("sources", "--json").objects if one["id"] == "down"]
    assert "at the latest" not in told["reason"]
    assert datetime.fromisoformat(told["next_due"]) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'callback = "{CALLBACK}"', ""),
        (f'callback = "{CALLBACK}"', 'callback = "https://other.example/hub/"'),
        ('id = "down"', 'id = "down"\nwebsub = false'),
        ('id = "down"', 'id = "down"\nenabled = false'),
        ('id = "down"', 'id = "down"\nevery = "2d"'),
    ],
)
def test_no_polls_rest_that_are_not_left_to_a_hub(pushed, feeds, old, new) -> None:
    """Where the config is another since the hub was asked, or looks at the source less than once a day."""
    well = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    due = well + timedelta(days=2 if "every" in new else 0)
    with opened(pushed) as store:
        state = replace(
            store.state("down"),
            url="http://127.0.0.1:1/feed",
            last_poll=well,
            last_success=well,
            outcome="new",
            next_due=due,
        )
        store.save_state(state)
    changed(pushed, old, new)
    (told,) = [one for one in feeds("sources", "--json").objects if one["id"] == "down"]
    assert "at the latest" not in told["reason"]
    assert told["next_due"] == (None if "enabled" in new else f"{due:%Y-%m-%dT%H:%M:%SZ}")


def test_a_poll_that_an_operator_asks_for_is_not_left_to_a_hub(pushed, feeds) -> None:
    feeds("sources", "--pause", "down")
    with opened(pushed) as store:
        assert store.subscriptions()[0].pushed is not None
    feeds("sources", "--resume", "down", "--poll", "down")
    with opened(pushed) as store:
        assert store.subscriptions()[0].pushed is None

"""Whether the daemon is able to do its job, and what keeps it from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide.ready import LEAST_FREE, Facts, lacking

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
WELL = Facts(
    ticked=NOW,
    published=True,
    looked=NOW - timedelta(seconds=14),
    free={"store": LEAST_FREE, "published": LEAST_FREE},
)


def test_who_lacks_nothing_is_ready() -> None:
    assert lacking(WELL, NOW) == {}


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"ticked": None}, "start", "not been looked at yet"),
        ({"looked": None}, "start", "not been looked at yet"),
        ({"published": False}, "release", "has not been yet"),
        ({"refused": ("claim", "poll")}, "store", "it refuses: claim, poll"),
        ({"store": "the store is damaged: malformed"}, "store", "damaged"),
        ({"ticked": NOW - timedelta(seconds=90)}, "store", "for 90 s"),
        ({"looked": NOW - timedelta(seconds=75)}, "store", "for 75 s"),
        ({"is_writer": False}, "lock", "a second writer"),
        ({"folder": "/var/public"}, "folder", "/var/public cannot be written to"),
        ({"free": {"store": 3 * 2**20}}, "disk of store", "3 MiB free, 100 are needed"),
        ({"free": {"store": LEAST_FREE, "published": 0}}, "disk of published", "0 MiB free"),
        ({"workers": False}, "workers", "are lost"),
        (
            {"deadly": {"ians": 2, "afp": 1}},
            "workers",
            "the last 3 documents, of 2 sources (afp, ians)",
        ),
        ({"deadly": dict.fromkeys("hgfedcba", 1)}, "workers", "8 sources (a, b, c, d, e, ...)"),
    ],
)
def test_what_is_lacking_is_named_in_words(
    change: dict[str, object], name: str, words: str
) -> None:
    (found,) = lacking(replace(WELL, **change), NOW).items()
    assert found[0] == name
    assert words in found[1]


def test_a_first_release_that_takes_long_is_the_job() -> None:
    assert lacking(replace(WELL, published=None), NOW) == {}


def test_a_thread_that_writes_and_is_known_to_take_long_is_at_its_job() -> None:
    long = replace(WELL, ticked=NOW - timedelta(minutes=40), patient=True)
    assert lacking(long, NOW) == {}
    assert set(lacking(replace(long, looked=NOW - timedelta(minutes=2)), NOW)) == {"store"}
    assert set(lacking(replace(long, patient=False), NOW)) == {"store"}


@pytest.mark.parametrize("deadly", [{"ians": 1}, {"ians": 40}, {"ians": 1, "afp": 1}])
def test_what_a_source_or_a_pair_of_documents_does_to_who_reads_them_is_their_own_fault(
    deadly: dict[str, int],
) -> None:
    assert lacking(replace(WELL, deadly=deadly), NOW) == {}


def test_documents_that_none_can_read_are_told_with_what_to_do() -> None:
    (why,) = lacking(replace(WELL, deadly={"ians": 2, "afp": 1}), NOW).values()
    assert "memory" in why
    assert "`feeds parse FILE`" in why


def test_everything_that_is_lacking_is_named_at_once() -> None:
    facts = replace(WELL, published=False, workers=False, is_writer=False, refused=("release",))
    assert set(lacking(facts, NOW)) == {"store", "lock", "release", "workers"}

"""What feeds say of their place in the history of a channel (RFC 5005, 4; JSON Feed 1.1, `next_url`)."""

from __future__ import annotations

import orjson
import pytest

from feeds.model import History
from feeds.render import archive_page_of, archive_paths
from tests.history import read

BASE = "http://news.example/"


@pytest.fixture
def document(an_edition, rendered):
    def make(name, **places):
        return rendered(name, an_edition(history=History(**places)))

    return make


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_the_current_document_leads_to_the_newest_page_and_is_none_itself(document, name) -> None:
    """S15."""
    made = document(name, before=12)
    found = read(made.body)
    assert made.path == f"all.{name}"
    assert not found.is_archive
    assert found.links["self"] == f"{BASE}all.{name}"
    assert found.links["prev-archive"] == f"{BASE}archive/all/12.{name}"
    assert "hub" in found.links
    assert found.links.keys().isdisjoint({"current", "next-archive"})


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_a_page_says_that_it_is_one_and_leads_both_ways_and_to_the_current_document(
    document, name
) -> None:
    """S15."""
    made = document(name, number=7, before=5, after=8)
    found = read(made.body)
    assert made.path == f"archive/all/7.{name}"
    assert found.is_archive
    assert found.links["self"] == f"{BASE}archive/all/7.{name}"
    assert found.links["current"] == f"{BASE}all.{name}"
    assert found.links["prev-archive"] == f"{BASE}archive/all/5.{name}"
    assert found.links["next-archive"] == f"{BASE}archive/all/8.{name}"
    assert "hub" not in found.links
    assert len(found.entries) == 2
    assert found.feed == read(document(name).body).feed


@pytest.mark.parametrize("name", ["rss", "atom", "json"])
def test_a_channel_without_an_archive_says_nothing_of_one(document, name) -> None:
    found = read(document(name).body)
    assert found.links.keys().isdisjoint({"current", "prev-archive", "next-archive"})


def test_a_page_in_json_is_of_the_same_feed_and_leads_back(document) -> None:
    made = document("json", number=7, before=5, after=8)
    told = orjson.loads(made.body)
    assert made.path == "archive/all/7.json"
    assert told["feed_url"] == f"{BASE}all.json"
    assert told["next_url"] == f"{BASE}archive/all/5.json"
    assert "hubs" not in told
    assert "next_url" not in orjson.loads(document("json", number=1, after=2).body)
    assert orjson.loads(document("json", before=9).body)["next_url"] == f"{BASE}archive/all/9.json"


def test_a_page_is_known_by_its_path() -> None:
    for path in archive_paths("all-of-it", 12):
        assert archive_page_of(path) == ("all-of-it", 12)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "archive",
        "archive/all",
        "archive/all/1.html",
        "archive/all/1.rss.gz",
        "archive/all/01.rss",
        "archive/all/1/2.rss",
        "archive/all/.rss",
        "archive/all/x.rss",
        "archive/all/" + "9" * 400 + ".rss",
        "archive/all/²٢.rss",
        "story/all/1.rss",
        "all.rss",
    ],
)
def test_what_is_no_page_of_an_archive_is_none(path: str) -> None:
    assert archive_page_of(path) is None

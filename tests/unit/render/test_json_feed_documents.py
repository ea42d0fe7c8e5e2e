"""JSON Feed 1.1, key by key."""

from dataclasses import replace
from datetime import date

import orjson
import pytest

from feeds.model import Dateline, Status


@pytest.fixture
def feed_of(an_edition, rendered):
    def make(*entries, **changes):
        return orjson.loads(rendered("json", an_edition(*entries, **changes)).body)

    return make


def test_the_feed_says_what_it_is_and_where(feed_of):
    feed = feed_of()
    items = feed.pop("items")
    assert len(items) == 2
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour News: All stories",
        "home_page_url": "http://news.example/all.html",
        "feed_url": "http://news.example/all.json",
        "description": "News from the coast",
        "favicon": "http://news.example/favicon.ico",
        "language": "en",
        "authors": [{"name": "Harbour News", "url": "http://www.harbour.example/"}],
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    }


def test_an_item_carries_the_copy_its_dates_and_what_the_wire_said(feed_of, an_entry):
    (item,) = feed_of(an_entry())["items"]
    assert item == {
        "id": "tag:harbour.example,2020:ferry1",
        "url": an_entry().link,
        "external_url": "http://wire.example/ferry?id=7&page=2",
        "title": "Ferry service resumes after the flood",
        "content_html": "<p>Moscow: The ferry took its first passengers.</p>\n"
        "<p>The pier is open.</p><p>- IANS</p>",
        "summary": "Moscow: The ferry took its first passengers.",
        "date_published": "2026-11-02T11:59:00Z",
        "date_modified": "2026-11-02T11:59:00.000001Z",
        "authors": [{"name": "Asha Rao"}],
        "tags": ["Transport"],
        "_gnn9": {
            "provider": "IANS",
            "creditline": "IANS",
            "via": ["Xinhua"],
            "also": [],
            "byline": "Asha Rao",
            "dateline": {"city": "Moscow", "country": "", "date": None},
            "version": 1,
            "status": "new",
            "urgency": None,
        },
    }


def test_what_ninjs_says_of_an_item_and_json_feed_does_not_is_in_the_extension(feed_of, an_entry):
    entry = an_entry(
        revision=3,
        status=Status.CORRECTION,
        urgency=2,
        dateline=Dateline(city="MOSCOW", country="Russia", date=date(2026, 11, 2)),
        also=("TASS",),
    )
    said = feed_of(entry)["items"][0]["_gnn9"]
    assert said["dateline"] == {"city": "Moscow", "country": "Russia", "date": "2026-11-02"}
    assert (said["version"], said["status"], said["urgency"]) == (3, "correction", 2)
    assert said["also"] == ["TASS"]


def test_pictures_are_attached_and_shown_only_where_they_may_be(feed_of, an_entry, a_picture):
    (item,) = feed_of(an_entry(enclosures=(a_picture,)))["items"]
    assert item["attachments"] == [
        {
            "url": "http://img.example/pier.jpg",
            "mime_type": "image/jpeg",
            "title": "The pier",
            "size_in_bytes": 2048,
            "_gnn9": {"creditline": "Photo: A & B"},
        }
    ]
    assert "image" not in item
    (item,) = feed_of(an_entry(enclosures=(a_picture,), inline_media=True))["items"]
    assert item["image"] == "http://img.example/pier.jpg"


def test_pictures_under_one_caption_are_several_pictures(feed_of, an_entry, a_picture):
    """JSON Feed 1.1, "attachments": those of one title are forms of one thing, of which one is shown."""
    other = replace(a_picture, href="http://img.example/other.jpg")
    (item,) = feed_of(an_entry(enclosures=(a_picture, other)))["items"]
    assert [one.get("title") for one in item["attachments"]] == ["The pier", None]
    assert len({one["url"] for one in item["attachments"]}) == 2


def test_without_full_copy_the_required_content_is_plain_text(feed_of, an_entry):
    summary, headline = feed_of(an_entry(1, body_html=""), an_entry(2, body_html="", summary=""))[
        "items"
    ]
    assert "content_html" not in summary
    assert summary["content_text"] == "Moscow: The ferry took its first passengers.\n\n- IANS"
    assert headline["content_text"] == "- IANS"
    assert "summary" not in headline


def test_an_item_in_another_language_says_so(feed_of, an_entry):
    assert feed_of(an_entry(language="hi"))["items"][0]["language"] == "hi"

"""JSON Feed 1.0 and 1.1, as it should be and as it comes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from feeds.errors import ParseError
from feeds.model import Delivery, Enclosure, Payload, Person, Subject, Text, WireItem
from feeds.parse import parse

MakePayload = Callable[..., Payload]


@pytest.fixture
def the_feed(a_payload: MakePayload) -> Callable[..., Delivery]:
    def make(**changes: Any) -> Delivery:
        plain = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": []}
        return parse(a_payload(json.dumps(plain | changes), url="https://wire.example/news/feed"))

    return make


@pytest.fixture
def the_item(the_feed: Callable[..., Delivery]) -> Callable[..., WireItem]:
    def make(feed: dict[str, Any] | None = None, **item: Any) -> WireItem:
        (found,) = the_feed(items=[item], **(feed or {})).items
        return found

    return make


MakeFeed = Callable[..., Delivery]
MakeItem = Callable[..., WireItem]


@pytest.mark.parametrize(
    ("version", "format_"),
    [
        ("https://jsonfeed.org/version/1", "json1"),
        ("https://jsonfeed.org/version/1.1", "json11"),
        ("http://jsonfeed.org/version/1.1", "json11"),
        ("https://jsonfeed.org/version/2", "json"),
        ("", "json"),
        (None, "json"),
    ],
)
def test_the_version_is_told_where_it_is_known(
    version: str | None, format_: str, the_feed: MakeFeed
) -> None:
    assert the_feed(version=version).format == format_


@pytest.mark.parametrize(
    ("raw", "guid"),
    [
        ("a b", "a b"),
        (5, "5"),
        (5.0, "5"),
        (5.5, "5.5"),
        (True, ""),
        (None, ""),
        ([], ""),
        ({}, ""),
    ],
)
def test_an_id_is_text_whatever_it_comes_as(raw: object, guid: str, the_item: MakeItem) -> None:
    assert the_item(id=raw).guid == guid


def test_html_goes_before_text_where_an_item_has_both(the_item: MakeItem) -> None:
    assert the_item(content_html="<p>1</p>", content_text="2").body == Text(value="<p>1</p>", html=True)  # fmt: skip
    assert the_item(content_text="a < b").body == Text(value="a < b")
    assert the_item(content_html="", content_text="2").body == Text(value="2")


def test_a_title_is_plain_text(the_item: MakeItem) -> None:
    assert the_item(title="a <b> & c").headline == Text(value="a <b> & c")


def test_authors_are_those_of_1_1_and_of_1_0_and_else_the_feeds(the_item: MakeItem) -> None:
    two = [{"name": "Meher Rao", "url": "https://wire.example/rao"}, {"name": "A. Kulkarni"}]
    expected = (
        Person(name="Meher Rao", uri="https://wire.example/rao"),
        Person(name="A. Kulkarni"),
    )
    assert the_item(authors=two).authors == expected
    assert the_item(author=two[0]).authors == expected[:1]
    assert the_item(author="Meher Rao").authors == (Person(name="Meher Rao"),)
    assert the_item({"authors": two}).authors == expected
    assert the_item({"author": two[0]}).authors == expected[:1]
    assert the_item({"author": two[0]}, authors=two[1:]).authors == expected[1:]
    assert the_item(authors=[{}, None, {"name": 5}]).authors == ()


def test_addresses_are_made_absolute_against_the_feed(the_item: MakeItem) -> None:
    here = {"feed_url": "https://other.example/deep/feed.json"}
    assert the_item(url="bell").link == "https://wire.example/news/bell"
    assert the_item(here, url="bell").link == "https://other.example/deep/bell"
    assert the_item(here, url="/bell").base == "https://other.example/bell"
    assert the_item({"feed_url": "/feed.json"}, url="bell").link == "https://wire.example/bell"
    assert the_item(external_url="https://a.example/").link == "https://a.example/"
    assert the_item(url="https://b.example/", external_url="https://a.example/").link == "https://b.example/"  # fmt: skip
    assert the_item(url="http://[bell").link == ""


def test_dates_without_a_zone_stay_naive(the_item: MakeItem) -> None:
    item = the_item(date_published="2026-11-02T10:00:00", date_modified="2026-11-02T10:00:00+05:30")
    assert item.published is not None
    assert item.updated is not None
    assert (item.published.tzinfo is None, item.updated.tzinfo is None) == (True, False)
    assert the_item(date_published="soon").published is None
    assert the_item(date_published=1762077600).published is None


def test_an_items_language_goes_before_its_feeds(the_item: MakeItem) -> None:
    assert the_item({"language": "en"}, language="hi").language == "hi"
    assert the_item({"language": "en"}).language == "en"


def test_tags_are_subjects(the_item: MakeItem) -> None:
    found = the_item(tags=["diving", 5, None, "", {"x": 1}]).subjects
    assert found == (Subject(code="diving", name="diving"), Subject(code="5", name="5"))
    assert the_item(tags="diving").subjects == (Subject(code="diving", name="diving"),)


def test_attachments_and_the_picture_are_enclosures_each_once(the_item: MakeItem) -> None:
    item = the_item(
        image="https://wire.example/bell.jpg?w=9",
        attachments=[
            {"url": "a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 7, "title": "A"},
            {"url": "b.mp3", "size_in_bytes": -1},
            {"url": "c.mp3", "size_in_bytes": 1e300},
            {"mime_type": "audio/mpeg"},
            None,
        ],
    )
    assert item.enclosures == (
        Enclosure(
            href="https://wire.example/news/a.mp3", media_type="audio/mpeg", length=7, title="A"
        ),
        Enclosure(href="https://wire.example/news/b.mp3"),
        Enclosure(href="https://wire.example/news/c.mp3"),
        Enclosure(href="https://wire.example/bell.jpg?w=9", media_type="image/jpeg"),
    )
    twice = the_item(image="a.png", attachments=[{"url": "a.png", "mime_type": "image/png"}])
    assert len(twice.enclosures) == 1


def test_what_is_no_item_among_items_costs_the_others_nothing(the_feed: MakeFeed) -> None:
    found = the_feed(items=[None, 5, "x", [], {"id": "1"}, {"title": 5, "url": [], "tags": 7}])
    assert [item.guid for item in found.items] == ["1", ""]


@pytest.mark.parametrize(
    ("body", "line"), [('{"items": [\n\n}', "line 3"), ("{", "line 1"), ('{"items": []}}', "line 1")]
)  # fmt: skip
def test_damaged_json_is_refused_with_the_line(
    body: str, line: str, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError, match="JSON is damaged") as refused:
        parse(a_payload(body))
    assert refused.value.position == line


def test_the_feed_says_who_it_is_and_who_tells_of_it(the_feed: MakeFeed) -> None:
    hints = the_feed(
        language="en",
        feed_url="https://wire.example/feed.json",
        hubs=[{"type": "WebSub", "url": "https://hub.example/"}, {"type": "x", "url": "y"}, 5],
    ).hints
    assert (hints.title, hints.language) == ("Wire", "en")
    assert hints.self_link == "https://wire.example/feed.json"
    assert hints.hubs == ("https://hub.example/",)

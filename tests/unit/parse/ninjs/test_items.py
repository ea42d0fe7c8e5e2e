"""Items in ninjs, in whatever holds them: which are stories, and what damaged JSON gives."""

from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.errors import ParseError
from feeds.model import PubStatus, Text
from feeds.parse.ninjs import parse_ninjs
from tests.processor import within
from tests.unit.parse.ninjs.members import PICTURE, MakeItem, MakePayload, Read


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda one, two: [one, two],
        lambda one, two: {"items": [one, two]},
        lambda one, two: {"data": {"items": [{"item": one}, {"item": two}]}},
        lambda one, two: {"response": {"results": [one, two]}},
        lambda one, two: {"_items": [one], "more": {"_items": [two]}},
        lambda one, two: {"uri": "urn:feed", "title": "Coast", "items": [one, two]},
    ],
)
def test_items_are_found_in_whatever_holds_them_in_their_order(wrapped: Any, read: Read) -> None:
    one = {"uri": "urn:1", "headline": "Bell", "links": [{"uri": "urn:other"}]}
    found = read(wrapped(one, {"guid": "urn:2", "headlines": [{"value": "Ferry"}]}))
    assert [item.guid for item in found.items] == ["urn:1", "urn:2"]
    assert found.format == "ninjs"


def test_an_identifier_alone_makes_an_item_but_not_inside_one(read: Read) -> None:
    assert [item.guid for item in read({"uri": "urn:1"}).items] == ["urn:1"]
    assert [item.guid for item in read([{"uri": "urn:1"}, {"uri": "urn:2"}]).items] == ["urn:1", "urn:2"]  # fmt: skip
    assert [item.guid for item in read({"uri": "urn:1", "subject": [{"uri": "urn:s"}]}).items] == ["urn:1"]  # fmt: skip


@pytest.mark.parametrize("document", [[], {"items": []}, {"data": {"items": []}}])
def test_a_delivery_with_no_items_is_one(document: Any, read: Read) -> None:
    assert read(document).items == ()


@pytest.mark.parametrize("document", [{}, 5, "x", None, [5], {"error": "no such key"}, {"items": [5]}])  # fmt: skip
def test_json_without_an_item_is_refused(document: Any, read: Read) -> None:
    with pytest.raises(ParseError, match="without a news item"):
        read(document)


@pytest.mark.parametrize(
    "body",
    [
        b'{"uri": "1",\n\n}', b"{", b"", b"\x00", b'{"uri": "\\ud800"}', b'{"urgency": NaN}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000, b"[" * 100_000, b"\xff\xfe{", b'{"uri": "a\nb"}',
    ],
)  # fmt: skip
def test_damaged_or_endless_json_is_refused_with_the_line(
    body: bytes, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError, match="JSON is damaged") as refused:
        parse_ninjs(a_payload(body, media_type="application/json"))
    assert refused.value.position.startswith("line ")
    assert refused.value.media_type == "application/json"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_json_is_read_in_the_encodings_of_older_systems_too(
    encoding: str, a_payload: MakePayload
) -> None:
    body = '{"uri": "urn:1", "headline": "Café – open"}'.encode(encoding)
    assert parse_ninjs(a_payload(body)).items[0].headline.value == "Café – open"


def test_more_items_than_a_delivery_may_have_are_refused(read: Read) -> None:
    assert len(read([{"uri": f"urn:{n}"} for n in range(2000)]).items) == 2000
    with pytest.raises(ParseError, match="more than 2000 items"):
        read([{"uri": f"urn:{n}"} for n in range(2001)])


def test_wrappers_in_one_another_without_end_hold_nothing(read: Read) -> None:
    document: Any = {"uri": "urn:1", "headline": "Bell"}
    for _ in range(200):
        document = {"data": document}
    with pytest.raises(ParseError, match="without a news item"):
        read(document)


def test_an_address_that_changes_with_who_asks_is_not_the_key(the_item: MakeItem) -> None:
    asked = "https://api.coast.example/content/4711?qt=abc&et=0a1"
    assert the_item(uri=asked, altids={"itemid": "4711"}).guid == "4711"
    assert the_item(uri=asked, altids=[{"role": "itemid", "value": "4711"}]).guid == "4711"
    assert the_item(uri=asked).guid == "https://api.coast.example/content/4711"
    assert the_item(uri="https://a.example/?id=7").guid == "https://a.example/?id=7"
    assert the_item(uri="urn:1", altids={"itemid": "4711"}).guid == "urn:1"
    assert the_item(uri="urn:1", altids="4711").guid == "urn:1"
    assert the_item(uri="", guid="tag:1").guid == "tag:1"
    assert the_item(uri=None, altids={"itemid": "4711"}).guid == "4711"


def test_names_of_members_count_in_any_case(the_item: MakeItem) -> None:
    item = the_item(versionCreated="2026-11-02T10:00:00Z", pubStatus="canceled", copyrightNotice="(c)")  # fmt: skip
    assert item.updated == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert (item.pubstatus, item.copyrightnotice) == (PubStatus.CANCELED, "(c)")


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "graphic", "composite", "component"])
def test_items_that_are_no_text_are_stories_only_with_a_body(kind: str, read: Read) -> None:
    bare = {"uri": "urn:1", "type": kind, "headline": "Bell", "description_text": "A bell"}
    assert read([bare]).items == ()
    assert len(read([bare | {"body_text": "Divers raised it."}]).items) == 1


@pytest.mark.parametrize("plan", [{"type": "event"}, {"type": "planning"}, {"eventDetails": {}}])
def test_plans_of_newsrooms_are_no_stories(plan: dict[str, Any], read: Read) -> None:
    assert read([{"uri": "urn:1", "headline": "Talks", "body_text": "At ten", **plan}]).items == ()


def test_a_kill_of_a_package_gets_through(read: Read) -> None:
    (item,) = read({"uri": "urn:1", "type": "composite", "pubstatus": "canceled"}).items
    assert item.pubstatus is PubStatus.CANCELED


def test_the_story_beside_the_one_item_is_its_body(read: Read) -> None:
    one = {"uri": "urn:1", "headline": "Bell", "renditions": {"nitf": {"href": "https://a.example/1"}}}  # fmt: skip
    beside = {"nitf": {"body_html": "<p>Divers</p>"}}
    assert read({"data": {"item": one}, **beside}).items[0].body.value == "<p>Divers</p>"
    two = read({"data": {"items": [{"item": one}, {"item": one}]}, **beside})
    assert [item.body for item in two.items] == [Text(), Text()]
    inside = one | {"renditions": {"nitf": {"body.content": "x", "body_html": "<p>Divers</p>"}}}
    assert read(inside).items[0].body.value == "<p>Divers</p>"


@pytest.mark.parametrize("value", [5, 1e300, True, None, [], {}, [[]], [{}], {"a": {"a": []}}, "x", ["x", None]])  # fmt: skip
def test_members_of_any_type_are_read_or_passed_over(value: object, read: Read) -> None:
    names = (
        "guid", "altids", "type", "headline", "headlines", "body", "bodies", "body_html", "description",
        "descriptions", "byline", "bylines", "by", "authors", "subject", "subjects", "person", "place",
        "associations", "renditions", "nitf", "links", "url", "source", "infosource", "slugline", "fields",
        "language", "version", "urgency", "located", "dateline", "datelinelocation", "ednote", "usageterms",
        "copyrightnotice", "copyrightholder", "firstcreated", "versioncreated", "embargoed", "pubstatus",
    )  # fmt: skip
    for name in names:
        assert read({"uri": "urn:1", name: value}).format == "ninjs"
    assert read({"uri": "urn:1"} | dict.fromkeys(names, value)).format == "ninjs"
    assert read({"uri": "urn:1", "associations": {"a": PICTURE | dict.fromkeys(names[3:], value)}}).format == "ninjs"  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<figure", "<p", "<figure>", '<div class="private">', "<h1>", "&lt;b&gt;", "&amp;", "&amp;lt;p",
        "[caption]", "<!-- EMBED START", "<p class=", " class=private", "<", "&", " , ", "<nitf>", "\n",
        "<p>&lt;i", "<p>&lt;i &lt;", " and",
    ],
)  # fmt: skip
def test_no_text_is_long_in_the_reading(text: str, the_item: MakeItem) -> None:
    long = text * (400_000 // len(text))
    with within(8):
        the_item(body_html=f"<p>a</p>{long}", body_text=long, headline=long, byline=long)
        the_item(body_html=f"<p {long}", ednote=long, bodies=[{"value": f"<nitf>{long}"}])

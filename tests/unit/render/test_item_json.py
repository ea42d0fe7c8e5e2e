"""The item as commands print it."""

from datetime import UTC, date, datetime

from feeds.model import Dateline, DeskItem, Enclosure, Item, Status, Subject
from feeds.render.itemjson import item_json

KEYS = [
    "id",
    "guid",
    "source",
    "provider",
    "version",
    "headline",
    "slugline",
    "byline",
    "creditline",
    "via",
    "signoff",
    "dateline",
    "located",
    "firstcreated",
    "versioncreated",
    "embargoed",
    "pubstatus",
    "urgency",
    "language",
    "subjects",
    "summary",
    "body_html",
    "body_text",
    "link",
    "page",
    "enclosures",
    "ednote",
    "usageterms",
    "copyrightnotice",
    "status",
    "reason",
    "story",
    "channels",
]

MOMENT = datetime(2015, 9, 30, 9, 31, tzinfo=UTC)
ITEM = Item(
    guid="wire-1",
    source="ians",
    provider="IANS",
    via=("Xinhua",),
    dateline=Dateline(text="Moscow, Sep 30 (IANS) ", city="Moscow", date=date(2015, 9, 30)),
    firstcreated=MOMENT,
    versioncreated=MOMENT.replace(microsecond=250000),
    subjects=(Subject(code="1", name="One", scheme="s"),),
    enclosures=(Enclosure(href="http://a.example/x"),),
    verdict=Status.HELD,
    verdict_reason="a HOLD",
)


def test_the_keys_come_in_the_order_of_the_contract():
    assert list(item_json(ITEM)) == KEYS


def test_a_file_alone_shows_what_the_copy_says_of_itself():
    shown = item_json(ITEM)
    assert (shown["status"], shown["reason"]) == ("held", "a HOLD")
    assert [shown[key] for key in ("id", "page", "story", "channels")] == ["", "", "", []]


def test_the_desk_adds_its_id_page_status_and_channels():
    desk = DeskItem(
        id="tag:harbour.example,2020:x",
        item=ITEM,
        status=Status.UPDATE,
        reason="its text changed",
        digest="",
        revision=2,
        received=MOMENT,
        published=MOMENT,
        updated=MOMENT,
        page="story/2015/09/30/x.html",
        channels=("all",),
        story="s1",
    )
    shown = item_json(ITEM, desk=desk, base_url="http://news.example/")
    assert shown["id"] == desk.id
    assert shown["page"] == "http://news.example/story/2015/09/30/x.html"
    assert (shown["status"], shown["reason"]) == ("update", "its text changed")
    assert (shown["story"], shown["channels"]) == ("s1", ["all"])


def test_absent_times_are_null_and_present_ones_are_utc():
    shown = item_json(ITEM)
    assert shown["embargoed"] is None
    assert shown["firstcreated"] == "2015-09-30T09:31:00Z"
    assert shown["versioncreated"] == "2015-09-30T09:31:00.250000Z"


def test_composed_fields_keep_their_parts_in_order():
    shown = item_json(ITEM)
    assert shown["dateline"] == {
        "text": "Moscow, Sep 30 (IANS) ",
        "city": "Moscow",
        "country": "",
        "date": "2015-09-30",
    }
    assert list(shown["subjects"][0]) == ["code", "name", "scheme"]
    assert list(shown["enclosures"][0]) == ["href", "media_type", "length", "title", "creditline"]
    assert shown["enclosures"][0]["length"] is None
    assert item_json(Item(guid="", source="", provider=""))["dateline"]["date"] is None

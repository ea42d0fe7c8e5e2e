"""News in JSON: ninjs 1.x to 3.x, lists of it, and what agencies make that is like it."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.errors import ParseError
from feeds.model import Delivery, Enclosure, Payload, PubStatus, Subject, Text, WireItem
from feeds.parse.ninjs import parse_ninjs

MakePayload = Callable[..., Payload]
Read = Callable[[Any], Delivery]
MakeItem = Callable[..., WireItem]

PICTURE = {
    "uri": "urn:p:1",
    "type": "picture",
    "headline": "The bell",
    "renditions": {"main": {"href": "https://p.example/bell.jpg", "mimetype": "image/jpeg"}},
}


@pytest.fixture
def read(a_payload: MakePayload) -> Read:
    return lambda document: parse_ninjs(a_payload(json.dumps(document)))


@pytest.fixture
def the_item(read: Read) -> MakeItem:
    def make(**members: Any) -> WireItem:
        (found,) = read({"uri": "urn:1", "headline": "Bell", **members}).items
        return found

    return make


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


@pytest.mark.parametrize(
    ("stated", "read_as"),
    [
        ("usable", PubStatus.USABLE), ("stat:usable", PubStatus.USABLE), ("", PubStatus.USABLE),
        (None, PubStatus.USABLE), ("Withheld", PubStatus.WITHHELD), ("canceled", PubStatus.CANCELED),
        ("cancelled", PubStatus.CANCELED), ({"code": "stat:canceled"}, PubStatus.CANCELED),
        ("commissioned", PubStatus.WITHHELD), ("replaced", PubStatus.WITHHELD), (["?"], PubStatus.WITHHELD),
    ],
)  # fmt: skip
def test_a_status_that_nobody_knows_withholds(
    stated: object, read_as: PubStatus, the_item: MakeItem
) -> None:
    assert the_item(pubstatus=stated).pubstatus is read_as


@pytest.mark.parametrize("empty", ["", " ", None, [], {}, False])
def test_an_empty_embargo_is_none(empty: object, the_item: MakeItem) -> None:
    item = the_item(embargoed=empty)
    assert (item.embargoed, item.pubstatus) == (None, PubStatus.USABLE)


@pytest.mark.parametrize("odd", ["when the minister stands", "1800", "18:00", "10:00 GMT Nov 3", "3 Nov", True, {"until": "tomorrow"}, "2026-99-99"])  # fmt: skip
def test_an_embargo_that_cannot_be_read_withholds(odd: object, the_item: MakeItem) -> None:
    assert the_item(embargoed=odd).pubstatus is PubStatus.WITHHELD
    assert the_item(embargoed=odd, pubstatus="canceled").pubstatus is PubStatus.CANCELED


@pytest.mark.parametrize(
    ("stated", "instant"),
    [
        ("2026-11-02T10:00:00+0000", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("20261102T100000Z", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        (1793613600, datetime(2026, 11, 2, 10, tzinfo=UTC)),
        (1793613600000, datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02 10:00:00", datetime(2026, 11, 2, 10)),  # noqa: DTZ001
        ("20261102", datetime(2026, 11, 2)),  # noqa: DTZ001
        ("2" * 500, None), ("soon", None), ({}, None), (1e300, None), (True, None),
    ],
)  # fmt: skip
def test_dates_come_as_text_or_as_numbers(
    stated: object, instant: datetime | None, the_item: MakeItem
) -> None:
    assert the_item(firstcreated=stated).published == instant


def test_versions_and_urgencies_are_text_or_numbers(the_item: MakeItem) -> None:
    assert [the_item(version=one).version for one in ("2", 2, 2.0, 1.2, None, {})] == ["2", "2", "2", "1.2", "", ""]  # fmt: skip
    assert [the_item(urgency=one).urgency for one in (3, "3", 0, 0.1, 11, True)] == [3, 3, None, None, None, None]  # fmt: skip
    assert the_item(priority=2).urgency == 2
    assert the_item(urgency=5, priority=2).urgency == 5


def test_html_goes_before_text_and_text_before_nitf(the_item: MakeItem) -> None:
    html, nitf = "<p>one</p>", "<nitf><body><body.content><p>three</p></body.content></body></nitf>"
    assert the_item(body_text="two", body_xhtml=html).body == Text(value=html, html=True)
    assert the_item(body_text="two", body_html="").body == Text(value="two")
    bodies = [
        {"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": nitf},
        {"role": "text", "contenttype": "text/plain", "value": "two"},
        {"role": "main", "contenttype": "text/html", "value": html},
    ]
    assert the_item(bodies=bodies).body == Text(value=html, html=True)
    assert the_item(bodies=bodies[:2]).body == Text(value="two")
    assert the_item(bodies=bodies[:1]).body == Text(value="<p>three</p>", html=True)
    assert the_item(bodies={"main": {"value": html}, "teaser": "x"}).body.value == html
    assert the_item(body={"html": html}).body.value == html


def test_nitf_is_its_copy_without_media_and_notes(the_item: MakeItem) -> None:
    nitf = (
        "<nitf><body><body.head><byline>By X</byline></body.head><body.content><p>one</p>"
        "<media><media-caption>The bell</media-caption></media><note type='npa'>desk</note> tail<p>two</p>"
        "</body.content></body></nitf>"
    )
    assert the_item(bodies=[{"value": nitf}]).body.value == "<p>one</p> tail<p>two</p>"
    assert the_item(bodies=[{"value": "<nitf><p>", "contenttype": "text/xml"}]).body == Text()


@pytest.mark.parametrize(
    "part",
    [
        "<body.content><p>one</p><note type='npa'>desk</note><p>two</p></body.content>",
        "<block><p>one</p></block><block><p>two</p></block>",
        "<p>one</p><p>two</p>",
    ],
)
def test_a_part_of_a_nitf_document_is_read_as_the_whole_would_be(
    part: str, the_item: MakeItem
) -> None:
    nitf = {"contenttype": "application/nitf+xml", "value": part}
    copy = the_item(bodies=[nitf]).body.value.replace("<div>", "").replace("</div>", "")
    assert copy == "<p>one</p><p>two</p>"


def test_notes_for_newsrooms_are_never_copy(the_item: MakeItem) -> None:
    item = the_item(
        ednote={"by": "Desk", "text": "Hold the front page"},
        descriptions=[{"role": "note", "value": "Ask for Ola"}, {"role": "caption", "value": "A quay"}],
        bodies=[{"role": "note", "contenttype": "text/html", "value": "<p>Call the diver</p>"}],
        body_notes="Not for publication",
        private_note="Not for publication either",
    )  # fmt: skip
    assert item.ednote == "by: Desk\nHold the front page\nAsk for Ola"
    assert (item.body, item.summary) == (Text(), Text())


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a</p><figure><img src='x'><figcaption>b</figcaption></figure><p>c</p>", "<p>a</p><p>c</p>"),
        ('<section class="main"><p>a</p></section><section class="notepad"><section>b</section>c</section>', '<section class="main"><p>a</p></section>'),
        ('<p>a</p><p class="private">b<p>c', "<p>a</p><p>c</p>"),
        ('<p class="private">a<p class="private">b<p>c', "<p>c</p>"),
        ('<p>a</p><div class="not-for-publication"><p>b</p>', "<p>a</p>"),
        ("<p>a</p><figure><blockquote>b</blockquote></figure>", "<p>a</p><figure><blockquote>b</blockquote></figure>"),
        ("<p>a</p><figure><img src='x'><p>b</p>", '<p>a</p><figure><img src="x"><p>b</p></figure>'),
        ("<p>a</p><figure><p>b</p>", "<p>a</p><figure><p>b</p></figure>"),
        ("<blockquote class='ednote'>a</blockquote><h2 class='private'>b</h2><table class='notepad'><tr><td>c</table><p>d</p>", "<p>d</p>"),
        ("<p class='internal-link'>&#147;a&apos;&#148; x &lt; y</p><p class='internal lead'>b</p>", '<p class="internal-link">“a\'” x &lt; y</p>'),
        ("<p>He said [Twitter] had banned him and [Instagram] too.</p>", "<p>He said [Twitter] had banned him and [Instagram] too.</p>"),
        ("<p>a</p><!-- EMBED START Image {id: 'e'} --><p>b</p><!-- EMBED END Image {id: 'e'} --><p>c</p>", "<p>a</p><p>c</p>"),
        ('<p>a [youtube id="x"] [caption id="y"]b[/caption]c [sic]</p>', "<p>a  c [sic]</p>"),
        ("<h1>Bell</h1><p>a</p>", "<p>a</p>"),
        ("<h1>Another</h1><p>a</p>", "<h1>Another</h1><p>a</p>"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_story_is_taken_out_of_it(
    html: str, left: str, the_item: MakeItem
) -> None:
    assert the_item(body_html=html).body == Text(value=left, html=True)


@pytest.mark.parametrize(
    ("escaped", "meant"),
    [
        ("&lt;p&gt;a &amp;amp; b&lt;/p&gt;", "<p>a &amp; b</p>"),
        ("&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;", "<p>a</p>"),
        ("&amp;amp;lt;p&amp;amp;gt;a&amp;amp;lt;/p&amp;amp;gt;", "<p>a</p>"),
        ("<p>a&amp;nbsp;b &amp;amp;quot;c&amp;amp;quot;</p>", "<p>a&nbsp;b &quot;c&quot;</p>"),
        ("<p>a &lt;b&gt;c&lt;/b&gt; &lt;br/&gt;</p>", "<p>a <b>c</b> <br/></p>"),
        ("<p>the &lt;b&gt; key, &lt;GM.N&gt; and x &lt; y</p>", "<p>the &lt;b&gt; key, &lt;GM.N&gt; and x &lt; y</p>"),
        ("<p>R&amp;D; AT&amp;T</p>", "<p>R&amp;D; AT&amp;T</p>"),
        ("<p>the &lt;script&gt; and the &lt;/script&gt; tags</p>", "<p>the &lt;script&gt; and the &lt;/script&gt; tags</p>"),
        ("<p>a &lt;!-- desk --&gt;b</p>", "<p>a b</p>"),
    ],
)  # fmt: skip
def test_markup_that_was_escaped_once_too_often_is_markup(
    escaped: str, meant: str, the_item: MakeItem
) -> None:
    assert the_item(body_html=escaped).body == Text(value=meant, html=True)


def test_plain_text_keeps_its_signs_and_gets_its_paragraphs(the_item: MakeItem) -> None:
    assert the_item(body_text="x < y, <GM.N>, AT&T &amp; &#8220;Z&#8221; ?a=1&copy=2").body == Text(value="x < y, <GM.N>, AT&T & “Z” ?a=1&copy=2")  # fmt: skip
    long = "word " * 30
    assert the_item(body_text=f"{long}\r\n{long}end").body.value == f"{long}\n\n{long}end"
    assert the_item(body_text="hard\nline\nends").body.value == "hard\nline\nends"
    assert the_item(body_text="Bell\n\nDivers raised it.").body.value == "Divers raised it."


def test_the_headline_is_the_main_one_and_the_title_only_for_want_of_it(read: Read) -> None:
    def headline(**members: Any) -> Text:
        return read({"uri": "urn:1", **members}).items[0].headline

    assert headline(headlines=[{"role": "test", "value": "B"}, {"role": "main", "value": "A"}]) == Text(value="A")  # fmt: skip
    assert headline(headline="A", headline_extended="A, at length", title="SLUG") == Text(value="A")
    assert headline(headline_ééé="A") == Text(value="A")
    assert headline(title=42) == Text(value="42")
    assert headline(headline="R&amp;D &lt;b&gt;up&lt;/b&gt;") == Text(value="R&D <b>up</b>", html=True)  # fmt: skip
    assert headline(headline="GM <GM.N> &amp; others") == Text(value="GM <GM.N> & others")


@pytest.mark.parametrize(
    ("members", "authors"),
    [
        ({"byline": "By Ines Marlow and Tomas Ferro"}, ["Ines Marlow", "Tomas Ferro"]),
        ({"byline": "By De Witt Moor, Staff Writer"}, ["De Witt Moor"]),
        ({"by": "Von Karla Holm, knb", "copyrightholder": "knb"}, ["Karla Holm"]),
        ({"by": "KNB", "copyrightholder": "KNB"}, []),
        ({"bylines": [{"by": "By INES MARLOW", "title": "KNB Sea Writer"}]}, ["INES MARLOW"]),
        ({"authors": [{"name": "Ines Marlow", "role": "writer"}]}, ["Ines Marlow"]),
        ({"byline": "<p>By Ines Marlow</p>"}, ["Ines Marlow"]),
        ({"byline": "By Ines Marlow, Bay Science Writer"}, ["Ines Marlow"]),
        ({"byline": "Ines Marlow in Port Anselm"}, ["Ines Marlow"]),
        ({"byline": "By the sports desk"}, []),
        ({"byline": "INES MARLOW AND TOMAS FERRO"}, ["INES MARLOW", "TOMAS FERRO"]),
        ({"authors": [{"name": "Ines"}]}, ["Ines"]),
        ({"byline": 5, "by": [None, {}]}, []),
    ],
)
def test_authors_are_names_of_people_only(
    members: dict[str, Any], authors: list[str], the_item: MakeItem
) -> None:
    assert [person.name for person in the_item(**members).authors] == authors


@pytest.mark.parametrize(
    ("members", "provider"),
    [
        ({"source": "Harbour News", "copyrightholder": "Holding"}, "Harbour News"),
        ({"provider": {"name": "Harbour News"}}, "Harbour News"),
        ({"infosources": [{"name": "A", "role": "http://x/creator"}, {"name": "B", "role": "http://x/provider"}]}, "B"),
        ({"infosource": [{"name": "Jo", "scheme": "http://x/contentprodpartyrole/", "code": "interviewee"}], "copyrightholder": "KNB"}, "KNB"),
        ({"infosource": [{"name": "B"}, {"name": "A"}]}, "B"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_provider_is_who_made_it_and_not_who_was_asked(
    members: dict[str, Any], provider: str, the_item: MakeItem
) -> None:
    assert the_item(**members).provider == provider


def test_subjects_have_code_and_scheme_in_every_version(the_item: MakeItem) -> None:
    item = the_item(
        subject=[{"code": "7", "name": "ships", "scheme": "http://cv.example/"}],
        subjects=[{"uri": "http://cv.example/8", "name": "bells"}, {"literal": "9", "name": "mail"}],
        person="Ola Brandt",
        objects=[{"name": "KNB", "rel": "suppliedAs"}],
        keywords=["wreck", None],
        genre=[{"name": "Current"}],
    )  # fmt: skip
    assert item.subjects == (
        Subject(code="7", name="ships", scheme="http://cv.example/"),
        Subject(code="8", name="bells", scheme="http://cv.example/"),
        Subject(code="9", name="mail"),
        Subject(code="Ola Brandt", name="Ola Brandt"),
        Subject(code="wreck", name="wreck"),
    )


@pytest.mark.parametrize("associations", [{"a": PICTURE}, [PICTURE], PICTURE | {"renditions": [{"href": "x"}]}])  # fmt: skip
def test_nothing_that_an_association_says_is_the_items(
    associations: Any, the_item: MakeItem
) -> None:
    item = the_item(associations=associations)
    assert (item.guid, item.headline.value, item.body, item.authors) == ("urn:1", "Bell", Text(), ())  # fmt: skip


def test_pictures_with_an_address_go_with_the_item_and_texts_do_not(the_item: MakeItem) -> None:
    item = the_item(
        associations=[
            PICTURE,
            PICTURE | {"type": "text"},
            PICTURE | {"pubstatus": "canceled"},
            PICTURE | {"embargoed": "2027-01-01T00:00:00Z"},
            PICTURE | {"renditions": [{"href": "", "contenttype": "image/png"}]},
            {"type": "video", "renditions": [{"href": "v.mp4", "contentType": "video/mp4"}]},
            None, 5,
        ]
    )  # fmt: skip
    assert item.enclosures == (
        Enclosure(href="https://p.example/bell.jpg", media_type="image/jpeg", title="The bell"),
        Enclosure(href="v.mp4", media_type="video/mp4"),
    )


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
    begun = time.perf_counter()
    the_item(body_html=f"<p>a</p>{long}", body_text=long, headline=long, byline=long)
    the_item(body_html=f"<p {long}", ednote=long, bodies=[{"value": f"<nitf>{long}"}])
    assert time.perf_counter() - begun < 8


def test_the_summary_is_a_description_or_the_longer_headline(the_item: MakeItem) -> None:
    assert the_item(headline_extended="It rang &amp; rang").summary == Text(value="It rang & rang")
    told = the_item(description_html="<p>It rang.</p>", headline_extended="It rang and rang")
    assert told.summary == Text(value="<p>It rang.</p>", html=True)
    assert told.headline == Text(value="Bell")


def test_a_slug_is_a_slugline(a_payload: Callable[..., Payload]) -> None:
    found = parse_ninjs(a_payload('{"uri": "urn:bell", "headline": "Bell", "slug": "bell-UV"}'))
    assert found.items[0].slugline == "bell-UV"

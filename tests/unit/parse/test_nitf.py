"""NITF: what agencies leave out, put in the wrong place, and keep for themselves."""

from collections.abc import Callable
from datetime import UTC

import pytest
from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload, PubStatus, WireItem
from feeds.normalise.html import sanitised
from feeds.parse.bylines import names_in
from feeds.parse.dates import read_stamp
from feeds.parse.nitf import parse_nitf, read_nitf

MakePayload = Callable[..., Payload]


def read(text: str) -> WireItem:
    return read_nitf(etree.fromstring(text))


def with_docdata(inner: str, **attributes: str) -> WireItem:
    stated = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return read(f"<nitf><head><docdata{stated}>{inner}</docdata></head></nitf>")


def with_head(inner: str) -> WireItem:
    return read(f"<nitf><body><body.head>{inner}</body.head></body></nitf>")


def with_copy(inner: str) -> WireItem:
    return read(f"<nitf><body><body.content>{inner}</body.content></body></nitf>")


def issue(norm: str) -> str:
    return f'<date.issue norm="{norm}"/>'


def release(norm: str) -> str:
    return f'<date.release norm="{norm}"/>'


@pytest.mark.parametrize(
    "text",
    [
        "<body.content><p>The bell rang.</p></body.content>",
        "<body><body.content><p>The bell rang.</p></body.content></body>",
        "<body><p>The bell rang.</p></body>",
        "<nitf><p>The bell rang.</p></nitf>",
        "<DataContent><p>The bell rang.</p></DataContent>",
        '<n:body xmlns:n="http://iptc.org/std/NITF/2006-10-18/"><n:p>The bell rang.</n:p></n:body>',
    ],
)
def test_copy_is_found_with_or_without_what_should_stand_round_it(text: str) -> None:
    found = read(text)
    assert (found.body.value, found.body.html) == ("<p>The bell rang.</p>", True)
    assert found.guid == ""


def test_copy_without_an_element_is_plain_and_keeps_its_blank_lines() -> None:
    found = with_copy("\nThe bell rang.\n\nNobody slept &amp; nobody cared.\n")
    assert not found.body.html
    assert found.body.value == "The bell rang.\n\nNobody slept & nobody cared."


def test_markup_that_was_escaped_however_often_is_markup_and_a_ric_is_not() -> None:
    found = with_copy("<p>Fish &amp;amp;amp; chips &lt;b&gt;now&lt;/b&gt; &lt;GM.N&gt;</p>")
    assert found.body.value == "<p>Fish &amp; chips <b>now</b> &lt;GM.N&gt;</p>"


@pytest.mark.parametrize("copy", ["{}", "<block><p>{}</p></block>", "<p>{}<em>x</em></p>"])
def test_what_a_page_does_not_show_is_not_shown_where_html_stands_in_a_cdata_section(
    copy: str,
) -> None:
    html = (
        "<p>The bell rang.</p><!-- Call Rao --><style>Rao</style><section>Twice</section><hr>"
        "<p class='ednote'>Ask Rao</p><script>Rao()</script>"
    )
    body = with_copy(copy.format(f"<![CDATA[{html}]]>")).body
    assert body.html
    shown = sanitised(body, "")
    assert "<p>The bell rang.</p>" in shown
    assert "Twice" in shown
    assert "<hr>" in shown
    assert "Rao" not in shown
    assert "section" not in shown


def test_words_about_markup_are_words() -> None:
    assert with_copy("<p>Use &lt;script&gt; and &lt;/script&gt;.</p>").body.value == (
        "<p>Use &lt;script&gt; and &lt;/script&gt;.</p>"
    )


def test_entities_of_html_for_the_signs_of_xml_are_these_signs(a_payload: MakePayload) -> None:
    text = "<p>R&AMP;D, a &LT; b&nbsp;<b>c</b> <![CDATA[R&AMP;D]]></p>"
    (found,) = parse_nitf(a_payload(f"<nitf><body.content>{text}</body.content></nitf>")).items
    assert found.body.value == "<p>R&amp;D, a &lt; b\xa0<b>c</b> R&amp;D</p>"


def test_notes_captions_and_heads_in_the_copy_are_not_published() -> None:
    found = with_copy(
        '<byline>By Ana Vell</byline><note type="npa"><body.content><p>Call 555 0100.</p></body.content></note>'
        '<media media-type="image"><media-reference source="bell.jpg"/><media-caption>Caption</media-caption></media>'
        '<img source="x9.jpg"/><p>The bell rang.</p>'
        '<note type="pa"><body.content><p>More to come.</p></body.content></note>'
    )
    assert found.body.value == "<p>The bell rang.</p><div><p>More to come.</p></div>"
    assert found.ednote == "Call 555 0100."
    assert [one.name for one in found.authors] == ["Ana Vell"]
    assert [(one.href, one.title) for one in found.enclosures] == [
        ("bell.jpg", "Caption"),
        ("x9.jpg", ""),
    ]


def test_blanks_fold_in_paragraphs_and_stand_where_text_is_preformatted() -> None:
    found = with_copy("<p>The\n   bell.</p><pre>1  2\n3  4</pre>")
    assert found.body.value == "<p>The bell.</p><pre>1  2\n3  4</pre>"


def test_a_quotation_has_marks_once() -> None:
    assert with_copy("<p><q>Loud</q>, <q>“Very”</q></p>").body.value == "<p>“Loud”, “Very”</p>"


def test_a_release_after_the_issue_is_an_embargo() -> None:
    found = with_docdata(issue("20261102T101500+0100") + release("20261102T101600+0100"))
    assert found.embargoed == read_stamp("2026-11-02T10:16:00+01:00")


@pytest.mark.parametrize(
    "norm", ["20261102T101500+0100", "20261102T091500Z", "20261102T101500", "2026-11-02 08:00", ""]
)
def test_a_release_that_is_not_later_is_no_embargo(norm: str) -> None:
    found = with_docdata(issue("20261102T101500+0100") + release(norm))
    assert found.embargoed is None
    assert found.updated == read_stamp("2026-11-02T10:15:00+01:00")


def test_a_release_without_an_issue_is_an_embargo_until_then() -> None:
    found = with_docdata(release("20261102T101500Z"))
    assert found.embargoed == found.published == read_stamp("20261102T101500Z")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("usable", PubStatus.USABLE),
        ("", PubStatus.USABLE),
        ("withheld", PubStatus.WITHHELD),
        ("canceled", PubStatus.CANCELED),
        ("Cancelled", PubStatus.CANCELED),
        ("embargoed", PubStatus.WITHHELD),
        ("hold", PubStatus.WITHHELD),
        ("killed", PubStatus.CANCELED),
        ("kill", PubStatus.CANCELED),
        ("withdrawn", PubStatus.CANCELED),
        ("deleted", PubStatus.CANCELED),
        ("perhaps", PubStatus.WITHHELD),
    ],
)
def test_the_management_status_says_whether_it_may_be_published(
    status: str, expected: PubStatus
) -> None:
    found = with_docdata(issue("20261102T101500Z"), management_status=status)
    assert found.pubstatus is expected


@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        ("when the minister stands", PubStatus.WITHHELD),
        ("1800", PubStatus.WITHHELD),
        ("18:00 GMT", PubStatus.WITHHELD),
        ("immediate", PubStatus.USABLE),
        ("", PubStatus.USABLE),
    ],
)
def test_a_release_that_nobody_can_read_withholds(norm: str, expected: PubStatus) -> None:
    found = with_docdata(issue("20261102T101500Z") + release(norm))
    assert (found.pubstatus, found.embargoed) == (expected, None)


def test_an_embargo_by_status_ends_at_the_release() -> None:
    moment = "20261102T101500Z"
    found = with_docdata(issue(moment) + release(moment), management_status="embargoed")
    assert found.embargoed == read_stamp(moment)
    assert found.pubstatus is PubStatus.USABLE


def test_revisions_tell_when_it_was_first_made_and_the_issue_when_last() -> None:
    found = read(
        f"<nitf><head><docdata>{issue('20261102T12Z')}</docdata>"
        '<revision-history norm="20261101T1200Z"/><revision-history norm="20261101T0900Z"/></head></nitf>'
    )
    assert found.published == read_stamp("2026-11-01T09:00Z")
    assert found.updated == read_stamp("2026-11-02T12:00Z")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<hedline><hl1>Bell</hl1><hl2>Under</hl2></hedline>", "Bell"),
        ("<hedline>Bell <hl2>Under</hl2></hedline>", "Bell"),
        ("<hedline><hl1> Old<br/>bell\n rings </hl1></hedline>", "Old bell rings"),
    ],
)
def test_the_headline_is_the_first_and_without_what_stands_under_it(
    head: str, expected: str
) -> None:
    assert with_head(head).headline.value == expected


def test_the_title_of_the_document_stands_in_for_an_empty_headline() -> None:
    text = "<nitf><head><title>Bell</title></head><body><body.head><hedline><hl1/></hedline></body.head></body></nitf>"
    assert read(text).headline.value == "Bell"


def test_a_byline_that_holds_a_subtitle_names_nobody_and_is_the_summary() -> None:
    found = with_head("<byline>Nobody slept, says the harbour master</byline>")
    assert found.authors == ()
    assert found.summary.value == "Nobody slept, says the harbour master"


def test_a_byline_that_holds_initials_names_nobody_and_is_the_sign_off() -> None:
    found = with_head("<byline>mr/av</byline>")
    assert (found.authors, found.summary.value, found.signoff) == ((), "", "mr/av")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Meher Rao, Harbour News", ["Meher Rao"]),
        ("BY MEHER RAO and Ana Vell, HN, Varnholm", ["MEHER RAO", "Ana Vell"]),
        ("By A. Rao, B. Vell and C. Moe", ["A. Rao", "B. Vell", "C. Moe"]),
        ("Par Jean-Luc d'Abois", ["Jean-Luc d'Abois"]),
        ("By Meher Rao in Varnholm", ["Meher Rao"]),
        ("Ramón y Cajal", ["Ramón y Cajal"]),
        ("By Mei", ["Mei"]),
        ("By Meher Rao, Bay Science Writer", ["Meher Rao"]),
        ("MEHER RAO AND ANA VELL", ["MEHER RAO", "ANA VELL"]),
        ("Meher Rao in Pune with Ana Vell in Goa", ["Meher Rao", "Ana Vell"]),
        ("Texte : Ana Vell", ["Ana Vell"]),
        ("By the sports desk", []),
        ("By our own columnist", []),
        ("By Staff Reporter", []),
        ("By our Harbour Correspondent", []),
        ("Harbour Press Association", []),
        ("", []),
        ("by", []),
        ("Rao " * 100_000, []),
    ],
)
def test_a_byline_gives_names_without_titles_agencies_and_places(
    byline: str, names: list[str]
) -> None:
    assert list(names_in(byline)) == names


def test_a_byline_that_is_given_twice_names_its_author_once() -> None:
    found = with_head(
        "<byline>By <person>Ana Vell</person>, <byttl>Editor</byttl></byline><byline>Ana Vell</byline>"
    )
    assert [one.name for one in found.authors] == ["Ana Vell"]


@pytest.mark.parametrize(
    ("inner", "dateline", "located"),
    [
        ("<location>VARNHOLM</location>", "VARNHOLM", "VARNHOLM"),
        (
            "<location><city>Varnholm</city><country>Norland</country></location> (HN) -",
            "Varnholm, Norland (HN) -",
            "Varnholm",
        ),
        ("Varnholm, <story.date>Nov 2</story.date>", "Varnholm, Nov 2", ""),
        ("<story.date norm='20261102'>20261102T101500+0000</story.date>", "", ""),
        ("", "", ""),
    ],
)
def test_a_dateline_is_its_words_without_times_for_machines(
    inner: str, dateline: str, located: str
) -> None:
    found = with_head(f"<dateline>{inner}</dateline>")
    assert (found.dateline, found.located) == (dateline, located)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20261102T101500Z", "2026-11-02T10:15:00+00:00"),
        ("20261102T101500+0100", "2026-11-02T10:15:00+01:00"),
        ("2026-11-02T10:15:00.5+01", "2026-11-02T10:15:00+01:00"),
        ("2026-11-02 10:15", "2026-11-02T10:15:00"),
        ("20261102", "2026-11-02T00:00:00"),
        ("20261102T101560Z", "2026-11-02T10:15:59+00:00"),
        ("20261302", None),
        ("20261102T101500+9900", None),
        ("", None),
    ],
)
def test_dates_come_with_and_without_signs_and_zones(text: str, expected: str | None) -> None:
    found = read_stamp(text)
    assert (found.isoformat() if found is not None else None) == expected


@pytest.mark.parametrize("text", ["00010101T000000+0100", "99991231T235959-0100", "0001-01-01"])
def test_a_date_at_the_end_of_time_can_be_put_in_utc(text: str) -> None:
    found = read_stamp(text)
    assert found is None or found.tzinfo is None or found.astimezone(UTC)


@pytest.mark.parametrize(
    "href", ["file:///etc/passwd", "javascript:alert(1)", "urn:x", "#a", "cid:1"]
)
def test_a_picture_without_an_address_that_a_reader_can_follow_is_left_out(href: str) -> None:
    found = with_copy(f'<media><media-reference source="{href}"/></media><p>Bell.</p>')
    assert found.enclosures == ()


def test_several_stories_in_one_document_are_several_items(a_payload: MakePayload) -> None:
    one = "<nitf><body><body.content><p>{}</p></body.content></body></nitf>"
    found = parse_nitf(a_payload(f"<list>{one.format('A')}{one.format('B')}</list>"))
    assert [item.body.value for item in found.items] == ["<p>A</p>", "<p>B</p>"]
    assert found.format == "nitf"


def test_a_declared_character_set_that_lies_is_not_believed(a_payload: MakePayload) -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><nitf><body><body.content><p>Før</p></body.content></body></nitf>'
    assert parse_nitf(a_payload(body)).items[0].body.value == "<p>Før</p>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<nitf", "damaged"),
        ("<rss/>", "not NITF: the root element is rss"),
        ("<nitf/>", "no story"),
        ("<nitf><head><docdata/></head><body><body.head/></body></nitf>", "no story"),
        ('<!DOCTYPE nitf [<!ENTITY a "b">]><nitf>&a;</nitf>', "entities of its own"),
        ("<list>" + "<nitf/>" * 2001 + "</list>", "more than 2000"),
        ("<nitf>" + "<block>" * 5000 + "</block>" * 5000 + "</nitf>", "damaged"),
    ],
    ids=["cut", "rss", "empty", "hollow", "entity", "many", "deep"],
)
def test_what_is_no_story_is_refused_and_told_why(
    body: str, reason: str, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError, match=reason):
        parse_nitf(a_payload(body))


@pytest.mark.processor(5)
@pytest.mark.parametrize(
    "name",
    ["block", "q", "media", "note", "byline", "hedline", "dateline", "ed-msg", "body.content"],
)
def test_nesting_as_deep_as_may_be_round_much_text_takes_no_long_time(name: str) -> None:
    inner = "<p>The bell rang.</p>" * 20_000
    text = f"<nitf><body>{f'<{name}>' * 240}{inner}{f'</{name}>' * 240}</body></nitf>"
    assert read(text).guid == ""


def test_the_keyword_of_an_anpa_header_is_a_slugline() -> None:
    found = read('<nitf><head><meta name="anpa-keyword" content="Bell"/></head></nitf>')
    assert found.slugline == "Bell"

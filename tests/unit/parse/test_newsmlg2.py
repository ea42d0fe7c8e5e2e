"""NewsML-G2: which items are stories, what is said of them, and what of a page is the story."""

import html
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import Delivery, Enclosure, Payload, Person, PubStatus, Subject, WireItem
from feeds.parse import parse
from feeds.parse.newsmlg2 import parse_newsmlg2

MakePayload = Callable[..., Payload]

NS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
HTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
STORY = HTML.format("<p>It rang once.</p>")
IN_TEXT = '<itemClass qcode="ninat:text"/>'
SAMPLES = [
    one.read_bytes() for one in sorted(Path(__file__).with_name("samples").glob("newsmlg2-*.xml"))
]


def news_item(
    *,
    item: str = "",
    content: str = "<headline>Bell</headline>",
    rights: str = "",
    copy: str = f"<inlineXML>{STORY}</inlineXML>",
    nature: str = IN_TEXT,
    attributes: str = 'guid="urn:bell" version="2" xml:lang="en"',
    others: str = "",
) -> str:
    return (
        f"<newsItem {NS} {attributes}><rightsInfo>{rights}</rightsInfo><itemMeta>{nature}{item}</itemMeta>"
        f"<contentMeta>{content}</contentMeta>{others}<contentSet>{copy}</contentSet></newsItem>"
    )


def a_message(*items: str) -> str:
    return f"<newsMessage {NS}><itemSet>{''.join(items)}</itemSet></newsMessage>"


@pytest.fixture
def read(a_payload: MakePayload) -> Callable[[str | bytes], Delivery]:
    def make(document: str | bytes) -> Delivery:
        found = parse(a_payload(document))
        assert found.format == "newsmlg2"
        return found

    return make


@pytest.fixture
def the_item(read: Callable[[str], Delivery]) -> Callable[..., WireItem]:
    def make(**parts: str) -> WireItem:
        (item,) = read(news_item(**parts)).items
        return item

    return make


Read = Callable[[str | bytes], Delivery]
MakeItem = Callable[..., WireItem]


# Which items are stories


@pytest.mark.parametrize(
    "root", ["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"]
)
def test_a_document_without_a_story_gives_none_and_is_no_fault(
    root: str, a_payload: MakePayload
) -> None:
    document = f'<{root} {NS} guid="urn:top" version="1"><itemMeta/></{root}>'
    assert parse(a_payload(document), format="newsmlg2") == Delivery(format="newsmlg2")


@pytest.mark.parametrize(
    "nature", ["ninat:picture", "ninat:video", "icls:photo", "ninat:graphic", "ninat:audio", "ninat:animation"]
)  # fmt: skip
def test_the_text_of_a_picture_or_a_film_is_no_story(nature: str, read: Read) -> None:
    film = news_item(nature=f'<itemClass qcode="{nature}"/>', attributes='guid="urn:film"')
    assert [one.guid for one in read(a_message(film, news_item())).items] == ["urn:bell"]


def test_the_nature_of_an_item_may_be_a_uri(read: Read) -> None:
    nature = '<itemClass uri="http://cv.iptc.org/newscodes/ninature/video"/>'
    assert read(news_item(nature=nature)).items == ()


def test_a_package_beside_its_stories_is_no_story(read: Read) -> None:
    package = f'<packageItem {NS} guid="urn:top"><contentMeta><headline>Top</headline></contentMeta></packageItem>'
    assert [one.guid for one in read(a_message(package, news_item())).items] == ["urn:bell"]


def test_a_message_gives_its_stories_in_their_order(read: Read) -> None:
    items = [news_item(attributes=f'guid="urn:{name}"') for name in "cab"]
    assert [one.guid for one in read(a_message(*items)).items] == ["urn:c", "urn:a", "urn:b"]


def test_an_alert_is_an_item_with_a_headline_alone(the_item: MakeItem) -> None:
    item = the_item(copy="")
    assert (item.headline.value, item.body.value) == ("Bell", "")


def test_an_item_of_no_stated_nature_that_only_names_files_is_no_story(read: Read) -> None:
    remote = '<remoteContent href="https://wire.example/a.jpg" contenttype="image/jpeg"/>'
    assert read(news_item(nature="", copy=remote)).items == ()
    assert read(news_item(nature="")).items != ()


def test_a_text_that_only_names_its_file_is_an_alert(the_item: MakeItem) -> None:
    item = the_item(copy='<remoteContent href="story.xml" contenttype="application/nitf+xml"/>')
    assert (item.headline.value, item.body.value, item.enclosures) == ("Bell", "", ())


def test_an_item_that_says_nothing_is_left_out(read: Read) -> None:
    assert read(news_item(content="", copy="")).items == ()


def test_a_withdrawal_needs_no_copy_and_no_headline(the_item: MakeItem) -> None:
    item = the_item(item='<pubStatus qcode="stat:canceled"/>', content="", copy="")
    assert (item.guid, item.version, item.pubstatus) == ("urn:bell", "2", PubStatus.CANCELED)


# Management


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ('<pubStatus qcode="stat:usable"/>', PubStatus.USABLE),
        ("", PubStatus.USABLE),
        ("<pubStatus/>", PubStatus.USABLE),
        ('<pubStatus qcode="stat:withheld"/>', PubStatus.WITHHELD),
        ('<pubStatus qcode="stat:canceled"/>', PubStatus.CANCELED),
        ('<pubStatus qcode="ps:Cancelled"/>', PubStatus.CANCELED),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>', PubStatus.WITHHELD),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled/"/>', PubStatus.CANCELED),
        ('<pubStatus qcode="stat:usable"/><signal qcode="act:kill"/>', PubStatus.CANCELED),
        ('<pubStatus qcode="stat:usable"/><signal qcode="sig:update"/>', PubStatus.USABLE),
        ('<pubStatus qcode="stat:canceled"/><signal qcode="sig:hold"/>', PubStatus.CANCELED),
    ],
)  # fmt: skip
def test_the_status_is_read_however_it_is_written(
    stated: str, status: PubStatus, the_item: MakeItem
) -> None:
    assert the_item(item=stated).pubstatus is status


def test_a_status_that_nobody_knows_is_held(the_item: MakeItem) -> None:
    assert the_item(item='<pubStatus qcode="stat:perhaps"/>').pubstatus is PubStatus.WITHHELD


@pytest.mark.parametrize("element", ["<embargoed/>", "<embargoed> </embargoed>", ""])
def test_an_empty_embargo_is_none(element: str, the_item: MakeItem) -> None:
    item = the_item(item=element)
    assert (item.embargoed, item.pubstatus) == (None, PubStatus.USABLE)


def test_an_embargo_says_when_it_ends(the_item: MakeItem) -> None:
    item = the_item(item="<embargoed>2026-11-02T18:00:00+01:00</embargoed>")
    assert item.embargoed == datetime(2026, 11, 2, 17, tzinfo=UTC)


def test_an_embargo_that_nobody_can_read_holds_the_item(the_item: MakeItem) -> None:
    item = the_item(item="<embargoed>after the match</embargoed>")
    assert (item.embargoed, item.pubstatus) == (None, PubStatus.WITHHELD)


@pytest.mark.parametrize(
    ("stamp", "instant"),
    [
        ("2026-11-02T09:00:00Z", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2026-11-02T10:00:00.000+01:00", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2026-11-02T10:00:00+0100", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("20261102T090000Z", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2026-11-02T09:00:00", datetime(2026, 11, 2, 9)),  # noqa: DTZ001
        ("soon", None),
        ("2026-13-02T09:00:00Z", None),
    ],
)
def test_dates_are_aware_where_they_name_a_zone(
    stamp: str, instant: datetime | None, the_item: MakeItem
) -> None:
    item = the_item(
        item=f"<versionCreated>{stamp}</versionCreated><firstCreated>{stamp}</firstCreated>"
    )
    assert item.updated == instant
    assert item.published == instant


def test_the_content_dates_the_item_where_that_is_not_dated(the_item: MakeItem) -> None:
    dates = "<contentCreated>2026-11-02T08:00:00Z</contentCreated><contentModified>2026-11-02T09:00:00Z</contentModified>"
    item = the_item(content=dates)
    assert (item.published, item.updated) == (
        datetime(2026, 11, 2, 8, tzinfo=UTC),
        datetime(2026, 11, 2, 9, tzinfo=UTC),
    )


def test_content_from_after_the_version_does_not_date_it(the_item: MakeItem) -> None:
    item = the_item(
        item="<versionCreated>2026-11-02T08:00:00</versionCreated>",
        content="<contentCreated>2026-11-05T08:00:00Z</contentCreated>",
    )
    assert item.published is None


@pytest.mark.parametrize(
    ("provider", "others", "name"),
    [
        ('qcode="nprov:ORL"', "", "ORL"),
        ('qcode="nprov:ORL"><name>Orla Press</name', "", "Orla Press"),
        ('literal="Orla"', "", "Orla"),
        ('uri="http://cv.iptc.org/newscodes/newsprovider/ORL"', "", "ORL"),
        ('uri="http://www.orla.example/about/"', "", ""),
        ('literal="orla.com"', "", "orla.com"),
        ('literal="orla.com"', '<infoSource literal="Orla"/>', "Orla"),
        ('literal="www.orla.co.uk"', "<creditline>By ORLA, with others</creditline>", "ORLA"),
        ('literal="orla.com"', '<creator literal="orla"/>', "orla.com"),
        ('literal="orla.com"', "<creditline>see www.Orla.com</creditline>", "orla.com"),
        ('literal="orla.com"', "<creditline>desk@Orla</creditline>", "orla.com"),
    ],
)
def test_the_provider_is_called_by_its_name(
    provider: str, others: str, name: str, the_item: MakeItem
) -> None:
    closed = f"<provider {provider}/>" if "><" not in provider else f"<provider {provider}></provider>"  # fmt: skip
    assert the_item(item=closed, content=f"{others}<headline>Bell</headline>").provider == name


@pytest.mark.parametrize(("text", "urgency"), [("1", 1), ("9", 9), ("0", None), ("12", None), ("high", None), ("", None)])  # fmt: skip
def test_an_urgency_is_one_to_nine(text: str, urgency: int | None, the_item: MakeItem) -> None:
    assert the_item(content=f"<urgency>{text}</urgency><headline>B</headline>").urgency == urgency


def test_a_note_to_editors_is_told_once_and_keeps_its_paragraphs(the_item: MakeItem) -> None:
    page = '<div xmlns="http://www.w3.org/1999/xhtml"><h3>Notes</h3><ul><li>Call <a>Ann</a> Lund.</li><li>Again.</li></ul></div>'
    item = the_item(item=f"<edNote>{page}</edNote><edNote>Call Ann Lund.</edNote><edNote/>")
    assert item.ednote == "Notes\n\nCall Ann Lund.\n\nAgain."


def test_a_closing_line_among_the_notes_is_the_sign_off(the_item: MakeItem) -> None:
    item = the_item(item='<edNote role="x:closingline">orla kt lm</edNote>')
    assert (item.signoff, item.ednote) == ("orla kt lm", "")


# Content


@pytest.mark.parametrize(
    "headlines",
    [
        '<headline role="h:sub">Under</headline><headline>Bell</headline>',
        '<headline role="h:short">B</headline><headline role="h:main">Bell</headline>',
        '<headline rank="2">Second</headline><headline rank="1">Bell</headline>',
        '<headline xml:lang="fr">Cloche</headline><headline xml:lang="en-GB">Bell</headline>',
        "<headline/><headline> Bell\n</headline>",
        '<headline role="h:odd">Odd</headline><headline role="http://cv.example/h/headline">Bell</headline>',
        '<headline role="h:sub">Bell</headline>',
        '<headline role="h:short">B</headline><headline role="h:odd">Bell</headline>',
    ],
)
def test_of_several_headlines_the_chief_one_is_taken(headlines: str, the_item: MakeItem) -> None:
    assert the_item(content=headlines).headline.value == "Bell"


def test_of_several_sluglines_the_one_without_a_role_is_taken(the_item: MakeItem) -> None:
    content = '<slugline role="s:short">B</slugline><slugline separator="-">BELL-BAY</slugline>'
    assert the_item(content=content).slugline == "BELL-BAY"


def test_without_a_headline_the_page_and_then_the_title_give_one(the_item: MakeItem) -> None:
    page = f"<inlineXML>{HTML.format('<h1>Bell</h1><p>It rang.</p>')}</inlineXML>"
    item = the_item(item="<title>bell file</title>", content="", copy=page)
    assert (item.headline.value, item.body.value) == ("Bell", "<p>It rang.</p>")
    assert the_item(item="<title>bell file</title>", content="").headline.value == "bell file"


def test_the_language_of_the_content_goes_before_that_of_the_item(the_item: MakeItem) -> None:
    assert the_item(content='<language tag="da-DK"/>').language == "da-DK"
    assert the_item().language == "en"


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("By Ann Lund", ["Ann Lund"]),
        ("By Ann Lund, Staff Reporter", ["Ann Lund"]),
        ("Von Ann Lund und Cy Dorn", ["Ann Lund", "Cy Dorn"]),
        ("Our own correspondent", []),
        ("", []),
    ],
)
def test_a_byline_gives_the_names_in_it(by: str, names: list[str], the_item: MakeItem) -> None:
    item = the_item(content=f"<by>{by}</by><headline>B</headline>")
    assert [one.name for one in item.authors] == names


@pytest.mark.parametrize(
    ("creators", "names"),
    [
        ("<creator><name>Ann Lund</name></creator>", ["Ann Lund"]),
        ('<creator qcode="s:al" type="cpnat:person"><name>Lund</name></creator>', ["Lund"]),
        ('<creator><name role="n:mnemonic">al</name><name role="n:full">Ann Lund</name></creator>', ["Ann Lund"]),
        ("<creator><name>lund</name></creator>", []),
        ('<creator literal="Orla Wire"/>', []),
        ("<creator><name>Orla Norden</name></creator>", []),
        ('<creator type="cpnat:organisation"><name>Ann Lund</name></creator>', []),
        ("<creator><name>Ann Lund</name><organisationDetails/></creator>", []),
        ('<creator role="r:editor"><name>Ann Lund</name></creator>', []),
        ("<contributor><name>Ann Lund</name></contributor>", []),
        ('<contributor role="r:coauthor"><name>Ann Lund</name></contributor>', ["Ann Lund"]),
        ("<by>By Cy Dorn</by><creator><name>Ann Lund</name></creator>", ["Cy Dorn"]),
    ],
)  # fmt: skip
def test_a_creator_is_an_author_where_it_is_a_person(
    creators: str, names: list[str], the_item: MakeItem
) -> None:
    provider = "<provider><name>Orla Norden</name></provider>"
    item = the_item(item=provider, content=f"{creators}<headline>B</headline>")
    assert item.authors == tuple(Person(name=one) for one in names)


@pytest.mark.parametrize(
    ("located", "city"),
    [
        ('<located literal="Ebeltoft, Denmark"/>', "Ebeltoft"),
        ("<located><name>Denmark</name></located><located type='t:City'><name>Ebeltoft</name></located>", "Ebeltoft"),
        ("<located/>", ""),
        ('<located qcode="geo:1"/>', ""),
    ],
)  # fmt: skip
def test_the_place_is_the_city(located: str, city: str, the_item: MakeItem) -> None:
    assert the_item(content=located).located == city


def test_subjects_have_their_vocabulary_and_the_name_for_the_reader(the_item: MakeItem) -> None:
    item = the_item(
        others='<catalog><scheme alias="own" uri="http://cv.orla.example/own/"/></catalog>'
        '<assert qcode="own:b"><name>bays</name></assert>',
        content='<subject qcode="medtop:20000011"><name xml:lang="da">klokke</name><name xml:lang="en">bell</name>'
        '<broader qcode="medtop:1"><name>culture</name></broader></subject>'
        '<subject qcode="own:b"/><subject uri="http://cv.orla.example/other#c:1"/><subject qcode="x:d" literal="row"/>'
        '<subject literal="L2"><name>Ebeltoft</name></subject><keyword>diving</keyword><subject/><keyword/>',
    )
    assert item.subjects == (
        Subject(code="20000011", name="bell", scheme="http://cv.iptc.org/newscodes/mediatopic/"),
        Subject(code="b", name="bays", scheme="http://cv.orla.example/own/"),
        Subject(code="c:1", scheme="http://cv.orla.example/other#"),
        Subject(code="d", scheme="x"),
        Subject(name="Ebeltoft"),
        Subject(name="diving"),
    )


def test_a_caption_is_no_summary(the_item: MakeItem) -> None:
    content = '<description role="d:caption">A quay</description><description role="d:summary">It rang.</description>'
    assert the_item(content=content).summary.value == "It rang."
    assert (
        the_item(content='<description role="d:caption">A quay</description>').summary.value == ""
    )


def test_rights_are_told_in_the_language_of_the_item(the_item: MakeItem) -> None:
    rights = "".join(
        f'<{name} xml:lang="{tag}">{name} {tag}</{name}>'
        for name in ("copyrightNotice", "usageTerms")
        for tag in ("de", "en")
    )
    item = the_item(rights=rights)
    assert (item.copyrightnotice, item.usageterms) == ("copyrightNotice en", "usageTerms en")


# The copy


def test_of_renditions_in_several_languages_one_is_the_story(the_item: MakeItem) -> None:
    copy = "".join(
        f'<inlineXML xml:lang="{tag}">{HTML.format(f"<p>{text}</p>")}</inlineXML>'
        for tag, text in (("da", "Den ringede."), ("en", "It rang."))
    )
    assert the_item(copy=copy).body.value == "<p>It rang.</p>"
    there = the_item(
        copy=copy, content='<language tag="fr"/><headline xml:lang="da">Klokke</headline>'
    )
    assert (there.body.value, there.language) == ("<p>Den ringede.</p>", "da")


def test_of_renditions_in_several_forms_the_first_that_can_be_read_is_the_story(
    the_item: MakeItem,
) -> None:
    table = '<inlineXML><sports-content xmlns="urn:sports"><score>1</score></sports-content></inlineXML>'
    empty = f"<inlineXML>{HTML.format('<p/>')}</inlineXML>"
    copy = f"{table}{empty}<inlineXML>{STORY}</inlineXML><inlineData>It rang twice.</inlineData>"
    assert the_item(copy=copy).body.value == "<p>It rang once.</p>"


@pytest.mark.parametrize(
    "copy",
    [
        f"<inlineXML>{STORY}</inlineXML>",
        f'<inlineXML contenttype="application/nitf+xml">{STORY}</inlineXML>',
        '<inlineXML><p xmlns="http://www.w3.org/1999/xhtml">It rang once.</p></inlineXML>',
        "<inlineXML><html><body><p>It rang once.</p></body></html></inlineXML>",
        '<inlineXML><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:p>It rang once.</h:p></h:body></h:html></inlineXML>',
        "<inlineXML><nitf><body><body.content><p>It rang once.</p></body.content></body></nitf></inlineXML>",
        "<inlineXML><body><body.content><p>It rang once.</p></body.content></body></inlineXML>",
        '<inlineData contenttype="text/html">&lt;p&gt;It rang once.&lt;/p&gt;</inlineData>',
        '<inlineData contenttype="text/html">&amp;lt;p&amp;gt;It rang once.&amp;lt;/p&amp;gt;</inlineData>',
        "<inlineData>&lt;p&gt;It rang once.&lt;/p&gt;</inlineData>",
        "<inlineData>&amp;amp;amp;lt;p&amp;amp;amp;gt;It rang once.&amp;amp;amp;lt;/p&amp;amp;amp;gt;</inlineData>",
        "<inlineXML><![CDATA[<p>It rang once.</p>]]></inlineXML>",
        "<inlineXML><html><body>&lt;p&gt;It rang once.&lt;/p&gt;</body></html></inlineXML>",
    ],
)
def test_the_story_is_html_in_whatever_it_is_wrapped(copy: str, the_item: MakeItem) -> None:
    body = the_item(copy=copy).body
    assert (body.html, body.value) == (True, "<p>It rang once.</p>")


def test_plain_text_stays_plain_and_keeps_its_paragraphs(the_item: MakeItem) -> None:
    body = the_item(copy='<inlineData contenttype="text/plain">It rang &lt;once&gt;.\n\nTwice.</inlineData>').body  # fmt: skip
    assert (body.html, body.value) == (False, "It rang <once>.\n\nTwice.")


def test_data_that_is_said_to_be_html_is_html_without_a_tag(the_item: MakeItem) -> None:
    body = the_item(copy='<inlineData contenttype="text/html">A &amp;amp; B</inlineData>').body
    assert (body.html, body.value) == (True, "A &amp; B")


@pytest.mark.parametrize(
    "attributes", ['encoding="encd:base64" contenttype="text/plain"', 'contenttype="image/png"', 'contenttype="application/json"']
)  # fmt: skip
def test_data_that_is_no_text_is_no_story(attributes: str, the_item: MakeItem) -> None:
    assert the_item(copy=f"<inlineData {attributes}>SXQgcmFuZw==</inlineData>").body.value == ""


@pytest.mark.parametrize(
    "piece",
    [
        "<header><time>02.11.2026</time><ul><li>X9</li></ul></header>",
        "<h1>Bell</h1>",
        "<h1> BELL </h1>",
        '<section class="notepad"><p>X9</p></section>',
        '<p class="np-nonpublic small">X9</p>',
        '<blockquote class="private">X9</blockquote>',
        '<p class="Internal">X9</p>',
        '<table class="notebook"><tr><td>X9</td></tr></table>',
        '<h2 class="not-for-publication">X9</h2>',
        '&lt;h2 class="private"&gt;X9&lt;/h2&gt;',
        '<p class="caption">X9</p>',
        "<figcaption>X9</figcaption>",
        "<style>X9</style><script>X9</script>",
        "<footer>X9</footer>",
    ],
)
def test_what_is_no_story_is_left_out_and_what_follows_it_stays(
    piece: str, the_item: MakeItem
) -> None:
    copy = f"<inlineXML>{HTML.format(f'<p>One.</p>{piece}tail<p>Two.</p>')}</inlineXML>"
    assert the_item(copy=copy).body.value == "<p>One.</p>tail<p>Two.</p>"


def test_a_class_that_only_begins_like_a_private_one_is_public(the_item: MakeItem) -> None:
    copy = HTML.format('<p class="internal-link">One.</p>')
    body = the_item(copy=f"<inlineXML>{copy}</inlineXML>").body
    assert body.value == '<p class="internal-link">One.</p>'


def test_words_about_markup_are_words(the_item: MakeItem) -> None:
    copy = HTML.format("<p>Use &lt;script&gt; and &lt;/script&gt;.</p>")
    body = the_item(copy=f"<inlineXML>{copy}</inlineXML>").body
    assert body.value == "<p>Use &lt;script&gt; and &lt;/script&gt;.</p>"
    body = the_item(copy="<inlineData>Use &lt;script&gt; and &lt;/script&gt;.</inlineData>").body
    assert (body.html, body.value) == (False, "Use <script> and </script>.")


def test_a_break_parts_words(the_item: MakeItem) -> None:
    broken = "Divers raised it.<br/>The bell rang."
    item = the_item(content=f"<headline>{broken}</headline><description>{broken}</description>")
    assert item.summary.value == item.headline.value == "Divers raised it. The bell rang."


def test_a_heading_of_its_own_stays_below_the_headline(the_item: MakeItem) -> None:
    copy = f"<inlineXML>{HTML.format('<h1>Bay</h1><p>One.</p>')}</inlineXML>"
    assert the_item(copy=copy).body.value == "<h2>Bay</h2><p>One.</p>"


def test_a_figure_goes_with_the_story_and_not_into_it(the_item: MakeItem) -> None:
    figure = '<figure><img src="a.jpg"/><figcaption>A <b>quay</b></figcaption></figure>'
    drawn = (
        '<figure><img src="cid:7" alt="x"/></figure><figure><blockquote>Two.</blockquote></figure>'
    )
    copy = f"<inlineXML>{HTML.format(f'<p>One.</p>{figure}{drawn}')}</inlineXML>"
    item = the_item(copy=copy)
    assert item.body.value == "<p>One.</p><figure><blockquote>Two.</blockquote></figure>"
    assert item.enclosures == (Enclosure(href="a.jpg", title="A quay"),)


def test_a_figure_among_notes_is_a_note(the_item: MakeItem) -> None:
    notes = '<div class="np-nonpublic"><figure><img src="a.jpg"/></figure></div>'
    copy = f"<inlineXML>{HTML.format(f'<p>One.</p>{notes}')}</inlineXML>"
    assert the_item(copy=copy).enclosures == ()


def test_lines_of_a_page_are_joined_but_not_where_it_is_set_in_lines(the_item: MakeItem) -> None:
    page = HTML.format("<p>One\n  two</p>\n<pre>a\n b<b>c\nd</b>\n e</pre>\n\n<p>Three</p>")
    body = the_item(copy=f"<inlineXML>{page}</inlineXML>").body.value
    assert body == "<p>One two</p> <pre>a\n b<b>c\nd</b>\n e</pre> <p>Three</p>"


def test_what_nitf_states_fills_in_what_the_item_does_not(the_item: MakeItem) -> None:
    nitf = (
        "<inlineXML><nitf><body><body.head><hedline><hl1>Ring</hl1></hedline><byline>By Cy Dorn</byline>"
        "<dateline>EBELTOFT</dateline></body.head><body.content><p>It rang.</p></body.content></body></nitf></inlineXML>"
    )
    item = the_item(copy=nitf)
    assert (item.headline.value, item.dateline, item.guid) == ("Bell", "EBELTOFT", "urn:bell")
    assert item.authors == (Person(name="Cy Dorn"),)
    bare = the_item(copy=nitf, content="<by>By Ann Lund</by><dateline>Aarhus -</dateline>")
    assert (bare.headline.value, bare.dateline) == ("Ring", "Aarhus -")
    assert bare.authors == (Person(name="Ann Lund"),)


def test_what_nitf_holds_back_is_held_back(the_item: MakeItem) -> None:
    head = '<head><docdata management-status="{}">{}</docdata></head>'
    body = "<body><body.content><p>It rang.</p></body.content></body>"
    dates = '<date.issue norm="20261102T080000Z"/><date.release norm="20261102T180000Z"/>'
    killed = f"<inlineXML><nitf>{head.format('canceled', '')}{body}</nitf></inlineXML>"
    assert the_item(copy=killed).pubstatus is PubStatus.CANCELED
    later = f"<inlineXML><nitf>{head.format('usable', dates)}{body}</nitf></inlineXML>"
    assert the_item(copy=later).embargoed == datetime(2026, 11, 2, 18, tzinfo=UTC)
    assert the_item(copy=later, item="<embargoed/>").embargoed is None


# What goes with it


def picture(guid: str = "urn:pic", item: str = "", href: str = "https://wire.example/a.jpg") -> str:
    remote = f'<remoteContent href="{href}" contenttype="image/jpeg" size="12"/>'
    content = "<headline>Quay</headline><creditline>Bo Rask</creditline>"
    nature = '<itemClass qcode="ninat:picture"/>'
    return news_item(
        nature=nature, item=item, content=content, copy=remote, attributes=f'guid="{guid}"'
    )


QUAY = Enclosure(
    href="https://wire.example/a.jpg",
    media_type="image/jpeg",
    length=12,
    title="Quay",
    creditline="Bo Rask",
)
PACKAGE = f'<packageItem {NS}><groupSet><group><itemRef residref="urn:bell"/><itemRef residref="urn:pic"/>{{}}</group></groupSet></packageItem>'


def test_a_picture_goes_with_the_story_that_links_to_it(read: Read) -> None:
    link = '<link rel="irel:isDecoratedBy" residref="urn:pic"/><link residref="urn:none"/>'
    (item,) = read(a_message(picture(), news_item(item=link))).items
    assert item.enclosures == (QUAY,)


def test_a_picture_goes_with_the_only_story_of_its_package(read: Read) -> None:
    (item,) = read(a_message(PACKAGE.format(""), picture(), news_item())).items
    assert item.enclosures == (QUAY,)


def test_a_picture_of_nobody_goes_with_nobody(read: Read) -> None:
    other = news_item(attributes='guid="urn:ferry"')
    shared = PACKAGE.format('<itemRef residref="urn:ferry"/>')
    for package in ("", shared):
        items = read(a_message(package, picture(), news_item(), other)).items
        assert [one.enclosures for one in items] == [(), ()]


@pytest.mark.parametrize(
    "item", ['<pubStatus qcode="stat:canceled"/>', "<embargoed>2027-01-01T00:00:00Z</embargoed>"]
)
def test_a_picture_that_may_not_be_shown_goes_with_nobody(item: str, read: Read) -> None:
    (story,) = read(a_message(PACKAGE.format(""), picture(item=item), news_item())).items
    assert story.enclosures == ()


def test_files_in_the_content_set_are_enclosures_but_for_texts_and_thumbnails(
    the_item: MakeItem,
) -> None:
    files = (
        '<remoteContent href="s.jpg" contenttype="image/jpeg" rendition="rnd:thumbnail"/>'
        '<remoteContent href="b.jpg" contenttype="image/jpeg" size="x"/><remoteContent href="b.xml"/>'
        '<remoteContent href="b" contenttype="application/nitf+xml"/><remoteContent href="b" contenttype="text/plain"/>'
        '<remoteContent href="file:///c.jpg" contenttype="image/jpeg"/><remoteContent residref="urn:x"/>'
    )
    item = the_item(copy=f"<inlineXML>{STORY}</inlineXML>{files}")
    assert item.enclosures == (Enclosure(href="b.jpg", media_type="image/jpeg"),)


def test_a_link_to_a_picture_on_the_web_is_an_enclosure(the_item: MakeItem) -> None:
    links = '<link href="https://wire.example/a.jpg" contenttype="image/jpeg"><title>Quay</title></link><link href="https://wire.example/a"/>'
    found = the_item(item=links).enclosures
    assert [(one.href, one.title) for one in found] == [("https://wire.example/a.jpg", "Quay")]


# Damaged and hostile documents


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (b"", "damaged"),
        (b"<newsItem", "damaged"),
        (news_item()[:-20], "damaged"),
        ("<nitf/>", "root is nitf"),
        (f'<!DOCTYPE n [<!ENTITY a "b">]>{news_item()}', "entities"),
        (news_item(copy="<inlineXML>" + "<div>" * 400 + "</div>" * 400 + "</inlineXML>"), "damaged"),
    ],
    ids=["empty", "cut", "open", "nitf", "entities", "deep"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(
    document: bytes | str, what: str, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError, match=what):
        parse(a_payload(document, media_type="application/xml"), format="newsmlg2")


def test_more_items_than_anybody_sends_are_refused(read: Read) -> None:
    assert len(read(a_message(*[news_item()] * 2000)).items) == 2000
    with pytest.raises(ParseError, match="2000"):
        read(a_message(*[news_item()] * 2001))


@pytest.mark.parametrize(
    "parts",
    [
        {"copy": "<inlineXML><body>" + "<figure><img src='a'/></figure>x" * 40_000 + "</body></inlineXML>"},
        {"copy": "<inlineXML><body>" + "<div>" * 200 + "<p>x</p>" * 20_000 + "</div>" * 200 + "</body></inlineXML>"},
        {"copy": "<inlineData>" + "&amp;lt;" * 100_000 + "</inlineData>"},
        {"item": "<edNote>" + "note " * 400_000 + "</edNote>" + "<edNote>note note nope</edNote>" * 20_000},
        {"content": "<headline/>" * 100_000},
        {"content": "<creditline>" + "orla-" * 100_000 + "</creditline>", "item": '<provider literal="orla.com"/>'},
        {"content": "<by>" + "Ann and " * 50_000 + "</by>"},
        {"content": '<subject qcode="a:b"/>' * 50_000, "others": '<assert qcode="a:b"><name>x</name></assert>' * 20_000},
        {"item": '<edNote>' + "&#10; " * 200_000 + "</edNote>"},
    ],
    ids=["figures", "nested", "escaped", "notes", "headlines", "provider", "by", "subjects", "blanks"],
)  # fmt: skip
def test_no_document_takes_long(parts: dict[str, str], read: Read) -> None:
    started = time.process_time()
    read(news_item(**parts))
    assert time.process_time() - started < 5


def test_a_catalog_is_read_once_for_all_items(read: Read) -> None:
    scheme = '<scheme alias="a{}" uri="http://cv.orla.example/{}"/>'
    header = (
        f"<header><catalog>{''.join(scheme.format(n, n) for n in range(3000))}</catalog></header>"
    )
    tagged = news_item(content='<headline>Bell</headline><subject qcode="a7:b"/>')
    message = a_message(*[tagged] * 1000).replace("<itemSet>", f"{header}<itemSet>")
    started = time.process_time()
    items = read(message).items
    assert time.process_time() - started < 3
    assert {one.subjects for one in items} == {
        (Subject(code="b", scheme="http://cv.orla.example/7"),)
    }


PIECES = st.sampled_from([
    b"<", b">", b"&", b'"', b"/>", b"<p>", b"</p>", b"<inlineXML>", b"<inlineData>", b"<nitf>", b"<body.content/>",
    b"<h1/>", b"<figure/>", b"&#0;", b"\x00", b"\xff", b"<embargoed>", b' qcode=":"', b' xml:lang=""', b"<!--", b"]]>",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_spoiled_document_gives_items_or_a_parse_error(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        place, length = data.draw(st.integers(0, len(body))), data.draw(st.integers(0, 30))
        body = body[:place] + data.draw(PIECES) + body[place + length :]
    payload = Payload(
        source="wire",
        url="https://wire.example/a",
        body=body,
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    )
    try:
        found = parse_newsmlg2(payload)
    except ParseError:
        return
    assert found.format == "newsmlg2"


def test_a_story_in_the_words_of_tt_is_read_as_a_page(the_item: MakeItem) -> None:
    item = the_item(
        copy='<inlineXML contenttype="application/ttnitf+xml"><BODY xmlns=""><TEXT><RUBRIK>Bell</RUBRIK>'
        "<DAT><ORT>Visby</ORT><SOURCE>TT</SOURCE></DAT><INGRESS><P>Divers raised it.</P></INGRESS>"
        "<BRODTEXT><CITAT>It rang, they said.</CITAT><MELLIS>Once</MELLIS><P>No more.</P></BRODTEXT>"
        '<BYLINE EPOST="rao@tt.example">Meher Rao/TT</BYLINE><BILD><BILDTEXT><P>A bell.</P></BILDTEXT></BILD></TEXT>'
        "<TEXT><RUBRIK>Facts: bells</RUBRIK><BRODTEXT><P>They ring.</P></BRODTEXT></TEXT></BODY></inlineXML>"
    )
    assert [
        (tag.lower(), text) for tag, text in re.findall(r"<(P|p|h2)>([^<]+)", item.body.value)
    ] == [
        ("p", "Divers raised it."),
        ("p", "It rang, they said."),
        ("h2", "Once"),
        ("p", "No more."),
        ("h2", "Facts: bells"),
        ("p", "They ring."),
    ]
    assert item.authors == (Person(name="Meher Rao"),)
    assert not {"TT", "Visby", "A bell.", "Meher Rao/TT"} & set(
        re.findall("[^<>]+", item.body.value)
    )


def test_entities_in_a_page_that_were_escaped_again_are_characters(the_item: MakeItem) -> None:
    page = HTML.format("<p>At six o&amp;#39;clock &amp;quot;it&amp;quot; rang &amp;amp; rang.</p>")
    item = the_item(copy=f"<inlineXML>{page}</inlineXML>")
    assert html.unescape(item.body.value) == '<p>At six o\'clock "it" rang & rang.</p>'


def test_a_headline_under_the_headline_is_the_summary_where_there_is_no_other(
    the_item: MakeItem,
) -> None:
    lines = '<headline>Bell</headline><headline role="hld:subHeadline">It rang once</headline>'
    stated = '<description role="drol:summary">A bell rang.</description>'
    assert the_item(content=lines).summary.value == "It rang once"
    assert the_item(content=lines + stated).summary.value == "A bell rang."

"""The copy of a NewsML-G2 item, in whatever it is wrapped."""

import html
import re
from datetime import UTC, datetime

import pytest

from feeds.model import Enclosure, Person, PubStatus
from tests.unit.parse.newsmlg2.documents import HTML, STORY, MakeItem


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

"""The copy of a story in ninjs: which member it is, and what is taken out of it."""

import pytest

from feeds.model import Text
from tests.unit.parse.ninjs.members import MakeItem


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

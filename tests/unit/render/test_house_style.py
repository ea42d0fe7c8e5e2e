"""The copy as it is published: place before it, credit after it."""

import pytest

from feeds.render import house


def test_the_place_opens_the_first_paragraph_and_the_credit_closes_the_copy(an_entry):
    entry = an_entry(body_html="<p>Talks went on.</p><p>They will resume.</p>")
    assert house.copy(entry) == (
        "<p>Moscow: Talks went on.</p><p>They will resume.</p><p>- IANS</p>"
    )


def test_copy_without_a_place_has_no_prefix(an_entry):
    assert house.copy(an_entry(city="", body_html="<p>Talks.</p>")) == "<p>Talks.</p><p>- IANS</p>"


def test_copy_without_a_credit_has_no_closing_line(an_entry):
    assert house.copy(an_entry(creditline="", body_html="<p>Talks.</p>")) == "<p>Moscow: Talks.</p>"


@pytest.mark.parametrize(
    ("body", "opened"),
    [
        ("Bare words", "Moscow: Bare words"),
        ("<b>Bold</b> words", "Moscow: <b>Bold</b> words"),
        ('<p class="lead">Words</p>', '<p class="lead">Moscow: Words</p>'),
        ("<div><p>Words</p></div>", "<div><p>Moscow: Words</p></div>"),
        ("<div>Words <i>here</i></div>", "<div>Moscow: Words <i>here</i></div>"),
        ("<ul><li>Point</li></ul><p>Words</p>", "<ul><li>Point</li></ul><p>Moscow: Words</p>"),
        ("<h2>Deck</h2><p>Words</p>", "<h2>Deck</h2><p>Moscow: Words</p>"),
        ("<hr><p>Words</p>", "<hr><p>Moscow: Words</p>"),
        ("<br>Words", "<br>Moscow: Words"),
        ("<p></p><p>Words</p>", "<p></p><p>Moscow: Words</p>"),
        (
            "<blockquote><p>Said</p></blockquote><p>Words</p>",
            "<blockquote><p>Said</p></blockquote><p>Moscow: Words</p>",
        ),
        (
            "<ul><li><ul><li>In</li></ul></li></ul>Words",
            "<ul><li><ul><li>In</li></ul></li></ul>Moscow: Words",
        ),
        ("<ul><li>Points only</li></ul>", "<p>Moscow:</p><ul><li>Points only</li></ul>"),
        ('<a title="a > b">Link</a> words', 'Moscow: <a title="a > b">Link</a> words'),
    ],
)
def test_the_place_stands_before_the_story_s_own_words(an_entry, body, opened):
    assert house.copy(an_entry(body_html=body, creditline="")) == opened


def test_place_and_credit_are_text_and_never_markup(an_entry):
    entry = an_entry(city="A<b>", creditline="X & <Y>", body_html="<p>Words</p>")
    assert house.copy(entry) == "<p>A&lt;\u2060b&gt;: Words</p><p>- X &amp; &lt;\u2060Y&gt;</p>"


def test_the_summary_carries_the_place_and_no_credit(an_entry):
    assert house.summary(an_entry(summary="Talks\n went on.")) == "Moscow: Talks went on."


def test_copy_without_a_summary_is_summed_up_by_its_first_paragraph(an_entry):
    entry = an_entry(
        summary="", body_html="<ul><li>x</li></ul><p>Talks &amp; <b>tea</b>.</p><p>No</p>"
    )
    assert house.summary(entry) == "Moscow: Talks & tea."


def test_a_headline_alone_has_neither_summary_nor_copy(an_entry):
    entry = an_entry(summary="", body_html="")
    assert house.summary(entry) == house.copy(entry) == ""
    assert house.shown(entry) == "<p>- IANS</p>"
    assert house.shown_text(entry) == "- IANS"


def test_a_summary_is_shown_as_the_content_of_a_page_and_closed_by_the_credit(an_entry):
    entry = an_entry(body_html="", summary="Tea & <talks>")
    assert house.shown(entry) == "<p>Moscow: Tea &amp; &lt;\u2060talks&gt;</p><p>- IANS</p>"
    assert house.shown_text(entry) == "Moscow: Tea & <\u2060talks>\n\n- IANS"


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ({"headline": " Two\n words "}, "Two words"),
        ({"headline": "", "summary": "One two three"}, "One two three"),
        ({"headline": "", "summary": "", "body_html": "<p>Four five</p>"}, "Four five"),
        ({"headline": "x" * 1000}, "x" * 1000),
        ({"headline": "x" * 100_000}, f"{'x' * 1000} …"),
        ({"headline": "\x00", "summary": "", "body_html": ""}, "IANS"),
    ],
)
def test_every_entry_has_a_headline(an_entry, changes, headline):
    assert house.headline(an_entry(**changes)) == headline


def test_the_author_is_the_byline_and_else_the_credit(an_entry):
    assert house.author(an_entry()) == "Asha Rao"
    assert house.author(an_entry(byline="")) == "IANS"
    assert house.author(an_entry(byline="", creditline="", provider="UNB")) == "UNB"


HTTP_PICTURE = '<p>Words</p><figure><img src="http://i.example/a.jpg" alt="a > b"></figure>'


def test_pictures_stay_out_of_the_copy_unless_they_may_be_shown_in_place(an_entry):
    assert "<img" not in house.copy(an_entry(body_html=HTTP_PICTURE))
    assert "figure" not in house.copy(an_entry(body_html=HTTP_PICTURE))
    assert HTTP_PICTURE[12:] in house.copy(an_entry(body_html=HTTP_PICTURE, inline_media=True))


def test_an_http_picture_is_not_shown_in_a_page_that_comes_over_tls(an_entry):
    entry = an_entry(body_html=HTTP_PICTURE, inline_media=True, page="https://news.example/s.html")
    assert "<img" not in house.copy(entry)
    safe = HTTP_PICTURE.replace("http:", "https:")
    page = "https://news.example/s.html"
    assert "<img" in house.copy(an_entry(body_html=safe, inline_media=True, page=page))

"""Copy that marks its paragraphs with line breaks gets paragraphs; copy that has some is left alone."""

from __future__ import annotations

import pytest

from feeds.normalise.html import in_paragraphs
from feeds.normalise.words import text_of


@pytest.mark.parametrize(
    ("clean", "made"),
    [
        ("One.<br><br>Two.", "<p>One.</p><p>Two.</p>"),
        ("One.<br>\n<br>\n<br>Two.", "<p>One.</p><p>Two.</p>"),
        ("<br>One, <b>bold</b>.<br>", "<p>One, <b>bold</b>.</p>"),
        ("One line<br>and the next.", "<p>One line<br>and the next.</p>"),
        ("<b>One.<br><br>Two.</b>", "<p><b>One.</b></p><p><b>Two.</b></p>"),
        ("<p>One.<br><br>Two.</p>", "<p>One.<br><br>Two.</p>"),
        ("One.<ul><li>Two</li></ul>", "One.<ul><li>Two</li></ul>"),
        ("", ""),
    ],
)
def test_two_breaks_end_a_paragraph_where_there_is_no_other(clean: str, made: str) -> None:
    assert in_paragraphs(clean) == made


def test_to_put_copy_in_paragraphs_twice_is_to_do_it_once() -> None:
    for clean in ("One.<br><br>Two.", "<i>a<br><br>b</i>", "x<br><br><br>", "<pre>a\n\nb</pre>"):
        once = in_paragraphs(clean)
        assert in_paragraphs(once) == once


def test_no_word_is_lost_on_the_way() -> None:
    clean = "Kochi: It rains.<br><br>“So <em>what?<br> <br>Nothing</em>.”<br><br>- IANS"
    assert text_of(in_paragraphs(clean)).split() == text_of(clean).split()

"""Whatever markup there is: nothing of it runs, and what was cleaned is clean."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Text
from feeds.normalise.html import sanitised
from feeds.normalise.words import line_of, text_of
from tests.unit.normalise.markup import BASE, clean, must_be_harmless

FRAGMENTS = st.sampled_from(
    [
        "<p>", "</p>", "<b>", "</b>", "<br>", "<div>", "</div>", "<a href='", "'>", '">', "</a>", "<",
        ">", "&", "&lt;", "&amp;", "&nbsp;", "<img src=", "<img src=x onerror=alert(1)>",
        "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>", "<mtext>",
        "<mglyph>", "<noscript>", "</noscript>", "<title>",
        "</title>", "<textarea>", "</textarea>", "<template>", "<xmp>", "<select>", "<option>", "<!--",
        "-->", "--!>", "<![CDATA[", "]]>", "<form>", "</form>", "<iframe srcdoc='", "<a href=", "/",
        "javascript:alert(1)", "java\tscript:x", "//x.example/", "http://x.example/", " onclick=x() ",
        " style=x ", '"', "'", "`", "=", "\x00", "\n", "\u00a0", "<p title='", "<a><p>",
        "<li>", "<ul>", "</ul>", "<plaintext>", "<GM.N>", "<h2>", "</h2>", " ", "bell", "<i>", "</i>",
        "<annotation-xml encoding='text/html'>", "<foreignObject>", "<desc>", "<ruby><rt>", "</pre>",
        "&Tab;", "&colon;", "<img width=1 height=1>", "<span>", "</span>", "é", "😀", "घ",
    ]
)  # fmt: skip
ODDITIES = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td>", "<p><table><p>", "<caption>", "<th><a>", "&#", "&#x", "<pre>"]
)  # fmt: skip
MARKUP = st.lists(FRAGMENTS | st.text(max_size=8), max_size=14).map("".join)
ANY_MARKUP = st.lists(FRAGMENTS | ODDITIES | st.text(max_size=8), max_size=14).map("".join)


@settings(max_examples=400, deadline=None)
@given(ANY_MARKUP, st.sampled_from(["", BASE]))
def test_no_markup_at_all_becomes_something_that_runs(markup: str, base: str) -> None:
    """X22: as a second parser sees it."""
    must_be_harmless(clean(markup, base))
    must_be_harmless(sanitised(Text(value=markup), base))


@settings(max_examples=400, deadline=None)
@given(MARKUP, st.sampled_from(["", BASE]))
def test_sanitising_twice_is_sanitising_once(markup: str, base: str) -> None:
    """X22. What is left without a tag is text, and not looked at as markup again."""
    once = clean(markup, base)
    again = clean(once, base)
    assert again == once or "<" not in once
    assert text_of(again).split() == text_of(once).split()


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_plain_text_gives_back_its_words(markup: str) -> None:
    found = text_of(sanitised(Text(value=markup), BASE))
    kept = re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]", "", markup)
    kept = re.sub(r"[\x0b\x0c\ud800-\udfff\ufffe\uffff]", "", kept)
    assert found.split() == kept.split()


@settings(max_examples=200, deadline=None)
@given(MARKUP | st.text(st.characters(codec=None), max_size=40), st.booleans())
def test_any_headline_is_one_line_without_what_no_document_can_carry(
    value: str, html: bool
) -> None:
    line = line_of(Text(value=value, html=html))
    assert line == " ".join(line.split())
    assert not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", line)

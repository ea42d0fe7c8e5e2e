"""Copy in HTML: what comes through, and what never does."""

import re

import pytest

from feeds.model import Text
from feeds.normalise.html import sanitised
from feeds.normalise.words import text_of
from tests.unit.normalise.markup import clean, must_be_harmless


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Divers raised a <b>bell</b> and a <em>rope</em>.</p>",
        "<p>One<br>two</p><hr><p>three</p>",
        "<ul><li>One</li><li>Two</li></ul>",
        '<ol start="3"><li>Three</li></ol>',
        "<blockquote><p>It rang.</p></blockquote>",
        "<h2>The bell</h2><h3>Its tone</h3>",
        '<table><tbody><tr><th>Depth</th><td colspan="2">9 m</td></tr></tbody></table>',
        '<p dir="rtl" lang="ar">جرس</p>',
        '<p>H<sub>2</sub>O, 5<sup>th</sup>, <abbr title="metres">m</abbr></p>',
        '<figure><img src="https://wire.example/bell.jpg" alt="A bell" width="640"></figure>',
        "<figure><figcaption>A bell</figcaption></figure>",
        "<p>Fish &amp; chips &lt; 5</p>",
    ],
)
def test_what_copy_is_made_of_comes_through_unchanged(markup: str) -> None:
    assert clean(markup) == markup


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//x.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</script>",
        "<style>p { color: red }</style>",
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="alert(1)">',
        "<math><mi//xlink:href=data:x,<script>alert(1)</script>>",
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<object data="javascript:alert(1)"></object>',
        '<embed src="data:text/html,<script>alert(1)</script>">',
        '<form action="javascript:alert(1)"><input type=submit></form>',
        "<button formaction=javascript:alert(1)>x</button>",
        "<textarea><script>alert(1)</script></textarea>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
        "<template><script>alert(1)</script></template>",
        "<title><script>alert(1)</script></title>",
        "<select><option><script>alert(1)</script></option></select>",
        '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
        '<link rel="stylesheet" href="//x.example/x.css">',
        '<base href="javascript:alert(1)//">',
        "<video><source onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1)></audio>",
        "<!-- <script>alert(1)</script> -->",
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml version='1.0'?><?php echo 1 ?>",
        "<xmp><script>alert(1)</script></xmp>",
        "<plaintext><script>alert(1)</script>",
        "<marquee onstart=alert(1)>x</marquee>",
    ],
)
def test_nothing_that_runs_comes_through(markup: str) -> None:
    """X20, X21."""
    found = clean(f"<p>Before.</p>{markup}<p>After.</p>")
    must_be_harmless(found)
    assert found.startswith("<p>Before.</p>")


@pytest.mark.parametrize(
    "content",
    [
        "<script>track('bell')</script>",
        "<style>p { margin: 0 }</style>",
        "<noscript>Switch it on.</noscript>",
        "<textarea>draft</textarea>",
        '<form action="/find"><button>Find</button></form>',
        "<svg><text>chart</text></svg>",
        "<title>Another page</title>",
        '<iframe src="https://video.example/1">no frames</iframe>',
    ],
)
def test_what_was_never_copy_goes_with_the_element_that_held_it(content: str) -> None:
    assert clean(f"<p>Before.</p>{content}<p>After.</p>") == "<p>Before.</p><p>After.</p>"


def test_no_control_character_hides_the_name_of_an_element() -> None:
    markup = "<p>One</p><script\x00>track()</script\x00><p>Shares of <GM\x01.N> rise</p>"
    assert clean(markup) == "<p>One</p><p>Shares of &lt;GM.N&gt; rise</p>"


@pytest.mark.processor(10)
@pytest.mark.parametrize(
    ("part", "times"),
    [
        ("<tr", 200_000), ("<tr>   ", 100_000), ("='", 100_000), ("= ", 100_000), ('="', 100_000),
        ("<pre ", 100_000), ("<table ", 100_000), ("<div>", 20_000), ("<b>", 20_000),
    ],
)  # fmt: skip
def test_no_markup_is_long_in_the_cleaning(part: str, times: int) -> None:
    """X12: as long as a worker has for a whole document, and many times what it takes."""
    table = "<table><tr><td>1</td></tr></table>"
    assert clean(f"{table}{part * times}", "").startswith("<table>")


@pytest.mark.parametrize("markup", ["<p>Bell&\x01#1;</p>", "<p>Bell&\x7f#xfffe;</p>"])
def test_no_entity_is_put_together_from_what_is_taken_apart(markup: str) -> None:
    """S20."""
    assert clean(markup) == "<p>Bell</p>"


def test_an_unknown_element_goes_and_its_words_stay() -> None:
    found = clean('<article><p>A <font color="red">red</font> <blink>bell</blink>.</p></article>')
    assert found == "<p>A red bell.</p>"


@pytest.mark.parametrize(
    "attribute",
    [
        "onclick=alert(1)", "onerror='alert(1)'", "ONLOAD=alert(1)", "onmouseover  =\n alert(1)",
        "style='background:url(javascript:alert(1))'", "id=location", "name=cookie", "class=x",
        "srcset='javascript:alert(1) 2x'", "srcset='//t.example/p.gif 2x'", "poster=javascript:alert(1)",
        "ping='//t.example/'", "formaction=javascript:alert(1)", "xlink:href=javascript:alert(1)",
        "background=//t.example/p.gif", "action=javascript:alert(1)", "srcdoc='<script>alert(1)'",
        "dynsrc=javascript:alert(1)", "lowsrc=javascript:alert(1)", "usemap=#m", "longdesc=//t.example/",
        "contenteditable", "autofocus", "tabindex=1", "target=_blank", "data-x='<script>'", "is=x-y",
        "itemprop=x", "loading=eager", "referrerpolicy=unsafe-url",
    ],
)  # fmt: skip
def test_an_attribute_that_is_not_in_the_list_goes(attribute: str) -> None:
    """X21."""
    for tag, kept in (("p", "<p>Bell</p>"), ("span", "<span>Bell</span>")):
        assert clean(f"<{tag} {attribute}>Bell</{tag}>") == kept
    image = clean(f'<img {attribute} src="https://wire.example/b.jpg" alt="b">')
    assert image == '<img src="https://wire.example/b.jpg" alt="b">'
    link = clean(f'<a {attribute} href="https://wire.example/b">Bell</a>')
    assert link.startswith('<a href="https://wire.example/b" rel="')


def test_elements_that_hold_nothing_go_however_deep() -> None:
    assert clean("<p>One</p><p> </p><div><p><b> <i></i></b><br></p></div><p>Two</p>") == (
        "<p>One</p><p>Two</p>"
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<font>Bell</font>",
        "<script>x</script>Bell",
        "<article>Fish &amp; chips</article>",
        "<pre>\n\nBell</pre>",
        "<a><table><a>0</a>",
        "<li><p><table><p><li>",
        "<li><table title='><td'><li>\u00a0<hr>",
        "<pre lang=en>\n\n\nBell</pre>",
        "<table><tr><td>1</td></tr></table><pre>\n\nBell</pre>",
        "<a><table x=<><a>0</a>",
        "<a><table <><a>0</a>",
        "<li><p><table x=<y><p><li>",
        "<a><t\x7fable><a>0</a>",
        "<pre><i></i>\n\nx</pre>",
    ],
)
def test_what_html_moves_or_drops_is_moved_and_dropped_at_once(markup: str) -> None:
    """X22."""
    once = clean(markup, "")
    assert clean(once, "") == once


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Bell&#1;</p>",
        "<p>Bell&#1</p>",
        "<p>Bell&#x1f;</p>",
        "<p>Bell&#xfffe;</p>",
        "Bell&#x81;",
        "<p>Bell\x01</p>",
        "<p>B\ud800ell</p>",
        "<p>B\x81e\uffffll</p>",
    ],
)
def test_what_no_document_may_carry_does_not_come_in_as_an_entity(markup: str) -> None:
    """S20."""
    assert clean(markup, "") == "<p>Bell</p>"


def test_copy_of_many_elements_side_by_side_keeps_them_all() -> None:
    copy = "<div><b>Bell</b></div>" * 300
    assert sanitised(Text(value=copy, html=True), "") == copy
    left_open = "<p>Bell<br>rings" * 300
    assert sanitised(Text(value=left_open, html=True), "").count("<p>") == 300


@pytest.mark.parametrize(
    "tags",
    ["<div>", "<DIV>", "<div></b>", "<font><div>", "<ul><li>", "<ol><li><ul><li>", "<x><b>", "<rt>", "<li><dd>",
     "<table><tr><td>", "<div title='</div>'>", "<div><!-- </div> -->", "<blockquote><p>"],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "</div>" * 300, "<p>It rang.</p>" * 300])
def test_no_markup_nests_deeper_than_may_be_and_no_word_goes_with_it(
    tags: str, before: str
) -> None:
    clean = sanitised(Text(value=f"{before}{tags * 400}Divers dived.", html=True), "")
    assert "Divers dived." in text_of(clean)
    depth = deepest = 0
    for slash, name in re.findall(r"<(/?)([a-z]+)", clean):
        if name not in {"br", "hr", "img", "wbr"}:
            depth += -1 if slash else 1
            deepest = max(deepest, depth)
    assert depth == 0
    assert deepest <= 100
    assert sanitised(Text(value=clean, html=True), "") == clean


@pytest.mark.parametrize(
    "markup",
    ['<p dir="rtl">It rang.</p><p lang="en">They came.</p>', '<ol start="3"><li>It rang.</li><li>They came.</li></ol>',
     '<div title="<p>">It rang.</div>They came.', "It <b>rang.</b><hr>They<i> came.</i>"],
)  # fmt: skip
def test_what_parts_paragraphs_parts_them_whatever_its_attributes(markup: str) -> None:
    assert text_of(clean(markup)) == "It rang.\n\nThey came."


@pytest.mark.parametrize("beside", ["", "<p>It\trang.</p>", "<p>It&nbsp;rang.</p>"])
def test_thin_blanks_on_a_line_in_order_stay_whatever_other_lines_hold(beside: str) -> None:
    words = "Divers\u200a—\u200atwo of them"
    assert text_of(clean(f"<p>{words}</p>{beside}")).startswith(words)


def test_markup_that_is_as_deep_as_may_be_stays() -> None:
    deep = "<div>" * 100 + "Divers dived." + "</div>" * 100
    assert sanitised(Text(value=deep, html=True), "") == deep


@pytest.mark.parametrize("times", [1, 2, 3])
def test_markup_that_was_escaped_as_a_whole_is_markup(times: int) -> None:
    value = "<p>It rang&nbsp;once.</p><p>They said.</p>"
    for _ in range(times):
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert text_of(clean(value)) == "It rang once.\n\nThey said."
    must_be_harmless(clean(value.replace("rang", "&lt;script&gt;x()&lt;/script&gt;")))

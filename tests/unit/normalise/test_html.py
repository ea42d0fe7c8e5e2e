"""HTML of others: what stands in the list comes through, nothing that runs does, and text is text."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Text
from feeds.normalise.html import line_of, sanitised, text_of

BASE = "https://wire.example/news/today/"
FORBIDDEN = frozenset(
    {
        "script", "style", "svg", "math", "iframe", "object", "embed", "applet", "form", "input",
        "button", "textarea", "select", "option", "noscript", "template", "title", "xmp", "base",
        "meta", "link", "frame", "frameset", "audio", "video", "source", "canvas", "marquee",
        "plaintext", "noembed", "noframes", "details", "dialog", "slot", "portal", "isindex",
    }
)  # fmt: skip
ATTRIBUTES = frozenset(
    {
        "href", "src", "cite", "title", "alt", "width", "height", "dir", "lang", "datetime", "start",
        "colspan", "rowspan", "rel",
    }
)  # fmt: skip


def clean(markup: str, base: str = BASE) -> str:
    return sanitised(Text(value=markup, html=True), base)


def must_be_harmless(markup: str) -> None:
    """As another parser of HTML5 sees it, inside a page's body."""
    tree = html5lib.parse(f"<body>{markup}", treebuilder="etree", namespaceHTMLElements=False)
    body = tree.find("body")
    assert body is not None
    for element in body.iter():
        assert isinstance(element.tag, str), "a comment"
        assert element.tag not in FORBIDDEN, element.tag
        if element is body:
            assert not element.attrib
            continue
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES, name
            if name in {"href", "src", "cite"}:
                seen = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\ufeff]", "", value)
                scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
                assert scheme is None or scheme[1].lower() in {"http", "https", "mailto"}, value


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


@pytest.mark.timeout(10)
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


@pytest.mark.parametrize("base", [BASE, ""])
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\tjavascript:alert(1)",
        "java\tscript:alert(1)", "java\nscript:alert(1)", "java\r\nscript:alert(1)",
        "java&#9;script:alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)",
        "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)",
        "javascript&colon;alert(1)", "javascript&#58;alert(1)", "&#1;javascript:alert(1)",
        "\x01javascript:alert(1)", "&#14; javascript:alert(1)", "\u00a0javascript:alert(1)",
        "\ufeffjavascript:alert(1)", "javascript\x00:alert(1)", "java\x00script:alert(1)",
        "javascript://wire.example/%0aalert(1)", "vbscript:msgbox(1)", "livescript:x", "mocha:x",
        "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml,<svg onload=alert(1)>", "DATA:text/html,x", "feed:javascript:alert(1)",
        "view-source:javascript:alert(1)", "jar:http://x.example!/", "blob:https://x.example/1",
        "file:///etc/passwd", "about:blank", "filesystem:x", "tel:123", "intent://x#Intent;end",
    ],
)  # fmt: skip
def test_an_address_of_another_scheme_leads_nowhere_in_whatever_disguise(
    address: str, base: str
) -> None:
    """X21."""
    for markup in (
        f'<a href="{address}">Bell</a>',
        f"<a href='{address}'>Bell</a>",
        f'<p>Bell <img src="{address}" alt="bell"></p>',
        f'<blockquote cite="{address}">Bell</blockquote>',
    ):
        found = clean(markup, base)
        must_be_harmless(found)
        assert "Bell" in found


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("https://other.example/a", "https://other.example/a"),
        ("http://other.example/a?b=1&amp;c=2#d", "http://other.example/a?b=1&amp;c=2#d"),
        ("HTTPS://other.example/a", "https://other.example/a"),
        ("bell", "https://wire.example/news/today/bell"),
        ("./bell", "https://wire.example/news/today/bell"),
        ("../bell", "https://wire.example/news/bell"),
        ("/bell", "https://wire.example/bell"),
        ("?page=2", "https://wire.example/news/today/?page=2"),
        ("//img.example/bell", "https://img.example/bell"),
        (" /bell ", "https://wire.example/bell"),
        ("mailto:desk@wire.example", "mailto:desk@wire.example"),
    ],
)
def test_an_address_is_made_absolute_against_the_base(address: str, absolute: str) -> None:
    """X23."""
    link = clean(f'<a href="{address}">Bell</a>')
    assert link.replace("HTTPS:", "https:").startswith(f'<a href="{absolute}"')
    if not absolute.startswith("mailto"):
        image = clean(f'<p><img alt="" src="{address}"></p>').replace("HTTPS:", "https:")
        assert image == f'<p><img alt="" src="{absolute}"></p>'


def test_relative_and_absolute_addresses_in_one_text_are_each_resolved_as_they_should() -> None:
    found = clean(
        '<p><a href="http://a.example/1">1</a> <a href="/2">2</a> <a href=3>3</a>'
        "<img src=\"https://a.example/4.png\"><img src='5.png'></p>"
    )
    assert re.findall(r'(?:href|src)="([^"]*)"', found) == [
        "http://a.example/1",
        "https://wire.example/2",
        "https://wire.example/news/today/3",
        "https://a.example/4.png",
        "https://wire.example/news/today/5.png",
    ]


def test_a_protocol_relative_address_takes_the_scheme_of_the_base() -> None:
    for scheme in ("http", "https"):
        found = clean('<img alt="b" src="//img.example/b.png">', f"{scheme}://wire.example/")
        assert found == f'<img alt="b" src="{scheme}://img.example/b.png">'


def test_a_base_inside_the_copy_decides_nothing() -> None:
    found = clean('<base href="https://evil.example/"><a href="/bell">Bell</a>')
    assert 'href="https://wire.example/bell"' in found


def test_a_link_tells_nothing_and_hands_over_nothing() -> None:
    """X23."""
    found = clean('<a href="https://other.example/" rel="opener" target="_blank">Bell</a>')
    assert set(re.findall(r'rel="([^"]*)"', found)[0].split()) == {
        "noopener",
        "noreferrer",
        "nofollow",
    }
    assert "target" not in found


@pytest.mark.parametrize(
    "pixel",
    [
        '<img src="https://t.example/p" width="1" height="1">',
        "<img height=1 src=https://t.example/p width=1>",
        "<IMG WIDTH='0' HEIGHT='0' SRC='https://t.example/p' ALT=''>",
        '<img width="1px" height="1px" src="https://t.example/p"/>',
        '<img src="http://feeds.feedburner.com/~r/wire/~4/abc" alt="">',
        '<img src="https://ad.doubleclick.net/ad/x;ord=1">',
        '<img src="https://t.example/pixel.gif">',
    ],
)
def test_a_picture_that_only_counts_its_readers_goes(pixel: str) -> None:
    """X23."""
    assert clean(f"<p>Bell{pixel}</p>") == "<p>Bell</p>"
    assert clean(f"<p>Bell</p><p>{pixel}</p>") == "<p>Bell</p>"


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="https://wire.example/b.jpg" width="100" height="10">',
        '<img src="https://wire.example/b.jpg" width="10" height="100">',
        '<img src="https://wire.example/b.jpg" alt="">',
        '<img src="https://wire.example/pixels/b.gif" alt="b">',
    ],
)
def test_a_picture_that_can_be_seen_stays(picture: str) -> None:
    assert clean(f"<p>{picture}</p>") == f"<p>{picture}</p>"


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


def test_a_tag_that_somebody_writes_about_is_words() -> None:
    assert text_of(clean("Use the &lt;p&gt; tag, not &lt;/p&gt;.")) == "Use the <p> tag, not </p>."

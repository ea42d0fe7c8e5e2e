"""WordPress exports: only what was published, and no shortcodes."""

from collections.abc import Callable

import pytest

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse import parse

MakePayload = Callable[..., Payload]
EXPORT = (
    '<?xml version="1.0" encoding="UTF-8"?><!-- an export --><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Harbour desk</title>{}</channel></rss>'
)
ITEM = (
    "<item><title>{title}</title><guid isPermaLink='false'>https://desk.example/?p={title}</guid>"
    "<pubDate>Mon, 02 Nov 2026 10:00:00 +0000</pubDate><dc:creator>asha</dc:creator>"
    "<content:encoded><![CDATA[{content}]]></content:encoded>{state}</item>"
)


def item(title: str, state: str = "", content: str = "<p>It rang.</p>") -> str:
    return ITEM.format(title=title, state=state, content=content)


def state(kind: str, status: str, password: str = "") -> str:
    return (
        f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>"
        f"<wp:post_password><![CDATA[{password}]]></wp:post_password>"
    )


@pytest.mark.parametrize(
    ("kind", "status", "password", "is_story"),
    [
        ("post", "publish", "", True),
        ("page", "publish", "", True),
        ("post", "future", "", True),
        ("attachment", "inherit", "", False),
        ("nav_menu_item", "publish", "", False),
        ("post", "draft", "", False),
        ("post", "private", "", False),
        ("post", "trash", "", False),
        ("post", "publish", "sesame", False),
    ],
)
def test_only_what_was_published_is_a_story(
    kind: str, status: str, password: str, is_story: bool, a_payload: MakePayload
) -> None:
    document = EXPORT.format(item("one", state(kind, status, password)) + item("two"))
    titles = [one.headline.value for one in parse(a_payload(document)).items]
    assert titles == (["one", "two"] if is_story else ["two"])


def test_shortcodes_go_and_what_stands_between_them_stays(a_payload: MakePayload) -> None:
    content = '<p>[A bell] rang.</p>[gallery ids="1,2"][caption id="a"]<img src="b.jpg"/> Divers[/caption]'
    (one,) = parse(a_payload(EXPORT.format(item("one", content=content)))).items
    assert one.body.value == '<p>[A bell] rang.</p><img src="b.jpg"/> Divers'


def test_words_in_brackets_are_no_shortcodes(a_payload: MakePayload) -> None:
    content = (
        "<p>The [video] and [Embed] links</p><p>[gallery]</p>[audio]https://a.example/b.mp3[/audio]"
    )
    (one,) = parse(a_payload(EXPORT.format(item("one", content=content)))).items
    assert one.body.value == "<p>The [video] and [Embed] links</p><p></p>https://a.example/b.mp3"


def test_a_damaged_export_is_refused_rather_than_read_with_its_drafts(
    a_payload: MakePayload,
) -> None:
    document = EXPORT.format(item("one", state("post", "draft"))).replace("</wp:status>", "")
    with pytest.raises(ParseError, match="the XML is damaged"):
        parse(a_payload(document))


def test_an_export_without_a_channel_says_so(a_payload: MakePayload) -> None:
    document = '<rss xmlns:wp="http://wordpress.org/export/1.2/" version="2.0"/>'
    with pytest.raises(ParseError, match="without a channel"):
        parse(a_payload(document))


def test_copy_that_has_no_blocks_has_the_paragraphs_and_lines_that_wordpress_shows(
    a_payload: MakePayload,
) -> None:
    content = '[caption id="a"]<img src="b.jpg"/> Divers[/caption]Pune (IANS) It <b>rang</b>.\r\n\r\n--IANS\nms/vd'
    (one,) = parse(a_payload(EXPORT.format(item("one", content=content)))).items
    assert one.body.value == (
        '<p><img src="b.jpg"/> Divers</p><p>Pune (IANS) It <b>rang</b>.</p><p>--IANS<br>ms/vd</p>'
    )


def test_authors_are_called_by_their_names(a_payload: MakePayload) -> None:
    author = (
        "<wp:author><wp:author_login>asha</wp:author_login>"
        "<wp:author_display_name><![CDATA[Asha Rao]]></wp:author_display_name></wp:author>"
    )
    (one,) = parse(a_payload(EXPORT.format(author + item("one")))).items
    assert [person.name for person in one.authors] == ["Asha Rao"]

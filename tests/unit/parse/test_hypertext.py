"""A page's bytes are read in the encoding that a browser would read them in, and only so many of them."""

from collections.abc import Callable

import pytest
from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.hypertext import LONGEST, MOST_TAGS, base_of, decoded, tree_of

MakePayload = Callable[..., Payload]

META = '<meta charset="{}"><p>'
EQUIV = '<meta http-equiv="Content-Type" content="text/html; charset={}"><p>'


@pytest.mark.parametrize(
    ("body", "media_type", "words"),
    [
        (b"\xef\xbb\xbf<p>caf\xc3\xa9", "text/html; charset=windows-1251", "café"),
        ("<p>café".encode("utf-16-le"), "text/html; charset=utf-16", "café"),
        (b"\xff\xfe" + "<p>café".encode("utf-16-le"), "", "café"),
        (b"\xfe\xff" + "<p>café".encode("utf-16-be"), "text/html; charset=utf-8", "café"),
        ("<p>колокол".encode("cp1251"), "text/html;charset='windows-1251'", "колокол"),
        (
            (META.format("utf-8") + "колокол").encode("cp1251"),
            "text/html; charset=cp1251",
            "\ufffd",
        ),
        ((META.format("windows-1251") + "колокол").encode("cp1251"), "text/html", "колокол"),
        ((EQUIV.format("koi8-r") + "колокол").encode("koi8-r"), "", "колокол"),
        ((META.format("gb2312") + "钟声").encode("gb18030"), "", "钟声"),
        ((META.format("shift_jis") + "鐘①").encode("cp932"), "", "鐘①"),
        ((META.format("euc-kr") + "종").encode("euc-kr"), "", "종"),
        ((META.format("iso-8859-1") + "“café”").encode("cp1252"), "", "“café”"),
        ((META.format("utf-16") + "café").encode(), "", "café"),
        ((META.format("hex") + "café").encode(), "text/html; charset=idna", "café"),
        ("<p>café".encode(), "", "café"),
        ("<p>“café”".encode("cp1252"), "", "“café”"),
        (b"<p>\x81\x9dbell", "", "bell"),
    ],
)
def test_an_encoding_is_found_as_browsers_find_it(
    body: bytes, media_type: str, words: str, a_payload: MakePayload
) -> None:
    assert words in decoded(body, media_type)
    assert words in str(etree.tostring(tree_of(a_payload(body, media_type=media_type)), encoding="unicode"))  # fmt: skip


@pytest.mark.parametrize("body", [b"", b" \n", b"bell", b"\x00\x01", b"{}", b"<!-- bell -->", b"<"])
def test_what_holds_no_element_is_no_page(body: bytes, a_payload: MakePayload) -> None:
    with pytest.raises(ParseError, match="not a page"):
        tree_of(a_payload(body))


@pytest.mark.parametrize(
    "page",
    [
        "<p>" + "x" * LONGEST,
        "<b>" * (MOST_TAGS + 1),
        "<p " + " ".join(f"a{number}" for number in range(200_000)) + ">",
        "<p/" + "/".join(f"a{number}=1" for number in range(200_000)) + ">",
        '<p a=">" ' + " ".join(f"a{number}" for number in range(200_000)),
        "<p " + "".join(f"a{number}='1'" for number in range(200_000)) + ">",
    ],
    ids=["long", "tags", "attributes", "slashes", "behind a sign", "without blanks"],
)
def test_what_is_larger_than_any_page_of_news_is_refused_before_it_is_read(
    page: str, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError, match="more than"):
        tree_of(a_payload(page))


def test_one_long_value_is_no_crowd_of_attributes(a_payload: MakePayload) -> None:
    props = "{ a / b = 'c' } " * 10_000
    tree = tree_of(a_payload(f'<div data-props="{props}">A bell</div>'))
    assert str(tree.text_content()) == "A bell"


@pytest.mark.parametrize(
    ("base", "found"),
    [
        ('<base href="/2026/">', "https://wire.example/2026/"),
        ("<base target=_top>", "https://wire.example/news/feed"),
        ('<base href="http://[">', "https://wire.example/news/feed"),
        ("", "https://wire.example/news/feed"),
    ],
)
def test_relative_addresses_have_the_base_that_the_page_names(
    base: str, found: str, a_payload: MakePayload
) -> None:
    payload = a_payload(f"<html><head>{base}</head><body>Bell</body></html>")
    assert base_of(tree_of(payload), payload.url) == found

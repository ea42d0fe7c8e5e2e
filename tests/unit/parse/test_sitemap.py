"""Sitemaps: what they say of news are items, all else is none."""

from collections.abc import Callable

import pytest

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse import parse

MakePayload = Callable[..., Payload]

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
URLSET = (
    f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{NEWS}">{{}}</urlset>'
)
PAGE = "<url><loc>https://harbour.example/{}</loc><n:news><n:title>A bell</n:title></n:news></url>"


def test_a_sitemap_that_says_nothing_of_news_has_no_items(a_payload: MakePayload) -> None:
    plain = "<url><loc>https://harbour.example/a</loc><lastmod>2026-11-02</lastmod></url>" * 3000
    assert parse(a_payload(URLSET.format(plain))).items == ()


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("<n:title>A bell</n:title>", "<n:title> </n:title>"),
        PAGE.replace("https://harbour.example/{}", ""),
        PAGE.replace("https://harbour.example/{}", "javascript:bell()"),
        PAGE.replace("https://harbour.example/{}", "https://[harbour"),
    ],
)
def test_a_story_without_a_headline_or_an_address_is_none(
    page: str, a_payload: MakePayload
) -> None:
    found = parse(a_payload(URLSET.format(page + PAGE.format("b"))))
    assert [item.link for item in found.items] == ["https://harbour.example/b"]


def test_names_of_elements_count_and_not_their_namespaces(a_payload: MakePayload) -> None:
    bare = f"<urlset>{PAGE.format('a')}</urlset>".replace("n:news", "news").replace("n:", "")
    assert [item.headline.value for item in parse(a_payload(bare)).items] == ["A bell"]


def test_an_index_is_refused_with_one_of_the_sitemaps_to_name_instead(
    a_payload: MakePayload,
) -> None:
    listed = "<sitemap><loc/></sitemap><sitemap><loc>https://harbour.example/{}.xml</loc></sitemap>"
    index = f"<sitemapindex>{listed.format('news')}{listed.format('old')}</sitemapindex>"
    for name in ("auto", "sitemap"):
        with pytest.raises(ParseError, match=r"index of sitemaps: .* such as .*/news\.xml$"):
            parse(a_payload(index), format=name)
    with pytest.raises(ParseError, match=r"name one of them as the source$"):
        parse(a_payload("<sitemapindex/>"))


def test_another_document_is_no_sitemap(a_payload: MakePayload) -> None:
    with pytest.raises(ParseError, match="the root element is rss"):
        parse(a_payload("<rss/>"), format="sitemap")


def test_a_sitemap_that_is_cut_off_is_refused_with_the_line(a_payload: MakePayload) -> None:
    with pytest.raises(ParseError, match="damaged") as refused:
        parse(a_payload(URLSET.format(f"\n{PAGE}")[:-30]))
    assert refused.value.position == "line 2"


def test_more_stories_than_any_reader_wants_are_refused(a_payload: MakePayload) -> None:
    many = [PAGE.format(number) for number in range(2001)]
    with pytest.raises(ParseError, match="2000"):
        parse(a_payload(URLSET.format("".join(many))))
    assert len(parse(a_payload(URLSET.format("".join(many[1:])))).items) == 2000

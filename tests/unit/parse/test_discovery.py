"""Any bytes give the feeds of a page, each an address of the web and each once, or ParseError."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.discovery import MOST_LINKS, parse_page_for_feeds, usual_places

PIECES = st.sampled_from(
    [
        '<link rel="alternate" type="application/rss+xml" href="',
        '<a href="',
        '<base href="',
        "javascript:x",
        "//[",
        "http://",
        "/feed",
        "rss.xml",
        '">',
        "</a>",
        "<html lang=en>",
        "\x00",
        "é",
    ]
)


def a_payload(body: bytes) -> Payload:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    return Payload(source="add", url="https://x.example/world/", body=body, fetched_at=now)


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(PIECES, max_size=30).map(lambda p: "".join(p).encode())
    )
)
def test_any_bytes_give_addresses_of_the_web_or_an_error(body: bytes) -> None:
    with contextlib.suppress(ParseError):
        page = parse_page_for_feeds(a_payload(body))
        urls = [one.url for one in (*page.announced, *page.anchors)]
        assert all(url.startswith(("http:", "https:")) for url in urls)
        assert len(urls) == len(set(urls)) <= 2 * MOST_LINKS


@pytest.mark.parametrize(
    ("href", "is_one"),
    [
        ("/rss", True),
        ("/feed/", True),
        ("/world.rss", True),
        ("/rss.xml", True),
        ("/atom.xml", True),
        ("/index.rdf", True),
        ("/feeds/", True),
        ("/feed.json", True),
        ("/rss2.php", True),
        ("/en_rss", True),
        ("/feedback", False),
        ("/newsfeed-policy", False),
        ("/progress", False),
        ("/atomic.xml", False),
        ("/rss/about-our-feeds.html", False),
        ("#feed", False),
    ],
)
def test_an_anchor_is_followed_where_its_address_is_like_a_feeds(href: str, is_one: bool) -> None:
    page = parse_page_for_feeds(a_payload(f'<html><a href="{href}">x</a>'.encode()))
    assert len(page.anchors) == is_one


def test_the_usual_places_begin_below_the_page_and_are_few() -> None:
    places = usual_places("https://x.example:8443/world/?page=2")
    assert places[:2] == ("https://x.example:8443/world/feed", "https://x.example:8443/feed")
    assert len(places) == len(set(places)) == 10

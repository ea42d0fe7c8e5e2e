"""What is published is served as what it is (S08)."""

from datetime import UTC, datetime

import pytest

from feeds.model import Site
from feeds.render import index_page, opml, policy
from feeds.render.furniture import furniture
from feeds.render.sitemap import channels_map, index_map, news_map
from feeds.serve.kinds import PAGE_POLICY, kind_of
from feeds.serve.notice import notice_of

SITE = Site(
    name="Harbour News", link="http://harbour.example/", description="", language="en", timezone="UTC",
    author="admin", email="", tag="harbour.example,2020", rights="", base_url="http://news.example/",
)  # fmt: skip
WHOLE = [
    index_page([], SITE),
    opml(SITE, [], datetime(2026, 11, 2, tzinfo=UTC)),
    index_map([], SITE),
    channels_map([], SITE),
    news_map([]),
    *furniture(SITE, {}),
]


@pytest.mark.parametrize("document", WHOLE, ids=lambda document: document.path)
def test_what_belongs_to_the_site_is_served_as_what_it_was_made_as(document) -> None:
    """S08."""
    assert kind_of(document.path).media_type == document.media_type


def test_a_page_is_sent_with_what_it_says_of_itself_and_may_not_be_framed() -> None:
    sent = dict(kind_of("all.html").headers)[b"content-security-policy"].decode()
    assert sent == PAGE_POLICY == f"{policy.PAGE}; frame-ancestors 'none'"


def test_a_drawing_that_is_opened_by_itself_runs_nothing() -> None:
    sent = dict(kind_of("favicon.svg").headers)[b"content-security-policy"].decode()
    assert sent.startswith("default-src 'none'")
    assert "sandbox" in sent


def test_the_notice_is_a_page_in_the_style_of_the_house() -> None:
    page = notice_of("A <b> & c", "/wire/").decode()
    assert "<h1>A &lt;b&gt; &amp; c</h1>" in page
    assert 'href="/wire/style.css"' in page
    assert 'href="/wire/"' in page

"""What feeds say of languages and pictures, in every format."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from feeds.model import Enclosure

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def htmls(an_edition, site, rendered, parsed):
    """All HTML of an entry: of RSS, of Atom, of JSON Feed."""

    def make(entry, language="en"):
        edition = an_edition(entry, site=replace(site, language=language))
        item = parsed(rendered("rss", edition)).find("channel/item")
        atom = parsed(rendered("atom", edition)).find(f"{A}entry")
        (json,) = orjson.loads(rendered("json", edition).body)["items"]
        return [
            item.findtext("description"),
            item.findtext(CONTENT),
            *(one.text for one in atom if one.get("type") == "html"),
            json.get("content_html"),
        ]

    return make


def test_copy_that_runs_from_the_right_says_so(htmls, an_entry):
    arabic = an_entry(language="ar", body_html="<p>\u062d\u0648\u0636</p>", summary="", city="")
    for html in htmls(arabic):
        assert html.startswith('<div lang="ar" dir="rtl">')
        assert html.endswith("</div>")


def test_a_summary_in_place_of_copy_says_so_too(htmls, an_entry):
    description, content, summary, json = htmls(an_entry(language="ur", body_html=""))
    assert (content, json) == (None, None)
    for html in (description, summary):
        assert html.startswith('<div lang="ur" dir="rtl"><p>')


def test_on_a_site_that_runs_from_the_right_other_copy_says_that_it_does_not(htmls, an_entry):
    for html in htmls(an_entry(language="en"), "ar"):
        assert html.startswith('<div lang="en" dir="ltr">')


@pytest.mark.parametrize("language", ["", "en", "hi", "ur-Latn", 'x" onclick="'])
def test_where_all_runs_from_the_left_nothing_is_said(htmls, an_entry, language):
    assert not any("<div" in html for html in htmls(an_entry(language=language)))


HTTP = "http://img.example/pier.jpg"
HTTPS = "https://img.example/pier.jpg"
PICTURED = '<p>Words</p><figure><img src="{}" alt=""></figure><p>More <a href="{}">there</a>.</p>'


@pytest.fixture
def documents(an_edition, an_entry, site, rendered):
    """All feeds of one entry, as text, on a site with TLS or without."""

    def make(base_url, *enclosures, body=""):
        page = f"{base_url}a.html"
        shown = an_entry(
            link=page,
            page=page,
            enclosures=enclosures,
            inline_media=True,
            body_html=body or "<p>Words</p>",
        )
        edition = an_edition(shown, site=replace(site, base_url=base_url))
        return [rendered(name, edition).body.decode() for name in ("rss", "atom", "json")]

    return make


def test_a_feed_of_a_site_with_tls_carries_no_picture_without(documents):
    """Not as an enclosure, in Media RSS, as an attachment or image, nor in the copy."""
    pictures = (Enclosure(href=HTTP), Enclosure(href=f"{HTTP}?2", title="Pier", creditline="Ravi"))
    for body in documents("https://news.example/", *pictures, body=PICTURED.format(HTTP, "x:")):
        assert HTTP not in body
    for body in documents("http://news.example/", *pictures, body=PICTURED.format(HTTP, "x:")):
        assert body.count(HTTP) >= 3


def test_pictures_over_tls_and_what_is_no_picture_stay(documents):
    kept = (Enclosure(href=HTTPS), Enclosure(href="http://img.example/talk.mp3"))
    for body in documents("https://news.example/", *kept, body=PICTURED.format(HTTPS, HTTPS)):
        assert body.count(HTTPS) >= 3
        assert "http://img.example/talk.mp3" in body

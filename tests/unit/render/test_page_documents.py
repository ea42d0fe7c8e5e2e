"""The pages: a story's, a channel's, the front page; and the list of feeds."""

import re
from dataclasses import replace

import html5lib
import pytest
from lxml import etree

from feeds.errors import RenderError
from feeds.render import index_page, opml, story_page

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http:"


def tree(document):
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("lxml"), strict=True, namespaceHTMLElements=False
    )
    return parser.parse(document.body.decode()).getroot()


def shown(element):
    """The words of a page, an element a line, as a terminal browser shows them."""
    text = [re.sub(r"\s+", " ", part).strip() for part in element.itertext()]
    return [part for part in text if part]


@pytest.fixture
def page(site, a_channel):
    def make(entry, **changes):
        return story_page(entry, replace(site, **changes), [a_channel()])

    return make


def test_a_story_s_page_has_the_form_of_the_site_s_own(page, an_entry):
    body = tree(page(an_entry())).find(".//body")
    assert shown(body)[:6] == [
        "Harbour News",
        "Ferry service resumes after the flood",
        "02/11/2026 17:29",
        "by admin",
        "Moscow: The ferry took its first passengers.",
        "The pier is open.",
    ]
    assert "- IANS" in shown(body)


def test_a_story_s_page_lies_where_its_address_says_and_has_no_twins(page, an_entry):
    document = page(an_entry())
    assert document.path == "story/2026/11/02/ferry-1.html"
    assert document.media_type == "text/html; charset=utf-8"
    assert not document.twins


def test_an_address_outside_the_site_gives_no_page(page, an_entry):
    with pytest.raises(RenderError, match="not below"):
        page(an_entry(page="http://elsewhere.example/story/x.html"))


def test_a_page_names_itself_its_feeds_and_the_wire_s_own_page(page, an_entry):
    html = tree(page(an_entry()))
    assert html.find(".//link[@rel='canonical']").get("href") == an_entry().page
    assert [link.get("href") for link in html.findall(".//link[@rel='alternate']")] == [
        "http://news.example/all.rss",
        "http://news.example/all.atom",
        "http://news.example/all.json",
    ]
    wire = html.find(".//footer//a")
    assert wire.get("href") == "http://wire.example/ferry?id=7&page=2"
    assert "noopener" in wire.get("rel")
    assert tree(page(an_entry(wire_link=""))).find(".//footer//a") is None


def test_a_page_says_its_language_and_direction(page, an_entry):
    html = tree(page(an_entry(language="ur")))
    assert (html.get("lang"), html.get("dir")) == ("ur", "rtl")
    header = html.find(".//header")
    assert (header.get("lang"), header.get("dir")) == ("en", "ltr")
    html = tree(page(an_entry(language="")))
    assert (html.get("lang"), html.get("dir")) == ("en", "ltr")


def test_a_page_runs_nothing(page, an_entry, an_edition, rendered, site):
    """X24."""
    hostile = "<script>alert(1)</script>"
    entry = an_entry(
        headline=hostile,
        byline=hostile,
        city=hostile,
        creditline=hostile,
        summary=hostile,
        provider=hostile,
        copyrightnotice=hostile,
        link="javascript:alert(1)",
        wire_link="javascript:alert(1)",
    )
    edition = an_edition(entry)
    for document in (page(entry), rendered("html", edition), index_page([edition], site)):
        html = tree(document)
        assert html.find(".//meta[@http-equiv]").get("content") == CSP
        assert html.find(".//script") is None
        assert b"javascript:" not in document.body


def test_a_picture_is_shown_where_it_may_be_and_linked_where_not(page, an_entry, a_picture):
    linked = tree(page(an_entry(enclosures=(a_picture,))))
    assert linked.find(".//img") is None
    assert linked.find(".//article//li/a").get("href") == "http://img.example/pier.jpg"
    inline = tree(page(an_entry(enclosures=(a_picture,), inline_media=True)))
    assert inline.find(".//figure/img").get("alt") == "The pier"
    assert inline.findtext(".//figcaption") == "The pier - Photo: A & B"


def test_an_http_picture_is_linked_on_a_site_that_is_served_over_tls(page, an_entry, a_picture):
    address = an_entry().page.replace("http:", "https:")
    entry = an_entry(enclosures=(a_picture,), inline_media=True, page=address)
    html = tree(page(entry, base_url="https://news.example/"))
    assert html.find(".//img") is None
    assert html.find(".//article//li/a").get("href") == "http://img.example/pier.jpg"


def test_a_channel_s_page_lists_its_stories_in_the_site_s_time(an_edition, an_entry, rendered):
    document = rendered("html", an_edition(an_entry(1), an_entry(2, language="ar")))
    assert document.path == "all.html"
    html = tree(document)
    first, second = html.findall(".//ol/li")
    assert shown(first) == [
        "Ferry service resumes after the flood",
        "02/11/2026 17:29",
        "-",
        "IANS",
        "Moscow: The ferry took its first passengers.",
    ]
    assert first.find(".//time").get("datetime") == "2026-11-02T11:59:00Z"
    assert first.find(".//a").get("href") == an_entry(1).link
    assert (second.get("lang"), second.get("dir")) == ("ar", "rtl")


def test_words_that_look_like_the_page_s_own_marks_stay_words(an_edition, an_entry, rendered):
    forged = '<!--entries--><time datetime="2026-11-02T00:00:00Z">x</time>'
    html = tree(rendered("html", an_edition(an_entry(headline=forged, summary=forged))))
    assert html.findtext(".//h2//bdi").replace("\u2060", "") == forged
    assert len(html.findall(".//time")) == 1


def test_the_front_page_lists_channels_their_formats_and_newest_stories(
    an_edition, an_entry, a_channel, site
):
    edition = an_edition(*(an_entry(number) for number in range(1, 9)))
    other = an_edition(channel=a_channel(id="ports", title="Ports", formats=("rss",)))
    document = index_page([edition, other], site)
    assert (document.path, document.twins) == ("index.html", True)
    html = tree(document)
    assert html.find(".//link[@rel='canonical']").get("href") == "http://news.example/"
    all_, ports = html.findall(".//section")
    assert [a.text for a in all_.findall("nav/a")] == ["RSS", "Atom", "JSON Feed"]
    assert [a.get("href") for a in all_.findall("ul/li/a")] == [
        an_entry(number).link for number in range(1, 6)
    ]
    assert all_.find("h2/a").get("href") == "http://news.example/all.html"
    assert ports.findtext("h2") == "Ports"
    assert [a.get("href") for a in ports.findall("nav/a")] == ["http://news.example/ports.rss"]
    assert html.find(".//footer//a").get("href") == "http://news.example/opml.xml"


def test_a_front_page_without_editions_stands(site):
    assert tree(index_page([], site)).findtext(".//h1") == "Harbour News"


def test_the_list_of_feeds_names_every_feed_of_every_channel(site, a_channel, an_edition):
    channels = [a_channel(), a_channel(id="ports", title="Ports & piers", formats=("atom",))]
    document = opml(site, channels, an_edition().updated)
    assert (document.path, document.media_type) == ("opml.xml", "text/x-opml; charset=utf-8")
    root = etree.fromstring(document.body)
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Harbour News"
    assert root.findtext("head/dateModified") == "Mon, 02 Nov 2026 12:00:00 +0000"
    outlines = [dict(outline.attrib) for outline in root.findall("body/outline")]
    assert [outline["xmlUrl"] for outline in outlines] == [
        "http://news.example/all.rss",
        "http://news.example/all.atom",
        "http://news.example/all.json",
        "http://news.example/ports.atom",
    ]
    assert outlines[0] == {
        "type": "rss",
        "text": "Harbour News: All stories (RSS)",
        "title": "Harbour News: All stories (RSS)",
        "xmlUrl": "http://news.example/all.rss",
        "htmlUrl": "http://news.example/all.html",
        "version": "RSS2",
    }
    assert outlines[3]["htmlUrl"] == "http://www.harbour.example/"
    assert "version" not in outlines[3]

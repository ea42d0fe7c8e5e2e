"""The pages: a story's, a channel's, the front page; and the list of feeds."""

import re
from dataclasses import replace
from itertools import pairwise

import html5lib
import orjson
import pytest
from lxml import etree

from feeds.errors import RenderError
from feeds.render import coverage_page, index_page, opml, policy, story_page
from tests.unit.render.conftest import NOON

CSP = policy.PAGE


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
    html = tree(page(an_entry()))
    body = html.find(".//main")
    assert html.findtext(".//header/a") == "Harbour News"
    assert shown(body)[:5] == [
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
    section, wire = html.findall(".//footer//a")
    assert ("".join(section.itertext()), section.get("href")) == (
        "All stories",
        "http://news.example/all.html",
    )
    assert wire.get("href") == "http://wire.example/ferry?id=7&page=2"
    assert "noopener" in wire.get("rel")
    assert len(tree(page(an_entry(wire_link=""))).findall(".//footer//a")) == 1


def alternates(document):
    links = tree(document).findall("head/link[@rel='alternate']")
    return [(link.get("type"), link.get("href")) for link in links]


def test_every_page_announces_every_feed_of_every_channel_its_own_first(
    a_channel, an_edition, an_entry, rendered, site
):
    """RSS Autodiscovery; RFC 4287's media type, and those of RSS and JSON Feed."""
    ports = a_channel(id="ports", title="Ports", formats=("rss", "json"))
    sea = a_channel(id="sea", title="Sea", formats=("atom",))
    every = {
        "all": [
            ("application/rss+xml", "http://news.example/all.rss"),
            ("application/atom+xml", "http://news.example/all.atom"),
            ("application/feed+json", "http://news.example/all.json"),
        ],
        "ports": [
            ("application/rss+xml", "http://news.example/ports.rss"),
            ("application/feed+json", "http://news.example/ports.json"),
        ],
        "sea": [("application/atom+xml", "http://news.example/sea.atom")],
    }
    channels = (a_channel(), ports, sea)
    editions = [an_edition(channel=one, channels=channels) for one in channels]
    assert alternates(index_page(editions, site)) == [*every["all"], *every["ports"], *every["sea"]]
    own = [*every["ports"], *every["all"], *every["sea"]]
    assert alternates(rendered("html", editions[1])) == own
    assert alternates(story_page(an_entry(), site, [ports], [channels[0], sea])) == own
    both = coverage_page([an_entry(1), an_entry(2)], site, "story/coverage/x.html", channels)
    assert alternates(both) == [*every["all"], *every["ports"], *every["sea"]]


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
        for script in html.iterfind(".//script"):
            assert script.get("type") == "application/ld+json"
            told = orjson.loads(script.text)["headline"]
            assert told.replace("\u2060", "") == hostile
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
    all_, ports = html.findall(".//section[@class='channel']")
    assert [a.text for a in all_.findall("p[@class='formats']/a")] == ["RSS", "Atom", "JSON Feed"]
    assert [a.get("href") for a in all_.findall("ul/li/a")] == [
        an_entry(number).link for number in range(1, 6)
    ]
    assert all_.find("h3/a").get("href") == "http://news.example/all.html"
    assert ports.findtext("h3") == "Ports"
    feeds = ports.findall("p[@class='formats']/a")
    assert [a.get("href") for a in feeds] == ["http://news.example/ports.rss"]
    assert "http://news.example/opml.xml" in {a.get("href") for a in html.iter("a")}


def test_the_front_page_has_the_newest_stories_of_all_channels_each_once(
    an_edition, an_entry, a_channel, site
):
    sea = an_edition(an_entry(1), an_entry(3), channel=a_channel(id="sea"))
    ports = an_edition(an_entry(1), an_entry(2), channel=a_channel(id="ports"))
    gone = an_edition(an_entry(0, withdrawn=NOON), channel=a_channel(id="gone"))
    newest = tree(index_page([sea, ports, gone], site)).findall(".//section[@class='newest']//h3/a")
    assert [a.get("href") for a in newest] == [an_entry(number).link for number in (1, 2, 3)]


def test_a_channel_s_page_has_each_feed_s_address_to_copy_and_a_link_that_subscribes(
    an_edition, rendered
):
    """S18: nothing is left to a stylesheet in the feed."""
    html = tree(rendered("html", an_edition()))
    follow = html.find(".//section[@class='follow']")
    addresses = ["http://news.example/all." + name for name in ("rss", "atom", "json")]
    assert [one.get("value") for one in follow.iter("input")] == addresses
    assert all("readonly" in one.attrib for one in follow.iter("input"))
    opening = [a.get("href") for a in follow.iterfind(".//a[@class='open']")]
    assert opening == [f"feed:{one}" for one in addresses]
    web = [a.get("href") for a in follow.iterfind("ul/li/a")]
    assert len(web) >= 4
    assert all(href.startswith("https://") for href in web)
    assert all(href.endswith("http%3A%2F%2Fnews.example%2Fall.rss") for href in web)
    assert "A feed is the list" in " ".join(shown(follow))


def test_no_page_asks_another_server_for_anything_by_itself(an_edition, an_entry, rendered, site):
    edition = an_edition()
    for document in (
        rendered("html", edition),
        index_page([edition], site),
        story_page(an_entry(), site, [edition.channel]),
    ):
        html = tree(document)
        assert not list(html.iter("img", "iframe", "object", "style", "form"))
        fetched = [
            link.get("href")
            for link in html.iter("link")
            if link.get("rel") not in {"canonical", "alternate"}
        ]
        assert fetched == ["/style.css", "/favicon.ico", "/favicon.svg"]


def test_a_page_of_a_site_below_a_path_finds_its_style_there(page, an_entry):
    entry = an_entry(page="http://news.example/wire/story/2026/11/02/x.html")
    html = tree(page(entry, base_url="http://news.example/wire/"))
    assert html.find(".//link[@rel='stylesheet']").get("href") == "/wire/style.css"


def test_headings_are_in_order_and_each_page_has_one_of_the_first_level(
    an_edition, an_entry, rendered, site
):
    copy = "<h4>One</h4><p>Words.</p><h3>Two</h3><h5>Three</h5><h4 dir='ltr'>Four</h4><h3>Five</h3>"
    edition = an_edition(an_entry(body_html=copy), channels=(an_edition().channel,))
    pages = [rendered("html", edition), index_page([edition], site)]
    for document in (*pages, story_page(an_entry(body_html=copy), site, [edition.channel])):
        levels = [int(one.tag[1]) for one in tree(document).iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels == [1, 2, 2, 3, 3, 2]


def test_every_page_has_its_landmarks_and_a_link_past_what_all_pages_begin_with(
    an_edition, an_entry, rendered, site
):
    edition = an_edition()
    for document in (
        rendered("html", edition),
        index_page([edition], site),
        story_page(an_entry(), site, [edition.channel]),
    ):
        body = tree(document).find("body")
        assert [one.tag for one in body] == ["a", "header", "main", "footer"]
        assert body[0].get("href") == f"#{body[2].get('id')}"


def test_the_link_to_the_channels_leads_to_their_list_from_every_page(
    an_edition, an_entry, rendered, site
):
    edition = an_edition()
    front = index_page([edition], site)
    listed = tree(front).find(".//h2[@id='channels']")
    assert listed.text == "Channels"
    for document in (
        front,
        rendered("html", edition),
        story_page(an_entry(), site, [edition.channel]),
    ):
        link = tree(document).find(".//header/nav/a").get("href")
        assert link == f"{site.base_url}#{listed.get('id')}"


def test_words_of_the_pages_own_are_marked_as_english_on_a_site_in_another_language(
    an_edition, rendered, site
):
    html = tree(rendered("html", an_edition(site=replace(site, language="ar"))))
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")
    said = html.find(".//header/nav/a/span")
    assert (said.text, said.get("lang"), said.get("dir")) == ("Channels", "en", "ltr")


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

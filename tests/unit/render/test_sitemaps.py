"""Sitemaps as sitemaps.org and Google's news extension have them; robots.txt, the style, the favicons."""

from dataclasses import replace
from datetime import timedelta
from struct import unpack_from

import pytest
from lxml import etree
from protego import Protego

from feeds.model import DocumentRecord
from feeds.render import sitemap
from feeds.render.formats import icon
from feeds.render.furniture import MEDIA_TYPES, furniture
from tests.unit.render.conftest import NOON

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def record(path, modified=NOON):
    return DocumentRecord(path=path, sha256="", modified=modified)


def told(document):
    """Each entry as the names and texts of what it says."""
    root = etree.fromstring(document.body)
    return [
        {one.tag.partition("}")[2]: one.text for one in entry.iter() if (one.text or "").strip()}
        for entry in root
    ]


def test_a_day_s_map_names_its_pages_and_when_each_changed(site):
    pages = [record("story/2026/11/02/a-1.html"), record("story/2026/11/02/b-2.html")]
    (made,) = sitemap.day_maps("2026-11-02", pages, site)
    assert made.path == "story/sitemap-2026-11-02.xml"
    assert made.media_type == "application/xml; charset=utf-8"
    assert etree.fromstring(made.body).tag == f"{SITEMAP}urlset"
    assert told(made) == [
        {"loc": f"http://news.example/{page.path}", "lastmod": "2026-11-02T12:00:00Z"}
        for page in pages
    ]


def test_a_day_without_a_page_has_no_map(site):
    assert sitemap.day_maps("2026-11-02", [], site) == ()


def test_a_day_of_more_pages_than_a_map_may_name_has_several(site):
    pages = [record(f"story/2026/11/02/x-{number}.html") for number in range(50_001)]
    first, second = sitemap.day_maps("2026-11-02", pages, site)
    assert (first.body.count(b"<url>"), second.body.count(b"<url>")) == (50_000, 1)
    assert second.path == "story/sitemap-2026-11-02-2.xml"
    assert len(first.body) < 50_000_000
    for one in (first, second):
        assert one.path.startswith(sitemap.maps_of("2026-11-02"))


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("story/2026/11/02/ferry-1.html", "2026-11-02"),
        ("story/coverage/abc.html", ""),
        ("story/sitemap-2026-11-02.xml", ""),
        ("index.html", ""),
    ],
)
def test_a_page_belongs_to_the_day_of_its_address_and_nothing_else_does(path, day):
    assert sitemap.day_of(path) == day
    assert not day or path.startswith(sitemap.pages_of(day))


def test_the_index_names_every_map_and_changes_once_a_day(site):
    def index(modified):
        return sitemap.index_map([record("story/sitemap-2026-11-02.xml", modified)], site)

    assert etree.fromstring(index(NOON).body).tag == f"{SITEMAP}sitemapindex"
    assert told(index(NOON)) == [
        {"loc": "http://news.example/sitemap-channels.xml"},
        {"loc": "http://news.example/sitemap-news.xml"},
        {"loc": "http://news.example/story/sitemap-2026-11-02.xml", "lastmod": "2026-11-02"},
    ]
    assert index(NOON) == index(NOON + timedelta(hours=2))
    assert index(NOON) != index(NOON + timedelta(hours=13))


def test_the_map_of_channels_names_the_front_page_and_those_that_have_a_page(site, a_channel):
    channels = [a_channel(), a_channel(id="ports", formats=("rss",))]
    assert told(sitemap.channels_map(channels, site)) == [
        {"loc": "http://news.example/"},
        {"loc": "http://news.example/all.html"},
    ]


def test_the_map_of_news_says_whose_when_and_what(site, an_entry):
    entries = [an_entry(1, headline="Ports & > piers"), an_entry(2, language="")]
    made = sitemap.news_map(sitemap.news_fragment(entry, site) for entry in entries)
    first, second = told(made)
    assert first == {
        "loc": an_entry(1).page,
        "name": "Harbour News",
        "language": "en",
        "publication_date": "2026-11-02T11:59:00Z",
        "title": "Ports & > piers",
    }
    assert second["language"] == "en"
    news = etree.fromstring(made.body)[0].find(f"{NEWS}news")
    assert [one.tag for one in news] == [
        f"{NEWS}publication",
        f"{NEWS}publication_date",
        f"{NEWS}title",
    ]


@pytest.mark.parametrize(
    ("tag", "named"),
    [("pt-BR", "pt"), ("zh", "zh-cn"), ("zh-Hant-HK", "zh-tw"), ("zh-TW", "zh-tw"), ("?", "en")],
)
def test_a_language_is_named_as_the_news_extension_has_it(site, an_entry, tag, named):
    made = sitemap.news_map([sitemap.news_fragment(an_entry(language=tag), site)])
    assert told(made)[0]["language"] == named


def test_robots_txt_lets_everybody_in_and_names_the_sitemap(site):
    """RFC 9309."""
    robots = {one.path: one.body for one in furniture(site, {})}["robots.txt"].decode()
    rules = Protego.parse(robots)
    assert list(rules.sitemaps) == ["http://news.example/sitemap.xml"]
    assert rules.can_fetch("http://news.example/story/2026/11/02/ferry-1.html", "anybody")


def test_the_favicon_is_a_drawing_and_for_those_that_ask_for_it_by_its_old_name_an_icon(site):
    made = {one.path: one for one in furniture(site, {})}
    drawing = etree.fromstring(made["favicon.svg"].body)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert sizes(made["favicon.ico"].body) == [(16, 16), (32, 32), (64, 64)]
    assert [made[path].media_type for path in ("favicon.svg", "favicon.ico", "style.css")] == [
        "image/svg+xml",
        "image/x-icon",
        "text/css; charset=utf-8",
    ]


def sizes(ico):
    """Width and height of each picture in a file of icons."""
    reserved, kind, count = unpack_from("<3H", ico)
    assert (reserved, kind) == (0, 1)
    found = []
    for number in range(count):
        length, offset = unpack_from("<8x2I", ico, 6 + 16 * number)
        picture = ico[offset : offset + length]
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert picture[-8:-4] == b"IEND"
        found.append(unpack_from(">2I", picture, 16))
    return found


def test_the_picture_that_feeds_name_is_published_and_large_enough_for_sharp_screens(site):
    """JSON Feed 1.1: `favicon` is square, and not smaller than 64 x 64."""
    made = {f"{site.base_url}{one.path}": one.body for one in furniture(site, {})}
    assert (64, 64) in sizes(made[icon(site)])
    below = replace(site, base_url="https://www.harbour.example/feeds/")
    assert icon(below) == "https://www.harbour.example/feeds/favicon.ico"


def test_the_style_asks_nobody_for_anything(site):
    style = {one.path: one.body for one in furniture(site, {})}["style.css"].decode()
    assert "prefers-color-scheme:dark" in style
    assert "url(" not in style
    assert "@import" not in style


def test_a_house_has_its_own_in_the_place_of_any_of_them(site):
    own = {name: name.encode() for name in MEDIA_TYPES}
    assert {one.path: one.body for one in furniture(site, own)} == own
    alone = furniture(replace(site, name="Other"), {"style.css": b"p{}"})
    assert [one.path for one in alone if one.body == b"p{}"] == ["style.css"]

"""What a story's page says to machines: Open Graph, and schema.org's NewsArticle, as far as the rights go."""

import html5lib
import orjson
import pytest

from feeds.render import story_page


@pytest.fixture
def head(site, a_channel):
    def make(entry):
        document = story_page(entry, site, [a_channel(), a_channel(id="sea", title="Sea")])
        return html5lib.parse(document.body.decode(), "lxml", namespaceHTMLElements=False).find(
            "head"
        )

    return make


def article(head):
    return orjson.loads(head.findtext("script[@type='application/ld+json']"))


def graph(head):
    return [(one.get("property"), one.get("content")) for one in head.iterfind("meta[@property]")]


def test_a_story_is_a_news_article_with_its_dates_its_author_and_who_credits_it(head, an_entry):
    entry = an_entry(copyrightnotice="(c) IANS")
    assert article(head(entry)) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": entry.id,
        "mainEntityOfPage": entry.page,
        "headline": "Ferry service resumes after the flood",
        "description": "Moscow: The ferry took its first passengers.",
        "inLanguage": "en",
        "datePublished": "2026-11-02T11:59:00Z",
        "dateModified": "2026-11-02T11:59:00.000001Z",
        "author": {"@type": "Person", "name": "Asha Rao"},
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "Harbour News",
            "url": "http://www.harbour.example/",
        },
        "creditText": "IANS",
        "copyrightNotice": "(c) IANS",
        "isBasedOn": entry.wire_link,
        "locationCreated": {"@type": "Place", "name": "Moscow"},
        "articleSection": ["All stories", "Sea"],
        "keywords": ["Transport"],
    }


def test_what_has_no_byline_is_by_the_agency(head, an_entry):
    said = article(head(an_entry(byline="")))
    assert said["author"] == {"@type": "Organization", "name": "IANS"}


def test_a_headline_alone_stays_alone(head, an_entry):
    """Rights that leave the headline leave no summary for machines either."""
    found = head(an_entry(body_html="", summary=""))
    assert "description" not in article(found)
    assert not found.findall("meta[@name='description']")
    assert "og:description" not in dict(graph(found))


def test_a_picture_is_named_where_it_may_be_shown_and_nowhere_else(head, an_entry, a_picture):
    shown = head(an_entry(enclosures=(a_picture,), inline_media=True))
    assert article(shown)["image"] == [a_picture.href]
    assert ("og:image", a_picture.href) in graph(shown)
    assert ("og:image:alt", "The pier") in graph(shown)
    linked = head(an_entry(enclosures=(a_picture,)))
    assert "image" not in article(linked)
    assert "og:image" not in dict(graph(linked))


def test_open_graph_says_what_a_page_is_in_the_terms_of_its_vocabulary(head, an_entry):
    assert dict(graph(head(an_entry()))) == {
        "og:type": "article",
        "og:site_name": "Harbour News",
        "og:title": "Ferry service resumes after the flood",
        "og:url": an_entry().page,
        "og:description": "Moscow: The ferry took its first passengers.",
        "article:published_time": "2026-11-02T11:59:00Z",
        "article:modified_time": "2026-11-02T11:59:00.000001Z",
    }


@pytest.mark.parametrize("words", ["</script><script>x", "<!--<script>", "]]>&amp;"])
def test_no_words_end_the_element_that_they_stand_in(head, an_entry, words):
    found = head(an_entry(headline=words))
    assert len(found.findall("script")) == 1
    assert article(found)["headline"].replace("\u2060", "") == words

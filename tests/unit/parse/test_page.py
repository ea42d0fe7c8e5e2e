"""One story's page: what it says for machines, and its copy."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.model import Payload, WireItem
from feeds.parse import parse

MakePayload = Callable[..., Payload]
Read = Callable[..., WireItem]

COPY = (
    "<article><h1>A bell rings</h1><p>Divers raised a bell from the bay on Monday, the museum said.</p>"
    "<p>It had lain there for ninety years, and nobody knew whose it was.</p></article>"
)
NEWS = {"@type": "NewsArticle", "headline": "A bell", "datePublished": "2026-11-02T10:00:00Z"}


@pytest.fixture
def read(a_payload: MakePayload) -> Read:
    def page(head: str = "", *things: object, body: str = COPY, **changes: str) -> WireItem:
        scripts = "".join(
            f'<script type="application/ld+json">{one if isinstance(one, str) else json.dumps(one)}</script>'
            for one in things
        )
        html = f"<!doctype html><html><head>{head}{scripts}</head><body>{body}</body></html>"
        (item,) = parse(a_payload(html, **changes), format="page").items
        return item

    return page


def test_copy_has_its_paragraphs_and_not_the_headline_above_them(read: Read) -> None:
    found = read("", NEWS)
    assert found.body.html
    assert found.body.value.startswith("<p>Divers raised a bell")
    assert found.body.value.count("<p>") == 2


@pytest.mark.parametrize(
    "wrapped",
    [
        NEWS,
        [NEWS],
        [[NEWS]],
        {"@graph": [{"@type": "WebSite", "name": "Harbour"}, NEWS]},
        {"@type": "WebPage", "name": "Harbour", "mainEntity": NEWS},
        "<!--\n" + json.dumps(NEWS) + "\n-->",
        "//<![CDATA[\n" + json.dumps(NEWS) + "\n//]]>",
        json.dumps(NEWS) + ";",
        json.dumps(NEWS)[:-1] + ', "description": "one\n\ttwo"}',
    ],
)
def test_a_story_is_found_wherever_it_stands_in_json_ld(wrapped: object, read: Read) -> None:
    found = read(
        "<title>Other</title>", "{damaged", {"@type": "Organization", "name": "x"}, wrapped
    )
    assert found.headline.value == "A bell"
    assert found.published == datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "kind", ["Article", "ReportageNewsArticle", "BlogPosting", ["Thing", "Article"], "https://schema.org/NewsArticle", "schema:Article"]
)  # fmt: skip
def test_every_kind_of_story_is_one(kind: object, read: Read) -> None:
    assert read("", {**NEWS, "@type": kind}, body="").headline.value == "A bell"


def test_of_several_stories_the_one_counts_that_is_the_pages_own(read: Read) -> None:
    other = {**NEWS, "headline": "A ferry", "url": "https://wire.example/ferry"}
    own = {**NEWS, "mainEntityOfPage": {"@id": "https://wire.example/bell#story"}}
    assert read("", other, own, url="https://wire.example/bell").headline.value == "A bell"
    canonical = '<link rel="canonical" href="https://wire.example/bell">'
    assert read(canonical, other, own).headline.value == "A bell"
    assert read("", other, own).headline.value == "A ferry"


def test_what_the_head_says_stands_in_for_what_json_ld_does_not_say(read: Read) -> None:
    head = (
        '<meta property="og:type" content="article"><meta property="og:site_name" content="Harbour Press">'
        '<meta property="og:title" content="A bell rings - Harbour Press"><meta property="og:url" content="/bell">'
        '<meta property="article:published_time" content="2026-11-02T10:00:00Z">'
        '<meta property="article:modified_time" content="2026-11-02T11:00:00Z">'
        '<meta property="article:section" content="Harbour"><meta property="article:tag" content="bells">'
        '<meta property="article:tag" content="diving"><meta name="author" content="Meher Rao">'
        '<meta property="og:image" content="/bell.jpg"><meta property="og:image:alt" content="The bell">'
        '<meta property="og:locale" content="en_IN"><meta name="description" content="It rang &amp;amp; rang.">'
    )
    found = read(head)
    assert (found.link, found.guid) == ("https://wire.example/bell",) * 2
    assert (found.headline.value, found.summary.value) == ("A bell rings", "It rang & rang.")
    assert (found.published, found.updated) == (
        datetime(2026, 11, 2, 10, tzinfo=UTC),
        datetime(2026, 11, 2, 11, tzinfo=UTC),
    )
    assert [one.name for one in found.subjects] == ["Harbour", "bells", "diving"]
    assert [one.name for one in found.authors] == ["Meher Rao"]
    assert [(one.href, one.title) for one in found.enclosures] == [
        ("https://wire.example/bell.jpg", "The bell")
    ]
    assert (found.language, found.provider) == ("en_IN", "Harbour Press")


def test_an_author_who_is_but_an_address_is_none(read: Read) -> None:
    head = '<meta property="article:author" content="https://social.example/rao">'
    assert read(head, NEWS).authors == ()


@pytest.mark.parametrize("said", [False, "False", "https://schema.org/False"])
def test_copy_that_is_not_free_to_read_is_not_taken(said: object, read: Read) -> None:
    told = {
        **NEWS,
        "isAccessibleForFree": said,
        "articleBody": "Divers raised a bell.",
        "description": "A bell.",
    }
    found = read("", told)
    assert "Divers" not in repr(found)
    assert (found.summary.value, bool(found.usageterms)) == ("A bell.", True)
    assert read("", {**told, "isAccessibleForFree": True}).body


def test_the_copy_that_a_page_states_counts_where_it_shows_little_of_it(read: Read) -> None:
    stated = "Divers raised a bell. " * 20
    assert read("", {**NEWS, "articleBody": stated}).body.value == stated.strip()
    assert read("", {**NEWS, "articleBody": "Divers"}).body.html
    escaped = "&lt;p&gt;Divers raised a bell.&lt;/p&gt;" * 20
    body = read("", {**NEWS, "articleBody": escaped}).body
    assert (body.html, body.value) == (True, "<p>Divers raised a bell.</p>" * 20)
    marked = "Divers raised a bell <once>, not </twice>. " * 20
    assert not read("", {**NEWS, "articleBody": marked}).body.html


def test_a_canonical_address_that_is_none_leaves_the_pages_own(read: Read) -> None:
    for href in ("javascript:bell()", "http://[", ""):
        found = read(f'<link rel="canonical" href="{href}">', NEWS, url="https://wire.example/bell")
        assert found.link == "https://wire.example/bell"
    assert read("", NEWS, url="file:///wire/bell.html").link == ""


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Sign in</title></head><body><p>Please sign in with your name and password.</p></body></html>",
        "<html><body></body></html>",
        '<html><head><meta property="og:type" content="article"></head></html>',
        "<rss/>",
    ],
)
def test_a_page_that_holds_no_story_is_refused(page: str, a_payload: MakePayload) -> None:
    with pytest.raises(ParseError, match="no story"):
        parse(a_payload(page), format="page")


def test_without_the_library_for_pages_the_fault_says_what_to_install(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(ParseError, match="make extras"):
        read("", NEWS)


def test_what_the_library_stumbles_over_is_a_fault_of_the_page(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> str:
        raise IndexError("secret words of the page")

    monkeypatch.setattr("trafilatura.extract", stumble)
    with pytest.raises(ParseError, match=r"cannot be told from the page \(IndexError\)$"):
        read("", NEWS)


def test_nothing_is_fetched_for_a_page(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def reach_out(*_: object, **__: object) -> None:
        raise AssertionError("it reaches out")

    monkeypatch.setattr("socket.socket.connect", reach_out)
    monkeypatch.setattr("socket.getaddrinfo", reach_out)
    head = '<base href="http://127.0.0.1:1/"><link rel="canonical" href="/bell"><script src="/x.js"></script>'
    assert read(head, NEWS, body=COPY + "<iframe src=/x></iframe><img src=/y>").body


@pytest.mark.parametrize(
    "thing",
    [
        "[" * 100_000,
        '{"@graph":' * 900 + "1" + "}" * 900,
        "[" + "{}," * 300_000 + "{}]",
        {
            **NEWS,
            "author": [[["x"]]],
            "image": [[]],
            "keywords": {"name": ["x"]},
            "publisher": [1, None],
        },
        {**NEWS, "@id": "#a", "author": {"@id": "#a"}, "mainEntityOfPage": {"@id": "#a"}},
        {
            **NEWS,
            "datePublished": "9" * 5000,
            "image": "http://[",
            "inLanguage": ["en"],
            "url": [1, {}],
        },
        {**NEWS, "keywords": ["bell"] * 100_000},
    ],
    ids=["nested", "graphs", "many", "odd", "itself", "values", "keywords"],
)
def test_json_ld_that_means_harm_does_none(thing: object, read: Read) -> None:
    assert read("", NEWS, thing).headline.value == "A bell"
    if isinstance(thing, dict):
        assert read("", thing).headline.value == "A bell"

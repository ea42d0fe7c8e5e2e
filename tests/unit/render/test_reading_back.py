"""What we render, we parse back."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.model import Enclosure, Payload, Subject, Text
from feeds.parse import fast, parse
from feeds.render.text import address, legal

# feedparser decodes entities a second time in what looks like markup, and takes Latin-1 letters
# whose bytes would make UTF-8 for a publisher's mistake. That such text arrives whole is held in
# the formats' own tests, with a reader that repairs nothing.
WORDS = st.text(
    st.characters(
        codec="utf-8",
        exclude_characters="<>&" + "".join(map(chr, range(0x80, 0x100))),
        exclude_categories=("C", "Z"),
    ).filter(lambda letter: letter == legal(letter)),
    min_size=1,
    max_size=30,
)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
MOMENTS = st.integers(631_152_000, 4_102_444_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, tz=UTC)
)
PATHS = st.text("abcxyz0189/-_.~äß 你%[]|", max_size=30)


@st.composite
def changes(draw):
    published = draw(MOMENTS)
    return {
        "id": f"tag:harbour.example,2020:{draw(st.uuids())}",
        "headline": draw(PHRASES),
        "byline": draw(PHRASES),
        "link": f"http://news.example/{draw(PATHS)}",
        "published": published,
        "updated": published.replace(microsecond=draw(st.integers(0, 999_999))),
        "subjects": tuple(
            Subject(code=name, name=name, scheme="http://cv.example/t/")
            for name in draw(st.lists(PHRASES, max_size=3, unique=True))
        ),
        "summary": draw(PHRASES),
    }


EDITIONS = st.lists(changes(), max_size=4, unique_by=lambda one: one["id"])
checked = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


# Our own reader mends those letters as well, but decodes nothing twice.
ANY_WORDS = st.text(
    st.characters(
        codec="utf-8",
        exclude_characters="".join(map(chr, range(0x80, 0x100))),
        exclude_categories=("C", "Z"),
    ).filter(lambda letter: letter == legal(letter)),
    min_size=1,
    max_size=30,
)


@pytest.fixture
def read(an_edition, an_entry, rendered):
    def make(format_, made):
        entries = tuple(an_entry(**one) for one in made)
        edition = replace(an_edition(), entries=entries)
        return entries, rendered(format_, edition).body

    return make


def written(body):
    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo
    return found


@checked
@given(made=EDITIONS)
@pytest.mark.parametrize("format_", ["rss", "atom"])
def test_a_feed_reader_reads_what_was_rendered(read, format_, made):
    entries, body = read(format_, made)
    found = written(body)
    assert len(found.entries) == len(entries)
    for got, entry in zip(found.entries, entries, strict=True):
        assert got.id == entry.id
        assert got.title == entry.headline
        assert got.link == address(entry.link)
        assert got.author == entry.byline
        assert got.published_parsed[:6] == entry.published.timetuple()[:6]
        assert [tag.term for tag in got.get("tags", [])] == [s.name for s in entry.subjects]
        assert got.summary == f"Moscow: {entry.summary}"
        assert got.content[-1].value.endswith("<p>- IANS</p>")
        if format_ == "atom":
            assert datetime.fromisoformat(got.updated) == entry.updated


@checked
@given(made=EDITIONS)
def test_json_reads_back_as_it_was_rendered(read, made):
    entries, body = read("json", made)
    for got, entry in zip(orjson.loads(body)["items"], entries, strict=True):
        assert got["id"] == entry.id
        assert got["title"] == entry.headline
        assert got["url"] == address(entry.link)
        assert got["authors"] == [{"name": entry.byline}]
        assert datetime.fromisoformat(got["date_published"]) == entry.published
        assert datetime.fromisoformat(got["date_modified"]) == entry.updated
        assert got.get("tags", []) == [subject.name for subject in entry.subjects]


@checked
@given(
    words=st.lists(ANY_WORDS, min_size=4, max_size=4),
    at=MOMENTS,
    language=st.sampled_from(("en", "hi", "ar")),
    media=st.booleans(),
)
@pytest.mark.parametrize("format_", ["rss", "atom", "json"])
def test_our_own_reader_reads_what_was_rendered(
    rendered, an_edition, an_entry, a_picture, format_, words, at, language, media
):
    """S12, S13: nothing that a wire could say is lost on the way through a feed of ours and into another desk."""
    headline, byline, name, summary = words
    entry = an_entry(
        headline=headline,
        byline=byline,
        summary=summary,
        subjects=(Subject(code=name, name=name, scheme="http://cv.example/t/"),),
        published=at,
        updated=at,
        language=language,
        enclosures=(a_picture, Enclosure(href="https://img.example/t.mp3")) if media else (),
        city="",
    )
    document = rendered(format_, an_edition(entry))
    payload = Payload(
        source="us",
        url=f"http://news.example/{document.path}",
        body=document.body,
        media_type=document.media_type,
        fetched_at=at,
    )
    delivery = parse(payload)
    (item,) = delivery.items
    assert (item.guid, item.link, item.published) == (entry.id, entry.link, at)
    assert as_words(item.headline) == headline
    assert [as_words(Text(value=person.name)) for person in item.authors] == [byline]
    assert as_words(Text(value=item.subjects[0].name)) == name
    assert as_words(item.summary) == summary
    assert item.body.value.endswith("<p>- IANS</p></div>" if language == "ar" else "<p>- IANS</p>")
    assert (item.language or delivery.hints.language) == language
    assert [one.href for one in item.enclosures] == [one.href for one in entry.enclosures]
    assert delivery.hints.self_link == payload.url
    assert delivery.hints.hubs == ("https://hub.example/",)
    # Media RSS is feedparser's to read: the strict reader is sure of everything else.
    assert format_ == "json" or (fast.read(payload) is not None) is not media


def as_words(text: Text) -> str:
    value = etree.HTML(f"<p>{text.value}") if text.html else None
    shown = "".join(value.itertext()) if value is not None else text.value
    return shown.replace("\u2060", "")

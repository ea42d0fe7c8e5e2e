"""What we render, we parse back."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.model import Subject
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

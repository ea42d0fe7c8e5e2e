"""Any bytes give items or ParseError, whatever format they are said to be in."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import WIRE_FORMATS, Payload
from feeds.parse import fast, parse
from tests.fuzz.drawn import any_bytes
from tests.fuzz.promise import MEDIA_TYPES, URLS
from tests.fuzz.words import WORDS

SAMPLES = [
    one.read_bytes()
    for one in sorted(Path(__file__).with_name("samples").iterdir())
    if not one.name.endswith(".expected.json")
]
ANY_BYTES = any_bytes(WORDS["auto"], SAMPLES)


def a_payload(body: bytes, media_type: str, url: str) -> Payload:
    return Payload(
        source="wire",
        url=url,
        body=body,
        media_type=media_type,
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    )


def gives_items_or_a_parse_error(payload: Payload, name: str) -> None:
    try:
        found = parse(payload, format=name)
    except ParseError:
        return
    assert found.format
    for item in found.items:
        for value in (item.guid, item.link, item.headline.value, item.body.value, item.base):
            assert isinstance(value, str)


@settings(max_examples=500, deadline=None)
@given(
    ANY_BYTES, st.sampled_from(WIRE_FORMATS), st.sampled_from(MEDIA_TYPES), st.sampled_from(URLS)
)
def test_any_bytes_give_items_or_a_parse_error(
    body: bytes, name: str, media_type: str, url: str
) -> None:
    gives_items_or_a_parse_error(a_payload(body, media_type, url), name)


@settings(max_examples=150, deadline=None)
@given(ANY_BYTES, st.sampled_from(MEDIA_TYPES), st.sampled_from(URLS))
def test_the_strict_reader_raises_nothing(body: bytes, media_type: str, url: str) -> None:
    found = fast.read(a_payload(body, media_type, url))
    assert found is None or found.format


@pytest.mark.parametrize("name", WIRE_FORMATS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{len(sample)} bytes")
def test_a_document_that_ends_anywhere_gives_items_or_a_parse_error(
    name: str, sample: bytes, a_payload: Callable[..., Payload]
) -> None:
    for end in range(1, len(sample), max(1, len(sample) // 12)):
        gives_items_or_a_parse_error(a_payload(sample[:end]), name)


@pytest.mark.parametrize("body", [b"", b" ", b"\n\n"])
def test_an_empty_document_of_a_named_format_is_refused(
    body: bytes, a_payload: Callable[..., Payload]
) -> None:
    for name in ("feed", "jsonfeed", "wiretext"):
        with pytest.raises(ParseError):
            parse(a_payload(body), format=name)


RSS = '<rss version="2.0"><channel><title>Wire</title>{}</channel></rss>'
ITEM = "<item><title>Bell</title></item>"


@pytest.mark.parametrize(
    "body",
    [
        RSS.format("<image><width></width></image>" + ITEM) + "<",
        RSS.format("<image><height/></image>" + ITEM) + "<",
        RSS.format("<item><title>Bell &#xd800;</title></item>"),
        RSS.format("<item><title>Bell &#99999999999;</title></item>"),
        '<?xml version="1.0" encoding="utf\u00e98"?>' + RSS.format(ITEM),
        '<?xml version="1.0" encoding="bogus\x00"?>' + RSS.format(ITEM),
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:gml="http://www.opengis.net/gml"><entry><gml:pos>1 2</gml:pos></entry></feed>',
        '{"items": [{"id": "1", "title": "Bell"}], "feed_url": "http://["}',
        ITEM,
    ],
    ids=["width", "height", "surrogate", "huge", "name", "nul", "where", "feed_url", "item"],
)
def test_what_feedparser_stumbles_over_is_refused_or_read(
    body: str, a_payload: Callable[..., Payload]
) -> None:
    for name in ("auto", "feed", "jsonfeed"):
        gives_items_or_a_parse_error(a_payload(body), name)

"""NewsML-G2 that is damaged, hostile or endless."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import Payload, Subject
from feeds.parse import parse
from feeds.parse.newsmlg2 import parse_newsmlg2
from tests.unit.parse.newsmlg2.documents import MakePayload, Read, a_message, news_item

SAMPLES = [
    one.read_bytes()
    for one in sorted((Path(__file__).parents[1] / "samples").glob("newsmlg2-*.xml"))
]


# Damaged and hostile documents


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (b"", "damaged"),
        (b"<newsItem", "damaged"),
        (news_item()[:-20], "damaged"),
        ("<nitf/>", "root is nitf"),
        (f'<!DOCTYPE n [<!ENTITY a "b">]>{news_item()}', "entities"),
        (news_item(copy="<inlineXML>" + "<div>" * 400 + "</div>" * 400 + "</inlineXML>"), "damaged"),
    ],
    ids=["empty", "cut", "open", "nitf", "entities", "deep"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(
    document: bytes | str, what: str, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError, match=what):
        parse(a_payload(document, media_type="application/xml"), format="newsmlg2")


def test_more_items_than_anybody_sends_are_refused(read: Read) -> None:
    assert len(read(a_message(*[news_item()] * 2000)).items) == 2000
    with pytest.raises(ParseError, match="2000"):
        read(a_message(*[news_item()] * 2001))


@pytest.mark.parametrize(
    "parts",
    [
        {"copy": "<inlineXML><body>" + "<figure><img src='a'/></figure>x" * 40_000 + "</body></inlineXML>"},
        {"copy": "<inlineXML><body>" + "<div>" * 200 + "<p>x</p>" * 20_000 + "</div>" * 200 + "</body></inlineXML>"},
        {"copy": "<inlineData>" + "&amp;lt;" * 100_000 + "</inlineData>"},
        {"item": "<edNote>" + "note " * 400_000 + "</edNote>" + "<edNote>note note nope</edNote>" * 20_000},
        {"content": "<headline/>" * 100_000},
        {"content": "<creditline>" + "orla-" * 100_000 + "</creditline>", "item": '<provider literal="orla.com"/>'},
        {"content": "<by>" + "Ann and " * 50_000 + "</by>"},
        {"content": '<subject qcode="a:b"/>' * 50_000, "others": '<assert qcode="a:b"><name>x</name></assert>' * 20_000},
        {"item": '<edNote>' + "&#10; " * 200_000 + "</edNote>"},
    ],
    ids=["figures", "nested", "escaped", "notes", "headlines", "provider", "by", "subjects", "blanks"],
)  # fmt: skip
def test_no_document_takes_long(parts: dict[str, str], read: Read) -> None:
    started = time.process_time()
    read(news_item(**parts))
    assert time.process_time() - started < 5


def test_a_catalog_is_read_once_for_all_items(read: Read) -> None:
    scheme = '<scheme alias="a{}" uri="http://cv.orla.example/{}"/>'
    header = (
        f"<header><catalog>{''.join(scheme.format(n, n) for n in range(3000))}</catalog></header>"
    )
    tagged = news_item(content='<headline>Bell</headline><subject qcode="a7:b"/>')
    message = a_message(*[tagged] * 1000).replace("<itemSet>", f"{header}<itemSet>")
    started = time.process_time()
    items = read(message).items
    assert time.process_time() - started < 3
    assert {one.subjects for one in items} == {
        (Subject(code="b", scheme="http://cv.orla.example/7"),)
    }


PIECES = st.sampled_from([
    b"<", b">", b"&", b'"', b"/>", b"<p>", b"</p>", b"<inlineXML>", b"<inlineData>", b"<nitf>", b"<body.content/>",
    b"<h1/>", b"<figure/>", b"&#0;", b"\x00", b"\xff", b"<embargoed>", b' qcode=":"', b' xml:lang=""', b"<!--", b"]]>",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_spoiled_document_gives_items_or_a_parse_error(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        place, length = data.draw(st.integers(0, len(body))), data.draw(st.integers(0, 30))
        body = body[:place] + data.draw(PIECES) + body[place + length :]
    payload = Payload(
        source="wire",
        url="https://wire.example/a",
        body=body,
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    )
    try:
        found = parse_newsmlg2(payload)
    except ParseError:
        return
    assert found.format == "newsmlg2"

"""Lists of feeds, as other programs write them, and as nobody means well."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.opml import LONGEST_WORDS, MOST_SUBJECTS, Listed, parse_opml
from feeds.parse.safety import MOST_ITEMS
from tests.fuzz.drawn import any_bytes
from tests.hostile import armed
from tests.processor import within
from tests.unit.engine import bombs
from tests.unit.parse.test_any_bytes import a_payload as made

MakePayload = Callable[..., Payload]
FEED = '<outline text="Harbour" xmlUrl="https://harbour.example/rss"/>'
LIST = '<opml version="2.0"><head><title>Mine</title></head><body>{}</body></opml>'


@pytest.fixture
def listed(a_payload: MakePayload) -> Callable[[str], tuple[Listed, ...]]:
    return lambda outlines: parse_opml(a_payload(LIST.format(outlines)))


def test_a_list_gives_its_feeds_in_its_order_however_deep_they_stand(listed) -> None:
    found = listed(
        '<outline text="News"><outline text="India"><outline type="rss" text="Bell" '
        'title="The Bell" xmlUrl="https://bell.example/rss" htmlUrl="https://bell.example/"/>'
        f"</outline></outline>{FEED}"
    )
    assert found == (
        Listed(url="https://bell.example/rss", title="The Bell", subjects=("India", "News")),
        Listed(url="https://harbour.example/rss", title="Harbour"),
    )


@pytest.mark.parametrize("name", ["xmlUrl", "xmlurl", "XMLURL", "xmlURL", "XmlUrl"])
def test_an_address_is_met_in_every_case(listed, name: str) -> None:
    (one,) = listed(f'<outline text="A" {name}=" https://a.example/rss "/>')
    assert one == Listed(url="https://a.example/rss", title="A")


@pytest.mark.parametrize(
    "document",
    [
        f'<opml version="1.0"><head/><body>{FEED}</body></opml>',
        f"<OPML><BODY>{FEED.replace('outline', 'OUTLINE')}</BODY></OPML>",
        f'<o:opml xmlns:o="urn:x" version="2.0"><o:body>{FEED.replace("outline", "o:outline")}</o:body></o:opml>',
        f'\ufeff\n<?xml version="1.0"?><!DOCTYPE opml SYSTEM "http://x.example/o.dtd">{LIST.format(FEED)}',
        LIST.format(FEED.replace("/>", "></outline>")),
    ],
    ids=["1.0", "capitals", "a namespace", "a type", "open"],
)
def test_a_list_is_read_in_every_form_that_is_met(a_payload: MakePayload, document: str) -> None:
    assert parse_opml(a_payload(document)) == (
        Listed(url="https://harbour.example/rss", title="Harbour"),
    )


def test_categories_are_subjects_path_by_path_and_each_once(listed) -> None:
    (one,) = listed(
        '<outline text="Boats"><outline title="A" category="/Ports/Boats, sea,,Ports" '
        'xmlUrl="https://a.example/"/></outline>'
    )
    assert one.subjects == ("Ports", "Boats", "sea")


def test_nothing_hides_in_words_and_joiners_of_indian_scripts_stay(listed) -> None:
    """X32."""
    (one,) = listed(
        '<outline text="a\x1bb \u202ec\u2066d\u200be&#x85;f\u2028g\ufeffh &#10;&#9; '
        '\u0915\u094d\u200d\u0937" xmlUrl="https://a.example/"/>'
    )
    assert one.title == "ab c d e f g h \u0915\u094d\u200d\u0937"


def test_words_are_cut_and_so_are_lists_of_them(listed) -> None:
    """X32."""
    many = ",".join(f"s{number}" for number in range(100))
    (one,) = listed(f'<outline text="{"x" * 5000}" category="{many}" xmlUrl="https://a.example/"/>')
    assert one.title == "x" * LONGEST_WORDS
    assert one.subjects == tuple(f"s{number}" for number in range(MOST_SUBJECTS))


def test_as_many_feeds_as_a_document_may_have_are_read_and_one_more_is_too_many(listed) -> None:
    """X32."""
    assert len(listed(FEED * MOST_ITEMS)) == MOST_ITEMS
    with pytest.raises(ParseError, match=f"more than {MOST_ITEMS} items"):
        listed(FEED * (MOST_ITEMS + 1))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("", "damaged"),
        ("no XML at all", "damaged"),
        (LIST.format(FEED)[:-30], "damaged"),
        ("<rss><channel/></rss>", "not OPML: the root element is rss"),
        (LIST.format(""), "names no feed"),
        (LIST.format('<outline text="A" xmlUrl=" "/><outline text="B"/>'), "names no feed"),
        (f"<opml><head>{'x'}</head></opml>", "names no feed"),
        (LIST.format("<outline>" * 5000 + FEED + "</outline>" * 5000), "damaged"),
        (LIST.format("<outline/>" * 250_001), "more than 250000 tags"),
        (LIST.format(f'<outline text="{"x" * 2_200_000}"/>'), "a text of more than"),
        (LIST.format("<outline " + " ".join(f'a{n}=""' for n in range(30_000)) + "/>"), "attributes"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_list_or_too_much_is_refused_in_words(
    a_payload: MakePayload, document: str, why: str
) -> None:
    """X32: within the limits of any document (X11)."""
    with pytest.raises(ParseError, match=why):
        parse_opml(a_payload(document))


@pytest.mark.parametrize("name", bombs.entities("http://x.example/", "file:///x"))
@pytest.mark.parametrize("encoding", bombs.ENCODINGS)
def test_a_bomb_of_entities_is_refused_in_every_encoding(
    a_payload: MakePayload, name: str, encoding: str
) -> None:
    """X32: as in any document (X10)."""
    make = bombs.entities("http://x.example/", "file:///x")[name]
    for root in ("opml", "opml attribute"):
        with pytest.raises(ParseError):
            parse_opml(a_payload(bombs.ENCODINGS[encoding](make(root))))


@pytest.mark.parametrize("name", bombs.fetching("http://x.example/", "file:///x"))
def test_what_would_have_something_fetched_fetches_nothing(
    a_payload: MakePayload, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X32: as in any document (X10)."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr("builtins.open", never)
    monkeypatch.setattr("socket.socket.connect", never)
    make = bombs.fetching("http://127.0.0.1:1/", "file:///etc/hostname")[name]
    if name == "DTD of a file":  # which is asked what an entity stands for
        with pytest.raises(ParseError, match="Entity 'a' not defined"):
            parse_opml(a_payload(make("opml")))
    else:
        assert parse_opml(a_payload(make("opml")))[0].url == "https://wire.example/feed"


@pytest.mark.parametrize(
    "document",
    [
        LIST.format(
            '<outline text="x">' * 200
            + f'<outline text="a" category="{"x," * 900}" xmlUrl="u"/>' * MOST_ITEMS
            + "</outline>" * 200
        ),
        LIST.format(f'<outline text="{"x " * 1_000_000}">{FEED * MOST_ITEMS}</outline>'),
        LIST.format("<outline>" * 240 + "<outline/>" * 240_000 + FEED + "</outline>" * 240),
    ],
    ids=["folders and categories", "a long folder", "outlines of nothing"],
)
def test_a_list_that_is_dear_to_read_is_read_in_a_few_seconds(
    a_payload: MakePayload, document: str
) -> None:
    """X32: processor time counts."""
    with within(5):
        assert parse_opml(a_payload(document))


def test_copy_that_would_run_is_words(listed) -> None:
    """X32."""
    for payload in armed():
        (one,) = listed(
            f'<outline text={quoteattr(payload.replace(chr(0), ""))} xmlUrl="https://a.example/"/>'
        )
        assert one.url == "https://a.example/"


@settings(max_examples=300, deadline=None)
@given(any_bytes((b"<outline ", b" xmlUrl='", b"category='", b"</opml>"), [LIST.format(FEED).encode()]))  # fmt: skip
def test_any_bytes_give_feeds_or_a_parse_error(body: bytes) -> None:
    """X32."""
    try:
        found = parse_opml(made(body, "", ""))
    except ParseError:
        return
    for one in found:
        assert one.url
        assert all(word.isprintable() or "\u200d" in word for word in one.subjects)
        one.title.encode()

"""A page that lists stories, read by the selectors of its source."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import Delivery, Listing, Payload, Rights, Source, WireItem
from feeds.parse import parse
from feeds.pipeline.read import read as read_source

MakePayload = Callable[..., Payload]
Read = Callable[..., tuple[WireItem, ...]]

PAGE = """<!doctype html><html lang="en"><head><title>Harbour news</title></head><body>
<nav><a href="/">Home</a></nav>
<ul class="news">
 <li><a href="/img/1"><img src="x.jpg"></a><h3><a href="/2026/bell">Divers raise
   a <em>bell</em></a></h3><time datetime="2026-11-02T10:15:00+05:30">today</time><p class="teaser">It rang once.</p></li>
 <li><a href="https://other.example/ferry#top">Night ferry sails again</a><span class="day">1 Nov 2026 09:00 GMT</span></li>
 <li><h3>No link here</h3></li>
 <li><a href="/empty"> </a></li>
 <li><a href="javascript:rope()">A rope</a></li>
 <li><h3><a href="/2026/bell">The bell once more</a></h3></li>
</ul></body></html>"""
NEWS = Listing(item="ul.news > li")


@pytest.fixture
def read(a_payload: MakePayload) -> Read:
    def items(page: str = PAGE, **selectors: str) -> tuple[WireItem, ...]:
        listing = Listing(**{"item": "ul.news > li", **selectors})
        return parse(a_payload(page), format="list", listing=listing).items

    return items


def test_an_item_has_its_first_heading_its_first_link_and_its_time(read: Read) -> None:
    first, ferry, *rest = read(link="h3 a, a")
    assert first.headline.value == "Divers raise a bell"
    assert first.published == datetime(2026, 11, 2, 4, 45, tzinfo=UTC)
    assert (first.summary.value, first.body.value, first.language) == ("", "", "en")
    assert ferry.headline.value == "Night ferry sails again"
    assert (ferry.link, ferry.published) == ("https://other.example/ferry#top", None)
    assert [one.headline.value for one in rest] == ["The bell once more"]
    assert all(one.guid == one.link for one in (first, ferry, *rest))


def test_what_the_config_names_goes_before_what_is_taken_by_itself(read: Read) -> None:
    bell, *_ = read(headline="em", link="h3", summary=".teaser", date=".teaser")
    assert (bell.headline.value, bell.summary.value) == ("bell", "It rang once.")
    assert (bell.link, bell.published) == ("https://wire.example/2026/bell", None)
    ferry = read(date=".day")[1]
    assert ferry.published == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_half_a_page_is_no_headline_and_no_summary(read: Read) -> None:
    """Headings in headings without end would be as many copies of the page."""
    page = f"<ul class=news><li><a href=/a>A bell</a><p>{'rang ' * 2001}</p></li><li><a href=/b>{'bell ' * 201}</a></li></ul>"
    (found,) = read(page, summary="p")
    assert (found.link, found.summary.value) == ("https://wire.example/a", "")
    assert read(page.replace("rang " * 2001, "rang " * 1900), summary="p")[0].summary
    deep = "<div><h1><a href=/x>" * 80 + "word " * 50_000
    with pytest.raises(ParseError, match="has a headline"):
        read(deep, item="div")


def test_an_address_that_is_listed_twice_is_one_item(read: Read) -> None:
    links = [one.link for one in read(headline="h3 a", link="h3 a")]
    assert links == ["https://wire.example/2026/bell"]


def test_an_item_may_be_a_link_itself(read: Read) -> None:
    found = read(item="ul.news a")
    assert [one.headline.value for one in found] == [
        "Divers raise a bell",
        "Night ferry sails again",
    ]


def test_selectors_that_find_nothing_are_a_fault_that_names_them(read: Read) -> None:
    with pytest.raises(ParseError, match=r"nothing that 'li\.gone' selects"):
        read(item="li.gone")
    with pytest.raises(ParseError, match="has a headline and a link"):
        read(headline="h6")


def test_a_list_without_selectors_is_refused(a_payload: MakePayload) -> None:
    with pytest.raises(ParseError, match=r"\[source\.list\]"):
        parse(a_payload(PAGE), format="list")


def test_more_items_than_any_reader_wants_are_refused(read: Read) -> None:
    with pytest.raises(ParseError, match="2000"):
        read("<ul class=news>" + "<li><a href=/a>A bell</a></li>" * 2001 + "</ul>")


def test_the_selectors_travel_with_their_source_to_the_worker(a_payload: MakePayload) -> None:
    source = Source(id="desk", provider="IANS", rights=Rights.HEADLINE, format="list", listing=NEWS)
    payload, there = pickle.loads(pickle.dumps((a_payload(PAGE), source)))
    assert [item.headline for item in read_source(payload, there).items][1:] == [
        "Night ferry sails again",
        "The bell once more",
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<ul class=news>", "<li>", "</li>", "<a href=", "'http://['>", "/x>", "<h3>", "bell", "<time datetime=",
             "9999-99-99>", "&#0;", "<base href='x:'>", "\x00", "<p class=teaser>", "</ul>", "é", "<script>", ">"]
        ),
        max_size=20,
    ).map("".join)
)  # fmt: skip
def test_any_page_gives_items_or_a_parse_error(page: str) -> None:
    payload = Payload(
        source="wire",
        url="https://wire.example/",
        body=page.encode(),
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    )
    try:
        found: Delivery | None = parse(payload, format="list", listing=NEWS)
    except ParseError:
        return
    assert found is not None
    assert all(item.link.startswith("http") and item.headline for item in found.items)

"""Where a feed names its hub: the header fields of its answer first, then the document (C70)."""

import pytest

from feeds.model import Hints, Listing, Payload, Rights, Source
from feeds.parse import parse
from feeds.parse.weblinks import links
from feeds.pipeline.read import read
from tests.processor import within

URL = "https://wire.example/news/feed.xml"
ATOM_LINKS = '<atom:link rel="hub" href="https://doc.example/"/><atom:link rel="self" href="/doc"/>'
RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>W</title>%s'
    "<item><title>Ferry</title><guid>1</guid></item></channel></rss>"
)
SOURCE = Source(id="wire", provider="W", rights=Rights.FULL, url=URL)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ('<https://h.example/>; rel="hub"', [("hub", "https://h.example/")]),
        ("<https://h.example/>;rel=hub", [("hub", "https://h.example/")]),
        ("<https://h.example/> ; REL = HUB", [("hub", "https://h.example/")]),
        ('</feed>; rel="self", </hub>; rel="hub"',
         [("self", "https://wire.example/feed"), ("hub", "https://wire.example/hub")]),
        ('<https://h.example/?a=1,2;b>; title="a, <b>; rel=\\"self\\""; rel="hub"',
         [("hub", "https://h.example/?a=1,2;b")]),
        ('<self>; rel="self canonical"',
         [("self", "https://wire.example/news/self"), ("canonical", "https://wire.example/news/self")]),
        ('<https://a.example/>; rel="hub"; rel="self"', [("hub", "https://a.example/")]),
        ('<https://a.example/>; rel="self"; anchor="/other"', []),
        ("<https://a.example/>", []),
        ("https://a.example/; rel=hub", []),
        ("<http://[>; rel=hub", []),
        ("", []),
    ],
)  # fmt: skip
def test_links_are_read_as_rfc_8288_has_them(value: str, found: list[tuple[str, str]]) -> None:
    assert list(links([("LINK", value), ("X-Link", "<a>; rel=hub")], URL)) == found


@pytest.mark.parametrize(
    "value", ["<" * 16000, '<a>;"' * 4000, "<a>;a=" + " ;" * 8000, '<a>"\\' * 5000]
)
def test_whatever_stands_in_a_field_is_read_in_no_time(value: str) -> None:
    with within(1):
        list(links([("link", value)], URL))


@pytest.mark.parametrize(
    ("headers", "document", "hubs", "self_link"),
    [
        ((), ATOM_LINKS, ("https://doc.example/",), "https://wire.example/doc"),
        ((("Link", '<https://a.example/>; rel="hub"'), ("link", '<https://b.example/>; rel=hub, <f>; rel=self')),
         ATOM_LINKS, ("https://a.example/", "https://b.example/"), "https://wire.example/news/f"),
        ((("Link", "<https://a.example/>; rel=hub"),), ATOM_LINKS, ("https://a.example/",), "https://wire.example/doc"),
        ((("Link", "</n>; rel=next"),), "", (), ""),
    ],
)  # fmt: skip
def test_header_fields_go_before_the_links_of_the_document(
    headers: tuple[tuple[str, str], ...], document: str, hubs: tuple[str, ...], self_link: str,
    a_payload,
) -> None:  # fmt: skip
    """C70."""
    payload: Payload = a_payload(RSS % document, url=URL, headers=headers)
    hints = read(payload, SOURCE).hints
    assert (hints.hubs, hints.self_link, hints.title) == (hubs, self_link, "W")


def test_a_page_that_lists_stories_names_its_hub_in_its_head(a_payload) -> None:
    """C70."""
    page = (
        '<html><head><base href="/b/"><title>T</title><link rel="Hub nofollow" href="https://h.example/">'
        '<link rel="self" href="here"><link rel="hub" href="https://two.example/"><link rel="icon">'
        '</head><body><li><a href="/x">Ferry</a></li></body></html>'
    )
    found = parse(a_payload(page, url=URL), format="list", listing=Listing(item="li")).hints
    assert found == Hints(
        title="T",
        self_link="https://wire.example/b/here",
        hubs=("https://h.example/", "https://two.example/"),
    )

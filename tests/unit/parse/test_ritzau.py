"""RBNews: a flat document that says all there is, and more than is for the public."""

from collections.abc import Callable

import pytest

from feeds.errors import ParseError
from feeds.model import Payload, PubStatus, WireItem
from feeds.parse.ritzau import parse_ritzau

Read = Callable[[str], WireItem]


@pytest.fixture
def read(a_payload: Callable[..., Payload]) -> Read:
    return lambda inner: parse_ritzau(a_payload(f"<RBNews>{inner}</RBNews>")).items[0]


def test_what_reaches_the_author_is_not_told(read: Read) -> None:
    found = read(
        "<NewsID>1</NewsID><byLine>Meher Rao</byLine><byLineEmail>m@desk.example</byLineEmail>"
        "<byLinePhone>55501000</byLinePhone>"
    )
    assert [(one.name, one.email) for one in found.authors] == [("Meher Rao", "")]
    assert "5550" not in repr(found)


def test_a_cancelled_story_is_a_kill(read: Read) -> None:
    assert read("<NewsID>1</NewsID><Annuleret>true</Annuleret>").pubstatus is PubStatus.CANCELED
    assert read("<NewsID>1</NewsID><Annuleret>false</Annuleret>").pubstatus is PubStatus.USABLE


def test_a_word_to_the_newsroom_is_a_note_to_editors_and_no_copy(read: Read) -> None:
    found = read(
        "<content>&lt;p&gt;Klokken.&lt;/p&gt;</content><TilRedaktionen>Ring først.</TilRedaktionen>"
    )
    assert (found.ednote, found.body.value) == ("Ring først.", "<p>Klokken.</p>")


def test_codes_of_the_iptc_have_their_zeros_again(read: Read) -> None:
    found = read("<NewsID>1</NewsID><IPTCList><int>4000000</int><int>x</int><int/></IPTCList>")
    assert [(one.code, one.scheme) for one in found.subjects] == [("04000000", "IPTC")]


@pytest.mark.parametrize(
    ("origin", "provider"), [("/ritzau/", "Ritzau"), ("/ritzau/HN/", "Ritzau"), ("/HN/", "HN"), ("", "")]
)  # fmt: skip
def test_the_first_agency_that_is_credited_is_the_provider(
    origin: str, provider: str, read: Read
) -> None:
    found = read(f"<NewsID>1</NewsID><origin>{origin}</origin>")
    assert (found.provider, found.signoff) == (provider, origin)


def test_a_summary_that_is_the_headline_is_none(read: Read) -> None:
    assert not read("<headline>Klokken</headline><ContentShort>Klokken</ContentShort>").summary


def test_copy_in_a_cdata_section_and_in_elements_reads_alike(read: Read) -> None:
    assert read("<content><![CDATA[<p>Klokken.</p>]]></content>").body == read(
        "<content>&lt;p&gt;Klokken.&lt;/p&gt;</content>"
    ).body  # fmt: skip


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<RBNews", "damaged"),
        ("<rss/>", "not RBNews: the root element is rss"),
        ("<RBNews><headline/></RBNews>", "no story"),
        ("<List>" + "<RBNews/>" * 2001 + "</List>", "more than 2000"),
    ],
    ids=["cut", "rss", "empty", "many"],
)
def test_what_is_no_story_is_refused_and_told_why(
    body: str, reason: str, a_payload: Callable[..., Payload]
) -> None:
    with pytest.raises(ParseError, match=reason):
        parse_ritzau(a_payload(body))

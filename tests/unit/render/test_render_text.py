"""Text, addresses, stamps and languages as every format can carry them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.render.language import differing, direction, tag
from feeds.render.stamps import local, stamp, stamp_822
from feeds.render.text import address, legal, line, scheme, without_mailbox

ANY_TEXT = st.text(st.characters(codec=None))


@given(ANY_TEXT)
def test_any_text_becomes_one_that_xml_carries_unchanged(text):
    """S20."""
    element = etree.Element("t")
    element.text = legal(text)
    assert (etree.fromstring(etree.tostring(element)).text or "") == legal(text)


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text):
    assert legal(legal(text)) == legal(text)
    assert line(line(text)) == line(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00b\x1fc\x7fd\x9fe", "abcde"),
        ("a\x0bb\x0cc\x85d", "a b c d"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("lone \ud800 \udfff", "lone ? ?"),
        ("pair \ud83d\ude00", "pair 😀"),
        ("caf\ufffd \ufffe\uffff", "caf? "),
        ("नमस्ते 😀 \u202eabc", "नमस्ते 😀 \u202eabc"),
    ],
)
def test_what_xml_cannot_carry_is_left_out_and_what_it_can_is_kept(text, clean):
    """S20."""
    assert legal(text) == clean


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Use <b>bold</b>", "Use <\u2060b>bold<\u2060/b>"),
        ("<GM.N> up <?> <!-- -->", "<\u2060GM.N> up <\u2060?> <\u2060!-- -->"),
        ("x < y <= z <3", "x < y <= z <3"),
        ("\u2028 a\u00a0\u2029\u3000", "a"),
    ],
)
def test_words_are_words_to_every_reader(words, seen):
    """S20: many take them for HTML, whatever the format says, and drop what would be a tag."""
    assert line(words) == seen
    shown = "".join(etree.HTML(f"<p>{line(words)}</p>").itertext())
    assert shown == seen


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Jane Roe <jane@wire.example>", "Jane Roe"),
        ("jane@wire.example", "jane@wire.example"),
        ("<jane@wire.example>", ""),
        ("A < B", "A < B"),
        ("<" + "@" * 200_000, "<" + "@" * 200_000),
        (" " * 200_000 + "Jane", "Jane"),
    ],
)
def test_a_mailbox_behind_a_name_is_nobody_s_to_read(name, own):
    """RFC 4287, 3.2.1; B.2 ContainsEmail."""
    assert without_mailbox(name) == own


@pytest.mark.parametrize(
    ("href", "uri"),
    [
        ("http://a.example/b?c=1&d=2#e", "http://a.example/b?c=1&d=2#e"),
        ("HTTPS://A.example", "https://a.example/"),
        ("http://a.example?x=1", "http://a.example/?x=1"),
        ("http://a.example/a b[1]|", "http://a.example/a%20b%5B1%5D%7C"),
        ("http://a.example/100%/%41", "http://a.example/100%25/%41"),
        ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
        ("http://[::1]:8009/x", "http://[::1]:8009/x"),
        ("http://user:secret@a.example/x", "http://a.example/x"),
        ("http://a.example/@name", "http://a.example/@name"),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
        ("http:///x", ""),
        ("http://a.example:port/", ""),
        ("http://[half/", ""),
        ("mailto:a@b.example", ""),
        ("", ""),
    ],
)
def test_an_address_is_an_absolute_http_uri_or_nothing(href, uri):
    assert address(href) == uri


@given(ANY_TEXT)
def test_any_text_gives_an_address_or_nothing(text):
    made = address(f"http://{text}")
    assert made == address(made)
    assert made.isascii()


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("http://cv.example/topics/", "http://cv.example/topics/"),
        ("urn:newsml:example:topics", "urn:newsml:example:topics"),
        ("tag:a.example,2020:x", "tag:a.example,2020:x"),
        ("house list", ""),
        ("medtop", ""),
    ],
)
def test_a_vocabulary_is_named_by_its_iri_or_not_at_all(name, iri):
    assert scheme(name) == iri


def test_stamps_are_utc_and_english():
    moment = datetime(2015, 9, 30, 15, 1, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert stamp(moment) == "2015-09-30T09:31:00Z"
    assert stamp(moment + timedelta(microseconds=5)) == "2015-09-30T09:31:00.000005Z"
    assert stamp_822(moment) == "Wed, 30 Sep 2015 09:31:00 +0000"
    assert stamp_822(datetime(2026, 3, 3, 7, 5, 9, tzinfo=UTC)) == "Tue, 03 Mar 2026 07:05:09 +0000"
    assert local(moment, "Asia/Kolkata") == "30/09/2015 15:01"


@pytest.mark.parametrize("language", ["ar", "ur-PK", "fa", "he", "ps", "az-Arab", "AR-EG", "dv"])
def test_scripts_that_run_from_the_right_are_known(language):
    assert direction(language) == "rtl"


@pytest.mark.parametrize("language", ["", "en", "hi-IN", "ur-Latn", "zh-Hant", "x-none"])
def test_all_others_run_from_the_left(language):
    assert direction(language) == "ltr"


def test_a_language_is_said_only_where_it_is_well_formed_and_not_the_house_s_own():
    assert tag("en-IN") == "en-IN"
    assert tag("English (UK)") == tag("") == ""
    assert differing("EN", "en") == ""
    assert differing("hi", "en") == "hi"

"""What of an item is as the wire says it: languages, links, subjects, people, pictures; and that every wire item gives one."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import (
    Enclosure,
    Hints,
    Origin,
    Person,
    PubStatus,
    Rights,
    Source,
    Status,
    Subject,
    Text,
    WireItem,
)
from feeds.normalise import normalise
from tests.unit.normalise.plain import COPY, MakeItem, MakeSource


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("en", "en"), ("EN-in", "en-IN"), ("en_GB", "en-GB"), ("zh-hant-tw", "zh-Hant-TW"),
        (" hi ", "hi"), ("es-419", "es-419"), ("sr-LATN", "sr-Latn"), ("English", ""),
        ("en-", ""), ("e", ""), ("<b>", ""),
    ],
)  # fmt: skip
def test_a_language_is_a_tag_in_its_customary_case_or_nothing(
    stated: str, tag: str, the_item: MakeItem
) -> None:
    assert the_item(COPY, language=stated).language == tag


def test_an_items_own_language_goes_before_its_feeds_and_its_sources(
    the_item: MakeItem, a_source: MakeSource
) -> None:
    english = a_source(language="en")
    hindi = Hints(language="hi")
    assert the_item(COPY, source=english, hints=hindi, language="ta").language == "ta"
    assert the_item(COPY, source=english, hints=hindi).language == "hi"
    assert the_item(COPY, source=english).language == "en"
    assert the_item(COPY).language == ""


# links


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://wire.example/bell", "https://wire.example/bell"),
        ("https://wire.example/bell?utm_source=rss&utm_medium=feed", "https://wire.example/bell"),
        ("https://wire.example/bell?id=5&utm_campaign=x", "https://wire.example/bell?id=5"),
        ("https://wire.example/bell?utm_campaign=x&id=5", "https://wire.example/bell?id=5"),
        ("https://wire.example/bell?a=1&utm_term=x&b=2", "https://wire.example/bell?a=1&b=2"),
        ("https://wire.example/bell?UTM_Source=x#part", "https://wire.example/bell#part"),
        ("https://wire.example/bell?fbclid=1&gclid=2&id=3", "https://wire.example/bell?id=3"),
        ("https://wire.example/bell?id=5#utm_source=x", "https://wire.example/bell?id=5#utm_source=x"),
        ("https://wire.example/utm_source=x", "https://wire.example/utm_source=x"),
        ("https://wire.example/bell?q=utm_source=x", "https://wire.example/bell?q=utm_source=x"),
        ("https://wire.example/bell?nutm_source=x", "https://wire.example/bell?nutm_source=x"),
        ("https://wire.example/bell?a=&b", "https://wire.example/bell?a=&b"),
        (" https://wire.example/bell ", "https://wire.example/bell"),
        ("https://wire.example/be\nll", "https://wire.example/bell"),
        ("javascript:alert(1)", ""),
        ("ftp://wire.example/bell", ""),
        ("/bell", ""),
        ("//wire.example/bell", ""),
        ("https:///bell", ""),
        ("http://[bell", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_link_is_a_web_address_without_what_follows_its_readers(
    link: str, kept: str, the_item: MakeItem
) -> None:
    assert the_item(COPY, link=link).link == kept


# what it is about, who wrote it


def test_subjects_are_the_wires_and_then_the_sources_each_once(
    the_item: MakeItem, a_source: MakeSource
) -> None:
    item = the_item(
        COPY,
        source=a_source(subjects=("india", "World")),
        subjects=(
            Subject(code="diving", name="Diving", scheme="http://cv.example/"),
            Subject(code="world", name="World"),
            Subject(code="WORLD", name="World again"),
            Subject(name="Tea &amp; biscuits"),
            Subject(),
        ),
    )
    assert item.subjects == (
        Subject(code="diving", name="Diving", scheme="http://cv.example/"),
        Subject(code="world", name="World"),
        Subject(code="Tea & biscuits", name="Tea & biscuits"),
        Subject(code="india", name="india"),
    )


@pytest.mark.parametrize(
    ("names", "byline"),
    [
        (("Meher Rao",), "Meher Rao"),
        (("By Meher Rao",), "Meher Rao"),
        (("BY MEHER RAO",), "MEHER RAO"),
        (("Meher Rao", "A. Kulkarni"), "Meher Rao, A. Kulkarni"),
        (("Meher Rao", "By Meher Rao"), "Meher Rao"),
        (("IANS",), ""),
        (("IANS", "Meher Rao"), "Meher Rao"),
        (("Bytom Rao",), "Bytom Rao"),
        (("<b>Meher</b> Rao",), "Meher Rao"),
        (("", " "), ""),
    ],
)
def test_a_byline_is_names_only(names: tuple[str, ...], byline: str, the_item: MakeItem) -> None:
    item = the_item(COPY, authors=tuple(Person(name=name) for name in names))
    assert item.byline == byline


def test_the_wires_own_author_goes_before_the_one_in_the_copy(the_item: MakeItem) -> None:
    copy = f"By Meher Rao\n\n{COPY}"
    assert the_item(copy).byline == "Meher Rao"
    assert the_item(copy, authors=(Person(name="A. Kulkarni"),)).byline == "A. Kulkarni"


# pictures


def test_enclosures_are_absolute_web_addresses_each_once(the_item: MakeItem) -> None:
    item = the_item(
        COPY,
        base="https://wire.example/news/",
        enclosures=(
            Enclosure(href="bell.jpg", media_type=" Image/JPEG ", length=5, title="A &amp; B"),
            Enclosure(href="https://wire.example/news/bell.jpg"),
            Enclosure(href="//img.example/b.png", length=-1, creditline="M.\n Rao"),
            Enclosure(href="javascript:alert(1)"),
            Enclosure(href="file:///etc/passwd"),
        ),
    )
    assert item.enclosures == (
        Enclosure(
            href="https://wire.example/news/bell.jpg",
            media_type="image/jpeg",
            length=5,
            title="A & B",
        ),
        Enclosure(href="https://img.example/b.png", creditline="M. Rao"),
    )


@pytest.mark.parametrize("href", ["", " "])
def test_an_enclosure_without_an_address_is_none(href: str, the_item: MakeItem) -> None:
    item = the_item(COPY, base="https://wire.example/", enclosures=(Enclosure(href=href),))
    assert item.enclosures == ()


def test_relative_addresses_in_the_copy_are_against_the_items_base(the_item: MakeItem) -> None:
    item = the_item(f'<p>{COPY} <a href="bell">More</a></p>', base="https://wire.example/news/")
    assert 'href="https://wire.example/news/bell"' in item.body_html


def test_notes_are_plain_text(the_item: MakeItem) -> None:
    item = the_item(
        COPY, ednote="Adds <quotes>\x00", usageterms="Once.\n\nOnly.", copyrightnotice="© Wire"
    )
    assert item.ednote == "Adds <quotes>"
    assert item.usageterms == "Once.\n\nOnly."
    assert item.copyrightnotice == "© Wire"


def test_what_the_wire_calls_it_stays_what_it_is_called(the_item: MakeItem) -> None:
    origin = Origin(title="Elsewhere", link="https://elsewhere.example/")
    item = the_item(
        COPY, guid=" urn:x:5 ", version=" 2 ", slugline="BELL &amp; ROPE", origin=origin
    )
    assert (item.guid, item.version, item.slugline) == ("urn:x:5", "2", "BELL & ROPE")
    assert item.origin is origin
    assert (item.source, item.provider) == ("wire", "IANS")


# totality


ANY_TEXT = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    [
        COPY, "<p>Pune, Nov 99 (IANS) Bell</p>", "--IANS", "UPDATE 1-", "URGENT: ", "http://[", "https://a.example/?utm_x",
        "新华社北京99月99日电", "Pune, Feb 29 (IANS) ", "&#xffffffff;", "<" * 50, "(" * 50, "By A, IANS, B : ", "http://a.example:x/",
    ]
)  # fmt: skip
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))])
DATES = st.datetimes(datetime.fromisoformat("0002-01-01"), datetime.fromisoformat("9998-12-31"))
ANY_DATE = st.none() | DATES | st.builds(lambda day, zone: day.replace(tzinfo=zone), DATES, ZONES)
WIRE_ITEMS = st.builds(
    WireItem,
    guid=ANY_TEXT,
    link=ANY_TEXT,
    headline=st.builds(Text, value=ANY_TEXT, html=st.booleans()),
    summary=st.builds(Text, value=ANY_TEXT, html=st.booleans()),
    body=st.builds(Text, value=ANY_TEXT, html=st.booleans()),
    base=ANY_TEXT,
    language=ANY_TEXT,
    authors=st.tuples(st.builds(Person, name=ANY_TEXT, email=ANY_TEXT, uri=ANY_TEXT)),
    published=ANY_DATE,
    updated=ANY_DATE,
    embargoed=ANY_DATE,
    subjects=st.tuples(st.builds(Subject, code=ANY_TEXT, name=ANY_TEXT, scheme=ANY_TEXT)),
    enclosures=st.tuples(
        st.builds(
            Enclosure,
            href=ANY_TEXT,
            media_type=ANY_TEXT,
            length=st.none() | st.integers(),
            title=ANY_TEXT,
            creditline=ANY_TEXT,
        )
    ),
    version=ANY_TEXT,
    slugline=ANY_TEXT,
    urgency=st.none() | st.integers(),
    pubstatus=st.sampled_from(PubStatus),
    ednote=ANY_TEXT,
    usageterms=ANY_TEXT,
    copyrightnotice=ANY_TEXT,
)


@settings(max_examples=300, deadline=None)
@given(
    WIRE_ITEMS,
    st.sampled_from(["IANS", "Xinhua", "Reuters", ""]),
    st.sampled_from(["Asia/Kolkata", "+14:00", "-12:00", "America/New_York"]),
    ANY_TEXT,
)
def test_any_wire_item_gives_an_item_that_can_be_published(
    wire: WireItem, provider: str, zone: str, language: str
) -> None:
    source = Source(id="any", provider=provider, rights=Rights.FULL, timezone=zone)
    received = datetime(2026, 11, 3, tzinfo=UTC)
    (item,) = normalise([wire], source=source, hints=Hints(language=language), received=received)
    assert item.verdict in {Status.NEW, Status.CORRECTION, Status.WITHDRAWN, Status.HELD}
    assert item.urgency is None or 1 <= item.urgency <= 9
    assert item.link == "" or item.link.lower().startswith(("http://", "https://"))
    for found in (item.firstcreated, item.versioncreated, item.embargoed):
        assert found is None or found.tzinfo is UTC
    texts = (item.guid, item.headline, item.body_html, item.body_text, item.summary, item.signoff,
             item.byline, item.dateline.text, item.ednote, item.slugline, item.version)  # fmt: skip
    for text in texts:
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", text)
    assert "\n" not in item.headline
    assert (item,) == normalise(
        [wire], source=source, hints=Hints(language=language), received=received
    )

"""What ninjs says of a story: status, dates, headline, people, subjects, pictures."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.model import Enclosure, Payload, PubStatus, Subject, Text
from feeds.parse.ninjs import parse_ninjs
from tests.unit.parse.ninjs.members import PICTURE, MakeItem, Read


@pytest.mark.parametrize(
    ("stated", "read_as"),
    [
        ("usable", PubStatus.USABLE), ("stat:usable", PubStatus.USABLE), ("", PubStatus.USABLE),
        (None, PubStatus.USABLE), ("Withheld", PubStatus.WITHHELD), ("canceled", PubStatus.CANCELED),
        ("cancelled", PubStatus.CANCELED), ({"code": "stat:canceled"}, PubStatus.CANCELED),
        ("commissioned", PubStatus.WITHHELD), ("replaced", PubStatus.WITHHELD), (["?"], PubStatus.WITHHELD),
    ],
)  # fmt: skip
def test_a_status_that_nobody_knows_withholds(
    stated: object, read_as: PubStatus, the_item: MakeItem
) -> None:
    assert the_item(pubstatus=stated).pubstatus is read_as


@pytest.mark.parametrize("empty", ["", " ", None, [], {}, False])
def test_an_empty_embargo_is_none(empty: object, the_item: MakeItem) -> None:
    item = the_item(embargoed=empty)
    assert (item.embargoed, item.pubstatus) == (None, PubStatus.USABLE)


@pytest.mark.parametrize("odd", ["when the minister stands", "1800", "18:00", "10:00 GMT Nov 3", "3 Nov", True, {"until": "tomorrow"}, "2026-99-99"])  # fmt: skip
def test_an_embargo_that_cannot_be_read_withholds(odd: object, the_item: MakeItem) -> None:
    assert the_item(embargoed=odd).pubstatus is PubStatus.WITHHELD
    assert the_item(embargoed=odd, pubstatus="canceled").pubstatus is PubStatus.CANCELED


@pytest.mark.parametrize(
    ("stated", "instant"),
    [
        ("2026-11-02T10:00:00+0000", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("20261102T100000Z", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        (1793613600, datetime(2026, 11, 2, 10, tzinfo=UTC)),
        (1793613600000, datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02 10:00:00", datetime(2026, 11, 2, 10)),  # noqa: DTZ001
        ("20261102", datetime(2026, 11, 2)),  # noqa: DTZ001
        ("2" * 500, None), ("soon", None), ({}, None), (1e300, None), (True, None),
    ],
)  # fmt: skip
def test_dates_come_as_text_or_as_numbers(
    stated: object, instant: datetime | None, the_item: MakeItem
) -> None:
    assert the_item(firstcreated=stated).published == instant


def test_versions_and_urgencies_are_text_or_numbers(the_item: MakeItem) -> None:
    assert [the_item(version=one).version for one in ("2", 2, 2.0, 1.2, None, {})] == ["2", "2", "2", "1.2", "", ""]  # fmt: skip
    assert [the_item(urgency=one).urgency for one in (3, "3", 0, 0.1, 11, True)] == [3, 3, None, None, None, None]  # fmt: skip
    assert the_item(priority=2).urgency == 2
    assert the_item(urgency=5, priority=2).urgency == 5


def test_the_headline_is_the_main_one_and_the_title_only_for_want_of_it(read: Read) -> None:
    def headline(**members: Any) -> Text:
        return read({"uri": "urn:1", **members}).items[0].headline

    assert headline(headlines=[{"role": "test", "value": "B"}, {"role": "main", "value": "A"}]) == Text(value="A")  # fmt: skip
    assert headline(headline="A", headline_extended="A, at length", title="SLUG") == Text(value="A")
    assert headline(headline_ééé="A") == Text(value="A")
    assert headline(title=42) == Text(value="42")
    assert headline(headline="R&amp;D &lt;b&gt;up&lt;/b&gt;") == Text(value="R&D <b>up</b>", html=True)  # fmt: skip
    assert headline(headline="GM <GM.N> &amp; others") == Text(value="GM <GM.N> & others")


@pytest.mark.parametrize(
    ("members", "authors"),
    [
        ({"byline": "By Ines Marlow and Tomas Ferro"}, ["Ines Marlow", "Tomas Ferro"]),
        ({"byline": "By De Witt Moor, Staff Writer"}, ["De Witt Moor"]),
        ({"by": "Von Karla Holm, knb", "copyrightholder": "knb"}, ["Karla Holm"]),
        ({"by": "KNB", "copyrightholder": "KNB"}, []),
        ({"bylines": [{"by": "By INES MARLOW", "title": "KNB Sea Writer"}]}, ["INES MARLOW"]),
        ({"authors": [{"name": "Ines Marlow", "role": "writer"}]}, ["Ines Marlow"]),
        ({"byline": "<p>By Ines Marlow</p>"}, ["Ines Marlow"]),
        ({"byline": "By Ines Marlow, Bay Science Writer"}, ["Ines Marlow"]),
        ({"byline": "Ines Marlow in Port Anselm"}, ["Ines Marlow"]),
        ({"byline": "By the sports desk"}, []),
        ({"byline": "INES MARLOW AND TOMAS FERRO"}, ["INES MARLOW", "TOMAS FERRO"]),
        ({"authors": [{"name": "Ines"}]}, ["Ines"]),
        ({"byline": 5, "by": [None, {}]}, []),
    ],
)
def test_authors_are_names_of_people_only(
    members: dict[str, Any], authors: list[str], the_item: MakeItem
) -> None:
    assert [person.name for person in the_item(**members).authors] == authors


@pytest.mark.parametrize(
    ("members", "provider"),
    [
        ({"source": "Harbour News", "copyrightholder": "Holding"}, "Harbour News"),
        ({"provider": {"name": "Harbour News"}}, "Harbour News"),
        ({"infosources": [{"name": "A", "role": "http://x/creator"}, {"name": "B", "role": "http://x/provider"}]}, "B"),
        ({"infosource": [{"name": "Jo", "scheme": "http://x/contentprodpartyrole/", "code": "interviewee"}], "copyrightholder": "KNB"}, "KNB"),
        ({"infosource": [{"name": "B"}, {"name": "A"}]}, "B"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_provider_is_who_made_it_and_not_who_was_asked(
    members: dict[str, Any], provider: str, the_item: MakeItem
) -> None:
    assert the_item(**members).provider == provider


def test_subjects_have_code_and_scheme_in_every_version(the_item: MakeItem) -> None:
    item = the_item(
        subject=[{"code": "7", "name": "ships", "scheme": "http://cv.example/"}],
        subjects=[{"uri": "http://cv.example/8", "name": "bells"}, {"literal": "9", "name": "mail"}],
        person="Ola Brandt",
        objects=[{"name": "KNB", "rel": "suppliedAs"}],
        keywords=["wreck", None],
        genre=[{"name": "Current"}],
    )  # fmt: skip
    assert item.subjects == (
        Subject(code="7", name="ships", scheme="http://cv.example/"),
        Subject(code="8", name="bells", scheme="http://cv.example/"),
        Subject(code="9", name="mail"),
        Subject(code="Ola Brandt", name="Ola Brandt"),
        Subject(code="wreck", name="wreck"),
    )


@pytest.mark.parametrize("associations", [{"a": PICTURE}, [PICTURE], PICTURE | {"renditions": [{"href": "x"}]}])  # fmt: skip
def test_nothing_that_an_association_says_is_the_items(
    associations: Any, the_item: MakeItem
) -> None:
    item = the_item(associations=associations)
    assert (item.guid, item.headline.value, item.body, item.authors) == ("urn:1", "Bell", Text(), ())  # fmt: skip


def test_pictures_with_an_address_go_with_the_item_and_texts_do_not(the_item: MakeItem) -> None:
    item = the_item(
        associations=[
            PICTURE,
            PICTURE | {"type": "text"},
            PICTURE | {"pubstatus": "canceled"},
            PICTURE | {"embargoed": "2027-01-01T00:00:00Z"},
            PICTURE | {"renditions": [{"href": "", "contenttype": "image/png"}]},
            {"type": "video", "renditions": [{"href": "v.mp4", "contentType": "video/mp4"}]},
            None, 5,
        ]
    )  # fmt: skip
    assert item.enclosures == (
        Enclosure(href="https://p.example/bell.jpg", media_type="image/jpeg", title="The bell"),
        Enclosure(href="v.mp4", media_type="video/mp4"),
    )


def test_the_summary_is_a_description_or_the_longer_headline(the_item: MakeItem) -> None:
    assert the_item(headline_extended="It rang &amp; rang").summary == Text(value="It rang & rang")
    told = the_item(description_html="<p>It rang.</p>", headline_extended="It rang and rang")
    assert told.summary == Text(value="<p>It rang.</p>", html=True)
    assert told.headline == Text(value="Bell")


def test_a_slug_is_a_slugline(a_payload: Callable[..., Payload]) -> None:
    found = parse_ninjs(a_payload('{"uri": "urn:bell", "headline": "Bell", "slug": "bell-UV"}'))
    assert found.items[0].slugline == "bell-UV"

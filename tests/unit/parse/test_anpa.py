"""ANPA 1312, and what Kyodo has made of it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from feeds.errors import ParseError
from feeds.model import PubStatus
from feeds.parse.anpa import parse_anpa
from tests.unit.parse.envelopes import (
    ENCODINGS,
    MakeItem,
    MakeItems,
    MakePayload,
    Parser,
    gives_items_or_a_parse_error,
    must_be_read_in_time,
    texts,
    without,
)

HEADER = "\x16\x16\x01w2870\x1fasian\nr i\x13\x11 BC-AS--India-HarbourBell     11-02 0466\n\x02"
SLUG = "^BC-AS--India-Harbour Bell,466<\n"
TOP = "^Divers raise a bell <\n^By MEHER RAO=\n^The Quay Press=\n"
STORY = "\t   PUNE, India (QP) _ Divers raised a bell. \n \n\t   ``It rang,'' one said.\n \n"
TRAILER = "\n\t   \x03QP-WF-11-02-26 1509GMT<\n\n\x0c\n\x04"
BODY = "PUNE, India (QP) _ Divers raised a bell.\n\n``It rang,'' one said."


@pytest.fixture
def parser() -> Parser:
    return parse_anpa


def message(top: str = TOP, *, slug: str = SLUG, story: str = STORY, trailer: str = TRAILER) -> str:
    return HEADER + slug + top + story + trailer


def test_the_parts_of_a_message_are_fields(the_item: MakeItem) -> None:
    item = the_item(message())
    assert (item.guid, item.slugline) == ("w2870-2026-11-02", "BC-AS--India-Harbour Bell")
    assert (item.headline.value, item.body.value) == ("Divers raise a bell", BODY)
    assert [person.name for person in item.authors] == ["MEHER RAO"]
    assert (item.provider, item.urgency, item.version, item.ednote) == ("QP", 4, "", "")
    assert [one.name for one in item.subjects] == ["International"]
    assert item.updated == item.published == datetime(2026, 11, 2, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "sign", ["\x16", "\x01", "\x02", "\x03", "\x04", "\x1f", "\x13\x11", "\x0c"]
)
def test_a_message_is_read_without_control_characters(sign: str, the_item: MakeItem) -> None:
    text = without(sign, message())
    assert the_item(text) == the_item(message())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_a_message_is_read_whatever_ends_its_lines(end: str, the_item: MakeItem) -> None:
    assert the_item(message().replace("\n", end)) == the_item(message())


def test_an_alert_takes_its_first_words_for_a_headline(the_item: MakeItem) -> None:
    alert = message(
        "", slug="^BC-US--QPNewsAlert,17<\n", story="\t   GOA (QP) _ Bell found in bay.\n"
    )
    item = the_item(alert.replace("r i", "f a", 1))
    assert (item.headline.value, item.urgency) == ("Bell found in bay.", 1)
    assert item.body.value == "GOA (QP) _ Bell found in bay."


@pytest.mark.parametrize(
    ("letter", "urgency"),
    [("f", None), ("b", 2), ("u", 3), ("r", 4), ("d", 5), ("D", 5), ("a", None), ("w", None)],
)
def test_a_priority_is_an_urgency_and_no_long_story_is_a_flash(
    letter: str, urgency: int | None, the_item: MakeItem
) -> None:
    assert the_item(message().replace("r i", f"{letter} i", 1)).urgency == urgency


@pytest.mark.parametrize(
    "note",
    [
        "^Eds: Adds quotes.<",
        "^(Eds: Adds quotes. With QP Photos.)<",
        "^EDS: CORRECTS name<",
        "^QP Photo XBAY101, XBAY102<",
        "^With QP Photos<",
        "^ADDS quotes<",
        "^For use in papers of Sunday and thereafter, and at no time before<",
        "^QP Newsfeatures<",
    ],
)
def test_lines_to_editors_are_no_copy(note: str, the_item: MakeItem) -> None:
    item = the_item(message(f"^Divers raise a bell<\n{note}\n^By MEHER RAO=\n"))
    assert (item.headline.value, item.body.value) == ("Divers raise a bell", BODY)
    assert item.ednote == note.strip("^<")
    assert not item.summary


@pytest.mark.parametrize(
    "headline",
    [
        "Video shows divers with a bell",
        "Editors of the bay paper raise a bell",
        "With a bell, divers come up",
        "Adds up: one bell and one bell",
        "Photo of bell wins prize",
        "Embargo on bells lifted",
        "Press freedom is a bell",
    ],
)
def test_a_headline_that_begins_like_a_note_stays_one(headline: str, the_item: MakeItem) -> None:
    item = the_item(message(f"^{headline}<\n^By MEHER RAO=\n"))
    assert (item.headline.value, item.ednote, item.pubstatus) == (headline, "", PubStatus.USABLE)


@pytest.mark.parametrize(
    ("lines", "names", "provider"),
    [
        ("^By MEHER RAO and JO KAY=\n^Associated Press=\n", "MEHER RAO and JO KAY", "AP"),
        ("^By MEHER RAO AND JO KAY=\n^Associated Press=\n", "MEHER RAO AND JO KAY", "AP"),
        ("^By MEHER RAO, JO KAY and AL LI=\n^AP Science Writers=\n", "MEHER RAO, JO KAY and AL LI", "AP"),
        ("^By The Associated Press=\n", "", "AP"),
        ("^By JO KAY=\n^For The Associated Press=\n", "JO KAY", "AP"),
        ("^By JO KAY=\n^The Canadian Press=\n", "JO KAY", "Canadian Press"),
        ("^BY JO KAY, Bay Evening Post=\n", "JO KAY", ""),
    ],
)  # fmt: skip
def test_a_byline_names_people_and_the_line_below_their_agency(
    lines: str, names: str, provider: str, the_item: MakeItem
) -> None:
    item = the_item(message(f"^Divers raise a bell<\n{lines}", trailer="\x03\x04"))
    assert [person.name for person in item.authors] == ([names] if names else [])
    assert item.provider == provider
    assert item.body.value == BODY


def test_a_second_headline_is_a_summary(the_item: MakeItem) -> None:
    item = the_item(
        message("^Divers raise a bell<\n^It is the first that has come up this year<\n")
    )
    assert item.summary.value == "It is the first that has come up this year"


@pytest.mark.parametrize(
    ("slug", "version", "status", "headline"),
    [
        ("^BC-Bay-Bell, 3rd Ld-Writethru,466<", "3", PubStatus.USABLE, "Divers raise a bell"),
        ("^BC-Bay-Bell, 1st Ld, 466<", "1", PubStatus.USABLE, "Divers raise a bell"),
        ("^BC-Bay-Bell, 1st Add,466<", "", PubStatus.WITHHELD, "Divers raise a bell"),
        ("^BC-Bay-Bell, BULLETIN KILL,46<", "", PubStatus.CANCELED, "Divers raise a bell"),
        ("^BC-Bay-Bell, Correction,46<", "", PubStatus.USABLE, "CORRECTION: Divers raise a bell"),
        ("^BC-Bay-Bell Kill,466<", "", PubStatus.USABLE, "Divers raise a bell"),
    ],
)
def test_a_slug_says_which_version_it_is_and_whether_it_may_be_used(
    slug: str, version: str, status: PubStatus, headline: str, the_item: MakeItem
) -> None:
    item = the_item(message(slug=f"{slug}\n"))
    assert (item.version, item.pubstatus, item.headline.value) == (version, status, headline)
    assert item.slugline.startswith("BC-Bay-Bell")
    assert "466" not in item.slugline


def test_a_version_in_the_header_counts(the_item: MakeItem) -> None:
    text = message().replace("HarbourBell     ", "HarbourBell 2ndLd-Writethru   ")
    assert the_item(text).version == "2"


@pytest.mark.parametrize(
    ("slug", "embargoed", "status"),
    [
        ("^BC-Bay-Bell-Adv12,466<", datetime(2026, 11, 12), PubStatus.USABLE),  # noqa: DTZ001
        ("^BC-Bay-Bell, Adv 2,466<", datetime(2026, 11, 2), PubStatus.USABLE),  # noqa: DTZ001
        ("^BC-Bay-Bell, Adv 7-8,466<", datetime(2026, 11, 7), PubStatus.USABLE),  # noqa: DTZ001
        ("^BC-Bay-Bell, Adv 28,466<", datetime(2026, 11, 28), PubStatus.USABLE),  # noqa: DTZ001
        ("^BC-Bay-Bell, Adv 31,466<", datetime(2026, 12, 31), PubStatus.USABLE),  # noqa: DTZ001
        ("^BC-Bay-Bell, Adv 1,466<", datetime(2026, 12, 1), PubStatus.USABLE),  # noqa: DTZ001
        ("^BC-Bay-Bell, Adv 39,466<", None, PubStatus.WITHHELD),
        ("^BC-Bay-Bell, Adv,466<", None, PubStatus.WITHHELD),
        ("^BC-Bay-Advocates,466<", None, PubStatus.USABLE),
    ],
)
def test_an_advance_is_embargoed_to_a_day_that_is_not_past_or_held(
    slug: str, embargoed: datetime | None, status: PubStatus, the_item: MakeItem
) -> None:
    item = the_item(message(slug=f"{slug}\n"))
    assert (item.embargoed, item.pubstatus) == (embargoed, status)


def test_a_release_date_over_the_text_and_an_advisory_hold_a_message(the_item: MakeItem) -> None:
    dated = message("^FOR RELEASE SUNDAY, NOV. 8<\n^Divers raise a bell<\n")
    assert (the_item(dated).pubstatus, the_item(dated).headline.value) == (PubStatus.WITHHELD, "Divers raise a bell")  # fmt: skip
    assert the_item(message().replace("r i", "r v", 1)).pubstatus is PubStatus.WITHHELD


@pytest.mark.parametrize(
    ("trailer", "expected"),
    [
        ("QP-NY-11-02-26 1009EST<", datetime(2026, 11, 2, 15, 9, tzinfo=UTC)),
        ("QP-WF-11-02-2026 1509GMT", datetime(2026, 11, 2, 15, 9, tzinfo=UTC)),
        ("QP-WF-11-02-26 1509XYZ<", datetime(2026, 11, 2, 15, 9)),  # noqa: DTZ001
        ("KWS-21:37-02-11-26", datetime(2026, 11, 2, 21, 37)),  # noqa: DTZ001
        ("QP-WF-13-40-26 1509GMT<", datetime(2026, 11, 2)),  # noqa: DTZ001 -- the header's
        ("", datetime(2026, 11, 2)),  # noqa: DTZ001
    ],
)
def test_the_trailer_dates_a_message_and_the_header_where_it_does_not(
    trailer: str, expected: datetime, the_item: MakeItem
) -> None:
    assert the_item(message(trailer=f"\x03{trailer}\n\x04")).updated == expected


def test_a_header_with_the_day_first_is_read_by_what_is_nearest(the_item: MakeItem) -> None:
    text = message(trailer="\x03\x04").replace("11-02 0466", "02-11 0466")
    assert the_item(text).updated == datetime(2026, 11, 2)  # noqa: DTZ001


def test_a_headline_without_carets_ends_in_its_mark(the_item: MakeItem) -> None:
    item = the_item(
        "a0105QUAYko-\nd s BC-Soccer-Bell-Cup   03-11 0344\nBC-Soccer-Bell-Cup\nSoccer: Reds claim cup by\n"
        "beating Blues+\n     PUNE, India, Nov. 3 Quay - Reds claimed their \ncup.\n     It is of bronze.\n"
        "==Quay\nKWS-21:37-03-11-26\n"
    )
    assert item.headline.value == "Soccer: Reds claim cup by beating Blues"
    assert item.body.value == "PUNE, India, Nov. 3 Quay - Reds claimed their cup.\n\nIt is of bronze.\n\n==Quay"  # fmt: skip
    assert (item.provider, item.guid) == ("Quay", "a0105-2026-11-03")


def test_a_table_keeps_its_rows_and_its_heads(the_item: MakeItem) -> None:
    top = "^Standings=\n^All Times IST=\n^By The Associated Press=\n^EAST=\n^;W;L;GB\n"
    rows = "Pune;23;13;7{\nGoa;24;14;1\n\t   ___=\n^Sunday=\n\t   Pune 7, Goa 5<\n"
    item = the_item(message(top, story=rows))
    assert item.headline.value == "Standings"
    assert item.body.value.split("\n\n") == [
        "All Times IST", "EAST", ";W;L;GB", "Pune;23;13;7½", "Goa;24;14;1", "___", "Sunday", "Pune 7, Goa 5",
    ]  # fmt: skip


def test_a_digest_of_nothing_but_heads_has_a_text(the_item: MakeItem) -> None:
    slug = "^*9006< ^BC-AS--India-Harbour Bell,0176<\n"
    item = the_item(message("^Top bells<\n^One bell rings\n^Two bells do\n", slug=slug, story=""))
    assert (item.headline.value, item.body.value) == ("Top bells", "One bell rings\n\nTwo bells do")
    assert item.slugline == "BC-AS--India-Harbour Bell"


def test_a_notebook_under_the_text_is_for_editors(the_item: MakeItem) -> None:
    item = the_item(message(story=f"{STORY}(NOT FOR PUBLICATION)\nsecret\n"))
    assert item.body.value == BODY
    assert "secret" in item.ednote


def test_every_message_of_a_file_is_an_item(the_items: MakeItems) -> None:
    two = message() + message().replace("w2870", "w2871")
    for text in (two, two.replace("\x04", ""), two.translate(dict.fromkeys([1, 4]))):
        assert [item.guid for item in the_items(text)] == ["w2870-2026-11-02", "w2871-2026-11-02"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("Divers raise a bell\n\nIt rang.", "no header"),
        (HEADER + "\x03\x04", "no text"),
        (HEADER.replace("\x02", "\x02^BC-X<\nBell.\x04") * 2001, "2000"),
    ],
)
def test_what_is_no_message_is_refused_with_what_is_wrong(
    body: str, said: str, a_file: MakePayload
) -> None:
    with pytest.raises(ParseError, match=said) as refused:
        parse_anpa(a_file(body, media_type="text/x-wire"))
    assert refused.value.media_type == "text/x-wire"


def test_a_damaged_header_loses_no_text(the_item: MakeItem) -> None:
    item = the_item(message().replace("w2870", "w2"))
    assert (item.headline.value, item.body.value) == ("Divers raise a bell", BODY)
    assert item.guid == ""


TEXTS = texts(
    "\x16", "\x01", "\x02", "\x03", "\x04", "\x1f", "\n", "^", "<", "=", "+", "\t   ", "w2870", "r i BC-X 13-32 1\n",
    HEADER, SLUG, "^By ", "QP-WF-11-02-26 1509GMT<", "QP-WF-02-30-26 2559GMT<", ",466", "Adv31", "(QP) _ ", "{",
    "\u0661", "é",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(TEXTS, ENCODINGS)
def test_any_text_gives_items_or_a_parse_error(text: str, encoding: str) -> None:
    gives_items_or_a_parse_error(parse_anpa, text, encoding)


@pytest.mark.parametrize(
    "body",
    [
        "\x01" * 200_000,
        HEADER * 1999,
        HEADER + "^" * 300_000,
        HEADER + "< ^" * 100_000,
        HEADER + "<" + " " * 300_000,
        HEADER + SLUG + "^a" + " " * 300_000 + "b<",
        HEADER + SLUG + "=" * 300_000 + "x",
        HEADER + SLUG + "^By " + "A, " * 100_000,
        HEADER + SLUG + "^a=\n" * 60_000,
        HEADER + SLUG + ";" * 300_000,
        HEADER + "w2870 " * 60_000,
        "w2870 r i " + " " * 300_000,
    ],
    ids=lambda body: repr(body[-8:]),
)
def test_long_runs_take_no_longer_than_they_are(body: str, a_file: MakePayload) -> None:
    must_be_read_in_time(parse_anpa, [a_file(body)])

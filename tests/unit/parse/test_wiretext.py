"""Plain wire text: one story a file, with a head, without one, or as a page of the site."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.errors import ParseError
from feeds.model import Payload, Person, Subject, WireItem
from feeds.parse import parse

MakePayload = Callable[..., Payload]

STORY = "Pune, Nov 2 (IANS) Divers raised a bell from the bay.\n\nIt rang once.\n\n--IANS\nms/vd"


@pytest.fixture
def the_item(a_file: MakePayload) -> Callable[..., WireItem]:
    def make(text: bytes | str, **changes: object) -> WireItem:
        found = parse(a_file(text, **changes), format="wiretext")
        assert found.format == "wiretext"
        (item,) = found.items
        return item

    return make


MakeItem = Callable[..., WireItem]


def test_a_head_is_fields_and_the_rest_is_the_story(the_item: MakeItem) -> None:
    item = the_item(f"headline: Divers raise a bell\nid: wire-1\n\n{STORY}\n")
    assert (item.guid, item.headline.value) == ("wire-1", "Divers raise a bell")
    assert item.body.value == STORY
    assert not item.headline.html
    assert not item.body.html


@pytest.mark.parametrize(
    "head",
    [
        "headline:Divers raise a bell", "Headline: Divers raise a bell", "HEADLINE : Divers raise a bell",
        "headline:\tDivers raise a bell  ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_head_is_read_however_it_is_written(head: str, end: str, the_item: MakeItem) -> None:
    text = f"{head}\nid: wire-1\n\n{STORY}\n".replace("\n", end)
    item = the_item(text)
    assert (item.headline.value, item.guid, item.body.value) == ("Divers raise a bell", "wire-1", STORY)  # fmt: skip


def test_a_line_of_blanks_ends_a_head(the_item: MakeItem) -> None:
    item = the_item("headline: Bell\nid: wire-1\n \t\nIt rang once.")
    assert (item.guid, item.headline.value, item.body.value) == ("wire-1", "Bell", "It rang once.")


def test_a_key_that_a_head_does_not_know_is_refused_by_name(the_item: MakeItem) -> None:
    with pytest.raises(ParseError, match="headine"):
        the_item("headine: Bell\ndate: 2026-11-02\nid: wire-1\n\nIt rang once.")


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2026-11-02 10:00", datetime(2026, 11, 2, 10)),  # noqa: DTZ001 -- as the file has it
        ("2026-11-02T10:00:05", datetime(2026, 11, 2, 10, 0, 5)),  # noqa: DTZ001
        ("2026-11-02", datetime(2026, 11, 2)),  # noqa: DTZ001
        ("02/11/2026 10:00", datetime(2026, 11, 2, 10)),  # noqa: DTZ001
        ("02/11/2026", datetime(2026, 11, 2)),  # noqa: DTZ001
        ("2026-11-02T10:00:00Z", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02 10:00+05:30", datetime(2026, 11, 2, 4, 30, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 10:00:00 +0530", datetime(2026, 11, 2, 4, 30, tzinfo=UTC)),
    ],
)
def test_a_date_of_a_head_is_naive_unless_it_names_a_zone(
    stated: str, date: datetime, the_item: MakeItem
) -> None:
    item = the_item(f"date: {stated}\n\n{STORY}")
    assert item.published == item.updated == date
    assert item.published is not None
    assert (item.published.tzinfo is None) == (date.tzinfo is None)


@pytest.mark.parametrize(
    ("line", "key", "found", "expected"),
    [
        ("date: yesterday", "date", "yesterday", "2026-11-02 10:00"),
        ("date: 31/02/2026 10:00", "date", "31/02/2026 10:00", "2026-11-02 10:00"),
        ("date: 2026-13-02", "date", "2026-13-02", "2026-11-02 10:00"),
        ("date: 02/11/2026 25:00", "date", "02/11/2026 25:00", "2026-11-02 10:00"),
        ("urgency: high", "urgency", "high", "1 to 9"),
        ("urgency: 0", "urgency", "0", "1 to 9"),
        ("urgency: 10", "urgency", "10", "1 to 9"),
        ("urgency: -1", "urgency", "-1", "1 to 9"),
    ],
)
def test_a_value_of_a_head_that_cannot_be_is_refused_by_name(
    line: str, key: str, found: str, expected: str, the_item: MakeItem
) -> None:
    with pytest.raises(ParseError) as refused:
        the_item(f"headline: Bell\n{line}\n\n{STORY}")
    for part in (key, found, expected):
        assert part in str(refused.value)


def test_an_empty_value_of_a_head_says_nothing(the_item: MakeItem) -> None:
    item = the_item(f"headline: Bell\ndate:\nurgency:\nbyline:\nsubjects: , ,\nid:\n\n{STORY}")
    assert (item.published, item.urgency, item.authors, item.subjects, item.guid) == (None, None, (), (), "")  # fmt: skip


def test_names_and_terms_are_listed_with_commas(the_item: MakeItem) -> None:
    item = the_item(f"byline: Meher Rao , A. Kulkarni\nsubjects: India,Tea & biscuits\n\n{STORY}")
    assert item.authors == (Person(name="Meher Rao"), Person(name="A. Kulkarni"))
    assert [subject.name for subject in item.subjects] == ["India", "Tea & biscuits"]
    assert item.subjects[0] == Subject(code="india", name="India")


def test_a_head_without_a_headline_leaves_it_to_the_story(the_item: MakeItem) -> None:
    item = the_item(f"id: wire-1\n\n{STORY}")
    assert item.headline.value == "Divers raised a bell from the bay."


@pytest.mark.parametrize(
    "first",
    [
        "colour: blue",
        "Rao: the bell is ours",
    ],
)
def test_lines_that_are_no_head_are_story(first: str, the_item: MakeItem) -> None:
    item = the_item(f"{first}\n\n{STORY}")
    assert item.guid == ""
    assert STORY in item.body.value
    assert first.partition("\n")[0] in item.headline.value + item.body.value


def test_a_first_line_that_stands_alone_is_the_headline(the_item: MakeItem) -> None:
    item = the_item(f"\n\nDivers raise a bell\n\n\n{STORY}\n\n")
    assert (item.headline.value, item.body.value) == ("Divers raise a bell", STORY)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "新华社北京11月2日电 潜水员捞起一口钟。\n\n钟声响了一次。",
        f"{'Divers raised a bell from the bay, and then they raised another. ' * 5}\n\nIt rang once.",
        "Divers raised a bell\nfrom the bay.\n\nIt rang once.",
        "One line is all there is.",
    ],
)
def test_a_story_that_begins_at_once_lends_its_first_words_to_the_headline(
    text: str, the_item: MakeItem
) -> None:
    item = the_item(text)
    assert item.body.value == text.strip()
    assert item.headline.value
    assert len(item.headline.value.split()) <= 12
    assert "(IANS)" not in item.headline.value


PAGE = (
    "gnn9.com :http://www.gnn9.com/index.php: Global News Network 9\n\nhttp://www.gnn9.com\n\n"
    "'Divers raise a bell'\n\n30/09/2015 15:01 by admin\n\nPune: Divers raised a bell.\n\n- IANS\n"
)


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        PAGE.replace("\n", "\r\n"),
        PAGE.replace("http://www.gnn9.com\n\n", ""),
        PAGE.replace("gnn9.com :http://www.gnn9.com/index.php", "gnn9.com:https://gnn9.com/"),
        PAGE.replace("by admin", "by desk of the day"),
        f"\ufeff\n{PAGE}\n\n",
    ],
)
def test_a_saved_page_of_the_site_is_a_story(page: str, the_item: MakeItem) -> None:
    item = the_item(page)
    assert item.headline.value == "'Divers raise a bell'"
    assert item.body.value == "Pune: Divers raised a bell.\n\n- IANS"
    assert item.published == datetime(2015, 9, 30, 15, 1)  # noqa: DTZ001 -- as the page has it
    assert (item.guid, item.link) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        PAGE.replace(" by admin", ""),
        PAGE.replace("gnn9.com :http://www.gnn9.com/index.php: ", ""),
        PAGE.replace("30/09/2015", "2015"),
    ],
)
def test_what_only_looks_like_a_page_keeps_every_word(text: str, the_item: MakeItem) -> None:
    item = the_item(text)
    words = f"{item.headline.value} {item.body.value}"
    for word in text.split():
        assert word in words


def test_a_story_without_a_date_is_as_old_as_its_file(the_item: MakeItem) -> None:
    written = datetime(2026, 11, 2, 10, 0, 0, 7, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    item = the_item(STORY, modified_at=written)
    assert item.published == item.updated == datetime(2026, 11, 2, 4, 30, tzinfo=UTC)
    dated = the_item(f"date: 2026-01-01\n\n{STORY}", modified_at=written)
    assert dated.published == datetime(2026, 1, 1)  # noqa: DTZ001
    assert the_item(STORY).published is None


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("Café – bell\n\nकहानी".encode(), ""),
        ("\ufeffCafé – bell\n\nकहानी".encode(), ""),
        ("Café – bell\n\nकहानी".encode("utf-16"), ""),
        ("Café – bell\n\nकहानी".encode(), "text/plain; charset=iso-8859-1"),
    ],
)
def test_text_is_utf_8_or_says_what_else_it_is(
    body: bytes, media_type: str, the_item: MakeItem
) -> None:
    item = the_item(body, media_type=media_type)
    assert (item.headline.value, item.body.value) == ("Café – bell", "कहानी")


def test_text_that_is_no_utf_8_is_what_the_server_says_or_of_an_old_newsroom(
    the_item: MakeItem,
) -> None:
    assert the_item("Колокол\n\nОн звонит.".encode("cp1251"), media_type="text/plain; charset=windows-1251").headline.value == "Колокол"  # fmt: skip
    assert the_item("Café – bell\n\nIt rang.".encode("cp1252")).headline.value == "Café – bell"
    assert the_item(b"Caf\xe9\n\nIt rang.", media_type="text/plain; charset=x-no-such").headline.value == "Café"  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "\ufeff", "\x1a", "headline: Bell\nid: 1", "headline: Bell\n\n\n"]
)
def test_a_file_without_a_story_is_refused(text: str, the_item: MakeItem) -> None:
    with pytest.raises(ParseError):
        the_item(text)


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "hex", "rot13"])
def test_a_character_set_that_is_none_is_taken_for_nothing(
    charset: str, the_item: MakeItem
) -> None:
    media_type = f"text/plain; charset={charset}"
    item = the_item(b"Caf\xe9 bell\n\nIt rang, it rang.", media_type=media_type)
    assert (item.headline.value, item.body.value) == ("Café bell", "It rang, it rang.")


@pytest.mark.parametrize(
    "text",
    [
        f"headline: Bell\nid: 1\n\n{STORY}\n\nNot for publication: Rao, +91 20 5550 0100\n\nKay, too",
        f"Bell\n\n{STORY}\n\nNOT FOR PUBLICATION - call Rao\nKay, too",
        f"Bell\n\nNot for publication: Rao; Kay, too\n\n{STORY}",
        f"Not for publication: Rao; Kay, too\n\nBell\n\n{STORY}",
    ],
)
def test_what_is_not_for_publication_becomes_a_note(text: str, the_item: MakeItem) -> None:
    item = the_item(text)
    assert (item.headline.value, item.body.value) == ("Bell", STORY)
    assert "Rao" in item.ednote
    assert "Kay, too" in item.ednote


def test_a_file_that_is_all_not_for_publication_is_refused(the_item: MakeItem) -> None:
    with pytest.raises(ParseError, match="no story"):
        the_item("Not for publication: Rao, +91 20 5550 0100")


def test_damaged_utf_16_is_refused_as_that(the_item: MakeItem) -> None:
    with pytest.raises(ParseError, match="UTF-16"):
        the_item("Bell\n\nIt rang.".encode("utf-16") + b"x")


def test_control_signs_of_old_wires_at_the_edges_are_no_fault(the_item: MakeItem) -> None:
    assert the_item(f"{STORY}\n\x1a").body.value == STORY


SIGNED = (
    "zczc\nAN#2694\nKN#Bay Bites\nPD#02 November 2026 10:00:00\nSF#*\nBY#\nKY#BELL Baynews\n"
    "TI#Divers raise a bell\nAB#A bell was raised.\nTX#\nDivers raised a bell.\nIt rang once.\n"
)


def test_fields_that_begin_with_two_letters_and_a_number_sign_are_read(the_item: MakeItem) -> None:
    item = the_item(SIGNED)
    assert (item.guid, item.provider, item.slugline) == ("2694", "Bay Bites", "BELL Baynews")
    assert (item.headline.value, item.summary.value) == (
        "Divers raise a bell",
        "A bell was raised.",
    )
    assert item.body.value == "Divers raised a bell.\n\nIt rang once."
    assert item.published is not None
    assert item.authors == ()


def test_a_head_of_number_signs_that_ends_nowhere_is_text(the_item: MakeItem) -> None:
    text = "AN#2694\nTI#Divers raise a bell\n\nIt rang once."
    assert "AN#2694" in the_item(text).headline.value + the_item(text).body.value


def test_the_first_words_of_a_story_leave_a_dateline_without_brackets(the_item: MakeItem) -> None:
    assert the_item(f"id: wire-1\n\nDARWIN, Nov 2 AAP - {STORY}").headline.value.startswith(
        "Divers"
    )


@pytest.mark.parametrize("kind", ["URGENT", "(URGENT)", "2ND LEAD", "KILL", "UPDATE 1"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_kind_of_file_it_is_may_stand_over_the_headline(
    kind: str, gap: str, the_item: MakeItem
) -> None:
    item = the_item(f"{kind}{gap}Divers raise a bell\n\n{STORY}")
    assert item.headline.value == f"{kind.strip('()')}: Divers raise a bell"
    assert item.body.value == STORY


def test_no_blank_line_need_stand_between_a_headline_and_a_dateline(the_item: MakeItem) -> None:
    item = the_item(f"Divers raise a bell\n{STORY}")
    assert (item.headline.value, item.body.value) == ("Divers raise a bell", STORY)


@pytest.mark.parametrize(
    "story",
    ["Divers raised a bell\nfrom the bay (again) and more.", "It rang.\nThe bell (so old) was"],
)
def test_a_bracket_in_the_second_line_makes_the_first_no_headline(
    story: str, the_item: MakeItem
) -> None:
    assert the_item(story).body.value == story

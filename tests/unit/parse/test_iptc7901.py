"""IPTC 7901, and the bulletins between ZCZC and NNNN."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from feeds.errors import ParseError
from feeds.model import PubStatus
from feeds.parse import parse
from feeds.parse.iptc7901 import parse_iptc7901
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

HEADER = "\x01bay0041 4 i 58  XNA 041\r\n\r\nBay/bells/\r\n\x02"
STORY = "\r\n   Pune (XNA) - Divers raised a bell from\r\nthe bay.\r\n\r\n   It rang once.\r\n"
TRAILER = "\r\n\x03021137 GMT Nov 26\r\n\x04"


@pytest.fixture
def parser() -> Parser:
    return parse_iptc7901


def message(titles: str, story: str = STORY, trailer: str = TRAILER) -> str:
    return f"{HEADER}{titles}\r\n{story}{trailer}"


def test_a_header_gives_number_urgency_and_agency(the_item: MakeItem) -> None:
    item = the_item(message("Divers raise a bell ="))
    assert (item.guid, item.urgency, item.provider) == ("bay0041-2026-11-02", 4, "XNA")
    assert (item.slugline, item.headline.value) == ("Bay/bells", "Divers raise a bell")
    assert item.body.value == "Pune (XNA) - Divers raised a bell from the bay.\n\nIt rang once."
    assert item.updated == item.published == datetime(2026, 11, 2, 11, 37, tzinfo=UTC)
    assert item.pubstatus is PubStatus.USABLE


@pytest.mark.parametrize("sign", ["\x01", "\x02", "\x03", "\x04", "\x01\x02\x03\x04"])
def test_a_message_is_read_without_control_characters(sign: str, the_item: MakeItem) -> None:
    text = without(sign, message("Divers raise a bell ="))
    item = the_item(text)
    assert item == the_item(message("Divers raise a bell ="))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_a_message_is_read_whatever_ends_its_lines(end: str, the_item: MakeItem) -> None:
    text = message("REFILE\r\nDivers raise a bell =").replace("\r\n", end)
    assert the_item(text) == the_item(message("Divers raise a bell ="))


@pytest.mark.parametrize(
    ("titles", "headline", "names", "version"),
    [
        ("EXTRA\r\nDivers raise a bell =", "Divers raise a bell", "", ""),
        ("2ND LEAD\r\n3RD NET\r\nDivers raise a bell =", "Divers raise a bell", "", "2"),
        ("1. LEAD\r\nTaucher heben Glocke =\r\nVon Meher Rao, XNA =", "Taucher heben Glocke", "Meher Rao", "1"),
        ("Divers raise a bell\r\nBy XNA correspondents =", "Divers raise a bell", "", ""),
        ("Divers raise a bell =\r\nBy Jo van der Rao, The Pune Evening Post =", "Divers raise a bell", "Jo van der Rao", ""),
        ("Divers raise a bell\r\nby the quay\r\nBy Meher Rao and Jo Kay, XNA =", "Divers raise a bell by the quay", "Meher Rao and Jo Kay", ""),
        ("By the time it rang, all were gone =", "By the time it rang, all were gone", "", ""),
        ("Les frais: \r\nL'affaire a marqué la ville\r\npar ses cloches = ", "Les frais: L'affaire a marqué la ville par ses cloches", "", ""),
        ("Divers raise a bell+", "Divers raise a bell", "", ""),
        ("Divers raise a bell", "Divers raise a bell", "", ""),
    ],
)  # fmt: skip
def test_lines_round_the_headline_are_told_from_it(
    titles: str, headline: str, names: str, version: str, the_item: MakeItem
) -> None:
    item = the_item(message(titles))
    assert item.headline.value == headline
    assert [person.name for person in item.authors] == ([names] if names else [])
    assert item.version == version
    assert item.body.value.startswith("Pune (XNA)")


@pytest.mark.parametrize(
    ("titles", "status", "headline"),
    [
        ("KILL KILL KILL\r\nDivers raise a bell =", PubStatus.CANCELED, "Divers raise a bell"),
        ("HOLD HOLD HOLD\r\nDivers raise a bell =", PubStatus.WITHHELD, "Divers raise a bell"),
        ("NEWS ADVISORY\r\nMonday's bells =", PubStatus.WITHHELD, "Monday's bells"),
        ("EMBARGOED until noon GMT\r\nDivers raise a bell =", PubStatus.WITHHELD, "Divers raise a bell"),
        ("CORRECTION\r\nDivers raise a bell =", PubStatus.USABLE, "CORRECTION: Divers raise a bell"),
        ("Embargo on bells lifted =", PubStatus.USABLE, "Embargo on bells lifted"),
        ("Kill fees rise at the bay =", PubStatus.USABLE, "Kill fees rise at the bay"),
    ],
)  # fmt: skip
def test_a_line_over_the_headline_forbids_or_corrects(
    titles: str, status: PubStatus, headline: str, the_item: MakeItem
) -> None:
    item = the_item(message(titles))
    assert (item.pubstatus, item.headline.value) == (status, headline)


def test_a_note_in_brackets_over_the_headline_is_for_editors(the_item: MakeItem) -> None:
    item = the_item(message("(Achtung, neu: Zahl)\r\nDivers raise a bell ="))
    assert (item.headline.value, item.ednote) == ("Divers raise a bell", "(Achtung, neu: Zahl)")


def test_a_message_without_a_headline_takes_its_first_words(the_item: MakeItem) -> None:
    item = the_item(HEADER + STORY + TRAILER)
    assert item.headline.value == "Divers raised a bell from the bay."
    assert item.body.value.startswith("Pune (XNA)")


def test_a_message_with_nothing_but_a_headline_is_an_item(the_item: MakeItem) -> None:
    item = the_item(message("Heavy Oars wins the regatta =", ""))
    assert (item.headline.value, item.body.value) == ("Heavy Oars wins the regatta", "")


@pytest.mark.parametrize(
    "notes",
    [
        "# Notebook\n\n## Contacts\n- secret",
        "# XNA NOTEBOOK\n\n* * * *\nsecret",
        "# Notizblock\n\nsecret",
        "# Note to editors\n- secret",
        "* * * *\nThe following information is not intended for publication\n\nsecret",
        "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt\nsecret",
        "(NOT FOR PUBLICATION)\nsecret",
        "PRIVATE: secret",
        "Not for publication: secret, +91 20 5550 0100",
        "(Not intended for publication: secret, +91 20 5550 0100)",
        "NOT FOR PUBLICATION - call secret",
        f"Not for publication: secret{', or so they say' * 20}",
        "Nicht zur Veröffentlichung: secret",
    ],
)
def test_what_is_for_editors_is_not_copy(notes: str, the_item: MakeItem) -> None:
    item = the_item(message("Divers raise a bell =", f"{STORY}\n{notes}\n\nXNA mr ab\n"))
    assert item.body.value.endswith("It rang once.")
    assert "secret" in item.ednote
    assert item.signoff == "XNA mr ab"


def test_a_notebook_keeps_its_lines(the_item: MakeItem) -> None:
    notes = "# Notebook\n## Note to editors\n- adds the weight\n- adds the age"
    item = the_item(message("Divers raise a bell =", f"{STORY}\n{notes}\n\nXNA mr ab\n"))
    assert item.ednote == notes


@pytest.mark.parametrize(
    "line",
    [
        "papers not for publication by anyone",
        "not for publication: so it read",
        "# 1 seed falls at the quay",
        "private: all",
    ],
)
def test_a_line_of_the_story_that_reads_like_a_note_stays(line: str, the_item: MakeItem) -> None:
    item = the_item(message("Divers raise a bell =", f"{STORY}\nThey were\n{line}\nas it were.\n"))
    assert line in item.body.value
    assert not item.ednote


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("021137 GMT Nov 26", datetime(2026, 11, 2, 11, 37, tzinfo=UTC)),
        ("021137 Nov 26", datetime(2026, 11, 2, 11, 37)),  # noqa: DTZ001 -- as the wire has it
        ("021137Z NOV 2026", datetime(2026, 11, 2, 11, 37, tzinfo=UTC)),
        ("021137 CET nov", datetime(2026, 11, 2, 10, 37, tzinfo=UTC)),
        ("311137 GMT Dez", datetime(2026, 12, 31, 11, 37, tzinfo=UTC)),
        ("101137 déc 18", datetime(2018, 12, 10, 11, 37)),  # noqa: DTZ001
        ("011005 août 19", datetime(2019, 8, 1, 10, 5)),  # noqa: DTZ001
        ("011005 juil. 19", datetime(2019, 7, 1, 10, 5)),  # noqa: DTZ001
        ("311137 GMT", datetime(2026, 10, 31, 11, 37, tzinfo=UTC)),
        ("051137", datetime(2026, 11, 5, 11, 37)),  # noqa: DTZ001
        ("312599 GMT Nov 26", None),
        ("311137 GMT Nov 26", None),
        ("soon", None),
    ],
)
def test_a_day_without_a_year_is_the_nearest(
    stamp: str, expected: datetime | None, the_item: MakeItem
) -> None:
    item = the_item(message("Divers raise a bell =", trailer=f"\n\x03{stamp}\n\x04"))
    assert item.updated == item.published == expected
    assert bool(item.guid) == (expected is not None)


def test_the_turn_of_the_year_is_no_year_away(the_item: MakeItem) -> None:
    text = message("Divers raise a bell =", trailer="\n\x03312355 GMT Dec\n\x04")
    item = the_item(text, modified_at=datetime(2027, 1, 1, 0, 5, tzinfo=UTC))
    assert item.updated == datetime(2026, 12, 31, 23, 55, tzinfo=UTC)


def test_a_message_without_a_date_is_as_old_as_its_file(the_item: MakeItem) -> None:
    item = the_item(
        message("Divers raise a bell =", trailer=""),
        modified_at=datetime(2026, 11, 2, 10, 0, 0, 7, tzinfo=UTC),
    )
    assert item.updated == datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "Café – “bell” à Goa"),
        ("cp1252", "Café – “bell” à Goa"),
        ("latin-1", "Café à Goa, Glöckchen für Señor Ñandú"),
        ("cp437", "Café à Goa, Glöckchen für den Señor"),
    ],
)
def test_bytes_are_read_as_what_they_look_like(
    encoding: str, words: str, the_item: MakeItem
) -> None:
    item = the_item(message(f"{words} =").encode(encoding))
    assert item.headline.value == words


def test_stray_control_bytes_are_nobodys_copy(the_item: MakeItem) -> None:
    text = message("Divers raise a bell =").replace("bell from", "be\x00ll\x7f fr\x16om\x11")
    item = the_item(f"\x00\x16{text}\x7f\r\n\x7f")
    assert "Divers raised a bell from the bay." in item.body.value


def test_a_stray_end_of_text_ends_nothing(the_item: MakeItem) -> None:
    long = "   It rang again, and again.\r\n\r\n" * 20
    for story in (STORY.replace("bell", "be\x03ll"), f"{STORY}\x03{long}"):
        item = the_item(message("Divers raise a bell =", story))
        assert item == the_item(message("Divers raise a bell =", story.replace("\x03", "")))
        cut = the_item(message("Divers raise a bell =", f"{STORY}\x03{long}", trailer=""))
        assert cut.body.value.endswith("again.")


def test_every_message_of_a_file_is_an_item(the_items: MakeItems) -> None:
    one = message("Divers raise a bell =")
    two = one.replace("0041", "0042")
    bare = two.translate(dict.fromkeys([1, 2, 3, 4]))
    bulletin = "ZCZC QNA\n$Third bell\nIt is small.\nNNNN\n"
    wrapped = f"ZCZC\n{two}NNNN\n"
    for text, count in (
        (one + two, 2),
        (one + bare, 2),
        (one + bulletin, 2),
        (wrapped + wrapped, 2),
    ):
        assert len(the_items(text)) == count
    assert [item.guid for item in the_items(one + two)] == [
        "bay0041-2026-11-02",
        "bay0042-2026-11-02",
    ]


def test_fields_of_a_bulletin_are_no_copy(the_item: MakeItem) -> None:
    item = the_item(
        "ZCZC QNA\r\n%A\r\n#Bell_BC1\r\n$Bell found\r\n:(GOA)\r\n&QNAIS\\rao\r\n*07000000\r\n@GOA\r\n~AM\r\n"
        "A bell.\n\n   It rings.\n\nQNA RTV\r\nNNNN"
    )
    assert (item.headline.value, item.body.value) == ("Bell found", "A bell.\n\nIt rings.")
    assert (item.slugline, item.dateline, item.provider) == ("Bell_BC1", "GOA", "QNA")
    assert item.signoff == "QNA RTV"
    assert [(one.code, one.name) for one in item.subjects] == [("07000000", "health")]


def test_a_bulletin_without_a_headline_has_it_in_its_first_line(the_item: MakeItem) -> None:
    item = the_item("  ZCZC QNA\n%M\n$J\n:\n:Bay Office\n*X\nBells rise 1.0%\n\nBells rose:\n* by one\n* by two.\nNNNN\n")  # fmt: skip
    assert (item.headline.value, item.slugline) == ("Bells rise 1.0%", "Bay Office")
    assert item.body.value == "Bells rose:\n\n* by one\n\n* by two."


def test_rows_of_a_table_stay_apart(the_item: MakeItem) -> None:
    item = the_item("ZCZC Q01\nYY TDR\nBells\n\n 1 _  Old   (1)   Rao     58\n 2 _  New   (2)   Kay     9\nas heard.\nNNNN")  # fmt: skip
    assert item.body.value == "1 _ Old (1) Rao 58\n\n2 _ New (2) Kay 9\n\nas heard."


def test_paragraphs_are_parted_by_indentation_alone(the_item: MakeItem) -> None:
    story = "     Pune (XNA) - One bell\nrang.\n     Two bells\nrang.\n==Quay"
    assert the_item(message("Bells ring =", story)).body.value == (
        "Pune (XNA) - One bell rang.\n\nTwo bells rang.\n\n==Quay"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("\x00\x16\x7f\r\n", "empty"),
        ("Divers raise a bell\n\nIt rang.", "neither a header nor ZCZC"),
        ("\x01bay0041 4 i 58  XNA 041\r\n\x02\r\n\x03\x04", "no text"),
        ("ZCZC\nNNNN", "no text"),
        ("ZCZC Q\nBell\n\nrang.\nNNNN\n" * 2001, "2000"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_what_is_no_message_is_refused_with_what_is_wrong(
    body: bytes | str, said: str, a_file: MakePayload
) -> None:
    with pytest.raises(ParseError, match=said) as refused:
        parse_iptc7901(a_file(body, media_type="text/x-wire"))
    assert refused.value.media_type == "text/x-wire"


TEXTS = texts(
    "\x01", "\x02", "\x03", "\x04", "ZCZC", "NNNN", "\n", "\n\n", " =", "=", "KILL", "By A B", "# Notebook", "(",
    ")", "bay0041 4 i 58", "bay0041 4 i 58  XNA 041\n", "021137 GMT Nov 26", "999999", "$", "%", ":", "Pune (XNA) - ",
    "1ST LEAD", "   ", "\t", ";a;b;c", "\u0661", "é", "\ud800",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(TEXTS, ENCODINGS)
def test_any_text_gives_items_or_a_parse_error(text: str, encoding: str) -> None:
    gives_items_or_a_parse_error(parse_iptc7901, text, encoding)


@pytest.mark.parametrize(
    "body",
    [
        "\x01" * 200_000,
        HEADER + " " * 300_000,
        HEADER + "\n" * 300_000 + "x",
        HEADER + "a" + " " * 300_000 + "b",
        HEADER + "\r" * 300_000,
        HEADER + "a =\n" * 60_000,
        HEADER + "; " * 100_000 + "\n" + "a   b" * 50_000,
        "ZCZC\n" * 60_000 + "x",
        HEADER + "# " * 100_000,
        HEADER + "\n".join("*" * 100 for _ in range(5_000)),
        HEADER + "É" * 200_000,
    ],
    ids=lambda body: repr(body[-8:]),
)
def test_long_runs_take_no_longer_than_they_are(body: str, a_file: MakePayload) -> None:
    must_be_read_in_time(
        parse_iptc7901, [a_file(body.encode(encoding)) for encoding in ("utf-8", "latin-1")]
    )


def test_bytes_that_fill_a_line_may_stand_before_a_header(a_file: MakePayload) -> None:
    found = parse(a_file("\x7f\x7f\r\n\x7f" + message("Divers raise a bell =")))
    assert (found.format, found.items[0].headline.value) == ("iptc7901", "Divers raise a bell")


def test_a_note_over_the_story_that_is_not_for_publication_ends_with_its_paragraph(
    the_item: MakeItem,
) -> None:
    item = the_item(message("Divers raise a bell =", f"Not for publication: call Rao\n{STORY}"))
    assert item.body.value == "Pune (XNA) - Divers raised a bell from the bay.\n\nIt rang once."
    assert item.ednote == "Not for publication: call Rao"


def test_a_mandatory_kill_is_a_kill(the_item: MakeItem) -> None:
    assert the_item(message("MANDATORY KILL\nDivers raise a bell =")).pubstatus is (
        PubStatus.CANCELED
    )


def test_a_blank_line_among_the_fields_of_a_bulletin_ends_none_of_them(the_item: MakeItem) -> None:
    item = the_item("ZCZC QNA\n%A\n$Bell found\n\n:(GOA)\n&QNAIS\\rao\n*07000000\n@GOA\nA bell.\n\n* It rings.\nNNNN")  # fmt: skip
    assert (item.headline.value, item.dateline) == ("Bell found", "GOA")
    assert item.body.value == "A bell.\n\n* It rings."


def test_a_headline_may_stand_on_the_first_of_lines_that_are_paragraphs(the_item: MakeItem) -> None:
    wide = "Divers raised a bell from the bay, and they raised it with ropes. " * 3
    item = the_item(f"ZCZC QNA\n%M\n:\n*X\nBells rise in the bay\n{wide}\n{wide}\nNNNN")
    assert item.headline.value == "Bells rise in the bay"
    assert item.body.value == f"{wide.strip()}\n\n{wide.strip()}"


@pytest.mark.parametrize("routing", ["YY TDR", "HH TDCom"])
def test_a_line_of_routing_is_no_headline(routing: str, the_item: MakeItem) -> None:
    item = the_item(f"ZCZC Q01\n{routing}\nBells of the bay\n\nOne rang.\nNNNN")
    assert (item.headline.value, item.body.value) == ("Bells of the bay", "One rang.")

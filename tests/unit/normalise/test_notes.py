"""Notes to editors: out of the copy and into a field that nobody publishes."""

from collections.abc import Callable

import pytest

from feeds.model import Item, PubStatus, Status

MakeItem = Callable[..., Item]

STORY = "Divers raised a bell from the bay.\n\nIt rang once, they said."
IANS = "Pune, Nov 2 (IANS) "

MARKED = [
    "(Eds: Adds quotes)",
    "(Eds: Adds quotes (two) and a photo)",
    "(EDS: ADDS QUOTES)",
    "[Eds: Adds quotes]",
    "Eds: Adds quotes.",
    "(ATTN: ADDS details in paras 4-5, photos)",
    "ATTN: adds details",
    "Note to editors: adds quotes",
]


@pytest.mark.parametrize("note", MARKED)
@pytest.mark.parametrize(
    "copy",
    [
        "{note}\n\n{line}{story}\n\n--IANS",
        "{note}\n\nBy Meher Rao\n\n{line}{story}\n\n--IANS",
        "{line}{story}\n\n{note}\n\n--IANS",
        "{line}{story}\n\n--IANS\n\n{note}",
        "<p>{note}</p><p>{line}{story}</p><p>--IANS</p>",
        "<p><b>{note}</b><br>{line}{story}</p><p>--IANS</p>",
        "<p>{line}{story}</p><div><p>{note}</p></div><p>--IANS</p>",
    ],
)
def test_a_note_to_editors_before_or_under_a_story_is_no_copy(
    copy: str, note: str, the_item: MakeItem
) -> None:
    story = STORY.replace("\n\n", "</p><p>") if "</p>" in copy else STORY
    item = the_item(copy.format(note=note, line=IANS, story=story))
    assert item.body_text == STORY
    assert item.ednote == note
    assert (item.dateline.city, item.signoff) == ("Pune", "--IANS")
    assert (item.verdict, item.pubstatus) == (Status.NEW, PubStatus.USABLE)


def test_a_note_in_the_line_of_the_dateline_ends_where_that_begins(the_item: MakeItem) -> None:
    for note in ("Eds: Adds quotes.", "(Eds: Adds quotes)"):
        item = the_item(f"{note} {IANS}{STORY}")
        assert (item.ednote, item.dateline.city, item.body_text) == (note, "Pune", STORY)


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        ("(In this Dec. 8 story, corrects the name of a diver)", Status.CORRECTION),
        ("(This version of the Dec 6 story corrects paragraph 3)", Status.CORRECTION),
        ("((This Dec. 4 story has been corrected to change a year))", Status.CORRECTION),
        ("(The Dec. 1 story was refiled to fix a slip in paragraph 3)", Status.NEW),
    ],
)
@pytest.mark.parametrize("behind", ["\n\nBy Asha Nair\n\n", " By Asha Nair ", "\n\n", " "])
def test_a_note_that_says_what_was_corrected_in_a_story_is_one_before_a_dateline(
    behind: str, note: str, verdict: Status, the_item: MakeItem
) -> None:
    item = the_item(f"{note}{behind}LISBON (Reuters) - {STORY}", provider="Reuters")
    assert (item.ednote, item.dateline.city, item.body_text) == (note, "LISBON", STORY)
    assert item.verdict is verdict
    assert item.byline == ("Asha Nair" if "By" in behind else "")
    assert the_item(f"{note} {STORY}", provider="Reuters").ednote == ""


@pytest.mark.parametrize(
    "note",
    [
        "(Adds details, background)",
        "(Refiles to fix typographical error in headline)",
        "(Recasts, adds quotes in para 2)",
        "UPDATES with two more bells",
        "(Graphic+Picture)",
    ],
)
def test_a_note_that_names_no_editors_needs_a_dateline_behind_it(
    note: str, the_item: MakeItem
) -> None:
    item = the_item(f"{note}\n\nLISBON, Nov 2 (Reuters) - {STORY}", provider="Reuters")
    assert (item.ednote, item.dateline.city, item.body_text) == (note, "LISBON", STORY)
    bare = the_item(f"{note}\n\n{STORY}", provider="Reuters")
    assert (bare.ednote, bare.body_text) == ("", f"{note}\n\n{STORY}")


def test_the_wires_own_note_keeps_its_lines(the_item: MakeItem) -> None:
    note = "# Notebook\n- adds the weight\n\n\n\n  - adds  the age"
    assert the_item(STORY, ednote=note).ednote == "# Notebook\n- adds the weight\n\n- adds the age"


def test_a_note_and_a_signoff_in_one_line_are_both_read(the_item: MakeItem) -> None:
    item = the_item(
        "(Eds: Adds)\nPune, Nov 2 (PTI) Divers raised a bell. PTI SKL ZMN", provider="PTI"
    )
    assert (item.ednote, item.signoff) == ("(Eds: Adds)", "PTI SKL ZMN")
    assert item.body_text == "Divers raised a bell."


def test_the_house_form_is_read_behind_a_note_and_no_note_is_a_place(the_item: MakeItem) -> None:
    item = the_item(f"Eds: Adds quotes.\n\nPune: {STORY}\n\n- IANS")
    assert (item.ednote, item.dateline.city) == ("Eds: Adds quotes.", "Pune")
    assert item.body_text == STORY


def test_notes_stand_in_their_order_the_wires_own_first_a_line_each(the_item: MakeItem) -> None:
    copy = f"(Eds: Adds quotes)\n\n(ATTN: photos)\n\n{IANS}{STORY}\n\nEds: Ends.\n\n--IANS"
    item = the_item(copy, ednote="For Tuesday.")
    assert item.ednote == "For Tuesday.\n(Eds: Adds quotes)\n(ATTN: photos)\nEds: Ends."
    assert item.body_text == STORY


def test_a_note_in_the_middle_of_a_story_is_left_for_people_to_see(the_item: MakeItem) -> None:
    story = "Divers raised a bell.\n\n(Eds: Adds quotes)\n\nIt rang."
    item = the_item(IANS + story)
    assert (item.body_text, item.ednote) == (story, "")


@pytest.mark.parametrize("copy", ["(Eds: Adds quotes)", "Eds: Adds quotes.\n\n--IANS"])
def test_copy_that_is_nothing_but_a_note_is_no_story_and_is_held(
    copy: str, the_item: MakeItem
) -> None:
    item = the_item(copy)
    assert item.body_html == item.body_text == item.summary == ""
    assert "Adds quotes" in item.ednote
    assert (item.verdict, item.pubstatus) == (Status.HELD, PubStatus.WITHHELD)
    assert item.verdict_reason


def test_a_dateline_and_a_note_are_no_story_either(the_item: MakeItem) -> None:
    item = the_item("Pune, Nov 2 (IANS)\n\n(Eds: Story to follow)")
    assert (item.body_text, item.ednote) == ("", "(Eds: Story to follow)")
    assert item.dateline.city == "Pune"
    assert item.pubstatus is PubStatus.WITHHELD


def test_bullets_and_a_note_are_a_story(the_item: MakeItem) -> None:
    item = the_item(
        "* Bell is heavy\n\nPune, Nov 2 (IANS) Divers raise it.\n\n(Eds: More to follow)"
    )
    assert (item.body_text, item.ednote) == (
        "* Bell is heavy\n\nDivers raise it.",
        "(Eds: More to follow)",
    )
    assert item.pubstatus is PubStatus.USABLE
    alone = the_item("* Bell is heavy\n\nPune, Nov 2 (IANS) (Eds: More to follow)\n\n--IANS")
    assert alone.body_text == "* Bell is heavy"


def test_a_notebook_in_a_story_is_none(the_item: MakeItem) -> None:
    story = "Divers raised a bell.\n\nNotebook\n\nIt lay beside the bell (in Pune)"
    for provider, end in (("IANS", "--IANS"), ("dpa", "dpa al rmo")):
        item = the_item(f"{IANS}{story}\n\n{end}", provider=provider)
        assert (item.body_text, item.ednote) == (story, "")


def test_a_summary_that_is_nothing_but_a_note_is_none(the_item: MakeItem) -> None:
    item = the_item(IANS + STORY, summary="(Eds: Adds quotes)")
    assert item.summary.startswith("Divers raised a bell")


@pytest.mark.parametrize(
    "note",
    ["Eds: CORRECTS spelling of Pune.", "(Eds: Correcting a name)", "(Corrects day to Nov 2)"],
)
def test_a_note_that_corrects_makes_a_correction(note: str, the_item: MakeItem) -> None:
    item = the_item(f"{note}\n\n{IANS}{STORY}")
    assert item.verdict is Status.CORRECTION
    assert item.verdict_reason


NOTEBOOK = (
    "# Notebook\n\n## Note to editors\n\n- adds head\n\n* * * *\n\n"
    "The following information is not intended for publication\n\n- Editing by: B. Rao"
)


@pytest.mark.parametrize(
    "notebook",
    [
        NOTEBOOK,
        "# Notizblock\n\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt",
    ],
)
def test_a_notebook_is_a_note_to_its_end(notebook: str, the_item: MakeItem) -> None:
    item = the_item(f"Bern (dpa) - {STORY}\n\n{notebook}\n\ndpa al rmo", provider="dpa")
    assert item.body_text == STORY
    assert item.signoff == "dpa al rmo"
    assert item.ednote == notebook


@pytest.mark.parametrize(
    "call", ["Notes to editors:", "NOTES TO EDITORS", "Notes for Editors", "Note to the editor:"]
)
@pytest.mark.parametrize("end", ["\n\nENDS", "\n\n-ends-", ""])
def test_all_that_stands_under_a_press_releases_notes_to_editors_goes_with_them(
    call: str, end: str, the_item: MakeItem
) -> None:
    notes = f"{call}\n\n1. The museum opened in 1900.\n\n2. It has three bells.\n\nContact: Jo, 12 34 56"
    item = the_item(f"Divers raised a bell.\n\nIt rang once.{end}\n\n{notes}")
    assert item.body_text == "Divers raised a bell.\n\nIt rang once."
    assert item.ednote.replace("\n\n", "\n") == notes.replace("\n\n", "\n")
    assert item.signoff.strip("-") == end.strip("\n-")


def test_a_sentence_about_notes_to_editors_is_copy(the_item: MakeItem) -> None:
    copy = "Divers raised a bell.\n\nNotes to editors are not printed.\n\nIt rang once."
    assert the_item(copy).body_text == copy


@pytest.mark.parametrize(
    "contacts",
    [
        "Media contact: Meher Rao, rao@bay.example",
        "For more information contact:\n\nMeher Rao, Bay Divers, 0455 501 234",
        "CONTACT: Meher Rao\n\n(E) rao@bay.example\n\n(P) Pune: +91.20.5550.100\n\nSOURCE: Bay Divers",
        "Contact Meher Rao rao@bay.example P: +91 (20) 5550-0100\n\nSOURCE Bay Divers",
        "Press Contact Information: Meher Rao\n\n+91 20 5550 0100",
    ],
)
def test_whom_to_ask_under_a_press_release_is_for_editors(
    contacts: str, the_item: MakeItem
) -> None:
    item = the_item(f"{STORY}\n\n{contacts}")
    assert item.body_text == STORY
    assert item.ednote == contacts


@pytest.mark.parametrize(
    "last",
    [
        "Contact: a word that divers use for a bell that they have touched.",
        "Media contact with the divers was brief, and no number was given.",
        f"Contact: rao@bay.example\n\n{'The bell that they had raised was rung. ' * 4}",
    ],
)
def test_what_names_no_way_to_reach_anybody_or_goes_on_is_copy(
    last: str, the_item: MakeItem
) -> None:
    assert the_item(f"{STORY}\n\n{last}").body_text == f"{STORY}\n\n{last}".strip()


@pytest.mark.parametrize(
    "note", ["Vervangt: Bel gevonden in baai", "N i e u w bericht, vervangt: Bel gevonden in baai"]
)
def test_what_a_message_replaces_is_for_editors(note: str, the_item: MakeItem) -> None:
    item = the_item(f"{note}\n\nDen Haag (ANP) - {STORY}", provider="ANP")
    assert (item.body_text, item.dateline.city, item.ednote) == (STORY, "Den Haag", note)

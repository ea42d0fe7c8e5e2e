"""The sign-off: what an agency puts under its copy, off the story and into a field."""

from collections.abc import Callable

import pytest

from feeds.model import Item

MakeItem = Callable[..., Item]

IANS = "Pune, Nov 2 (IANS) "
XINHUA = "WUHAN, Nov. 2 (Xinhua) -- "
STORY = "Divers raised a bell from the bay.\n\nIt rang once, they said."


@pytest.mark.parametrize(
    ("closing", "signoff"),
    [
        ("\n\n--IANS", "--IANS"),
        ("\n--IANS", "--IANS"),
        (" --IANS", "--IANS"),
        ("\n\n--IANS\n\n\n", "--IANS"),
        ("\n\n--IANS\nms/vd", "--IANS ms/vd"),
        ("\n\n--IANS\n\nms/vd", "--IANS ms/vd"),
        ("\n\n--IANS ms/vd", "--IANS ms/vd"),
        ("\n\n--IANS\nna/", "--IANS na/"),
        ("\n\n--IANS\nint/khz/na", "--IANS int/khz/na"),
        ("\n\n-IANS", "-IANS"),
        ("\n\n- IANS", "- IANS"),
        (" - IANS", "- IANS"),
        ("\n\n-- IANS", "-- IANS"),
        ("\n\n–IANS", "--IANS"),
        ("\n\n—IANS\nms/vd", "--IANS ms/vd"),
        ("\n\n--आईएएनएस", "--आईएएनएस"),
        ("\n\n--IANS/EFE", "--IANS/EFE"),
        ("\n\n--IANS/EFE\nms/vd", "--IANS/EFE ms/vd"),
        ("\n\n(IANS)", "(IANS)"),
    ],
)
def test_ians_closes_its_copy_with_its_name(closing: str, signoff: str, the_item: MakeItem) -> None:
    item = the_item(IANS + STORY + closing)
    assert item.body_text == STORY
    assert item.signoff == signoff


@pytest.mark.parametrize(
    ("closing", "signoff"),
    [
        ("\n\nends", "ends"),
        ("\n\nEnds", "Ends"),
        ("\n\nENDS", "ENDS"),
        ("\n\n-ends-", "-ends-"),
        ("\n\n- Ends -", "- Ends -"),
        (" EFE", "EFE"),
        ("\n\nEFE", "EFE"),
        ("\n\n/ritzau/", "/ritzau/"),
        ("\n\n/NTB/", "/NTB/"),
    ],
)
def test_other_agencies_close_theirs_with_a_word_alone(
    closing: str, signoff: str, the_item: MakeItem
) -> None:
    item = the_item(STORY + closing, provider="EFE")
    assert item.body_text == STORY
    assert item.signoff == signoff


@pytest.mark.parametrize(
    ("closing", "signoff"),
    [
        (" Enditem", "Enditem"),
        ("\nEnditem", "Enditem"),
        ("\n\nEnditem", "Enditem"),
        ("\n\nEnditem.", "Enditem."),
        ("■", "■"),
        (" ■", "■"),
        ("\n\n■", "■"),
        ("\n\nFin", "Fin"),
        (" Fin", "Fin"),
        ("（完）", "（完）"),
        ("\n\n（完）", "（完）"),
        ("\n\n(By Lin Yi) Enditem", "(By Lin Yi) Enditem"),
    ],
)
def test_xinhua_closes_its_copy_in_its_own_way(
    closing: str, signoff: str, the_item: MakeItem
) -> None:
    item = the_item(XINHUA + STORY + closing, provider="Xinhua")
    assert item.body_text == STORY
    assert item.signoff == signoff


@pytest.mark.parametrize(
    ("closing", "signoff"),
    [
        (" (Reporting by A. Nair; Editing by B. Rao)", "(Reporting by A. Nair; Editing by B. Rao)"),
        ("(Reporting by A. Nair, editing by B. Rao)", "(Reporting by A. Nair, editing by B. Rao)"),
        (
            "\n\n(Reporting by A. Nair; Editing by B. Rao)\n\n--IANS\nms/vd",
            "(Reporting by A. Nair; Editing by B. Rao) --IANS ms/vd",
        ),
    ],
)
def test_all_that_closed_the_copy_is_kept_in_its_order(
    closing: str, signoff: str, the_item: MakeItem
) -> None:
    item = the_item(IANS + STORY + closing)
    assert item.body_text == STORY
    assert item.signoff == signoff


@pytest.mark.parametrize(
    "closing",
    [
        "<p>--IANS</p><p>ms/vd</p>",
        "<p>--IANS<br>ms/vd</p>",
        "<p>--IANS<br/>\nms/vd</p>",
        "<p><b>--IANS</b></p><p>ms/vd</p>",
        "<div>--IANS ms/vd</div>",
        "<br><br>--IANS<br>ms/vd",
        "<p>&ndash;IANS</p><p>ms/vd</p>",
        "<p>&#8212;IANS ms/vd</p>",
        "<p>&nbsp;</p><p>--IANS</p><p>ms/vd</p><p>&nbsp;</p>",
        '<p>--IANS<br>ms/vd</p><p><img src="http://wire.example/p.gif" width="1" height="1"></p>',
    ],
)
def test_markup_round_a_signoff_does_not_hide_it_and_goes_with_it(
    closing: str, the_item: MakeItem
) -> None:
    story = "<p>Divers raised a bell.</p><p>It rang <em>once</em>, they said.</p>"
    item = the_item(f"<p>{IANS}</p>{story}{closing}")
    assert item.body_html == story
    assert item.signoff == "--IANS ms/vd"


def test_a_signoff_inside_the_last_paragraph_leaves_its_words(the_item: MakeItem) -> None:
    item = the_item(f"<p>{IANS}Divers raised a bell.</p><p>It rang <em>once</em>.<br>--IANS</p>")
    assert item.body_html == "<p>Divers raised a bell.</p><p>It rang <em>once</em>.</p>"


def test_a_long_last_paragraph_hides_no_signoff(the_item: MakeItem) -> None:
    long = " ".join(["The bell was as heavy as it had been when it was cast."] * 60)
    assert the_item(f"{IANS}{long} --IANS").body_text == long
    assert the_item(f"{IANS}{long}\n\n--IANS\nms/vd").body_text == long
    assert the_item(f"<p>{IANS}{long} --IANS</p>").body_text == long


def test_the_credit_of_the_house_is_the_providers_unless_the_config_says_otherwise(
    the_item: MakeItem, a_source: Callable[..., object]
) -> None:
    assert the_item(f"{IANS}{STORY}\n\n--IANS/EFE").creditline == "IANS"
    credited = a_source("IANS", creditline="IANS Features")
    item = the_item(f"{IANS}{STORY}", source=credited)
    assert (item.provider, item.creditline) == ("IANS", "IANS Features")


@pytest.mark.parametrize("signoff", ["AAP RTV", "AAP RTV mr", "AAP mr/", "AAP BELLS", "AFP mr"])
def test_a_desk_and_initials_may_stand_behind_the_agency(signoff: str, the_item: MakeItem) -> None:
    item = the_item(f"{STORY}\n\n{signoff}", provider="AAP")
    assert (item.body_text, item.signoff) == (STORY, signoff)


def test_a_line_of_copyright_may_be_in_any_language(the_item: MakeItem) -> None:
    line = "© Κώδων ΑΕ. Όλα τα δικαιώματα ανήκουν στον εκδότη."
    item = the_item(f"{STORY}\n\n{line}")
    assert (item.body_text, item.signoff) == (STORY, line)


@pytest.mark.parametrize(
    ("signoff", "via"),
    [
        ("(With inputs from agencies)", ()),
        ("(With inputs from agencies).", ()),
        ("With inputs from agencies", ()),
        ("- With inputs from our correspondents", ()),
        ("With inputs from PTI.", ("PTI",)),
        ("(With ANI inputs)", ("ANI",)),
        ("(Additional inputs from ANI, Xinhua and B. Nair)", ("ANI", "Xinhua")),
        ("(Agencies)", ()),
        ("--IANS ms/vd (With inputs from agencies)", ()),
    ],
)
def test_who_else_had_a_hand_in_copy_is_part_of_its_sign_off(
    signoff: str, via: tuple[str, ...], the_item: MakeItem
) -> None:
    item = the_item(f"Pune, Nov 2 (IANS) {STORY}\n\n{signoff}")
    assert (item.signoff, item.via, item.body_text) == (signoff, via, STORY)


@pytest.mark.parametrize(
    "line",
    [
        "With inputs from farmers, the board set the price.",
        "With inputs from the board.",
        "It was made with inputs from agencies",
        "They have (with Agencies)",
    ],
)
def test_a_sentence_about_inputs_stays(line: str, the_item: MakeItem) -> None:
    copy = f"{STORY}\n\n{line}"
    assert the_item(f"Pune, Nov 2 (IANS) {copy}").body_text == copy


@pytest.mark.parametrize(
    "closing",
    [
        "\n\n--आईएएनएस\n\nएबीएम/",
        "\n\n(IANS/Xinhua)",
        "（完）",
        "(完)",
        " (AP)\n\nRUP",
        "\n\n(END)\n\njane@wire.example",
        "(النهاية) ع ح",
        "\n\n(النهاية)\n\nع ح",
        "\n\n(end)\n\nab.cde",
        " PTI SKL\n\nZMN",
        " (ANSA).",
        "\n\nWAM/Layla Noor/ Omar Zayed",
        "\n\n© dpa-infocom, dpa:261102-99-12345/2",
        "\n\n(NAN)(www.nan.example)\n\nFEO/YMU\n\n======\n\nEdited by Olu Ade",
        "\n\nReporting by Ana Diaz; Editing by Tom Roe",
        "\n\n(Reporting by Ana Diaz)\n\n((ana@wire.example; +51 1 555 0100))",
        "\n\n(Reporting by Ana Diaz)\n\nOur Standards: The Thomson Reuters Trust Principles.",
        " (Reportage Luc Morel, édité par Anne Roy)",
        " (Reporte de Ana Díaz, Editado por Luis Rey)",
        " (Bericht von Eva Kern, redigiert von Jan Holm)",
        "\n\n-- Harbour News contributed to this story --\n\nlm/ab",
        "\n\n___\n\nRoe reported from Cairo. AP writer Jo Lee in Tripoli contributed.",
    ],
)
def test_a_closing_in_the_manner_of_other_desks_is_kept_whole(
    closing: str, the_item: MakeItem
) -> None:
    item = the_item(IANS + STORY + closing)
    assert item.body_text == STORY
    assert item.signoff.replace("--", "") == " ".join(closing.split()).replace("--", "")


@pytest.mark.parametrize(
    "closing",
    [
        " (Reportage photo en page 4)",
        " Reporting by divers is rare; editing by hand is rarer",
        "\n\nWrite to ana@wire.example",
        "\n\n-- the bell contributed to this sound --",
        "\n\n(Berlin/Bonn)",
    ],
)
def test_a_closing_that_only_looks_like_one_of_them_stays(closing: str, the_item: MakeItem) -> None:
    assert the_item(IANS + STORY + closing).body_text == STORY + closing

"""What may stand round a dateline or before it: markup, bylines, heads, captions."""

import pytest

from feeds.model import Text
from feeds.normalise.html import sanitised
from tests.unit.normalise.stories import DAY, MORE, STORY, MakeItem


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Pune, Nov 2 (IANS) {story}</p>",
        "<p><strong>Pune, Nov 2 (IANS)</strong> {story}</p>",
        "<p><b>Pune, Nov 2</b> (IANS) {story}</p>",
        "<p><i>Pune, Nov 2 (IANS) </i>{story}</p>",
        '<p><a href="http://wire.example/pune">Pune</a>, Nov 2 (IANS) {story}</p>',
        "<p><span>Pune</span><span>, Nov 2 (IANS)</span> {story}</p>",
        "<font size=1><p>Pune, Nov 2 (IANS) {story}</p></font>",
        "<p>Pune, Nov 2 (IANS)</p><p>{story}</p>",
        "<p><b>Pune, Nov 2 (IANS)</b></p>\n<p>{story}</p>",
        "<p>Pune, Nov 2 (IANS)<br>{story}</p>",
        "<p>Pune, Nov 2 (IANS)<br/><br/>{story}</p>",
        "<p>Pune,&nbsp;Nov&nbsp;2&nbsp;(IANS)&nbsp;{story}</p>",
        "<p>Pune, Nov 2 (IANS) &ndash; {story}</p>",
        "<p>Pune, Nov 2 (IANS) &#8212; {story}</p>",
        "<div>Pune, Nov 2 (IANS) {story}</div>",
        "<p>&nbsp;</p><p>Pune, Nov 2 (IANS) {story}</p>",
        "<!-- desk --><p>Pune, Nov 2 (IANS) {story}</p>",
        "Pune, Nov 2 (IANS) {story}<br>",
    ],
)
def test_markup_round_a_dateline_does_not_hide_it_and_goes_with_it(
    markup: str, the_item: MakeItem
) -> None:
    html = markup.format(story="Divers raised a <em>bell</em> &amp; a rope.")
    item = the_item(f"{html}<p>It rang once.</p>")
    assert (item.dateline.city, item.dateline.date) == ("Pune", DAY)
    assert " ".join(item.body_text.split()) == "Divers raised a bell & a rope. It rang once."
    assert "<em>bell</em> &amp; a rope." in item.body_html
    for hollow in ("<p></p>", "<b></b>", "<i></i>", "<strong></strong>", "<span></span>", "</a>"):
        assert hollow not in item.body_html


@pytest.mark.parametrize(
    ("before", "byline"),
    [
        ("By Meher Rao", "Meher Rao"),
        ("By Meher Rao and A. Kulkarni", "Meher Rao and A. Kulkarni"),
        ("by Xinhua writers Lin Yi and Chen Er", "Lin Yi and Chen Er"),
        ("by Xinhua writer Lin Yi", "Lin Yi"),
        ("By IANS", ""),
        ("Divers raise a bell", ""),
        ("Divers raise a bell\n\nBy Meher Rao", "Meher Rao"),
    ],
)
def test_a_byline_or_the_headline_once_more_may_stand_before_the_dateline(
    before: str, byline: str, the_item: MakeItem
) -> None:
    item = the_item(f"{before}\n\nWUHAN, Nov. 2 (Xinhua) -- {STORY}{MORE}", provider="Xinhua")
    assert item.body_text == STORY + MORE
    assert item.dateline.city == "WUHAN"
    assert item.byline == byline


@pytest.mark.parametrize("title", ["Senior Reporter", "Associated Press", "AP Sports Writer"])
def test_a_title_under_a_byline_is_no_name_and_no_story(title: str, the_item: MakeItem) -> None:
    item = the_item(f"By Meher Rao\n\n{title}\n\nPune, Nov 2 (IANS) {STORY}")
    assert (item.byline, item.dateline.city) == ("Meher Rao", "Pune")
    assert item.body_text == STORY


def test_a_line_under_a_byline_is_the_storys_own(the_item: MakeItem) -> None:
    story = ["Bells Ring Again", "Divers raised a bell.", "It rang once."]
    item = the_item("".join(f"<p>{part}</p>" for part in ("By Meher Rao", *story)))
    assert item.byline == "Meher Rao"
    assert item.body_text == "\n\n".join(story)
    dated = the_item(f"By Meher Rao\n\nBells Ring Again\n\nPune, Nov 2 (IANS) {STORY}")
    assert (dated.byline, dated.dateline.city) == ("Meher Rao", "Pune")
    assert dated.body_text == f"Bells Ring Again\n\n{STORY}"


def test_bullets_before_a_dateline_stay_and_do_not_hide_it(the_item: MakeItem) -> None:
    bullets = "* Bell is heavy\n\n* Divers are glad\n\n"
    item = the_item(f"{bullets}By Meher Rao\n\nPune, Nov 2 (IANS) {STORY}{MORE}")
    assert (item.dateline.city, item.dateline.date, item.byline) == ("Pune", DAY, "Meher Rao")
    assert item.body_text == bullets + STORY + MORE


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("<p>Bells of the bay</p>", "Bells of the bay"),
        ("<p>A Bell (Xinhua/Lin Yi)</p>", "A Bell (Xinhua/Lin Yi)"),
        (
            '<figure><img src="http://a.example/b.png"><figcaption>A bell comes up.</figcaption></figure>',
            "A bell comes up.",
        ),
        ("<ul><li>It is heavy.</li><li>They are glad.</li></ul>", "It is heavy.\n\nThey are glad."),
    ],
)
def test_a_caption_stays_and_does_not_hide_a_dateline_with_an_agency_and_a_day(
    before: str, kept: str, the_item: MakeItem
) -> None:
    story = "Divers raised a <em>bell</em>."
    item = the_item(f"{before}<p>WUHAN, Nov. 2 (Xinhua) -- {story}</p>", provider="Xinhua")
    assert (item.dateline.city, item.dateline.date) == ("WUHAN", DAY)
    assert item.body_html == f"{sanitised(Text(value=before, html=True), '')}<p>{story}</p>"
    assert item.body_text == f"{kept}\n\nDivers raised a bell."


@pytest.mark.parametrize(
    "copy",
    [
        "Bells of the bay\n\nWUHAN (Xinhua) -- Divers raised a bell.",
        "Bells of the bay\n\nPune: Divers raised a bell.",
        "Divers raised a bell.\n\nWUHAN, Nov. 2 (Xinhua) -- Another was left.",
        "Two bells\n\nPune, Nov 2 (IANS) One was raised.\n\nGOA, Nov 2 (IANS) Another was left.",
    ],
)
def test_a_dateline_further_down_that_may_be_another_storys_stays(
    copy: str, the_item: MakeItem
) -> None:
    item = the_item(copy)
    assert item.body_text == copy
    assert item.dateline.city == ""


def test_a_short_first_paragraph_is_no_place_of_the_next_ones_dateline(
    the_item: MakeItem,
) -> None:
    item = the_item(f"Bells of the bay\n\nNov 2 (IANS): {STORY}")
    assert item.dateline.city == ""
    assert "Bells of the bay" in item.body_text


def test_what_a_site_prints_over_copy_goes_with_the_dateline(the_item: MakeItem) -> None:
    copy = f"Reuters Staff\n\n1 Min Read\n\nLISBON, Nov 2 (Reuters) - {STORY}"
    assert the_item(copy, provider="Reuters").body_text == STORY
    bare = f"1 Min Read\n\n{STORY}"
    assert the_item(bare, provider="Reuters").body_text == bare


def test_an_urgent_head_may_stand_twice_before_the_dateline(the_item: MakeItem) -> None:
    head = "Urgent: Divers raise a bell\n\n"
    item = the_item(f"{head}{head}WUHAN, Nov. 2 (Xinhua) -- {STORY}", provider="Xinhua")
    assert item.body_text == STORY
    assert item.urgency is not None
    assert item.urgency <= 3


def test_a_chinese_dateline_names_its_reporter(the_item: MakeItem) -> None:
    item = the_item("新华社北京11月2日电（记者林一）潜水员捞起一口钟。\n\n钟声响了一次。（完）")
    assert (item.byline, item.dateline.city) == ("林一", "北京")
    assert item.body_text == "潜水员捞起一口钟。\n\n钟声响了一次。"


def test_an_agency_of_the_config_is_known_behind_a_byline(the_item: MakeItem) -> None:
    item = the_item(f"By R. Deshmane, Harbour Press, Goa : {STORY}", provider="Harbour Press")
    assert (item.byline, item.dateline.city) == ("R. Deshmane", "Goa")
    assert item.body_text == STORY


@pytest.mark.parametrize(
    ("opening", "byline", "city"),
    [
        ("By Asha Nair PORTO (Reuters) - ", "Asha Nair", "PORTO"),
        ("By A. Nair and Rui de Sa PORTO, Nov 2 (Reuters) - ", "A. Nair and Rui de Sa", "PORTO"),
        ("By Asha Nair (Reuters) - ", "Asha Nair", ""),
        (
            "By ASHA NAIR and RUI SA\nAssociated Press\nPORTO (AP) _ ",
            "ASHA NAIR and RUI SA",
            "PORTO",
        ),
        ("By ASHA NAIR, AP Sports Writer PORTO (AP) -- ", "ASHA NAIR", "PORTO"),
    ],
)
def test_a_byline_that_a_site_has_joined_to_the_dateline_is_told_from_the_place(
    opening: str, byline: str, city: str, the_item: MakeItem
) -> None:
    item = the_item(f"{opening}{STORY}")
    assert (item.byline, item.dateline.city, item.body_text) == (byline, city, STORY)


def test_a_byline_in_capitals_cannot_be_told_from_the_place(the_item: MakeItem) -> None:
    kept = f"By ASHA NAIR PORTO (AP) -- {STORY}"
    assert the_item(kept).body_text == kept


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("by Luc MOREL", "Luc MOREL"),
        ("Par Élodie MOREL et Luc Roy", "Élodie MOREL et Luc Roy"),
        ("Por Ana de la Cruz", "Ana de la Cruz"),
        ("Von Eva Kern, dpa", "Eva Kern"),
        ("By Ana Diaz, Tom Roe and Luis de la Cruz", "Ana Diaz, Tom Roe and Luis de la Cruz"),
    ],
)
def test_bylines_of_other_languages_are_read_where_a_dateline_follows(
    byline: str, names: str, the_item: MakeItem
) -> None:
    item = the_item(f"{byline}\n\nLima, 2 nov (AFP) - {STORY}", provider="AFP")
    assert (item.byline, item.body_text) == (names, STORY)


@pytest.mark.parametrize("line", ["Por Fin", "Von Bonn", "by Moonlight", "Par Avion"])
def test_what_only_looks_like_one_of_them_is_the_storys_own(line: str, the_item: MakeItem) -> None:
    assert the_item(f"{line}\n\n{STORY}").body_text == f"{line}\n\n{STORY}"


def test_a_deck_before_a_dateline_in_slashes_stays_and_does_not_hide_it(the_item: MakeItem) -> None:
    item = the_item(f"It weighs 40 kg\n\nMOSCOW, November 2. /TASS/. {STORY}", provider="TASS")
    assert (item.dateline.city, item.dateline.date) == ("MOSCOW", DAY)
    assert item.body_text == f"It weighs 40 kg\n\n{STORY}"


def test_an_urgent_head_over_copy_may_be_in_another_language(the_item: MakeItem) -> None:
    copy = f"AVANCE: Sacan una campana\n\nLA HABANA, 2 nov (Xinhua) -- {STORY}"
    item = the_item(copy, provider="Xinhua")
    assert (item.body_text, item.urgency) == (STORY, 3)


def test_a_correspondent_may_stand_beside_the_agency(the_item: MakeItem) -> None:
    copy = f"PEKING, November 2. /TASS Correspondent Ivan Rybak/. {STORY}"
    item = the_item(copy, provider="TASS")
    assert (item.byline, item.via, item.body_text) == ("Ivan Rybak", (), STORY)

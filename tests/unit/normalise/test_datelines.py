"""The dateline: PLACE [, REGION] [, DATE] (TAG[/TAG]) DASH, off the story and into its fields."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from feeds.model import Item, Text
from feeds.normalise.html import sanitised

MakeItem = Callable[..., Item]

STORY = "Divers raised a bell from the bay."
MORE = "\n\nIt rang once, they said."
DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("opening", "city", "day"),
    [
        ("Pune, Nov 2 (IANS) ", "Pune", DAY),
        ("Pune, Nov 2 (IANS): ", "Pune", DAY),
        ("Pune, Nov 2(IANS) ", "Pune", DAY),
        ("Pune, Nov 2 ( IANS ) ", "Pune", DAY),
        ("Pune Nov 2 (IANS) ", "Pune", DAY),
        ("Pune, Nov. 2 (IANS) -- ", "Pune", DAY),
        ("Pune, Nov. 2 (IANS)--", "Pune", DAY),
        ("Pune, November 2 (IANS) - ", "Pune", DAY),
        ("Pune, Nov 2 (IANS) – ", "Pune", DAY),
        ("Pune, Nov 2 (IANS)—", "Pune", DAY),
        ("Pune, Nov 2 (IANS) _ ", "Pune", DAY),
        ("Pune, Nov 2 (IANS).- ", "Pune", DAY),
        ("Pune, Nov 2 (IANS):: ", "Pune", DAY),
        ("Pune, Nov 2 (IANS)\n", "Pune", DAY),
        ("Pune, Nov 2 (IANS)\n\n", "Pune", DAY),
        ("Pune, Nov 2 (IANS)\u3000", "Pune", DAY),
        ("Pune,\u00a0Nov\u00a02\u00a0(IANS)\u00a0", "Pune", DAY),
        ("Pune,  Nov  2  (IANS)  ", "Pune", DAY),
        ("PUNE, NOV 2 (IANS) ", "PUNE", DAY),
        ("Pune, 2 Nov (IANS) ", "Pune", DAY),
        ("Pune, 2nd November, 2026 (IANS) ", "Pune", DAY),
        ("Pune, Nov 2, 2026 (IANS) ", "Pune", DAY),
        ("Pune, Sept 12 (IANS) ", "Pune", date(2026, 9, 12)),
        ("Pune (IANS) ", "Pune", None),
        ("November 2 (IANS): ", "", DAY),
        ("New Delhi, Nov 2 (IANS) ", "New Delhi", DAY),
        ("New Delhi/Mumbai, Nov 2 (IANS) ", "New Delhi/Mumbai", DAY),
        ("New Delhi / Mumbai, Nov 2 (IANS) ", "New Delhi/Mumbai", DAY),
        ("Agartala/Imphal/Kohima, Nov 2 (IANS) ", "Agartala/Imphal/Kohima", DAY),
        ("St. Petersburg, Nov 2 (IANS) ", "St. Petersburg", DAY),
        ("N'Djamena, Nov 2 (IANS) ", "N'Djamena", DAY),
        ("Port-au-Prince, Nov 2 (IANS) ", "Port-au-Prince", DAY),
        ("Rio de Janeiro, Nov 2 (IANS) ", "Rio de Janeiro", DAY),
        ("Washington D.C., Nov 2 (IANS) ", "Washington D.C.", DAY),
        ("Sri Vijaya Puram, Nov 2 (IANS) ", "Sri Vijaya Puram", DAY),
        ("पटना, 2 नवंबर (आईएएनएस)। ", "पटना", DAY),
        ("पटना, २ नवंबर (आईएएनएस)। ", "पटना", DAY),
        ("नई दिल्ली, 2 नवंबर (आईएएनएस)। ", "नई दिल्ली", DAY),
    ],
)
def test_ians_copy_opens_with_a_dateline_that_is_no_part_of_the_story(
    opening: str, city: str, day: date | None, the_item: MakeItem
) -> None:
    item = the_item(opening + STORY + MORE)
    assert item.body_text == STORY + MORE
    assert (item.dateline.city, item.dateline.date) == (city, day)
    assert item.dateline.text.split() == opening.split()
    assert item.via == ()


@pytest.mark.parametrize(
    ("opening", "city", "country", "day"),
    [
        ("BEIJING, Nov. 2 (Xinhua) -- ", "BEIJING", "", DAY),
        ("BEIJING, Nov 2 (Xinhua) -- ", "BEIJING", "", DAY),
        ("BEIJING, Nov. 2 (XINHUA) -- ", "BEIJING", "", DAY),
        ("BRISBANE, Australia, Nov. 2(Xinhua) -- ", "BRISBANE", "Australia", DAY),
        ("NICOSIA, Cyprus, Nov. 2 (Xinhua) -- ", "NICOSIA", "Cyprus", DAY),
        ("UNITED NATIONS, Nov. 2 (Xinhua) -- ", "UNITED NATIONS", "", DAY),
        ("CANBERRA (Xinhua) -- ", "CANBERRA", "", None),
        ("WUHAN, Nov. 2 (Xinhua)\n\n", "WUHAN", "", DAY),
        ("EL CAIRO, 2 nov (Xinhua) -- ", "EL CAIRO", "", DAY),
        ("EL CAIRO, 30 sep (Xinhua) -- ", "EL CAIRO", "", date(2026, 9, 30)),
        ("BEIJING, 10 août (Xinhua) -- ", "BEIJING", "", date(2026, 8, 10)),
        ("BEIJING, 1er nov (Xinhua) -- ", "BEIJING", "", date(2026, 11, 1)),
        ("新华社北京11月2日电 ", "北京", "", DAY),
        ("新华社北京１１月２日电 ", "北京", "", DAY),
        ("新华社北京11月2日电题：", "北京", "", DAY),
    ],
)
def test_xinhua_copy_opens_with_a_dateline_that_is_no_part_of_the_story(
    opening: str, city: str, country: str, day: date | None, the_item: MakeItem
) -> None:
    item = the_item(opening + STORY + MORE, provider="Xinhua")
    assert item.body_text == STORY + MORE
    assert (item.dateline.city, item.dateline.country) == (city, country)
    assert item.dateline.date == day
    assert item.dateline.text.split() == opening.split()
    assert item.via == ()


@pytest.mark.parametrize(
    "opening",
    [
        "KUNMING, Nov. 2 (Kyodo) -- ",
        "GENEVA (dpa) - ",
        "DETROIT, Nov 2 (Reuters) - ",
        "MOSCOW, November 2. /TASS/. ",
        "MINSK. Nov 2 (Interfax) - ",
        "LISBON, Nov 2, 2026 (AFP) - ",
        "Bengaluru (Karnataka) [India], November 2 (ANI): ",
        "KUALA LUMPUR, Nov 2 (Bernama) -- ",
        "Nueva Delhi, 2 nov (EFE).- ",
        "SAITAMA, Japan, Nov. 2 Kyodo - ",
        "Riyadh, November 2, 2026, SPA -- ",
        "Paris (ats afp) ",
        "مانيلا، 2 نوفمبر (رويترز) - ",
        "الكويت - 2 - 11 (كونا) -- ",
        "برلين (د ب أ) - ",
        "मुंबई, दो नवंबर (भाषा) ",
        "(ANSA) - ROME, NOV 2 - ",
        "(ANSA) - Rome, November 2 - ",
        "DARWIN, Nov 2 AAP - ",
        "DARWIN Nov 2 AAP - ",
        "PORTO, Nov 2 AFP - ",
        "(ANSA) - ROMA, 2 OTT - ",
        "SAN JUAN (Pictures.example) - ",
        "PUNE, India, Nov. 2, 2026/PRNewswire-AsiaNet/\n\n",
        "AUSTIN, Texas, Nov. 2, 2026 /PRNewswire/ -- ",
        "LONDON, Nov. 2, 2026 /PRNewswire-AsiaNet/ --\n\n",
        "AUSTIN, Texas, Nov. 02, 2026 (GLOBE NEWSWIRE) -- ",
        "LISBON, Nov 2 (Harbour Press Service) -- ",
        "KYOTO, Japan, Nov. 2, 2026 /Kyodo JBN-AsiaNet/ -- ",
        "LONDON--(BUSINESS WIRE)--",
        "Berlin, 2. November 2026 (AFP) - ",
        "Lima, 2 de noviembre de 2026 (EFE).- ",
        "باريس 2-11-2026 (ا ف ب) - ",
        "أبوظبي في 2 نوفمبر / وام / ",
        "Berlin/Bonn (dpa-AFX) - ",
        "Genf (sda) ",
        "القاهرة 2 نوفمبر تشرين الثاني (رويترز) - ",
        "ASTANA. Nov 2 (Interfax-Kazakhstan) - ",
        "लंदन, दो नवंबर (एपी) ",
        "LONDON, Nov 2 (Reuters Breakingviews) - ",
    ],
)
def test_agencies_of_the_same_grammar_are_read_by_it(opening: str, the_item: MakeItem) -> None:
    item = the_item(opening + STORY + MORE, provider="Reuters")
    assert item.body_text == STORY + MORE
    assert item.dateline.city


def test_an_agency_in_slashes_before_a_colon_is_one_in_its_own_copy(the_item: MakeItem) -> None:
    item = the_item(f"Visby /ritzau/: {STORY}", provider="Ritzau")
    assert (item.dateline.city, item.body_text) == ("Visby", STORY)
    kept = f"Profit /TASS/: {STORY}"
    assert the_item(kept, provider="Ritzau").body_text == kept


@pytest.mark.parametrize(
    ("opening", "city", "day"),
    [
        ("(IANSlife): ", "", None),
        ("(IANS) - ", "", None),
        ("بكين 2 نوفمبر 2026 (شينخوا) ", "بكين", DAY),
        ("بكين ٢ نوفمبر (شينخوا) ", "بكين", DAY),
        ("بكين اول سبتمبر 2026 (شينخوا) ", "بكين", date(2026, 9, 1)),
        ("بكين اول سبتمبر (شينخوا) ", "بكين", date(2026, 9, 1)),
        ("MINSK. Nov 2 (Interfax) - ", "MINSK", DAY),
    ],
)
def test_a_dateline_without_a_place_or_with_a_day_in_words_is_one(
    opening: str, city: str, day: date | None, the_item: MakeItem
) -> None:
    item = the_item(f"{opening}{STORY}")
    assert (item.dateline.city, item.dateline.date) == (city, day)
    assert item.body_text == STORY
    assert item.dateline.text == opening


@pytest.mark.parametrize(
    "opening",
    [
        "Thiruvananthapuram, Kerala, Nov 2 (IANS) ",
        "Pune (Maharashtra), Nov 2 (IANS) ",
        "San Jose, Calif., Nov 2 (IANS) ",
        "Chennai, Tamil Nadu, Nov 2 (IANS) ",
        "San Francisco, California, Nov 2 (IANS) ",
        "Shimla, Himachal Pradesh, Nov 2 (IANS) ",
        "Albany, New York, Nov 2 (IANS) ",
        "ALBANY, N.Y., Nov 2 (IANS) ",
        "Atlanta, Georgia, Nov 2 (IANS) ",
        "Pune, Monday (IANS) ",
        "Pune, Mon., Nov 2 (IANS) ",
    ],
)
def test_a_state_or_a_weekday_is_no_country(opening: str, the_item: MakeItem) -> None:
    item = the_item(opening + STORY)
    assert item.body_text == STORY
    assert item.dateline.country == ""
    assert "," not in item.dateline.city


def test_a_country_of_the_name_of_a_state_is_one(the_item: MakeItem) -> None:
    assert the_item(f"Tbilisi, Georgia, Nov 2 (IANS) {STORY}").dateline.country == "Georgia"


@pytest.mark.parametrize(
    ("opening", "city", "byline"),
    [
        ("Pune: ", "Pune", ""),
        ("Pune : ", "Pune", ""),
        ("New Delhi: ", "New Delhi", ""),
        ("Lisbon/Madrid: ", "Lisbon/Madrid", ""),
        ("By IANS, Kolkata : ", "Kolkata", ""),
        ("By Meher Rao, IANS, Pune : ", "Pune", "Meher Rao"),
        ("By A. Kulkarni and Meher Rao, IANS, Pune : ", "Pune", "A. Kulkarni and Meher Rao"),
    ],
)
def test_the_form_in_which_sites_print_ians_copy_is_a_dateline_too(
    opening: str, city: str, byline: str, the_item: MakeItem
) -> None:
    item = the_item(opening + STORY + MORE + "\n\n- IANS")
    assert item.body_text == STORY + MORE
    assert (item.dateline.city, item.dateline.date) == (city, None)
    assert item.byline == byline
    assert item.via == ()


def test_the_house_form_is_read_in_other_copy_only_under_a_closing_credit(
    the_item: MakeItem,
) -> None:
    bare = the_item(f"Pune: {STORY}{MORE}", provider="Reuters")
    assert bare.body_text == f"Pune: {STORY}{MORE}"
    credited = the_item(f"Pune: {STORY}{MORE}\n\n- Reuters", provider="Reuters")
    assert (credited.dateline.city, credited.body_text) == ("Pune", STORY + MORE)


@pytest.mark.parametrize(
    ("received", "printed", "day"),
    [
        ("2026-01-01", "Dec 31", date(2025, 12, 31)),
        ("2025-12-31", "Jan 1", date(2026, 1, 1)),
        ("2026-01-01", "Jan 1", date(2026, 1, 1)),
        ("2026-06-30", "Jan 2", date(2026, 1, 2)),
        ("2026-07-30", "Jan 1", date(2027, 1, 1)),
        ("2026-02-28", "Feb 29", None),
        ("2028-02-29", "Feb 29", date(2028, 2, 29)),
        ("2027-12-31", "Feb 29", date(2028, 2, 29)),
        ("2026-11-03", "Nov 31", None),
        ("2026-11-03", "Nov 0", None),
        ("2026-11-03", "Feb 29, 2026", None),
        ("2026-11-03", "Feb 29, 2024", date(2024, 2, 29)),
        ("2026-11-03", "Dec 31, 1999", date(1999, 12, 31)),
    ],
)
def test_a_dateline_without_a_year_has_the_one_that_brings_it_nearest(
    received: str, printed: str, day: date | None, the_item: MakeItem
) -> None:
    noon = datetime.fromisoformat(f"{received}T12:00+00:00")
    item = the_item(f"Pune, {printed} (IANS) {STORY}", published=noon)
    assert item.body_text == STORY
    assert item.dateline.city == "Pune"
    assert item.dateline.date == day


def test_the_year_is_told_from_the_day_in_the_source_s_own_zone(the_item: MakeItem) -> None:
    """20:00 UTC on the last of December is the first of January in India."""
    late = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)
    assert the_item(f"Pune, Jan 1 (IANS) {STORY}", published=late).dateline.date == date(2026, 1, 1)


def test_the_year_is_told_from_the_arrival_where_the_wire_gives_no_date(
    the_item: MakeItem,
) -> None:
    item = the_item(
        f"Pune, Dec 31 (IANS) {STORY}", published=None, received=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert item.dateline.date == date(2025, 12, 31)
    assert item.firstcreated is item.versioncreated is None


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


def test_only_the_first_dateline_is_the_items_own(the_item: MakeItem) -> None:
    roundup = f"{STORY}\n\nGOA, Nov 2 (IANS) Another bell was left where it lay."
    item = the_item(f"Pune, Nov 2 (IANS) {roundup}")
    assert item.dateline.city == "Pune"
    assert item.body_text == roundup


@pytest.mark.parametrize(
    "copy",
    ["Pune, Nov 2 (IANS)", "Pune, Nov 2 (IANS) ", "<p>Pune, Nov 2 (IANS)</p>", "--IANS", ""],
)
def test_an_envelope_with_nothing_in_it_is_kept_for_people_to_see(
    copy: str, the_item: MakeItem
) -> None:
    item = the_item(copy)
    assert item.body_text == copy.removeprefix("<p>").removesuffix("</p>").strip()
    assert (item.dateline.text, item.signoff) == ("", "")


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


@pytest.mark.parametrize(
    ("printed", "located"),
    [
        ("WUHAN", "Wuhan"),
        ("Pune", "Pune"),
        ("NEW DELHI", "New Delhi"),
        ("NEW DELHI/MUMBAI", "New Delhi/Mumbai"),
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("EL CAIRO", "El Cairo"),
        ("Washington D.C.", "Washington D.C."),
        ("N'Djamena", "N'Djamena"),
        ("पटना", "पटना"),
        ("ST. PETERSBURG", "St. Petersburg"),
        ("WASHINGTON D.C.", "Washington D.C."),
        ("PORT-OF-SPAIN", "Port-of-Spain"),
        ("PORT-AU-PRINCE", "Port-au-Prince"),
        ("N'DJAMENA", "N'Djamena"),
        ("L'AQUILA", "L'Aquila"),
        ("XI'AN", "Xi'an"),
        ("DAR ES SALAAM", "Dar es Salaam"),
    ],
)
def test_the_house_prints_a_place_as_a_name(printed: str, located: str, the_item: MakeItem) -> None:
    item = the_item(f"{printed}, Nov 2 (IANS) {STORY}")
    assert item.dateline.city == printed
    assert item.located == located


def test_a_place_and_a_day_in_a_sentence_are_no_dateline_without_an_agency(
    the_item: MakeItem,
) -> None:
    copy = f"Pune, November 2 - {STORY}"
    assert the_item(copy).body_text == copy


@pytest.mark.parametrize(
    "opening", ["Porto, Nov 2 AFP - ", "Bells /waves/: ", "Porto (Pictures.example) - "]
)
def test_what_names_an_agency_without_brackets_needs_a_place_in_capitals(
    opening: str, the_item: MakeItem
) -> None:
    assert the_item(opening + STORY).body_text == opening + STORY


def test_the_name_of_an_agency_before_a_dateline_is_part_of_it(the_item: MakeItem) -> None:
    item = the_item(f"Associated Press - HALIFAX (CP) - {STORY}", provider="Harbour News")
    assert (item.dateline.city, item.body_text) == ("HALIFAX", STORY)
    assert item.via == ("AP", "Canadian Press")
    for kept in (f"Associated Press - {STORY}", f"Harbour Pilots - HALIFAX (CP) - {STORY}"):
        assert the_item(kept).body_text == kept


def test_an_agency_apart_from_the_day_or_in_its_own_copy_needs_no_brackets(
    the_item: MakeItem,
) -> None:
    assert the_item(f"Riyadh, Nov 2, SPA -- {STORY}").dateline.city == "Riyadh"
    assert the_item(f"Riyadh, Nov 2 SPA -- {STORY}", provider="SPA").dateline.city == "Riyadh"
    kept = f"Riyadh, Nov 2 SPA -- {STORY}"
    assert the_item(kept, provider="IANS").body_text == kept


def test_an_agency_of_the_config_is_known_behind_a_byline(the_item: MakeItem) -> None:
    item = the_item(f"By R. Deshmane, Harbour Press, Goa : {STORY}", provider="Harbour Press")
    assert (item.byline, item.dateline.city) == ("R. Deshmane", "Goa")
    assert item.body_text == STORY


def test_places_that_are_joined_may_have_their_regions(the_item: MakeItem) -> None:
    for opening in (
        "AUSTIN, Texas/PORTO (Reuters) - ",
        "AUSTIN, Texas/PORTO, Portugal, Nov 2 (Reuters) - ",
    ):
        item = the_item(f"{opening}{STORY}")
        assert (item.dateline.city, item.body_text) == ("AUSTIN/PORTO", STORY)


def test_copy_that_its_agency_signs_in_brackets_may_name_it_nowhere_else(
    the_item: MakeItem,
) -> None:
    item = the_item(f"MANILA – {STORY} (PNA)", provider="PNA")
    assert (item.dateline.city, item.body_text, item.signoff) == ("MANILA", STORY, "(PNA)")
    for kept in (f"MANILA – {STORY}", f"Manila – {STORY} (PNA)", "MANILA – the old bell (PNA)"):
        assert the_item(kept, provider="PNA").dateline.city == ""
    assert the_item(f"MANILA – {STORY} (PNA)", provider="IANS").dateline.city == ""


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


@pytest.mark.parametrize(
    "opening", ["El 21 de enero (EFE) - dijo - fue", "Am 2. November (dpa) war"]
)
def test_an_article_before_a_day_is_no_place(opening: str, the_item: MakeItem) -> None:
    assert the_item(f"{opening} so.", provider="EFE").body_text == f"{opening} so."


def test_an_urgent_head_over_copy_may_be_in_another_language(the_item: MakeItem) -> None:
    copy = f"AVANCE: Sacan una campana\n\nLA HABANA, 2 nov (Xinhua) -- {STORY}"
    item = the_item(copy, provider="Xinhua")
    assert (item.body_text, item.urgency) == (STORY, 3)


def test_a_correspondent_may_stand_beside_the_agency(the_item: MakeItem) -> None:
    copy = f"PEKING, November 2. /TASS Correspondent Ivan Rybak/. {STORY}"
    item = the_item(copy, provider="TASS")
    assert (item.byline, item.via, item.body_text) == ("Ivan Rybak", (), STORY)


@pytest.mark.parametrize(
    ("copy", "city"),
    [
        ("中新网11月2日电 潜水员下水。", ""),
        ("新华社伦敦11月2日电（记者张三）潜水员下水。", "伦敦"),
        ("中新社记者 赵六\n\n中新社北京11月2日电 潜水员下水。", "北京"),
        ("（国际）潜水员\n\n新华社伦敦11月2日电 潜水员下水。", "伦敦"),
    ],
)
def test_a_chinese_dateline_may_have_no_place_or_a_line_before_it(
    copy: str, city: str, the_item: MakeItem
) -> None:
    item = the_item(copy, provider="Xinhua")
    assert (item.dateline.city, item.dateline.date) == (city, DAY)
    assert item.body_text.endswith("潜水员下水。")
    assert "日电" not in item.body_text


def test_copy_that_its_agency_signs_may_name_the_country(the_item: MakeItem) -> None:
    item = the_item(f"DAVAO CITY, Philippines – {STORY} (PNA)", provider="PNA")
    assert (item.dateline.city, item.dateline.country) == ("DAVAO CITY", "Philippines")
    assert item.body_text == STORY

"""Datelines: the grammars of agencies, and what only looks like one."""

from datetime import date

import pytest

from tests.unit.normalise.stories import DAY, MORE, STORY, MakeItem


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


def test_copy_that_its_agency_signs_in_brackets_may_name_it_nowhere_else(
    the_item: MakeItem,
) -> None:
    item = the_item(f"MANILA – {STORY} (PNA)", provider="PNA")
    assert (item.dateline.city, item.body_text, item.signoff) == ("MANILA", STORY, "(PNA)")
    for kept in (f"MANILA – {STORY}", f"Manila – {STORY} (PNA)", "MANILA – the old bell (PNA)"):
        assert the_item(kept, provider="PNA").dateline.city == ""
    assert the_item(f"MANILA – {STORY} (PNA)", provider="IANS").dateline.city == ""


@pytest.mark.parametrize(
    "opening", ["El 21 de enero (EFE) - dijo - fue", "Am 2. November (dpa) war"]
)
def test_an_article_before_a_day_is_no_place(opening: str, the_item: MakeItem) -> None:
    assert the_item(f"{opening} so.", provider="EFE").body_text == f"{opening} so."

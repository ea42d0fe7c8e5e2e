"""What a dateline says: the place, as the house prints it, and the day, in its year."""

from datetime import UTC, date, datetime

import pytest

from tests.unit.normalise.stories import DAY, STORY, MakeItem


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


@pytest.mark.parametrize(
    ("received", "printed", "day"),
    [
        ("2026-11-09", "9", date(2026, 11, 9)),
        ("2026-11-01", "31", date(2026, 10, 31)),
        ("2026-12-31", "1", date(2027, 1, 1)),
        ("2026-01-01", "31", date(2025, 12, 31)),
        ("2026-02-28", "0", None),
    ],
)
def test_a_day_without_a_month_is_the_nearest_of_that_number(
    received: str, printed: str, day: date | None, the_item: MakeItem
) -> None:
    noon = datetime.fromisoformat(f"{received}T12:00+00:00")
    item = the_item(
        f"MADRID, {printed} (EUROPA PRESS) {STORY}", provider="Europa Press", published=noon
    )
    assert item.body_text == STORY
    assert (item.located, item.dateline.date) == ("Madrid", day)


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


def test_places_that_are_joined_may_have_their_regions(the_item: MakeItem) -> None:
    for opening in (
        "AUSTIN, Texas/PORTO (Reuters) - ",
        "AUSTIN, Texas/PORTO, Portugal, Nov 2 (Reuters) - ",
    ):
        item = the_item(f"{opening}{STORY}")
        assert (item.dateline.city, item.body_text) == ("AUSTIN/PORTO", STORY)


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

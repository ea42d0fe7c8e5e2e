"""What formats state beside the copy: maker, credit, dateline, place, sign-off."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from feeds.model import Hints, Item, Source, Text, WireItem
from feeds.normalise import normalise

TheItem = Callable[..., Item]
ASource = Callable[..., Source]
RECEIVED = datetime(2026, 11, 3, tzinfo=UTC)
COPY = "<p>Divers raised a bell from the bay on Tuesday.</p>"


@pytest.mark.parametrize(
    ("stated", "city", "country", "day"),
    [
        ("Lisbon", "Lisbon", "", None),
        ("LISBON, Nov 2", "LISBON", "", date(2026, 11, 2)),
        ("LISBON (AP) --", "LISBON", "", None),
        ("PORTO, Portugal, Nov. 2 -", "PORTO", "Portugal", date(2026, 11, 2)),
        ("Washington D.C.", "Washington D.C.", "", None),
        ("LISBON.", "LISBON", "", None),
        ("Ottawa, Ontario, Canada", "Ottawa", "Canada", None),
    ],
)
def test_a_dateline_of_its_own_is_the_items_where_the_copy_prints_none(
    stated: str, city: str, country: str, day: date | None, the_item: TheItem
) -> None:
    item = the_item(COPY, dateline=stated)
    found = item.dateline
    assert (found.city, found.country, found.date) == (city, country, day)
    assert found.text == stated
    assert item.body_text == "Divers raised a bell from the bay on Tuesday."


def test_a_printed_dateline_goes_before_one_that_is_stated_beside_it(the_item: TheItem) -> None:
    item = the_item("<p>Porto, Nov 2 (IANS) Divers raised a bell.</p>", dateline="Lisbon, Nov 1")
    assert item.dateline.city == "Porto"
    assert item.dateline.date == date(2026, 11, 2)


def test_a_place_that_is_only_data_is_no_dateline(the_item: TheItem) -> None:
    item = the_item(COPY, located="Lisbon")
    assert item.dateline.city == ""
    assert item.located == "Lisbon"


def test_a_sign_off_of_its_own_stands_behind_the_one_of_the_copy(the_item: TheItem) -> None:
    assert the_item(COPY, signoff="abc/de").signoff == "abc/de"
    assert the_item(f"{COPY}<p>--IANS</p>", signoff="abc/de").signoff == "--IANS abc/de"
    assert the_item(f"{COPY}<p>--IANS abc/de</p>", signoff="abc/de").signoff == "--IANS abc/de"


def made_by(maker: str, source: Source, **changes: str) -> Item:
    wire = WireItem(body=Text(value=COPY, html=True), provider=maker, **changes)  # type: ignore[arg-type]
    (item,) = normalise([wire], source=source, hints=Hints(), received=RECEIVED)
    return item


@pytest.mark.parametrize("maker", ["Reuters", "REUTERS", " Reuters "])
def test_copy_that_another_agency_made_credits_it_and_keeps_its_provider(
    maker: str, a_source: ASource
) -> None:
    item = made_by(maker, a_source("PTI"))
    assert (item.provider, item.creditline, item.via) == ("PTI", "PTI", ("Reuters",))


@pytest.mark.parametrize("maker", ["PTI", "Press Trust of India", "The night desk", "system-4", ""])
def test_the_providers_own_name_and_names_of_desks_are_no_credit(
    maker: str, a_source: ASource
) -> None:
    item = made_by(maker, a_source("PTI"))
    assert (item.provider, item.via) == ("PTI", ())


def test_without_a_source_the_format_names_the_provider(a_source: ASource) -> None:
    assert made_by("Agence France-Presse", a_source("")).provider == "AFP"
    assert made_by("Harbour Press", a_source("")).provider == "Harbour Press"


def test_a_credit_line_is_the_configs_before_it_is_the_wires(a_source: ASource) -> None:
    assert made_by("", a_source("PTI"), creditline="PTI/Harbour").creditline == "PTI/Harbour"
    owed = a_source("PTI", creditline="Press Trust")
    assert made_by("", owed, creditline="PTI/Harbour").creditline == "Press Trust"


@pytest.mark.parametrize("beside", [{"dateline": "Ottawa, Ontario, Canada"}, {"located": "Ottawa"}])
@pytest.mark.parametrize("dash", ["-", "—", "--"])
def test_a_place_in_capitals_before_a_dash_is_a_dateline_where_the_format_says_so(
    dash: str, beside: dict[str, str], the_item: TheItem
) -> None:
    item = the_item(f"<p>OTTAWA {dash} Divers raised a bell.</p>", **beside)
    assert (item.dateline.city, item.body_text) == ("OTTAWA", "Divers raised a bell.")


@pytest.mark.parametrize(
    "copy", ["OTTAWA - Divers raised a bell.", "Lisbon - Divers did.", "LISBON-based divers did."]
)
def test_it_is_copy_where_the_format_says_nothing_of_the_kind(copy: str, the_item: TheItem) -> None:
    assert the_item(f"<p>{copy}</p>", dateline="Lisbon").body_text == copy


@pytest.mark.parametrize(
    ("opening", "place", "day"),
    [
        ("ROME, NOV 2 - ", "Rome", date(2026, 11, 2)),
        ("SAN JUAN, Puerto Rico, Nov. 2 -- ", "San Juan", date(2026, 11, 2)),
        ("(Porto, Portugal - November 2) ", "Porto, Portugal", date(2026, 11, 2)),
        ("PORTO -- ", "Porto", None),
    ],
)
def test_a_dateline_without_an_agency_is_one_where_the_format_states_its_place(
    opening: str, place: str, day: date | None, the_item: TheItem
) -> None:
    item = the_item(f"{opening}Divers raised a bell.", located=place)
    assert item.body_text == "Divers raised a bell."
    assert item.dateline.date == day
    assert the_item(f"{opening}Divers raised a bell.").body_text.startswith(opening.strip())


@pytest.mark.parametrize(
    "copy",
    [
        "VICTORIA - the queen, not the city - is on the bell.",
        "Victoria - a queen - is on the bell.",
        "VICTORIA, Nov 2 - 5 November at the pier.",
        "VICTORIA FALLS - Nobody fell.",
    ],
)
def test_a_place_that_begins_a_sentence_is_no_dateline(copy: str, the_item: TheItem) -> None:
    assert the_item(copy, located="Victoria").body_text == copy


@pytest.mark.parametrize(
    "stated", ["By Asha Nair, Pune", "from our correspondent in Pune", "see below"]
)
def test_words_that_are_no_place_are_no_city(stated: str, the_item: TheItem) -> None:
    found = the_item(COPY, dateline=stated).dateline
    assert (found.text, found.city) == (stated, "")


def test_a_sign_off_that_is_part_of_a_longer_word_is_not_said_already(the_item: TheItem) -> None:
    assert the_item(f"{COPY}<p>--IANS abc/de</p>", signoff="c").signoff == "--IANS abc/de c"

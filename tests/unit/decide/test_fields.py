"""The fields of a selection: place, weekday, hour, words, expressions; and what is said of one that is against."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.decide.fields import disagreement, takes
from feeds.model import Dateline, Item, Selection, Subject

Make = Callable[..., Item]

MONDAY_NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("places", "city", "located", "taken"),
    [
        (("Pune",), "PUNE", "Pune", True),
        (("pune",), "", "Pune", True),
        (("Pune",), "Pune Camp", "", False),
        (("Pune",), "", "", False),
        (("Kyiv",), "MOSCOW/KYIV", "Moscow/Kyiv", True),
        (("Sao Paulo", "Rio"), "", "São Paulo", True),
        (("Mumbai",), "PUNE", "Mumbai", True),
    ],
)
def test_a_place_is_the_datelines_or_the_one_that_the_format_names(
    an_item: Make, places: tuple[str, ...], city: str, located: str, taken: bool
) -> None:
    item = an_item(dateline=Dateline(city=city), located=located)
    assert takes(Selection(places=places), item) is taken


@pytest.mark.parametrize(
    ("select", "at", "taken"),
    [
        (Selection(weekdays=("mon",)), MONDAY_NOON, True),
        (Selection(weekdays=("tue", "sun")), MONDAY_NOON, False),
        # 21:00 in UTC is the next day in Kolkata.
        (
            Selection(weekdays=("tue",), timezone="Asia/Kolkata"),
            MONDAY_NOON.replace(hour=21),
            True,
        ),
        (Selection(hours=(360, 720)), MONDAY_NOON, False),
        (Selection(hours=(720, 721)), MONDAY_NOON, True),
        (Selection(hours=(1320, 360)), MONDAY_NOON.replace(hour=23), True),
        (Selection(hours=(1320, 360)), MONDAY_NOON.replace(hour=5, minute=59), True),
        (Selection(hours=(1320, 360)), MONDAY_NOON, False),
        (Selection(hours=(360, 1440)), MONDAY_NOON.replace(hour=23, minute=59), True),
        (Selection(hours=(720, 1080), timezone="Asia/Kolkata"), MONDAY_NOON, True),
        (Selection(hours=(720, 1000), timezone="Asia/Kolkata"), MONDAY_NOON, False),
    ],
)
def test_weekday_and_hour_are_those_of_the_published_date_in_the_sites_zone(
    an_item: Make, select: Selection, at: datetime, taken: bool
) -> None:
    assert takes(select, an_item(firstcreated=None), at) is taken


def test_without_a_published_date_the_wires_counts_and_an_item_without_any_is_not_taken(
    an_item: Make,
) -> None:
    assert takes(Selection(weekdays=("mon",)), an_item(firstcreated=MONDAY_NOON))
    for select in (Selection(weekdays=("mon",)), Selection(hours=(0, 1440))):
        assert not takes(select, an_item(firstcreated=None))


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ('"ferry service"', True),
        ('"service ferry"', False),
        ('"first passengers" flood', True),
        ('"first passengers" snow', False),
        # Of the headline's end and the copy's beginning.
        ('"the flood the ferry"', False),
        ("flood ferry", True),
        ("fer", False),
    ],
)
def test_phrases_and_words_are_all_needed(an_item: Make, text: str, taken: bool) -> None:
    assert takes(Selection(text=text), an_item()) is taken


@pytest.mark.parametrize(
    ("match", "taken"),
    [
        ("^Ferry", True),
        ("^ferry", False),
        ("(?i)^FERRY .* flood$", True),
        (r"\bpassen", True),
        (r"\d", False),
        ("(a*)*b", False),
    ],
)
def test_an_expression_is_looked_for_in_the_headline_and_in_the_copy(
    an_item: Make, match: str, taken: bool
) -> None:
    assert takes(Selection(match=match), an_item()) is taken


def test_an_expression_that_would_take_others_for_ever_takes_its_time_by_the_text(
    an_item: Make,
) -> None:
    assert not takes(Selection(match="^(a+)+$"), an_item(body_text="a" * 100_000 + "b"))


@pytest.mark.parametrize(
    ("select", "said"),
    [
        (Selection(), ""),
        (Selection(urgency=2), "urgency: 5 (it states none) is less urgent than 2"),
        (Selection(providers=("TASS", "AFP")), "providers: 'IANS' is none of TASS, AFP"),
        (Selection(languages=("hi",)), "languages: 'en' is none of hi"),
        (Selection(subjects=("sports",)), "subjects: World; none is of sports"),
        (Selection(places=("Delhi",)), "places: PUNE, Pune; none is of Delhi"),
        (
            Selection(weekdays=("sun",)),
            "weekdays: published on mon at 11:00 in UTC, not on sun",
        ),
        (Selection(hours=(0, 60)), "hours: published on mon at 11:00 in UTC, not in 00:00-01:00"),
        (
            Selection(text='flood "ferry boat"'),
            "text: 'ferry boat' is neither in the headline nor in the copy",
        ),
        (Selection(match="x+y"), "match: 'x+y' is found neither in the headline nor in the copy"),
    ],
)
def test_the_first_field_that_is_against_is_named_with_what_it_found(
    an_item: Make, select: Selection, said: str
) -> None:
    item = an_item(
        subjects=(Subject(code="w", name="World"),),
        dateline=Dateline(city="PUNE"),
        located="Pune",
    )
    assert disagreement(select, item) == said
    assert takes(select, item) is not bool(said)

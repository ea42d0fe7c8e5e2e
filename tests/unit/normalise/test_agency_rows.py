"""Every row of the table is one that copy is read by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.model import Agency, Hints, Item, Source, Text, WireItem
from feeds.normalise import normalise
from feeds.normalise.envelope.agencies import table_of
from feeds.normalise.envelope.agency_rows import AGENCIES

MakeItem = Callable[..., Item]
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
STORY = "The ferry took its first passengers in four years on Monday."

every_row = pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.name)


@every_row
def test_its_first_tag_is_a_dateline_in_whosever_copy(agency: Agency, the_item: MakeItem) -> None:
    item = the_item(f"Lisbon ({agency.tags[0]}) - {STORY}", provider="Harbour Press")
    assert item.body_text == STORY
    assert item.dateline.city == "Lisbon"
    assert item.via == (agency.name,)


@every_row
def test_its_tags_sign_off_whosever_copy(agency: Agency, the_item: MakeItem) -> None:
    for tag in agency.tags:
        item = the_item(f"{STORY}\n\n--{tag}", provider="Harbour Press")
        assert item.body_text == STORY
        assert item.signoff == f"--{tag}"
        assert item.via == (agency.name,)


@every_row
def test_its_own_copy_credits_no_other_agency(agency: Agency, the_item: MakeItem) -> None:
    for name in (agency.name, *agency.tags, *agency.plain):
        tag = agency.tags[0]
        item = the_item(f"Lisbon ({tag}) - {STORY}\n\n--{tag}", provider=name)
        assert (item.body_text, item.via) == (STORY, ())


@every_row
def test_a_verb_credits_its_plain_names(agency: Agency, the_item: MakeItem) -> None:
    for name in agency.plain:
        item = the_item(f"The ferry left, {name} reported.", provider="Harbour Press")
        assert item.via == (agency.name,)


@every_row
def test_a_field_of_its_own_may_call_it_by_any_of_its_words(agency: Agency) -> None:
    for word in (agency.name, *agency.tags, *agency.plain):
        assert table_of().named(f" {word.upper()} ") == agency.name


def test_no_word_stands_for_two_agencies() -> None:
    owners = Counter(
        word
        for row in AGENCIES
        for word in {one.casefold() for one in (row.name, *row.tags, *row.plain)}
    )
    assert [word for word, rows in owners.items() if rows > 1] == []


@pytest.mark.parametrize("stated", ["ats", "ATS", "Keystone-SDA"])
def test_an_agency_that_writes_itself_small_is_called_so(
    stated: str, a_source: Callable[..., Source]
) -> None:
    wire = WireItem(body=Text(value=STORY), provider=stated)
    (item,) = normalise([wire], source=a_source(""), hints=Hints(), received=NOON)
    assert item.provider == "ats"

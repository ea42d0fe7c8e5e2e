"""An agency that no table knows: the source's config says what it is called, and that is enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feeds.model import Item, Person, Source

MakeItem = Callable[..., Item]
STORY = "The ferry took its first passengers in four years on Monday."


@pytest.mark.parametrize(
    "opening",
    [
        "Lisbon, Nov 2 (Harbour Press) -- ",
        "LISBON, Portugal, Nov 2 (Harbour Press) - ",
        "Lisbon, Nov 2 (HARBOUR PRESS) ",
        "Lisbon (Harbour Press) - ",
        "(Harbour Press) - ",
        "",
    ],
)
@pytest.mark.parametrize(
    "ending",
    [
        "\n\n--Harbour Press",
        "\n\n- Harbour Press",
        " (Harbour Press)",
        "\n\n--Harbour Press ms/vd",
        "",
    ],
)
def test_its_name_in_a_tag_and_in_a_sign_off_is_its_envelope(
    opening: str, ending: str, the_item: MakeItem
) -> None:
    item = the_item(f"{opening}{STORY}{ending}", provider="Harbour Press")
    assert item.body_text == STORY
    assert item.dateline.city in {"Lisbon", "LISBON", ""}
    assert bool(item.signoff) is bool(ending)
    assert item.creditline == "Harbour Press"
    assert item.via == ()


def test_so_is_what_its_closing_credit_says(
    a_source: Callable[..., Source], the_item: MakeItem
) -> None:
    source = a_source("Harbour Press", creditline="HarbourP")
    item = the_item(f"Lisbon (HarbourP) {STORY}\n\n--HarbourP", source=source)
    assert item.body_text == STORY
    assert item.creditline == "HarbourP"
    assert item.via == ()


def test_an_agency_that_is_named_beside_it_is_credited(the_item: MakeItem) -> None:
    item = the_item(f"Lisbon, Nov 2 (Harbour Press/Xinhua) -- {STORY}", provider="Harbour Press")
    assert item.body_text == STORY
    assert item.via == ("Xinhua",)


def test_its_own_name_is_no_byline(the_item: MakeItem) -> None:
    authors = (Person(name="Harbour Press"), Person(name="A. Rao"))
    assert the_item(STORY, provider="Harbour Press", authors=authors).byline == "A. Rao"


def test_the_house_form_is_read_where_it_closes_with_its_name(the_item: MakeItem) -> None:
    item = the_item(f"Lisbon: {STORY}\n\n- Harbour Press", provider="Harbour Press")
    assert (item.body_text, item.located) == (STORY, "Lisbon")


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Press is to move to a new building.",
        "The editor of the Harbour Press (Harbour Press) resigned on Monday.",
        "Lisbon, Harbour Press reported, is to have a new ferry.",
        "The paper is called Harbour Press",
    ],
)
def test_its_name_in_a_sentence_stays(text: str, the_item: MakeItem) -> None:
    assert the_item(text, provider="Harbour Press").body_text == text


def test_another_source_knows_nothing_of_it(the_item: MakeItem) -> None:
    text = f"Lisbon (Harbour Press) - {STORY}\n\n--Harbour Press"
    assert "Harbour Press" in the_item(text, provider="Bulletin").body_text


def test_an_agency_is_the_same_with_its_article(the_item: MakeItem) -> None:
    item = the_item(f"LISBON (AP) — {STORY}", provider="The Associated Press")
    assert (item.provider, item.via) == ("The Associated Press", ())

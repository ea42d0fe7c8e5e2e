"""Rows of the config: an agency is known by them as by those that are known without being told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.model import Agency, Hints, Item, Person, Source, Text, WireItem
from feeds.normalise import normalise
from feeds.normalise.envelope.agencies import table_of

MakeItem = Callable[..., Item]
ASource = Callable[..., Source]
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
STORY = "The ferry took its first passengers in four years on Monday."
HPA = Agency(name="HPA", tags=("HPA", "H. P. A."), plain=("Harbour Press Agency",))


@pytest.fixture
def read(a_source: ASource, the_item: MakeItem) -> Callable[..., Item]:
    """The item of IANS copy, or of another provider's, where the config has these rows."""

    def make(copy: str, *rows: Agency, provider: str = "IANS", **changes: object) -> Item:
        return the_item(copy, source=a_source(provider, agencies=rows or (HPA,)), **changes)

    return make


@pytest.mark.parametrize(
    "copy",
    [
        f"Lisbon (HPA) {STORY}",
        f"Lisbon, Nov 2 (HPA) -- {STORY}",
        f"LISBON (hpa) - {STORY}",
        f"(HPA) - {STORY}",
        f"Lisbon (H. P. A.) - {STORY}",
        f"Lisbon (HPA/IANS) {STORY}",
        f"Lisbon (ians hpa) {STORY}",
        f"{STORY}\n\n--HPA",
        f"{STORY}\n\n- HPA ms/vd",
        f"{STORY} (HPA)",
        f"{STORY}\n\n--H. P. A.",
        f"Lisbon: {STORY}\n\n- HPA",
        f"By HPA correspondents\n\nLisbon (HPA) {STORY}",
        f"Eds: Adds quotes. Lisbon (HPA) -- {STORY}",
    ],
)
def test_its_tags_are_an_envelope(copy: str, read: Callable[..., Item]) -> None:
    item = read(copy)
    assert item.body_text == STORY
    assert item.via == ("HPA",)


def test_behind_a_writers_name_it_is_none_of_it(read: Callable[..., Item]) -> None:
    for tag in ("HPA", "IANS"):
        item = read(f"By Asha Nair, {tag}\n\nLisbon (IANS) {STORY}")
        assert (item.body_text, item.byline) == (STORY, "Asha Nair")


def test_without_the_row_they_are_copy(read: Callable[..., Item]) -> None:
    other = Agency(name="Bulletin")
    assert read(f"Lisbon (HPA) {STORY}\n\n--HPA", other).body_text != STORY


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry left, Harbour Press Agency reported.",
        "The ferry left, according to Harbour Press Agency.",
        "The HPA news agency said that the ferry had left.",
        "The ferry left, said the news agency HPA.",
    ],
)
def test_a_sentence_credits_it(sentence: str, read: Callable[..., Item]) -> None:
    item = read(sentence)
    assert (item.via, item.body_text) == (("HPA",), sentence)


@pytest.mark.parametrize(
    "sentence",
    ["HPA said its members had walked out.", "Readers of Harbour Press Agency are many."],
)
def test_a_word_that_may_mean_something_else_credits_nobody(
    sentence: str, read: Callable[..., Item]
) -> None:
    item = read(sentence)
    assert (item.via, item.body_text) == ((), sentence)


@pytest.mark.parametrize("provider", ["HPA", "Harbour Press Agency", "H. P. A."])
def test_in_its_own_copy_none_of_its_names_credits_it(
    provider: str, read: Callable[..., Item]
) -> None:
    copy = f"Lisbon (HPA) {STORY} It is new, Harbour Press Agency reported.\n\n--H. P. A."
    item = read(copy, provider=provider, headline="A ferry: Harbour Press Agency")
    assert item.provider == provider
    assert item.via == ()


def test_the_end_of_a_headline_credits_it(read: Callable[..., Item]) -> None:
    assert read(STORY, headline="A ferry leaves: Harbour Press Agency").via == ("HPA",)


def test_without_tags_its_name_is_one(read: Callable[..., Item]) -> None:
    item = read(f"Lisbon (Harbour) {STORY}\n\n--HARBOUR", Agency(name="Harbour"))
    assert (item.body_text, item.via) == (STORY, ("Harbour",))


def test_it_is_no_byline_and_may_be_a_maker(a_source: ASource) -> None:
    wire = WireItem(
        body=Text(value=STORY),
        provider="Harbour Press Agency",
        authors=(Person(name="H. P. A."), Person(name="Asha Nair")),
    )
    for source, provider, via in (
        (a_source("IANS", agencies=(HPA,)), "IANS", ("HPA",)),
        (a_source("", agencies=(HPA,)), "HPA", ()),
    ):
        (item,) = normalise([wire], source=source, hints=Hints(), received=NOON)
        assert (item.provider, item.via, item.byline) == (provider, via, "Asha Nair")


# What means something in a pattern: such a tag is the letters it is written in, and no others.
@pytest.mark.parametrize(
    ("tag", "other"),
    [("H.P.A", "HxPxA"), ("HP*A", "HPPA"), ("H+P", "HHP"), ("HP|QR", "HP"), ("[HP]A", "HA"),
     ("HP?", "H"), ("^HP$", "HP"), (r"H\wP", "HxP"), ("HP{2}", "HPP"), ("Harbour!", "Harbour")],
)  # fmt: skip
def test_a_tag_is_no_pattern(tag: str, other: str, read: Callable[..., Item]) -> None:
    row = Agency(name="Harbour Press", tags=(tag,))
    item = read(f"Lisbon ({tag}) {STORY}\n\n--{tag}", row)
    assert (item.body_text, item.via) == (STORY, ("Harbour Press",))
    item = read(f"The ferry left, the news agency {tag} said.", row)
    assert item.via == ("Harbour Press",)
    text = f"Lisbon ({other}) {STORY}\n\n--{other}"
    assert read(text, row).body_text == text


def test_a_row_with_the_name_of_a_known_agency_adds_to_it(read: Callable[..., Item]) -> None:
    row = Agency(name="antara", tags=("ANT",), plain=("Kantor Berita Antara",))
    item = read(f"Lisbon (ANT) {STORY}\n\n--ANTARA", row)
    assert (item.body_text, item.via) == (STORY, ("Antara",))
    assert read("It left, Kantor Berita Antara reported.", row).via == ("Antara",)


def test_a_row_that_adds_a_plain_name_alone_adds_no_tag(read: Callable[..., Item]) -> None:
    row = Agency(name="Anadolu", plain=("Anadolu Ajansi",))
    assert read("It left, Anadolu Ajansi reported.", row).via == ("Anadolu",)
    text = f"Lisbon (Anadolu) {STORY}"
    assert read(text, row).body_text == text


def test_a_word_of_a_known_agency_is_that_of_the_row_alone(read: Callable[..., Item]) -> None:
    row = Agency(name="Sealine", tags=("SPA", "Sputnik"), plain=("Interfax",))
    for tag in row.tags:
        item = read(f"Lisbon ({tag}) {STORY}\n\n--{tag}", row)
        assert (item.body_text, item.via) == (STORY, ("Sealine",))
    assert read("It left, Interfax reported.", row).via == ("Sealine",)
    assert read(f"Lisbon (RIA Novosti) {STORY}", row).via == ("RIA Novosti",)
    assert table_of((row,)).named("SPA") == "Sealine"


def test_one_config_knows_nothing_of_the_rows_of_another(read: Callable[..., Item]) -> None:
    text = f"Lisbon (HPA) {STORY}\n\n--HPA"
    assert read(text).body_text == STORY
    assert read(text, Agency(name="Bulletin")).body_text == text
    assert read(text).body_text == STORY


def test_patterns_are_made_once_for_the_same_rows() -> None:
    """Sources come anew with each document, from another process."""
    again = Agency(name="HPA", tags=("HPA", "H. P. A."), plain=("Harbour Press Agency",))
    assert table_of((again,)) is table_of((HPA,))
    assert table_of((again,)).read_by("IANS") is table_of((HPA,)).read_by("IANS")

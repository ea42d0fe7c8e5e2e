"""Secondary attribution: the agencies that the copy credits beside the one that sent it."""

from collections.abc import Callable

import pytest

from feeds.model import Item

MakeItem = Callable[..., Item]

IANS = "Pune, Nov 2 (IANS) "


@pytest.mark.parametrize(
    ("sentence", "via"),
    [
        ("According to Yonhap, nobody knows.", ("Yonhap",)),
        ("It was bronze, DPA news agency reported.", ("dpa",)),
        ('"It is old," Xinhua news agency quoted Rao as saying.', ("Xinhua",)),
        ('"It is old", the Xinhua news agency reported.', ("Xinhua",)),
        ("Divers raised a bell, Xinhua reported on Monday.", ("Xinhua",)),
        ("The bell rang once, according to Xinhua.", ("Xinhua",)),
        ("The bell rang once, the news agency Xinhua said.", ("Xinhua",)),
        ("The bell rang once, state-run Xinhua news agency said.", ("Xinhua",)),
        ("Rao raised a bell, the harbour master said, citing Kyodo.", ("Kyodo",)),
        ("Divers raised a bell, TASS quoted Rao as saying.", ("TASS",)),
        ("The AP news agency quoted him.", ("AP",)),
        ("Yonhap news agency and TASS news agency reported a bell.", ("Yonhap", "TASS")),
        ("TASS reported a bell. Yonhap said it rang. TASS said it again.", ("TASS", "Yonhap")),
    ],
)
def test_a_sentence_that_credits_an_agency_feeds_via_and_stays(
    sentence: str, via: tuple[str, ...], the_item: MakeItem
) -> None:
    item = the_item(f"{IANS}{sentence}\n\nIt rang once.\n\n--IANS")
    assert item.via == via
    assert item.provider == "IANS"
    assert item.body_text == f"{sentence}\n\nIt rang once."


@pytest.mark.parametrize(
    ("copy", "via"),
    [
        ("Pune, Nov 2 (Xinhua/IANS) Divers raised a bell.", ("Xinhua",)),
        ("Pune, Nov 2 (IANS/EFE) Divers raised a bell.", ("EFE",)),
        ("Pune, Nov 2 (Xinhua) -- Divers raised a bell.", ("Xinhua",)),
        ("Pune, Nov 2 (IANS) Divers raised a bell.\n\n--IANS/EFE", ("EFE",)),
        ("Pune, Nov 2 (IANS) Divers raised a bell.\n\n--IANS/Xinhua\nms/vd", ("Xinhua",)),
        ("Pune, Nov 2 (IANS/EFE) A bell, Xinhua said.\n\n--IANS", ("EFE", "Xinhua")),
        ("Pune, Nov 2 (IANS) Divers raised a bell.\n\n--IANS", ()),
        ("Pune, Nov 2 (IANS) IANS reported that divers raised a bell.", ()),
    ],
)
def test_tags_and_signoffs_credit_agencies_too_but_never_the_provider_itself(
    copy: str, via: tuple[str, ...], the_item: MakeItem
) -> None:
    assert the_item(copy).via == via


def test_a_headline_that_ends_in_an_agencys_name_credits_it(the_item: MakeItem) -> None:
    copy = f"{IANS}Divers raised a bell."
    assert the_item(copy, headline="Divers raise a bell: Xinhua").via == ("Xinhua",)
    assert the_item(copy, headline="Divers raise a bell: IANS").via == ()
    assert the_item(copy, headline="Divers raise a bell").via == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "AP said it would pay for the bell, and so did its neighbour Telangana.",
        "PTI said it would contest in 12 seats.",
        "AFP reported two dead among its own soldiers.",
        "UNI Global Union said its members had walked out.",
        "DPA said nothing of who pays.",
        "MENA reported growth of 4 per cent.",
        "Thomson Reuters said its profit had risen.",
        "Xinhua Hospital said its beds were full.",
        "The TASS press centre said its hall was full.",
        "IANS-CVoter said 12 per cent had no view.",
        "Xinhua, a street of tea houses, was quiet.",
    ],
)
def test_a_name_that_only_looks_like_an_agency_is_none(sentence: str, the_item: MakeItem) -> None:
    item = the_item(f"WUHAN, Nov. 2 (Xinhua) -- {sentence}\n\nIt rang once.", provider="Xinhua")
    assert item.via == ()
    ours = the_item(f"{IANS}{sentence}\n\nIt rang once.")
    assert ours.via == ()
    assert ours.body_text == f"{sentence}\n\nIt rang once."

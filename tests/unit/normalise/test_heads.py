"""Heads: what an agency puts before a headline, off the headline and into fields."""

from collections.abc import Callable

import pytest

from feeds.model import Item, PubStatus, Status

MakeItem = Callable[..., Item]

BARE = "Divers raise a bell"
COPY = "WUHAN, Nov. 2 (Xinhua) -- Divers raised a bell from the bay."


def of(item: Item) -> tuple[Status, PubStatus]:
    return item.verdict, item.pubstatus


@pytest.mark.parametrize(
    "head",
    [
        "URGENT: ", "Urgent: ", "URGENT - ", "URGENT -- ", "FLASH: ", "BREAKING: ", "BREAKING - ",
        "APNewsAlert: ", "AVANCE: ", "AVANCE : ", "(URGENT) ", "BREAKING NEWS: ", "URGENT-", "Urgent：", "快讯：",
        "عاجل: ", "URGENTE: ", "ALERTE - ", "EILMELDUNG: ", "Eil: ",
    ],
)  # fmt: skip
def test_a_head_of_haste_makes_an_item_urgent(head: str, the_item: MakeItem) -> None:
    item = the_item(COPY, headline=head + BARE, provider="Xinhua")
    assert item.headline == BARE
    assert item.urgency in {1, 2, 3}
    assert of(item) == (Status.NEW, PubStatus.USABLE)


@pytest.mark.parametrize(
    "head",
    [
        "UPDATE 1-", "UPDATE 2-", "UPDATE 1 - ", "REFILE-", "REFILE: ", "RPT-", "REPEAT-", "(LEAD) ",
        "(2nd LD) ", "(2ND LEAD) ", "2ND LEAD: ", "1ST LEAD ", "RPT-UPDATE 1-", "Update: ", "Update 2: ", "Refile: ",
        "UPDATE: ", "LEAD: ", "LD: ", "1st LD-Writethru: ", "2nd Ld-Writethru, ",
    ],
)  # fmt: skip
def test_a_head_of_routine_only_leaves_the_headline(head: str, the_item: MakeItem) -> None:
    item = the_item(COPY, headline=head + BARE)
    assert item.headline == BARE
    assert item.urgency is None
    assert of(item) == (Status.NEW, PubStatus.USABLE)


@pytest.mark.parametrize(
    "head",
    [
        "CORRECTED-", "CORRECTED: ", "CORRECTED-(OFFICIAL)-", "CORRECTION: ", "CORRECTION - ",
        "UPDATE 1-CORRECTED-", "CORRECTED-UPDATE 2-", "Correction: ", "Corrected: ",
        "(CORRECTED) ", "CORRECT: ", "KORREKTUR: ", "Berichtigung: ", "CORRECCIÓN: ", "更正：",
    ],
)  # fmt: skip
def test_a_head_of_correction_makes_a_correction(head: str, the_item: MakeItem) -> None:
    item = the_item(COPY, headline=head + BARE)
    assert item.headline == BARE
    assert of(item) == (Status.CORRECTION, PubStatus.USABLE)
    assert item.verdict_reason


@pytest.mark.parametrize(
    "head",
    [
        "KILL: ", "KILL-", "WITHDRAWN-", "WITHDRAWN: ", "STORY WITHDRAWN-", "MANDATORY KILL: ",
        "KILL KILL KILL: ", "KILL KILL KILL - ", "RETRACTED: ", "ELIMINATION: ", "ANULACIÓN: ",
    ],
)  # fmt: skip
def test_a_head_of_withdrawal_cancels(head: str, the_item: MakeItem) -> None:
    item = the_item(COPY, headline=head + BARE)
    assert item.headline == BARE
    assert of(item) == (Status.WITHDRAWN, PubStatus.CANCELED)
    assert item.verdict_reason


@pytest.mark.parametrize(
    "head",
    [
        "HOLD: ", "HOLD-", "ADVISORY-", "ADVISORY: ", "HOLD HOLD HOLD: ", "NEWS ADVISORY: ", "EMBARGO: ",
        "HOLD FOR RELEASE: ", "EMBARGOED UNTIL 1800 GMT: ", "EMBARGOED until 10 May, 18:00 BST: ", "SPERRFRIST 18 Uhr - ",
    ],
)  # fmt: skip
def test_a_head_of_waiting_withholds_and_does_not_cancel(head: str, the_item: MakeItem) -> None:
    item = the_item(COPY, headline=head + BARE)
    assert item.headline == BARE
    assert of(item) == (Status.HELD, PubStatus.WITHHELD)
    assert item.verdict_reason


def test_of_several_heads_each_counts(the_item: MakeItem) -> None:
    item = the_item(COPY, headline=f"URGENT: CORRECTED-{BARE}")
    assert item.headline == BARE
    assert item.urgency in {1, 2, 3}
    assert item.verdict is Status.CORRECTION


def test_a_head_with_nothing_behind_it_is_the_headline(the_item: MakeItem) -> None:
    assert the_item(COPY, headline="URGENT:").headline == "URGENT:"


@pytest.mark.parametrize(
    ("headline", "pubstatus"),
    [
        ("KILL KILL KILL", PubStatus.CANCELED),
        ("KILL:", PubStatus.CANCELED),
        ("HOLD HOLD HOLD", PubStatus.WITHHELD),
    ],
)
def test_a_head_that_is_all_of_a_headline_forbids_what_it_says(
    headline: str, pubstatus: PubStatus, the_item: MakeItem
) -> None:
    item = the_item(COPY, headline=headline)
    assert (item.headline, item.pubstatus) == (headline, pubstatus)
    assert item.verdict_reason


def test_an_urgency_that_the_wire_states_stands(the_item: MakeItem) -> None:
    assert the_item(COPY, headline=f"URGENT: {BARE}", urgency=4).urgency == 4
    assert the_item(COPY, headline=BARE, urgency=1).urgency == 1
    assert the_item(COPY, headline=f"URGENT: {BARE}", urgency=0).urgency in {1, 2, 3}
    assert the_item(COPY, headline=BARE, urgency=12).urgency is None


@pytest.mark.parametrize(
    ("pubstatus", "verdict"),
    [
        (PubStatus.USABLE, Status.NEW),
        (PubStatus.WITHHELD, Status.HELD),
        (PubStatus.CANCELED, Status.WITHDRAWN),
    ],
)
def test_a_status_that_the_wire_states_stands(
    pubstatus: PubStatus, verdict: Status, the_item: MakeItem
) -> None:
    assert of(the_item(COPY, pubstatus=pubstatus)) == (verdict, pubstatus)


def test_a_correction_of_what_the_wire_withholds_is_still_withheld(the_item: MakeItem) -> None:
    item = the_item(COPY, headline=f"CORRECTED-{BARE}", pubstatus=PubStatus.WITHHELD)
    assert item.pubstatus is PubStatus.WITHHELD


@pytest.mark.parametrize(
    ("head", "verdict", "pubstatus"),
    [
        ("CORRECTED-KILL: ", Status.WITHDRAWN, PubStatus.CANCELED),
        ("CORRECTED-HOLD: ", Status.HELD, PubStatus.WITHHELD),
        ("HOLD: KILL: ", Status.WITHDRAWN, PubStatus.CANCELED),
    ],
)
def test_of_several_heads_the_one_that_forbids_most_counts(
    head: str, verdict: Status, pubstatus: PubStatus, the_item: MakeItem
) -> None:
    item = the_item(COPY, headline=f"{head}{BARE}")
    assert (item.verdict, item.pubstatus) == (verdict, pubstatus)


def test_a_head_makes_no_more_of_what_the_wire_cancels(the_item: MakeItem) -> None:
    item = the_item(COPY, headline=f"HOLD: {BARE}", pubstatus=PubStatus.CANCELED)
    assert item.pubstatus is PubStatus.CANCELED

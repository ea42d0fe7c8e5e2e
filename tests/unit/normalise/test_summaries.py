"""Summaries: the wire's own out of its envelope, or the start of the story."""

import pytest

from tests.unit.normalise.plain import COPY, MakeItem


def test_the_wires_summary_is_text_out_of_its_own_envelope(the_item: MakeItem) -> None:
    item = the_item(
        f"{COPY}\n\nIt rang once.",
        summary="<p>Pune, Nov 2 (IANS) Divers <b>raised</b> a bell &amp; a rope.</p>",
    )
    assert item.summary == "Divers raised a bell & a rope."


@pytest.mark.processor(10)
@pytest.mark.parametrize(
    "body",
    [
        "a <b>bell</b>{}rang",
        "<p>Pune, Nov 2 (IANS) A bell{}rang.</p><p>--IANS</p>",
        "<p>Pune, Nov 2 (IANS){}A bell rang.</p><p>--IANS</p>",
        "<p>Pune, Nov 2 (IANS) A bell rang.{}</p>{}<p>--IANS</p>",
    ],
)
@pytest.mark.parametrize("blank", [" ", "\n", "<br>", "<br> "])
def test_no_copy_is_long_in_the_opening(the_item: MakeItem, body: str, blank: str) -> None:
    """X12: as long as a worker has for a whole document, and many times what it takes."""
    item = the_item(body.replace("{}", blank * 100_000))
    assert "bell" in item.body_text
    assert "rang" in item.body_text


@pytest.mark.parametrize(
    ("provider", "dateline", "signoff", "behind"),
    [
        (
            "Reuters",
            "LONDON (Reuters) - ",
            "(Reporting by Jane Doe; editing by J. Roe)",
            "Our rules.",
        ),
        ("IANS", "Pune, Nov 2 (IANS) ", "--IANS", "Get our app."),
        ("Xinhua", "PUNE, Nov. 2 (Xinhua) -- ", "Enditem", "Share this page."),
        ("ANI", "Pune [India], November 2 (ANI): ", "(ANI)", "Also read this."),
    ],
)
def test_a_summary_that_is_the_copys_first_paragraph_is_out_of_its_own_envelope_too(
    the_item: MakeItem, provider: str, dateline: str, signoff: str, behind: str
) -> None:
    first = f"<p>{dateline}Divers raised a bell on Monday.</p><p>{signoff}</p>"
    item = the_item(f"{first}<p>{behind}</p>", provider=provider, summary=first)
    assert item.summary == "Divers raised a bell on Monday."
    one = f"<p>{dateline}Divers raised a bell on Monday. {signoff}</p>"
    item = the_item(f"{one}<p>{behind}</p>", provider=provider, summary=one)
    assert item.summary == "Divers raised a bell on Monday."


def test_a_wire_that_sends_a_summary_alone_has_sent_its_copy(the_item: MakeItem) -> None:
    item = the_item("", summary=f"{COPY}\n\n--IANS")
    assert item.body_text == item.summary == "Divers raised a bell from the bay."
    assert item.dateline.city == "Pune"
    assert item.signoff == "--IANS"


def test_without_a_summary_the_start_of_the_story_is_one(the_item: MakeItem) -> None:
    sentence = "The bell was as heavy as it had been when it was cast in the town of Uglich."
    item = the_item(" ".join([sentence] * 20))
    assert item.summary.startswith(sentence)
    assert item.summary.endswith("Uglich.")
    assert len(item.summary) <= 300
    endless = the_item(" ".join(["bell"] * 400))
    assert endless.summary.endswith("bell …")
    assert len(endless.summary) <= 302

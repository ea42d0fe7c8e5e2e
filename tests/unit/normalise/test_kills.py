"""Kills and holds that come as copy: never published, and no story about a killing is taken for one."""

from collections.abc import Callable

import pytest

from feeds.model import Item, PubStatus, Status

MakeItem = Callable[..., Item]

IANS = "Pune, Nov 2 (IANS) "
OPENINGS = pytest.mark.parametrize("opening", [IANS, ""])


@OPENINGS
@pytest.mark.parametrize(
    "text",
    [
        "Please kill the story slugged BELL. A kill is mandatory.",
        "Please kill item 157 on the bell.",
        "Please immediately kill our story headlined “Divers raise a bell”.",
        'Please kill the "Divers raise a bell" story of Nov 2.',
        'Attention subscribers: Please kill the story DEL23 slugged "Bell" issued at 1112 hrs.',
        "EDITORS: Please kill the earlier IANS story headlined 'Bell'.",
        "MANDATORY KILL: Please kill story BELL.",
        "Eds: Please kill the story slugged BELL.",
        "(Eds: Please kill the story slugged BELL.)",
        'The story headlined "Divers raise a bell" is withdrawn.',
        'The IANS story headlined "A bell" has been withdrawn because of an error.',
        'The story headlined "Bell", which was issued on Monday, is withdrawn as it was wrong.',
        "The Nov 2 item slugged BELL-RAISED is withdrawn.",
        "IANS has withdrawn its story about a bell.",
        "KILL KILL KILL\n\nBell of Nov 2",
        "Pune-Bell/ KILL KILL KILL =\n\nBell of Nov 2",
        "Kindly kill the story slugged BELL.",
        "Please disregard our story “Divers raise a bell” of Nov 2.",
        "Kindly ignore the earlier story headlined 'Bell'.",
        "Please withdraw the item sent at 1112 hrs.",
        "ATTENTION EDITORS: We are killing our story headlined “Bell”.",
        'The item dpa 157 "Divers raise a bell" is withdrawn.',
        "Bitte die Meldung dpa 157 „Glocke“ nicht verwenden.",
        "Die Meldung dpa 157 “Glocke” wird zurückgezogen.",
    ],
)
def test_a_text_that_kills_a_story_is_none(opening: str, text: str, the_item: MakeItem) -> None:
    item = the_item(opening + text)
    assert (item.verdict, item.pubstatus) == (Status.WITHDRAWN, PubStatus.CANCELED)
    assert item.verdict_reason


@OPENINGS
@pytest.mark.parametrize(
    "text",
    [
        "Please hold item 157 on the bell.",
        'Please hold the story slugged "Bell". There is some doubt.',
        "HOLD HOLD HOLD\n\nBell of Nov 2",
        "Pune-Bell/ HOLD HOLD HOLD =\n\nPlease hold item 157.",
        "EMBARGOED FOR RELEASE UNTIL 1800 GMT NOV 3\n\nA bell.",
        "NOT FOR PUBLICATION BEFORE NOV 3\n\nA bell.",
        "ACHTUNG - SPERRFRIST 18 Uhr\n\nEine Glocke.",
    ],
)
def test_a_text_that_holds_a_story_is_withheld_and_not_cancelled(
    opening: str, text: str, the_item: MakeItem
) -> None:
    item = the_item(opening + text)
    assert (item.verdict, item.pubstatus) == (Status.HELD, PubStatus.WITHHELD)
    assert item.verdict_reason


@OPENINGS
@pytest.mark.parametrize(
    "text",
    [
        "Gunmen killed the story-teller of the village.",
        "Police killed three men in a story that shook the town.",
        '"Please kill the story," the editor told his desk.',
        "Please kill the story, the editor told his desk, and it was killed.",
        "Please kill the story was all that the note said.",
        "Please kill the lights, said the report.",
        "Please hold the front page: a story of ink.",
        "Please hold your applause, the story is not over.",
        "Hold the line, the report says.",
        "Mandatory kills of deer were ordered.",
        "A kill of fish is mandatory reading.",
        'The story headlined "Bell" was withdrawn by the Daily on Monday.',
        'The story headlined "Bell" has been withdrawn, the Daily said on Monday.',
        'The story headlined "Bell" has been withdrawn from its website.',
        'The item headed "Bell" is killed off in the second act.',
        "The report on the killing is withdrawn from sale.",
        "Reuters has withdrawn its story about the bell, the Daily wrote.",
        "Troops withdrawn from the border were killed.",
        "The film Kill Kill Kill opens on Friday.",
        "Please ignore the report, the mayor said.",
        "We are withdrawing our divers, the mayor said.",
        "EMBARGO is a word that divers know.",
        "Die Meldung der Taucher wurde zurückgezogen.",
    ],
)
def test_a_story_about_a_killing_is_a_story(opening: str, text: str, the_item: MakeItem) -> None:
    item = the_item(f"{opening}{text}\n\nIt rang once.")
    assert (item.verdict, item.pubstatus) == (Status.NEW, PubStatus.USABLE)
    assert item.body_text == f"{text}\n\nIt rang once."


def test_what_kills_further_down_is_the_storys_own(the_item: MakeItem) -> None:
    story = f"{'Divers raised a bell from the bay. ' * 10}\n\nPlease kill the story slugged BELL."
    assert the_item(IANS + story).pubstatus is PubStatus.USABLE


def test_a_note_that_kills_an_earlier_story_does_not_kill_the_one_that_takes_its_place(
    the_item: MakeItem,
) -> None:
    copy = f"(Eds: Please kill the story slugged BELL; this one takes its place)\n\n{IANS}A bell."
    item = the_item(copy)
    assert (item.verdict, item.pubstatus) == (Status.NEW, PubStatus.USABLE)
    assert item.body_text == "A bell."


def test_of_headline_and_text_the_one_that_forbids_more_counts(the_item: MakeItem) -> None:
    text = "Please kill the story slugged BELL."
    for headline in ("HOLD: Bell", "CORRECTED-Bell", "Bell"):
        assert the_item(text, headline=headline).pubstatus is PubStatus.CANCELED
    held = the_item("Please hold item 157.", headline="KILL: Bell")
    assert held.pubstatus is PubStatus.CANCELED
    withheld = the_item("A bell.", pubstatus=PubStatus.WITHHELD)
    assert (withheld.verdict, withheld.pubstatus) == (Status.HELD, PubStatus.WITHHELD)

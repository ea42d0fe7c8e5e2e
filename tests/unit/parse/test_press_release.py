"""A press release in plain text: it says that it is one in a line of its own."""

from collections.abc import Callable

import pytest

from feeds.model import Payload, WireItem
from feeds.parse.wiretext import parse_wiretext

DATELINE = "PUNE, India, Nov. 2, 2026 /PRNewswire-AsiaNet/ --"
STORY = f"{DATELINE}\n\nBay Divers today raised a bell.\n\nSOURCE Bay Divers Ltd"


@pytest.fixture
def the_item(a_file: Callable[..., Payload]) -> Callable[[str], WireItem]:
    def make(text: str) -> WireItem:
        (item,) = parse_wiretext(a_file(text)).items
        return item

    return make


MakeItem = Callable[[str], WireItem]


@pytest.mark.parametrize(
    ("head", "guid", "credit"),
    [
        ("Source: Bay Divers Ltd \nMEDIA RELEASE PR12345\nDivers raise a \nbell \n\n", "PR12345", "Bay Divers Ltd"),
        ("MEDIA RELEASE PR12345\nDivers raise a bell\n\n", "PR12345", ""),
        ("SOURCE: Bay Divers Ltd\nPress Release\nDivers raise a bell\n\n", "", "Bay Divers Ltd"),
        ("NEWS RELEASE\n\nDivers raise a bell\n\n", "", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_head_of_a_release_is_fields(
    head: str, guid: str, credit: str, end: str, the_item: MakeItem
) -> None:
    item = the_item(f"{head}{STORY}\n".replace("\n", end))
    assert (item.headline.value, item.body.value) == ("Divers raise a bell", STORY)
    assert (item.guid, item.creditline) == (guid, credit)


@pytest.mark.parametrize(
    "text",
    [
        f"Source: Bay Divers Ltd\nDivers raise a bell\n\n{STORY}",
        f"Media release of bells is a habit\n\n{STORY}",
        f"MEDIA RELEASE PR12345: a bell\n\n{STORY}",
        "MEDIA RELEASE PR12345\nDivers raise a bell",
        "MEDIA RELEASE PR12345\n\nDivers raise a bell",
    ],
)
def test_what_only_looks_like_a_release_keeps_every_word(text: str, the_item: MakeItem) -> None:
    item = the_item(text)
    for word in text.split():
        assert word in f"{item.headline.value} {item.body.value}"


def test_a_story_of_nothing_but_a_dateline_has_a_headline(the_item: MakeItem) -> None:
    assert the_item("Pune (IANS) -").headline.value == "Pune (IANS) -"

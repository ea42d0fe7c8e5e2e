"""A head with a line in it that is none of its own: nothing of it is taken for copy."""

from collections.abc import Callable

import pytest

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse import parse

STORY = "Pune, Nov 2 (IANS) Divers raised a bell from the bay.\n\n--IANS"


@pytest.fixture
def refusal(a_file: Callable[..., Payload]) -> Callable[[str], ParseError]:
    def of(text: str) -> ParseError:
        with pytest.raises(ParseError) as refused:
            parse(a_file(text), format="wiretext")
        return refused.value

    return of


Refusal = Callable[[str], ParseError]


@pytest.mark.parametrize(
    ("head", "name", "nearest", "line"),
    [
        ("headline: Bell\nedit-note: zq\nid: 1", "edit-note", "ednote", 2),
        ("headlin: Bell\nid: 1", "headlin", "headline", 1),
        ("id: 1\nHeadline: Bell\nUsage Terms: zq", "usage terms", "usageterms", 3),
        ("date: 2026-11-02\nby_line: zq", "by_line", "byline", 2),
        ("ednote: zq\nby: zq", "by", "byline", 2),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_unknown_line_of_a_head_is_refused_with_the_nearest_known_ones(
    head: str, name: str, nearest: str, line: int, end: str, refusal: Refusal
) -> None:
    fault = refusal(f"{head}\n\n{STORY}".replace("\n", end))
    assert repr(name) in str(fault)
    assert nearest in fault.message.partition("expected")[2].split(" or ")[0]
    assert fault.position == f"line {line}"
    assert "zq" not in str(fault)


def test_where_none_is_near_all_are_named(refusal: Refusal) -> None:
    expected = str(refusal(f"id: 1\nqqqq: y\n\n{STORY}"))
    for name in ("headline", "date", "id", "ednote", "usageterms", "byline"):
        assert name in expected


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("headline: Bell\nid: 1\nednote: zq\nPune, Nov 2 (IANS) It rang.", 4),
        ("headline: Bell\nednote: not before\n noon zq", 3),
        ("headline: Bell\nDivers raised it zq.", 2),
        ("byline: A. Rao\n(zq)\nid: 1", 2),
    ],
)
def test_a_line_in_a_head_that_is_none_is_refused_by_its_place(
    head: str, line: int, refusal: Refusal
) -> None:
    fault = refusal(f"{head}\n\n{STORY}")
    assert fault.position == f"line {line}"
    assert "blank line" in str(fault)
    assert "zq" not in str(fault)


def test_a_line_of_blanks_ends_a_head_as_an_empty_one_does(
    a_file: Callable[..., Payload],
) -> None:
    (item,) = parse(a_file(f"headline: Bell\nednote: zq\n \t\n{STORY}"), format="wiretext").items
    assert (item.headline.value, item.ednote, item.body.value) == ("Bell", "zq", STORY)


@pytest.mark.parametrize(
    "first",
    [
        "Lavrov: we have agreed",
        "Note: the bell is cracked",
        "Lavrov: we have agreed\nKerry: we have",
        "Date: the fruit is in season\nand cheap",
        "Version: there are two of them\nsaid the diver",
        "The headline: bell raised",
    ],
)
def test_a_story_that_begins_with_a_colon_in_its_first_line_stays_a_story(
    first: str, a_file: Callable[..., Payload]
) -> None:
    (item,) = parse(a_file(f"{first}\n\n{STORY}"), format="wiretext").items
    assert first.replace("\n", " ") in f"{item.headline.value} {item.body.value}".replace("\n", " ")
    assert STORY in item.body.value

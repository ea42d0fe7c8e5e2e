"""Which channels take an item?"""

from collections.abc import Callable

import pytest

from feeds.decide.route import digests, route, takes
from feeds.decide.standing import standing
from feeds.model import Channel, Item, Rights, Selection, Source, SourceStatus, Subject


@pytest.mark.parametrize(
    ("select", "taken"),
    [
        (Selection(), True),
        (Selection(providers=("ians",)), True),
        (Selection(providers=("Xinhua",)), False),
        (Selection(subjects=("World",)), True),
        (Selection(subjects=("sports", "transport")), True),
        (Selection(subjects=("sports",)), False),
        (Selection(languages=("en",)), True),
        (Selection(languages=("EN-in",)), True),
        (Selection(languages=("e",)), False),
        (Selection(languages=("hi",)), False),
        (Selection(text="flood ferry"), True),
        (Selection(text="fer"), False),
        (Selection(text="flood bridge"), False),
        (Selection(urgency=3), True),
        (Selection(urgency=2), False),
        (Selection(providers=("IANS",), subjects=("sports",)), False),
    ],
)
def test_every_field_of_a_selection_must_agree(
    an_item: Callable[..., Item], select: Selection, taken: bool
) -> None:
    item = an_item(
        subjects=(Subject(code="world", name="World"), Subject(name="Transport")),
        language="en-IN",
        urgency=3,
    )
    assert takes(select, item) is taken


def test_an_item_without_urgency_is_of_the_ordinary_one(an_item: Callable[..., Item]) -> None:
    assert takes(Selection(urgency=5), an_item())
    assert not takes(Selection(urgency=4), an_item())


def test_routes_come_in_the_order_of_the_config(
    an_item: Callable[..., Item], a_source: Callable[..., Source]
) -> None:
    channels = [
        Channel(id="b", title="B"),
        Channel(id="x", title="X", select=Selection(providers=("Xinhua",))),
        Channel(id="a", title="A"),
    ]
    assert route(an_item(), a_source(), channels) == ("b", "a")
    assert route(an_item(), a_source(rights=Rights.INTERNAL), channels) == ()


def test_a_channels_digest_changes_with_what_it_takes_and_with_nothing_else(
    a_source: Callable[..., Source],
) -> None:
    sources = {"ians": a_source()}
    plain = digests([Channel(id="a", title="A")], sources)
    assert digests([Channel(id="a", title="Another title", size=9)], sources) == plain
    assert digests([Channel(id="a", title="A", select=Selection(text="x"))], sources) != plain
    internal = {"ians": a_source(rights=Rights.INTERNAL)}
    assert digests([Channel(id="a", title="A")], internal) != plain


def test_a_source_that_was_never_polled_waits_and_a_disabled_one_says_so(
    a_source: Callable[..., Source],
) -> None:
    assert standing(a_source(), None)[0] is SourceStatus.WAITING
    assert standing(a_source(enabled=False), None)[0] is SourceStatus.DISABLED

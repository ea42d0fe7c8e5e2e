"""Subjects, and the IPTC Media Topics that they belong to."""

from collections.abc import Callable

import pytest

from feeds.model import Item, Subject
from feeds.normalise.topics import SCHEME

TheItem = Callable[..., Item]


def topics(item: Item) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in item.subjects if one.scheme == SCHEME]


@pytest.mark.parametrize(
    ("code", "name", "topic"),
    [
        ("sports", "Sports", ("medtop:15000000", "sport")),
        ("SPO", "Sport", ("medtop:15000000", "sport")),
        ("04000000", "", ("medtop:04000000", "economy, business and finance")),
        (
            "subj:04017000",
            "economy (general)",
            ("medtop:04000000", "economy, business and finance"),
        ),
        ("x", "Business & Finance", ("medtop:04000000", "economy, business and finance")),
        ("pol", "politics", ("medtop:11000000", "politics and government")),
    ],
)
def test_a_subject_whose_topic_is_known_is_followed_by_it(
    code: str, name: str, topic: tuple[str, str], the_item: TheItem
) -> None:
    item = the_item("A bell.", subjects=(Subject(code=code, name=name),))
    assert item.subjects[0].code == code
    assert topics(item) == [topic]


@pytest.mark.parametrize(
    "code",
    ["harbour", "18000000", "00000000", "0400000", "medtop:20000411", "99", "12345678", "01234567"],
)
def test_a_subject_that_nobody_knows_stands_alone(code: str, the_item: TheItem) -> None:
    item = the_item("A bell.", subjects=(Subject(code=code, name=code),))
    assert [one.code for one in item.subjects] == [code]


def test_a_topic_that_the_wire_states_is_not_said_twice(the_item: TheItem) -> None:
    stated = Subject(
        code="medtop:15000000", name="Sport", scheme="http://cv.iptc.org/newscodes/mediatopic/"
    )
    item = the_item("A bell.", subjects=(stated, Subject(code="cricket", name="cricket")))
    assert [one.code for one in item.subjects] == ["medtop:15000000", "cricket"]


def test_two_subjects_of_one_topic_name_it_once(the_item: TheItem) -> None:
    names = ("war", "conflict", "sports")
    item = the_item("A bell.", subjects=tuple(Subject(code=one, name=one) for one in names))
    assert [code for code, _ in topics(item)] == ["medtop:16000000", "medtop:15000000"]


def test_the_subjects_of_the_config_have_topics_too(the_item: TheItem, a_source) -> None:
    item = the_item("A bell.", source=a_source("IANS", subjects=("business",)))
    assert [one.code for one in item.subjects] == ["business", "medtop:04000000"]


def test_an_item_about_nothing_has_no_topic(the_item: TheItem) -> None:
    assert the_item("A bell.").subjects == ()

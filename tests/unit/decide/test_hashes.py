"""What an item says, as hashes: stores have them from years ago."""

from collections.abc import Callable
from datetime import timedelta

from feeds.decide.hashes import Hashes, hashes_of
from feeds.decide.identity import identify
from feeds.model import Item, Subject

MakeItem = Callable[..., Item]


def told_apart(one: Item, other: Item) -> set[str]:
    both = zip(Hashes._fields, hashes_of(one), hashes_of(other), strict=True)
    return {name for name, mine, theirs in both if mine != theirs}


def test_each_says_the_same_for_what_its_question_is_about_alone(an_item: MakeItem) -> None:
    item = an_item(
        body_text="The ferry left the bay at noon with sixty people and a bell on board."
    )
    assert item.firstcreated is not None
    later = item.firstcreated + timedelta(hours=1)
    assert told_apart(item, an_item(body_text=item.body_text)) == set()
    assert told_apart(item, an_item(body_text=item.body_text, firstcreated=later)) == {
        "head",
        "copy",
    }
    assert told_apart(item, an_item(body_text=item.body_text, headline="Bell")) == {
        "head",
        "text",
        "digest",
    }
    assert told_apart(item, an_item(body_text=f"{item.body_text} It came.")) == {"copy", "text"}
    assert told_apart(item, an_item(body_text=item.body_text, body_html="<p>Bell</p>")) == {
        "digest"
    }


def test_the_order_of_subjects_changes_none(an_item: MakeItem) -> None:
    one, other = Subject(code="world", name="World"), Subject(code="sport", name="Sport")
    assert told_apart(an_item(subjects=(one, other)), an_item(subjects=(other, one))) == set()


def test_those_that_came_with_the_items_are_what_they_are_known_by(an_item: MakeItem) -> None:
    items = [an_item(), an_item(guid="", headline="Bell")]
    made = [hashes_of(item) for item in items]
    assert identify(items, made, reuses_ids=False) == identify(items, reuses_ids=False)
    assert [one.digest for one in identify(items, made, reuses_ids=False)[0]] == [
        one.digest for one in made
    ]

"""What an item says, as hashes: stores have them from years ago."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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
    items = [an_item(guid="", link=""), an_item(guid="", link="", headline="Bell")]
    made = [hashes_of(item) for item in items]
    assert identify(items, made, reuses_ids=False) == identify(items, reuses_ids=False)
    others = [Hashes(head=f"head:{n}", copy="", text="text:x", digest=f"d{n}") for n in "ab"]
    known, _ = identify(items, others, reuses_ids=False)
    assert [(one.key, one.aliases, one.text_key, one.digest) for one in known] == [
        ("head:a", ("head:a",), "text:x", "da"),
        ("head:b", ("head:b",), "text:x", "db"),
    ]


def test_they_are_what_they_were_when_stores_were_filled_with_them() -> None:
    item = Item(
        guid="1",
        source="wire",
        provider="IANS",
        headline="Divers raise a bell",
        body_html="<p>Divers raised an old bell from the bay on Tuesday, as the museum said.</p>",
        body_text="Divers raised an old bell from the bay on Tuesday, as the museum said.",
        subjects=(Subject(code="world", name="World"),),
        firstcreated=datetime(2026, 11, 2, 12, tzinfo=UTC),
    )
    assert hashes_of(item) == Hashes(
        head="head:2c2c528b4dbad7cd82f73098225cef43",
        copy="copy:aa53451799317a98781d0c5ca8026eee",
        text="text:a561c35732c7a9d75a78f360696317d6",
        digest="a26198cca65390b5034e1f5a71b3aecb",
    )

"""Which item is this? The ladder of keys, and what makes a source climb down it."""

from collections.abc import Callable
from datetime import timedelta

from feeds.decide.identity import fold, identify, public_id
from feeds.model import Item

MakeItem = Callable[..., Item]


def keys_of(items: list[Item], *, reuses_ids: bool = False) -> list[str]:
    return [known.key for known in identify(items, reuses_ids=reuses_ids)[0]]


def test_the_wires_own_id_decides(an_item: MakeItem) -> None:
    assert keys_of([an_item()]) == ["guid:wire-1"]


def test_without_an_id_the_link_decides(an_item: MakeItem) -> None:
    assert keys_of([an_item(guid="")]) == ["link:http://wire.example/ferry"]


def test_without_an_id_and_a_link_the_headline_with_its_date_decides(an_item: MakeItem) -> None:
    monday = an_item(guid="", link="")
    tuesday = an_item(
        guid="", link="", firstcreated=monday.firstcreated and monday.firstcreated + timedelta(1)
    )
    first, second = keys_of([monday, tuesday])
    assert first.startswith("head:")
    assert first != second


def test_an_item_is_known_by_its_lower_rungs_too(an_item: MakeItem) -> None:
    (known,), _ = identify([an_item()], reuses_ids=False)
    assert known.aliases[:2] == ("guid:wire-1", "link:http://wire.example/ferry")
    assert known.aliases[2].startswith("head:")


def test_one_id_on_two_links_in_one_document_marks_the_source_and_loses_no_item(
    an_item: MakeItem,
) -> None:
    items = [an_item(link=f"http://wire.example/{n}", headline=f"Story {n}") for n in range(3)]
    known, reuses_ids = identify(items, reuses_ids=False)
    assert reuses_ids
    assert [one.key for one in known] == [f"link:http://wire.example/{n}" for n in range(3)]


def test_a_marked_source_stays_marked_when_a_document_looks_well(an_item: MakeItem) -> None:
    known, reuses_ids = identify([an_item()], reuses_ids=True)
    assert reuses_ids
    assert known[0].key == "link:http://wire.example/ferry"


def test_one_id_without_links_but_under_several_headlines_is_reused(an_item: MakeItem) -> None:
    items = [an_item(link="", headline=f"Story {n}") for n in range(3)]
    known, reuses_ids = identify(items, reuses_ids=False)
    assert reuses_ids
    assert len(known) == 3


def test_items_that_share_a_link_are_told_apart_by_headline(an_item: MakeItem) -> None:
    items = [
        an_item(guid="", link="http://wire.example/", headline=headline)
        for headline in ("One", "Two")
    ]
    keys = keys_of(items)
    assert len(set(keys)) == 2
    assert all(key.startswith("head:") for key in keys)


def test_of_two_versions_in_one_document_the_newer_is_kept(an_item: MakeItem) -> None:
    old = an_item(version="1", headline="Ferry stops")
    new = an_item(version="2", headline="Ferry resumes")
    for order in ([old, new], [new, old]):
        known, reuses_ids = identify(order, reuses_ids=False)
        assert not reuses_ids
        assert [one.item.headline for one in known] == ["Ferry resumes"]


def test_of_two_files_with_one_id_the_later_is_kept(an_item: MakeItem) -> None:
    first = identify([an_item(headline="First file")], reuses_ids=False)[0]
    second = identify([an_item(headline="Second file")], reuses_ids=False)[0]
    folded = fold([(0, first[0]), (1, second[0])])
    assert [(index, one.item.headline) for index, one in folded] == [(1, "Second file")]


def test_the_public_id_is_a_tag_uri_minted_from_the_first_key_alone() -> None:
    id_ = public_id("ians", "guid:wire-1", "gnn9.com,2015")
    assert id_ == public_id("ians", "guid:wire-1", "gnn9.com,2015")
    assert id_.startswith("tag:gnn9.com,2015:")
    assert id_ != public_id("xinhua", "guid:wire-1", "gnn9.com,2015")
    assert id_ != public_id("ians", "guid:wire-2", "gnn9.com,2015")


def test_too_few_words_are_no_sign_that_two_items_are_one(an_item: MakeItem) -> None:
    (short,), _ = identify([an_item(headline="Markets", body_text="Closed.")], reuses_ids=False)
    assert short.text_key == ""

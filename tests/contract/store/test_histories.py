"""What a store promises of archives: who waits for a place, what has one, and which pages are due."""

from __future__ import annotations

from dataclasses import replace

from feeds.contracts import Store
from feeds.model import ArchivePage, DocumentRecord, LedgerLine, Placed, Status
from tests.contract.store.filings import CHANNELS, DIGESTS, MINUTE, NOW, a_filing, record

IDS = tuple(f"tag:x:{number}" for number in range(6))


def a_line(revision: int = 1) -> LedgerLine:
    return LedgerLine(
        at=NOW, stage="keep", status="new", rule="keep.age/1", reason="old", revision=revision
    )


def fill(store: Store, *pages: tuple[str, ...], channel: str = "all") -> None:
    """Pages that take no more, made as they are."""
    store.give_places(
        channel, [Placed(number=n, items=ids, newest=NOW) for n, ids in enumerate(pages, 1)]
    )
    for number, ids in enumerate(pages, 1):
        make(store, number, *ids, channel=channel)
    store.clean([channel])


def make(store: Store, number: int, *ids: str, channel: str = "all") -> None:
    page = store.archive_page(channel, number)
    assert page is not None
    members = tuple((id_, 1) for id_ in ids)
    store.save_pages([replace(page, updated=page.updated or NOW, members=members)])


def due(store: Store, at=NOW, **more: bool) -> tuple[tuple[str, int], ...]:
    return store.due_pages(at, 10, **{"changed": True, **more})


def test_what_is_routed_waits_for_its_place_in_the_order_in_which_it_came(store: Store) -> None:
    record(store, a_filing("2", published=NOW), a_filing("1"), a_filing("3", channels=("world",)))
    record(store, a_filing("4", status=Status.HELD))
    assert store.placed("all") == ("tag:x:1", "tag:x:2")
    assert store.placed("world") == ("tag:x:3",)


def test_a_place_is_given_once_and_a_new_version_keeps_it(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2"))
    store.give_places("all", [Placed(number=1, items=("tag:x:1",))])
    record(store, a_filing("1", revision=2, updated=NOW), a_filing("2", revision=2, updated=NOW))
    assert store.placed("all", 1) == ("tag:x:1",)
    assert store.placed("all") == ("tag:x:2",)


def test_what_leaves_a_channel_waits_no_longer_and_keeps_the_place_that_it_had(
    store: Store,
) -> None:
    record(store, a_filing("1"), a_filing("2"))
    store.give_places("all", [Placed(number=1, items=("tag:x:1",))])
    moved = [a_filing(guid, revision=2, channels=("world",), updated=NOW) for guid in ("1", "2")]
    record(store, *moved)
    assert store.placed("all") == ()
    assert store.placed("all", 1) == ("tag:x:1",)
    assert store.placed("world") == IDS[1:3]
    store.reroute(dict.fromkeys(IDS[1:3], ("all",)), DIGESTS)
    assert store.placed("world") == ()
    assert store.placed("all") == ("tag:x:2",)


def test_the_newest_versions_are_held_in_the_order_asked_for(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", status=Status.HELD))
    record(store, a_filing("1", revision=2, updated=NOW))
    found = store.held(("tag:x:2", "tag:x:9", "tag:x:1"))
    assert [(held.id, held.revision) for held in found] == [("tag:x:2", 1), ("tag:x:1", 2)]


def test_a_page_that_takes_no_more_waits_to_be_made(store: Store) -> None:
    record(store, *(a_filing(str(number)) for number in range(3)))
    pages = [Placed(number=1, items=IDS[:2], newest=NOW), Placed(number=2, items=IDS[2:3])]
    store.give_places("all", pages)
    assert store.last_page("all") == 1
    assert store.archive_page("all", 1) == ArchivePage(channel="all", number=1, newest=NOW)
    assert store.archive_page("all", 2) is None
    assert due(store, changed=False) == (("all", 1),)
    assert due(store) == ()
    assert store.newest_page("all") == 0
    make(store, 1, *IDS[:2])
    assert due(store, changed=False) == ()
    assert store.newest_page("all") == 1
    assert store.dirty(NOW) == ("all",)  # its document is to lead there


def test_a_page_is_due_when_an_item_with_a_place_in_it_changes_and_no_other(store: Store) -> None:
    record(store, *(a_filing(str(number)) for number in range(3)))
    fill(store, IDS[:1], IDS[1:2], IDS[2:3])
    assert due(store) == ()
    record(store, a_filing("1", revision=2, updated=NOW))
    assert due(store) == (("all", 2),)
    make(store, 2, IDS[1])
    assert due(store) == ()


def test_a_page_is_due_when_its_time_has_come(store: Store) -> None:
    record(store, a_filing("0"))
    fill(store, IDS[:1])
    page = store.archive_page("all", 1)
    assert page is not None
    store.save_pages([replace(page, next_change=NOW + MINUTE)])
    assert due(store) == ()
    assert due(store, NOW + MINUTE) == (("all", 1),)


def test_a_page_that_is_emptied_stands_no_more_and_those_beside_it_lead_past_it(
    store: Store,
) -> None:
    record(store, *(a_filing(str(number)) for number in range(3)))
    fill(store, IDS[:1], IDS[1:2], IDS[2:3])
    assert store.around("all", 2) == (1, 3)
    make(store, 2)
    assert store.around("all", 3) == (1, 0)
    assert store.around("all", 1) == (0, 3)
    assert due(store) == (("all", 1), ("all", 3))
    assert store.dirty(NOW) == ("all",)
    make(store, 1, IDS[0])
    make(store, 3)
    assert store.newest_page("all") == 1


def test_pages_that_are_emptied_together_know_of_each_other(store: Store) -> None:
    record(store, *(a_filing(str(number)) for number in range(4)))
    fill(store, *((one,) for one in IDS[:4]))
    pages = [replace(store.archive_page("all", number), members=()) for number in (2, 3)]
    store.save_pages(pages)
    assert store.around("all", 4) == (1, 0)
    assert set(due(store)) >= {("all", 1), ("all", 4)}


def test_a_new_page_makes_the_one_before_it_due(store: Store) -> None:
    record(store, *(a_filing(str(number)) for number in range(2)))
    fill(store, IDS[:1])
    store.give_places("all", [Placed(number=2, items=IDS[1:2], newest=NOW)])
    assert due(store) == (("all", 1),)


def test_what_lacks_something_still_stays_due(store: Store) -> None:
    record(store, a_filing("0"))
    fill(store, IDS[:1])
    page = store.archive_page("all", 1)
    assert page is not None
    store.save_pages([page], due=True)
    assert due(store) == (("all", 1),)


def test_erased_copy_and_what_is_let_go_of_has_no_place(store: Store) -> None:
    record(store, *(a_filing(str(number)) for number in range(3)))
    fill(store, IDS[:1], IDS[1:2], IDS[2:3])
    store.erase(id_="tag:x:0", until=NOW)
    store.let_go([("tag:x:1", a_line())])
    assert [store.placed("all", number) for number in (1, 2, 3)] == [(), (), IDS[2:3]]
    assert due(store) == (("all", 1), ("all", 2))


def test_another_look_makes_all_pages_wait(store: Store) -> None:
    record(store, a_filing("0"))
    store.remake("one")
    fill(store, IDS[:1])
    store.remake("two")
    assert due(store, changed=False) == (("all", 1),)


def test_the_pages_of_a_channel_that_left_are_due_and_can_be_dropped(store: Store) -> None:
    record(store, a_filing("0", channels=("all", "world")))
    fill(store, IDS[:1])
    fill(store, IDS[:1], channel="world")
    store.enrol_channels(CHANNELS[:1], {"all": "a"})
    assert store.placed("world", 1) == ()
    assert due(store) == (("world", 1),)
    store.drop_pages("world")
    assert due(store) == ()
    assert store.pages("world") == ()
    assert store.placed("all", 1) == IDS[:1]


def test_no_number_of_a_page_is_given_again_when_its_channel_has_left_and_come_back(
    store: Store,
) -> None:
    record(store, a_filing("0", channels=("all", "world")))
    fill(store, IDS[:1], channel="world")
    fill(store, IDS[:1])
    store.drop_pages("world")
    assert store.last_page("world") == 1
    store.drop_pages("world")
    assert store.last_page("world") == 1
    store.begin_above("world", 1)
    assert store.last_page("world") == 1
    assert store.pages("all") == (1,)


def test_the_archive_of_a_channel_that_is_renamed_goes_on_with_its_numbers(store: Store) -> None:
    record(store, *(a_filing(str(number)) for number in range(4)))
    fill(store, IDS[:1], IDS[1:2])
    store.give_places("all", [Placed(number=3, items=IDS[2:3])])
    wire = replace(CHANNELS[0], id="wire", formerly=("every", "all"))
    store.enrol_channels((wire, CHANNELS[1]), {"wire": "a", "world": "w"})
    assert due(store) == (("all", 1), ("all", 2), ("wire", 1), ("wire", 2))
    assert [store.placed("wire", number) for number in range(4)] == [
        (),
        *((one,) for one in IDS[:3]),
    ]
    assert store.placed("all", 1) == ()
    page = store.archive_page("wire", 1)
    assert page is not None
    assert (page.channel, page.updated, page.members) == ("wire", NOW, ((IDS[0], 1),))
    store.drop_pages("all")
    assert store.last_page("all") == store.last_page("wire") == 2


def test_an_archive_is_not_given_to_a_channel_whose_id_has_had_pages(store: Store) -> None:
    record(store, *(a_filing(str(number), channels=("all", "world")) for number in range(2)))
    fill(store, IDS[:1])
    fill(store, IDS[1:2], channel="world")
    store.enrol_channels(CHANNELS[:1], {"all": "a"})
    store.drop_pages("world")
    store.enrol_channels((replace(CHANNELS[1], formerly=("all",)),), {"world": "w"})
    assert store.pages("world") == ()
    assert store.last_page("world") == 1


def test_pages_begin_above_a_number_with_what_is_in_the_one_that_takes_items(store: Store) -> None:
    record(store, *(a_filing(str(number)) for number in range(4)))
    fill(store, IDS[:1])
    store.give_places("all", [Placed(number=2, items=IDS[1:3])])
    store.begin_above("all", 7)
    assert store.last_page("all") == 7
    assert (store.placed("all", 1), store.placed("all", 8)) == (IDS[:1], IDS[1:3])
    assert store.placed("all") == IDS[3:4]
    store.begin_above("all", 5)  # which is none of those that are to come
    assert store.placed("all", 8) == IDS[1:3]
    store.give_places("all", [Placed(number=8, items=IDS[3:4], newest=NOW)])
    assert store.around("all", 8) == (1, 0)


def test_a_copy_that_comes_has_the_page_of_the_first_looked_at_again(store: Store) -> None:
    record(store, a_filing("0"))
    fill(store, IDS[:1])
    copy = a_filing("1")
    held = replace(copy.desk_item, copy_of="tag:x:0")
    record(store, replace(copy, desk_item=held))
    assert due(store) == ()
    assert due(store, changed=False) == (("all", 1),)


def test_a_store_with_a_page_that_is_due_is_not_at_rest(store: Store) -> None:
    record(store, a_filing("0"))
    store.paged([("tag:x:0", 1)])
    fill(store, IDS[:1])
    store.leave_word("config", [])
    assert store.at_rest("config", NOW)
    record(store, a_filing("0", revision=2, updated=NOW))
    store.clean(["all"])
    store.paged([("tag:x:0", 2)])
    assert not store.at_rest("config", NOW)
    make(store, 1, IDS[0])
    assert store.at_rest("config", NOW)


def test_documents_of_archives_are_none_of_the_front(store: Store) -> None:
    paths = ("archive/all/1.rss", "archives.rss", "all.rss", "story/x.html", "archi.rss")
    store.save_documents([DocumentRecord(path=one, sha256="0", modified=NOW) for one in paths])
    assert set(store.front_documents()) == {"archives.rss", "all.rss", "archi.rss"}

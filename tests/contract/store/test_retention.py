"""What every store promises of what it lets go: the copy goes, what the item is known by stays."""

from dataclasses import replace
from datetime import timedelta

from feeds.decide.rulings import FINAL
from feeds.model import EditionRecord, LedgerLine, Payload, Poll, Status, Sweep
from tests.contract.store.filings import DIGESTS, MINUTE, NOW, a_filing, an_item, record

LATER = NOW + timedelta(days=400)
THE_END = LATER


def came(guid: str, minutes: int, **more):
    """A filing that came some minutes after the others."""
    at = NOW + minutes * MINUTE
    made = a_filing(guid, published=at, updated=at, **more)
    return replace(made, desk_item=replace(made.desk_item, received=at))


def line(filing, at=LATER) -> tuple[str, LedgerLine]:
    said = LedgerLine(
        at=at, stage="keep", status="new", rule="keep.age/1", reason="too old", revision=1
    )
    return filing.desk_item.id, said


def ids(aged) -> list[str]:
    return [one.id for one in aged]


def test_items_are_told_in_the_order_of_their_last_change_between_two_instants(store) -> None:
    some = [came(guid, minutes) for guid, minutes in (("c", 3), ("a", 1), ("d", 4), ("b", 2))]
    record(store, *some)
    record(store, a_filing("x", item=an_item("x", source="xinhua")), source="xinhua")
    found = store.aged("ians", after=None, before=THE_END, limit=10)
    assert ids(found) == ["tag:x:a", "tag:x:b", "tag:x:c", "tag:x:d"]
    assert found[0].channels == ("all",)
    assert (found[0].revision, found[0].status) == (1, Status.NEW)
    assert (found[0].received, found[0].updated) == (NOW + MINUTE, NOW + MINUTE)
    first, *_, last = found
    assert ids(store.aged("ians", after=first.updated, before=last.updated, limit=10)) == [
        "tag:x:b",
        "tag:x:c",
    ]
    assert ids(store.aged("ians", after=None, before=THE_END, limit=2)) == ["tag:x:a", "tag:x:b"]


def test_what_stands_in_no_channel_is_told_so(store) -> None:
    record(store, came("a", 1, status=Status.REJECTED))
    (found,) = store.aged("ians", after=None, before=THE_END, limit=10)
    assert (found.status, found.channels) == (Status.REJECTED, ())


def test_the_last_of_the_newest_is_found_for_sources_and_for_channels(store) -> None:
    record(store, came("a", 1), came("b", 2), came("c", 3, channels=("world",)))
    assert store.newest("ians", 2) == NOW + 2 * MINUTE
    assert store.newest("ians", 4) is None
    assert store.newest("xinhua", 1) is None
    assert store.newest_published("all", 2) == NOW + MINUTE
    assert store.newest_published("all", 3) is None


def test_what_an_edition_has_and_what_a_channel_has_lost_is_shown(store) -> None:
    seen, killed = came("a", 1), came("b", 2)
    record(store, seen, killed)
    store.paged([(one.desk_item.id, 1) for one in (seen, killed)])
    store.rule([came("b", 2, status=Status.WITHDRAWN, channels=(), revision=2)], NOW + MINUTE)
    store.save_edition(
        EditionRecord(
            channel="all", updated=NOW, fingerprint="f", members=(("tag:x:a", 1),), next_change=None
        )
    )
    assert store.shown(NOW) == {"tag:x:a", "tag:x:b"}
    assert store.shown(NOW + MINUTE) == {"tag:x:a"}


def test_the_copy_goes_from_everywhere(store) -> None:
    gone, stays = came("a", 1), came("b", 2)
    record(store, gone, stays)
    store.let_go([line(gone)])
    assert store.find("tag:x:a") == store.find("a") == store.versions("tag:x:a") == ()
    assert [held.id for held in store.items(usable=False)] == ["tag:x:b"]
    assert [held.id for held in store.candidates("all", 10, NOW)] == ["tag:x:b"]
    assert store.at_revision([("tag:x:a", 1)]) == ()
    assert [held.id for held in store.unpublished(NOW, 10)] == ["tag:x:b"]
    assert ids(store.aged("ians", after=None, before=THE_END, limit=10)) == ["tag:x:b"]
    assert store.newest("ians", 2) is None
    assert store.counts("ians", NOW) == 2  # it came, whatever became of it


def test_it_is_known_by_every_key_for_good(store) -> None:
    gone = came("a", 1)
    record(store, gone)
    store.let_go([line(gone)])
    keys = [("ians", key) for key in gone.keys]
    found = store.match(keys)
    assert {one.id for one in found.values()} == {"tag:x:a"}
    assert {one.gone for one in found.values()} == {LATER}
    assert len(found) == len(keys)
    again = came("b", 2)
    record(store, replace(again, keys=(*gone.keys, "guid:b")))
    assert {one.id for one in store.match(keys).values()} == {"tag:x:a"}


def test_what_is_left_is_found_by_our_id_and_by_the_wires(store) -> None:
    gone = came("a", 1)
    record(store, gone)
    assert store.gone("a") == ()
    store.let_go([line(gone)])
    (left,) = store.gone("tag:x:a")
    assert store.gone("a") == (left,)
    assert (left.source, left.guid, left.status) == ("ians", "a", Status.NEW)
    assert (left.received, left.published, left.since) == (NOW + MINUTE, NOW + MINUTE, LATER)


def test_its_ledger_stays_as_it_was_and_ends_with_why_it_went(store) -> None:
    gone = came("a", 1, payload=0)
    (claimed,) = store.claim(["ians"], NOW, MINUTE, 1, early=True)
    raw = Payload(source="ians", url="http://ians.example/", body=b"x", fetched_at=NOW, sha256="h")
    store.record([Poll(state=claimed, filings=(gone,), payloads=(raw,), at=NOW)])
    told = replace(line(gone)[1], at=NOW, stage="story", rule="cluster/1", reason="begins a story")
    store.tell([("tag:x:a", told)])
    before = store.ledger("tag:x:a")
    store.let_go([line(gone)])
    assert store.ledger("tag:x:a") == (*before, line(gone)[1])
    assert before[0].payload is not None
    assert store.payload(before[0].payload) is not None
    store.erase(id_="tag:x:a", until=LATER)
    assert store.payload(before[0].payload) is None


def test_a_ledger_goes_when_its_own_time_is_over_and_what_people_ruled_stays(store) -> None:
    some = [came(guid, minutes) for guid, minutes in (("a", 1), ("b", 2), ("c", 3))]
    record(store, *some)
    store.enter("kill", "tag:x:b", "the agency asks for it", NOW)
    store.enter("release", "tag:x:a", "it is fine", NOW)
    store.let_go([line(one, LATER + n * MINUTE) for n, one in enumerate(some)])
    assert store.drop_ledgers(LATER, 10, unless=FINAL) == 0
    assert store.drop_ledgers(LATER + 5 * MINUTE, 1, unless=FINAL) == 1
    assert store.ledger("tag:x:a") == ()
    assert store.drop_ledgers(LATER + 5 * MINUTE, 10, unless=FINAL) == 1
    assert store.drop_ledgers(LATER + 5 * MINUTE, 10, unless=FINAL) == 0
    assert store.ledger("tag:x:c") == ()
    assert len(store.ledger("tag:x:b")) == 2
    assert [left.id for left in store.gone("tag:x:a")] == ["tag:x:a"]


def test_a_page_that_stood_is_told_apart_from_one_that_was_withdrawn(store) -> None:
    seen, never, killed = came("a", 1), came("b", 2), came("c", 3)
    record(store, seen, never, killed)
    store.paged([("tag:x:a", 1), ("tag:x:c", 1)])
    store.rule([came("c", 3, status=Status.WITHDRAWN, channels=(), revision=2)], NOW + MINUTE)
    store.paged([("tag:x:c", 2)])
    assert not store.was_let_go("story/a.html")
    store.let_go([line(one) for one in (seen, never, killed)])
    assert store.was_let_go("story/a.html")
    assert not store.was_withdrawn("story/a.html")
    assert not store.was_let_go("story/b.html")
    assert not store.was_withdrawn("story/b.html")
    assert store.was_withdrawn("story/c.html")
    assert not store.was_let_go("story/c.html")


def test_what_has_gone_has_nothing_to_be_made_anew(store) -> None:
    gone = came("a", 1)
    record(store, gone)
    store.paged([("tag:x:a", 1)])
    store.leave_word("config", [])
    store.clean(["all", "world"])
    store.let_go([line(gone)])
    store.remake("another house")
    store.clean(["all", "world"])
    assert store.unpublished(NOW, 10) == ()
    assert store.at_rest("config", NOW)
    store.reroute({}, DIGESTS)


def test_all_goes_together_or_nothing_does(store) -> None:
    gone = came("a", 1)
    record(store, gone)
    try:
        with store.transaction():
            store.let_go([line(gone)])
            store.save_sweep(Sweep(begun=NOW))
            raise RuntimeError
    except RuntimeError:
        pass
    assert store.find("tag:x:a") != ()
    assert store.gone("a") == ()
    assert store.sweep() is None


def test_how_far_a_sweep_has_come_is_remembered(store) -> None:
    assert store.sweep() is None
    for sweep in (
        Sweep(begun=NOW),
        Sweep(begun=NOW, source="ians", after=NOW),
        Sweep(begun=LATER, done=True),
    ):
        store.save_sweep(sweep)
        assert store.sweep() == sweep


def test_what_is_left_of_a_source_is_removed_for_good_with_it(store) -> None:
    gone = came("secret-guid", 1)
    record(store, gone)
    store.paged([(gone.desk_item.id, 1)])
    store.let_go([line(gone)])
    assert store.erase(source="ians", until=LATER) == 1
    (left,) = store.gone(gone.desk_item.id)
    assert left.status is Status.WITHDRAWN
    assert "secret" not in left.guid
    assert not store.was_let_go("story/secret-guid.html")
    assert {one.reason for one in store.ledger(gone.desk_item.id)} == {"removed for good"}
    assert store.match([("ians", "guid:secret-guid")])["ians", "guid:secret-guid"].gone == LATER

"""What a store promises of what people decide: journal, rulings, withdrawals, and copy that is removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.contracts import Store
from feeds.model import LedgerLine, Payload, Poll, Status
from tests.contract.store.filings import (
    LEASE,
    MINUTE,
    NOW,
    a_filing,
    a_source,
    an_item,
    has,
    record,
)

EVER = NOW - timedelta(days=1)
LATER = NOW + MINUTE


def withdrawn(guid: str, revision: int = 2):
    return a_filing(
        guid, revision=revision, status=Status.WITHDRAWN, channels=(), updated=NOW + MINUTE
    )


def paged(store: Store, *guids: str) -> None:
    store.paged([(f"tag:x:{guid}", 1) for guid in guids])


def a_payload(body: bytes = b"<rss/>", source: str = "ians") -> Payload:
    return Payload(source=source, url="http://x.example/", body=body, fetched_at=NOW, sha256="0")


def brought(store: Store, *guids: str, payload: Payload | None = None) -> None:
    (claimed,) = store.claim(["ians"], NOW, LEASE, 1, early=True)
    filings = tuple(a_filing(guid, payload=0) for guid in guids)
    state = replace(claimed, lease_until=None)
    store.record([Poll(state=state, filings=filings, payloads=(payload or a_payload(),), at=NOW)])


def a_last_line() -> LedgerLine:
    return LedgerLine(
        at=LATER, stage="keep", status="new", rule="keep.age/1", reason="it is old", revision=1
    )


# the journal


def test_a_line_is_entered_once_however_often_it_is_told(store: Store) -> None:
    first = store.enter("kill", "tag:a", "asked for", NOW)
    assert store.enter("kill", "tag:a", "told again", NOW) == first
    assert store.enter("kill", "tag:a", "asked again", LATER).seq > first.seq
    assert store.enter("release", "tag:a", "", NOW).seq > first.seq
    assert len(store.journal()) == 3


def test_the_last_ruling_of_these_verbs_is_found_for_each_that_has_one(store: Store) -> None:
    store.enter("kill", "tag:a", "first", NOW)
    last = store.enter("purge", "tag:a", "", LATER)
    store.enter("release", "tag:a", "", LATER)
    store.enter("pause", "tag:b", "", NOW)
    other = store.enter("kill", "tag:c", "", NOW)
    wanted = ["tag:a", "tag:b", "tag:c", *(f"tag:{n}" for n in range(1200))]
    assert store.rulings(("kill", "purge"), wanted) == {"tag:a": last, "tag:c": other}
    assert store.rulings(("kill",), []) == {}


def test_the_journals_lines_are_those_after_a_number_and_of_a_verb(store: Store) -> None:
    first = store.enter("purge", "tag:a", "", NOW)
    kill = store.enter("kill", "tag:b", "", NOW)
    last = store.enter("purge", "tag:c", "", LATER)
    assert store.journal() == (first, kill, last)
    assert store.journal(first.seq) == (kill, last)
    assert store.journal(verb="purge") == (first, last)
    assert store.journal(first.seq, "purge") == (last,)
    assert store.journal(last.seq, "purge") == ()


def test_the_journal_knows_whether_it_has_a_verb(store: Store) -> None:
    assert not store.has_entered("kill")
    store.enter("kill", "tag:a", "", NOW)
    assert store.has_entered("kill")
    assert not store.has_entered("purge")


def test_each_step_of_the_journal_is_done_up_to_a_line_of_its_own(store: Store) -> None:
    assert (store.applied(), store.applied(".erased")) == (0, 0)
    store.have_applied(3)
    store.have_applied(5)
    store.have_applied(2, ".erased")
    assert (store.applied(), store.applied(".erased")) == (5, 2)


def test_a_journal_that_is_undone_was_never_told(store: Store) -> None:
    def half() -> None:
        with store.transaction():
            store.enter("kill", "tag:a", "", NOW)
            store.have_applied(1)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    assert (store.journal(), store.applied()) == ((), 0)


# versions that people decide on


def test_a_ruling_is_a_version_without_a_document(store: Store) -> None:
    record(store, a_filing("1"))
    store.clean(["all"])
    (made,) = store.rule([withdrawn("1")], LATER)
    (held,) = store.find("tag:x:1")
    assert (held, held.status, held.revision) == (made.desk_item, Status.WITHDRAWN, 2)
    (_, line) = store.ledger("tag:x:1")
    assert (line.at, line.rule, line.payload) == (LATER, "rule/1", None)
    assert store.dirty(NOW) == ("all",)
    assert store.changed_at("all") == LATER
    assert store.candidates("all", 9, EVER) == ()
    assert store.rule([], LATER) == ()


def test_rulings_of_one_instant_are_told_apart_by_their_updated(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", updated=NOW))
    made = store.rule([withdrawn("1"), withdrawn("2")], LATER)
    assert len({one.desk_item.updated for one in made}) == 2
    assert [store.find(one.desk_item.id)[0] for one in made] == [one.desk_item for one in made]


def test_lines_without_a_version_stand_in_the_ledger_after_theirs(store: Store) -> None:
    record(store, a_filing("1"))
    line = LedgerLine(
        at=LATER, stage="publish", status="new", rule="select/1", reason="gone", revision=1
    )
    store.tell([("tag:x:1", line)])
    record(store, a_filing("1", revision=2, updated=NOW), at=LATER)
    assert [one.stage for one in store.ledger("tag:x:1")] == ["desk", "publish", "desk"]
    assert store.ledger("tag:x:1")[1] == line
    assert len(store.versions("tag:x:1")) == 2


# notices of withdrawal


def test_what_readers_had_seen_is_told_as_withdrawn_and_nothing_else(store: Store) -> None:
    record(store, a_filing("seen"), a_filing("unseen"), a_filing("held", channels=()))
    paged(store, "seen")
    store.rule([withdrawn("seen"), withdrawn("unseen"), withdrawn("held")], LATER)
    assert [one.id for one in store.withdrawn("all", EVER, 9)] == ["tag:x:seen"]
    assert store.withdrawn("world", EVER, 9) == ()
    assert store.withdrawn("all", LATER, 9) == ()


def test_an_item_that_only_waits_again_is_not_told_as_withdrawn(store: Store) -> None:
    record(store, a_filing("1"))
    paged(store, "1")
    store.rule([a_filing("1", revision=2, status=Status.HELD, channels=(), updated=LATER)], LATER)
    assert store.withdrawn("all", EVER, 9) == ()


def test_of_many_withdrawn_items_the_newest_are_told(store: Store) -> None:
    record(store, *(a_filing(str(n), published=NOW - n * MINUTE) for n in range(4)))
    paged(store, *"0123")
    gone = [withdrawn(str(n)) for n in range(4)]
    gone = [
        replace(one, desk_item=replace(one.desk_item, published=NOW - n * MINUTE))
        for n, one in enumerate(gone)
    ]
    store.rule(gone, LATER)
    assert [one.id[-1] for one in store.withdrawn("all", EVER, 3)] == ["0", "1", "2"]


def test_a_channel_that_left_says_nothing_when_it_comes_back(store: Store) -> None:
    record(store, a_filing("1"))
    paged(store, "1")
    store.rule([withdrawn("1")], LATER)
    store.enrol_channels([], {})
    assert store.withdrawn("all", EVER, 9) == ()


# copy that is removed


def test_what_is_left_of_erased_copy_is_that_it_is_withdrawn(store: Store) -> None:
    brought(store, "1")
    record(store, a_filing("2"))
    assert store.erase(id_="tag:x:1", until=NOW) == 1
    (held,) = store.find("tag:x:1")
    assert held.status is Status.WITHDRAWN
    assert (held.item.headline, held.item.body_html, held.channels) == ("", "", ())
    assert held.item.source == "ians"
    assert "1" not in {held.item.guid, *held.page.split("/")}
    assert [one.item.headline for one in store.versions("tag:x:1")] == [""]
    assert {line.reason for line in store.ledger("tag:x:1")} == {"removed for good"}
    (line,) = store.ledger("tag:x:1")
    assert line.payload is not None
    assert store.payload(line.payload) is None
    assert [one.id for one in store.candidates("all", 9, EVER)] == ["tag:x:2"]
    assert store.find("tag:x:2")[0].item.headline == "Story 2"


@pytest.mark.parametrize("is_kept_no_more", [False, True])
def test_with_erased_copy_goes_every_document_that_may_hold_it(
    store: Store, *, is_kept_no_more: bool
) -> None:
    """A feed carries a story for days, and each document is archived whole."""

    def number(guid: str) -> int:
        found = store.ledger(f"tag:x:{guid}")[0].payload
        assert found is not None
        return found

    store.enrol([a_source("xinhua")], NOW)
    (claimed,) = store.claim(["xinhua"], NOW, LEASE, 1, early=True)
    other = a_filing("other", item=an_item("other", source="xinhua"), payload=0)
    theirs = a_payload(b"theirs", "xinhua")
    store.record([Poll(state=claimed, filings=(other,), payloads=(theirs,), at=NOW)])
    long_ago = replace(a_payload(b"before"), fetched_at=NOW - timedelta(days=2))
    brought(store, "0", payload=long_ago)
    brought(store, "1", payload=a_payload(b"first"))
    clock_set_back = replace(a_payload(b"later"), fetched_at=NOW - timedelta(days=5))
    brought(store, "2", payload=clock_set_back)
    brought(store, "3", payload=replace(a_payload(b"last"), fetched_at=LATER))
    if is_kept_no_more:
        store.let_go([("tag:x:1", a_last_line())])
    store.erase(id_="tag:x:1", until=NOW)
    kept = [one for one in ("other", "0", "1", "2", "3") if store.payload(number(one))]
    assert kept == ["other", "0"]


def test_a_document_without_a_body_is_numbered_and_not_kept(store: Store) -> None:
    brought(store, "1", payload=a_payload(b""))
    brought(store, "2", payload=a_payload(b"<rss/>"))
    (first,), (second,) = (store.ledger(f"tag:x:{guid}") for guid in "12")
    assert first.payload is not None
    assert second.payload is not None
    assert first.payload < second.payload
    assert store.payload(first.payload) is None
    assert store.payload(second.payload) is not None


def test_erased_copy_is_known_when_it_comes_again(store: Store) -> None:
    record(store, a_filing("1"))
    store.erase(id_="tag:x:1", until=NOW)
    known = store.match([("ians", "guid:1")])["ians", "guid:1"]
    assert (known.id, known.status) == ("tag:x:1", Status.WITHDRAWN)
    assert known.is_erased


@pytest.mark.parametrize("is_first", ["erased", "let go"])
def test_erased_copy_is_known_also_where_its_item_is_kept_no_more(
    store: Store, is_first: str
) -> None:
    """And where it is killed and kept no more, it is not known for erased."""
    record(store, a_filing("1"), a_filing("2"))
    record(store, withdrawn("2"))
    if is_first == "erased":
        store.erase(id_="tag:x:1", until=NOW)
    store.let_go([(f"tag:x:{guid}", a_last_line()) for guid in "12"])
    if is_first == "let go":
        store.erase(id_="tag:x:1", until=NOW)
    known = store.match([("ians", "guid:1"), ("ians", "guid:2")])
    assert known["ians", "guid:1"].is_erased
    assert not known["ians", "guid:2"].is_erased
    assert all(one.gone for one in known.values())


@pytest.mark.parametrize("status", [Status.HELD, Status.DUPLICATE, Status.REJECTED])
def test_what_was_never_let_out_is_withdrawn_as_well(store: Store, status: Status) -> None:
    record(store, a_filing("1", status=status, channels=()))
    store.erase(source="ians", until=NOW)
    assert store.find("tag:x:1")[0].status is Status.WITHDRAWN
    assert [one.status for one in store.items(usable=False)] == [Status.WITHDRAWN]


def test_of_a_source_goes_what_it_had_sent_by_then(store: Store) -> None:
    brought(store, "1")
    later = a_filing("2")
    later = replace(later, desk_item=replace(later.desk_item, received=LATER, updated=LATER))
    record(store, later, at=LATER)
    assert store.erase(source="xinhua", until=LATER) == 0
    assert store.erase(source="ians", until=NOW) == 1
    assert store.find("tag:x:2")[0].item.headline == "Story 2"
    assert store.find("tag:x:1")[0].item.headline == ""
    assert store.erase(id_="tag:x:none", until=LATER) == 0


def test_nothing_of_what_was_erased_stays_in_the_stores_files(store: Store, tmp_path) -> None:
    record(store, a_filing("1", item=an_item("1", headline="The quiet bell of Pune")))
    files = [*tmp_path.iterdir()]  # none, of a store in memory
    assert any(has(file.read_bytes(), b"quiet bell") for file in files) is bool(files)
    store.erase(source="ians", until=NOW)
    store.compact()
    for file in tmp_path.iterdir():
        assert not has(file.read_bytes(), b"quiet bell")
    assert store.find("tag:x:1")[0].status is Status.WITHDRAWN
    store.enrol([a_source("tass")], NOW)
    assert store.state("tass") is not None

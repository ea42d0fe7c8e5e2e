"""What a store promises of pages, documents, the archive and the journal."""

from __future__ import annotations

from dataclasses import replace

from feeds.contracts import Store
from feeds.model import DocumentRecord, Payload, Poll, Status
from tests.contract.store.filings import DIGESTS, LEASE, MINUTE, NOW, a_filing, record


def test_a_page_is_due_for_every_version_until_it_is_made(store: Store) -> None:
    record(store, a_filing("1"))
    assert [held.id for held in store.unpublished(NOW, 5)] == ["tag:x:1"]
    store.paged([("tag:x:1", 1)])
    assert store.unpublished(NOW, 5) == ()
    record(store, a_filing("1", revision=2, updated=NOW))
    store.paged([("tag:x:1", 1)])  # the page that was made shows the version before
    assert [held.revision for held in store.unpublished(NOW, 5)] == [2]


def test_a_page_of_an_item_that_left_every_channel_is_due_to_go(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", updated=NOW, channels=()))
    store.paged([("tag:x:1", 1)])
    for guid in ("1", "2"):
        gone = a_filing(guid, revision=2, status=Status.WITHDRAWN, channels=(), updated=NOW)
        record(store, gone)
    assert [held.id for held in store.unpublished(NOW, 5)] == ["tag:x:1"]


def test_a_page_that_was_to_be_made_is_due_to_go_though_nobody_knows_whether_it_was(
    store: Store,
) -> None:
    """Whoever made it may have been killed before he could say so."""
    record(store, a_filing("1"), a_filing("2", updated=NOW))
    record(store, a_filing("1", revision=2, status=Status.WITHDRAWN, channels=(), updated=NOW))
    store.reroute({"tag:x:2": ()}, DIGESTS)
    assert sorted(held.id for held in store.unpublished(NOW, 5)) == ["tag:x:1", "tag:x:2"]
    store.paged([("tag:x:1", 2), ("tag:x:2", 1)])
    assert store.unpublished(NOW, 5) == ()


def test_a_page_that_is_put_off_is_due_when_its_instant_has_come(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", updated=NOW))
    store.paged([("tag:x:2", 1)])
    record(store, a_filing("2", revision=2, updated=NOW + MINUTE))
    store.put_off_pages([("tag:x:1", 1, NOW + MINUTE), ("tag:x:2", 1, NOW + MINUTE)])
    # Of the second another version has come.
    assert [held.id for held in store.unpublished(NOW, 5)] == ["tag:x:2"]
    assert store.backlog([], NOW)["pages"] == 1
    store.paged([("tag:x:2", 2)])
    assert store.unpublished(NOW, 5) == ()
    assert store.backlog([], NOW)["pages"] == 0
    assert [held.id for held in store.unpublished(NOW + MINUTE, 5)] == ["tag:x:1"]
    assert store.unpublished(NOW + MINUTE, 5, leaving=True) == ()
    assert store.backlog([], NOW + MINUTE)["pages"] == 1
    store.paged([("tag:x:1", 1)])
    assert store.unpublished(NOW + MINUTE, 5) == ()


def test_a_page_that_is_put_off_is_due_before_all_others_then(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", updated=NOW))
    store.put_off_pages([("tag:x:2", 1, NOW)])
    assert [held.id for held in store.unpublished(NOW, 5)] == ["tag:x:2", "tag:x:1"]
    assert [held.id for held in store.unpublished(NOW, 1)] == ["tag:x:2"]


def test_a_page_that_is_put_off_is_due_at_once_where_all_are_made_anew_or_its_item_leaves(
    store: Store,
) -> None:
    record(store, *(a_filing(guid, updated=NOW + int(guid) * MINUTE) for guid in "1234"))
    store.put_off_pages([(f"tag:x:{guid}", 1, NOW + MINUTE) for guid in "123"])
    gone = a_filing("1", revision=2, status=Status.WITHDRAWN, channels=(), updated=NOW)
    record(store, gone)
    store.reroute({"tag:x:2": ()}, DIGESTS)
    leaving = store.unpublished(NOW, 5, leaving=True)
    assert sorted(held.id for held in leaving) == ["tag:x:1", "tag:x:2"]
    store.paged([("tag:x:1", 2), ("tag:x:2", 1), ("tag:x:4", 1)])
    assert store.unpublished(NOW, 5) == ()
    store.make_again(["tag:x:3"])
    assert [held.id for held in store.unpublished(NOW, 5)] == ["tag:x:3"]
    store.put_off_pages([("tag:x:3", 1, NOW + MINUTE)])
    store.remake("another")
    due = {held.id for held in store.unpublished(NOW, 5)}
    assert {"tag:x:3", "tag:x:4"} <= due


def test_a_store_is_at_rest_until_what_was_put_off_is_due(store: Store) -> None:
    record(store, a_filing("1"))
    store.clean(["all", "world"])
    store.leave_word("hash", ())
    assert not store.at_rest("hash", NOW)
    store.put_off_pages([("tag:x:1", 1, NOW + MINUTE)])
    assert store.at_rest("hash", NOW)
    assert not store.at_rest("hash", NOW + MINUTE)


def test_a_page_that_was_taken_away_is_remembered_as_withdrawn(store: Store) -> None:
    record(store, a_filing("a"), a_filing("b"), a_filing("never", channels=()))
    store.paged([("tag:x:a", 1), ("tag:x:b", 1)])
    record(store, a_filing("a", status=Status.WITHDRAWN, revision=2, channels=()))
    assert not store.was_withdrawn("story/a.html")  # it still stands
    store.paged([("tag:x:a", 2)])
    assert store.was_withdrawn("story/a.html")
    assert not store.was_withdrawn("story/b.html")
    assert not store.was_withdrawn("story/never.html")
    assert not store.was_withdrawn("story/nothing.html")


def test_an_item_in_no_channel_needs_no_page(store: Store) -> None:
    record(store, a_filing("1", channels=()))
    assert store.unpublished(NOW, 5) == ()


def test_a_map_is_owed_until_it_is_settled_and_no_store_is_at_rest_before(store: Store) -> None:
    store.leave_word("hash", ())
    store.owe_maps(["2026-11-02", "2026-10-30"])
    store.owe_maps(["2026-11-02"])
    assert store.owed_maps() == ("2026-10-30", "2026-11-02")
    assert not store.at_rest("hash", NOW)
    store.settle_maps(["2026-10-30"])
    assert store.owed_maps() == ("2026-11-02",)
    store.settle_maps(["2026-11-02", "2026-11-03"])
    assert store.owed_maps() == ()
    assert store.at_rest("hash", NOW)


def test_documents_are_remembered_replaced_and_forgotten(store: Store) -> None:
    one = DocumentRecord(path="all.rss", sha256="1", modified=NOW.replace(microsecond=0))
    two = replace(one, path="all.atom")
    store.save_documents([one, two])
    store.save_documents([replace(one, sha256="2")])
    assert store.documents() == {"all.rss": replace(one, sha256="2"), "all.atom": two}
    assert store.documents(["all.atom", "none"]) == {"all.atom": two}
    store.forget_documents(["all.atom", "none"])
    assert set(store.documents()) == {"all.rss"}


# archive and journal


def test_the_documents_at_the_top_are_all_but_the_stories_pages(store: Store) -> None:
    paths = ["all.rss", "index.html", "story/2026/11/02/a.html", "storybook.atom", "zebra.json"]
    store.save_documents([DocumentRecord(path=p, sha256="x", modified=NOW) for p in paths])
    assert sorted(store.front_documents()) == [
        "all.rss",
        "index.html",
        "storybook.atom",
        "zebra.json",
    ]


def test_a_payload_is_archived_with_the_items_it_brought(store: Store) -> None:
    payload = Payload(
        source="ians",
        url="http://ians.example/",
        body=b"<rss>\x00\xff</rss>" * 100,
        media_type="text/xml",
        fetched_at=NOW,
        modified_at=NOW - MINUTE,
        sha256="00",
        headers=(("Via", "1.1 b"), ("via", '1.0 "a"'), ("X-Naïve", "é")),
    )
    (claimed,) = store.claim(["ians"], NOW, LEASE, 1)
    poll = Poll(state=claimed, filings=(a_filing("1", payload=0),), payloads=(payload,), at=NOW)
    store.record([poll])
    (line,) = store.ledger("tag:x:1")
    assert line.payload is not None
    assert store.payload(line.payload) == payload
    assert store.payload(line.payload + 1) is None
    assert store.drop_payloads(NOW) == 0
    assert store.drop_payloads(NOW + MINUTE) == 1
    assert store.payload(line.payload) is None


def test_the_journal_is_numbered_and_read_from_any_line_on(store: Store) -> None:
    first = store.enter("pause", "ians", "noisy", NOW)
    second = store.enter("resume", "ians", "", NOW + MINUTE)
    assert store.journal() == (first, second)
    assert store.journal(first.seq) == (second,)


def test_documents_are_found_by_how_their_paths_begin(store: Store) -> None:
    paths = ["story/2026/11/02/a.html", "story/2026/11/02/b.html", "story/2026/11/020.html"]
    paths += ["story/2026/11/03/c.html", "story/sitemap-2026-11-02.xml", "sitemap.xml"]
    known = [DocumentRecord(path=p, sha256="x", modified=NOW.replace(microsecond=0)) for p in paths]
    store.save_documents(known[::-1])
    assert store.documents_under("story/2026/11/02/") == (known[0], known[1])
    assert store.documents_under("story/sitemap-") == (known[4],)
    assert store.documents_under("story/2027/") == ()


def test_the_newest_pages_are_those_that_stand(store: Store) -> None:
    names = ("1", "2", "gone", "never", "unwritten")
    record(store, *(a_filing(name, published=NOW - MINUTE * n) for n, name in enumerate(names)))
    standing = [name for name in names if name != "unwritten"]
    store.save_documents(
        [DocumentRecord(path=f"story/{one}.html", sha256="x", modified=NOW) for one in standing]
    )
    store.paged([(f"tag:x:{one}", 1) for one in names if one != "never"])
    later = {"published": NOW - MINUTE, "updated": NOW}
    record(store, a_filing("2", revision=2, **later))
    record(store, a_filing("gone", revision=2, status=Status.WITHDRAWN, channels=()))
    first, second = ("story/1.html", "tag:x:1", 1), ("story/2.html", "tag:x:2", 1)
    assert store.newest_pages(NOW - 9 * MINUTE, 9) == (first, second)
    assert store.newest_pages(NOW - 9 * MINUTE, 1) == (first,)
    assert store.newest_pages(NOW - MINUTE, 9) == (first,)

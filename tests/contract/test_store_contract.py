"""What a store promises, held by every store there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from feeds.contracts import Store
from feeds.model import (
    Channel,
    Dateline,
    Decision,
    DeskItem,
    DocumentRecord,
    EditionRecord,
    Enclosure,
    Filing,
    Hints,
    Item,
    Origin,
    Payload,
    Poll,
    PubStatus,
    Rights,
    Source,
    SourceState,
    Status,
    Subject,
    Validators,
)
from feeds.store.memory import MemoryStore
from feeds.store.sql import open_store

NOW = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=2)
CHANNELS = (Channel(id="all", title="All"), Channel(id="world", title="World"))
DIGESTS = {"all": "a", "world": "w"}


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = (
        open_store(f"sqlite:///{tmp_path}/feeds.db") if request.param == "sql" else MemoryStore()
    )
    made.enrol([a_source("ians"), a_source("xinhua")], NOW)
    made.enrol_channels(CHANNELS, DIGESTS)
    made.reroute({}, DIGESTS)
    made.clean(["all", "world"])
    yield made
    made.close()


def a_source(id_: str) -> Source:
    return Source(id=id_, provider=id_.upper(), rights=Rights.FULL, url=f"http://{id_}.example/")


def an_item(guid: str, **changes: object) -> Item:
    plain = Item(
        guid=guid,
        source="ians",
        provider="IANS",
        headline=f"Story {guid}",
        via=("Xinhua",),
        dateline=Dateline(text="Pune, Nov 2 (IANS) ", city="Pune", date=date(2026, 11, 2)),
        firstcreated=NOW - MINUTE,
        versioncreated=NOW - MINUTE,
        subjects=(Subject(code="world", name="World"),),
        body_html="<p>Ferry — “left” \U0001f6a2</p>",
        enclosures=(Enclosure(href="http://x.example/a.jpg", length=3),),
        origin=Origin(title="IANS"),
    )
    return replace(plain, **changes)


def a_filing(
    guid: str,
    *,
    channels: tuple[str, ...] = ("all",),
    status: Status = Status.NEW,
    revision: int = 1,
    published: datetime = NOW - MINUTE,
    updated: datetime | None = None,
    item: Item | None = None,
    payload: int | None = None,
) -> Filing:
    held = DeskItem(
        id=f"tag:x:{guid}",
        item=item or an_item(guid),
        status=status,
        reason="because",
        digest=f"digest-{guid}-{revision}",
        revision=revision,
        received=NOW,
        published=published,
        updated=updated or published,
        page=f"story/{guid}.html",
        channels=channels,
    )
    return Filing(
        desk_item=held,
        decision=Decision(status=status, rule="rule/1", reason="because"),
        keys=(f"guid:{guid}", f"link:http://x.example/{guid}"),
        payload=payload,
    )


def record(
    store: Store, *filings: Filing, at: datetime = NOW, source: str = "ians", **state: object
) -> tuple[Poll, ...]:
    (claimed,) = store.claim([source], at, LEASE, 1, early=True)
    done = replace(claimed, lease_until=None, next_due=at + MINUTE, **state)
    return store.record([Poll(state=done, filings=filings, at=at)])


# sources


def test_a_new_source_is_due_at_once_and_enrolling_again_changes_nothing(store: Store) -> None:
    assert store.state("ians") == SourceState(id="ians", next_due=NOW)
    store.enrol([a_source("ians"), a_source("ani")], NOW + MINUTE)
    assert store.state("ians") == SourceState(id="ians", next_due=NOW)
    assert set(store.states()) == {"ians", "xinhua", "ani"}
    assert store.state("nobody") is None


def test_a_claim_takes_what_is_due_and_nothing_twice(store: Store) -> None:
    claimed = store.claim(["ians", "xinhua"], NOW, LEASE, 10)
    assert [(state.id, state.fence, state.last_poll) for state in claimed] == [
        ("ians", 1, None),
        ("xinhua", 1, None),
    ]
    assert all(state.lease_until == NOW + LEASE for state in claimed)
    assert store.claim(["ians", "xinhua"], NOW, LEASE, 10) == ()
    stored = store.state("ians")
    assert stored is not None
    assert (stored.last_poll, stored.lease_until) == (NOW, NOW + LEASE)


def test_a_claim_takes_only_the_sources_it_is_asked_for_and_no_more_than_its_limit(
    store: Store,
) -> None:
    assert [state.id for state in store.claim(["xinhua"], NOW, LEASE, 10)] == ["xinhua"]
    store.release_claims(NOW)
    assert len(store.claim(["ians", "xinhua"], NOW, LEASE, 1)) == 1


def test_a_lease_that_ran_out_can_be_claimed_again_under_a_higher_fence(store: Store) -> None:
    store.claim(["ians"], NOW, LEASE, 1)
    assert store.claim(["ians"], NOW + LEASE - timedelta(seconds=1), LEASE, 1) == ()
    (again,) = store.claim(["ians"], NOW + LEASE, LEASE, 1)
    assert (again.fence, again.last_poll) == (2, NOW)


def test_what_is_not_due_is_claimed_only_early(store: Store) -> None:
    record(store)
    assert store.claim(["ians"], NOW, LEASE, 1) == ()
    assert len(store.claim(["ians"], NOW, LEASE, 1, early=True)) == 1


def test_whoever_is_alone_ends_every_lease(store: Store) -> None:
    store.claim(["ians", "xinhua"], NOW, LEASE, 2)
    assert store.release_claims(NOW) == 2
    assert store.release_claims(NOW) == 0
    assert len(store.claim(["ians", "xinhua"], NOW, LEASE, 2)) == 2


def test_a_state_comes_back_as_it_went_in(store: Store) -> None:
    record(
        store,
        outcome="new",
        error="a fault — with a dash",
        failures=3,
        reason="every 15m",
        url="http://ians.example/",
        validators=Validators(etag='W/"x\\"', last_modified="Sometime"),
        body_sha256="00",
        cursor='{"a": 1}',
        hints=Hints(title="T", ttl=MINUTE, skip_hours=(1, 2), skip_days=(6,), hubs=("h",)),
        max_age=timedelta(seconds=1.5),
        reuses_ids=True,
        not_before=NOW + LEASE,
        gone_since=NOW,
        last_success=NOW,
        last_poll=NOW,
    )
    assert store.state("ians") == SourceState(
        id="ians",
        next_due=NOW + MINUTE,
        fence=1,
        last_poll=NOW,
        last_success=NOW,
        outcome="new",
        error="a fault — with a dash",
        failures=3,
        reason="every 15m",
        url="http://ians.example/",
        validators=Validators(etag='W/"x\\"', last_modified="Sometime"),
        body_sha256="00",
        cursor='{"a": 1}',
        hints=Hints(title="T", ttl=MINUTE, skip_hours=(1, 2), skip_days=(6,), hubs=("h",)),
        max_age=timedelta(seconds=1.5),
        reuses_ids=True,
        not_before=NOW + LEASE,
        gone_since=NOW,
    )


def test_a_source_can_be_made_due_but_never_later_than_it_was(store: Store) -> None:
    record(store)
    store.make_due("ians", NOW)
    state = store.state("ians")
    assert state is not None
    assert state.next_due == NOW
    store.make_due("ians", NOW + LEASE)
    assert store.state("ians") == state


def test_a_pause_made_while_a_poll_ran_survives_its_record(store: Store) -> None:
    (claimed,) = store.claim(["ians"], NOW, LEASE, 1)
    paused = store.state("ians")
    assert paused is not None
    store.save_state(replace(paused, paused=True))
    store.record([Poll(state=replace(claimed, lease_until=None), at=NOW)])
    after = store.state("ians")
    assert after is not None
    assert after.paused
    assert store.claim(["ians"], NOW, LEASE, 1, early=True) == ()


def test_a_poll_can_pause_its_source(store: Store) -> None:
    record(store, paused=True)
    after = store.state("ians")
    assert after is not None
    assert after.paused


# the desk


def test_a_store_is_at_rest_when_all_that_a_config_asked_for_is_done(store: Store) -> None:
    assert not store.at_rest("hash", NOW)
    for id_ in ("ians", "xinhua"):
        record(store, source=id_)
    store.leave_word("hash", ["ians", "xinhua"])
    assert store.at_rest("hash", NOW)
    assert not store.at_rest("another", NOW)
    assert not store.at_rest("hash", NOW + MINUTE)


def test_a_clock_that_was_set_back_ends_the_rest(store: Store) -> None:
    for id_ in ("ians", "xinhua"):
        record(store, source=id_, last_poll=NOW)
    store.leave_word("hash", ["ians", "xinhua"])
    assert not store.at_rest("hash", NOW - timedelta(days=365))


def test_a_claim_that_nobody_follows_up_keeps_the_spacing_that_is_owed(store: Store) -> None:
    """C20: a process that is killed over and over asks a publisher no more often for that."""
    owed = {"ians": timedelta(hours=1)}
    (claimed,) = store.claim(["ians"], NOW, LEASE, 1, spacing=owed)
    assert claimed.next_due == NOW
    store.release_claims(NOW)
    assert store.claim(["ians"], NOW + MINUTE, LEASE, 1, spacing=owed) == ()
    assert len(store.claim(["ians"], NOW + timedelta(hours=1), LEASE, 1, spacing=owed)) == 1
    store.claim(["xinhua"], NOW, LEASE, 1, spacing=owed)
    store.release_claims(NOW)
    assert len(store.claim(["xinhua"], NOW + MINUTE, LEASE, 1, spacing=owed)) == 1


def test_a_source_that_a_config_does_not_poll_disturbs_no_rest(store: Store) -> None:
    record(store, source="ians")  # and "xinhua" has never been polled
    store.leave_word("hash", ["ians"])
    assert store.at_rest("hash", NOW)
    store.leave_word("hash", ["ians", "xinhua"])
    assert not store.at_rest("hash", NOW)


def test_a_lease_a_changed_channel_or_a_page_that_lags_behind_ends_the_rest(store: Store) -> None:
    for id_ in ("ians", "xinhua"):
        record(store, source=id_)
    store.leave_word("hash", ["ians", "xinhua"])
    store.mark_dirty(["all"])
    assert not store.at_rest("hash", NOW)
    store.clean(["all"])
    assert store.at_rest("hash", NOW)
    record(store, a_filing("1"))
    store.clean(["all"])
    assert not store.at_rest("hash", NOW)  # its page is due
    store.paged([("tag:x:1", 1)])
    assert store.at_rest("hash", NOW)
    store.claim(["ians"], NOW, LEASE, 1, early=True)
    assert not store.at_rest("hash", NOW)


def test_an_item_comes_back_as_it_went_in(store: Store) -> None:
    filing = a_filing("1")
    (poll,) = record(store, filing)
    assert poll.filings == (filing,)
    assert store.find("tag:x:1") == (filing.desk_item,)
    assert store.find("1") == (filing.desk_item,)
    assert store.find("nothing") == ()


def test_one_wire_guid_may_be_several_items(store: Store) -> None:
    one = a_filing("1")
    other = a_filing("2", item=an_item("1"))
    record(store, one, other)
    assert [held.id for held in store.find("1")] == ["tag:x:1", "tag:x:2"]


def test_an_item_is_known_by_each_of_its_keys_within_its_source(store: Store) -> None:
    record(store, a_filing("1"))
    keys = [("ians", "guid:1"), ("ians", "link:http://x.example/1"), ("ians", "guid:2")]
    found = store.match([*keys, ("xinhua", "guid:1")])
    assert set(found) == {("ians", "guid:1"), ("ians", "link:http://x.example/1")}
    held = found["ians", "guid:1"]
    assert (held.id, held.digest, held.revision, held.status) == (
        "tag:x:1",
        "digest-1-1",
        1,
        Status.NEW,
    )
    assert held.versioncreated == NOW - MINUTE


def test_a_key_that_points_to_an_item_is_left_pointing_to_it(store: Store) -> None:
    record(store, a_filing("1"))
    thief = replace(a_filing("2"), keys=("guid:1", "guid:2"))
    record(store, thief)
    found = store.match([("ians", "guid:1"), ("ians", "guid:2")])
    assert found["ians", "guid:1"].id == "tag:x:1"
    assert found["ians", "guid:2"].id == "tag:x:2"


def test_many_keys_can_be_matched_at_once(store: Store) -> None:
    record(store, *(a_filing(str(n), updated=NOW + n * MINUTE) for n in range(700)))
    assert len(store.match([("ians", f"guid:{n}") for n in range(1500)])) == 700


def test_a_stale_claim_records_nothing(store: Store) -> None:
    (first,) = store.claim(["ians"], NOW, LEASE, 1)
    (second,) = store.claim(["ians"], NOW + LEASE, LEASE, 1)
    assert store.record([Poll(state=first, filings=(a_filing("1"),), at=NOW)]) == ()
    assert store.find("tag:x:1") == ()
    assert len(store.record([Poll(state=second, filings=(a_filing("1"),), at=NOW)])) == 1


def test_every_version_is_kept_and_the_ledger_says_why(store: Store) -> None:
    first = a_filing("1")
    second = a_filing(
        "1",
        revision=2,
        status=Status.UPDATE,
        updated=NOW,
        item=an_item("1", headline="Another headline"),
    )
    record(store, first)
    record(store, second, at=NOW + MINUTE)
    assert store.versions("tag:x:1") == (first.desk_item, second.desk_item)
    assert [
        (line.revision, line.status, line.rule, line.reason, line.at)
        for line in store.ledger("tag:x:1")
    ] == [
        (1, "new", "rule/1", "because", NOW),
        (2, "update", "rule/1", "because", NOW + MINUTE),
    ]
    assert store.find("1") == (second.desk_item,)
    assert store.at_revision([("tag:x:1", 2), ("tag:x:1", 1), ("tag:x:9", 1)]) == (
        second.desk_item,
        first.desk_item,
    )


def test_no_two_items_share_an_instant_of_update(store: Store) -> None:
    (poll,) = record(store, a_filing("1", updated=NOW), a_filing("2", updated=NOW))
    (later,) = record(store, a_filing("3", updated=NOW))
    instants = [f.desk_item.updated for f in (*poll.filings, *later.filings)]
    assert instants[0] == NOW
    assert len(set(instants)) == 3
    assert all(abs(instant - NOW) < timedelta(seconds=1) for instant in instants)
    assert store.find("tag:x:3")[0].updated == instants[2]


def test_items_come_newest_first_by_channel_source_and_status(store: Store) -> None:
    record(
        store,
        a_filing("old", published=NOW - 9 * MINUTE),
        a_filing("new", published=NOW - MINUTE, channels=("all", "world")),
        a_filing("held", published=NOW, status=Status.HELD, channels=()),
    )
    assert [held.item.guid for held in store.items()] == ["new", "old"]
    assert [held.item.guid for held in store.items(usable=False)] == ["held", "new", "old"]
    assert [held.item.guid for held in store.items(channel="world")] == ["new"]
    assert [held.item.guid for held in store.items(limit=1)] == ["new"]
    assert list(store.items(source="xinhua")) == []


def test_items_of_a_source_are_counted_from_when_they_were_received(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", updated=NOW))
    assert store.counts("ians", NOW) == 2
    assert store.counts("ians", NOW + MINUTE) == 0
    assert store.counts("xinhua", NOW) == 0


def test_a_transaction_is_written_as_a_whole_or_not_at_all(store: Store) -> None:
    def half() -> None:
        with store.transaction():
            record(store, a_filing("1"))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    assert store.find("tag:x:1") == ()
    assert store.state("ians") == SourceState(id="ians", next_due=NOW)
    with store.transaction():
        record(store, a_filing("1"))
    assert len(store.find("tag:x:1")) == 1


def test_a_poll_that_brought_nothing_touches_its_source_and_nothing_else(store: Store) -> None:
    record(store)
    assert store.dirty(NOW) == ()
    assert store.unpublished(10) == ()
    assert list(store.items(usable=False)) == []


# channels


def test_a_recorded_item_makes_its_channels_dirty_and_dates_the_change(store: Store) -> None:
    record(store, a_filing("1", channels=("world",)), at=NOW + MINUTE)
    assert store.dirty(NOW) == ("world",)
    assert store.changed_at("world") == NOW + MINUTE
    assert store.changed_at("all") is None
    store.clean(["world"])
    assert store.dirty(NOW) == ()


def test_an_item_that_leaves_a_channel_makes_that_one_dirty_too(store: Store) -> None:
    record(store, a_filing("1", channels=("all", "world")))
    store.clean(["all", "world"])
    record(store, a_filing("1", revision=2, channels=("all",), updated=NOW))
    assert store.dirty(NOW) == ("all", "world")
    assert store.candidates("world", 10, NOW) == ()


def test_a_withdrawn_item_is_in_no_channel(store: Store) -> None:
    record(store, a_filing("1"))
    store.clean(["all"])
    record(store, a_filing("1", revision=2, status=Status.WITHDRAWN, channels=(), updated=NOW))
    assert store.dirty(NOW) == ("all",)
    assert store.candidates("all", 10, NOW) == ()
    assert list(store.items()) == []


@pytest.mark.parametrize("status", [Status.HELD, Status.DUPLICATE, Status.REJECTED])
def test_what_is_not_published_is_no_candidate(store: Store, status: Status) -> None:
    record(store, a_filing("1", status=status))
    assert store.candidates("all", 10, NOW - LEASE) == ()


def test_a_canceled_item_is_no_candidate(store: Store) -> None:
    record(store, a_filing("1", item=an_item("1", pubstatus=PubStatus.CANCELED)))
    assert store.candidates("all", 10, NOW - LEASE) == ()


def test_candidates_are_the_newest_and_all_that_are_younger_than_an_instant(store: Store) -> None:
    record(store, *(a_filing(str(n), published=NOW - n * MINUTE) for n in range(6)))
    newest = [held.item.guid for held in store.candidates("all", 2, NOW)]
    assert newest == ["0", "1"]
    younger = [held.item.guid for held in store.candidates("all", 2, NOW - 3 * MINUTE)]
    assert younger == ["0", "1", "2", "3"]
    assert [h.item.guid for h in store.candidates("all", 99, NOW)] == list("012345")


def test_an_edition_is_remembered_and_time_makes_its_channel_dirty(store: Store) -> None:
    edition = EditionRecord(
        channel="all",
        updated=NOW,
        fingerprint="f",
        members=(("tag:x:1", 1),),
        next_change=NOW + MINUTE,
    )
    assert store.edition("all") is None
    store.save_edition(edition)
    assert store.edition("all") == edition
    assert store.dirty(NOW) == ()
    assert store.dirty(NOW + MINUTE) == ("all",)


def test_a_channel_that_takes_other_items_than_it_did_is_named_until_it_is_rerouted(
    store: Store,
) -> None:
    record(store, a_filing("1"))
    store.clean(["all"])
    other = {"all": "a", "world": "changed"}
    assert store.enrol_channels(CHANNELS, other) == ("world",)
    store.reroute({"tag:x:1": ("all", "world")}, other)
    assert store.enrol_channels(CHANNELS, other) == ()
    assert [held.channels for held in store.candidates("world", 5, NOW)] == [("all", "world")]
    assert set(store.dirty(NOW)) == {"all", "world"}


def test_a_channel_that_is_gone_is_forgotten(store: Store) -> None:
    assert store.enrol_channels(CHANNELS[:1], {"all": "a"}) == ("world",)  # items may name it
    assert store.edition("world") is None
    assert "world" not in store.dirty(NOW)


def test_a_house_that_looks_different_is_made_anew_once(store: Store) -> None:
    record(store, a_filing("1"))
    store.paged([("tag:x:1", 1)])
    store.clean(["all", "world"])
    assert store.remake("one")
    assert set(store.dirty(NOW)) == {"all", "world"}
    assert len(store.unpublished(5)) == 1
    assert not store.remake("one")


# pages and documents


def test_a_page_is_due_for_every_version_until_it_is_made(store: Store) -> None:
    record(store, a_filing("1"))
    assert [held.id for held in store.unpublished(5)] == ["tag:x:1"]
    store.paged([("tag:x:1", 1)])
    assert store.unpublished(5) == ()
    record(store, a_filing("1", revision=2, updated=NOW))
    store.paged([("tag:x:1", 1)])  # the page that was made shows the version before
    assert [held.revision for held in store.unpublished(5)] == [2]


def test_a_page_of_an_item_that_left_every_channel_is_due_to_go(store: Store) -> None:
    record(store, a_filing("1"), a_filing("2", updated=NOW))
    store.paged([("tag:x:1", 1)])
    for guid in ("1", "2"):
        gone = a_filing(guid, revision=2, status=Status.WITHDRAWN, channels=(), updated=NOW)
        record(store, gone)
    assert [held.id for held in store.unpublished(5)] == ["tag:x:1"]


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
    assert store.unpublished(5) == ()


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

"""What the desk asks of SQLite is found by indexes, so that a million items are as good as ten thousand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from feeds.decide.seeking import phrases
from feeds.model import Channel, Copies, Keep, Keeping, Place, Sought, Status
from feeds.store.sql import SqlStore, open_store
from tests.pipeline.test_copies import IANS, OTHER, XINHUA

# Tables that grow with the items; the indexes that may be gone through hold what is to be done alone, but for
# `item_listed`, of which one look takes the newest.
GROWS = re.compile(
    r"\bSCAN (?!CONSTANT)(item|version|item_key|route|ledger|payload|document|notice|journal|story|story_term"
    r"|story_city|print|band|archived|archive_page|search_due|search_doc)\b(?! USING (?:COVERING )?INDEX"
    r" (item_page_due|item_taken_away|archive_page_changed|archive_page_waits|search_due_newest|item_listed))"
)  # fmt: skip


@pytest.fixture
def store(tmp_path) -> Iterator[SqlStore]:
    made = open_store(f"sqlite:///{tmp_path}/feeds.db")
    yield made
    made.close()


@pytest.fixture
def asked(store) -> dict[str, object]:
    """The statements that were executed, each with the last parameters that it had."""
    found: dict[str, object] = {}

    def note(_connection, _cursor, statement, parameters, _context, many) -> None:
        found[statement] = parameters[0] if many else parameters

    event.listen(store._engine, "before_cursor_execute", note)
    return found


def plans(store: SqlStore, asked: dict[str, object]) -> dict[str, list[str]]:
    found = {}
    with store._engine.connect() as connection:
        for statement, parameters in list(asked.items()):
            if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found[statement] = [row.detail for row in rows]
    return found


@pytest.fixture
def room(new_room, a_source, store):
    channels = (
        Channel(id="all", title="All", copies=Copies.ONE),
        Channel(id="world", title="World"),
    )
    return new_room(a_source("ians"), a_source("xinhua"), channels=channels, store=store)


async def test_nothing_that_the_desk_does_with_a_poll_looks_through_all_that_it_holds(
    room, store, asked, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", content_html=IANS), an_item("2")))
    await room.take("xinhua", a_feed(an_item("3", content_html=XINHUA), an_item("4")))
    asked.clear()
    room.clock.advance(minutes=20)
    notice = an_item("5", title="KILL: Ferry 2 resumes after the flood")
    again = an_item("1", title="Dam cracks", content_html=IANS + OTHER)
    moved = an_item("renamed", title="Ferry 4 resumes after the flood", url="http://wire.example/4")
    await room.take("ians", a_feed(again, an_item("6", content_html=OTHER), notice))
    rain = an_item("8", title="Rain in Pune delays trains", content_html="<p>It rained.</p>")
    await room.take("xinhua", a_feed(moved, an_item("7", content_html=OTHER), rain))
    store.drop_prints(room.clock())
    store.drop_stories(room.clock())
    room.kill("6")
    found = plans(store, asked)
    for table in (
        "item_key",
        "print",
        "band",
        "story_term",
        "term_day",
        "journal",
        "route",
        "notice",
    ):
        assert any(re.search(rf"\b{table}\b", one) for one in found), (
            f"nothing was asked of {table}"
        )
    scans = {
        statement: bad
        for statement, plan in found.items()
        if (bad := [line for line in plan if GROWS.search(line)])
    }
    assert scans == {}


async def test_what_waits_is_counted_by_indexes(room, store, asked, a_feed, an_item) -> None:
    await room.take("ians", a_feed(*(an_item(str(n)) for n in range(60))))
    asked.clear()
    assert store.backlog(("ians", "xinhua"), room.clock())["pages"] == 0
    found = plans(store, asked)
    assert len(found) == 9
    scans = {one: plan for one, plan in found.items() if any(map(GROWS.search, plan))}
    assert scans == {}


async def test_the_same_copy_is_searched_by_its_bands_and_the_first_by_its_index(
    room, store, asked, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", content_html=IANS)))
    asked.clear()
    await room.take("xinhua", a_feed(an_item("3", content_html=XINHUA)))
    found = plans(store, asked)
    (kin,) = [
        plan for one, plan in found.items() if one.startswith("SELECT print.") and "UNION" in one
    ]
    searches = [line for line in kin if "SEARCH band USING PRIMARY KEY (band=?)" in line]
    assert len(searches) == 64
    assert "SEARCH print USING INTEGER PRIMARY KEY (rowid=?)" in kin
    same = [plan for one, plan in found.items() if "item.copy_of IN" in one]
    assert same
    assert all(any("item_copy_of" in line for line in plan) for plan in same)


async def test_what_is_kept_no_more_is_found_and_let_go_by_indexes(
    room, store, asked, a_feed, an_item
) -> None:
    month = Keep(age=timedelta(days=30), items=3)
    room.change(
        keeping=Keeping(
            default=month,
            sources={"ians": month, "xinhua": month},
            channels={"world": Keep(items=2)},
            ledger=timedelta(days=1),
        )
    )
    dates = [(room.clock() - timedelta(minutes=n)).isoformat() for n in range(200)]
    some = [an_item(str(n), date_published=date) for n, date in enumerate(dates)]
    await room.take("ians", a_feed(*some))
    room.kill("7")
    asked.clear()
    for days in (400, 2):
        room.clock.advance(days=days)
        await room.take("ians", a_feed(an_item(f"of-{days}", title=f"Rain on day {days}")))
        room.sweep()
    assert room.swept()[-1].ledgers
    assert store.was_let_go("story/x.html") is False
    store.gone("tag:x")
    found = plans(store, asked)
    kept = [plan for one, plan in found.items() if "item.gone IS NULL" in one]
    assert len(kept) > 2
    assert all("item_kept" in plan[0] for plan in kept)
    assert any("item_taken_away" in line for plan in found.values() for line in plan)
    assert any("ledger_last_line" in line for plan in found.values() for line in plan)
    scans = {
        statement: bad
        for statement, plan in found.items()
        if (bad := [line for line in plan if GROWS.search(line)])
    }
    assert scans == {}


async def test_archives_are_filled_followed_and_let_go_of_by_indexes(
    new_room, a_source, store, asked, a_feed, an_item
) -> None:
    small = Channel(id="all", title="All", size=2, window=timedelta(0), copies=Copies.ONE)
    month = Keeping(default=Keep(age=timedelta(days=30)))
    room = new_room(a_source("ians"), channels=(small,), store=store, keeping=month)
    dates = [(room.clock() - timedelta(minutes=n)).isoformat() for n in range(120)]
    some = [an_item(str(n), date_published=date) for n, date in enumerate(dates)]
    await room.take("ians", a_feed(*some))
    room.release()
    asked.clear()
    corrected = an_item("70", title="Ferry 70 does not resume", date_published=dates[70])
    await room.take("ians", a_feed(corrected, an_item("new")))
    room.kill("90")
    room.clock.advance(days=40)
    await room.take("ians", a_feed(an_item("newer")))
    room.sweep()
    room.release()
    assert not store.at_rest("config", room.clock())
    found = plans(store, asked)
    for table in ("archived", "archive_page"):
        assert sum(bool(re.search(rf"\b{table}\b", one)) for one in found) > 4
    scans = {
        statement: bad
        for statement, plan in found.items()
        if (bad := [line for line in plan if GROWS.search(line)])
    }
    assert scans == {}


@pytest.mark.parametrize(
    "sought",
    [
        Sought(),
        Sought(source="ians"),
        Sought(status=Status.HELD),
        Sought(status=Status.NEW, source="ians"),
        Sought(channel="all"),
        Sought(phrases=phrases("ferry flood")),
        Sought(phrases=phrases("ferry"), source="ians", channel="all"),
    ],
    ids=str,
)
async def test_an_editor_who_looks_for_something_has_the_store_look_through_no_table(
    room, store, asked, a_feed, an_item, sought
) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    asked.clear()
    store.index(1)
    there = sought.status is not Status.HELD
    for place in (None, Place(at=2**60, id="~")):
        assert bool(store.seek(sought, after=place, limit=1).items) is there
    store.arrivals(["ians", "xinhua"], room.clock())
    store.standing(Status.HELD, 10)
    found = plans(store, asked)
    bad = {line for plan in found.values() for line in plan if GROWS.search(line)}
    assert bad == set()

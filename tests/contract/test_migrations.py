"""A store that was brought up to date is the same as one that was made today."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from feeds.decide.seeking import phrases
from feeds.model import IdFault, Ids, Rights, Sought, Source, SourceState, Status, Validators
from feeds.store.sql import SqlStore, open_store
from feeds.store.tables import metadata
from tests.contract.store.filings import (
    CHANNELS,
    DIGESTS,
    MINUTE,
    NOW,
    a_filing,
    a_source,
    record,
)


def test_the_migrations_make_the_tables_that_the_queries_know(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    open_store(url).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": lambda name, *_: not is_fts5s_own(name)},
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def is_fts5s_own(name: str | None) -> bool:
    """Whether a table is the index of words, or one of those that it is made of."""
    return name in {"search", "search_config", "search_data", "search_docsize", "search_idx"}


def begun(url: str) -> SqlStore:
    """A store of today with a source and its channels."""
    store = open_store(url)
    store.enrol([a_source("ians")], NOW)
    store.enrol_channels(CHANNELS, DIGESTS)
    return store


def go_back(url: str, revision: str) -> None:
    """Makes a store what it was at an older schema."""
    config = Config()
    config.set_main_option("script_location", "feeds.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def test_a_document_that_was_archived_without_its_headers_is_read_without(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    open_store(url).close()
    go_back(url, "0005")
    with closing(sqlite3.connect(tmp_path / "feeds.db")) as old, old:
        old.execute(
            "INSERT INTO payload (source, url, media_type, fetched_at, sha256, body)"
            " VALUES ('ians', 'http://ians.example/', 'text/xml', 0, '0', ?)",
            (zlib.compress(b"<rss/>"),),
        )
    with closing(open_store(url)) as store:
        found = store.payload(1)
    assert found is not None
    assert (found.body, found.headers) == (b"<rss/>", ())


def test_a_source_that_was_marked_before_ids_had_other_faults_stays_marked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    now = datetime(2026, 11, 2, tzinfo=UTC)
    with closing(open_store(url)) as store:
        store.enrol([Source(id="ians", provider="IANS", rights=Rights.FULL)], now)
    with closing(sqlite3.connect(tmp_path / "feeds.db")) as old, old:
        old.execute(
            "UPDATE source_state SET data = json_set("
            "json_remove(data, '$.ids'), '$.reuses_ids', json('true'))"
        )
    with closing(open_store(url)) as store:
        state = store.state("ians")
    assert state is not None
    assert state.ids == Ids(fault=IdFault.SHARED)


def test_a_source_that_was_stored_before_moves_were_known_keeps_its_validators(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    now = datetime(2026, 11, 2, tzinfo=UTC)
    known = SourceState(
        id="ians", next_due=now, url="http://ians.example/", validators=Validators(etag='"a"')
    )
    with closing(open_store(url)) as store:
        store.enrol([Source(id="ians", provider="IANS", rights=Rights.FULL)], now)
        store.save_state(known)
    with closing(sqlite3.connect(tmp_path / "feeds.db")) as old, old:
        new_keys = "'$.move', '$.validated_at', '$.permits'"
        old.execute(f"UPDATE source_state SET data = json_remove(data, {new_keys})")
    with closing(open_store(url)) as store:
        assert store.state("ians") == known


def test_a_new_version_polls_nothing_sooner_than_the_one_before_would_have(tmp_path: Path) -> None:
    """C20: the first version's tables, and a source that was polled a minute ago and told to wait a day."""
    url = f"sqlite:///{tmp_path}/feeds.db"
    now = datetime(2026, 11, 2, tzinfo=UTC)
    due = now + timedelta(days=1)
    known = SourceState(
        id="ians",
        next_due=due,
        last_poll=now - timedelta(minutes=1),
        not_before=due,
        url="http://ians.example/",
    )
    with closing(open_store(url)) as store:
        store.enrol([Source(id="ians", provider="IANS", rights=Rights.FULL)], now)
        store.save_state(known)
    go_back(url, "0001")
    with closing(open_store(url)) as store:
        state = store.state("ians")
        assert state is not None
        assert (state.last_poll, state.not_before, state.next_due) == (known.last_poll, due, due)
        assert store.claim(["ians"], now, timedelta(minutes=1), 1) == ()
        assert len(store.claim(["ians"], due, timedelta(minutes=1), 1)) == 1


def test_the_indexes_hold_the_same_rows(tmp_path: Path) -> None:
    """What Alembic does not compare: the conditions of partial indexes, and tables without rowid."""
    open_store(f"sqlite:///{tmp_path}/migrated.db").close()
    fresh = create_engine(f"sqlite:///{tmp_path}/fresh.db")
    metadata.create_all(fresh)
    found = []
    for name in ("migrated", "fresh"):
        engine = create_engine(f"sqlite:///{tmp_path}/{name}.db")
        tables = inspect(engine).get_table_names()
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            ).all()
        engine.dispose()
        indexes = {name: sql.partition(" WHERE ")[2].replace("item.", "") for name, sql in rows}
        found.append((sorted(set(tables) - {"alembic_version"}), indexes))
    fresh.dispose()
    assert found[0] == found[1]


def test_what_readers_had_seen_before_there_were_archives_has_its_place_in_them(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    with closing(begun(url)) as store:
        some = [a_filing(f"{n:03}", published=NOW - n * MINUTE) for n in range(120)]
        record(store, *some, a_filing("held", status=Status.HELD))
        store.paged([(one.desk_item.id, 1) for one in some[2:]])
    go_back(url, "0010")
    with closing(open_store(url)) as store:
        assert [len(store.placed("all", number)) for number in (1, 2, 3)] == [50, 50, 18]
        assert store.placed("all") == ("tag:x:001", "tag:x:000")  # which nobody has seen
        assert store.placed("all", 1)[0] == "tag:x:119"
        assert store.due_pages(NOW, 9, changed=False) == (("all", 1), ("all", 2))
        page = store.archive_page("all", 2)
        assert page is not None
        assert (page.newest, page.updated) == (NOW - 20 * MINUTE, None)
        assert store.placed("world", 1) == ()


def test_a_store_that_was_there_before_is_indexed_in_steps_the_newest_first(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    with closing(begun(url)) as store:
        dead = a_filing("dead", revision=2, status=Status.WITHDRAWN, published=NOW - MINUTE)
        record(store, *(a_filing(str(n), published=NOW - MINUTE * n) for n in range(3)))
        record(store, a_filing("dead", published=NOW - MINUTE))
        record(store, dead)
        store.index(9)
    go_back(url, "0013")
    everything = Sought(phrases=phrases("story"))
    with closing(open_store(url)) as store:
        assert store.seek(everything, limit=9).items == ()
        assert store.index(2)
    with closing(open_store(url)) as store:  # whatever ended it in between
        found = store.seek(everything, limit=9).items
        assert [one.item.guid for one in found] == ["0", "1"]
        assert not store.index(2)
        assert len(store.seek(everything, limit=9).items) == 3


def test_versions_that_were_kept_as_text_are_read_found_and_taken_out_like_any(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    with closing(begun(url)) as store:
        record(store, a_filing("before", published=NOW - MINUTE), a_filing("dead"))
        store.index(9)
        before = tuple(store.items())
    go_back(url, "0015")
    with closing(sqlite3.connect(tmp_path / "feeds.db")) as old:
        kept = old.execute("SELECT json_extract(data, '$.guid') FROM version ORDER BY 1").fetchall()
        assert kept == [("before",), ("dead",)]
    everything = Sought(phrases=phrases("story"))
    with closing(open_store(url)) as store:
        assert tuple(store.items()) == before
        record(store, a_filing("dead", revision=2, status=Status.WITHDRAWN), a_filing("after"))
        store.index(9)
        found = store.seek(everything, limit=9).items
        assert {one.item.guid for one in found} == {"before", "after"}
    with closing(sqlite3.connect(tmp_path / "feeds.db")) as new, new:
        new.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        assert dict(new.execute("SELECT typeof(data), count(*) FROM version GROUP BY 1")) == {
            "text": 2,
            "blob": 2,
        }
        packed = new.execute("SELECT data FROM version WHERE typeof(data) = 'blob'").fetchall()
        assert all(b'"guid"' in zlib.decompress(data) for (data,) in packed)

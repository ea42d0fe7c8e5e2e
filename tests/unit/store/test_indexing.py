"""The index of words holds what can be found, and not a word of what has gone."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feeds.model import LedgerLine, Status
from feeds.store.sql import SqlStore, open_store
from tests.contract.store.filings import (
    CHANNELS,
    DIGESTS,
    MINUTE,
    NOW,
    a_filing,
    a_source,
    an_item,
    has,
    record,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = open_store(f"sqlite:///{tmp_path}/feeds.db")
    made.enrol([a_source("ians")], NOW)
    made.enrol_channels(CHANNELS, DIGESTS)
    yield made
    made.close()


def words(folder: Path) -> set[str]:
    """Every word that stands in the index's own tables, found or not."""
    with closing(sqlite3.connect(folder / "feeds.db")) as one, one:
        one.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        one.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, row)")
        return {term for (term,) in one.execute("SELECT term FROM temp.vocabulary")}


def test_what_is_removed_for_good_leaves_no_word_in_the_store(store, tmp_path: Path) -> None:
    for guid, headline in (("a", "Quicksilver rises"), ("b", "Rain falls")):
        record(store, a_filing(guid, item=an_item(guid, headline=headline, body_text=headline)))
    store.index(9)
    assert {"quicksilver", "rain"} <= words(tmp_path)
    store.erase(id_="tag:x:a", until=NOW)
    store.compact()
    assert words(tmp_path) == {"rain", "falls"}
    assert not has((tmp_path / "feeds.db").read_bytes(), b"quicksilver")


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_to_items_the_index_is_empty_when_all_have_gone(
    store, tmp_path: Path, seed: int
) -> None:
    """What is taken out is what was put in, whichever version that was."""
    dice = random.Random(seed)
    revisions: dict[str, int] = {}
    at = NOW
    for _ in range(80):
        at += MINUTE
        guid = dice.choice("abcdefgh")
        revisions[guid] = revisions.get(guid, 0) + 1
        status = dice.choice((Status.NEW, Status.UPDATE, Status.HELD, Status.WITHDRAWN))
        if revisions[guid] == 1:
            status = Status.NEW
        said = dice.choice(("ferry", "ferries", "Pêcheurs", "मुंबई", "", "two words", "ferry ferry"))
        item = an_item(guid, headline=said, summary=said, body_text=f"{said} {said}")
        made = a_filing(guid, revision=revisions[guid], status=status, item=item, updated=at)
        record(store, made, at=at)
        if dice.random() < 0.4:
            store.index(dice.randint(1, 5))
    some = [f"tag:x:{guid}" for guid in sorted(revisions)]
    store.erase(id_=some[0], until=at)
    line = LedgerLine(at=at, stage="keep", status="new", rule="k", reason="old", revision=1)
    store.let_go([(id_, line) for id_ in some[1:4]])
    store.forget(some[4:])
    while store.index(3):
        pass
    store.compact()
    assert words(tmp_path) == set()

"""The desk's page of an item stays short, whatever its wire has sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from feeds.app.desk.item import item
from feeds.app.loading import load
from feeds.app.parts import house_of
from feeds.model import Status
from feeds.serve.desk.pages import Visitor
from feeds.store.memory import MemoryStore
from tests.contract.store.filings import NOW, a_filing, an_item


def test_of_a_story_that_is_written_anew_all_day_the_newest_versions_are_shown(
    config: Path,
) -> None:
    """And of its ledger the newest lines; what a version has changed is shown all the same."""
    loaded, store = load(config), MemoryStore()
    store.enrol(tuple(house_of(loaded).sources.values()), NOW)
    for revision in range(1, 121):
        told = an_item("1", headline=f"Headline of {revision}.")
        filing = a_filing("1", revision=revision, status=Status.UPDATE, item=told)
        filing = replace(filing, decision=replace(filing.decision, reason=f"reason of {revision}."))
        store.rule([filing], NOW + timedelta(minutes=revision))

    def page(**asked: str) -> str:
        visitor = Visitor("asha", "token")
        return item(loaded, store, NOW, {"id": "tag:x:1", **asked}, visitor).body.decode()

    plain = page()
    assert [n for n in range(1, 121) if f"Headline of {n}." in plain] == [*range(71, 121)]
    assert [n for n in range(1, 121) if f"reason of {n}." in plain] == [*range(71, 121)]
    assert "And 70 earlier" in plain
    assert "What version 72 changed</h2>" in page(revision="72")
    assert "changed</h2>" not in page(revision="71")


def test_a_page_says_by_which_ids_commands_know_the_item(config: Path) -> None:
    loaded, store = load(config), MemoryStore()
    store.enrol(tuple(house_of(loaded).sources.values()), NOW)
    store.rule([a_filing("1", item=an_item("<w>1"))], NOW)
    page = item(loaded, store, NOW, {"id": "tag:x:1"}, Visitor("asha", "token")).body.decode()
    assert "<code>&lt;w&gt;1</code> or <code>tag:x:1</code>" in page

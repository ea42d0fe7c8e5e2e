"""What the commands do with items that are kept no more, and say of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.model import LedgerLine
from feeds.store.sql import open_store
from tests.unit.cli.conftest import CONFIG, STORY
from tests.unit.conftest import Feeds, Said


@pytest.fixture
def pressed(feeds: Feeds, house: Path) -> Callable[[], Said]:
    """A pass in a house that keeps one item of its source, and takes none of three into a channel."""
    text = CONFIG.replace(
        'path = "drop"\n',
        'path = "drop"\nkeep_items = 1\nrules = [{ drop = {}, reason = "none" }]\n',
    )
    (house / "config.toml").write_text(text)
    for number in (2, 3):
        copy = STORY.replace("ferry-1", f"ferry-{number}").replace("noon", f"{number} pm")
        (house / "drop" / f"{number}.txt").write_text(copy)
    return lambda: feeds("once", "--source", "ians", "--json")


def test_a_pass_lets_go_of_what_is_kept_no_more_and_says_so(pressed, feeds) -> None:
    said = pressed()
    assert said.objects[-1] == {"let_go": 2, "pages": 0, "ledgers": 0}
    assert len(feeds("items", "--all", "--json").objects) == 1


@pytest.fixture
def gone(feeds: Feeds, house: Path) -> str:
    """The id of a story that was published, and whose copy has gone since."""
    feeds("once", "--source", "ians")
    (item,) = feeds("items", "--json", "--source", "ians").objects
    store = open_store(f"sqlite:///{house}/feeds.db")
    (held,) = store.find(item["id"])
    line = LedgerLine(
        at=held.received.replace(year=2030),
        stage="keep",
        status="new",
        rule="keep.age/1",
        reason="unchanged for longer than 365d; its copy is gone",
        revision=1,
    )
    store.let_go([(held.id, line)])
    store.close()
    return held.id


@pytest.mark.parametrize("by", ["our id", "the wire's"])
def test_its_ledger_is_told_and_since_when_its_copy_is_gone(feeds, gone: str, by: str) -> None:
    guid = gone if by == "our id" else "ferry-1"
    said = feeds("explain", guid)
    assert said.status == 0
    assert said.out.startswith(f"{gone}\nnew, from ians: its copy is gone since 2030-")
    assert "not seen from this source before" in said.out
    assert "Ferry service" not in said.out
    lines = feeds("explain", guid, "--json").objects
    assert [line["stage"] for line in lines] == ["fetch", "desk", "story", "keep"]
    assert lines[-1]["reason"] == "unchanged for longer than 365d; its copy is gone"
    assert lines[-1]["at"].startswith("2030-")


def test_when_its_ledger_has_gone_as_well_that_is_told(feeds, house: Path, gone: str) -> None:
    store = open_store(f"sqlite:///{house}/feeds.db")
    (left,) = store.gone(gone)
    assert store.drop_ledgers(left.since.replace(year=2031), 10, unless=()) == 1
    store.close()
    (line,) = feeds("explain", gone, "--json").objects
    assert line["reason"] == "its copy is gone, and its ledger is kept no more"
    assert line["at"].startswith("2030-")


def test_nobody_can_decide_anything_about_it_any_more(feeds, gone: str) -> None:
    for command in ("kill", "release"):
        said = feeds(command, gone, "--reason", "the agency asks for it")
        assert said.status == 1
        assert f"{gone}: its copy is gone since 2030-" in said.err


def test_what_its_ledger_says_can_be_removed_for_good(feeds, house: Path, gone: str) -> None:
    said = feeds("purge", "--item", gone)
    assert said.status == 0
    lines = feeds("explain", gone, "--json").objects
    assert {line["reason"] for line in lines if line["stage"] != "fetch"} == {"removed for good"}


def test_a_published_story_stays_whatever_a_source_keeps(feeds, house: Path) -> None:
    (house / "config.toml").write_text(CONFIG.replace("[store]\n", "[store]\nkeep_items = 1\n"))
    second = STORY.replace("ferry-1", "ferry-2").replace("Ferry service", "Train service")
    (house / "drop" / "2.txt").write_text(second)
    said = feeds("once", "--source", "ians", "--json")
    assert all("let_go" not in line for line in said.objects)
    assert len(feeds("items", "--json").objects) == 2

"""Sources that are not polled as things stand: whoever asks for one is told, with what to do about it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from feeds.cli import app, run

CONFIG = """
[site]
name = "Wire House"
link = "https://house.example/"
tag = "house.example,2026"

[store]
url = "sqlite:///feeds.db"

[publish]
base_url = "https://house.example/feeds/"

[[source]]
id = "ians"
provider = "IANS"
path = "drop"
rights = "full"

[[source]]
id = "off"
provider = "TASS"
path = "off"
rights = "full"
enabled = false

[[channel]]
id = "all"
title = "All stories"
"""
STORY = """id: 1
headline: Bell
date: 2026-01-02 10:00

Pune, Jan 2 (IANS) Divers raised a bell from the bay.

--IANS
"""

Feeds = Callable[..., int]
Caught = pytest.CaptureFixture[str]


@pytest.fixture
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Feeds:
    (tmp_path / "config.toml").write_text(CONFIG)
    for folder in ("drop", "off"):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder / "bell.txt", STORY)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run(lambda: app(arguments, standalone_mode=False))


def put(path: Path, copy: str | bytes) -> None:
    path.write_bytes(copy.encode() if isinstance(copy, str) else copy)
    when = datetime(2026, 1, 2, 12, tzinfo=UTC).timestamp()
    os.utime(path, (when, when))


def reports(feeds: Feeds, capsys: Caught) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert feeds("sources", "--json") == 0
    found = map(orjson.loads, capsys.readouterr().out.splitlines())
    return {one["id"]: one for one in found}


def files() -> list[str]:
    """Of agencies: what is published is another matter."""
    found = (path for path in Path().rglob("*.txt") if path.parts[0] != "public")
    return sorted(map(str, found))


@pytest.mark.parametrize(
    ("id_", "why", "way_out"),
    [("ians", "paused", "--resume ians"), ("off", "switched off", "enabled = true")],
)
def test_a_named_source_that_is_not_polled_is_named_with_the_way_out(
    id_: str, why: str, way_out: str, feeds: Feeds, capsys: Caught
) -> None:
    feeds("sources", "--pause", "ians")
    before = files()
    capsys.readouterr()
    assert feeds("once", "--source", id_) == 1
    said = capsys.readouterr().err
    assert f"source {id_}: " in said
    assert why in said
    assert way_out in said
    assert files() == before


@pytest.mark.parametrize(
    ("id_", "why", "way_out"),
    [("ians", "paused", "--resume ians"), ("off", "switched off", "enabled = true")],
)
def test_no_source_that_is_not_polled_is_said_to_be_due(
    id_: str, why: str, way_out: str, feeds: Feeds, capsys: Caught
) -> None:
    feeds("sources", "--pause", "ians")
    before = reports(feeds, capsys)
    assert feeds("sources", "--poll", id_) == 1
    said = capsys.readouterr().err
    assert "due" not in said
    assert why in said
    assert way_out in said
    after = reports(feeds, capsys)
    for key in ("state", "next_due", "reason"):
        assert after[id_][key] == before[id_][key]


def test_a_source_that_is_resumed_is_polled_again(feeds: Feeds, capsys: Caught) -> None:
    feeds("sources", "--pause", "ians")
    assert feeds("sources", "--resume", "ians", "--poll", "ians") == 0
    said = capsys.readouterr().err
    assert "resume" in said
    assert "poll, due " in said


def test_whoever_resumes_a_source_that_is_switched_off_is_told_so(
    feeds: Feeds, capsys: Caught
) -> None:
    assert feeds("sources", "--resume", "off") == 0
    assert "enabled = true" in capsys.readouterr().err


def test_of_several_orders_none_is_carried_out_where_one_names_nobody(
    feeds: Feeds, capsys: Caught
) -> None:
    assert feeds("sources", "--pause", "ians", "--poll", "nobody") == 2
    assert reports(feeds, capsys)["ians"]["state"] == "waiting"


def test_a_look_at_the_sources_moves_no_file(feeds: Feeds, capsys: Caught) -> None:
    put(Path("drop/binary.txt"), b"\x00\x01")
    put(Path("drop/large.txt"), b"x" * (10 * 1024 * 1024 + 1))
    Path("drop/link.txt").symlink_to("nowhere")
    before = sorted(Path("drop").iterdir())
    assert feeds("check", "--online") == 1
    said = capsys.readouterr().err
    assert "source ians: 1 items (wiretext)" in said
    for name in ("binary.txt", "large.txt", "link.txt"):
        assert f"{name}: " in said
    assert sorted(Path("drop").iterdir()) == before
    for name in ("binary.txt", "large.txt", "link.txt"):
        Path("drop", name).unlink()
    assert feeds("check", "--online") == 0
    assert files() == ["drop/bell.txt", "off/bell.txt"]


def test_the_ledger_of_an_item_is_in_the_order_in_which_things_happened(
    feeds: Feeds, capsys: Caught
) -> None:
    assert feeds("once") == 0
    capsys.readouterr()
    assert feeds("explain", "1", "--json") == 0
    lines = [orjson.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["stage"] for line in lines] == ["fetch", "desk", "story", "publish"]
    instants = [line["at"] for line in lines]
    assert instants == sorted(instants)
    assert lines[2]["at"] == lines[1]["at"] > "2026-01-02T10:00:00Z"


def test_what_a_source_brought_is_shown_after_it_has_left_the_config(
    feeds: Feeds, capsys: Caught
) -> None:
    assert feeds("once") == 0
    text = Path("config.toml").read_text()
    Path("config.toml").write_text(text.replace('id = "ians"', 'id = "pti"'))
    capsys.readouterr()
    assert feeds("items", "--source", "ians", "--all") == 0
    assert "Bell" in capsys.readouterr().out
    assert feeds("items", "--source", "nobody") == 2

"""What commands that people type say to programs, how far they are, and what may have been meant."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.replaying import replay
from feeds.cli.progress import bar


def test_what_a_check_finds_is_an_object_each(feeds, house) -> None:
    path = house / "config.toml"
    well = feeds("check", "--json")
    assert well.objects == [
        {"status": "ok", "name": "", "found": "3 sources, 2 channels, no fault found"}
    ]
    path.write_text(path.read_text().replace('path = "second"', 'path = "third"'))
    (found,) = feeds("check", "--json").objects
    assert (found["status"], found["name"]) == ("fault", "source second")
    path.write_text(path.read_text() + '\n[[channel]]\nid = "UPPER"\ntitle = "T"\nsize = 0\n')
    said = feeds("check", "--json")
    assert (said.status, said.err) == (2, "")
    assert [one["name"] for one in said.objects] == [
        'channel "UPPER": id',
        'channel "UPPER": size',
    ]
    assert all("expected" in one["found"] for one in said.objects)


def test_what_was_removed_and_what_came_back_are_told_as_objects(feeds, house) -> None:
    feeds("once")
    (made,) = feeds("backup", "kept.db", "--json").objects
    assert made["file"] == "kept.db"
    (removed,) = feeds("purge", "--source", "ians", "--json").objects
    assert removed == {"removed": "source:ians", "left": [str(house / "drop")]}
    (restored,) = feeds("restore", "kept.db", "--json").objects
    assert restored == {"store": str(house / "feeds.db"), "file": "kept.db", "before": ""}
    assert [
        one["status"] for one in feeds("items", "--source", "ians", "--all", "--json").objects
    ] == ["withdrawn"], "it is removed once more, and from the store as it was too"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("once", "--source", "secnd"), "no source 'secnd' in config.toml; did you mean 'second'?"),
        (
            ("items", "--channel", "sport"),
            "no channel 'sport' in config.toml; did you mean 'sports'?",
        ),
        (("sources", "--pause", "xyz"), "no source 'xyz' in config.toml\n"),
    ],
)
def test_an_id_that_there_is_not_is_answered_with_the_one_that_may_be_meant(
    feeds, house, arguments: tuple[str, ...], hint: str
) -> None:
    said = feeds(*arguments)
    assert said.status == 2
    assert hint in said.err


def test_an_item_that_there_is_not_says_where_to_look(feeds, house) -> None:
    said = feeds("explain", "nothing")
    assert said.status == 1
    assert "`feeds items --all` lists what it holds" in said.err


def test_a_replay_says_how_far_it_is(feeds, house) -> None:
    feeds("once")
    told: list[tuple[int, int]] = []
    done = replay(
        load(house / "config.toml"), clock() - timedelta(days=1), lambda *one: told.append(one)
    )
    assert done.made == 2
    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(("terminal", "as_json"), [(True, False), (True, True), (False, False)])
def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, as_json: bool
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: terminal)
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    with bar("copying", as_json=as_json) as progress:
        progress(1, 2)
    assert ("copying" in screen.getvalue()) == (terminal and not as_json)


def test_a_file_that_is_gone_is_named_and_not_the_program(feeds, house: Path) -> None:
    said = feeds("restore", "nowhere.db", "--json")
    assert (said.status, said.out) == (1, "")
    assert "there is no backup nowhere.db" in said.err

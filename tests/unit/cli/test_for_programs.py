"""What commands that people type say to programs, how far they are, and what may have been meant."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.replaying import replay
from feeds.cli.progress import bar
from feeds.store.sql import SCHEMA, open_store
from tests.contract.test_migrations import go_back


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
    assert "`feeds items --all --words TEXT` finds one by its words" in said.err


def test_a_replay_says_how_far_it_is(feeds, house) -> None:
    feeds("once")
    told: list[tuple[int, int]] = []
    done = replay(
        load(house / "config.toml"), clock() - timedelta(days=1), lambda *one: told.append(one)
    )
    assert done.made == 2
    assert told == [(0, 2), (1, 2), (2, 2)]


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *, terminal: bool = True) -> io.StringIO:
    """Standard error from here on, which is one."""
    made = io.StringIO()
    monkeypatch.setattr(made, "isatty", lambda: terminal)
    monkeypatch.setattr("sys.stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    return made


@pytest.mark.parametrize(("terminal", "as_json"), [(True, False), (True, True), (False, False)])
def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    as_json: bool,
) -> None:
    screen = at_a_terminal(monkeypatch, terminal=terminal)
    with bar("copying", as_json=as_json) as progress:
        progress(1, 2)
        with bar("within it", as_json=as_json):
            print("said meanwhile")
    shown = terminal and not as_json
    assert [what in screen.getvalue() for what in ("copying", "within it")] == [shown, shown]
    assert capsys.readouterr().out == "said meanwhile\n"


@pytest.mark.parametrize(
    ("command", "shown"),
    [(("once",), True), (("once", "--json"), False), (("sources", "--poll", "ians"), True)],
)
def test_whatever_command_brings_the_store_up_to_date_shows_how_far_it_is(
    feeds,
    house: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    shown: bool,
) -> None:
    screen = at_a_terminal(monkeypatch)
    feeds("once")
    assert "up to date" not in screen.getvalue(), "a new store is made at once"
    go_back(f"sqlite:///{house}/feeds.db", "0012")
    feeds(*command)
    for what in ("keeping the store as it was", "bringing the store up to date"):
        assert (what in screen.getvalue()) == shown


def test_an_upgrade_tells_of_each_step_and_of_the_copy_before(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/feeds.db"
    told: list[tuple[str, int, int]] = []

    @contextmanager
    def showing(what: str) -> Iterator[Callable[[int, int], None]]:
        yield lambda done, of: told.append((what, done, of))

    open_store(url, keep_old=True, showing=showing).close()
    assert told == []
    go_back(url, f"{int(SCHEMA) - 3:04}")
    open_store(url, keep_old=True, showing=showing).close()
    copied = [one for one in told if one[0] == "keeping the store as it was"]
    assert copied[-1][1] == copied[-1][2] > 0
    what = "bringing the store up to date"
    assert told[len(copied) :] == [(what, done, 3) for done in (1, 2, 3)]


def test_a_look_at_the_machine_shows_that_it_goes_on(
    feeds, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = at_a_terminal(monkeypatch)
    feeds("doctor")
    assert "reading the store" in screen.getvalue()
    screen.truncate(0)
    feeds("doctor", "--json")
    assert screen.getvalue() == ""


def test_a_file_that_is_gone_is_named_and_not_the_program(feeds, house: Path) -> None:
    said = feeds("restore", "nowhere.db", "--json")
    assert (said.status, said.out) == (1, "")
    assert "there is no backup nowhere.db" in said.err

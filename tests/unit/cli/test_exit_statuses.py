"""How a command ends: 0 done, 1 something failed, 2 the command line or the config is wrong, 130
interrupted; and in each case words, never a traceback.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from feeds.cli import app, run
from feeds.model import WIRE_FORMATS

CONFIG = """
[site]
name = "Wire House"
link = "https://house.example/"
tag = "house.example,2026"

[publish]
base_url = "https://house.example/feeds/"
"""
STORY = "id: 1\nheadline: Bell\n\nPune, Nov 2 (IANS) Divers raised a bell from the bay.\n\n--IANS\n"


@pytest.fixture
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs a command in a house that has a config and a file of copy; its exit status."""
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "bell.txt").write_text(STORY)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run(lambda: app(arguments, standalone_mode=False))


Feeds = Callable[..., int]
Caught = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bogus"], "bogus"),
        (["--bogus"], "--bogus"),
        (["once", "--bogus"], "--bogus"),
        (["once", "--source"], "--source"),
        (["items", "--limit", "many"], "--limit"),
        (["items", "--limit", "0"], "--limit"),
        (["parse"], "FILE"),
        (["explain"], "GUID"),
        (["check", "twice"], "twice"),
        (["demo", "--seconds", "x"], "--seconds"),
        (["demo", "--seconds", "-1"], "--seconds"),
        (["demo", "--listen", "nowhere"], "nowhere"),
        (["once", "--source", "nobody"], "nobody"),
        (["sources", "--poll", "nobody"], "nobody"),
        (["items", "--channel", "nobody"], "nobody"),
        (["items", "--source", "nobody"], "nobody"),
        (["parse", "--source", "nobody", "bell.txt"], "nobody"),
        (["check", "-c", "nowhere.toml"], "nowhere.toml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_a_wrong_command_line_ends_with_2_and_says_what_is_wrong(
    arguments: list[str], words: str, feeds: Feeds, capsys: Caught
) -> None:
    assert feeds(*arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_no_command_at_all_shows_the_help_and_is_a_wrong_command_line(
    feeds: Feeds, capsys: Caught
) -> None:
    assert feeds() == 2
    said = capsys.readouterr()
    assert "Usage: " in said.out + said.err
    assert "parse" in said.out + said.err


@pytest.mark.parametrize("arguments", [["--help"], ["parse", "--help"], ["check"]])
def test_what_is_done_ends_with_0(arguments: list[str], feeds: Feeds, capsys: Caught) -> None:
    assert feeds(*arguments) == 0
    said = capsys.readouterr()
    assert said.out
    assert said.err == ""


def test_what_fails_ends_with_1_and_is_named(feeds: Feeds, capsys: Caught) -> None:
    Path("bad.txt").write_bytes(b"\x00\x01")
    assert feeds("parse", "nowhere.txt", "bad.txt", "bell.txt") == 1
    said = capsys.readouterr()
    assert "nowhere.txt: No such file" in said.err
    assert "bad.txt: " in said.err
    assert "Bell" in said.out


def test_a_folder_that_cannot_be_made_is_named(feeds: Feeds, capsys: Caught) -> None:
    assert feeds("demo", "--seconds", "0", "--directory", "bell.txt/house") == 1
    assert "bell.txt/house" in capsys.readouterr().err


@pytest.mark.parametrize("how", [KeyboardInterrupt, typer.Abort])
def test_what_is_interrupted_ends_with_130(
    how: type[BaseException], feeds: Feeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(path: Path) -> None:
        raise how

    monkeypatch.setattr("feeds.app.loading.load", interrupted)
    assert feeds("check") == 130


def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(
    feeds: Feeds, capsys: Caught
) -> None:
    assert feeds("parse", "--format", "bogus", "bell.txt") == 2
    said = capsys.readouterr()
    for name in ("bogus", *WIRE_FORMATS):
        assert name in said.err
    assert said.out == ""
    for name in ("auto", "wiretext"):
        assert feeds("parse", "--format", name, "bell.txt") == 0


def test_a_reader_who_goes_away_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "bell.txt").write_text(STORY)
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as nobody:
        for many in (1, 500):  # what fits into a buffer, and what does not
            done = subprocess.run(
                [sys.executable, "-m", "feeds", "parse", "--json", *["bell.txt"] * many],
                cwd=tmp_path,
                stdout=nobody,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
                check=False,
            )
            assert (done.returncode, done.stderr) == (0, "")


def test_an_output_that_cannot_be_written_is_a_failure_in_words(tmp_path: Path) -> None:
    (tmp_path / "bell.txt").write_text(STORY)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "feeds", "parse", "bell.txt"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr

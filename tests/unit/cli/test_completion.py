"""What the shell completes: commands, options, and the ids that the config names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import CONFIG

FEEDS = str(Path(sys.executable).with_name("feeds"))


def completed(folder: Path, line: str, **environment: str) -> list[str]:
    """What bash is given for a line whose last word is not finished."""
    words = line.split(" ")
    done = subprocess.run(
        [FEEDS],
        cwd=folder,
        env={
            **os.environ,
            "_FEEDS_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("feeds ki", ["kill"]),
        ("feeds once --source ", ["ians", "second", "down", "off"]),
        ("feeds sources --pause s", ["second"]),
        ("feeds items --channel ", ["all", "sports"]),
        ("feeds items --status h", ["held"]),
        ("feeds parse --format newsml", ["newsml1", "newsmlg2"]),
    ],
)
def test_ids_and_names_are_completed(tmp_path: Path, line: str, offered: list[str]) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    assert sorted(completed(tmp_path, line)) == sorted(offered)


def test_the_ids_are_those_of_the_config_that_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('what = "is refused"\n[[source]]\nid = "elsewhere"\n[[source]]\nid = 7\n')
    assert completed(tmp_path, f"feeds once -c {other} --source ") == ["elsewhere"]
    assert completed(tmp_path, "feeds once --source ", FEEDS_CONFIG=str(other)) == ["elsewhere"]


@pytest.mark.parametrize("text", [None, "[[source", 'source = "no table"\n'])
def test_a_config_that_cannot_be_read_offers_nothing_and_says_nothing(
    tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "config.toml").write_text(text)
    assert completed(tmp_path, "feeds once --source ") == []

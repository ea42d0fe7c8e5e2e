"""Whatever is wrong with the config or the disk, `opml import` leaves it whole: as it was, or with all that is new."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.cli.opml.lists import EMPTY, outline


def test_a_config_that_would_have_a_fault_stays_as_it_was(bring, config: Path) -> None:
    """X32."""
    nobody = EMPTY.replace("desk@house.example", "")
    config.write_text(nobody)
    said = bring([outline("https://a.example/", "A")])
    assert (said.status, said.out, config.read_text()) == (2, "", nobody)
    assert said.err.startswith("feeds: config.toml with what the list adds: fetch.contact: ")


def test_a_config_with_a_fault_is_named_and_left_alone(bring, config: Path) -> None:
    config.write_text(EMPTY + "nosuch = 1\n")
    said = bring([outline("https://a.example/", "A")])
    assert (said.status, config.read_text()) == (2, EMPTY + "nosuch = 1\n")
    assert "config.toml: fetch.nosuch" in said.err


def test_sources_in_brackets_are_a_fault_that_is_named(bring, config: Path) -> None:
    bracketed = 'source = [{ id = "a", provider = "A", path = "a", rights = "full" }]\n' + EMPTY
    config.write_text(bracketed)
    said = bring([outline("https://a.example/", "A")])
    assert (said.status, config.read_text()) == (2, bracketed)
    assert "source: expected tables under [[source]], not a list in brackets" in said.err


def test_mode_and_line_ends_stay_and_a_link_goes_on_leading_there(bring, config: Path) -> None:
    """X32."""
    real = config.rename(config.with_name("real.toml"))
    real.write_bytes(EMPTY.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    config.symlink_to(real)
    assert bring([outline("https://a.example/", "A")]).status == 0
    assert config.is_symlink()
    assert real.stat().st_mode & 0o7777 == 0o640
    body = real.read_bytes()
    assert body.startswith(EMPTY.replace("\n", "\r\n").encode())
    assert body.count(b"\n") == body.count(b"\r\n")
    assert sorted(one.name for one in config.parent.iterdir()) == ["config.toml", "real.toml"]


@pytest.mark.parametrize("fails", ["fsync", "fchmod"])
def test_a_disk_that_fails_leaves_the_old_file_whole_and_nothing_beside_it(
    bring, config: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """X32."""

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, fails, broken)
    said = bring([outline("https://a.example/", "A")])
    assert said.status == 1
    assert "Input/output error" in said.err
    assert config.read_text() == EMPTY
    assert [one.name for one in config.parent.iterdir()] == ["config.toml"]


def test_who_may_not_write_the_config_imports_nothing(
    bring, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X32: to be allowed to write its folder, and so to exchange it, is not enough."""
    opened = Path.open

    def guarded(self: Path, mode: str = "r", *more: object, **named: object) -> object:
        if self.name == "config.toml" and "+" in mode:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, mode, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", guarded)  # the account of the tests may be one that may all
    said = bring([outline("https://a.example/", "A")])
    assert (said.status, config.read_text()) == (1, EMPTY)
    assert said.err == f"feeds: {config}: Permission denied\n"

"""Drop directories: one whose files are put away, one whose files stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.fetch.directory.drops import Drop


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    (tmp_path / "drop").mkdir()
    return Drop(tmp_path / "drop")


@pytest.fixture
def kept(tmp_path: Path) -> Drop:
    (tmp_path / "drop").mkdir()
    return Drop(tmp_path / "drop", keep_files=True)

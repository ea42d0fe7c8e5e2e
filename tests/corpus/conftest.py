"""Documents that others wrote, where FEEDS_CORPUS says they are. Without it these tests are skipped."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import Payload


@pytest.fixture(scope="session")
def corpus() -> Path:
    name = os.environ.get("FEEDS_CORPUS")
    if not name:
        # The one skip there is: these documents are others' work and cannot come with the project.
        pytest.skip("FEEDS_CORPUS is not set: no documents of others to test against")
    folder = Path(name)
    assert folder.is_dir(), f"FEEDS_CORPUS names no folder: {folder}"
    return folder


@pytest.fixture(scope="session")
def payload_of() -> Callable[[Path], Payload]:
    def make(path: Path) -> Payload:
        return Payload(
            source="corpus",
            url=f"http://127.0.0.1:8097/{path.name}",
            body=path.read_bytes(),
            fetched_at=datetime(2026, 11, 2, tzinfo=UTC),
        )

    return make

"""Every store there is, with two sources, two channels and nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.contracts import Store
from feeds.store.memory import MemoryStore
from feeds.store.sql import open_store
from tests.contract.store.filings import CHANNELS, DIGESTS, NOW, a_source


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = (
        open_store(f"sqlite:///{tmp_path}/feeds.db") if request.param == "sql" else MemoryStore()
    )
    made.enrol([a_source("ians"), a_source("xinhua")], NOW)
    made.enrol_channels(CHANNELS, DIGESTS)
    made.reroute({}, DIGESTS)
    made.clean(["all", "world"])
    yield made
    made.close()

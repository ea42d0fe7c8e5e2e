"""What is public is what may be public, after everything that can happen, in any order."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.folders import IN_MEMORY
from tests.pipeline.public.machine import Whatever
from tests.pipeline.public.places import Disk, Memory, Place


class InMemory(Whatever):
    def place(self) -> Place:
        return Memory()


class OnDisk(Whatever):
    def place(self) -> Place:
        self._directory = tempfile.TemporaryDirectory(dir=IN_MEMORY)
        return Disk(Path(self._directory.name))

    def teardown(self) -> None:
        super().teardown()
        self._directory.cleanup()


# Each run makes the same moves; FEEDS_EXPLORE has others made, and for as long as somebody waits.
EXPLORES = bool(os.environ.get("FEEDS_EXPLORE"))
pytestmark = pytest.mark.timeout(0 if EXPLORES else 300)


def _moves(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples * (100 if EXPLORES else 1),
        stateful_step_count=steps * (2 if EXPLORES else 1),
        deadline=None,
        # To explain a failure every line is traced, which takes minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    )


TestInMemory = InMemory.TestCase
TestInMemory.settings = _moves(examples=25, steps=22)
TestOnDisk = OnDisk.TestCase
TestOnDisk.settings = _moves(examples=6, steps=12)

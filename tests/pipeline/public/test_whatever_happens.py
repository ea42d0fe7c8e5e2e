"""What is public is what may be public, after everything that can happen, in any order."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import Phase, settings

from tests.pipeline.public.machine import Whatever
from tests.pipeline.public.places import Disk, Memory, Place


class InMemory(Whatever):
    def place(self) -> Place:
        return Memory()


class OnDisk(Whatever):
    def place(self) -> Place:
        self._directory = tempfile.TemporaryDirectory()
        return Disk(Path(self._directory.name))

    def teardown(self) -> None:
        super().teardown()
        self._directory.cleanup()


# To explain a failure every line is traced, which takes minutes.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)

TestInMemory = InMemory.TestCase
TestInMemory.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, phases=_PHASES
)
TestOnDisk = OnDisk.TestCase
TestOnDisk.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, phases=_PHASES
)

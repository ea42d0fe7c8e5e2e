"""A search for inputs that break the promise goes on behind a finding; each fault is kept once."""

from __future__ import annotations

import hashlib
import resource
import time
import traceback
from pathlib import Path

from tests.fuzz.promise import keeps_it

_MEMORY = 1024 * 1024 * 1024
"""Of address space; a worker has half of that, and holds neither seeds nor counters."""


class Search:
    """What a search has seen: how many inputs, and of those that broke the promise one a fault."""

    def __init__(self, name: str, kept: Path) -> None:
        self.name = name
        self.kept = kept
        self.inputs = 0
        self.accepted = 0
        self.faults: dict[str, str] = {}
        self._began = self._ends = 0.0

    def __str__(self) -> str:
        return (
            f"{self.name}: {time.monotonic() - self._began:.0f} s, {self.inputs} inputs, "
            f"{self.accepted} of them read, {len(self.faults)} faults"
        )

    def begin(self, seconds: float) -> None:
        self._began = time.monotonic()
        self._ends = self._began + seconds

    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def try_out(self, body: bytes) -> None:
        self.inputs += 1
        try:
            self.accepted += keeps_it(body, self.name)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as fault:  # noqa: BLE001 -- whatever it is, it is what is looked for
            where = _where(fault)
            if where not in self.faults:
                self.faults[where] = self._keep(body)
                print(f"{self.name}: {where}: {self.faults[where]}", flush=True)

    def _keep(self, body: bytes) -> str:
        self.kept.mkdir(parents=True, exist_ok=True)
        path = self.kept / hashlib.sha256(body).hexdigest()[:16]
        path.write_bytes(body)
        return path.name


def _where(fault: BaseException) -> str:
    """What a fault is told from another by: its kind, and the last line of ours that it went through."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [one for one in frames if "/feeds/" in one.filename or "/feedparser/" in one.filename]
    last = (ours or frames)[-1]
    return f"{type(fault).__name__} at {'/'.join(Path(last.filename).parts[-3:])}:{last.lineno}"


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

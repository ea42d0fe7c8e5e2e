"""The command line in this process: a command costs a tenth of what one in a process of its own does."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from feeds.cli import app, run


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON, an object a line; fails where anything else stands there."""
        found = [json.loads(line) for line in io.StringIO(self.out)]
        assert all(isinstance(one, dict) for one in found)
        return found


Feeds = Callable[..., Said]


@pytest.fixture
def feeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Feeds:
    """Runs a command in a folder of its own, on no terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FEEDS_CONFIG", raising=False)

    def command(*arguments: str, stdin: bytes = b"") -> Said:
        with monkeypatch.context() as patched:
            patched.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            capfd.readouterr()
            status = run(lambda: app(list(arguments), prog_name="feeds", standalone_mode=False))
        out, err = capfd.readouterr()
        return Said(status, out, err)

    return command

"""What a format's search begins with: the project's own samples of it, the documents of others where
FEEDS_CORPUS names them, what was found before, and the words that its readers look for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse import recognise
from tests.fuzz.promise import LONGEST

FOUND = Path(__file__).with_name("found")
"""Inputs that once broke the promise, a folder a format."""
_SAMPLES = Path(__file__).parents[1] / "unit" / "parse" / "samples"
_MOST = 300
"""Documents of others, the smallest of them: a search goes through small ones faster."""


def seeds(name: str) -> list[bytes]:
    """Documents of a format, shortest first."""
    kept = set(found(name).values())
    samples = {one for one in _files(_SAMPLES) if _is(one, name)}
    others = sorted({one for one in _files(_corpus()) if _is(one, name)}, key=len)[:_MOST]
    return sorted(kept | samples | set(others), key=lambda one: (len(one), one))


def found(name: str) -> dict[str, bytes]:
    """What was found before and is kept, by its file's name."""
    folder = FOUND / name
    if not folder.is_dir():
        return {}
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def _corpus() -> Path | None:
    folder = os.environ.get("FEEDS_CORPUS")
    return Path(folder) if folder else None


def _files(folder: Path | None) -> Iterator[bytes]:
    if folder is None:
        return
    for one in sorted(folder.rglob("*")):
        expectation = one.name.endswith(".expected.json")
        if one.is_file() and not expectation and one.stat().st_size <= LONGEST:
            yield one.read_bytes()


def _is(body: bytes, name: str) -> bool:
    when = datetime(2026, 11, 3, tzinfo=UTC)
    try:
        seen = recognise(
            Payload(source="wire", url="file:///wire/a.txt", body=body, fetched_at=when)
        )
    except ParseError:
        return False
    return seen == name or (name == "auto" and len(body) <= 4096)

"""Folders of tests: where they stand, and what is in one that somebody writes to."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli

_MEMORY = "/dev/shm"

IN_MEMORY = _MEMORY if os.access(_MEMORY, os.W_OK) else None
"""For tempfile: a file system in memory, where the machine has one. There a file is soon made durable."""


def files_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """All files below a folder with what is in them, while somebody may take some away: what is no more there when
    it is looked at is not in it.
    """
    for way, _, names in os.walk(folder):
        for path in (Path(way, name) for name in names):
            with suppress(FileNotFoundError):
                if path.is_file():
                    yield path, path.read_bytes()


def unpacked(path: Path, packed: bytes) -> bytes:
    """What a file's bytes say, compressed or not; of a generation that is being written, where a twin has not all
    of its bytes yet, as much as is there.
    """
    if path.suffix == ".gz":
        return zlib.decompressobj(wbits=31).decompress(packed)
    return bytes(brotli.Decompressor().process(packed)) if path.suffix == ".br" else packed

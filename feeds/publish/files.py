"""The files of a document: its body and its twins, under one date."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from feeds.publish.durable import Durably
from feeds.publish.tree import Place, unlink
from feeds.publish.twins import TWINS

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READABLE = 0o644
_A_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to put in its place; `modified` is in whole seconds since 1970."""

    place: Place
    body: bytes = field(repr=False)
    twins: bool
    modified: int

    @property
    def files(self) -> int:
        """How many there will be."""
        return 1 + self.twins * len(TWINS)


def write(
    job: Job, folder: int, durably: Durably, *, named: Callable[[str], str] = lambda name: name
) -> None:
    """Writes a document's files into a folder, under the names that `named` makes of theirs. Raises
    OSError.
    """
    if job.twins:
        for suffix, compress in TWINS:
            name = named(f"{job.place.name}{suffix}")
            _write(name, compress(job.body), job.modified, folder, durably)
    _write(named(job.place.name), job.body, job.modified, folder, durably)


def _write(name: str, body: bytes, modified: int, folder: int, durably: Durably) -> None:
    try:
        file = os.open(name, _NEW, _READABLE, dir_fd=folder)
    except FileExistsError:
        # A process of the same number was killed here before; in a container it is always 1.
        unlink(name, folder)
        file = os.open(name, _NEW, _READABLE, dir_fd=folder)
    try:
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fchmod(file, _READABLE)
        os.utime(file, ns=(modified * _A_SECOND, modified * _A_SECOND))
        durably.add(file)
    finally:
        os.close(file)
